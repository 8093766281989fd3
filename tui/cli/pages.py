"""``kpi-tui pages`` and ``kpi-tui paths``: the shop's pages, and how visits go through them."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from goals.metrics.periods import parse_period
from goals.pages import ORDERS, Order, page_book
from goals.pages import paths as found_paths
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph, table
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell, days
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.pages import PageBook, PageFigures, Paths, Way
    from store.pages import Answers
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

_PERIOD = N_("28d, mtd, qtd, ytd, 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-01-31.")


@click.command(
    help=N_(
        "Show the pages of your shop: seen, entered by, left from, failing and slow. From the log"
        " of your web server."
    )
)
@click.option("--period", default="28d", metavar="P", show_default=True, help=_PERIOD)
@click.option(
    "--by", "order", type=click.Choice(ORDERS), default="views", show_default=True,
    help=N_("Which pages come first."),
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1), default=20, metavar="N", show_default=True,
    help=N_("How many pages to show."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def pages(
    session: Session, period: str, order: Order, limit: int, as_json: bool, as_csv: bool
) -> None:
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    with session.open(write=True) as store:
        facts = session.facts(store)
        asked = parse_period(period, known_day(session, facts))
        book = page_book(facts, asked, order, limit)
    if as_json:
        emit_json(as_object(book))
    elif as_csv:
        say("\n".join(as_lines(book)))
    else:
        say("\n".join(as_text(book)))


@click.command(
    help=N_(
        "Show where visits begin and go on to; with PAGE, how they come to that page and where"
        " they go from it."
    )
)
@click.argument("page", required=False, metavar="[PAGE]")
@click.option("--period", default="28d", metavar="P", show_default=True, help=_PERIOD)
@click.option(
    "--limit", type=click.IntRange(1), default=10, metavar="N", show_default=True,
    help=N_("How many pages to show."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def paths(session: Session, page: str | None, period: str, limit: int, as_json: bool) -> None:
    with session.open(write=True) as store:
        facts = session.facts(store)
        asked = parse_period(period, known_day(session, facts))
        found = found_paths(facts, asked, page, limit)
    if as_json:
        emit_json(paths_object(found))
    else:
        say("\n".join(paths_text(found)))


# -- for programs ----------------------------------------------------------------------------


def as_object(book: PageBook) -> Plain:
    """Return the pages as a JSON object."""
    return {
        "period": days(book.period.span),
        "requests": book.requests,
        "bytes": book.size,
        "bot_requests": book.bots,
        "statuses": [_status(one) for one in book.answers],
        "all": _page(book.total),
        "pages": [{"page": one.counts.page, **_page(one)} for one in book.pages],
        "more_pages": book.more,
        "reason": None if book.reason is None else tr(book.reason),
        "notes": [tr(note) for note in book.notes],
    }


def _status(one: Answers) -> Plain:
    return {"status": one.status, "requests": one.requests, "bytes": one.size}


def _page(one: PageFigures) -> Plain:
    row = one.counts
    return {
        "views": row.views,
        "entries": row.entries,
        "exits": row.exits,
        "exit_share": json_value("share", one.exit_share),
        "failures": row.failures,
        "failure_share": json_value("share", one.failure_share),
        "slow": row.slow,
        "slow_share": json_value("share", one.slow_share),
        "seconds": json_value("ratio", one.seconds),
    }


COLUMNS = ("page", "views", "entries", "exits", "exit_share", "failures", "failure_share", "slow",
           "slow_share", "seconds")  # fmt: skip


def as_lines(book: PageBook) -> list[str]:
    """Return the pages as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in book.pages:
        known = {"page": one.counts.page, **_page(one)}
        writer.writerow([cell(known[name]) for name in COLUMNS])
    return out.getvalue().splitlines()


def paths_object(found: Paths) -> Plain:
    """Return the paths as a JSON object; a page of ``null`` is the beginning or end of visits."""
    return {
        "period": days(found.period.span),
        "page": found.page,
        "before": [_way(one) for one in found.before],
        "after": [
            {**_way(one), "after": [_way(two) for two in found.onward.get(one.page, ())]}
            for one in found.after
        ],
        "reason": None if found.reason is None else tr(found.reason),
    }


def _way(one: Way) -> Plain:
    return {
        "page": one.page or None, "times": one.times, "share": json_value("share", one.share),
    }  # fmt: skip


# -- for people ------------------------------------------------------------------------------


def as_text(book: PageBook) -> list[str]:
    """Return the pages as lines of at most 80 cells."""
    lines = [fmt.span(book.period.span)]
    if book.reason is not None:
        return [*lines, *paragraph(tr(book.reason), 3, first=" —")]
    lines += paragraph(_summary(book))
    lines += paragraph(_statuses(book.answers))
    if book.pages:
        lines += ["", *_table(book), ""]
    if book.more:
        one, many = (
            N_("{n} more page; --limit shows more."),
            N_("{n} more pages; --limit shows more."),
        )
        lines += paragraph(fmt.plural(one, many, book.more).format(n=fmt.number(book.more)))
    for note in book.notes:
        lines += paragraph(tr(note))
    return lines


def _summary(book: PageBook) -> str:
    robots = "—" if book.bot_share is None else fmt.share(book.bot_share)
    return _("{requests} requests, {size} MB sent; {robots} of the requests by robots").format(
        requests=fmt.number(book.requests),
        size=fmt.number(Fraction(book.size, 1_000_000), 1 if book.size < 10_000_000 else 0),
        robots=robots,
    )


def _statuses(answers: Sequence[Answers]) -> str:
    told = " · ".join(fmt.labelled(str(one.status), fmt.number(one.requests)) for one in answers)
    return _("answers by status: {told}").format(told=told)


def _table(book: PageBook) -> list[str]:
    head = [_("Page"), _("Views"), _("Entries"), _("Exits"), _("Failed"), _("Slow"), _("Mean")]
    rows = [[clean(one.counts.page) or _("(unknown)"), *_cells(one)] for one in book.pages]
    return table([head, *rows, [_("All pages"), *_cells(book.total)]], "lrrrrrr", widest=34)


def _cells(one: PageFigures) -> list[str]:
    row = one.counts
    return [
        fmt.number(row.views),
        fmt.number(row.entries),
        fmt.number(row.exits),
        fmt.number(row.failures),
        fmt.number(row.slow) if row.timed else "—",
        "—" if one.seconds is None else _("{n} s").format(n=fmt.number(one.seconds, 2)),
    ]


def paths_text(found: Paths) -> list[str]:
    """Return the paths as lines of at most 80 cells."""
    lines = [fmt.span(found.period.span)]
    if found.reason is not None:
        return [*lines, *paragraph(tr(found.reason), 3, first=" —")]
    if found.page:
        lines += ["", _("Before {page}:").format(page=clean(found.page))]
        lines += _ways(found.before, _("(the visit begins here)"))
        lines += ["", _("After {page}:").format(page=clean(found.page))]
    else:
        lines += ["", _("Visits begin with:")]
    for one in found.after:
        lines += _ways([one], _("(the visit ends here)"))
        lines += _ways(found.onward.get(one.page, ()), _("(the visit ends here)"), arrow="  → ")
    return lines


def _ways(ways: Sequence[Way], nothing: str, arrow: str = "") -> list[str]:
    rows = []
    for one in ways:
        share = "—" if one.share is None else fmt.share(one.share)
        name = (clean(one.page) or nothing)[: 54 - len(arrow)]
        rows.append(f"{fmt.number(one.times):>9} {share:>7}  {arrow}{name}")
    return rows
