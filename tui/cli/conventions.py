"""``kpi-tui conventions``: why a shop's back office says something else, item by item."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from goals.explain.conventions import SUBJECTS, SYSTEMS, check_subject, with_theirs
from goals.explain.conventions import conventions as compared
from goals.metrics.errors import QuestionError, unknown
from goals.metrics.periods import parse_period
from goals.targets.entry import EntryError, parse_amount
from store.messages import N_
from store.tallies import tally_rows
from tui import format as fmt
from tui import gap_words as words
from tui.cli.asked import as_usage, csv_option, heading, json_option, one_form, period_option
from tui.cli.columns import WIDTH, paragraph, table
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell, days
from tui.language import _, tr
from tui.row_words import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.conventions import Comparison, Gap
    from goals.metrics.periods import Period
    from store.facts import Facts
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

PAGE = 20


@click.command(
    help=N_(
        "Show what Shopify, WooCommerce, PrestaShop, Matomo and Google Analytics 4 make of the same"
        " rows by their own rules, and the gap to our figure item by item. Without METRIC: all"
        " figures side by side."
    )
)
@click.argument("metric", required=False, metavar=N_("[METRIC]"))
@period_option()
@click.option("--system", type=click.Choice([one.id for one in SYSTEMS]),
              help=N_("One system, with its rules and what cannot be told."))  # fmt: skip
@click.option("--figure", metavar=N_("FIGURE"),
              help=N_("Which figure of the system, where it has several: net_sales…"))  # fmt: skip
@click.option("--theirs", metavar=N_("VALUE"),
              help=N_("What your back office shows: says what remains unexplained."))  # fmt: skip
@click.option("--rows", "item", metavar=N_("ITEM"),
              help=N_("Show the rows behind one item of the gap: pending, shipping…"))  # fmt: skip
@click.option("--page", type=click.IntRange(1), default=1, metavar="N",
              help=N_("With --rows: which page of them."))  # fmt: skip
@json_option
@csv_option
@click.pass_obj
def conventions(
    session: Session, metric: str | None, period: str, system: str | None, figure: str | None,
    theirs: str | None, item: str | None, page: int, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    one_form(as_json=as_json, as_csv=as_csv)
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        names = [metric] if metric else list(SUBJECTS)
        _check(metric, system, figure, theirs, item)
        found = compared(facts, names, asked, fmt.minor_digits(shop.currency))
        gaps = [_chosen(one, system, figure) for one in found]
        if theirs is not None:
            gaps = [[_measured(found[0], gaps[0][0], theirs, shop), *gaps[0][1:]]]
        if item is not None:
            say("\n".join(_rows(facts, found[0], gaps[0][0], item, page, shop)))
            return
    if as_json:
        emit_json(as_object(shop, asked, found, gaps))
    elif as_csv:
        say("\n".join(as_lines(shop, found, gaps)))
    else:
        say("\n".join(as_text(shop, asked, found, gaps, system)))


def _check(
    metric: str | None, system: str | None, figure: str | None, theirs: str | None, item: str | None
) -> None:
    if metric is not None:
        check_subject(metric)
    if (figure or theirs or item) and not (metric and system):
        raise click.UsageError(
            _("--figure, --theirs and --rows need a METRIC and a --system: “kpi-tui conventions"
              " revenue --system shopify”.")
        )  # fmt: skip


def _chosen(one: Comparison, system: str | None, figure: str | None) -> list[Gap]:
    """Return the gaps asked for, all of them where no system is named."""
    gaps = [gap for gap in one.gaps if system in (None, gap.system.id)]
    if figure is None:
        return gaps
    named = [gap for gap in gaps if gap.convention.id == figure]
    if not named:
        raise unknown(
            N_("“{name}” is not a figure of this system."),
            figure,
            [gap.convention.id for gap in gaps],
            N_("Leave --figure away to see those there are."),
        )
    return named


def _measured(one: Comparison, gap: Gap, theirs: str, shop: Shop) -> Gap:
    try:
        amount = parse_amount(theirs, unit=one.metric.unit, currency=shop.currency)
    except EntryError as error:
        raise click.UsageError(f"{tr(error.what)}\n{tr(error.remedy)}") from error
    return with_theirs(gap, amount)


# -- for programs ----------------------------------------------------------------------------


def as_object(
    shop: Shop, period: Period, found: Sequence[Comparison], gaps: Sequence[Sequence[Gap]]
) -> Plain:
    """Return metrics with the figures of every system; ours + the items = theirs."""
    return {
        "currency": shop.currency,
        "timezone": shop.timezone,
        "period": days(period.span),
        "metrics": [
            {
                "id": one.metric.id,
                "label": _(one.metric.label),
                "unit": one.metric.unit,
                **days(one.span),
                "value": json_value(one.metric.unit, one.ours, shop.currency),
                "reason": None if one.figure.reason is None else tr(one.figure.reason),
                "figures": [_figure(one, gap, shop.currency) for gap in some],
                "none": [{"system": two.id, "reason": _(why)} for two, why in one.none],
            }
            for one, some in zip(found, gaps, strict=True)
        ],
    }


def _figure(one: Comparison, gap: Gap, currency: str) -> Plain:
    unit, rule = one.metric.unit, gap.convention
    return {
        "system": gap.system.id,
        "system_name": gap.system.name,
        "id": rule.id,
        "name": _(rule.name),
        "rule": _(rule.rule),
        "source": {"title": rule.source.title, "url": rule.source.url},
        "value": json_value(unit, gap.value, currency),
        "gap": json_value(unit, gap.difference, currency),
        "reason": None if gap.reason is None else tr(gap.reason),
        "items": [
            {
                "id": item.id,
                "label": _(item.step.label),
                "why": _(item.step.why),
                "amount": json_value(unit, item.amount, currency),
                "rows": item.rows,
            }
            for item in gap.items
        ],
        "nothing": [step.id for step in gap.nothing],
        "not_told": [tr(doubt) for doubt in gap.doubts],
        "theirs": json_value(unit, gap.theirs, currency),
        "unexplained": json_value(unit, gap.unexplained, currency),
    }


COLUMNS = ("metric", "system", "figure", "item", "label", "amount", "rows")


def as_lines(shop: Shop, found: Sequence[Comparison], gaps: Sequence[Sequence[Gap]]) -> list[str]:
    """Return a line an item, with our figure before and theirs after them, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one, some in zip(found, gaps, strict=True):
        unit = one.metric.unit
        for gap in some:
            head = (one.metric.id, gap.system.id, gap.convention.id)
            lines: list[tuple[str, str, object, object]] = [("ours", words.OURS, gap.ours, None)]
            lines += [(i.id, _(i.step.label), i.amount, i.rows) for i in gap.items]
            lines.append(("value", words.title(gap), gap.value, None))
            if gap.theirs is not None:
                lines.append((words.UNEXPLAINED, words.left_over(gap), gap.unexplained, None))
                lines.append(("theirs", _("Your back office shows"), gap.theirs, None))
            for name, label, amount, rows in lines:
                number = json_value(unit, amount, shop.currency)  # type: ignore[arg-type]
                writer.writerow([cell(two) for two in (*head, name, label, number, rows)])
    return out.getvalue().splitlines()


