"""The owner's desk: every question of the screens, answered in its own threads.

One SQLite connection a thread; nothing here runs on the event loop. Answers are kept by (data
version, plan version, day, question): asked again with no import between, they cost nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from goals.metrics.catalogue import shop as catalogue
from goals.metrics.lagging import lagging
from goals.metrics.periods import comparison, parse_period
from store.dimensions import DIMENSIONS
from store.segments import stale
from store.spans import Span
from tui.analyses_desk import AnalysesDesk
from tui.charts_desk import goal_chart, metric_chart
from tui.customers_desk import customers_of
from tui.files_desk import FilesDesk
from tui.founding import found
from tui.goals_desk import GoalsDesk
from tui.morning_desk import MorningDesk
from tui.own_desk import OwnDesk
from tui.plans_desk import PlansDesk
from tui.projects_desk import ProjectsDesk
from tui.seat import Seat
from tui.segments_desk import SegmentsDesk
from tui.stages import limited_stages, stage_views
from tui.views import (
    CockpitView,
    DetailView,
    PeriodView,
    Question,
    ShopView,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from fractions import Fraction

    from goals.customers.cohorts import CohortTable
    from goals.customers.segments import CustomerBook
    from goals.metrics.figures import MemberFigure
    from goals.metrics.scopes import Scope
    from store.database import Store
    from store.revisions import Restatement
    from store.rows import RowPage
    from tui.cli.context import Session
    from tui.views import ChartView, Where

T = TypeVar("T")
THREADS = 2
"""One for the figures, one for charts: SQLite reads side by side."""
PRODUCT_DAYS = 2 * 366
"""Days whose products are kept ready: a year, and the one it is compared with."""
MOST_ANSWERS = 200
MOST_MEMBERS = MOST_ROWS = 200
SMOOTH = 7
"""Days of the rolling window of lines, so that weekdays don't hide the trend."""


