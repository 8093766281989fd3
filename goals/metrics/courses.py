"""The course of a metric: one value a day, or over the days that end on each day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from goals.metrics.formula import Leaf
from goals.metrics.making import ask
from goals.metrics.reader import Reader
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from goals.metrics.figures import Where
    from goals.metrics.formula import Basis
    from goals.metrics.making import Question
    from goals.metrics.reader import Key
    from store.facts import Facts

Course = list[tuple["date", "Fraction | None"]]


def daily(
    facts: Facts,
    metric_id: str,
    span: Span,
    where: Where = (),
    basis: Basis = "accounting",
) -> list[tuple[date, Fraction | None]]:
    """Return one value a day, ``None`` where the day is not covered or has no denominator."""
    return rolling(facts, metric_id, span, 1, where, basis)


def rolling(
    facts: Facts,
    metric_id: str,
    span: Span,
    window: int,
    where: Where = (),
    basis: Basis = "accounting",
) -> list[tuple[date, Fraction | None]]:
    """Return for each day of ``span`` the metric over the ``window`` days that end on it."""
    question = ask(Reader(facts), metric_id, span, where, basis)
    return courses([question], span, window)[0]


def courses(questions: Sequence[Question], span: Span, window: int) -> list[Course]:
    """Return the rolling values of several metrics; days of all measures are loaded together."""
    keys: dict[Reader, list[Key]] = {}
    for question in questions:
        reader, leaves = question.reader, _leaves(question)
        if not reader.obstacle(leaves, span, question.where):
            read = (*leaves, *_beside(question))
            keys.setdefault(reader, []).extend(reader.keys(read, span, question.where))
    for reader, wanted in keys.items():
        reader.load_days(wanted, window)
    return [_course(question, span, window) for question in questions]


def _leaves(question: Question) -> tuple[Leaf, ...]:
    return (*question.top.leaves, *(question.bottom.leaves if question.bottom else ()))


def _beside(question: Question) -> tuple[Leaf, ...]:
    """Return the measures that tell whether there is anything behind a value."""
    return tuple(Leaf(name) for name in question.beside)


def _course(question: Question, span: Span, window: int) -> Course:
    reader, leaves = question.reader, _leaves(question)
    covered = [
        Span(one.start + timedelta(days=window - 1), one.end)
        for one in reader.shared_coverage(leaves)
        if one.days >= window
    ]
    early = Span(span.start - timedelta(days=window - 1), span.end)
    uncountable = window > 1 and any(reader.uncountable(leaf.measure, early) for leaf in leaves)
    if uncountable or not covered or reader.obstacle(leaves, span, question.where):
        return [(day, None) for day in span]
    values = question.values(
        {leaf: reader.days(leaf, span, question.where, window) for leaf in leaves},
        {one.measure: reader.days(one, span, question.where, window) for one in _beside(question)},
    )
    if any(span.within(one) == span for one in covered):
        return list(zip(span, values, strict=True))
    return [
        (day, value if any(day in one for one in covered) else None)
        for day, value in zip(span, values, strict=True)
    ]
