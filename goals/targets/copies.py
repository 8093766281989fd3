"""A copy of a goal for the next like stretch of days: October's goal again for November."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from goals.metrics.periods import bucket_of
from goals.targets.days import months_later
from goals.targets.texts import texts_of
from store.spans import Span

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.periods import Grain
    from goals.targets.goal import Goal
    from goals.targets.texts import GoalText

_GRAINS: tuple[tuple[Grain, int], ...] = (("month", 1), ("quarter", 3), ("year", 12))
_OF_ITS_DAYS = re.compile(
    r"\b(20[0-9]{2}|[qt][1-4]|quarter|trimestre|january|february|march|april|june|july|august"
    r"|september|october|november|december|janvier|fevrier|février|avril|juin|juillet|aout|août"
    r"|septembre|octobre|novembre|decembre|décembre)\b",
    re.IGNORECASE,
)


def next_span(span: Span, today: date) -> Span:
    """Return the next like stretch whose last day is still to come.

    After a whole month comes a month, after a quarter a quarter, after a year a year; after any
    other days as many days.
    """
    found = _after(span)
    while found.last <= today:
        found = _after(found)
    return found


def _after(span: Span) -> Span:
    for grain, months in _GRAINS:
        if span == bucket_of(span.start, grain):
            return bucket_of(months_later(span.start, months), grain)
    return Span(span.end, span.end + timedelta(days=span.days))


def copied_text(goal: Goal, today: date) -> GoalText:
    """Return the texts of a new goal like this one, its days moved to the next like stretch.

    A name that says a year, a quarter or a month is the name of other days: it is left out, and the
    goal is then called by what it wants.
    """
    days = next_span(Span.of(goal.start, goal.deadline), today)
    return replace(
        texts_of(goal),
        start=days.start.isoformat(),
        by=days.last.isoformat(),
        title="" if _OF_ITS_DAYS.search(goal.title) else goal.title,
    )
