"""Days and instants, by a format that is declared, never by trial.

An instant with an offset is put on the shop's clock; a naive one is read on the clock of the file's
zone; a day without a time is that day and is never shifted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.columns import noted
from store.columns.cells import CellError
from store.columns.questions import DATE_ORDERS, ask_date_order
from store.errors import ImportFileError
from store.messages import N_
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NOT_A_DAY = N_("This is not a day written like {format}.")
NO_SUCH_DAY = N_("There is no such day in the calendar.")
OUT_OF_RANGE = N_("This day is too far away to be true.")

_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_MAX_LENGTH = 60

_PARTS = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%y": r"(?P<y>[0-9]{2})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%d": r"(?P<d>[0-9]{1,2})",
    "%b": r"(?P<b>[^\W\d_]{3,9})\.?",
    "%H": r"(?P<H>[0-9]{1,2})",
    "%I": r"(?P<I>[0-9]{1,2})",
    "%p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "%M": r"(?P<M>[0-9]{2})",
    "%S": r"(?P<S>[0-9]{2})(?:[.,][0-9]{1,9})?",
    "%z": r"(?P<z>Z|UTC|[+-][0-9]{2}:?[0-9]{2})",
    "%%": "%",
}
_ISO = re.compile(
    r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"(?:[T ](?P<H>[0-9]{2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<z>Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?\Z"
)
_COMPACT = re.compile(r"(?P<Y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<H>[0-9]{2})?\Z")
_SLASHED = (
    r"[./-]{}[./-](?P<Y>[0-9]{{4}})"
    r"(?:,? (?P<H>[0-9]{{1,2}}):(?P<M>[0-9]{{2}})(?::(?P<S>[0-9]{{2}}))?)?\Z"
)
_EITHER = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-][0-9]{4}(?![0-9])")
_ORDERS = {
    "dmy": re.compile(r"(?P<d>[0-9]{1,2})" + _SLASHED.format(r"(?P<m>[0-9]{1,2})")),
    "mdy": re.compile(r"(?P<m>[0-9]{1,2})" + _SLASHED.format(r"(?P<d>[0-9]{1,2})")),
}
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), 1)
}


class Moment(NamedTuple):
    """``day`` is the day number on the shop's clock, ``at`` seconds in UTC or ``None``."""

    day: int
    at: int | None


NO_MOMENT = Moment(0, None)


@cache
def zone(name: str) -> tzinfo:
    """Return the zone of an IANA name; ``ImportFileError`` for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImportFileError(
            N_("There is no time zone {zone}."),
            N_("Use a name like Europe/Paris."),
            zone=name[:60],
        ) from error


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of the file's naive instants, and the shop's, on which days are counted."""

    file: tzinfo
    shop: tzinfo

    @classmethod
    def of(cls, shop: str, file: str = "") -> Clocks:
        return cls(zone(file or shop), zone(shop))


def pattern_of(form: str) -> re.Pattern[str]:
    """Return the pattern of a format like ``%d/%m/%Y %H:%M``; ``ValueError`` when it is none."""
    parts = re.split(r"(%.)", form)
    if not all(part in _PARTS for part in parts if part.startswith("%") and len(part) == 2):
        raise ValueError(form)
    pattern = "".join(_PARTS.get(part, re.escape(part)) for part in parts)
    try:
        compiled = re.compile(pattern + r"\Z")
    except re.error as error:  # a part written twice
        raise ValueError(form) from error
    named = compiled.groupindex
    if not (("Y" in named or "y" in named) and ("m" in named or "b" in named)):
        raise ValueError(form)
    return compiled


def readable(form: str) -> str:
    """Return a format as people write it: ``%d/%m/%Y`` is DD/MM/YYYY."""
    words = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "MMM", "%H": "hh",
             "%I": "hh", "%M": "mm", "%S": "ss", "%z": "+hhmm", "%p": "am"}  # fmt: skip
    for part, word in words.items():
        form = form.replace(part, word)
    return form


