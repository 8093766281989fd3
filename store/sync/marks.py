"""How far the last sync of a source came: the next one asks for what changed since.

Marks are kept in the store with the import they belong to, in the same transaction: a sync that was
cut off has moved none of them, and the next one begins where the last whole one ended.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from store.records import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.sync.config import SourceConfig

READER = 1
"""Goes up when rows are read otherwise than before: all are then read anew."""
OVERLAP = timedelta(days=2)
"""Read again each time: rows written while the last sync ran, clocks put back, and late commits."""


@dataclass
class Marks:
    """``last`` are the largest keys read by table, ``until`` the latest change seen by table."""

    last: dict[str, int] = field(default_factory=dict)
    until: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.last or self.until)


def _key(config: SourceConfig) -> str:
    return f"sync:{config.name}"


def _fingerprint(config: SourceConfig, currency: str) -> str:
    """Return what tells that marks were made of the same database, read the same way."""
    told = f"{READER}\0{currency}\0{config.source}\0{config.identity}"
    return blake2b(told.encode(), digest_size=16).hexdigest()


def read_marks(kept: Mapping[str, str], config: SourceConfig, currency: str) -> Marks:
    """Return how far the last sync came; nothing where the configuration has changed since.

    ``kept`` is what the store keeps of the source.
    """
    told = kept.get(_key(config))
    if not told:
        return Marks()
    known = json.loads(told)
    if known["of"] != _fingerprint(config, currency):
        return Marks()
    return Marks(dict(known["last"]), dict(known["until"]))


def kept_marks(marks: Marks, config: SourceConfig, currency: str) -> Kept:
    """Return the record that keeps these marks."""
    of = _fingerprint(config, currency)
    told = {"of": of, "last": marks.last, "until": marks.until}
    return Kept(_key(config), json.dumps(told))
