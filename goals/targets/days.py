"""Days as people write them: ``31/12``, ``in 8 weeks``, ``end of quarter``, ``fin mars``.

Pure: today is an argument. English and French are both read whatever the screen's language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from goals.targets.entry import EntryError, folded
from store.messages import N_

MOST_YEARS: Final = 10
"""A deadline further away is taken for a slip of the keyboard."""

_MONTHS = (
    "january jan janvier janv", "february feb fevrier fevr fev", "march mar mars",
    "april apr avril avr", "may mai", "june jun juin", "july jul juillet juil",
    "august aug aout", "september sept sep septembre", "october oct octobre",
    "november nov novembre", "december dec decembre",
)  # fmt: skip
_MONTH = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
_WEEKDAYS = (
    "monday lundi", "tuesday mardi", "wednesday mercredi", "thursday jeudi", "friday vendredi",
    "saturday samedi", "sunday dimanche",
)  # fmt: skip
_WEEKDAY = {word: n for n, words in enumerate(_WEEKDAYS) for word in words.split()}
_UNITS = {
    "d": "day", "day": "day", "days": "day", "j": "day", "jour": "day", "jours": "day",
    "w": "week", "week": "week", "weeks": "week", "semaine": "week", "semaines": "week",
    "sem": "week", "month": "month", "months": "month", "mois": "month",
    "quarter": "quarter", "quarters": "quarter", "trimestre": "quarter",
    "trimestres": "quarter", "year": "year", "years": "year", "an": "year", "ans": "year",
    "annee": "year", "annees": "year",
}  # fmt: skip
_ONE = frozenset({"a", "an", "one", "un", "une"})
_NAMED = {
    "today": 0, "aujourd'hui": 0, "aujourd’hui": 0, "tomorrow": 1, "demain": 1,
    "yesterday": -1, "hier": -1,
}  # fmt: skip
_END_OF_UNIT = re.compile(
    r"(?:the )?(?:end of|fin)(?: (?:the|this|de la|de l['’]|du|de|d['’]))?\s*(?:cette |ce )?"
    r"(?P<next>next )?(?P<unit>week|semaine|month|mois|quarter|trimestre|year|annee|an)"
    r"(?P<next2> prochaine?)?"
)
_RELATIVE = re.compile(
    r"(?:in |within |dans |d['’]ici |sous )?(?P<n>[0-9]{1,4}|an?|one|une?) ?(?P<unit>[a-z]+)"
    r"(?: from now)?"
)
_QUARTER = re.compile(
    r"(?:end of |fin )?(?:(?P<y1>[0-9]{4})[- ]?[qt](?P<q1>[1-4])"
    r"|[qt](?P<q2>[1-4])(?:[- ]?(?P<y2>[0-9]{4}))?)"
)
_NUMBERS = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{2}|[0-9]{4}))?\.?")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MONTH_ONLY = re.compile(
    r"(?:the )?(?:end of |fin |in |en )?(?:(?P<word>[a-z]+)\.?(?: (?P<y1>[0-9]{4}))?"
    r"|(?P<y2>[0-9]{4})-(?P<n>[0-9]{1,2}))"
)
_DAY_MONTH = re.compile(
    r"(?:[a-z]+\.?,? )?(?:the |le )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?(?: of)? "
    r"(?P<word>[a-z]+)\.?,?(?: (?P<year>[0-9]{4}))?"
)
_MONTH_DAY = re.compile(
    r"(?P<word>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>[0-9]{4}))?"
)


def parse_deadline(text: str, today: date, *, day_first: bool | None = None) -> date:
    """Return the last day that counts. ``day_first`` says how 03/04 reads; ``None``: not known.

    A day without a year is the next such day. Raises ``EntryError`` for a day that cannot be
    read, does not exist, is over, or lies more than ten years ahead.
    """
    day = _parse(text, today, day_first, ahead=True)
    if day <= today:
        raise EntryError(
            N_("The deadline {day} is not in the future."),
            N_("Give a day after {today}, like “31/12” or “in 8 weeks”."),
            day=day,
            today=today,
        )
    if day.year > today.year + MOST_YEARS:
        raise EntryError(
            N_("The deadline {day} is more than {years} years away."),
            N_("Give a nearer day, like “31/12” or “in 8 weeks”."),
            day=day,
            years=MOST_YEARS,
        )
    return day


def parse_ahead(text: str, today: date, *, day_first: bool | None = None) -> date:
    """Return a day to come, like the next review's; one without a year is the next such day."""
    day = _parse(text, today, day_first, ahead=True)
    if not today < day <= months_later(today, 12 * MOST_YEARS):
        raise EntryError(
            N_("The day {day} is not in the next {years} years."),
            N_("Give a day after {today}, like “31/12” or “in 8 weeks”."),
            day=day,
            today=today,
            years=MOST_YEARS,
        )
    return day


def parse_day(text: str, today: date, *, day_first: bool | None = None) -> date:
    """Return any day, past or to come; without a year it is one of this year."""
    return _parse(text, today, day_first, ahead=False)


def parse_start(text: str, today: date, *, day_first: bool | None = None) -> date:
    """Return a first day; a month, quarter or year by its bare name begins on its first one."""
    day = parse_day(text, today, day_first=day_first)
    unit = _bare_unit(_bare(text))
    return start_of(unit, day) if unit else day


