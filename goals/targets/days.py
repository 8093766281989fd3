"""Days as people write them: ``31/12``, ``in 8 weeks``, ``end of quarter``, ``fin mars``.

Pure: today is an argument. English and French are both read whatever the screen's language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from goals.targets.day_words import (
    DAY_MONTH,
    END_OF_UNIT,
    FEASTS,
    FRIDAYS,
    ISO,
    MIDDLE,
    MONTH,
    MONTH_DAY,
    MONTH_ONLY,
    NAMED,
    NEXT_UNIT,
    NUMBER,
    NUMBERS,
    QUARTER,
    RELATIVE,
    SHORT_ENDS,
    UNITS,
    WEEK,
    WEEKDAY,
)
from goals.targets.entry import EntryError, folded
from goals.targets.shape import black_friday
from store.messages import N_

MOST_YEARS: Final = 10
"""A deadline further away is taken for a slip of the keyboard."""


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
    if QUARTER.fullmatch(plain):
        return "quarter"
    if WEEK.fullmatch(plain):
        return "week"
    unit = NEXT_UNIT.fullmatch(plain)
    if unit and any(unit[name] for name in ("this", "next", "next2", "this2")):
        return UNITS[unit["unit"]]
    month = MONTH_ONLY.fullmatch(plain)
    return "month" if month and (month["n"] or month["word"] in MONTH) else None


def _bare(text: str) -> str:
    """Return the text folded, without the small words before a day."""
    plain = folded(text).removeprefix("by ").removeprefix("before ").removeprefix("avant ")
    for small in ("d'ici ", "d’ici ", "au plus tard ", "jusqu'au ", "jusqu’au ", "jusqu'a ",
                  "jusqu’a ", "pour ", "until ", "till ", "on ", "le "):  # fmt: skip
        plain = plain.removeprefix(small)
    return plain.removeprefix("la ") if plain.startswith("la fin") else plain


def _parse(text: str, today: date, day_first: bool | None, *, ahead: bool) -> date:
    plain = _bare(text)
    try:
        day = (
            _named(plain, today)
            or _relative(plain, today)
            or _feast(plain, today, ahead=ahead)
            or _end_of(plain, today, ahead=ahead)
            or _week(plain, text, today, ahead=ahead)
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
    if plain in NAMED:
        return today + timedelta(days=NAMED[plain])
    if plain in WEEKDAY:
        return today + timedelta(days=(WEEKDAY[plain] - today.weekday() - 1) % 7 + 1)
    return None


def _feast(plain: str, today: date, *, ahead: bool) -> date | None:
    """Return Black Friday, Christmas… of this year, or the next ones where they are over."""
    if plain in FRIDAYS:
        day = black_friday(today.year)
        return black_friday(today.year + 1) if ahead and day <= today else day
    if plain in FEASTS:
        month, number = FEASTS[plain]
        return _with_year(number, month, None, today, ahead)
    middle = MIDDLE.fullmatch(plain)
    if middle and middle["word"] in MONTH:
        year = middle["year"]
        return _with_year(15, MONTH[middle["word"]], year and int(year), today, ahead)
    return None


def _week(plain: str, text: str, today: date, *, ahead: bool) -> date | None:
    """Return the Sunday of a numbered week: ``semaine 48``, ``W48``, ``2026-W48``."""
    found = WEEK.fullmatch(plain)
    if not found:
        return None
    number, year = int(found["n"]), found["y1"] or found["y2"]
    if plain.startswith("s") and plain[1:2].isdigit() and number <= 2:
        raise EntryError(
            N_("“{text}” reads two ways: a week, or half a year."),
            N_("Write “week {n}”, or the last day, like 2026-06-30."),
            text=text,
            n=number,
        )
    end = date.fromisocalendar(int(year or today.year), number, 7)
    if not year and ahead and end <= today:
        end = date.fromisocalendar(today.year + 1, number, 7)
    return end


def _relative(plain: str, today: date) -> date | None:
    found = RELATIVE.fullmatch(plain)
    if not found or found["unit"] not in UNITS:
        return None
    n = NUMBER.get(found["n"]) or (int(found["n"]) if found["n"].isdigit() else 0)
    if not n and not found["n"].isdigit():
        return None
    unit = UNITS[found["unit"]]
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
    found = END_OF_UNIT.fullmatch(plain)
    if found:
        unit = UNITS[found["unit"]]
        end = end_of(unit, today)
        late = found["next"] or found["next2"] or (ahead and end <= today)
        return end_of(unit, end + timedelta(days=1)) if late else end
    found = NEXT_UNIT.fullmatch(plain)
    if found and any(found[name] for name in ("this", "next", "next2", "this2")):
        end = end_of(UNITS[found["unit"]], today)
        later = found["next"] or found["next2"]
        return end_of(UNITS[found["unit"]], end + timedelta(days=1)) if later else end
    if plain in SHORT_ENDS:
        end = end_of(SHORT_ENDS[plain], today)
        return end_of(SHORT_ENDS[plain], end + timedelta(days=1)) if end <= today else end
    found = QUARTER.fullmatch(plain)
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
    found = MONTH_ONLY.fullmatch(plain)
    if not found or (found["word"] and found["word"] not in MONTH):
        return None
    month = MONTH[found["word"]] if found["word"] else int(found["n"])
    year = found["y1"] or found["y2"]
    end = end_of("month", date(int(year or today.year), month, 1))
    return months_end(end, 12) if not year and ahead and end <= today else end


def _written(
    plain: str, text: str, today: date, day_first: bool | None, *, ahead: bool
) -> date | None:
    iso = ISO.fullmatch(plain)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = NUMBERS.fullmatch(plain)
    if numbers:
        day, month = _day_and_month(int(numbers[1]), int(numbers[2]), text, day_first)
        year = numbers[3]
        return _with_year(day, month, year and int(year) + 2000 * (len(year) == 2), today, ahead)
    found = DAY_MONTH.fullmatch(plain) or MONTH_DAY.fullmatch(plain)
    if found and found["word"] in MONTH:
        year = found["year"]
        return _with_year(int(found["day"]), MONTH[found["word"]], year and int(year), today, ahead)
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
