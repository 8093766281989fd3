"""What a reading gives back: figures with their terms, interval and reason, never a bare number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from goals.metrics.formula import Basis
    from goals.metrics.metric import Metric
    from store.messages import Message
    from store.spans import Span

Where = tuple[tuple[str, str], ...]
"""Pairs of dimension and member that rows must have; ``()`` is everything, ``""`` unknown."""

Verdict = Literal["better", "worse", "same", "changed"]
"""``changed`` is for metrics of which neither more nor less is better."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric over some days.

    ``value`` is in the metric's unit (shares as fractions), ``None`` with a ``reason``. ``span``
    holds the days that were read: fewer than asked for where data end earlier (``partial``).
    ``numerator`` and ``denominator`` are the exact terms before scaling; a metric without
    denominator has ``None`` there. ``small`` means too few cases for a verdict. ``basis`` is set
    where it makes a difference. ``notes`` say what a careful reader should know.
    """

    metric: Metric
    span: Span
    where: Where = ()
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    interval: tuple[float, float] | None = None
    reason: Message | None = None
    partial: bool = False
    small: bool = False
    basis: Basis | None = None
    notes: tuple[Message, ...] = ()

    @property
    def unlimited(self) -> bool:
        """Whether it has no value for want of being known by the dimensions of ``where``."""
        named = self.reason.values.keys() if self.reason is not None else ()
        return bool(self.where) and ("dimension" in named or "dimensions" in named)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one.

    ``difference`` is in the metric's unit. ``change`` is relative to the value before, or the
    difference itself for shares and scores (``kind`` points or score); ``None`` where there is
    nothing to divide by. No ``verdict`` where either figure is missing or rests on few cases.
    ``apart`` says why two figures are not compared though both are there: another source counts.
    """

    previous: Figure
    difference: Fraction | None
    change: Fraction | None
    kind: Literal["relative", "points", "score"]
    verdict: Verdict | None
    apart: Message | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a figure was before later exports restated its days, from the day ``since`` on.

    ``change`` and ``kind`` are as in ``Change``; ``before`` is ``None`` where there was no value.
    """

    before: Fraction | None
    change: Fraction | None
    kind: Literal["relative", "points", "score"]
    since: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tile shows. ``spark`` has one value a day, oldest first."""

    figure: Figure
    change: Change | None = None
    spark: tuple[Fraction | None, ...] = ()
    revised: Revision | None = None


@dataclass(frozen=True, slots=True)
class MemberFigure:
    """The figure of one member of a dimension; ``""`` is the rows without one."""

    member: str
    figure: Figure
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a series: a day, week, month…; cut at the ends of the period."""

    span: Span
    figure: Figure


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """One measure behind a metric, in its unit, with the days that its sources cover."""

    measure: str
    label: str
    unit: str
    value: Fraction | None
    coverage: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind a figure but its rows."""

    figure: Figure
    formula: str
    measures: tuple[MeasureValue, ...]
