"""What is drawn: the line of a metric, the course of a goal, cut where another source counts."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from goals.metrics.catalogue import shop as catalogue
from goals.metrics.periods import comparison, parse_period
from store.spans import Span
from tui.views import ChartView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.metrics.figures import Point
    from goals.metrics.formula import Basis
    from goals.metrics.metric import Metric
    from goals.metrics.periods import Grain
    from goals.targets.book import GoalBook
    from store.facts import Facts
    from tui.seat import Seat
    from tui.views import Question, Where


def grain_of(span: Span) -> Grain:
    """Return how fine a line over these days is drawn."""
    if span.days <= 120:
        return "day"
    return "week" if span.days <= 800 else "month"


def metric_chart(
    as_of: date | None,
    seat: Seat,
    metric: str,
    question: Question,
    where: Where,
    bounds: tuple[Fraction, ...],
    *,
    odd: bool = False,
) -> ChartView:
    """Return the line of a metric over the days asked for, and over those compared with."""
    from goals.metrics import reading

    one = catalogue.of(seat.facts).known(metric)
    if as_of is None:
        return ChartView(one, ())
    period = parse_period(question.period, as_of)
    earlier = comparison(period, question.compare)
    grain = grain_of(period.span)
    basis = question.basis
    points = _line(seat.facts, metric, period.span, grain, where, basis)
    before = _line(seat.facts, metric, earlier, grain, where, basis) if earlier else ()
    if earlier and _breaks(seat, metric, Span(earlier.start, period.span.end)):
        before = ()  # counted differently: not to be laid beside
    reason = None
    if all(value is None for _day, value in points):
        reason = reading.read(seat.facts, metric, period.span, where).reason
    return ChartView(
        one, points, grain, bounds, where, before[: len(points)], reason,
        _breaks(seat, metric, period.span),
        odd=_odd(seat.facts, one, as_of, period.span, where) if odd and grain == "day" else (),
    )  # fmt: skip


def _odd(facts: Facts, metric: Metric, last: date, days: Span, where: Where) -> tuple[date, ...]:
    """Return the days that were not as expected."""
    from goals.explain.anomalies.watch import odd_days

    return odd_days(facts, metric, last, days, where)


def _breaks(seat: Seat, metric: str, days: Span) -> tuple[date, ...]:
    """Return the days from which another source counts."""
    from goals.metrics import reading

    return tuple(one.day for one in reading.breaks(seat.facts, metric, days))


def _line(
    facts: Facts, metric: str, span: Span, grain: Grain, where: Where, basis: Basis
) -> tuple[tuple[date, Fraction | None], ...]:
    from goals.metrics import reading

    if grain == "day":
        return tuple(reading.daily(facts, metric, span, where, basis))
    points = reading.series(facts, metric, span, grain, where, basis)
    changes = [one.day for one in reading.breaks(facts, metric, span)]

    def value(point: Point) -> Fraction | None:
        # The sum of a week that is not over, or that the days asked for cut, looks like a fall.
        cut = point.figure.partial and not point.figure.metric.is_ratio
        changed = any(point.span.start < day < point.span.end for day in changes)
        return None if cut or changed else point.figure.value

    return tuple((point.span.start, value(point)) for point in points)


def goal_chart(seat: Seat, book: GoalBook, number: int) -> ChartView:
    """Return the course of a goal with the line it should follow, up to its deadline."""
    goal = book.goal(number)
    view = book.view(goal)
    days = Span.of(min([day for day, _ in (*view.series, *view.line)]), view.line[-1][0])
    done = dict(view.series)
    points = tuple((day, done.get(day)) for day in days)
    course = tuple((day, _on_line(view.line, day)) for day in days)
    bounds = tuple(end for end in (goal.target.value, goal.target.high) if end is not None)
    metric = goal.about
    breaks = () if goal.kind == "done" else _breaks(seat, goal.metric, days)
    outlook = view.assessment.outlook
    return ChartView(
        metric, points, "day", bounds, goal.where, course, view.assessment.reason, breaks,
        outlook.fan if outlook else (),
        pulled=tuple(one.start for one in view.levers if one.start and one.start in days),
    )  # fmt: skip


def _on_line(corners: Sequence[tuple[date, Fraction]], day: date) -> Fraction | None:
    """Return the height of the broken line on a day, ``None`` outside of it."""
    for (first, low), (last, high) in pairwise(corners):
        if first <= day <= last:
            share = Fraction((day - first).days, max(1, (last - first).days))
            return low + (high - low) * share
    return None