def _bare_unit(plain: str) -> str | None:
    """Return what a text names without saying its end: ``2026-03``, ``mars``, ``Q2``, ``2026``."""
    if plain.startswith(("the end", "end of", "fin ")):
        return None
    if re.fullmatch("[0-9]{4}", plain):
        return "year"
    if _QUARTER.fullmatch(plain):
        return "quarter"
    month = _MONTH_ONLY.fullmatch(plain)
    return "month" if month and (month["n"] or month["word"] in _MONTH) else None


def _bare(text: str) -> str:
    """Return the text folded, without the small words before a day."""
    plain = folded(text).removeprefix("by ").removeprefix("before ").removeprefix("avant ")
    return plain.removeprefix("le ").removeprefix("on ").removeprefix("until ")


def _parse(text: str, today: date, day_first: bool | None, *, ahead: bool) -> date:
    plain = _bare(text)
    try:
        day = (
            _named(plain, today)
            or _relative(plain, today)
            or _end_of(plain, today, ahead=ahead)
            or _written(plain, text, today, day_first, ahead=ahead)
        )
    except (ValueError, OverflowError):
        raise EntryError(
            N_("There is no such day: {text}"),
            N_("Write a day like 2026-12-31, “31/12” or “in 8 weeks”."),
            text=text,
        ) from None
    if day is None:
        raise EntryError(
            N_("“{text}” cannot be read as a day."),
            N_("Write a day like 2026-12-31, “31/12” or “in 8 weeks”."),
            text=text,
        )
    return day


def _named(plain: str, today: date) -> date | None:
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    if plain in _WEEKDAY:
        return today + timedelta(days=(_WEEKDAY[plain] - today.weekday() - 1) % 7 + 1)
    return None


def _relative(plain: str, today: date) -> date | None:
    found = _RELATIVE.fullmatch(plain)
    if not found or found["unit"] not in _UNITS:
        return None
    n = 1 if found["n"] in _ONE else int(found["n"])
    unit = _UNITS[found["unit"]]
    if unit in ("day", "week"):
        return today + timedelta(days=n * (7 if unit == "week" else 1))
    return months_later(today, n * {"month": 1, "quarter": 3, "year": 12}[unit])


def months_later(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(unit: str, day: date) -> date:
    """Return the last day of the week, month, quarter or year that ``day`` is in."""
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    last = ((day.month - 1) // months + 1) * months
    return date(day.year, last, monthrange(day.year, last)[1])


def start_of(unit: str, day: date) -> date:
    """Return the first day of the week, month, quarter or year that ``day`` is in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _end_of(plain: str, today: date, *, ahead: bool) -> date | None:
    found = _END_OF_UNIT.fullmatch(plain)
    if found:
        unit = _UNITS[found["unit"]]
        end = end_of(unit, today)
        late = found["next"] or found["next2"] or (ahead and end <= today)
        return end_of(unit, end + timedelta(days=1)) if late else end
    found = _QUARTER.fullmatch(plain)
    if found:
        quarter = int(found["q1"] or found["q2"])
        year = found["y1"] or found["y2"]
        end = end_of("quarter", date(int(year or today.year), quarter * 3, 1))
        return months_end(end, 12) if not year and ahead and end <= today else end
    if re.fullmatch(r"(?:end of |fin )?[0-9]{4}", plain):
        return date(int(plain[-4:]), 12, 31)
    return _end_of_month(plain, today, ahead=ahead)


def months_end(day: date, months: int) -> date:
    """Return the last day of the month ``months`` later."""
    return end_of("month", months_later(day.replace(day=1), months))


def _end_of_month(plain: str, today: date, *, ahead: bool) -> date | None:
    found = _MONTH_ONLY.fullmatch(plain)
    if not found or (found["word"] and found["word"] not in _MONTH):
        return None
    month = _MONTH[found["word"]] if found["word"] else int(found["n"])
    year = found["y1"] or found["y2"]
    end = end_of("month", date(int(year or today.year), month, 1))
    return months_end(end, 12) if not year and ahead and end <= today else end


def _written(
    plain: str, text: str, today: date, day_first: bool | None, *, ahead: bool
) -> date | None:
    iso = _ISO.fullmatch(plain)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMBERS.fullmatch(plain)
    if numbers:
        day, month = _day_and_month(int(numbers[1]), int(numbers[2]), text, day_first)
        year = numbers[3]
        return _with_year(day, month, year and int(year) + 2000 * (len(year) == 2), today, ahead)
    found = _DAY_MONTH.fullmatch(plain) or _MONTH_DAY.fullmatch(plain)
    if found and found["word"] in _MONTH:
        year = found["year"]
        return _with_year(
            int(found["day"]), _MONTH[found["word"]], year and int(year), today, ahead
        )
    return None


def _day_and_month(first: int, second: int, text: str, day_first: bool | None) -> tuple[int, int]:
    if 0 in (first, second):
        raise ValueError
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if day_first is None:
        raise EntryError(
            N_("“{text}” reads two ways: the day first, or the month first."),
            N_("Write the day like 2026-12-31 or “31 December”."),
            text=text,
        )
    return (first, second) if day_first else (second, first)


def _with_year(day: int, month: int, year: int | str | None, today: date, ahead: bool) -> date:
    if year:
        return date(int(year), month, day)
    for later in range(9):  # 29 February comes at most eight years later
        try:
            found = date(today.year + later, month, day)
        except ValueError:
            continue
        if found > today or not ahead:
            return found
    raise ValueError
