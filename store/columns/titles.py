"""Titles of columns and words of cells as they are compared, whoever wrote them."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Return a text in small letters without accents: État, ETAT and état are one."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def folded(title: str) -> str:
    """Return a title in small letters with its accents, single spaces and straight apostrophes."""
    return " ".join(title.replace("\ufeff", "").replace("\u2019", "'").split()).casefold()
