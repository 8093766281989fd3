"""The year of a French gift shop: weekdays, seasons, sales, feasts."""

from __future__ import annotations

import math
from datetime import date, timedelta

from store.sample.fiction import FIRST_DAY, LAST_DAY

_WEEKDAYS = (1.07, 1.02, 0.99, 0.98, 0.93, 0.89, 1.12)


def progress(day: date) -> float:
    """Return how far the sample's time has gone, 0 on the first day and 1 on the last."""
    return (day - FIRST_DAY) / (LAST_DAY - FIRST_DAY)


def is_black_friday(day: date) -> bool:
    """From the Thursday before the last Friday of November to the Monday after it."""
    last = date(day.year, 11, 30)
    friday = last - timedelta(days=(last.weekday() - 4) % 7)
    return -1 <= (day - friday).days <= 3


def _second_wednesday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(2 - first.weekday()) % 7 + 7)


def is_sales(day: date) -> bool:
    """The two legal sales of the year, four weeks each (winter from January, summer from June)."""
    winter = _second_wednesday(day.year, 1)
    summer = date(day.year, 6, 30) - timedelta(days=(date(day.year, 6, 30).weekday() - 2) % 7)
    return any(0 <= (day - start).days < 28 for start in (winter, summer))


def mothers_day(year: int) -> date:
    """The last Sunday of May in France."""
    last = date(year, 5, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def interest(day: date) -> float:
    """Return how many people look for such a shop on ``day``; 1 on an ordinary day."""
    factor = _WEEKDAYS[day.weekday()]
    factor *= 1 + 0.05 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 100) / 365.25)
    if day.month == 12 and day.day <= 20:
        factor *= 1.25 + 0.02 * day.day
    elif day.month == 12:
        factor *= 0.85
    elif day.month == 11:
        factor *= 1.12
    elif day.month == 8:
        factor *= 0.84
    elif day.month in (6, 7):
        factor *= 1.10  # the lavender is in flower
    if 0 <= (mothers_day(day.year) - day).days <= 12:
        factor *= 1.30
    if is_sales(day):
        factor *= 1.16
    if is_black_friday(day):
        factor *= 1.85
    return factor


def eagerness(day: date) -> float:
    """Return how ready visitors are to buy on ``day``; 1 on an ordinary day."""
    factor = 1.0
    if is_black_friday(day):
        factor *= 1.35
    elif is_sales(day):
        factor *= 1.12
    elif day.month == 12 and day.day <= 18:
        factor *= 1.22
    return factor
