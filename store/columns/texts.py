"""Texts of a column, made harmless and short enough to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.messages import N_
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LONGEST = 300

BLANK = N_("This cell should not be empty.")


def text(cell: str) -> str:
    """Return the cell on one line, without control characters, at most 300 characters."""
    return clean(cell).strip()[:LONGEST]


def needed_text(cell: str) -> str:
    """Return the cell as ``text`` does; an empty one cannot be read."""
    value = text(cell)
    if not value:
        raise CellError(BLANK)
    return value


def without_end(end: str) -> Callable[[str], str]:
    """Return a parser of texts that takes ``end`` off: ``17850.0`` is customer ``17850``."""
    return lambda cell: text(cell).removesuffix(end)


def unless_unknown(words: Collection[str]) -> Callable[[str], str]:
    """Return a parser of texts that takes these words, in any capitals, for an empty cell."""
    if not words:
        return text
    folded = {word.casefold() for word in words}

    def known(cell: str) -> str:
        value = text(cell)
        return "" if value.casefold() in folded else value

    return known
