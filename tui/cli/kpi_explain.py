"""``kpi explain ID``: what a figure means, what it is made of, and the rows behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.errors import unknown
from goals.metrics.estimates import ESTIMATES
from goals.metrics.formula import DIVISORS
from goals.metrics.metric import SEEDS, STAGES
from goals.metrics.reading import explain, read_many, restated
from store.messages import N_
from tui import format as fmt
from tui.cli import revised_text
from tui.cli.columns import WIDTH, fit, paragraph, table, width
from tui.cli.context import emit_json, json_value, say
from tui.cli.kpi_data import cell, compared, days, terms
from tui.cli.kpi_text import division, interval
from tui.language import _, tr

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.figures import Change, Explanation
    from goals.metrics.metric import Metric
    from store.facts import Facts
    from store.rows import Column, RowPage
    from tui.cli.kpi import Asked

MOST_ROWS = 200
WIDEST = 22
"""Cells of the widest column of rows in text."""
DIRECTIONS = {1: N_("higher is better"), -1: N_("lower is better"), 0: N_("neither is better")}
BASES = {
    "accounting": N_("accounting: refunds count on their own day"),
    "cohort": N_("cohort: refunds count on the day of their order"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the rows of a measure; ``first`` is the number of its first row."""

    measure: str
    page: RowPage
    number: int
    first: int


