"""The figures of the shop, a column a stage, from acquisition to what follows the sale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tui import words
from tui.language import _
from tui.revised_words import REVISED
from tui.widgets.painted import Painted, Piece, fit, right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events

    from tui.views import StageView, TileView

COLUMN = 20
"""The narrowest column that holds a label, a value and its change in both languages."""


def row_heights(lines: int, rows: int) -> list[int]:
    """Return the heights of the rows on screen; the others are scrolled to.

    A row takes two lines (label, value), three with its sparkline, four with air below. Where not
    all rows fit, the first ones keep their sparkline rather than one more row being squeezed in.
    """
    for height in (4, 3):
        if rows * height <= lines:
            return [height] * rows
    shown = max(1, min(rows, round(lines / 2.65)))
    spare = max(0, lines - 2 * shown)
    return [3] * min(shown, spare) + [2] * (shown - min(shown, spare))


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    left: int
    width: int


class Tiles(Painted):
    """Tiles with a cursor; what the screen asks for is in ``current``."""

    DEFAULT_CSS = "Tiles { height: 1fr; }"

    class Moved(Message):
        """The cursor stands on another tile."""

    class Opened(Message):
        """A tile was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.stages: Sequence[StageView] = ()
        self.currency = ""
        self.column = self.row = 0
        self.first_column = self.first_row = 0
        self.ascii_only = False

    @property
    def current(self) -> TileView | None:
        if not self.stages or not self.stages[self.column].tiles:
            return None
        tiles = self.stages[self.column].tiles
        return tiles[min(self.row, len(tiles) - 1)]

    def show(self, stages: Sequence[StageView], currency: str) -> None:
        """Put new figures in place of the old ones; the cursor stays on its metric."""
        read = self.current is not None and self.current.reading is not None
        moved = read or bool(self.column or self.row)
        metric = self.current.metric.id if self.current and moved else ""
        self.stages = [stage for stage in stages if stage.tiles]
        self.currency = currency
        self.column = min(self.column, max(0, len(self.stages) - 1))
        self.select(metric)
        self.repaint()

    def select(self, metric: str) -> bool:
        """Put the cursor on a metric; False when no tile shows it."""
        for column, stage in enumerate(self.stages):
            for row, tile in enumerate(stage.tiles):
                if tile.metric.id == metric:
                    self.column, self.row = column, row
                    self._follow()
                    return True
        return False

    # -- moving ----------------------------------------------------------------------------------

    def move(self, across: int, down: int) -> bool:
        """Move the cursor; False at the edge."""
        if not self.stages:
            return False
        column = self.column + across
        if not 0 <= column < len(self.stages):
            return False
        row = min(self.row, len(self.stages[self.column].tiles) - 1) if down else self.row
        row += down
        if row < 0 or (down and row >= len(self.stages[column].tiles)):
            return False
        self.column, self.row = column, row
        self._follow()
        self.repaint()
        self.post_message(self.Moved())
        return True

    def _follow(self) -> None:
        """Scroll so that the cursor is on screen."""
        columns, heights = len(self._columns()), self._heights()
        row = min(self.row, len(self.stages[self.column].tiles) - 1)
        self.first_column = _kept(self.first_column, self.column, columns, len(self.stages))
        self.first_row = _kept(self.first_row, row, len(heights), self._rows())

    def on_resize(self) -> None:
        if self.stages:
            self._follow()
            self.repaint()

    def on_click(self, event: events.Click) -> None:
        slot = self._slot_at(event.y)
        if slot is None:
            return
        for column in self._columns():
            inside = column.left <= event.x < column.left + column.width
            if inside and self.first_row + slot < len(self.stages[column.index].tiles):
                self.column, self.row = column.index, self.first_row + slot
                self.repaint()
                self.post_message(self.Moved())
                if event.chain == 2:
                    self.post_message(self.Opened())

    # -- places ----------------------------------------------------------------------------------

    def _rows(self) -> int:
        return max((len(stage.tiles) for stage in self.stages), default=0)

    def _heights(self) -> list[int]:
        return row_heights(self.size.height - 1, self._rows())

    def _columns(self) -> list[_Column]:
        width, total = self.size.width, len(self.stages)
        shown = max(1, min(total, width // COLUMN))
        first = max(0, min(self.first_column, total - shown))
        each = width // shown
        return [
            _Column(first + n, n * each, width - n * each if n == shown - 1 else each)
            for n in range(min(shown, total))
        ]

    def _slot_at(self, y: int) -> int | None:
        top = 1
        for slot, height in enumerate(self._heights()):
            if top <= y < top + height:
                return slot
            top += height
        return None

    # -- painting --------------------------------------------------------------------------------

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        if not self.stages:
            return
        if y == 0:
            yield from self._headings()
            return
        top, rows = 1, self._heights()
        for slot, height in enumerate(rows):
            if y < top + height:
                yield from self._tile_row(self.first_row + slot, y - top, height)
                return
            top += height

    def _headings(self) -> Iterable[Piece]:
        columns = self._columns()
        hidden = len(self.stages) - len(columns)
        for column in columns:
            stage = self.stages[column.index]
            label = " " + _(stage.label).upper()
            more = self._more(len(stage.tiles))
            if hidden and column is columns[0] and column.index > 0:
                label = " ‹" + label[1:]
            if hidden and column is columns[-1] and column.index + 1 < len(self.stages):
                more += " ›"
            label = fit(label, column.width - cell_len(more) - 1)
            yield label, "title"
            yield more + " ", "key"

    def _more(self, tiles: int) -> str:
        """Return the signs of tiles above and below what is on screen."""
        above = "▴" if self.first_row else ""
        below = "▾" if tiles > self.first_row + len(self._heights()) else ""
        return above + below

    def _tile_row(self, row: int, line: int, height: int) -> Iterable[Piece]:
        for column in self._columns():
            tiles = self.stages[column.index].tiles
            if row >= len(tiles):
                yield " " * column.width, ""
                continue
            last = min(self.row, len(self.stages[self.column].tiles) - 1)
            here = column.index == self.column and row == last
            yield from self._tile(tiles[row], line, height, column.width, here=here)

    def _tile(
        self, tile: TileView, line: int, height: int, width: int, *, here: bool
    ) -> Iterable[Piece]:
        on = " on" if here and self.active else ""
        if line == 3:
            yield " " * width, ""
            return
        yield (self.bar if here else " "), "cursor" + on
        inner = width - 2
        if line == 0:
            flag = REVISED if tile.revised and height == 2 else ""
            yield fit(_(tile.metric.tile_label), inner - len(flag)), ("strong" if here else "") + on
            yield flag, "mark" + on
            yield ("◎" if tile.goals else " "), "mark" + on
            return
        elif line == 1:
            yield from self._figure(tile, inner, on, flagged=height == 2)
        else:
            yield from self._trend(tile, inner, on)
        yield " ", on.strip()

    def _figure(self, tile: TileView, width: int, on: str, *, flagged: bool) -> Iterable[Piece]:
        value = words.short_value(tile, self.currency)
        change = words.change_text(tile.change)
        if tile.unlimited:
            change = words.unlimited_text(tile.unlimited)
        if flagged and words.change_ink(tile.change) == "bad":
            change = "! " + change
        room = width - cell_len(value) - 1
        if cell_len(change) > room:
            change = change.replace("! ", "!").replace("\N{NO-BREAK SPACE}", "")
            change = change.replace("\N{NARROW NO-BREAK SPACE}", "")
        if cell_len(change) > room:
            value = words.compact_value(tile, self.currency)
        yield value, ("strong" if tile.value is not None else "off") + on
        yield right(change, width - cell_len(value)), words.change_ink(tile.change) + on

    def _trend(self, tile: TileView, width: int, on: str) -> Iterable[Piece]:
        word = words.change_word(tile.change)
        room = width - cell_len(word) - 1 if word else width
        revised = words.revised_in(tile.revised, room) or words.revised_in(tile.revised, width)
        if revised:
            if cell_len(revised) > room:
                word, room = "", width
            yield fit(revised, room), "mark" + on
            if word:
                yield " " + word, words.change_ink(tile.change) + on
            return
        values = tile.reading.spark if tile.reading else ()
        line = words.spark(values, room, ascii_only=self.ascii_only)
        yield fit(line, room), "spark" + on
        if word:
            yield " " + word, words.change_ink(tile.change) + on


def _kept(first: int, cursor: int, shown: int, total: int) -> int:
    """Return the first visible index that keeps ``cursor`` among ``shown`` visible ones."""
    if cursor < first:
        return cursor
    return max(0, min(max(first, cursor - shown + 1), total - shown))
