"""The figures of ``kpi`` for programs: JSON as the contract has it, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from store.text import FORMULA_STARTS, clean
from tui.cli.context import json_value
from tui.lag_words import lag_objects
from tui.language import _, tr

if TYPE_CHECKING:
    from fractions import Fraction

    from goals.metrics.figures import Change, Figure, Revision
    from goals.metrics.formula import Formula
    from store.spans import Span
    from tui.cli.kpi import Answer

Plain = dict[str, object]


def as_object(answer: Answer) -> Plain:
    """Return the answer as the JSON object of the contract."""
    return {
        "as_of": answer.as_of,
        "lagging": lag_objects(answer.lags),
        "currency": answer.shop.currency,
        "timezone": answer.shop.timezone,
        "period": days(answer.asked.period.span),
        "compare": None if answer.before is None else days(answer.before),
        "where": dict(answer.asked.where),
        "basis": answer.asked.basis,
        "metrics": [_metric(answer, name) for name in answer.readings],
        "notes": [tr(note) for note in answer.notes],
    }


def _metric(answer: Answer, name: str) -> Plain:
    reading = answer.readings[name]
    figure, currency = reading.figure, answer.shop.currency
    return {
        "id": name,
        "label": _(figure.metric.label),
        "unit": figure.metric.unit,
        **terms(figure, currency),
        "interval": ends(figure.interval),
        "reason": None if figure.reason is None else tr(figure.reason),
        "partial": figure.partial,
        "small": figure.small,
        "basis": figure.basis,
        **days(figure.span),
        "compare": compared(reading.change, currency),
        "revised": revised(reading.revised, figure.metric.unit, currency),
        "notes": [tr(note) for note in figure.notes],
        "members": [
            {
                "member": one.member,
                **terms(one.figure, currency),
                "reason": None if one.figure.reason is None else tr(one.figure.reason),
                "small": one.figure.small,
                "compare": compared(one.change, currency),
            }
            for one in answer.members.get(name, ())
        ],
        "series": [
            {
                **days(point.span),
                "value": json_value(figure.metric.unit, point.figure.value, currency),
                "reason": None if point.figure.reason is None else tr(point.figure.reason),
                "partial": point.figure.partial,
            }
            for point in answer.points.get(name, ())
        ],
    }


def days(span: Span) -> Plain:
    """Return a span as people read it: both days included."""
    return {"start": span.start, "end": span.last}


DIGITS = 6
"""What anybody can tell apart of a share, a change or a probability."""


def rounded(value: Fraction | float | None) -> float | None:
    """Return a number that is no amount of money, to ``DIGITS``."""
    return None if value is None else round(float(value), DIGITS)


def ends(interval: tuple[float, float] | None) -> list[float] | None:
    """Return both ends of an interval, to ``DIGITS``."""
    return None if interval is None else [round(end, DIGITS) for end in interval]


def terms(figure: Figure, currency: str) -> Plain:
    """Return value, numerator and denominator; money rounded to the minor unit."""
    top, bottom = figure.metric.parsed(figure.basis or "accounting")
    return {
        "value": json_value(figure.metric.unit, figure.value, currency),
        "numerator": _term(top, figure.numerator, currency),
        "denominator": None if bottom is None else _term(bottom, figure.denominator, currency),
    }


def _term(formula: Formula, value: Fraction | None, currency: str) -> float | int | None:
    return json_value(formula.unit, value, currency)


def compared(change: Change | None, currency: str) -> Plain | None:
    """Return the comparison: its days, its value, and the change as a fraction or difference."""
    if change is None:
        return None
    previous = change.previous
    reason = previous.reason or change.apart
    return {
        **days(previous.span),
        "value": json_value(previous.metric.unit, previous.value, currency),
        "change": None if change.change is None else float(change.change),
        "kind": change.kind,
        "verdict": change.verdict,
        "reason": None if reason is None else tr(reason),
    }


def revised(revision: Revision | None, unit: str, currency: str) -> Plain | None:
    """Return what the figure was before later exports restated its days."""
    if revision is None:
        return None
    return {
        "since": revision.since,
        "before": json_value(unit, revision.before, currency),
        "change": None if revision.change is None else float(revision.change),
        "kind": revision.kind,
    }


COLUMNS = (
    "id", "label", "unit", "dimension", "member", "start", "end", "value", "numerator",
    "denominator", "compare_start", "compare_end", "compare_value", "change", "verdict", "reason",
)  # fmt: skip


def as_lines(answer: Answer) -> list[str]:
    """Return the answer as lines of CSV: one a metric, or one a member or day of each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, reading in answer.readings.items():
        members, points = answer.members.get(name), answer.points.get(name)
        if members is None and points is None:
            writer.writerow(_line(answer, reading.figure, reading.change))
        for one in members or ():
            member = one.member or _("(unknown)")
            writer.writerow(_line(answer, one.figure, one.change, member))
        for point in points or ():
            writer.writerow(_line(answer, point.figure, None, span=point.span))
    return out.getvalue().splitlines()


def _line(
    answer: Answer,
    figure: Figure,
    change: Change | None,
    member: str = "",
    span: Span | None = None,
) -> list[str]:
    currency = answer.shop.currency
    found = terms(figure, currency)
    span = span or figure.span
    before = None if change is None else change.previous
    cells: list[object] = [
        figure.metric.id, _(figure.metric.label), figure.metric.unit,
        answer.asked.by if member else "", member, span.start, span.last,
        found["value"], found["numerator"], found["denominator"],
        before and before.span.start, before and before.span.last,
        before and json_value(figure.metric.unit, before.value, currency),
        change and change.change and float(change.change), change and change.verdict,
        figure.reason and tr(figure.reason),
    ]  # fmt: skip
    return [cell(one) for one in cells]


def cell(value: object) -> str:
    """Return a cell no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    text = clean(str(value))
    if isinstance(value, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text
