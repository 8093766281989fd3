"""The chart of what the cursor stands on; it keeps the last drawing until the next is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tui.language import _
from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.charts import Drawing


class Chart(Painted):
    """A heading line and a drawing below it."""

    DEFAULT_CSS = "Chart { height: 1fr; }"

    class Resized(Message):
        """The drawing no longer has the size of the widget."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.heading: Sequence[Piece] = ()
        self._drawing: Drawing | None = None
        self._note = ""

    @property
    def room(self) -> tuple[int, int]:
        """The cells a drawing may take."""
        return self.size.width - 2, self.size.height - 1

    def head(self, pieces: Sequence[Piece]) -> None:
        """Say what the chart is about: at once, before it is drawn."""
        self.heading = pieces
        self.repaint()

    def show(self, drawing: Drawing, note: str = "") -> None:
        """Put a drawing in place; ``note`` says why there is none."""
        self._drawing, self._note = drawing, note
        self.repaint()

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        if y == 0:
            yield from self._head(width)
            return
        lines = self._drawing.lines if self._drawing else ()
        if y - 1 < len(lines):
            yield " ", ""
            yield from lines[y - 1]
        elif not lines and y == 1:
            yield fit("  " + (self._note or _("drawing…")), width), "dim"

    def _head(self, width: int) -> Iterable[Piece]:
        room = width - 1
        yield " ", ""
        for text, ink in self.heading:
            size = cell_len(text)
            if size > room and room < width // 3:
                break
            text = text if size <= room else fit(text, room)
            room -= cell_len(text)
            yield text, ink
        if room > 2:
            yield " " + "─" * (room - 1), "rule"
