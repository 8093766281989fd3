"""The line of the first page that says what is new and what calls for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.explain.morning import Morning


class News(Painted):
    """Takes a line only where there is something to say; keys before what they show."""

    DEFAULT_CSS = "News { height: 0; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.morning: Morning | None = None

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The keys with what they show; nothing before the morning was worked out."""
        if self.morning is None:
            return []
        from tui.morning_words import news_parts  # not needed for the first paint

        return news_parts(self.morning)

    def show(self, morning: Morning) -> None:
        self.morning = morning
        self.repaint()

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        room = width
        for key, text in self.parts:
            size = cell_len(key) + cell_len(text) + 4
            if size > room and room < width:
                return
            room -= size
            yield f" {key} ", "key"
            yield fit(text, min(cell_len(text), width - 4)), "mark"
            yield "  ", ""
