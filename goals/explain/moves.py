"""Which figures moved beyond what they usually do: the last week against the weeks before it.

Weeks of seven days end on the last day known, so that weekdays weigh alike. A figure moved when its
last week lies so far from the mean of the twelve before that chance alone does it once in a hundred
(Student's t with 11 degrees of freedom, prediction of one more value).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from goals.metrics.courses import courses
from goals.metrics.making import ask, changed
from goals.metrics.reader import Reader
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from goals.metrics.figures import Change, Figure
    from goals.metrics.metric import Metric
    from store.facts import Facts

WEEKS = 12
"""Weeks that say what is usual; one missing among them, and nothing is said."""
STANDS_OUT = 3.1
"""Standard errors from which a week is unusual: 1 % by chance (t, 11 degrees, two-sided)."""


@dataclass(frozen=True, slots=True)
class Move:
    """The last week of a figure; ``usual`` is the mean of the weeks before, ``errors`` how far."""

    figure: Figure
    usual: Fraction
    errors: float

    @property
    def metric(self) -> Metric:
        return self.figure.metric

    @property
    def change(self) -> Change:
        """The last week against a usual one, with its verdict."""
        return changed(self.figure, replace(self.figure, value=self.usual))


def moves(facts: Facts, as_of: date, ids: Iterable[str], most: int = 3) -> list[Move]:
    """Return the figures that moved, the most unusual first; few cases say nothing."""
    week = Span.of(as_of - timedelta(days=6), as_of)
    ends = Span(as_of - timedelta(days=7 * WEEKS), as_of + timedelta(days=1))
    reader = Reader(facts)
    with facts.snapshot():
        questions = [ask(reader, name, ends, (), "accounting") for name in dict.fromkeys(ids)]
        found = []
        for question, course in zip(questions, courses(questions, ends, 7), strict=True):
            values = [value for day, value in course if (as_of - day).days % 7 == 0]
            errors = _errors(values)
            if errors is None or abs(errors[1]) < STANDS_OUT:
                continue
            figure = ask(reader, question.metric.id, week, (), "accounting").figure()
            if figure.value is not None and not figure.small:
                found.append(Move(figure, *errors))
    return sorted(found, key=lambda one: -abs(one.errors))[:most]


def _errors(values: Sequence[Fraction | None]) -> tuple[Fraction, float] | None:
    """Return the mean of the weeks before the last one, and how far off that one lies."""
    known = [value for value in values if value is not None]
    if len(known) != WEEKS + 1 or len(values) != len(known):
        return None
    *before, now = known
    mean = sum(before, Fraction(0)) / WEEKS
    spread = sum(float(one - mean) ** 2 for one in before) / (WEEKS - 1)
    error = sqrt(spread * (1 + 1 / WEEKS))
    # Never moved before, or next to nothing: no measure of what is usual.
    if error <= 1e-9 * max(1.0, abs(float(mean))):
        return None
    return mean, float(now - mean) / error
