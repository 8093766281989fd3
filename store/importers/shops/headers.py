"""Columns by our own words, whatever language the shop's back office speaks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from store.columns.titles import unaccented

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Words = dict[str, tuple[str, ...]]
"""Our word for a column → what files call it, the likeliest first."""

_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """Return a title without capitals, accents and double spaces: État, ETAT and état are one."""
    return _SPACES.sub(" ", unaccented(text.replace("\u2019", "'"))).strip(" \ufeff:")


def places(header: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return where each of our words' columns is; those that are absent are left out."""
    found = {fold(name): place for place, name in reversed(list(enumerate(header)))}
    return {
        word: next(found[fold(name)] for name in names if fold(name) in found)
        for word, names in words.items()
        if any(fold(name) in found for name in names)
    }


def has_all(
    header: Sequence[str], words: Mapping[str, Sequence[str]], needed: Collection[str]
) -> bool:
    """Whether a header has each of the needed columns."""
    return set(needed) <= places(header, words).keys()


def all_titles(header: Sequence[str], words: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the titles of a header that are known, as the file writes them."""
    known = {fold(name) for names in words.values() for name in names}
    return {name.strip() for name in header if fold(name) in known}
