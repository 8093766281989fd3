"""What goals ask of the figures: one window, many windows, and the last day that is known."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics import reading
from goals.metrics.breaks import note
from goals.targets.goal import Known
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.metrics.figures import Figure
    from goals.metrics.metric import Metric
    from goals.targets.goal import Goal, Where
    from store.facts import Facts
    from store.messages import Message
    from store.projects import MilestoneRow


def figure(facts: Facts, metric: Metric, span: Span, where: Where) -> Figure:
    """Return the metric over these days."""
    return reading.read(facts, metric.id, span, where)


def rolling(
    facts: Facts, metric: Metric, days: Span, window: int, where: Where
) -> list[tuple[date, Fraction | None]]:
    """Return, for each of ``days``, the metric over the window that ends on it."""
    return reading.rolling(facts, metric.id, days, window, where)


def breaks(facts: Facts, goal: Goal, day: date) -> tuple[Message, ...]:
    """Return from which days on, baseline to ``day``, the goal's figure counts differently."""
    first = goal.baseline.span.start if goal.baseline else goal.start - timedelta(days=goal.window)
    if goal.kind == "done" or first > day:
        return ()
    found = reading.breaks(facts, goal.metric, Span.of(first, day))
    return tuple(note(one) for one in found)


def known(figure: Figure) -> Known:
    """Keep what a figure says now."""
    return Known(figure.value, figure.numerator, figure.denominator, figure.interval)


def known_until(facts: Facts, metric: Metric, as_of: date) -> date | None:
    """Return the last day up to ``as_of`` that every measure of the metric is covered for."""
    begun = [span for span in reading.coverage(facts, metric.id) if span.start <= as_of]
    return min(as_of, begun[-1].end - timedelta(days=1)) if begun else None


def reached(milestones: Sequence[MilestoneRow], today: date) -> Known:
    """Return the share of a project's milestones that are reached."""
    done = sum(one.reached_day is not None and one.reached_day <= today for one in milestones)
    share = Fraction(done, len(milestones)) if milestones else None
    return Known(share, Fraction(done), Fraction(len(milestones)))
