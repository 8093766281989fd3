"""A list of lines with a cursor: choices, members, levers, files, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ``pieces`` at the left, ``tail`` at the right; ``key`` is for the program.

    ``heading`` rows are passed over by the cursor.
    """

    key: object
    pieces: tuple[Piece, ...]
    tail: tuple[Piece, ...] = ()
    heading: bool = False

    @property
    def text(self) -> str:
        return "".join(text for text, _ink in self.pieces)


class Rows(Painted):
    """Scrolls by itself; ``lively`` rows have a cursor, others are only read."""

    DEFAULT_CSS = "Rows { height: 1fr; }"

    class Moved(Message):
        """The cursor stands on another row."""

    class Chosen(Message):
        """A row was clicked."""

    def __init__(self, *, lively: bool = True, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.cursor = self.first = 0
        self.lively = lively
        self.empty = empty
        """What is said in place of no rows: a text in the language of the screen."""

    @property
    def current(self) -> Row | None:
        if not self.rows or self.rows[self.cursor].heading:
            return None
        return self.rows[self.cursor]

    def show(self, rows: Sequence[Row], *, keep: bool = True) -> None:
        """Put new rows in place; the cursor stays on its key if it is still there."""
        key = self.current.key if keep and self.current else None
        self.rows = rows
        self.cursor = next(
            (n for n, row in enumerate(rows) if key is not None and row.key == key), 0
        )
        if rows and rows[self.cursor].heading:
            self._step(1)
        if self.lively:
            self._follow()
        self.repaint()

    def select(self, key: object) -> bool:
        """Put the cursor on the row of a key; False where there is none."""
        place = next((n for n, row in enumerate(self.rows) if row.key == key), None)
        if place is None:
            return False
        self.cursor = place
        self._follow()
        self.repaint()
        return True

    def move(self, by: int) -> bool:
        """Move the cursor, or scroll where there is none; False at the edge."""
        if not self.lively:
            last = max(0, len(self.rows) - self.size.height)
            self.first = max(0, min(self.first + by, last))
            self.repaint()
            return True
        before = self.cursor
        self._step(by)
        if self.cursor == before:
            if by < 0 and self.first:
                self.first = 0  # a heading above the first row
                self.repaint()
            return False
        self._follow()
        self.repaint()
        self.post_message(self.Moved())
        return True

    def _step(self, by: int) -> None:
        """Go ``by`` rows on, never to a heading, never beyond the ends."""
        way = 1 if by > 0 else -1
        places = [n for n, row in enumerate(self.rows) if not row.heading]
        if not places:
            return
        ahead = [n for n in places if (n - self.cursor) * way > 0]
        ahead.sort(reverse=way < 0)
        if ahead:
            self.cursor = ahead[min(abs(by), len(ahead)) - 1]
        elif self.rows[self.cursor].heading:
            self.cursor = places[0]

    def _follow(self) -> None:
        height = max(1, self.size.height)
        top = self.cursor - 1 if self.cursor and self.rows[self.cursor - 1].heading else self.cursor
        self.first = max(0, min(self.first, top, max(0, len(self.rows) - height)))
        if self.cursor >= self.first + height:
            self.first = self.cursor - height + 1

    def on_resize(self) -> None:
        if self.rows and self.lively:
            self._follow()
            self.repaint()

    def on_click(self, event: events.Click) -> None:
        place = self.first + event.y
        if self.lively and place < len(self.rows) and not self.rows[place].heading:
            self.cursor = place
            self.repaint()
            self.post_message(self.Moved())
            if event.chain == 2:
                self.post_message(self.Chosen())

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        place = self.first + y
        if place >= len(self.rows):
            if not self.rows and y == 0:
                yield " " + self.empty, "dim"
            return
        row = self.rows[place]
        here = self.lively and place == self.cursor and not row.heading
        on = " on" if here else ""
        yield (self.bar if here else " "), "cursor" + on
        more = self._more(y)
        whole = width - 3
        left = sum(cell_len(text) for text, _ink in row.pieces)
        right = sum(cell_len(text) for text, _ink in row.tail)
        right = min(right, max(whole - left - 2, whole // 2))
        apart = 1 if right else 0
        yield from _cut(row.pieces, whole - right - apart, on)
        yield " " * apart, on.strip()
        yield from _cut(row.tail, right, on)
        yield fit(" " + more, 2), "key" + on

    def _more(self, y: int) -> str:
        """Return the sign that more rows lie beyond the first or last line."""
        if y == 0 and self.first:
            return "▴"
        last = y == self.size.height - 1
        return "▾" if last and self.first + self.size.height < len(self.rows) else ""


def _cut(pieces: Iterable[Piece], room: int, on: str) -> Iterable[Piece]:
    """Yield pieces in exactly ``room`` cells, the last one that fits cut, the rest left out."""
    for text, ink in pieces:
        size = min(cell_len(text), room)
        if size > 0:
            yield fit(text, size), ink + on
            room -= size
    yield " " * room, on.strip()
