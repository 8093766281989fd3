"""What changed since the owner last looked: days, goals, figures, sources, situations.

Everything is in the facts and in what the last look noted; nothing here knows the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.explain.moves import moves
from goals.explain.situations import situations
from goals.metrics.lagging import lagging
from goals.metrics.reading import revised_since
from goals.targets.status import STALE_DAYS
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from goals.explain.anomalies.watch import Anomaly
    from goals.explain.moves import Move
    from goals.explain.situations import Finding
    from goals.levers.lever import Lever
    from goals.metrics.figures import Reading, Revision
    from goals.metrics.lagging import Lag
    from goals.metrics.metric import Metric
    from goals.targets.assess import Assessment
    from goals.targets.book import GoalView
    from goals.targets.status import Status
    from store.facts import Facts

Next = Literal["import", "review", "start", "watch", "link", "none"]
"""What to do for a goal: bring newer figures, hold the review that is due, start the lever that is
ready, watch the one that runs, link one, or nothing."""

MOST_MOVES = MOST_REVISED = 3
LAST_DAYS = 7
"""Days that are looked through for odd ones at most."""


@dataclass(frozen=True, slots=True)
class LastLook:
    """How the shop stood when its owner last looked; ``goals`` by id, with their probability.

    ``situations`` are those that held, ``None`` where nobody noted them. ``at`` is the instant, in
    seconds UTC; 0 where it is not known.
    """

    as_of: date
    goals: Mapping[int, tuple[str, float | None]] = field(default_factory=dict, hash=False)
    situations: frozenset[str] | None = None
    at: int = 0

    @property
    def since(self) -> date | int:
        """From when on imports are news: the instant of the look, else the day after ``as_of``."""
        return self.at or self.as_of + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoalNews:
    """A goal that needs attention, turned, or is to be reviewed; ``was``: at the last look."""

    view: GoalView
    was: str | None = None
    chance_before: float | None = None

    @property
    def status(self) -> Status:
        return self.view.assessment.status

    @property
    def turned(self) -> bool:
        return self.was is not None and self.was != self.status

    @property
    def lever(self) -> Lever | None:
        """The lever to start, else the one that runs."""
        ready = [one for one in self.view.levers if one.state in ("planned", "idea")]
        ready.sort(key=lambda one: one.state != "planned")
        running = [one for one in self.view.levers if one.state == "running"]
        return next(iter((*ready, *running)), None)

    @property
    def next(self) -> Next:
        """What to do about it."""
        found = self.view.assessment
        if not found.attention:
            return "review" if self.view.urgency.reviewed else "none"
        if found.status in ("no data", "stale"):
            return "import"
        if self.view.urgency.reviewed:
            return "review"
        if self.lever is None:
            return "link"
        return "watch" if self.lever.state == "running" else "start"


@dataclass(frozen=True, slots=True)
class Silent:
    """A source that no import has brought on for ``days`` whole days, longer than it is used to."""

    source: str
    days: int


@dataclass(frozen=True, slots=True)
class Morning:
    """What there is to know on a morning, the most pressing first in every part.

    ``since`` is the last day known at the last look, ``None`` where nobody looked before;
    ``arose`` are the situations that hold and did not then, ``lags`` what ends before ``as_of``.
    """

    as_of: date
    since: date | None
    goals: tuple[GoalNews, ...] = ()
    moved: tuple[Move, ...] = ()
    revised: tuple[tuple[Metric, Revision], ...] = ()
    silent: tuple[Silent, ...] = ()
    holding: tuple[Finding, ...] = ()
    arose: tuple[Finding, ...] = ()
    lags: tuple[Lag, ...] = ()

    @property
    def new_days(self) -> int:
        return 0 if self.since is None else max(0, (self.as_of - self.since).days)

    @property
    def turned(self) -> tuple[GoalNews, ...]:
        return tuple(one for one in self.goals if one.turned)

    @property
    def attention(self) -> tuple[GoalNews, ...]:
        return tuple(one for one in self.goals if one.view.assessment.attention)

    @property
    def news(self) -> bool:
        """Whether anything is not as it was at the last look."""
        if self.since is None:
            return False
        return self.as_of != self.since or bool(self.turned or self.arose)


def morning(
    facts: Facts,
    goals: Iterable[GoalView],
    readings: Mapping[str, Reading],
    as_of: date,
    today: date,
    last: LastLook | None = None,
) -> Morning:
    """Return what there is to know; ``readings`` are the figures of the board by metric."""
    found = situations(facts, as_of)
    holding = tuple(one for one in found if one.holds)
    before = last.situations if last else None
    return Morning(
        as_of,
        last.as_of if last else None,
        _goals(goals, last),
        tuple(moves(facts, as_of, readings, MOST_MOVES)),
        _revised(facts, readings, last),
        _silent(facts, today),
        holding,
        () if before is None else tuple(one for one in holding if one.situation.id not in before),
        lagging(facts, as_of),
    )


def odd_days(
    facts: Facts, metrics: Iterable[Metric], as_of: date, since: date | None
) -> tuple[Anomaly, ...]:
    """Return the oddest days since the last look, or of the last week where that is longer ago.

    One day of a figure stands for others; it takes the forecasts' library, so it is asked apart.
    """
    from goals.explain.anomalies.watch import anomalies

    first = as_of - timedelta(days=LAST_DAYS - 1)
    if since is not None and since < as_of:
        first = max(first, since + timedelta(days=1))
    board = anomalies(facts, metrics, as_of, Span.of(first, as_of))
    oddest: dict[str, Anomaly] = {}
    for one in sorted(board.found, key=lambda one: (one.odder / one.days, -one.day.toordinal())):
        oddest.setdefault(one.metric.id, one)
    return tuple(list(oddest.values())[:MOST_MOVES])


def _goals(views: Iterable[GoalView], last: LastLook | None) -> tuple[GoalNews, ...]:
    known = last.goals if last else {}
    told = [GoalNews(view, *known.get(view.goal.id, (None, None))) for view in views]
    news = [
        one
        for one in told
        if one.turned or one.view.assessment.attention or one.view.urgency.reviewed
    ]
    return tuple(
        sorted(
            news,
            key=lambda one: (
                not one.view.assessment.attention,
                -one.view.urgency.score,
                one.view.goal.deadline,
                one.view.goal.id,
            ),
        )
    )


def _revised(
    facts: Facts, readings: Mapping[str, Reading], last: LastLook | None
) -> tuple[tuple[Metric, Revision], ...]:
    """Return the figures that exports told differently since the last look, the largest first.

    Where nobody looked before, they are those of the last weeks' imports.
    """
    figures = [one.figure for one in readings.values()]
    told = [one.revised for one in readings.values()]
    if last is not None:
        told = revised_since(facts, figures, last.since)
    pairs = zip(figures, told, strict=True)
    known = [(figure.metric, revision) for figure, revision in pairs if revision is not None]
    known.sort(key=lambda pair: -abs(pair[1].change or Fraction(0)))
    return tuple(known[:MOST_REVISED])


def _silent(facts: Facts, today: date) -> tuple[Silent, ...]:
    """Return the sources that are late: three days without any, and longer than usual."""
    late = [
        Silent(one.source, one.behind(today))
        for one in facts.sources()
        if any(subject.counts != "none" for subject in one.subjects)
        if one.behind(today) >= STALE_DAYS and (one.rhythm is None or one.stale(today))
    ]
    return tuple(sorted(late, key=lambda one: (-one.days, one.source)))


def look(
    as_of: date,
    goals: Iterable[Assessment],
    holding: Iterable[Finding],
    before: LastLook | None = None,
) -> LastLook:
    """Return how things stand now, to be told from at the next look.

    A goal whose forecast is still awaited stands as it did ``before``.
    """
    known = before.goals if before else {}
    states: dict[int, tuple[str, float | None]] = {}
    for one in goals:
        number = one.goal.id
        if not one.awaited:
            states[number] = (one.status, one.probability)
        elif number in known:
            states[number] = known[number]
    return LastLook(as_of, states, frozenset(one.situation.id for one in holding))
