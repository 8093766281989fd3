"""What stands in one cell of the terminal, or two: letters with all that joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

JOINERS = ("\u200d", "\ufe0f")
"""Of these, terminals disagree: some draw a joined sign in two cells, some in four."""


def letters(text: str) -> Iterator[tuple[str, int]]:
    """Yield the signs of a text with the cells each takes: their sum is what rich counts."""
    if not any(joiner in text for joiner in JOINERS):
        for letter in text:
            yield letter, cells.cell_len(letter)
        return
    for start, end, size in cells.split_graphemes(text)[0]:
        yield text[start:end], size
