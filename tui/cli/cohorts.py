"""``kpi-tui cohorts``: how many customers come back, month after month of their first order."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, get_args

import click

from goals.customers.cohorts import cohorts as found_cohorts
from store.messages import N_
from tui import cohort_words as words
from tui import format as fmt
from tui.cli.asked import as_usage, members, scope_lines, where_option
from tui.cli.columns import WIDTH, left, paragraph, right, width
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell, days
from tui.cohort_words import Measure
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.cohorts import Cell, Cohort, CohortTable, Mean
    from goals.metrics.figures import Where
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    help=N_(
        "Show the customers by the month of their first order, and how many of them bought again "
        "in each month after it."
    )
)
@click.option(
    "--measure",
    type=click.Choice(get_args(Measure)),
    default="share",
    show_default=True,
    help=N_("Customers who bought, their share, or the sales of one customer so far."),
)
@where_option
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def cohorts(
    session: Session, measure: Measure, where: tuple[str, ...], as_json: bool, as_csv: bool
) -> None:
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        only = members(facts, where)
        table, shop = found_cohorts(facts, known_day(session, facts), only), store.shop
    if as_json:
        emit_json(as_object(table, shop, measure) | {"where": dict(only)})
    elif as_csv:
        say("\n".join(as_lines(table, shop)))
    else:
        say("\n".join(as_text(table, shop, measure, only)))


# -- for programs ----------------------------------------------------------------------------


def as_object(table: CohortTable, shop: Shop, measure: Measure) -> Plain:
    """Return the table as a JSON object; every cell has all measures."""
    return {
        "as_of": table.as_of,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "measure": measure,
        "cohorts": [
            {
                **days(cohort.month),
                "customers": cohort.size,
                "small": cohort.small,
                "partial": cohort.partial,
                "cells": [_cell(one, shop.currency) for one in cohort.cells],
            }
            for cohort in table.cohorts
        ],
        "all": [_mean(one, shop.currency) for one in table.means],
        "reason": None if table.reason is None else tr(table.reason),
        "notes": [tr(note) for note in table.notes],
    }


def _cell(one: Cell, currency: str) -> Plain:
    return {
        "age": one.age,
        **days(one.month),
        "customers": one.customers,
        "share": json_value("share", one.share),
        "value": json_value("money", one.value, currency),
        "sales": json_value("money", one.sales, currency),
        "partial": one.partial,
        "reason": None if one.reason is None else tr(one.reason),
    }


def _mean(one: Mean, currency: str) -> Plain:
    return {
        "age": one.age,
        "cohorts": one.cohorts,
        "customers": one.customers,
        "share": json_value("share", one.share),
        "value": json_value("money", one.value, currency),
    }


COLUMNS = ("cohort", "size", "age", "start", "end", "customers", "share", "value", "sales",
           "partial", "reason")  # fmt: skip


def as_lines(table: CohortTable, shop: Shop) -> list[str]:
    """Return the table as lines of CSV, one a cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for cohort in table.cohorts:
        for one in cohort.cells:
            known = _cell(one, shop.currency) | {
                "cohort": f"{cohort.month.start:%Y-%m}",
                "size": cohort.size,
                "partial": int(one.partial),
            }
            writer.writerow([cell(known[name]) for name in COLUMNS])
    return out.getvalue().splitlines()


# -- for people ------------------------------------------------------------------------------


def as_text(table: CohortTable, shop: Shop, measure: Measure, where: Where = ()) -> list[str]:
    """Return the table as lines of at most 80 cells; ages that do not fit follow below."""
    until = _("up to {day}").format(day=fmt.day(table.as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    lines += scope_lines(where)
    if table.reason is not None:
        return [*lines, "", *paragraph(tr(table.reason), 3, first=" —")]
    lines += paragraph(words.title(measure, shop.currency))
    first = words.first_age(measure)
    oldest = len(table.cohorts[0].cells)
    size = words.cell_width(table, measure) + 1
    labels = words.labels(table)
    margin = max(map(width, labels))
    room = max(1, (WIDTH - margin) // size)
    for start in range(first, max(oldest, first + 1), room):
        ages = range(start, min(start + room, oldest))
        if ages or start == first:
            lines += ["", *_block(table, measure, ages, labels, margin, size)]
    return lines + _footnotes(table)


def _block(
    table: CohortTable, measure: Measure, ages: range, labels: list[str], margin: int, size: int
) -> list[str]:
    """Return the cohorts at some ages; those too young for any of them are left out."""

    def line(label: str, cells: list[str]) -> str:
        return (left(label, margin) + "".join(right(one, size) for one in cells)).rstrip()

    lines = [line(labels[0], [words.age(age) + " " for age in ages])]
    for label, cohort in zip(labels[1:], table.cohorts, strict=False):
        if not ages or not ages[0] or _reaches(cohort, ages):
            cells = [words.cell(cohort.cells[age], measure) for age in ages]
            lines.append(line(label, cells))
    means = [words.mean(table, age, measure) for age in ages]
    if any(means):
        lines.append(line(labels[-1], means))
    return lines


def _reaches(cohort: Cohort, ages: range) -> bool:
    return ages[0] == 1 or cohort.cells[ages[0]].customers is not None


def _footnotes(table: CohortTable) -> list[str]:
    lines: list[str] = [""]
    for sign, text in words.signs(table):
        lines += paragraph(text, 3, first=f" {sign}")
    for note in table.notes:
        lines += paragraph(tr(note), 3)
    return lines
