"""The line of the first page that says what is new and what calls for something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.widgets.painted import Painted, Piece

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
    def parts(self) -> list[tuple[str, str, str]]:
        """The keys with what they show; nothing before the morning was worked out."""
        if self.morning is None:
            return []
        from tui.morning_words import news_parts  # not needed for the first paint

        return news_parts(self.morning)

    def show(self, morning: Morning) -> None:
        self.morning = morning
        self.repaint()

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        parts = self.parts
        for told in (
            [text for _key, text, _short in parts],
            [short for _key, _text, short in parts],
        ):
            if sum(cell_len(text) + 5 for text in told) <= width:
                break
        for (key, _text, _short), text in zip(parts, told, strict=True):
            yield f" {key} ", "key"
            yield text, "mark"
            yield "  ", ""
