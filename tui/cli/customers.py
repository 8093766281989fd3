"""``kpi-tui customers``: who the customers are, in segments, and what to do about each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from goals.customers.segments import customers as found_customers
from store.messages import N_
from tui import format as fmt
from tui import segment_words as words
from tui.cli.asked import as_usage, members, scope_lines, where_option
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.customers_list import list_, show
from tui.cli.customers_value import value
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.segments import CustomerBook, SegmentFigures
    from goals.metrics.figures import Where
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


__all__ = ["customers", "known_day"]


@click.group(
    invoke_without_command=True,
    help=N_(
        "Show your customers in segments, by how lately, how often and for how much they bought, "
        "and what to do for each; “list” names them by pseudonym, “value” says what they are worth."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@where_option
@click.pass_context
def customers(context: click.Context, as_json: bool, as_csv: bool, where: tuple[str, ...]) -> None:
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    if context.invoked_subcommand is not None:
        return
    session: Session = context.obj
    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        only = members(facts, where)
        book = found_customers(facts, known_day(session, facts), only)
        shop = store.shop
    if as_json:
        emit_json(as_object(book, shop) | {"where": dict(only)})
    elif as_csv:
        say("\n".join(as_lines(book, shop)))
    else:
        say("\n".join(as_text(book, shop, only)))


customers.add_command(list_)
customers.add_command(show)
customers.add_command(value)


# -- for programs ----------------------------------------------------------------------------


def as_object(book: CustomerBook, shop: Shop) -> Plain:
    """Return the customers as a JSON object."""
    return {
        "as_of": book.as_of,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "customers": book.customers,
        "repeat_customers": book.repeat,
        "repeat_share": json_value("share", book.repeat_share),
        "orders": book.orders,
        "sales": json_value("money", book.sales, shop.currency),
        "segments": [_segment(one, shop.currency) for one in book.segments],
        "reason": None if book.reason is None else tr(book.reason),
        "notes": [tr(note) for note in book.notes],
    }


def _segment(one: SegmentFigures, currency: str) -> Plain:
    return {
        "id": one.segment.id,
        "label": _(one.segment.label),
        "customers": one.customers,
        "share": json_value("share", one.share),
        "sales": json_value("money", one.sales, currency),
        "sales_share": json_value("share", one.sales_share),
        "orders": one.orders,
        "orders_per_customer": json_value("ratio", one.orders_each),
        "sales_per_customer": json_value("money", one.value_each, currency),
        "days_since_last_order": json_value("ratio", one.days_since),
        "meaning": _(one.segment.meaning),
        "advice": _(one.segment.advice),
    }


COLUMNS = (
    "id", "label", "customers", "share", "sales", "sales_share", "orders", "orders_per_customer",
    "sales_per_customer", "days_since_last_order", "meaning", "advice",
)  # fmt: skip


def as_lines(book: CustomerBook, shop: Shop) -> list[str]:
    """Return the segments as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in book.segments:
        known = _segment(one, shop.currency)
        writer.writerow([cell(known[name]) for name in COLUMNS])
    return out.getvalue().splitlines()


# -- for people ------------------------------------------------------------------------------


def as_text(book: CustomerBook, shop: Shop, where: Where = ()) -> list[str]:
    """Return the customers as lines of at most 80 cells."""
    until = _("up to {day}").format(day=fmt.day(book.as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    lines += scope_lines(where)
    if book.customers:
        lines += paragraph(words.summary(book, shop.currency))
    if book.segments:
        lines += ["", *words.lines(book, shop.currency, WIDTH), ""]
        for one in book.segments:
            lines += _told(one)
    lines.append("")
    if book.reason is not None:
        lines += paragraph(tr(book.reason), 3, first=" —")
    for note in book.notes:
        lines += paragraph(tr(note), 3, first=" ·")
    return lines


def _told(one: SegmentFigures) -> list[str]:
    """Return who a segment is and what to do for it."""
    segment = one.segment
    said = f"{_(segment.meaning)} {_(segment.advice)}"
    return paragraph(_("{name}: {text}").format(name=_(segment.label), text=said), 2)
