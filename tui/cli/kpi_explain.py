"""``kpi explain ID``: what a figure means, what it is made of, and the rows behind it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from goals.metrics.errors import unknown
from goals.metrics.metric import SEEDS, STAGES
from goals.metrics.reading import explain, read_many
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph, table
from tui.cli.context import emit_json, json_value, say
from tui.cli.kpi_data import cell, compared, days, terms
from tui.cli.kpi_text import interval
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.figures import Change, Explanation
    from goals.metrics.metric import Metric
    from store.facts import Facts, RowPage
    from tui.cli.kpi import Asked

MOST_ROWS = 200
DIRECTIONS = {1: N_("higher is better"), -1: N_("lower is better"), 0: N_("neither is better")}
BASES = {
    "accounting": N_("accounting: refunds count on their own day"),
    "cohort": N_("cohort: refunds count on the day of their order"),
}


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
        change = read_many(
            facts, [name], asked.period, asked.compare, asked.where, asked.basis
        )[name].change  # fmt: skip
        names = [one.measure for one in found.measures]
        chosen = measure or names[0]
        if chosen not in names:
            raise unknown(
                N_("“{name}” is not a measure of this metric."), chosen, names,
                N_("Its measures are listed under the formula."),
            )  # fmt: skip
        limit = max(0, min(rows, MOST_ROWS))
        behind = facts.rows(
            chosen, found.figure.span, asked.where, limit=limit, offset=max(0, page - 1) * limit
        )
    currency = facts.store.shop.currency
    if as_json:
        emit_json(_object(found, change, chosen, behind, as_of, currency))
    elif as_csv:
        say("\n".join(_csv(behind)))
    else:
        lines = _definition(found.figure.metric)
        lines += _value(found, change, currency)
        lines += _measures(found, currency)
        lines += _rows(chosen, behind, page, limit)
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
    lines = ["", *paragraph(text, 12, first=_("Value"))]
    lines += paragraph(fmt.span(figure.span), 12, first=_("Days"))
    if figure.reason:
        lines += paragraph(tr(figure.reason), 12, first="—")
    if figure.interval:
        lines += paragraph(interval(figure, currency), 12, first=_("95% sure"))
    if change is not None and change.previous.value is not None:
        before = change.previous
        said = fmt.delta(change.change, change.kind, change.verdict)
        text = f"{fmt.value(unit, before.value, currency)} · {fmt.span(before.span)} · {said}"
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
    rows = []
    for one in found.measures:
        unit = "money" if one.unit == "money" else "count"
        covered = fmt.listed([fmt.span(span) for span in one.coverage]) or _("no source")
        rows.append([_(one.label), one.measure, fmt.value(unit, one.value, currency), covered])
    return ["", _("MEASURES"), *table(rows, "llrl", widest=26)]


def _rows(measure: str, page: RowPage, number: int, limit: int) -> list[str]:
    if not page.rows:
        return [
            "",
            _("ROWS"),
            _("No rows: the figure comes already added up, or nothing happened."),
        ]
    first = (max(1, number) - 1) * limit + 1
    title = _("ROWS of {measure}: {first}–{last} of {total}").format(
        measure=measure,
        first=fmt.number(first),
        last=fmt.number(first + len(page.rows) - 1),
        total=fmt.number(page.total),
    )
    rows = [[clean(str(name)) for name in page.columns]]
    rows += [[_plain(value) for value in row] for row in page.rows]
    aligned = "".join(
        "r" if any(isinstance(row[n], int) for row in page.rows) else "l"
        for n in range(len(page.columns))
    )
    lines = ["", title, *table(rows, aligned, gap=1)]
    if first + len(page.rows) - 1 < page.total:
        lines.append(_("More: --page {next}").format(next=max(1, number) + 1))
    return lines


def _plain(value: object) -> str:
    return "" if value is None else clean(str(value))


# -- data ------------------------------------------------------------------------------------


def _object(
    found: Explanation,
    change: Change | None,
    chosen: str,
    behind: RowPage,
    as_of: date,
    currency: str,
) -> dict[str, object]:
    figure = found.figure
    metric = figure.metric
    reference = metric.reference
    return {
        "as_of": as_of,
        "currency": currency,
        "id": metric.id,
        "label": _(metric.label),
        "stage": metric.stage,
        "unit": metric.unit,
        "better": metric.better,
        "definition": _(metric.definition),
        "formula": found.formula,
        "includes": _(metric.includes),
        "excludes": _(metric.excludes),
        "divided_by": _(metric.per) if metric.per else None,
        "reference": None if reference is None else {
            "text": _(reference.text), "source": _(SEEDS[reference.seed]), "year": reference.year
        },
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
            "measure": chosen,
            "total": behind.total,
            "columns": list(behind.columns),
            "rows": [list(row) for row in behind.rows],
        },
    }  # fmt: skip


def _csv(page: RowPage) -> list[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in page.columns])
    writer.writerows([[cell(value) for value in row] for row in page.rows])
    return out.getvalue().splitlines()
