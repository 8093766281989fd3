"""Looks for odd days in many figures at once: one model, one budget, each series its own limit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Literal

import numpy as np

from goals.explain.anomalies.budget import LEAST, budget_of, judged
from goals.explain.anomalies.carriers import carrier
from goals.explain.anomalies.causes import Causes
from goals.explain.anomalies.daily import daily_figures
from goals.explain.anomalies.follow import Followed, follow, followed_ratio
from goals.metrics.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from goals.explain.anomalies.budget import Judged
    from goals.explain.anomalies.carriers import Carrier
    from goals.explain.anomalies.daily import Daily
    from goals.forecast.smoothing import Array
    from goals.metrics.figures import Where
    from goals.metrics.metric import Metric
    from store.facts import Facts
    from store.messages import Message
    from store.spans import Span

Shape = Literal["log", "root", "plain"]
LEAST_OF_COUNTS = 0.4
"""The root of a Poisson count has a standard deviation of a half, whatever its mean."""
LEAST_OF_ROOTS = 0.02
MOST_CARRIED = 40
"""Odd days, the newest first, of which is looked up what moved with them."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A day on which a figure was not as expected: below ``low`` or above ``high``.

    Of the ``days`` known before, ``odder`` were at least as far off on the same side.
    """

    metric: Metric
    day: date
    value: Fraction
    expected: Fraction
    low: Fraction
    high: Fraction
    odder: int
    days: int
    causes: tuple[Message, ...] = ()
    carrier: Carrier | None = None

    @property
    def above(self) -> bool:
        return self.value > self.expected

    @property
    def once_in(self) -> int | None:
        """Once in how many days one as odd came, ``None`` where none ever did."""
        return None if not self.odder else max(1, round(self.days / self.odder))


@dataclass(frozen=True, slots=True)
class Watched:
    """How a figure was watched: the days judged, and how many of them were odd."""

    metric: Metric
    span: Span
    judged: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Board:
    """What was found, the newest day first and the oddest of a day first."""

    budget: float
    found: tuple[Anomaly, ...] = ()
    watched: tuple[Watched, ...] = ()
    unwatched: dict[str, Message] = field(default_factory=dict)


def anomalies(
    facts: Facts,
    metrics: Iterable[Metric],
    last: date,
    days: Span,
    *,
    budget: float | None = None,
    where: Where = (),
    progress: Callable[[float], object] = lambda _share: None,
) -> Board:
    """Return the odd days within ``days``, of figures known up to ``last``.

    ``budget`` is the owner's where none is given.
    """
    reader = Reader(facts)
    budget = budget or budget_of(facts.store)
    with facts.snapshot():
        known, unwatched = daily_figures(reader, metrics, last, where)
        progress(0.5)
        found: list[tuple[Anomaly, Daily]] = []
        watched = []
        for one, outcome in zip(known, _all_judged(known, budget), strict=True):
            told = sum(
                days_known >= LEAST and value is not None
                for days_known, value in zip(outcome.verdict.days, one.values, strict=True)
            )
            alarms = list(_found(one, outcome, one.span))
            watched.append(Watched(one.metric, one.span, told, len(alarms)))
            found.extend((anomaly, one) for anomaly in alarms if anomaly.day in days)
        progress(0.8)
        found.sort(key=lambda pair: (-pair[0].day.toordinal(), pair[0].odder / pair[0].days))
        causes = Causes(facts, reader, last)
        return Board(
            budget,
            tuple(_explained(anomaly, one, n, causes) for n, (anomaly, one) in enumerate(found)),
            tuple(watched),
            unwatched,
        )


def odd_days(
    facts: Facts, metric: Metric, last: date, days: Span, where: Where = ()
) -> tuple[date, ...]:
    """Return the odd days of one figure, for its chart: without what may be behind them."""
    with facts.snapshot():
        known, _reasons = daily_figures(Reader(facts), [metric], last, where)
        budget = budget_of(facts.store)
        return tuple(
            anomaly.day
            for one, outcome in zip(known, _all_judged(known, budget), strict=True)
            for anomaly in _found(one, outcome, days)
        )


def _found(one: Daily, outcome: _Outcome, days: Span) -> Iterator[Anomaly]:
    for place, alarm in enumerate(outcome.verdict.alarms):
        day = one.span.start + timedelta(days=place)
        if alarm and day in days:
            anomaly = _anomaly(one, outcome, place, day)
            if not anomaly.low <= anomaly.value <= anomaly.high:
                yield anomaly


def _explained(anomaly: Anomaly, one: Daily, place: int, causes: Causes) -> Anomaly:
    carried = None
    if place < MOST_CARRIED:
        carried = carrier(one.question, anomaly.day, above=anomaly.above)
    return replace(anomaly, causes=causes.of(one, anomaly.day), carrier=carried)


# -- judging ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was expected of one series, on the scale it was followed on."""

    followed: Followed
    verdict: Judged
    shape: Shape