class Desk:
    """Opened once a run. ``submit`` and ``stop`` are for the event loop, the rest for threads."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="behind")
        self._products_of = -1
        self._here = threading.local()
        self._lock = threading.Lock()
        self._stores: list[Store] = []
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self.stopped = False
        self.plans = PlansDesk(self)
        self.goals = GoalsDesk(self)
        self.files = FilesDesk(self)
        self.analyses = AnalysesDesk(self)
        self.segments = SegmentsDesk(self)
        self.own = OwnDesk(self)
        self.mornings = MorningDesk(self)
        self.projects = ProjectsDesk(self)

    def submit(self, question: Callable[[], T]) -> Future[T]:
        """Have a question answered in a thread."""
        return self._threads.submit(question)

    def stop(self) -> None:
        """Interrupt what runs, drop what waits."""
        self.stopped = True
        for threads in (self._threads, self._behind):
            threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for store in self._stores:
                store.interrupt()

    def keep_products(self, version: int) -> None:
        """Keep what products sold by week, once for the same data: nobody waits for it."""
        if version != self._products_of and not self.stopped:
            self._products_of = version
            self._behind.submit(self._keep_products)

    def _keep_products(self) -> None:
        from store.product_weeks import keep

        as_of = self.day(self.seat)
        if as_of is not None:
            span = Span(as_of - timedelta(days=PRODUCT_DAYS), as_of)
            keep(self.seat.store, span, lambda: self.stopped)

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

    def kept(self, question: Hashable, answer: Callable[[Seat], T]) -> T:
        """Return the answer, from memory when nothing changed since it was given."""
        seat = self.seat
        if stale(seat.store):
            from goals.customers.saved import keep_following

            keep_following(seat.facts)
        with seat.facts.snapshot():
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

    def found(self, *, name: str, currency: str, timezone: str, country: str) -> None:
        """Make the store that there is none of yet."""
        found(self.session.db, currency=currency, timezone=timezone, country=country, name=name)

    # -- questions -------------------------------------------------------------------------------

    def cockpit(self, question: Question) -> CockpitView:
        """Return all tiles and goals for the days on screen."""
        today = self.session.today(self.seat.store)
        key = ("cockpit", question, today, self.plans.foresight.version)
        return self.kept(key, lambda seat: _cockpit(self, seat, question, today))

    def scopes(self) -> list[Scope]:
        """Return what figures can be limited to, nothing before the first import."""
        as_of = self.day(self.seat)
        if as_of is None:
            return []

        def answered(seat: Seat) -> list[Scope]:
            from goals.metrics.scopes import scopes

            return scopes(seat.facts, as_of)

        return self.kept(("scopes", as_of), answered)

    def chart(
        self,
        metric: str,
        question: Question,
        where: Where = (),
        bounds: tuple[Fraction, ...] = (),
        *,
        odd: bool = False,
    ) -> ChartView:
        """Return the line of a metric over the days on screen, and over those compared with.

        ``odd`` marks the days that were not as expected.
        """

        def drawn(seat: Seat) -> ChartView:
            day = self.day(seat)
            return metric_chart(day, seat, metric, question, where, bounds, odd=odd)

        return self.kept(("chart", metric, question, where, bounds, odd), drawn)

    def goal_chart(self, goal: int) -> ChartView:
        """Return the course of a goal with the line it should follow, up to its deadline."""
        today = self.session.today(self.seat.store)

        def drawn(seat: Seat) -> ChartView:
            return goal_chart(seat, self.plans.book(seat, self.day(seat), today), goal)

        return self.kept(("goal chart", goal, today, self.plans.foresight.version), drawn)

    def detail(self, metric: str, question: Question, where: Where = ()) -> DetailView:
        """Return what there is to know of one figure, but its breakdowns."""
        key = ("detail", metric, question, where)
        return self.kept(key, lambda seat: _detail(self, seat, metric, question, where))

    def breakdown(
        self, metric: str, dimension: str, question: Question, where: Where = ()
    ) -> tuple[MemberFigure, ...]:
        """Return a metric by member of a dimension, the largest first, at most ``MOST_MEMBERS``."""
        key = ("breakdown", metric, dimension, question, where)
        return self.kept(
            key, lambda seat: _breakdown(self, seat, metric, dimension, question, where)
        )

    def rows(self, measure: str, question: Question, where: Where, offset: int) -> RowPage:
        """Return the next rows behind a measure in the days on screen."""
        seat = self.seat
        as_of = self.day(seat)
        days = parse_period(question.period, as_of or date.min).span
        return seat.facts.rows(measure, days, where, limit=MOST_ROWS, offset=offset)

    def restated(self, question: Question) -> Sequence[Restatement]:
        """Return the imports that told orders of the days on screen differently, with them."""
        from goals.metrics import reading

        seat = self.seat
        days = parse_period(question.period, self.day(seat) or date.min).span
        return reading.restated(seat.facts, days, MOST_ROWS)

    def customers(self, where: Where = ()) -> tuple[CohortTable, CustomerBook] | None:
        """Return who comes back and the segments, ``None`` before the first import."""
        as_of = self.day(self.seat)
        if as_of is None:
            return None
        return self.kept(
            ("customers", as_of, where), lambda seat: customers_of(seat.facts, as_of, where)
        )

    def versions(self) -> tuple[int, int]:
        """Return how often figures and plans changed: imports and other sessions do that."""
        store = self.seat.store
        return store.data_version, store.plan_version

    def day(self, seat: Seat) -> date | None:
        """Return the last day that figures speak of."""
        return self.session.day(seat.facts)


def _shop(seat: Seat, as_of: date | None) -> ShopView:
    shop = seat.store.shop
    lags = lagging(seat.facts, as_of)
    return ShopView(shop.name, shop.currency, as_of, seat.store.read_only, lags)


def period_view(question: Question, as_of: date) -> PeriodView:
    """Return the days that a question is about."""
    period = parse_period(question.period, as_of)
    before = comparison(period, question.compare)
    return PeriodView(
        question.period, question.compare, period.span, before, period.partial, question.basis
    )


def _cockpit(desk: Desk, seat: Seat, question: Question, today: date) -> CockpitView:
    from goals.metrics import reading

    store, facts = seat.store, seat.facts
    version = (store.data_version, store.plan_version)
    as_of, known = desk.day(seat), catalogue.of(facts)
    goals = desk.plans.views(seat, as_of, today)
    if as_of is None:
        shop = _shop(seat, None)
        return CockpitView(shop, goals=goals, version=version, today=today, catalogue=known)
    period = parse_period(question.period, as_of)
    ids = [metric.id for metric in known.values() if metric.tile]
    days = min(period.span.days, 365)
    readings = reading.read_many(
        facts, ids, period, question.compare, question.where, question.basis,
        spark_days=days, spark_window=SMOOTH if days >= 2 * SMOOTH else 1,
    )  # fmt: skip
    if question.where:  # every figure keeps the place that it has without a limit
        whole = desk.cockpit(replace(question, where=()))
        stages = limited_stages(whole.stages, readings, goals, question.where)
    else:
        stages = stage_views(readings, goals, known)
    shown = period_view(question, as_of)
    return CockpitView(
        _shop(seat, as_of), shown, stages, goals, version, today, question.where, known
    )


def _detail(desk: Desk, seat: Seat, metric: str, question: Question, where: Where) -> DetailView:
    from goals.metrics import reading

    as_of, one = desk.day(seat), catalogue.of(seat.facts).known(metric)
    if as_of is None:
        return DetailView(one)
    period = parse_period(question.period, as_of)
    basis = question.basis
    asked = reading.read_many(seat.facts, [metric], period, question.compare, where, basis)
    found = asked[metric]
    explanation = reading.explain(seat.facts, metric, period, where, basis)
    shared = reading.split_by(seat.facts, metric)
    taken = {dimension for dimension, _member in where}
    dimensions = tuple(name for name in DIMENSIONS if name in shared and name not in taken)
    left_out = tuple(reading.excluded(seat.facts, [metric], period))
    return DetailView(one, where, found, explanation, dimensions, left_out)


def _breakdown(
    desk: Desk, seat: Seat, metric: str, dimension: str, question: Question, where: Where
) -> tuple[MemberFigure, ...]:
    from goals.metrics import reading

    as_of = desk.day(seat)
    if as_of is None:
        return ()
    period = parse_period(question.period, as_of)
    found = reading.breakdown(
        seat.facts, metric, dimension, period, where, question.basis, question.compare
    )
    return tuple(found[:MOST_MEMBERS])
