"""What an owner writes about a project, read: days, hours, money, titles.

Pure: today is an argument. Each mistake is an ``OwnerError`` with its remedy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goals.targets.days import parse_day, parse_start
from goals.targets.entry import EntryError, folded, parse_amount
from store.messages import N_
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from store.projects import EntryKind, MilestoneRow

MOST_TITLE = 120
_HOURS = re.compile(
    r"(?:([0-9]{1,5})(?:[.,]([0-9]{1,2}))?) ?(?:h|hours?|heures?)?(?: ?([0-9]{1,2}))?"
)


def title_of(text: str) -> str:
    """Return a title as it is kept, on one line.

    Raises:
        EntryError: it is empty or too long.
    """
    title = " ".join(text.split())
    if not title:
        raise EntryError(N_("It has no name yet."), N_("Type one: a few words."))
    if len(title) > MOST_TITLE:
        raise EntryError(
            N_("The name is longer than {most} letters."), N_("Choose a shorter one."),
            most=MOST_TITLE,
        )  # fmt: skip
    return title


def day_of(text: str, today: date, *, day_first: bool | None, first: bool = False) -> date:
    """Return the day a text names, today for an empty one; ``first`` of a month named alone."""
    if not text.strip():
        return today
    read = parse_start if first else parse_day
    return read(text, today, day_first=day_first)


def past_day(text: str, today: date, *, day_first: bool | None) -> date:
    """Return a day that is not to come: nothing is reached tomorrow.

    Raises:
        EntryError: the day is still to come, or cannot be read.
    """
    day = day_of(text, today, day_first=day_first)
    if day > today:
        raise EntryError(
            N_("The day {day} is still to come."), N_("Give today or a day before."), day=day
        )
    return day


def check_span(start: date, due: date) -> None:
    """Refuse a project that would end before it starts."""
    if due < start:
        raise EntryError(
            N_("The project would end on {due}, before it starts on {start}."),
            N_("Give a later end, or an earlier start."),
            due=due,
            start=start,
        )


def check_new(title: str, project: str, known: Collection[MilestoneRow], own: int = 0) -> None:
    """Refuse a second milestone of the same title; ``own`` is the one being edited."""
    if any(step.title == title and step.id != own for step in known):
        raise EntryError(
            N_("The project “{project}” has a milestone “{title}” already."),
            N_("Choose another title, or move the one there is."),
            project=project,
            title=title,
        )


def parse_hours(text: str) -> int:
    """Return minutes: ``7``, ``7.5``, ``7,5 h``, ``7 h 30``."""
    found = _HOURS.fullmatch(folded(text))
    if not found or (found[2] and found[3]) or (found[3] and int(found[3]) > 59):
        raise EntryError(
            N_("“{text}” is not a number of hours."), N_("Write it like 7.5 or “7 h 30”."),
            text=text,
        )  # fmt: skip
    part = int((found[2] or "0").ljust(2, "0")) * 60
    return int(found[1]) * 60 + (part + 50) // 100 + int(found[3] or 0)


def noted_amount(kind: EntryKind, text: str, currency: str) -> int:
    """Return what was noted as it is stored: minutes of hours, units of money."""
    if kind in ("worked", "available"):
        return parse_hours(text)
    return int(parse_amount(text, unit="money", currency=currency) * MONEY_SCALE)
