"""Reads metrics: one figure, its change, its course in time, or a whole board at once.

Every function takes the open ``Facts`` of one store. A period is a ``Period`` or a plain ``Span``;
filters are pairs of dimension and member. Nothing here knows the clock. ``breakdown`` (by member)
and ``daily``, ``rolling`` (for charts and goals) live in modules of their own and are named here.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.breakdown import breakdown, overlaps
from goals.metrics.breaks import inside, parted
from goals.metrics.catalogue import METRICS, metric
from goals.metrics.catalogue import shop as catalogue
from goals.metrics.courses import courses, daily, rolling
from goals.metrics.figures import (
    Change,
    Explanation,
    Figure,
    MeasureValue,
    MemberFigure,
    Point,
    Reading,
    Revision,
    Where,
)
from goals.metrics.formula import Leaf
from goals.metrics.labels import measure_label
from goals.metrics.making import as_period, ask, ask_before, changed
from goals.metrics.periods import Comparison, Grain, Period, bucket_of, buckets
from goals.metrics.reader import Reader
from goals.metrics.revised import REVISED_DAYS, restated, revisions
from store.messages import N_, Message, counted
from store.records import Status
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from goals.metrics.formula import Basis
    from goals.metrics.making import Question
    from store.coverage import Break
    from store.facts import Facts

Spark = tuple[Fraction | None, ...]

__all__ = [
    "METRICS", "REVISED_DAYS", "Change", "Explanation", "Figure", "MeasureValue", "MemberFigure",
    "Point", "Reading", "Revision", "breakdown", "breaks", "compare", "coverage", "daily",
    "excluded", "explain", "metric", "overlaps", "read", "read_many", "restated", "rolling",
    "series", "split_by",
]  # fmt: skip


def read(
    facts: Facts,
    metric_id: str,
    period: Period | Span,
    where: Where = (),
    basis: Basis = "accounting",
) -> Figure:
    """Return one metric over one period.

    Raises:
        QuestionError: no such metric or dimension.
    """
    return ask(Reader(facts), metric_id, period, where, basis).figure()


def compare(
    facts: Facts,
    metric_id: str,
    period: Period | Span,
    kind: Comparison = "previous",
    where: Where = (),
    basis: Basis = "accounting",
) -> Change | None:
    """Return the change since the compared period, ``None`` for the comparison ``none``."""
    return read_many(facts, [metric_id], period, kind, where, basis)[metric_id].change


def read_many(
    facts: Facts,
    ids: Iterable[str],
    period: Period | Span,
    compare: Comparison = "previous",
    where: Where = (),
    basis: Basis = "accounting",
    *,
    spark_days: int = 0,
    spark_window: int = 1,
    guess: bool = True,
) -> dict[str, Reading]:
    """Return figure, change and sparkline of many metrics; each measure is read once.

    Without ``guess``, estimates are not worked out and say so.

    ``spark_days`` values end on the last day of the period, each over ``spark_window`` days.
    """
    reader = Reader(facts, guess=guess)
    with facts.snapshot():
        now = [ask(reader, name, period, where, basis) for name in dict.fromkeys(ids)]
        before = [ask_before(question, compare) for question in now]
        asked = [question for question in (*now, *before) if question is not None]
        reader.load(key for question in asked for key in question.needs())
        sparks: list[Spark] = [()] * len(now)
        if spark_days:
            last = as_period(period).span.end
            days = Span(last - timedelta(days=spark_days), last)
            sparks = [
                tuple(v for _day, v in parted(one, _breaks(question, days), spark_window))
                for question, one in zip(now, courses(now, days, spark_window), strict=True)
            ]
        result = {}
        figures = [question.figure() for question in now]
        revised = revisions(reader, now, figures)
        for question, figure, earlier, spark, was in zip(
            now, figures, before, sparks, revised, strict=True
        ):
            change = None
            if earlier is not None:
                change = changed(figure, earlier.figure(), question.apart(earlier))
            result[question.metric.id] = Reading(figure, change, spark, was)
    return result


def revised_since(
    facts: Facts, figures: Sequence[Figure], since: date | int
) -> list[Revision | None]:
    """Return what figures were before imports since a day or instant restated their days."""
    reader = Reader(facts)
    with facts.snapshot():
        asked = [ask(reader, one.metric.id, one.span, (), "accounting") for one in figures]
        return revisions(reader, asked, figures, since)


def _breaks(question: Question, days: Span) -> list[Break]:
    return inside(question.reader, question.measures, days)


def breaks(facts: Facts, metric_id: str, days: Span) -> list[Break]:
    """Return the days after the first one from which another source counts."""
    return _breaks(ask(Reader(facts), metric_id, days, (), "accounting"), days)


def series(
    facts: Facts,
    metric_id: str,
    period: Period | Span,
    grain: Grain,
    where: Where = (),
    basis: Basis = "accounting",
) -> list[Point]:
    """Return a metric by day, ISO week, month, quarter or year, cut at the ends of the period."""
    reader = Reader(facts)
    pieces = [
        Period("", "range", bucket_of(piece.start, grain), piece)
        for piece in buckets(as_period(period).span, grain)
    ]
    questions = [ask(reader, metric_id, piece, where, basis) for piece in pieces]
    reader.load(key for question in questions for key in question.needs())
    return [
        Point(piece.span, question.figure())
        for piece, question in zip(pieces, questions, strict=True)
    ]


def coverage(facts: Facts, metric_id: str) -> list[Span]:
    """Return the days on which every measure of the metric is covered."""
    reader = Reader(facts)
    chosen = reader.catalogue.known(metric_id)
    top, bottom = chosen.parsed()
    return reader.shared_coverage(top.leaves + (bottom.leaves if bottom else ()))


def split_by(facts: Facts, metric_id: str) -> frozenset[str]:
    """Return the dimensions that all measures of a metric can be split by, with data to split."""
    reader = Reader(facts)
    known = [reader.dimensions(name) for name in reader.catalogue.known(metric_id).measures]
    return frozenset.intersection(*known) if known else frozenset()


def explain(
    facts: Facts,
    metric_id: str,
    period: Period | Span,
    where: Where = (),
    basis: Basis = "accounting",
) -> Explanation:
    """Return a figure with the measures it is made of, each with its value and covered days."""
    reader = Reader(facts)
    question = ask(reader, metric_id, period, where, basis)
    names = tuple(dict.fromkeys((*(leaf.measure for leaf in question.leaves), *question.beside)))
    span = question.span
    leaves = {leaf.measure: leaf for leaf in question.leaves}
    values = []
    for name in names:
        known = name not in question.metric.measures or not question.window.reason
        stored = reader.total(name, span, where) if known and reader.coverage(name) else None
        if reader.uncountable(name, span):
            stored = None
        leaf = leaves.get(name) or Leaf(name)
        values.append(
            MeasureValue(
                name,
                measure_label(name),
                leaf.unit,
                None if stored is None else Fraction(stored, leaf.divisor),
                tuple(reader.coverage(name)),
            )
        )
    return Explanation(question.figure(), question.metric.formula, tuple(values))


def excluded(facts: Facts, ids: Collection[str], period: Period | Span) -> list[Message]:
    """Return what was left out of sales figures: orders not paid, or without a rate."""
    sales = {"orders", "goods_sold", "units", "buyers", "new_customers", "discounts"}
    if not any(sales.intersection(catalogue.of(facts).known(name).measures) for name in ids):
        return []
    found: Counter[tuple[Status, str]] = Counter()
    for one in facts.excluded_sales(as_period(period).span):
        # Only where a rate is missing does the currency say anything.
        found[one.status, one.currency if one.status == Status.NO_RATE else ""] += one.orders
    return [_left_out(*what, orders) for what, orders in found.most_common()]


def _left_out(status: Status, currency: str, orders: int) -> Message:
    values = {"n": orders, "currency": currency}
    sentences = {
        Status.NO_RATE: (
            N_("Left out: {n} order in {currency}, without a rate for its day."),
            N_("Left out: {n} orders in {currency}, without a rate for their day."),
        ),
        Status.PENDING: (
            N_("Left out: {n} order not paid yet."),
            N_("Left out: {n} orders not paid yet."),
        ),
        Status.CANCELLED: (
            N_("Left out: {n} cancelled order."),
            N_("Left out: {n} cancelled orders."),
        ),
        Status.TEST: (N_("Left out: {n} test order."), N_("Left out: {n} test orders.")),
    }
    one, many = sentences[status]
    return counted(one, many, "n", values)
