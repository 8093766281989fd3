"""Where a goal should be today, and what is still needed, in exact arithmetic.

Levels follow a straight line from their baseline; sums the shop's own shape (``seasonal``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from goals.targets.course import Course
    from goals.targets.goal import Goal
    from goals.targets.seasonal import Path


@dataclass(frozen=True, slots=True)
class Pace:
    """``progress`` and ``expected_progress`` in parts of the way (1 = arrived, may be beyond).

    ``expected`` is the value on the line today. ``buffer_days``: days ahead of the line, negative
    when behind. ``per_day`` is what every day still to come has to bring; for what must stay
    under its target, what it may still take.
    """

    progress: Fraction | None
    expected_progress: Fraction
    expected: Fraction | None
    buffer_days: Fraction | None = None
    per_day: Fraction | None = None


def level_pace(goal: Goal, value: Fraction | None, course: Course) -> Pace:
    """The line runs from the baseline on its last day to the target on the deadline.

    From its second turn on a recurring goal is expected to be where it should be.
    """
    origin, aim = goal.origin, goal.aim
    if origin is None or origin == aim:
        return Pace(None, course.elapsed, None)
    anchor = line_start(goal)
    length = max((course.whole.last - anchor).days, 1)
    walked = min(max(Fraction((course.day - anchor).days, length), Fraction(0)), Fraction(1))
    share = Fraction(1) if course.whole.start > goal.start else walked
    expected = origin + (aim - origin) * share
    if value is None:
        return Pace(None, share, expected)
    progress = (value - origin) / (aim - origin)
    return Pace(
        progress,
        share,
        expected,
        (progress - share) * length,
        None
        if goal.target.met_by(value)
        else _per_day(goal.target.bound_for(value) - value, course),
    )


def line_start(goal: Goal) -> date:
    """Return the day the line of a level goal starts on: the last one of its baseline."""
    return goal.baseline.span.last if goal.baseline else goal.start


def total_pace(goal: Goal, value: Fraction | None, course: Course, path: Path) -> Pace:
    """The path runs from nothing at the start to the target on the deadline."""
    aim, share = goal.aim, path.by(course.day)
    if value is None or aim == 0:
        return Pace(None, share, aim * share)
    progress = value / aim
    ahead = path.days_at(progress) - course.elapsed * course.whole.days
    if goal.target.stays_under:
        ahead = -ahead
    left = None
    if goal.target.stays_under or not goal.target.met_by(value):
        left = _per_day(aim - value, course)
    return Pace(progress, share, aim * share, ahead, left)


def hold_pace(goal: Goal, value: Fraction | None, course: Course, held: Fraction) -> Pace:
    """Held so far is the progress; for a sum that must stay under, what is left of the turn."""
    bound = goal.target.value if value is None else goal.target.bound_for(value)
    return Pace(held, course.elapsed, bound)


def cap_per_day(left: Fraction, course: Course) -> Fraction | None:
    """Return what every day still to come may take of ``left``; nothing where it is used up."""
    return _per_day(left, course) if left > 0 else None


def done_pace(reached: int, due: int, total: int, aim: Fraction) -> Pace:
    """Milestones: those reached beside those that were due by the first plan."""
    if total == 0 or aim == 0:
        return Pace(None, Fraction(0), None)
    return Pace(Fraction(reached, total) / aim, Fraction(due, total), Fraction(due, total))


def _per_day(amount: Fraction, course: Course) -> Fraction | None:
    return amount / course.days_to_come if course.days_to_come else None
