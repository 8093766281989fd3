"""The one gateway for text of the owner's data on its way to a screen or a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from store.text import clean

if TYPE_CHECKING:
    from textual.content import Content

__all__ = ["clean", "clean_lines", "content", "plain"]


def plain(text: str) -> str:
    """Return text for comparing: no accents, no capitals."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )


def clean_lines(text: str) -> str:
    """Return ``text`` cleaned line by line; the line ends stay."""
    if "\n" not in text:
        return clean(text)
    return "\n".join(clean(line) for line in text.split("\n"))


def content(text: str, style: str = "") -> Content:
    """Return ``text`` as Textual content that is shown as it stands, never read as markup."""
    # Here and not above: the command line cleans text too, and does without Textual's 0.25 s.
    from textual.content import Content

    cleaned = clean_lines(text)
    return Content.styled(cleaned, style) if style else Content(cleaned)
