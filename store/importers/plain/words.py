"""Columns told by what they are called, in English and French, whatever accents and capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.titles import unaccented

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.files import FileSample

_GAPS = re.compile(r"[^0-9a-z%/#]+")
_LOOKED_AT = 20


def plain(title: str) -> str:
    """Return a title in small letters without accents and signs: ``Date d'envoi`` → date d envoi.

    ``_`` and ``-`` are gaps as well, so that ``shipped_on`` and ``Shipped on`` are one word.
    """
    return _GAPS.sub(" ", unaccented(title)).strip()


@dataclass(frozen=True)
class Roles:
    """What columns may be called, by role, as ``plain`` writes it.

    ``needed`` must all be there, and one of ``telling``; columns of ``ignored`` are known and never
    read. A file with any other column is not told by its words.
    """

    words: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    telling: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def columns(self, header: Sequence[str]) -> dict[str, str]:
        """Return the columns of a header by role; the first of several counts."""
        found: dict[str, str] = {}
        by_word = {word: role for role, words in self.words.items() for word in words}
        for column in header:
            role = by_word.get(plain(column))
            if role:
                found.setdefault(role, column)
        return found

    def tells(self, header: Sequence[str]) -> dict[str, str]:
        """Return the columns by role of a header that leaves nothing open, else nothing."""
        found = self.columns(header)
        if not set(self.needed) <= found.keys():
            return {}
        if self.telling and not found.keys() & set(self.telling):
            return {}
        named = [column for column in header if column.strip()]
        known = {plain(word) for words in self.words.values() for word in words}
        known |= {plain(word) for word in self.ignored}
        once = len({plain(column) for column in named}) == len(named)
        return found if once and all(plain(column) in known for column in named) else {}


def telling_header(sample: FileSample, roles: Roles) -> tuple[str, ...]:
    """Return the first row that the roles explain whole, ``()`` where there is none."""
    for row in sample.rows[:_LOOKED_AT]:
        header = tuple(cell.strip().lstrip("\ufeff") for cell in row)
        if roles.tells(header):
            return header
    return ()