# -- for people ------------------------------------------------------------------------------


def as_text(
    shop: Shop, period: Period, found: Sequence[Comparison], gaps: Sequence[Sequence[Gap]],
    system: str | None,
) -> list[str]:  # fmt: skip
    """Return the comparison as lines of at most 80 cells."""
    lines = heading(shop, period, None)
    if len(found) > 1 and system is None:
        lines += ["", *words.overview(found, shop.currency, WIDTH), ""]
        hint = _("“kpi-tui conventions revenue” itemises a gap; with --system shopify also how it"
                 " counts and what cannot be told.")  # fmt: skip
        return lines + paragraph(hint)
    for one, some in zip(found, gaps, strict=True):
        lines += ["", _(one.metric.label).upper()]
        if one.figure.reason is not None:
            lines += paragraph(tr(one.figure.reason), 3, first=" —")
            continue
        if system is None:
            lines += [*words.side_by_side(one, shop.currency, WIDTH), ""]
            some = _first_of_each(some)
        for gap in some:
            lines += _gap(one, gap, shop.currency, full=system is not None)
        for two, why in one.none:
            if system in (None, two.id):
                lines += paragraph(fmt.labelled(two.name, _(why)), 3, first=" ·")
    if system is None:
        lines += paragraph(_("--system shows how one counts, and what rows cannot tell."), 3,
                           first=" ·")  # fmt: skip
    return lines


def _first_of_each(gaps: Sequence[Gap]) -> list[Gap]:
    firsts: dict[str, Gap] = {}
    for gap in gaps:
        firsts.setdefault(gap.system.id, gap)
    return list(firsts.values())


def _gap(one: Comparison, gap: Gap, currency: str, *, full: bool) -> list[str]:
    if gap.reason is not None:
        lines = [words.title(gap), *paragraph(tr(gap.reason), 3, first=" —")]
    elif not gap.items and gap.theirs is None and not full:
        return paragraph(words.headline(one, gap, currency))
    else:
        lines = words.itemised(one, gap, currency, WIDTH)
    if full:
        lines += paragraph(words.rule(gap))
        for note in words.notes(gap):
            lines += paragraph(note, 3, first=" ·")
        lines += [*paragraph(words.source(gap)), gap.convention.source.url]
    return [*lines, ""]


def _rows(facts: Facts, one: Comparison, gap: Gap, item: str, page: int, shop: Shop) -> list[str]:
    """Return a page of the rows behind an item."""
    found = next((two for two in gap.items if two.id == item), None)
    if found is None:
        raise unknown(
            N_("“{name}” is not an item of this gap."), item, [two.id for two in gap.items],
            N_("“kpi-tui conventions” with --json lists them by id."),
        )  # fmt: skip
    if not found.tallies:
        raise QuestionError(
            N_("“{name}” is made of measures: it has no rows of its own."),
            N_("“kpi-tui kpi explain” shows the rows of a measure."),
            name=item,
        )
    lines = [f"{words.title(gap)} · {_(found.step.label)}", *paragraph(_(found.step.why))]
    for name in found.tallies:
        rows = tally_rows(facts, name, one.span, limit=PAGE, offset=(page - 1) * PAGE)
        cells = [[_(column.label) for column in rows.columns]]
        for row in rows.rows:
            cells.append(
                [told(value, column.unit, shop.currency)
                 for value, column in zip(row, rows.columns, strict=True)]
            )  # fmt: skip
        sides = "".join("l" if c.unit in ("day", "text") else "r" for c in rows.columns)
        lines += ["", *table(cells, sides)]
        first = (page - 1) * PAGE + 1
        last = first + len(rows.rows) - 1
        text = _("Rows {first} to {last} of {total}; --page shows others.")
        lines.append(text.format(first=fmt.number(min(first, rows.total)), last=fmt.number(last),
                                 total=fmt.number(rows.total)))  # fmt: skip
    return lines
