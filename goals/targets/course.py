"""Which days a goal speaks of: its windows, its recurrences, and how far along it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.periods import bucket_of, buckets, first_of
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.metrics.periods import Grain
    from goals.targets.goal import Goal, Kind, Recurrence

GRAINS: dict[Recurrence, Grain] = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}


@dataclass(frozen=True, slots=True)
class Course:
    """The stretch a goal runs over (of a recurring one: its current turn), seen on ``day``.

    ``day`` is the last day that figures are known for, never after the stretch. ``whole`` is the
    stretch in days, both ends included.
    """

    whole: Span
    day: date

    @property
    def elapsed(self) -> Fraction:
        """How much of the stretch is over, 0 to 1."""
        days = min(max((self.day - self.whole.start).days + 1, 0), self.whole.days)
        return Fraction(days, self.whole.days)

    @property
    def over(self) -> bool:
        """Whether figures are known for the last day of the stretch."""
        return self.day >= self.whole.last

    @property
    def days_to_come(self) -> int:
        """Days of the stretch that no figure is known for yet."""
        return min(max((self.whole.last - self.day).days, 0), self.whole.days)


def course(goal: Goal, day: date) -> Course:
    """Return the stretch to judge ``goal`` by when figures are known up to ``day``."""
    whole = turn(goal, day)
    return Course(whole, min(day, whole.last))


def turns(goal: Goal) -> list[Span]:
    """Return every turn of a recurring goal, the whole stretch of any other.

    Half a month cannot bring what a month should: of a sum the first and the last turn count
    only where they are whole, unless there are no others.
    """
    stretch = Span.of(goal.start, goal.deadline)
    if goal.recurrence == "none":
        return [stretch]
    grain = GRAINS[goal.recurrence]
    found = list(buckets(stretch, grain))
    if goal.kind == "level" or not goal.about.totals:
        return found
    return [one for one in found if one == bucket_of(one.start, grain)] or found


def turn(goal: Goal, day: date) -> Span:
    """Return the turn that ``day`` is in: before them all the first, else the last one begun."""
    found = turns(goal)
    return next((one for one in reversed(found) if one.start <= day), found[0])


def past_turns(goal: Goal, day: date) -> list[Span]:
    """Return the turns of a recurring goal that were over before the current one began."""
    current = turn(goal, day)
    return [one for one in turns(goal) if one.end <= current.start]


def first_day(recurrence: Recurrence, today: date) -> date:
    """Return the day a goal starts on when nobody says: today, or its turn's first day."""
    return today if recurrence == "none" else first_of(today, GRAINS[recurrence])


def window_to(day: date, days: int) -> Span:
    """Return the rolling window of ``days`` whose last day is ``day``."""
    return Span.of(day - timedelta(days=days - 1), day)


def baseline_span(kind: Kind, window: int, start: date, deadline: date, as_of: date) -> Span:
    """Return the days the baseline is read over: the last ones known before the start.

    A total is set beside as many days as it will run over; every other kind beside one window.
    """
    last = min(as_of, start - timedelta(days=1))
    return window_to(last, (deadline - start).days + 1 if kind == "total" else window)


def judged_windows(goal: Goal, day: date) -> Iterator[Span]:
    """Yield what a hold goal is judged by, as far as figures are known up to ``day``.

    Every rolling window that lies between start and deadline; of a recurring goal every turn
    that is over. Days before the start are not held against anybody.
    """
    last = min(day, goal.deadline)
    if goal.recurrence != "none":
        yield from (one for one in turns(goal) if one.last <= last)
        return
    length = min(goal.window, Span.of(goal.start, goal.deadline).days)
    first = goal.start + timedelta(days=length - 1)
    for later in range((last - first).days + 1):
        yield window_to(first + timedelta(days=later), length)
