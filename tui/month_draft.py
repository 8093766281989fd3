"""What is typed into a month grid and not saved: texts by cell, sums, pasted rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from goals.targets.entry import parse_amount
from goals.targets.grid import read_cells, sum_of
from goals.targets.plan_months import spread
from tui import month_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from goals.targets.grid import Grid, Place, Typed

Key = TypeVar("Key")


class MonthDraft:
    """``place`` is a line and a month of it; the month after the last one is the line's sum."""

    def __init__(self, grid: Grid, currency: str) -> None:
        self.grid, self.currency = grid, currency
        self.texts: dict[Place, str] = {}
        self._sums: dict[int, str] = {}

    def on_sum(self, place: Place) -> bool:
        return place[1] >= len(self.grid.months)

    def text(self, place: Place) -> str:
        """Return what is typed in a cell."""
        known: str | None = self._sums.get(place[0]) if self.on_sum(place) else None
        return known or self.texts.get(place, "")

    def put(self, place: Place, text: str) -> None:
        """Take what stands in a cell now; a sum waits until the cell is left."""
        if self.on_sum(place):
            _put(self._sums, place[0], text)
        else:
            _put(self.texts, place, text)

    def leave(self, place: Place) -> None:
        """Lay a sum that was typed on the months, as the forecast goes.

        Raises:
            EntryError: it cannot be read; it is forgotten.
        """
        text = self._sums.pop(place[0], "") if self.on_sum(place) else ""
        if not text.strip():
            return
        line, unit = place[0], self.grid.metric.unit
        total = parse_amount(text, unit=unit, currency=self.currency)
        months = [cell.ahead for cell in self.grid.lines[line].cells]
        for month, part in enumerate(spread(total, months, 0)):
            self.texts[line, month] = month_words.plain(unit, part)

    def fill(self, place: Place) -> bool:
        """Give the months after this one the same; False where there is nothing to give."""
        target, text = self.grid.cell(place).target, self.texts.get(place)
        if text is None and target is None:
            return False
        known = month_words.plain(self.grid.metric.unit, target) if text is None else text
        for later in range(place[1] + 1, len(self.grid.months)):
            self.texts[place[0], later] = known
        return True

    def paste(self, place: Place, rows: Sequence[Sequence[str]]) -> int:
        """Put texts into the cells from a place on; return how many lie beyond the table.

        A grid of one line takes all of them month after month.
        """
        if len(self.grid.lines) == 1:
            rows = [[text for row in rows for text in row]]
        beyond = 0
        for down, row in enumerate(rows):
            for across, text in enumerate(row):
                line, month = place[0] + down, place[1] + across
                if line < len(self.grid.lines) and month < len(self.grid.months):
                    _put(self.texts, (line, month), text)
                else:
                    beyond += 1
        return beyond

    def read(self) -> Typed:
        """Return what the texts mean."""
        return read_cells(self.grid, self.texts, self.currency)

    def sum(self, line: int, amounts: Mapping[Place, Fraction | None]) -> str:
        """Return the sum of a line as it is shown, or what is being typed in its place."""
        if line in self._sums:
            return self._sums[line]
        return month_words.amount(self.grid, sum_of(self.grid, line, amounts), self.currency)

    # -- kept for another time -------------------------------------------------------------------

    def named(self) -> dict[str, str]:
        """Return the texts by month and member: lines may stand elsewhere another time."""
        return {self._name(place): text for place, text in self.texts.items()}

    def bring_back(self, kept: Mapping[str, str]) -> None:
        """Put texts that were kept into their cells; those of months gone by stay out."""
        for line, found in enumerate(self.grid.lines):
            for month in range(len(found.cells)):
                text = kept.get(self._name((line, month)))
                if text:
                    self.texts[line, month] = text

    def _name(self, place: Place) -> str:
        line, month = place
        return f"{self.grid.months[month].start.isoformat()} {self.grid.lines[line].member}"


def _put(texts: dict[Key, str], place: Key, text: str) -> None:
    """Keep a text in its place; an empty one is none."""
    if text.strip():
        texts[place] = text
    else:
        texts.pop(place, None)
