"""The owner's desk: every question of the screens, answered in its own threads.

One SQLite connection a thread; nothing here runs on the event loop. Answers are kept by (data
version, plan version, day, question): asked again with no import between, they cost nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from goals.metrics import reading
from goals.metrics.catalogue import METRICS, STAGES
from goals.metrics.periods import comparison, parse_period
from tui.views import (
    ChartView,
    CockpitView,
    GoalView,
    PeriodView,
    Question,
    ShopView,
    StageView,
    TileView,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from fractions import Fraction

    from store.facts import Facts

    from goals.metrics.periods import Grain
    from store.database import Store
    from store.spans import Span
    from tui.cli.context import Session
    from tui.views import Where

T = TypeVar("T")
THREADS = 2
"""One for the figures, one for charts: SQLite reads side by side."""
MOST_ANSWERS = 200
SMOOTH = 7
"""Days of the rolling window of lines, so that weekdays don't hide the trend."""


@dataclass(slots=True)
class Seat:
    """What one thread works with."""

    store: Store
    facts: Facts


class Desk:
    """Opened once a run. ``submit`` and ``stop`` are for the event loop, the rest for threads."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")
        self._here = threading.local()
        self._lock = threading.Lock()
        self._stores: list[Store] = []
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._stopped = False

    def submit(self, question: Callable[[], T]) -> Future[T]:
        """Have a question answered in a thread."""
        return self._threads.submit(question)

    def stop(self) -> None:
        """Interrupt what runs, drop what waits."""
        self._stopped = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for store in self._stores:
                store.interrupt()

    # -- a thread's own store --------------------------------------------------------------------

    @property
    def seat(self) -> Seat:
        """The store of the thread that asks, opened with its first question."""
        seat: Seat | None = getattr(self._here, "seat", None)
        if seat is None:
            store = self.session.open(write=True)
            seat = self._here.seat = Seat(store, self.session.facts(store))
            with self._lock:
                self._stores.append(store)
        return seat

    def _kept(self, question: Hashable, answer: Callable[[Seat], T]) -> T:
        """Return the answer, from memory when nothing changed since it was given."""
        seat = self.seat
        with seat.store.reading():
            key = (seat.store.data_version, seat.store.plan_version, question)
            with self._lock:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return cast("T", self._answers[key])
            result = answer(seat)
        with self._lock:
            self._answers[key] = result
            while len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        return result

    # -- questions -------------------------------------------------------------------------------

    def cockpit(self, question: Question) -> CockpitView:
        """Return all tiles and goals for the days on screen."""
        today = self.session.today(self.seat.store)
        return self._kept(("cockpit", question, today), lambda seat: _cockpit(self, seat, question))

    def chart(
        self, metric: str, question: Question, where: Where = (), bounds: tuple[Fraction, ...] = ()
    ) -> ChartView:
        """Return the line of a metric over the days on screen, and over those compared with."""
        key = ("chart", metric, question, where, bounds)
        return self._kept(key, lambda seat: _chart(self, seat, metric, question, where, bounds))

    def day(self, seat: Seat) -> date | None:
        """Return the last day that figures speak of."""
        return self.session.day(seat.facts)


def _shop(seat: Seat, as_of: date | None) -> ShopView:
    shop = seat.store.shop
    return ShopView(shop.name, shop.currency, as_of, seat.store.read_only)


def period_view(question: Question, as_of: date) -> PeriodView:
    """Return the days that a question is about."""
    period = parse_period(question.period, as_of)
    before = comparison(period, question.compare)
    return PeriodView(question.period, question.compare, period.span, before, period.partial)


def _cockpit(desk: Desk, seat: Seat, question: Question) -> CockpitView:
    store, facts = seat.store, seat.facts
    version = (store.data_version, store.plan_version)
    as_of = desk.day(seat)
    goals = _goals(desk, seat, as_of)
    if as_of is None:
        return CockpitView(_shop(seat, None), goals=goals, version=version)
    period = parse_period(question.period, as_of)
    ids = [metric.id for metric in METRICS.values() if metric.tile]
    days = min(period.span.days, 365)
    readings = reading.read_many(
        facts, ids, period, question.compare,
        spark_days=days, spark_window=SMOOTH if days >= 2 * SMOOTH else 1,
    )  # fmt: skip
    stages = []
    for stage, label in STAGES.items():
        tiles = tuple(
            TileView(
                METRICS[name],
                readings[name],
                tuple(goal.id for goal in goals if goal.metric.id == name),
            )
            for name in ids
            if METRICS[name].stage == stage
        )
        stages.append(StageView(stage, label, tiles))
    return CockpitView(
        _shop(seat, as_of), period_view(question, as_of), tuple(stages), goals, version
    )


def _goals(desk: Desk, seat: Seat, as_of: date | None) -> tuple[GoalView, ...]:
    return ()


def grain_of(span: Span) -> Grain:
    """Return how fine a line over these days is drawn."""
    if span.days <= 120:
        return "day"
    return "week" if span.days <= 800 else "month"


def _chart(
    desk: Desk,
    seat: Seat,
    metric: str,
    question: Question,
    where: Where,
    bounds: tuple[Fraction, ...],
) -> ChartView:
    as_of = desk.day(seat)
    if as_of is None:
        return ChartView(METRICS[metric], ())
    period = period_view(question, as_of)
    grain = grain_of(period.span)
    points = _line(seat.facts, metric, period.span, grain, where)
    before = _line(seat.facts, metric, period.before, grain, where) if period.before else ()
    reason = None
    if all(value is None for _day, value in points):
        reason = reading.read(seat.facts, metric, period.span, where).reason
    return ChartView(METRICS[metric], points, grain, bounds, where, before[: len(points)], reason)


def _line(
    facts: Facts, metric: str, span: Span, grain: Grain, where: Where
) -> tuple[tuple[date, Fraction | None], ...]:
    if grain == "day":
        return tuple(reading.daily(facts, metric, span, where))
    points = reading.series(facts, metric, span, grain, where)
    return tuple((point.span.start, point.figure.value) for point in points)