def show(
    facts: Facts,
    as_of: date,
    name: str,
    asked: Asked,
    measure: str | None,
    rows: int,
    page: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Write the explanation as text or JSON, or the rows behind it as CSV."""
    with facts.snapshot():
        found = explain(facts, name, asked.period, asked.where, asked.basis)
        reading = read_many(
            facts, [name], asked.period, asked.compare, asked.where, asked.basis
        )[name]  # fmt: skip
        change, revised = reading.change, reading.revised
        restatements = restated(facts, found.figure.span, MOST_ROWS) if revised else []
        names = [one.measure for one in found.measures if one.measure not in ESTIMATES]
        chosen = measure or names[0]
        if chosen not in names:
            raise unknown(
                N_("“{name}” is not a measure of this metric."), chosen, names,
                N_("Its measures are listed under the formula."),
            )  # fmt: skip
        limit, number = min(rows, MOST_ROWS), page
        behind = Behind(
            chosen,
            facts.rows(
                chosen, found.figure.span, asked.where, limit=limit, offset=(number - 1) * limit
            ),
            number,
            (number - 1) * limit + 1,
        )
    currency = facts.store.shop.currency
    if as_json:
        told = _object(found, change, behind, as_of, currency)
        unit = found.figure.metric.unit
        emit_json(told | {"revised": revised_text.plain(revised, restatements, unit, currency)})
    elif as_csv:
        say("\n".join(_csv(behind.page, currency)))
    else:
        lines = _definition(found.figure.metric)
        lines += _value(found, change, currency)
        unit = found.figure.metric.unit
        lines += revised_text.lines(revised, restatements, unit, currency)
        lines += _measures(found, currency)
        lines += _rows(behind, currency)
        say("\n".join(lines))


# -- text ------------------------------------------------------------------------------------


def _definition(metric: Metric) -> list[str]:
    about = [_(STAGES[metric.stage]), _(DIRECTIONS[metric.better])]
    lines = paragraph(f"{_(metric.label).upper()} · {' · '.join(about)}")
    lines += [*paragraph(_(metric.definition)), ""]
    parts = [
        (_("Formula"), metric.formula),
        (_("In"), _(metric.includes)),
        (_("Out"), _(metric.excludes)),
    ]
    if metric.per:
        parts.append((_("Divided by"), _(metric.per)))
    if metric.reference:
        source = _(SEEDS[metric.reference.seed])
        if metric.reference.year:
            source = f"{source}, {metric.reference.year}"
        parts.append((_("Reference"), f"{_(metric.reference.text)} ({source})"))
    for title, text in parts:
        lines += paragraph(text, 12, first=title)
    return lines


def _value(found: Explanation, change: Change | None, currency: str) -> list[str]:
    figure = found.figure
    unit = figure.metric.unit
    text = fmt.value(unit, figure.value, currency)
    if figure.value is not None and (divided := division(figure, currency)):
        text = f"{text} · {divided}"
    lines = ["", *paragraph(text, 12, first=_("Value"))]
    lines += paragraph(fmt.span(figure.span), 12, first=_("Days"))
    if figure.reason:
        lines += paragraph(tr(figure.reason), 12, first="—")
    if figure.interval:
        lines += paragraph(interval(figure, currency), 12, first=_("95% sure"))
    if change is not None and change.previous.value is not None:
        before = change.previous
        said = fmt.delta(change.change, change.kind, change.verdict)
        told = tr(change.apart) if change.apart else said
        text = f"{fmt.value(unit, before.value, currency)} · {fmt.span(before.span)} · {told}"
        lines += paragraph(text, 12, first=_("Before"))
    if figure.basis:
        lines += paragraph(_(BASES[figure.basis]), 12, first=_("Basis"))
    if figure.partial:
        lines += paragraph(_("The period is not over, or data end before it."), 12, first=" *")
    if figure.small:
        lines += paragraph(_("Fewer than 30 cases: no verdict."), 12, first=" °")
    for note in figure.notes:
        lines += paragraph(tr(note), 12, first=" ·")
    return lines


def _measures(found: Explanation, currency: str) -> list[str]:
    rows: list[list[str]] = []
    covered: dict[str, list[str]] = {}
    for one in found.measures:
        unit = "money" if one.unit == "money" else "count"
        rows.append([_(one.label), one.measure, fmt.value(unit, one.value, currency)])
        spans = fmt.listed([fmt.span(span) for span in one.coverage]) or _("no source")
        covered.setdefault(spans, []).append(one.measure)
    lines = ["", _("MEASURES"), *table(rows, "llr", widest=46)]
    for n, (spans, names) in enumerate(covered.items()):
        lines += paragraph(f"{spans} ({fmt.listed(names)})", 12, first="" if n else _("Covered"))
    return lines


def _rows(chosen: Behind, currency: str) -> list[str]:
    page = chosen.page
    if not page.rows:
        return ["", _("ROWS"), _("No rows: the source adds up itself, or nothing happened.")]
    title = _("ROWS of {measure}: {first}–{last} of {total}").format(
        measure=chosen.measure,
        first=fmt.number(chosen.first),
        last=fmt.number(chosen.first + len(page.rows) - 1),
        total=fmt.number(page.total),
    )
    heads = [_(column.label) for column in page.columns]
    cells = [
        [_shown(column, value, currency) for column, value in zip(page.columns, row, strict=True)]
        for row in page.rows
    ]
    kept = _fitting(heads, cells)
    aligned = "".join("l" if page.columns[n].unit in ("text", "day") else "r" for n in kept)
    rows = [[fit(row[n], WIDEST) for n in kept] for row in (heads, *cells)]
    lines = ["", title, *(fit(line, WIDTH) for line in table(rows, aligned))]
    if chosen.first + len(page.rows) - 1 < page.total:
        lines.append(_("More: --page {next}").format(next=chosen.number + 1))
    return lines


def _shown(column: Column, value: object, currency: str) -> str:
    if column.unit in ("text", "day") or not isinstance(value, int):
        return fmt.shown(value)
    unit = "money" if column.unit == "money" else "count"
    return fmt.value(unit, stored_value(column.unit, value), currency)


def stored_value(unit: str, value: int) -> Fraction:
    """Return a stored integer of a row in units of its column."""
    return Fraction(value, DIVISORS.get(unit, 1))


def _fitting(heads: list[str], cells: list[list[str]]) -> list[int]:
    """Return the columns that 80 cells have room for: the same in every row goes first.

    The day, what names the row, and the amount at the end always stay.
    """
    columns = list(zip(heads, *cells, strict=True))
    sizes = [min(WIDEST, max(width(text) for text in column)) + 2 for column in columns]
    kept = list(range(len(columns)))
    dull = [n for n in kept if len(set(columns[n][1:])) == 1]
    for n in (*reversed(dull), *reversed(kept)):
        if sum(sizes[k] for k in kept) <= WIDTH + 2:
            break
        if n in kept and 1 < n < len(columns) - 1:
            kept.remove(n)
    return kept


# -- data ------------------------------------------------------------------------------------


def _object(
    found: Explanation,
    change: Change | None,
    behind: Behind,
    as_of: date,
    currency: str,
) -> dict[str, object]:
    figure = found.figure
    return {
        "as_of": as_of,
        "currency": currency,
        **_about(figure.metric),
        "period": days(figure.span),
        **terms(figure, currency),
        "interval": None if figure.interval is None else [round(e, 6) for e in figure.interval],
        "reason": None if figure.reason is None else tr(figure.reason),
        "partial": figure.partial,
        "small": figure.small,
        "basis": figure.basis,
        "compare": compared(change, currency),
        "notes": [tr(note) for note in figure.notes],
        "measures": [
            {
                "id": one.measure,
                "label": _(one.label),
                "unit": one.unit,
                "value": json_value(one.unit, one.value, currency),
                "coverage": [days(span) for span in one.coverage],
            }
            for one in found.measures
        ],
        "rows": {
            "measure": behind.measure,
            "total": behind.page.total,
            "columns": [column.id for column in behind.page.columns],
            "rows": _plain_rows(behind.page, currency),
        },
    }  # fmt: skip


def _about(metric: Metric) -> dict[str, object]:
    """Return what the metric means, whatever its value."""
    reference = metric.reference
    return {
        "id": metric.id,
        "label": _(metric.label),
        "stage": metric.stage,
        "unit": metric.unit,
        "better": metric.better,
        "definition": _(metric.definition),
        "formula": metric.formula,
        "includes": _(metric.includes),
        "excludes": _(metric.excludes),
        "divided_by": _(metric.per) if metric.per else None,
        "reference": None if reference is None else {
            "text": _(reference.text), "source": _(SEEDS[reference.seed]), "year": reference.year
        },
    }  # fmt: skip


def _plain_rows(page: RowPage, currency: str) -> list[list[object]]:
    """Return rows for programs: days as they are, amounts in units."""
    return [
        [
            json_value("money" if column.unit == "money" else "count",
                       stored_value(column.unit, value), currency)
            if isinstance(value, int) else value
            for column, value in zip(page.columns, row, strict=True)
        ]
        for row in page.rows
    ]  # fmt: skip


def _csv(page: RowPage, currency: str) -> list[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.id for column in page.columns])
    writer.writerows([cell(value) for value in row] for row in _plain_rows(page, currency))
    return out.getvalue().splitlines()
