"""What a metric did over as many days as a goal asks for: its values, moves, best days, noise.

Plain numbers of a few hundred windows: read once, asked while a target is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import median
from typing import TYPE_CHECKING

from goals.metrics import reading
from goals.metrics.breaks import note
from goals.targets import figures
from goals.targets.shape import MOST_DAYS
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from goals.metrics.metric import Metric
    from goals.targets.goal import Where
    from store.facts import Facts
    from store.messages import Message

SURE_AND_SEEN = 1.959964 + 0.841621
"""Standard errors a change needs to be seen: two-sided 5 %, power 80 %."""
LEAST_PAIRS = 6
"""Fewer changes from window to window do not tell their spread."""


@dataclass(frozen=True, slots=True)
class Past:
    """``values`` are the metric over the ``width`` days that end on each day from ``first`` on.

    ``None`` where a window is not covered, or counted from other sources than today's: ``cut``
    says since when these count. ``begun`` is the first day that counts.
    """

    metric: Metric
    width: int
    first: date
    values: tuple[float | None, ...]
    begun: date | None = None
    cut: Message | None = None

    @property
    def last(self) -> date:
        return self.first + timedelta(days=len(self.values) - 1)

    @property
    def days(self) -> int:
        """Days that its windows rest on."""
        return 0 if self.begun is None else (self.last - self.begun).days + 1

    def window(self, place: int) -> Span:
        """Return the days of a window."""
        last = self.first + timedelta(days=place)
        return Span.of(last - timedelta(days=self.width - 1), last)

    def at(self, day: date) -> float | None:
        """Return the value over the window that ends on a day."""
        place = (day - self.first).days
        return self.values[place] if 0 <= place < len(self.values) else None

    @property
    def known(self) -> list[tuple[int, float]]:
        """The windows that have a value, by their places."""
        return [(place, one) for place, one in enumerate(self.values) if one is not None]


def read_past(facts: Facts, metric: Metric, where: Where, width: int, day: date) -> Past:
    """Read what a metric was over windows of ``width`` days up to ``day``, three years back."""
    span = Span.of(day - timedelta(days=MOST_DAYS - 1), day)
    covered = [one for one in reading.coverage(facts, metric.id) if one.start <= day]
    begun = covered[-1].start if covered else None
    for earlier in reversed(covered[:-1]):  # a few days missing do not end a history
        if begun is None or (begun - earlier.end).days > width:
            break
        begun = earlier.start
    breaks = reading.breaks(facts, metric.id, span)
    cut = None
    if breaks and begun is not None:
        begun, cut = max(begun, breaks[-1].day), note(breaks[-1])
    values: list[float | None] = [None] * span.days
    if begun is not None:
        begun = max(begun, span.start)
        days = Span.of(begun + timedelta(days=width - 1), day)
        if days.days > 0:
            found = figures.rolling(facts, metric, days, width, where)
            known = [None if value is None else float(value) for _day, value in found]
            values[span.days - days.days :] = known
    return Past(metric, width, span.start, tuple(values), begun, cut)


@dataclass(frozen=True, slots=True)
class Move:
    """A change from the window that ends on ``start`` to the one that ends on ``end``."""

    change: float
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Moves:
    """Every past move over ``lag`` days, oldest first; ``apart`` days between two that share none.

    ``growth``: against the same days a year earlier, not against the days before.
    """

    lag: int
    apart: int
    found: tuple[Move, ...]
    growth: bool = False

    def largest(self, sign: int) -> Move | None:
        """Return the move that went furthest that way, ``None`` where none went that way."""
        ours = [one for one in self.found if one.change * sign > 0]
        return max(ours, key=lambda one: one.change * sign, default=None)

    def as_large(self, change: float, sign: int) -> list[Move]:
        """Return the moves that went at least as far that way."""
        near = 1e-9 * max(abs(change), 1e-9)
        return [one for one in self.found if (one.change - change) * sign >= -near]

    def separate(self, moves: Sequence[Move]) -> int:
        """Return how many of the moves share no day with one another."""
        count, free = 0, None
        for one in moves:
            if free is None or one.end >= free:
                count, free = count + 1, one.end + timedelta(days=self.apart)
        return count


def change_of(metric: Metric) -> Callable[[float, float], float | None]:
    """Return how a change is counted: shares and scores by differences, the rest in parts."""
    if metric.change != "relative":
        return lambda before, now: now - before
    return lambda before, now: now / before - 1 if before > 0 else None


def moves(past: Past, lag: int, *, apart: int = 0, growth: bool = False) -> Moves:
    """Return the past moves over ``lag`` days."""
    change = change_of(past.metric)
    found = []
    for place in range(lag, len(past.values)):
        before, now = past.values[place - lag], past.values[place]
        if before is None or now is None:
            continue
        size = change(before, now)
        if size is not None:
            end = past.first + timedelta(days=place)
            found.append(Move(size, end - timedelta(days=lag), end))
    return Moves(lag, apart or lag, tuple(found), growth)


def longest_run(past: Past, met: Callable[[float], bool]) -> int:
    """Return for how many days on end the windows met a target."""
    best = run = 0
    for value in past.values:
        run = run + 1 if value is not None and met(value) else 0
        best = max(best, run)
    return best


def visible_share(share: float, cases: float) -> float | None:
    """Return the smallest change of a share that a before/after comparison can see.

    Two windows of ``cases`` each, a normal approximation: 1.24 points of 2 % with 2,000 visits.
    """
    if cases <= 0 or not 0 <= share <= 1:
        return None
    return SURE_AND_SEEN * sqrt(2 * share * (1 - share) / cases)


def visible_change(past: Past) -> float | None:
    """Return the smallest change that stands out from what windows do by themselves.

    Changes from one window to the next one, which shares no day with it; their spread by the
    median, so that neither a steady trend nor one Black Friday widens it.
    """
    change = change_of(past.metric)
    ends = past.values[::-1][:: past.width]
    pairs = zip(ends[1:], ends, strict=False)
    found = [
        size
        for before, now in pairs
        if before is not None and now is not None and (size := change(before, now)) is not None
    ]
    if len(found) < LEAST_PAIRS:
        return None
    middle = median(found)
    return SURE_AND_SEEN * 1.4826 * median(abs(one - middle) for one in found)
