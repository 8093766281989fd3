"""The table of cohorts: months down, months since the first order to the right; both scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import cohort_words as words
from tui.language import tr
from tui.widgets.painted import Painted, fit, right

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.customers.cohorts import CohortTable
    from tui.cohort_words import Measure
    from tui.widgets.painted import Piece


class Triangle(Painted):
    """Its head and its last line, all cohorts together, stay in place.

    A cell that is not known whole is grey and has a sign; so has a month still to come.
    """

    DEFAULT_CSS = "Triangle { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.table: CohortTable | None = None
        self.measure: Measure = "share"
        self.top = self.first = 0
        """The cohort and the column at the upper left."""
        self._labels: list[str] = []
        self._column = self._label_width = 1

    def show(self, table: CohortTable, measure: Measure) -> None:
        """Put a table in place, or the same one in another measure or language."""
        self.table, self.measure = table, measure
        if table.cohorts:
            self._labels = words.labels(table)
            self._label_width = max(map(cell_len, self._labels))
            self._column = words.cell_width(table, measure) + 1
        self._keep_inside()
        self.refresh()

    def on_resize(self) -> None:
        self._keep_inside()

    def move(self, down: int, right: int) -> None:
        """Scroll, as far as there is something to see."""
        self.top, self.first = self.top + down, self.first + right
        self._keep_inside()
        self.repaint()

    # -- what fits -------------------------------------------------------------------------------

    @property
    def ages(self) -> range:
        """All columns."""
        if self.table is None or not self.table.cohorts:
            return range(0)
        return range(words.first_age(self.measure), len(self.table.cohorts[0].cells))

    @property
    def _columns(self) -> int:
        return max(1, (self.size.width - self._label_width - 4) // self._column)

    @property
    def _lines(self) -> int:
        return max(1, self.size.height - 1 - self._has_means)

    @property
    def _has_means(self) -> bool:
        return self.measure != "customers" and self.size.height > 3

    def _keep_inside(self) -> None:
        count = len(self.table.cohorts) if self.table else 0
        self.top = max(0, min(self.top, count - self._lines))
        self.first = max(0, min(self.first, len(self.ages) - self._columns))

    # -- lines -----------------------------------------------------------------------------------

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        table = self.table
        if table is None:
            return
        if not table.cohorts:
            if y == 0 and table.reason is not None:
                yield " " + tr(table.reason), "dim"
            return
        ages = self.ages[self.first : self.first + self._columns]
        if y == 0:
            yield from self._head(ages)
        elif self._has_means and y == self.size.height - 1:
            yield " " + fit(self._labels[-1], self._label_width), "title"
            for age in ages:
                yield right(words.mean(table, age, self.measure), self._column), "strong"
        elif self.top + y - 1 < len(table.cohorts):
            yield from self._cohort(self.top + y - 1, ages, y, width)

    def _head(self, ages: range) -> Iterable[Piece]:
        yield (self.bar if self.active else " "), "cursor"
        yield fit(self._labels[0], self._label_width), "title"
        for age in ages:
            yield right(words.age(age) + " ", self._column), "title"
        before, after = self.first > 0, self.first + len(ages) < len(self.ages)
        yield f" {'‹' if before else ' '}{'›' if after else ' '}", "key"

    def _cohort(self, place: int, ages: range, y: int, width: int) -> Iterable[Piece]:
        assert self.table is not None
        cohort = self.table.cohorts[place]
        yield " " + fit(self._labels[place + 1], self._label_width), "dim" if cohort.partial else ""
        for age in ages:
            cell = cohort.cells[age]
            ink = "off" if cell.customers is None else "dim" if cell.partial else ""
            yield right(words.cell(cell, self.measure), self._column), ink
        above = y == 1 and self.top > 0
        below = y == self._lines and self.top + self._lines < len(self.table.cohorts)
        used = 1 + self._label_width + len(ages) * self._column
        yield fit("", width - used - 2) + ("▴" if above else "▾" if below else ""), "key"
