"""How days are written in exports of small tools, beyond what ``store.columns.days`` proves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.days import date_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from store.columns.days import Moment

_FORMS = (
    # Google Forms: 2026/09/21 2:41:38 PM UTC+2, in the language of the form
    (re.compile(r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2} [0-9:]+ [AaPp]\.?[Mm]\.?"),
     "%Y/%m/%d %I:%M:%S %p %z"),
    (re.compile(r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}"),
     "%Y/%m/%d %H:%M:%S"),
    (re.compile(r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}\Z"), "%Y/%m/%d"),
    # 21 November 2026, 1 janv. 2026
    (re.compile(r"[0-9]{1,2} [^\W\d_]{3,9}\.? [0-9]{4}\Z"), "%d %b %Y"),
)  # fmt: skip
_HOURS = re.compile(r"(?:UTC|GMT)([+\-−])([0-9]{1,2})(?::?([0-9]{2}))?\Z")
_AMERICAN = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4},? [0-9:]+ [AP]M\Z")


def form_of(column: str, cells: Iterable[str], answer: str = "") -> str:
    """Return the format that the cells prove; ``AmbiguousFileError`` where they prove none."""
    known = [cell.strip() for cell in cells if cell.strip()]
    for cell in known:
        for pattern, form in _FORMS:
            if pattern.match(cell):
                return form if "%z" not in form or _has_zone(cell) else form.removesuffix(" %z")
        if _AMERICAN.match(cell):
            return "%m/%d/%Y %I:%M:%S %p" if cell.count(":") == 2 else "%m/%d/%Y %I:%M %p"
    return date_form(column, known, answer)


def readable(parse: Callable[[str], Moment]) -> Callable[[str], Moment]:
    """Return a parser that also reads ``UTC+2`` and ``GMT-3:30`` as zones."""

    def read(cell: str) -> Moment:
        text = cell.strip()
        if text.endswith(" GMT"):
            text = f"{text[:-4]} UTC"
        return parse(_HOURS.sub(_offset, text))

    return read


def _has_zone(cell: str) -> bool:
    return bool(_HOURS.search(cell)) or cell.endswith(("UTC", "GMT"))


def _offset(found: re.Match[str]) -> str:
    sign = "+" if found[1] == "+" else "-"
    return f"{sign}{int(found[2]):02d}{found[3] or '00'}"
