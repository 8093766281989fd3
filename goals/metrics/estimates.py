"""Measures that no source gives: a model works them out of those that sources do give.

For whoever reads figures they are measures like others: they have a value by day and by member, the
days that they are known for, and reasons why they are not. What they need beyond the standard
library is imported when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goals.customers.newcomers import Newcomers
    from store.facts import Facts


@dataclass(frozen=True, slots=True)
class Estimate:
    """``beside`` is the measure whose days it shares, ``split_as`` the one whose dimensions."""

    beside: str
    split_as: str


ESTIMATES = {"expected_365": Estimate("new_customers", "value_365")}
"""By measure; their units are in ``goals.metrics.formula``."""


def estimated(facts: Facts) -> Newcomers:
    """Return what the measures are read from."""
    from goals.customers.newcomers import newcomers

    return newcomers(facts, facts.until)
