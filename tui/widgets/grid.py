"""A table with a cursor in its cells: labels at the left stay, columns scroll with the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.painted import Painted, Piece, fit, right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events


@dataclass(frozen=True, slots=True)
class GridRow:
    """A label, the cells one can stand in, and what is only read beside them."""

    label: str
    cells: tuple[Piece, ...]
    beside: str = ""


class GridTable(Painted):
    """The first line names the columns; ``cursor`` is (row, column)."""

    DEFAULT_CSS = "GridTable { height: 1fr; }"
    LABEL, CELL = 14, 11

    class Clicked(Message):
        """A cell was clicked: ``cursor`` stands in it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[GridRow] = ()
        self.columns: Sequence[str] = ()
        self.heading = ""
        self.row = self.column = self.first_row = self.first_column = 0

    def show(self, columns: Sequence[str], rows: Sequence[GridRow], heading: str = "") -> None:
        """Put cells in; ``heading`` names what is beside them."""
        self.columns, self.rows, self.heading = columns, rows, heading
        self.move_to(self.row, self.column)

    def move_to(self, row: int, column: int) -> bool:
        """Stand in a cell, the nearest there is; False where that is where it stood."""
        before = (self.row, self.column)
        self.row = max(0, min(row, len(self.rows) - 1))
        self.column = max(0, min(column, len(self.columns) - 1))
        self._follow()
        self.repaint()
        return before != (self.row, self.column)

    @property
    def _lines(self) -> int:
        return max(1, self.size.height - 1)

    def _follow(self) -> None:
        shown, lines = min(self._columns_shown(), len(self.columns) or 1), self._lines
        self.first_column = max(0, min(self.first_column, self.column))
        self.first_column = max(self.first_column, self.column - shown + 1)
        self.first_row = max(0, min(self.first_row, self.row, max(0, len(self.rows) - lines)))
        self.first_row = max(self.first_row, self.row - lines + 1)

    def _columns_shown(self) -> int:
        return max(1, (self.size.width - self.LABEL - 2) // self.CELL)

    def on_resize(self) -> None:
        self._follow()
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        row = self.first_row + event.y - 1
        column = self.first_column + (event.x - self.LABEL - 1) // self.CELL
        if event.y >= 1 and event.x > self.LABEL and row < len(self.rows):
            self.move_to(row, column)
            self.post_message(self.Clicked())

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        places = range(
            self.first_column, min(self.first_column + self._columns_shown(), len(self.columns))
        )
        if y == 0:
            more = "‹ " if self.first_column else "  "
            yield right(more, self.LABEL + 1), "key"
            for place in places:
                here = place == self.column
                yield right(self.columns[place], self.CELL), "strong" if here else "dim"
            last = places[-1] + 1 if places else 0
            yield (" ›" if last < len(self.columns) else "  ") + self.heading, "dim"
            return
        number = self.first_row + y - 1
        if number >= len(self.rows):
            return
        row, here = self.rows[number], number == self.row
        yield self.bar if here else " ", "cursor"
        yield fit(row.label, self.LABEL), "strong" if here else ""
        for place in places:
            text, ink = row.cells[place]
            on = " on strong" if here and place == self.column else ""
            yield " ", ""
            yield right(text, self.CELL - 1), ink + on
        yield "  " + row.beside, "dim"
        below = self.first_row + self._lines < len(self.rows) and y == self.size.height - 1
        if below or (self.first_row and y == 1):
            yield " ▾" if below else " ▴", "key"
