"""Sentences, wrapped to the width; a sign says where there are more, ``move`` goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.cells import letters
from tui.text import clean
from tui.widgets.painted import Painted, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Paragraph = tuple[Piece, ...]


class Prose(Painted):
    """Paragraphs of pieces; each starts on its own line."""

    DEFAULT_CSS = "Prose { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.paragraphs: Sequence[Paragraph] = ()
        self._wrapped: tuple[int, list[Paragraph]] = (0, [])
        self.first = 0
        """The line at the top."""

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        if paragraphs != self.paragraphs:
            self.paragraphs = paragraphs
            self._wrapped = (0, [])
            self.first = 0
            self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)

    @property
    def text(self) -> str:
        return "\n".join("".join(text for text, _ink in one) for one in self.paragraphs)

    def lines(self, width: int) -> list[Paragraph]:
        """Return the paragraphs cut into lines of at most ``width`` cells."""
        if self._wrapped[0] != width:
            found = [line for one in self.paragraphs for line in wrapped(one, width)]
            self._wrapped = (width, found)
        return self._wrapped[1]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.lines(width - 2))

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        lines = self.lines(width - 2)
        if self.first + y >= len(lines):
            return
        line = lines[self.first + y]
        yield " ", ""
        yield from line
        beyond = self.first + self.size.height < len(lines) and y == self.size.height - 1
        sign = "▾" if beyond else "▴" if self.first and not y else ""
        if sign:
            used = sum(cell_len(text) for text, _ink in line)
            yield " " * (width - 2 - used) + sign, "key"

    def move(self, by: int) -> None:
        """Scroll to what does not fit."""
        last = max(0, len(self.lines(self.size.width - 2)) - self.size.height)
        self.first = max(0, min(self.first + by, last))
        self.repaint()


def wrapped(paragraph: Paragraph, width: int) -> list[Paragraph]:
    """Return a paragraph as lines broken at spaces; a longer word is broken where it must be."""
    lines: list[Paragraph] = []
    line: list[Piece] = []
    room = width
    for text, ink in paragraph:
        for word in _words(clean(text), max(1, width)):
            size = cell_len(word)
            # A no-break space is part of a word, even where it comes alone.
            if size > room and word != " ":
                lines.append(tuple(line))
                line, room = [], width
            if not line and word == " " and lines:
                continue
            line.append((word, ink))
            room -= size
    lines.append(tuple(line))
    return lines


def _words(text: str, width: int) -> Iterable[str]:
    """Yield words and the plain spaces between them, each at most ``width`` cells."""
    word = ""
    for letter, size in letters(text):
        if letter == " ":
            if word:
                yield word
            yield letter
            word = ""
            continue
        if cell_len(word) + size > width:
            yield word
            word = ""
        word += letter
    if word:
        yield word
