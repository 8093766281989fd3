"""Periods as people name them, and the earlier period each is compared with.

The names are those of the command line: ``28d``, ``mtd``, ``2026-03``, ``2026-Q1``, ``2026``,
``2026-01-01..2026-01-31`` (both days included). Nothing here reads a clock: the last covered day
is an argument, and a period that would run beyond it is cut there and marked partial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from goals.metrics.errors import QuestionError
from store.messages import N_
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["days", "month", "quarter", "year", "range"]
Comparison = Literal["previous", "year", "weekday", "none"]
Grain = Literal["day", "week", "month", "quarter", "year"]

COMPARISONS: tuple[Comparison, ...] = ("previous", "year", "weekday", "none")
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
MAX_DAYS = 3660
"""Ten years: more days than any window is worth, and few enough to hold one value each."""

YEARS = range(1900, 2901)
"""Years outside are typing mistakes, and would run into the ends of the calendar."""

_TO_DATE: dict[str, Kind] = {"mtd": "month", "qtd": "quarter", "ytd": "year"}
_MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
_NAMED = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|[qQ](?P<quarter>[1-4])))?", re.ASCII)
_DAYS = re.compile(r"(\d{1,4})d", re.ASCII)
_DAY = r"(\d{4}-\d{2}-\d{2})"
_RANGE = re.compile(rf"{_DAY}(?:\.\.{_DAY})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """``span`` holds the days that are read, ``whole`` those that the name means."""

    text: str
    kind: Kind
    whole: Span
    span: Span

    @property
    def partial(self) -> bool:
        """Whether the period still runs: days of it lie beyond the last covered one."""
        return self.span != self.whole

    def until(self, end: date) -> Period:
        """Return the same period read only up to, but not including, ``end``."""
        cut = max(self.span.start, min(end, self.span.end))
        return Period(self.text, self.kind, self.whole, Span(self.span.start, cut))


def parse_period(text: str, as_of: date) -> Period:
    """Return the period that ``text`` names, for data known up to ``as_of`` (included).

    A period that lies wholly after ``as_of`` keeps its days; reading it says that there is no data.

    Raises:
        QuestionError: the text names no period, or one with no days.
    """
    name = text.strip()
    kind, whole = _meaning(name, as_of)
    shared = whole.within(Span(date.min, as_of + timedelta(days=1)))
    return Period(name, kind, whole, shared or whole)


def comparison(period: Period, kind: Comparison) -> Span | None:
    """Return the earlier days that ``period`` is compared with, or ``None`` for no comparison.

    A partial period is compared with the same number of elapsed days, a whole one with the whole
    other period, whatever its length.
    """
    if kind == "none":
        return None
    if kind == "weekday":
        return period.span.shifted(-364)
    other = _previous(period) if kind == "previous" else _year_before(period)
    if not period.partial:
        return other
    elapsed = other.start + timedelta(days=period.span.days)
    return Span(other.start, min(elapsed, other.end))


def buckets(span: Span, grain: Grain) -> Iterator[Span]:
    """Yield the days, ISO weeks, months… of ``span`` in order, the first and last cut to it."""
    start = span.start
    while start < span.end:
        end = min(_next_start(start, grain), span.end)
        yield Span(start, end)
        start = end


def bucket_of(day: date, grain: Grain) -> Span:
    """Return the whole day, week, month, quarter or year that ``day`` lies in."""
    return Span(first_of(day, grain), _next_start(day, grain))


def first_of(day: date, grain: Grain) -> date:
    """Return the first day of the week, month, quarter or year that ``day`` lies in."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _meaning(name: str, as_of: date) -> tuple[Kind, Span]:
    try:
        kind, whole = _read(name, as_of)
    except (ValueError, OverflowError) as error:  # 2026-13, 2026-02-30
        raise _no_period(name) from error
    if whole.start.year not in YEARS:
        raise _no_period(name)
    return kind, whole


def _read(name: str, as_of: date) -> tuple[Kind, Span]:
    if name.lower() in _TO_DATE:
        kind = _TO_DATE[name.lower()]
        return kind, _calendar(as_of, kind)
    if match := _DAYS.fullmatch(name.lower()):
        days = int(match[1])
        if not 1 <= days <= MAX_DAYS:
            raise _no_period(name)
        return "days", Span.of(as_of - timedelta(days=days - 1), as_of)
    if match := _NAMED.fullmatch(name):
        year = int(match["year"])
        if match["month"]:
            return "month", _calendar(date(year, int(match["month"]), 1), "month")
        if match["quarter"]:
            return "quarter", _calendar(date(year, int(match["quarter"]) * 3 - 2, 1), "quarter")
        return "year", _calendar(date(year, 1, 1), "year")
    if match := _RANGE.fullmatch(name):
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
        if first > last:
            raise QuestionError(
                N_("The period {name} ends before it starts."),
                N_("Write the first day, two dots, the last day: 2026-01-01..2026-01-31."),
                name=name,
            )
        if (last - first).days >= MAX_DAYS:
            raise _no_period(name)
        return "range", Span.of(first, last)
    raise _no_period(name)


def _no_period(name: str) -> QuestionError:
    return QuestionError(
        N_("“{name}” is not a period."),
        N_("Try 28d, mtd, qtd, ytd, 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-01-31."),
        name=name,
    )


def _calendar(day: date, kind: Kind) -> Span:
    months = _MONTHS[kind]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(start, _months_later(start, months))


def _months_later(first: date, months: int) -> date:
    """Return the first day of the month ``months`` after the month of ``first`` (a first day)."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _previous(period: Period) -> Span:
    if period.kind in _MONTHS:
        return Span(_months_later(period.whole.start, -_MONTHS[period.kind]), period.whole.start)
    return period.whole.shifted(-period.whole.days)


def _year_before(period: Period) -> Span:
    if period.kind in _MONTHS:
        return Span(_months_later(period.whole.start, -12), _months_later(period.whole.end, -12))
    last = _same_day_last_year(period.whole.last)
    if period.kind == "days":  # as many days, ending on the same date: 28 days stay 28
        return Span.of(last - timedelta(days=period.whole.days - 1), last)
    return Span.of(_same_day_last_year(period.whole.start), last)


def _same_day_last_year(day: date) -> date:
    """29 February has no fellow in the year before: 28 February stands in."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _next_start(day: date, grain: Grain) -> date:
    first = first_of(day, grain)
    if grain == "day":
        return first + timedelta(days=1)
    if grain == "week":
        return first + timedelta(days=7)
    return _months_later(first, {"month": 1, "quarter": 3, "year": 12}[grain])