def moments(clocks: Clocks, form: str) -> Callable[[str], Moment]:
    """Return a parser of one declared format: ``iso``, ``dmy``, ``mdy``, ``compact`` or ``%…``."""
    known = {"iso": _ISO, "compact": _COMPACT, **_ORDERS}
    pattern = known.get(form) or pattern_of(form)
    words = {"iso": "YYYY-MM-DD", "compact": "YYYYMMDD", "dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}
    shown = words.get(form) or readable(form)

    def parse(text: str) -> Moment:
        found = pattern.match(text.strip()) if len(text) <= _MAX_LENGTH else None
        if found is None:
            raise CellError(NOT_A_DAY, format=shown)
        return _moment(found.groupdict(), clocks)

    noted.parser(parse, noted.Reading(noted.DAY, form=form, zone=str(clocks.file)))
    return parse


def _moment(part: Mapping[str, str | None], clocks: Clocks) -> Moment:
    year = int(part.get("Y") or 0) or 2000 + int(part.get("y") or 0)
    month_name = part.get("b")
    month = _MONTHS.get(month_name.casefold(), 0) if month_name else int(part.get("m") or 0)
    date_only = part.get("H") is None and part.get("I") is None
    offset = part.get("z")
    where = _offset(offset) if offset else clocks.file
    midnight = _midnight(year, month, int(part.get("d") or 1), where)
    if date_only:
        return Moment(midnight.number, None)
    hour, minute, second = _time(part)
    # 24:00 is the midnight that ends the day; a leap second is the second before.
    passed = hour * 3600 + minute * 60 + min(second, 59)
    if midnight.even and where is clocks.shop and hour < 24:
        return Moment(midnight.number, midnight.at + passed)
    # An hour that the clock skips is read as if it had not been put forward; one that it repeats
    # is the first of both.
    local = midnight.local + timedelta(seconds=passed)
    instant = local.replace(tzinfo=where).astimezone(UTC)
    return Moment(to_number(instant.astimezone(clocks.shop).date()), int(instant.timestamp()))


class _Midnight(NamedTuple):
    """The start of a day on a clock; ``even`` when the clock is not changed that day."""

    number: int
    local: datetime
    at: int
    even: bool


@lru_cache(maxsize=10_000)
def _midnight(year: int, month: int, day: int, where: tzinfo) -> _Midnight:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellError(OUT_OF_RANGE)
    try:
        local = datetime(year, month, day)  # noqa: DTZ001 - the zone is put on below
    except ValueError as error:
        raise CellError(NO_SUCH_DAY) from error
    first = local.replace(tzinfo=where)
    last = (local + timedelta(days=1)).replace(tzinfo=where)
    return _Midnight(
        to_number(local.date()),
        local,
        int(first.timestamp()),
        last.utcoffset() == first.utcoffset() == first.replace(fold=1).utcoffset(),
    )


def _time(part: Mapping[str, str | None]) -> tuple[int, int, int]:
    minute, second = int(part.get("M") or 0), int(part.get("S") or 0)
    if part.get("I") is not None:
        hour = int(part["I"] or 0)
        if not 1 <= hour <= 12:
            raise CellError(NO_SUCH_DAY)
        hour = hour % 12 + (12 if (part.get("p") or "a")[0] in "pP" else 0)
    else:
        hour = int(part.get("H") or 0)
    whole_day = hour == 24 and minute == second == 0
    if not (hour < 24 or whole_day) or minute > 59 or second > 60:
        raise CellError(NO_SUCH_DAY)
    return hour, minute, second


@cache
def _offset(text: str) -> tzinfo:
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if delta >= timedelta(hours=18):
        raise CellError(NO_SUCH_DAY)
    return timezone(-delta if text[0] == "-" else delta)


def date_form(column: str, cells: Iterable[str], answer: str = "") -> str:
    """Return the format that the cells prove: ``iso``, ``compact``, ``dmy`` or ``mdy``.

    ``answer`` is the owner's word on the order of day and month. Cells that prove neither order
    raise ``AmbiguousFileError``; cells that are no days at all count as ``iso``, and each then says
    so on its own line.
    """
    slashed = False
    for cell in cells:
        text = cell.strip()[:_MAX_LENGTH]
        if _ISO.match(text):
            return "iso"
        if _COMPACT.match(text):
            return "compact"
        either = _EITHER.match(text)
        if either is None:
            continue
        slashed = True
        first, second = int(either[1]), int(either[2])
        if first > 12 >= second:
            return "dmy"
        if second > 12 >= first:
            return "mdy"
    if not slashed:
        return "iso"
    if answer in DATE_ORDERS:
        return answer
    raise ask_date_order(column)
