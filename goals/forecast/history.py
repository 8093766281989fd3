"""The shop's past by day, as far as a forecast may rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.paths import LEAST_DAYS
from goals.forecast.smoothing import WEEK
from goals.forecast.weeks import LEAST_WEEKS, telling_day
from goals.metrics.breaks import inside, told
from goals.metrics.formula import DISTINCT
from goals.metrics.making import ask
from goals.metrics.reader import Reader
from goals.targets.shape import MOST_DAYS
from store.messages import N_, Message, counted
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.forecast.smoothing import Array
    from goals.metrics.figures import Where
    from goals.metrics.formula import Formula
    from goals.metrics.making import Question
    from goals.metrics.metric import Metric
    from store.facts import Facts

FEW_WEEKS = N_("Figures come once a week: a forecast needs {least} weeks of them, there are {n}.")
MOST_HOLE = 7
"""Days without figures that last week's weekdays stand in for; a longer hole begins anew."""


@dataclass(frozen=True, slots=True)
class History:
    """Numerator and, for ratios, denominator by day: ``terms`` has a row a day, up to ``day``.

    ``scale`` is the metric's own, ``part`` tells that it lies between 0 and 1. ``distinct`` tells
    of each column whether its days count people who come on several of them. ``reason`` says why
    the days are too few, or too odd, for more than a plain range of what was.
    """

    day: date
    terms: Array
    scale: int
    part: bool
    distinct: tuple[bool, ...]
    question: Question
    reason: Message | None = None

    @property
    def days(self) -> int:
        return len(self.terms)

    def since(self, first: date) -> Array:
        """Return the terms of every day from ``first`` on, older than the history if need be."""
        days = (self.day - first).days + 1
        if days <= self.days:
            return self.terms[self.days - max(days, 0) :]
        span = Span(first, self.day + timedelta(days=1))
        return _terms(self.question, span)

    def together(self, window: int) -> list[float]:
        """Return for each column what a window counts over what its days add up to.

        1 where days add up. Of people the sum of days is too much: those of several days are in
        it several times. How much too much hardly changes from day to day: the last one holds.
        """
        return [
            self._repeated(column, window) if people else 1.0
            for column, people in enumerate(self.distinct)
        ]

    def _repeated(self, column: int, window: int) -> float:
        span = Span.of(self.day, self.day)
        whole = _values(self.question, _formulas(self.question)[column], span, window)
        total = float(self.terms[-window:, column].sum())
        return float(whole[0]) / total if total > 0 and whole[0] > 0 else 1.0


def history(
    facts: Facts, metric: Metric, where: Where, day: date
) -> tuple[History | None, Message | None]:
    """Return the past of a metric up to ``day``, or why no forecast may rest on it."""
    reason = no_model(metric)
    if reason:
        return None, reason
    reader = Reader(facts)
    first = day - timedelta(days=MOST_DAYS - 1)
    question = ask(reader, metric.id, Span.of(first, day), where, "accounting")
    leaves = tuple(leaf for one in _formulas(question) for leaf in one.leaves)
    obstacle = reader.obstacle(leaves, Span.of(first, day), where)
    if obstacle:
        return None, obstacle
    begun, holes = begun_on(reader.shared_coverage(leaves), day)
    cuts = inside(reader, question.measures, Span.of(begun or day, day))
    if begun is not None and cuts:
        begun = cuts[-1].day
    if begun is None:
        return None, _too_short(0)
    span = Span.of(max(begun, first), day)
    if span.days < LEAST_DAYS:
        reason = _cut(told(cuts[-1])) if cuts else _too_short(span.days)
    terms = _terms(question, span)
    _fill(terms, span, holes)
    if reason is None and len(terms) < LEAST_WEEKS * WEEK and telling_day(terms) is not None:
        reason = Message(FEW_WEEKS, {"least": LEAST_WEEKS, "n": len(terms) // WEEK})
    distinct = tuple(
        any(leaf.measure in DISTINCT for leaf in one.leaves) for one in _formulas(question)
    )
    return History(day, terms, metric.scale, metric.is_part, distinct, question, reason), None


def _terms(question: Question, span: Span) -> Array:
    return np.column_stack([_values(question, one, span, 1) for one in _formulas(question)])


def weekly(values: Array) -> bool:
    """Whether there are figures on one weekday only: a weekly export, told as days."""
    return telling_day(values[:, None]) is not None


def _formulas(question: Question) -> tuple[Formula, ...]:
    return (question.top,) if question.bottom is None else (question.top, question.bottom)


def no_model(metric: Metric) -> Message | None:
    if metric.cohort or metric.settles:
        return Message(
            N_("Not forecast: the figures of the last weeks settle only as customers come back.")
        )
    top, bottom = metric.parsed()
    if any(one is not None and one.terms is None for one in (top, bottom)):
        return Message(N_("Not forecast: it is no sum of days, nor a ratio of two."))
    leaves = (*top.leaves, *(bottom.leaves if bottom else ()))
    if any(not leaf.adds_up and leaf.measure not in DISTINCT for leaf in leaves):
        return Message(N_("Not forecast: it is a stock, whose days do not add up."))
    return None


def begun_on(covered: Sequence[Span], day: date) -> tuple[date | None, list[Span]]:
    """Return the first day of the history without a long hole, and the short holes in it."""
    begun: date | None = None
    holes: list[Span] = []
    for span in reversed([one for one in covered if one.start <= day]):
        if begun is None:
            if span.end <= day:
                return None, []
        elif (begun - span.end).days > MOST_HOLE:
            break
        else:
            holes.append(Span(span.end, begun))
        begun = span.start
    return begun, holes


def _cut(change: dict[str, object]) -> Message:
    return Message(
        N_("Not forecast: {after} counts since {day} only, before that {before} did."), change
    )


def _too_short(days: int) -> Message:
    return counted(
        N_("Not enough history: {n} day without a gap; a forecast needs eight weeks."),
        N_("Not enough history: {n} days without a gap; a forecast needs eight weeks."),
        "n",
        {"n": days},
    )


def _values(question: Question, formula: Formula, span: Span, window: int) -> Array:
    """Return a formula's value over the ``window`` days that end on each day, in units."""
    assert formula.terms is not None
    total = np.zeros(span.days)
    for sign, leaf in formula.terms:
        days = question.reader.days(leaf, span, question.where, window)
        total += float(sign) * np.asarray(days, dtype=float)
    return total / formula.divisor


def _fill(terms: Array, span: Span, holes: Sequence[Span]) -> None:
    """Put last week's weekdays where a few days are missing, the oldest first."""
    for hole in sorted(holes):
        for day in hole:
            place = (day - span.start).days
            if WEEK <= place < len(terms):
                terms[place] = terms[place - WEEK]
