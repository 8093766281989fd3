"""The shop's own shape of a week, a month and a year: which days bring how much of a sum.

Plain Python, for lists of goals that wait for nothing heavy. A day's weight is the product of what
its weekday, its part of the month and its part of the year brought in the past, each beside an
ordinary day. A part that differs by no more than chance counts as ordinary.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WEEK = 7
LEAST_DAYS = 56
YEAR = 364
"""Whole weeks: the same weekday a year ago."""
MOST_DAYS = 3 * YEAR + 183
WEEKDAY_WEEKS = 52
LEAST_MONTHS = 6
PARTS = 6
"""Parts of a month, of five days each; the last one takes the rest."""
BUSY = 10
"""Days around Black Friday that follow it, and not the calendar, from year to year."""
AROUND = 3
"""Days to each side over which a part of the year is averaged."""

Shape = dict[date, float]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def weights(past: Mapping[date, float], last: date, days: Iterable[date]) -> Shape:
    """Return each day's weight, 1 for an ordinary one, by the past up to ``last``.

    Less than eight weeks of past have no shape.
    """
    wanted = list(days)
    known = [last - timedelta(days=n) for n in range(MOST_DAYS)]
    known = [day for day in known if day in past]
    by_weekday = _weekdays(past, known)
    if len(known) < LEAST_DAYS or min(by_weekday) < 0:
        return dict.fromkeys(wanted, 1.0)
    by_part = _parts(past, known, by_weekday)
    by_year = year_factors(past, last, wanted)
    return {
        day: by_weekday[day.weekday()] * by_part[_part(day)] * by_year.get(day, 1.0)
        for day in wanted
    }


def _weekdays(past: Mapping[date, float], known: Sequence[date]) -> list[float]:
    weeks = known[: min(len(known) // WEEK, WEEKDAY_WEEKS) * WEEK]
    sums = [0.0] * WEEK
    for day in weeks:
        sums[day.weekday()] += past[day]
    total = sum(sums)
    return [one * WEEK / total for one in sums] if total > 0 else [1.0] * WEEK


def _part(day: date) -> int:
    return min((day.day - 1) // 5, PARTS - 1)


def _parts(past: Mapping[date, float], known: Sequence[date], week: list[float]) -> list[float]:
    """Return what the parts of a month bring beside what their weekdays would."""
    months: dict[tuple[int, int], _Month] = {}
    for day in known:
        month = months.setdefault((day.year, day.month), _Month())
        part = _part(day)
        month.days += 1
        month.came[part] += past[day]
        month.usual[part] += week[day.weekday()]
    ratios: list[list[float]] = [[] for _part in range(PARTS)]
    for month in months.values():
        came, usual = sum(month.came), sum(month.usual)
        if month.days < 28 or came <= 0 or usual <= 0:
            continue
        for part, found in enumerate(ratios):
            if month.usual[part] > 0:
                found.append(month.came[part] / month.usual[part] * usual / came)
    return [_beyond_chance(found) if len(found) >= LEAST_MONTHS else 1.0 for found in ratios]


class _Month:
    """What a month's parts brought, and what their weekdays would have."""

    def __init__(self) -> None:
        self.days = 0
        self.came, self.usual = [0.0] * PARTS, [0.0] * PARTS


def _beyond_chance(ratios: Sequence[float]) -> float:
    """Return the mean ratio, drawn to 1 by as much of it as may be chance (James and Stein)."""
    apart = _mean(ratios) - 1
    if apart == 0:
        return 1.0
    spread = sum((one - 1 - apart) ** 2 for one in ratios) / (len(ratios) - 1)
    noise = spread / len(ratios)
    return max(1 + apart * max(0.0, 1 - noise / apart**2), 0.0)


# -- the year --------------------------------------------------------------------------------------


@cache
def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % WEEK + 22)


def years_back(day: date, years: int) -> date:
    """Return the day of an earlier year that is like this one: its weekday, or its Black Friday."""
    friday = black_friday(day.year)
    if abs((day - friday).days) <= BUSY:
        return black_friday(day.year - years) + (day - friday)
    return day - timedelta(days=YEAR * years)


def year_factors(past: Mapping[date, float], last: date, days: Iterable[date]) -> Shape:
    """Return what a time of the year brings beside the year it is in; empty for want of two years.

    The factors are drawn to 1 where two years were unlike each other.
    """
    level = _Level(past, last)
    if level.days < 2 * YEAR:
        return {}
    like = _likeness(level, last)
    if like <= 0:
        return {}
    found = {}
    for day in days:
        logs = [level.apart(years_back(day, years)) for years in (1, 2, 3)]
        known = [one for one in logs if one is not None]
        found[day] = exp(like * _mean(known)) if known else 1.0
    return found


class _Level:
    """A past by days with what is usual around each: running sums, asked a thousand times."""

    def __init__(self, past: Mapping[date, float], last: date) -> None:
        days = 0
        while days < MOST_DAYS and last - timedelta(days=days) in past:
            days += 1
        self.days = days
        self.first = last - timedelta(days=days - 1)
        self._sums = [0.0]
        for n in range(days):
            self._sums.append(self._sums[-1] + past[self.first + timedelta(days=n)])

    def apart(self, day: date) -> float | None:
        """Return by how much a week differs from its year, as a logarithm."""
        place = (day - self.first).days
        begin, end = place - AROUND, place + AROUND + 1
        if begin < 0 or end > self.days:
            return None
        week = (self._sums[end] - self._sums[begin]) / (end - begin)
        start = min(max(place - YEAR // 2, 0), self.days - YEAR)
        year = (self._sums[start + YEAR] - self._sums[start]) / YEAR
        return log(week / year) if week > 0 and year > 0 else None


def _likeness(level: _Level, last: date) -> float:
    """Return how much of a year's shape came again the year after: their correlation."""
    pairs = []
    for week in range(52):
        day = last - timedelta(days=AROUND + week * WEEK)
        pair = level.apart(day), level.apart(years_back(day, 1))
        if pair[0] is not None and pair[1] is not None:
            pairs.append((pair[0], pair[1]))
    if len(pairs) < 26:
        return 0.0
    xs, ys = [x for x, _y in pairs], [y for _x, y in pairs]
    mean_x, mean_y = _mean(xs), _mean(ys)
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sqrt(sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys))
    return max(0.0, both / spread) if spread > 0 else 0.0
