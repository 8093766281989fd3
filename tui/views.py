"""What the screens show, as plain values: the desk fills them, widgets only write them out.

Nothing here is text of a language yet: numbers are exact, words are msgids, so that a switch of
language repaints without asking the store again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goals.metrics.catalogue.shop import BUILT_IN

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction
    from pathlib import Path

    from goals.levers.lever import Lever
    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.figures import Change, Explanation, Reading, Revision
    from goals.metrics.formula import Basis
    from goals.metrics.lagging import Lag
    from goals.metrics.metric import Metric
    from goals.metrics.periods import Comparison
    from goals.targets.assess import Assessment
    from goals.targets.goal import Goal
    from goals.targets.outlook import Fan
    from goals.targets.urgency import Urgency
    from store.ingest.preview import Preview
    from store.messages import Message
    from store.reviews import ReviewRow
    from store.spans import Span

Where = tuple[tuple[str, str], ...]
Points = tuple[tuple["date", "Fraction | None"], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Which days are on screen and what they are compared with, as the command line says it."""

    period: str = "28d"
    compare: Comparison = "previous"
    where: Where = ()
    """What alone is counted, on every page that can be limited: the owner's filter (``/``)."""
    basis: Basis = "accounting"
    """The day that refunds count on: their own, or the order's (``cohort``)."""


@dataclass(frozen=True, slots=True)
class TileView:
    """One figure of the cockpit, with the goals set for it; no ``reading`` before the first one."""

    metric: Metric
    reading: Reading | None = None
    goals: tuple[int, ...] = ()

    @property
    def value(self) -> Fraction | None:
        return self.reading.figure.value if self.reading else None

    @property
    def change(self) -> Change | None:
        return self.reading.change if self.reading else None

    @property
    def revised(self) -> Revision | None:
        return self.reading.revised if self.reading else None

    @property
    def unlimited(self) -> str:
        """The dimension that the figure is not known by, where that is why it has no value."""
        figure = self.reading.figure if self.reading else None
        return figure.where[0][0] if figure is not None and figure.unlimited else ""


@dataclass(frozen=True, slots=True)
class StageView:
    id: str
    label: str
    tiles: tuple[TileView, ...]


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal, how it stands, the levers that pull at it, how urgent it is, its last review."""

    assessment: Assessment
    levers: tuple[Lever, ...] = ()
    urgency: Urgency | None = None
    review: ReviewRow | None = None

    @property
    def goal(self) -> Goal:
        return self.assessment.goal

    @property
    def id(self) -> int:
        return self.assessment.goal.id

    @property
    def metric(self) -> Metric:
        return self.assessment.metric

    @property
    def bounds(self) -> tuple[Fraction, ...]:
        """The values that the goal's lines stand at on a chart of the metric."""
        target = self.goal.target
        if self.goal.kind in ("total", "done"):
            return ()
        return (target.value,) if target.high is None else (target.value, target.high)


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The stretch of days on screen and the one it is compared with."""

    name: str
    compare: Comparison
    span: Span
    before: Span | None = None
    partial: bool = False
    basis: Basis = "accounting"


@dataclass(frozen=True, slots=True)
class ShopView:
    """The shop of the store; ``as_of`` is the last day with figures, ``None`` before an import."""

    name: str
    currency: str
    as_of: date | None = None
    read_only: bool = False
    lags: tuple[Lag, ...] = ()
    """What ends before that day, where one source is ahead of others."""


@dataclass(frozen=True, slots=True)
class CockpitView:
    shop: ShopView
    period: PeriodView | None = None
    stages: tuple[StageView, ...] = ()
    goals: tuple[GoalView, ...] = ()
    version: tuple[int, int] = (0, 0)
    today: date | None = None
    where: Where = ()
    catalogue: Catalogue = field(default_factory=lambda: BUILT_IN)

    @property
    def empty(self) -> bool:
        """True when nothing was ever imported."""
        return self.shop.as_of is None

    @property
    def readings(self) -> dict[str, Reading]:
        """The figures on the board by metric, those that are not known left out."""
        tiles = (tile for stage in self.stages for tile in stage.tiles)
        return {one.metric.id: one.reading for one in tiles if one.reading is not None}


@dataclass(frozen=True, slots=True)
class ChartView:
    """One line over days: ``points`` may have gaps; ``bounds`` are the goal's lines.

    ``before`` holds the days compared with, in the same places as ``points``. From each day of
    ``breaks`` on another source counts: the line is cut there. ``fan`` is the forecast of days to
    come. ``odd`` are days that were not as expected: each has a mark on the line.
    """

    metric: Metric
    points: Points
    grain: str = "day"
    bounds: tuple[Fraction, ...] = ()
    where: Where = ()
    before: Points = ()
    reason: Message | None = None
    breaks: tuple[date, ...] = ()
    fan: tuple[Fan, ...] = ()
    pulled: tuple[date, ...] = ()
    """The days on which levers were started: marked on the axis."""
    odd: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailView:
    """One figure in full; ``dimensions`` are those it can be broken down by."""

    metric: Metric
    where: Where = ()
    reading: Reading | None = None
    explanation: Explanation | None = None
    dimensions: tuple[str, ...] = ()
    left_out: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class FileView:
    """A file or folder of the import screen; ``taken_for`` says what a file is read as.

    ``because`` says why, ``passed_over`` why it is no export at all. ``problem`` says why it cannot
    be imported as it is, ``remedy`` what to do about it.
    """

    path: Path
    folder: bool = False
    size: int = 0
    taken_for: Message | None = None
    because: Message | None = None
    problem: Message | None = None
    remedy: Message | None = None
    passed_over: str = ""


@dataclass(frozen=True, slots=True)
class LookView:
    """How a file is read, by its first records; ``importer`` is the name of the owner's page."""

    taken_for: Message
    importer: str
    source: str
    preview: Preview
    mapping: str = ""
