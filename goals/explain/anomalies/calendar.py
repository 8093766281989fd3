"""Days that a shop sells differently on: public holidays by country, Black Friday, the sales."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from goals.targets.shape import black_friday
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_YEAR, EPIPHANY = N_("New Year's Day"), N_("Epiphany")
GOOD_FRIDAY, EASTER_MONDAY = N_("Good Friday"), N_("Easter Monday")
ASCENSION, WHIT_MONDAY = N_("Ascension Day"), N_("Whit Monday")
MAY_DAY, ASSUMPTION, ALL_SAINTS = N_("1 May"), N_("Assumption Day"), N_("All Saints' Day")
CHRISTMAS, BOXING_DAY, NATIONAL = N_("Christmas"), N_("26 December"), N_("national holiday")
IMMACULATE = N_("8 December")
BANK_HOLIDAY, THANKSGIVING = N_("bank holiday"), N_("Thanksgiving")
BLACK_FRIDAY, SALES = N_("Black Friday and the days after"), N_("the sales")
CHRISTMAS_EVE, NEW_YEARS_EVE = N_("Christmas Eve"), N_("New Year's Eve")

_EVERYWHERE = {(1, 1): NEW_YEAR, (12, 25): CHRISTMAS}
_FIXED: dict[str, dict[tuple[int, int], str]] = {
    "FR": {(5, 1): MAY_DAY, (5, 8): NATIONAL, (7, 14): NATIONAL, (8, 15): ASSUMPTION,
           (11, 1): ALL_SAINTS, (11, 11): NATIONAL},
    "BE": {(5, 1): MAY_DAY, (7, 21): NATIONAL, (8, 15): ASSUMPTION, (11, 1): ALL_SAINTS,
           (11, 11): NATIONAL},
    "LU": {(5, 1): MAY_DAY, (5, 9): NATIONAL, (6, 23): NATIONAL, (8, 15): ASSUMPTION,
           (11, 1): ALL_SAINTS, (12, 26): BOXING_DAY},
    "CH": {(8, 1): NATIONAL, (12, 26): BOXING_DAY},
    "DE": {(5, 1): MAY_DAY, (10, 3): NATIONAL, (12, 26): BOXING_DAY},
    "AT": {(1, 6): EPIPHANY, (5, 1): MAY_DAY, (8, 15): ASSUMPTION, (10, 26): NATIONAL,
           (11, 1): ALL_SAINTS, (12, 8): IMMACULATE, (12, 26): BOXING_DAY},
    "IT": {(1, 6): EPIPHANY, (4, 25): NATIONAL, (5, 1): MAY_DAY, (6, 2): NATIONAL,
           (8, 15): ASSUMPTION, (11, 1): ALL_SAINTS, (12, 8): IMMACULATE, (12, 26): BOXING_DAY},
    "ES": {(1, 6): EPIPHANY, (5, 1): MAY_DAY, (8, 15): ASSUMPTION, (10, 12): NATIONAL,
           (11, 1): ALL_SAINTS, (12, 6): NATIONAL, (12, 8): IMMACULATE},
    "NL": {(4, 27): NATIONAL, (12, 26): BOXING_DAY},
    "GB": {(12, 26): BOXING_DAY},
    "US": {(7, 4): NATIONAL},
}  # fmt: skip
_FROM_EASTER: dict[str, dict[int, str]] = {
    "FR": {1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "BE": {1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "LU": {1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "CH": {-2: GOOD_FRIDAY, 1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "DE": {-2: GOOD_FRIDAY, 1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "AT": {1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "IT": {1: EASTER_MONDAY},
    "ES": {-2: GOOD_FRIDAY},
    "NL": {1: EASTER_MONDAY, 39: ASCENSION, 50: WHIT_MONDAY},
    "GB": {-2: GOOD_FRIDAY, 1: EASTER_MONDAY},
}
_SALES_WEEKS = 4


def known_days(day: date, country: str) -> Iterator[Message]:
    """Yield why a day is not like others in a country: a holiday, its eve, a season of selling."""
    name = holidays(day.year, country).get(day)
    if name:
        yield Message(N_("Public holiday: {name}"), {"name": Message(name)})
    eve = {(12, 24): CHRISTMAS_EVE, (12, 31): NEW_YEARS_EVE}.get((day.month, day.day))
    if eve:
        yield Message(eve)
    if 0 <= (day - black_friday(day.year)).days <= 3:
        yield Message(BLACK_FRIDAY)
    if country == "FR" and any(
        0 <= (day - first).days < 7 * _SALES_WEEKS for first in sales(day.year)
    ):
        yield Message(SALES)


@cache
def holidays(year: int, country: str) -> dict[date, str]:
    """Return the public holidays of a year that shops notice, by day."""
    fixed = _EVERYWHERE | _FIXED.get(country, {})
    found = {date(year, month, day): name for (month, day), name in fixed.items()}
    easter = easter_sunday(year)
    for days, name in _FROM_EASTER.get(country, {}).items():
        found[easter + timedelta(days=days)] = name
    if country == "GB":
        found |= {_weekday(year, 5, 0, 1): BANK_HOLIDAY, _last(year, 5, 0): BANK_HOLIDAY,
                  _last(year, 8, 0): BANK_HOLIDAY}  # fmt: skip
    if country == "US":
        found |= {_last(year, 5, 0): NATIONAL, _weekday(year, 9, 0, 1): NATIONAL,
                  _weekday(year, 11, 3, 4): THANKSGIVING}  # fmt: skip
    return found


@cache
def sales(year: int) -> tuple[date, date]:
    """Return the first days of the winter and summer sales in France, which a law sets.

    The second Wednesday of January (the first, where that is after the 12th) and the last one of
    June (the one before, where that is after the 28th).
    """
    winter, summer = _weekday(year, 1, 2, 2), _last(year, 6, 2)
    return (
        winter - timedelta(days=7 if winter.day > 12 else 0),
        summer - timedelta(days=7 if summer.day > 28 else 0),
    )


def easter_sunday(year: int) -> date:
    """Return Easter by the Gregorian rule (anonymous computus; Meeus, Jones, Butcher)."""
    century, rest = divmod(year, 100)
    quarter, left = divmod(century, 4)
    epact = (
        19 * (year % 19) + century - quarter - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    fourth, days = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * fourth - epact - days) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _weekday(year: int, month: int, weekday: int, place: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (place - 1))


def _last(year: int, month: int, weekday: int) -> date:
    end = date(year, month + 1, 1) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - weekday) % 7)
