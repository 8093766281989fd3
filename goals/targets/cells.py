"""What may be typed into a cell of the month grid: ``12k``, ``+5 %``, ``=``, ``~``, nothing.

Pure; English and French are both read whatever the screen's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.entry import EntryError, folded, parse_amount
from store.messages import N_
from store.money import WHOLE_CURRENCIES

if TYPE_CHECKING:
    from typing import Final

SAME: Final = "="
FORECAST: Final = "~"
_NONE = frozenset({"", "-", "–", "—", "none", "aucun", "aucune", "x"})
_CHANGE = re.compile(r"(?P<sign>[+\-−])\s*(?P<number>[0-9][0-9 .,'’]*)\s*(?P<unit>%|pts?|points?)")
_DIGITS: Final = {"money": 2, "count": 0, "share": 4, "ratio": 2, "points": 1}
"""Decimals that a computed target is rounded to: a target is a round figure."""
WHOLE: Final = 100
"""From which on a computed amount of money has no decimals."""
SEPARATORS = re.compile(r"[\t;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    unit: str
    currency: str
    last_year: Fraction | None = None
    expected: Fraction | None = None
    before: Fraction | None = None


@dataclass(frozen=True, slots=True)
class CellText(_Beside):
    """A text with what stands beside its cell: a year ago, the forecast, the month before."""

    text: str


def parse_cell(cell: CellText) -> Fraction | None:
    """Return the amount that a text means, ``None`` for no target.

    Raises:
        EntryError: it cannot be read, or what it refers to is not known.
    """
    plain = folded(cell.text)
    if plain in _NONE:
        return None
    if plain == SAME:
        return _known(cell.before, N_("The month before has no target to take over."))
    if plain == FORECAST:
        expected = _known(cell.expected, N_("There is no forecast of this month."))
        return rounded(expected, cell.unit, cell.currency)
    change = _CHANGE.fullmatch(plain)
    if change is not None:
        year_ago = _known(cell.last_year, N_("There is no figure of this month a year ago."))
        return rounded(_changed(change, year_ago, cell), cell.unit, cell.currency)
    return parse_amount(cell.text, unit=cell.unit, currency=cell.currency)


def _known(value: Fraction | None, otherwise: str) -> Fraction:
    if value is None:
        raise EntryError(otherwise, N_("Write the target itself, like “12k”."))
    return value


def _changed(change: re.Match[str], year_ago: Fraction, cell: CellText) -> Fraction:
    amount = parse_amount(change["number"], unit="ratio")
    amount = amount if change["sign"] == "+" else -amount
    if change["unit"] != "%":
        if cell.unit not in ("share", "points"):
            raise EntryError(
                N_("“{text}” has a unit that this figure does not have."),
                N_("Leave out the unit, or choose another figure."),
                text=cell.text,
            )
        return year_ago + (amount / 100 if cell.unit == "share" else amount)
    if cell.unit == "share":
        raise EntryError(
            N_("“{text}” of a share reads two ways: in points, or of the share itself."),
            N_("Write points, like “+2 pt”, or the share to arrive at, like “60 %”."),
            text=cell.text,
        )
    return year_ago * (100 + amount) / 100


def rounded(value: Fraction, unit: str, currency: str = "") -> Fraction:
    """Return a computed target with the decimals that a target has, halves away from zero."""
    whole = unit == "money" and (abs(value) >= WHOLE or currency in WHOLE_CURRENCIES)
    scale = 1 if whole else 10 ** _DIGITS[unit]
    size = int(abs(value) * scale + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, scale)


def split_cells(text: str) -> list[list[str]]:
    """Return pasted text as rows of cells: tabs or semicolons part cells, line ends part rows."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while rows and not rows[-1].strip():
        rows.pop()
    return [[cell.strip() for cell in SEPARATORS.split(row)] for row in rows]
