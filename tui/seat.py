"""Where a thread of the desk sits: its own connection to the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.database import Store
    from store.facts import Facts


@dataclass(slots=True)
class Seat:
    """What one thread works with; never handed to another."""

    store: Store
    facts: Facts
