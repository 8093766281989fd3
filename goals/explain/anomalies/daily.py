"""The daily figures of metrics that odd days are looked for in, and why others have none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from goals.explain.anomalies.budget import LEAST
from goals.explain.anomalies.follow import WARM
from goals.forecast.history import begun_on, no_model, weekly
from goals.metrics.breaks import inside
from goals.metrics.courses import courses
from goals.metrics.intervals import SMALL
from goals.metrics.making import Question, as_period
from store.messages import N_, Message, counted
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from goals.forecast.smoothing import Array
    from goals.metrics.figures import Where
    from goals.metrics.formula import Formula
    from goals.metrics.metric import Metric
    from goals.metrics.reader import Reader

MOST_DAYS = 912
"""Two years and a half are looked at: two years to tell of, and what comes before to learn from."""
NEEDED = WARM + LEAST


@dataclass(frozen=True, slots=True)
class Daily:
    """One metric by day: ``top`` and, for ratios, ``bottom``; NaN on days without a figure."""

    metric: Metric
    span: Span
    values: tuple[Fraction | None, ...]
    top: Array
    bottom: Array | None
    question: Question


def daily_figures(
    reader: Reader, metrics: Iterable[Metric], last: date, where: Where = ()
) -> tuple[list[Daily], dict[str, Message]]:
    """Return the metrics that can be watched up to a day, and why the others cannot."""
    found, reasons, asked = [], {}, []
    for metric in metrics:
        span, reason = _span(reader, metric, last, where)
        if span is None or reason is not None:
            reasons[metric.id] = reason or _too_short(0)
        else:
            asked.append((metric, span))
    for span in dict.fromkeys(one for _metric, one in asked):
        questions = [
            Question(reader, metric, as_period(span), where, "accounting")
            for metric, own in asked
            if own == span
        ]
        for question, course in zip(questions, courses(questions, span, 1), strict=True):
            one = _daily(question, span, tuple(value for _day, value in course))
            known = int((~np.isnan(one.top)).sum())
            if known < NEEDED:
                reasons[one.metric.id] = _few(known, span)
            elif one.bottom is None and not np.nanmedian(one.top):
                reasons[one.metric.id] = Message(N_("On most days there is none."))
            elif weekly(np.nan_to_num(one.top)):
                reasons[one.metric.id] = Message(N_("Figures come once a week."))
            else:
                found.append(one)
    return found, reasons


def _span(
    reader: Reader, metric: Metric, last: date, where: Where
) -> tuple[Span | None, Message | None]:
    """Return the days without a long hole or a change of source up to the last one known."""
    if no_model(metric):
        return None, Message(N_("Its days are not known apart, or settle late."))
    top, bottom = metric.parsed()
    leaves = (*top.leaves, *(bottom.leaves if bottom else ()))
    covered = reader.shared_coverage(leaves)
    ends = [one.end for one in covered if one.start <= last]
    if not ends:
        return None, _too_short(0)
    last = min(last, ends[-1] - timedelta(days=1))
    begun, _holes = begun_on(covered, last)
    first = max(begun or last, last - timedelta(days=MOST_DAYS - 1))
    names = tuple(leaf.measure for leaf in leaves)
    cuts = inside(reader, names, Span.of(first, last))
    span = Span.of(cuts[-1].day if cuts else first, last)
    obstacle = reader.obstacle(leaves, span, where)
    if obstacle is not None or span.days < NEEDED:
        return None, obstacle or _too_short(span.days)
    return span, None


def _daily(question: Question, span: Span, values: tuple[Fraction | None, ...]) -> Daily:
    top = _column(question, question.top, span)
    bottom = None if question.bottom is None else _column(question, question.bottom, span)
    unknown = np.array([value is None for value in values])
    if bottom is not None:
        # Of few cases nothing is odd (rule 8).
        few = bottom if question.base is None else _column(question, question.base, span)
        unknown |= bottom <= 0
        if question.base is not None:
            unknown |= few < SMALL
    top[unknown] = np.nan
    if bottom is not None:
        bottom[unknown] = np.nan
    return Daily(question.metric, span, values, top, bottom, question)


def _column(question: Question, formula: Formula, span: Span) -> Array:
    """Return a formula by day, in units."""
    assert formula.terms is not None
    total = np.zeros(span.days)
    for weight, leaf in formula.terms:
        days = question.reader.days(leaf, span, question.where, 1)
        total += float(weight) * np.asarray(days, dtype=float)
    return total / formula.divisor


def _too_short(days: int) -> Message:
    return counted(
        N_("Too short: {n} day without a gap; {needed} are needed."),
        N_("Too short: {n} days without a gap; {needed} are needed."),
        "n",
        {"n": days, "needed": NEEDED},
    )


def _few(known: int, span: Span) -> Message:
    return Message(
        N_("Only {known} of {days} days have {least} cases or more."),
        {"known": known, "days": span.days, "least": SMALL},
    )
