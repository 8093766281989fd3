"""Rows of the store written out: a cell as people read it, columns as many as fit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from store.money import MONEY_SCALE
from tui import format as fmt
from tui.cli.columns import fit, left, right
from tui.cli.columns import width as cell_len
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST = 22
"""Cells of the widest column."""


def told(cell: date | int | str, unit: str, currency: str) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, date):
        return fmt.day(cell)
    if isinstance(cell, str):
        return clean(cell) or "—"
    if unit == "money":
        return fmt.money(Fraction(cell, MONEY_SCALE), currency)
    if unit == "thousandths":
        return fmt.number(Fraction(cell, 1000), 1)
    return fmt.number(cell)


def widths(table: Sequence[Sequence[str]]) -> list[int]:
    """Return the cells each column takes."""
    return [min(WIDEST, max(cell_len(row[n]) for row in table)) for n in range(len(table[0]))]


def fitting(
    table: Sequence[Sequence[str]], units: Sequence[str], sizes: Sequence[int], room: int
) -> list[int]:
    """Return the columns that fit, in their order: days and figures first, empty ones never."""
    full = [n for n in range(len(units)) if any(row[n] != "—" for row in table[1:])]
    kept: list[int] = []
    for n in sorted(full, key=lambda n: (units[n] == "text", n)):
        if sizes[n] <= room:
            kept.append(n)
            room -= sizes[n] + 2
    return sorted(kept)


def line(row: Sequence[str], sizes: Sequence[int], at_lefts: Sequence[bool]) -> str:
    """Return a row in columns, texts and days at their left, figures at their right."""
    return "  ".join(
        left(fit(cell, size), size) if at_left else right(fit(cell, size), size)
        for cell, size, at_left in zip(row, sizes, at_lefts, strict=True)
    )
