"""A plan by months: traffic × conversion × basket, forecast and as a target would need them.

PrestaShop's three-driver plan multiplies three figures that somebody types. Here they start from
the shop's own season, a target is laid on the months as the season lies, and what somebody says of
one driver changes what the others have to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.drivers import drivers
from goals.forecast.solving import equation, in_all, solved
from goals.targets import figures
from goals.targets.plan_months import Expected, MonthAhead, spread
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from goals.forecast.drivers import Drivers
    from goals.forecast.solving import Solution
    from goals.metrics.figures import Where
    from goals.metrics.metric import Metric
    from store.facts import Facts
    from store.messages import Message

Pins = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """A month: what it may bring, its ``target`` with its chance, and what would reach it.

    Of a month under way ``solution`` speaks of the days to come, ``month.known`` counts the others.
    """

    month: MonthAhead
    forecast: Drivers | None
    target: Fraction | None = None
    chance: float | None = None
    solution: Solution | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``reason`` says why there is nothing to plan with."""

    metric: Metric
    months: tuple[PlannedMonth, ...]
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def plan(
    facts: Facts,
    metric: Metric,
    months: Sequence[Span],
    day: date,
    *,
    where: Where = (),
    target: Fraction | None = None,
    pinned: Mapping[date | None, Pins] | None = None,
    digits: int = 2,
) -> Plan:
    """Return a plan by figures known up to ``day``.

    ``target`` is the sum of all months. ``pinned`` drivers by the first day of their month, under
    ``None`` for every month: traffic and orders by the day, spend by the month. With them and no
    target, what they bring is the target.
    """
    asked = [_rest(span, day) for span in months]
    whole, reason = drivers(facts, metric.id, list(months), day, where)
    if not whole:
        return Plan(metric, (), reason)
    left, _reason = drivers(facts, metric.id, [one for one in asked if one], day, where)
    by_span = {one.span: one for one in (*whole, *left)}
    ahead = [_month(facts, metric, span, by_span.get(span), day, where) for span in months]
    parts = [None] * len(months) if target is None else spread(target, ahead, digits)
    said = pinned or {}
    found = []
    for month, rest, part in zip(ahead, asked, parts, strict=True):
        pins = {**said.get(None, {}), **said.get(month.span.start, {})}
        known = _known(facts, metric, month, where)
        found.append(
            _planned(month, by_span.get(month.span), by_span.get(rest) if rest else None, part,
                     pins, known)
        )  # fmt: skip
    return Plan(metric, tuple(found), notes=whole[0].notes)


def _rest(span: Span, day: date) -> Span | None:
    """Return the days of a month that are still to come."""
    if span.last <= day:
        return None
    return span if span.start > day else Span.of(day + timedelta(days=1), span.last)


def _month(
    facts: Facts, metric: Metric, span: Span, found: Drivers | None, day: date, where: Where
) -> MonthAhead:
    year = span.start.replace(year=span.start.year - 1), span.end.replace(year=span.end.year - 1)
    before = figures.figure(facts, metric, Span(*year), where).value
    known = min(max((day - span.start).days + 1, 0), span.days)
    if found is None:
        return MonthAhead(span, None, before, known)
    low, high = (Fraction(float(end)) for end in np.quantile(found.paths, (0.1, 0.9)))
    return MonthAhead(span, Expected(found.value, low, high), before, known)


def _known(facts: Facts, metric: Metric, month: MonthAhead, where: Where) -> Fraction:
    """Return what a month under way has brought."""
    if not month.known:
        return Fraction(0)
    last = month.span.start + timedelta(days=month.known - 1)
    value = figures.figure(facts, metric, Span.of(month.span.start, last), where).value
    return value or Fraction(0)


def _planned(
    month: MonthAhead,
    whole: Drivers | None,
    rest: Drivers | None,
    target: Fraction | None,
    pins: Pins,
    known: Fraction,
) -> PlannedMonth:
    if whole is None or rest is None or (target is None and not pins):
        return PlannedMonth(month, whole, target)
    pins = in_all(pins, rest.span)
    if target is None:
        target = known + equation(rest).value(pins)
    share = (float((whole.paths >= float(target)).sum()) + 1) / (len(whole.paths) + 2)
    return PlannedMonth(month, whole, target, share, solved(rest, target - known, known, pins))
