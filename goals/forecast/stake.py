"""What decides a goal: which windows of days still count, and what they come to on each path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from goals.targets.course import judged_windows, turns, window_to
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from goals.forecast.history import History
    from goals.forecast.smoothing import Array
    from goals.targets.course import Course
    from goals.targets.goal import Goal
    from goals.targets.target import Target

MOST_POINTS = 60


@dataclass(frozen=True, slots=True)
class Stake:
    """``judged`` are the windows that all have to meet the target, ``drawn`` those of the chart.

    The last one drawn is what the forecast speaks of.
    """

    judged: tuple[Span, ...]
    drawn: tuple[Span, ...]

    @property
    def first(self) -> date:
        return min(one.start for one in (*self.judged, *self.drawn))

    @property
    def last(self) -> date:
        return max(one.last for one in (*self.judged, *self.drawn))

    def earlier(self, days: int) -> Stake:
        """Return the same question asked some days ago."""
        return Stake(
            tuple(one.shifted(-days) for one in self.judged),
            tuple(one.shifted(-days) for one in self.drawn),
        )


def stake(goal: Goal, run: Course) -> Stake | None:
    """Return what still decides a goal after ``run.day``, ``None`` where nothing is left."""
    last = run.whole.last
    to_come = (last - run.day).days
    if to_come < 1 and goal.kind != "hold":
        return None
    days = _thinned([run.day + timedelta(days=n + 1) for n in range(to_come)])
    if goal.kind == "total":
        begun = [one for one in days if one >= run.whole.start]
        drawn = tuple(Span.of(run.whole.start, one) for one in begun)
        return Stake((Span.of(run.whole.start, last),), drawn)
    drawn = tuple(window_to(one, goal.window) for one in days)
    if goal.kind == "level":
        return Stake(drawn[-1:], drawn)
    judged = turns(goal) if goal.recurrence != "none" else judged_windows(goal, goal.deadline)
    left = tuple(one for one in judged if one.last > run.day)
    if not left:
        return None
    if goal.recurrence != "none":
        now = [Span.of(run.whole.start, one) for one in days if one >= run.whole.start]
        return Stake(left, tuple(now) or left[:1])
    return Stake(left, drawn or left[-1:])


def _thinned(days: Sequence[date]) -> list[date]:
    """Return at most ``MOST_POINTS`` of the days, the last among them."""
    step = -(-len(days) // MOST_POINTS) or 1
    return list(days[(len(days) - 1) % step :: step])


def values(known: Array, to_come: Array, windows: Sequence[Span], past: History) -> Array:
    """Return what the windows come to: paths × windows, in the metric's unit.

    ``known`` has a row a day up to ``past.day`` (days × terms), ``to_come`` the paths after it
    (terms × paths × days).
    """
    found = sums(known, to_come, windows, past.day)
    longest = max(one.days for one in windows)
    for term, people in enumerate(past.distinct):
        if people:
            found[term] *= _counted_once(past, term, windows, longest)
    result = past.scale * (found[0] if len(found) == 1 else _divided(found[0], found[1]))
    return np.clip(result, 0.0, 1.0) if past.part else result


def sums(known: Array, to_come: Array, windows: Sequence[Span], day: date) -> list[Array]:
    """Return for each term what the windows add up to: paths × windows.

    ``known`` ends on ``day``; it reaches back to the first window.
    """
    first = day - timedelta(days=len(known) - 1)
    begins = np.array([(one.start - first).days for one in windows])
    ends = np.array([(one.end - first).days for one in windows])
    found = []
    for term in range(len(to_come)):
        before = np.concatenate([[0.0], np.cumsum(known[:, term])])
        after = before[-1] + np.cumsum(to_come[term], axis=1)
        running = np.hstack([np.broadcast_to(before, (len(after), len(before))), after])
        found.append(running[:, ends] - running[:, begins])
    return found


def _counted_once(past: History, term: int, windows: Sequence[Span], longest: int) -> Array:
    """Return by window what turns people counted by day into people: 1 for a single day.

    It is known for the longest window; shorter ones lie between, by the logarithm of their days.
    """
    share = past.together(longest)[term]
    if longest < 2:
        return np.ones(len(windows))
    weight = np.log([max(one.days, 1) for one in windows]) / np.log(longest)
    result: Array = share**weight
    return result


def _divided(top: Array, bottom: Array) -> Array:
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def margins(found: Array, target: Target) -> tuple[Array, float]:
    """Return for each path how far its worst window went the good way, and what suffices.

    A window without a value has not met the target.
    """
    if target.high is not None:
        middle = float(target.value + target.high) / 2
        return _worst(-np.abs(found - middle)), -(float(target.high) - middle)
    if target.stays_under:
        return _worst(-found), -float(target.value)
    return _worst(found), float(target.value)


def _worst(found: Array) -> Array:
    worst: Array = np.where(np.isnan(found), -np.inf, found).min(1)
    return worst


def met(worst: Array, bound: float, target: Target) -> NDArray[np.bool_]:
    """Return by path whether the target is met; exactly the bound is not below it."""
    if target.operator in ("<", ">"):
        return worst > bound
    near = 1e-9 * max(abs(bound), 1e-9)
    return worst >= bound - near
