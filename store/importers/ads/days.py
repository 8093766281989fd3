"""Days of reports: columns of days however they are written, and the period in a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.days import Clocks, date_form, moments
from store.columns.questions import AmbiguousFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD_FORMS = ("%b %d, %Y", "%d %b %Y", "%b %d %Y", "%d. %b %Y")
_BETWEEN = re.compile(r"\s+(?:-|\u2013|\u2014|to|au|bis)\s+|\s*\u2013\s*")
_NO_DAYS = frozenset({"", "-", "--", "\u2013", "\u2014"})
_CLOCKS = Clocks.of("UTC")
_LONGEST_TITLE = 200


def day_form(column: str, cells: Iterable[str], answer: str) -> str:
    """Return how the cells write days: as ``date_form`` does, or with the month's name."""
    told = [cell for cell in cells if cell.strip() not in _NO_DAYS]
    for form in _WORD_FORMS:
        if any(_read(cell, form) is not None for cell in told[:20]):
            return form
    return date_form(column, told, answer)


def numeric_days(text: str) -> list[str]:
    """Return the days like 9/30/2026 in a title: they may prove the order of the column's."""
    return re.findall(r"(?<![0-9])[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}(?![0-9])", text)


def order_of(days: Sequence[str], answer: str) -> str:
    """Return the order of day and month that the days of a title prove, else the owner's answer."""
    try:
        return date_form("", days, answer)
    except AmbiguousFileError:
        return ""


def period_of(titles: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return first and last day of the period that a title names, ``None`` where none does.

    ``answer`` is the order of day and month, where it is known.
    """
    for title in titles:
        said = title.strip().strip('"')[:_LONGEST_TITLE]
        if "period" in said.casefold() or "time" in said.casefold():
            said = said.partition(":")[2].strip() or said
        parts = [part.strip(' ,;\t"') for part in _BETWEEN.split(said)]
        days = [_day(part, answer) for part in parts if part]
        if len(days) in (1, 2) and None not in days:
            first, last = days[0], days[-1]
            if first is not None and last is not None and first <= last:
                return first, last
    return None


def _day(text: str, answer: str) -> int | None:
    for form in (*_WORD_FORMS, "iso", *([answer] if answer in ("dmy", "mdy") else [])):
        found = _read(text, form)
        if found is not None:
            return found
    return None


def _read(text: str, form: str) -> int | None:
    try:
        return moments(_CLOCKS, form)(text.strip()).day
    except CellError:
        return None