def _all_judged(known: Sequence[Daily], budget: float) -> list[_Outcome]:
    """Follow all series of one length in the same pass over the days."""
    columns: dict[int, list[tuple[int, str, Array]]] = defaultdict(list)
    shapes: list[Shape] = []
    for place, one in enumerate(known):
        if one.bottom is None:
            shape = _shape(one.top)
            columns[one.span.days].append((place, "top", _scaled(one.top, shape)))
        else:
            shape = "plain"
            columns[one.span.days].append((place, "top", one.top))
            columns[one.span.days].append((place, "bottom", one.bottom))
        shapes.append(shape)
    expected: dict[tuple[int, str], tuple[Array, Array]] = {}
    for own in columns.values():
        found = follow(np.column_stack([column for _place, _name, column in own]))
        for n, (place, name, _column) in enumerate(own):
            expected[place, name] = (found.expected[:, n], found.usual[:, n])
    return [
        _outcome(one, place, shape, expected, budget)
        for place, (one, shape) in enumerate(zip(known, shapes, strict=True))
    ]


def _outcome(
    one: Daily,
    place: int,
    shape: Shape,
    expected: dict[tuple[int, str], tuple[Array, Array]],
    budget: float,
) -> _Outcome:
    middle, usual = expected[place, "top"]
    followed = Followed(middle, np.maximum(usual, _least(one, shape)))
    if one.bottom is not None:
        sums = np.column_stack([followed.expected, expected[place, "bottom"][0]])
        followed = followed_ratio(one.top, one.bottom, sums)
    with np.errstate(all="ignore"):
        scores = (_scaled(one.top, shape) - followed.expected) / followed.usual
    return _Outcome(followed, judged(scores.tolist(), budget), shape)


def _shape(values: Array) -> Shape:
    """Errors of sales grow with sales, those of counts with their root."""
    least = np.nanmin(values)
    return "log" if least > 0 else "root" if least >= 0 else "plain"


def _least(one: Daily, shape: Shape) -> float:
    """Return what errors can hardly be smaller than: counts have the chance of counts."""
    if shape != "root":
        return 1e-9
    if one.metric.unit == "count":
        return LEAST_OF_COUNTS
    sold = one.top[one.top > 0]
    return LEAST_OF_ROOTS * float(np.sqrt(np.median(sold))) if len(sold) else 1.0


def _scaled(values: Array, shape: Shape) -> Array:
    if shape == "log":
        return np.log(values)
    return np.sqrt(values) if shape == "root" else values


def _unscaled(value: float, shape: Shape) -> float:
    if shape == "log":
        return float(np.exp(min(value, 100.0)))
    return max(value, 0.0) ** 2 if shape == "root" else value


def _anomaly(one: Daily, outcome: _Outcome, place: int, day: date) -> Anomaly:
    expected, usual = (float(column[place]) for column in
                       (outcome.followed.expected, outcome.followed.usual))  # fmt: skip
    verdict, value = outcome.verdict, one.values[place]
    assert value is not None
    ends = (expected, expected + verdict.low[place] * usual, expected + verdict.high[place] * usual)
    middle, low, high = (_in_units(one, outcome.shape, place, end) for end in ends)
    return Anomaly(
        one.metric, day, value, middle, low, high, verdict.odder[place], verdict.days[place]
    )


def _in_units(one: Daily, shape: Shape, place: int, value: float) -> Fraction:
    """Return a value on the scale of the model as the figure it means on that day."""
    metric = one.metric
    plain = _unscaled(value, shape)
    if one.bottom is not None:
        plain = metric.scale * plain / float(one.bottom[place])
    if metric.is_part:
        plain = min(max(plain, 0.0), 1.0)
    elif np.nanmin(one.top) >= 0:
        plain = max(plain, 0.0)
    return Fraction(0 if isnan(plain) else plain).limit_denominator(10**6)
