"""Rows that add up others: most tools put one under or over the rest, and it must not count."""

from __future__ import annotations

import re

from store.messages import N_

TOTAL = N_("A total of other rows")

_WORDS = frozenset(
    {"total", "totals", "grand total", "total général", "totaux", "somme", "somme totale",
     "total generale", "gesamt", "gesamtsumme"}
)  # fmt: skip
_BEGINS = re.compile(
    r"(?:(?:grand )?total(?:s|e|es|aux)?|totaux|gesamt(?:summe)?|summe|somme|sum|insgesamt)\b"
)
_LOOKED_AT = 40


def is_total(cell: str) -> bool:
    """Return whether a cell says nothing but that it is a sum of other rows."""
    return cell.strip().casefold() in _WORDS


def begins_with_total(cell: str) -> bool:
    """Return whether a cell names a sum, like ``Total: Campaigns``: for cells of days and alike.

    A campaign may be called ``Total comfort``: of such a cell it proves nothing.
    """
    return _BEGINS.match(cell[:_LOOKED_AT].strip().casefold()) is not None
