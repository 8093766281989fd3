"""The course of a goal for its chart: what was, and the line it should follow."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from goals.targets import figures
from goals.targets.course import course
from goals.targets.pace import line_start
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.targets.goal import Goal
    from goals.targets.seasonal import Path
    from store.facts import Facts
    from store.projects import MilestoneRow

Points = tuple[tuple["date", "Fraction | None"], ...]
MOST_DAYS = 400


def points(
    facts: Facts, goal: Goal, day: date | None, milestones: Sequence[MilestoneRow] = ()
) -> Points:
    """Return one value a day up to ``day``: rolling for level and hold, growing for the others.

    A level or hold goal is drawn from its baseline on, at most ``MOST_DAYS`` days.
    """
    if day is None:
        return ()
    run = course(goal, day)
    first = line_start(goal) if goal.kind in ("level", "hold") else run.whole.start
    first = max(first, run.day - timedelta(days=MOST_DAYS - 1))
    if first > run.day:
        return ()
    days = Span.of(first, run.day)
    if goal.kind == "done":
        return tuple((one, _reached(milestones, one)) for one in days)
    metric = goal.about
    if goal.kind != "total":
        return tuple(figures.rolling(facts, metric, days, goal.window, goal.where))
    daily = figures.rolling(facts, metric, days, 1, goal.where)
    if not metric.additive:  # different people over the whole stretch: no sum of days
        return tuple(
            (one, figures.figure(facts, metric, Span.of(first, one), goal.where).value)
            for one in list(days)[:: max(1, days.days // 30)]
        )
    sums = accumulate((value or Fraction(0) for _day, value in daily), initial=Fraction(0))
    next(sums)
    return tuple(zip(days, sums, strict=True))


def _reached(milestones: Sequence[MilestoneRow], day: date) -> Fraction | None:
    if not milestones:
        return None
    reached = sum(one.reached_day is not None and one.reached_day <= day for one in milestones)
    return Fraction(reached, len(milestones))


def line(
    goal: Goal,
    day: date | None,
    milestones: Sequence[MilestoneRow] = (),
    path: Path | None = None,
) -> tuple[tuple[date, Fraction], ...]:
    """Return the corners of the line the goal should follow, to be joined by straight strokes.

    ``path`` bends the line of a sum.
    """
    run = course(goal, goal.start if day is None else day)
    aim, origin, last = goal.aim, goal.origin, run.whole.last
    if goal.kind == "done" and milestones:
        steps = [Fraction(n + 1, len(milestones)) for n in range(len(milestones))]
        due = sorted(one.original_day for one in milestones)
        before = sum(one < goal.start for one in due)
        corners = [pair for pair in zip(due, steps, strict=True) if pair[0] >= goal.start]
        return ((goal.start, Fraction(before, len(due))), *corners)
    if goal.kind == "hold" or origin is None:
        return ((run.whole.start, aim), (last, aim))
    if goal.kind == "level":
        if run.whole.start > goal.start:
            return ((run.whole.start, aim), (last, aim))
        return ((line_start(goal), origin), (last, aim))
    begun = (run.whole.start - timedelta(days=1), Fraction(0))
    if path is None:
        return (begun, (last, aim))
    return (begun, *((one, aim * path.by(one)) for one in run.whole))
