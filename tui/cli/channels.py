"""``kpi-tui channels``: what each channel costs and brings, and which one loses money."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from goals.explain.channels import BYS, IDS, By, channel_book
from goals.metrics.periods import parse_period
from store.messages import N_
from tui import channel_words as words
from tui.cli.asked import (
    as_usage,
    compare_option,
    csv_option,
    heading,
    json_option,
    members,
    one_form,
    period_option,
    where_option,
)
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell, compared, days
from tui.language import tr

if TYPE_CHECKING:
    from goals.explain.channels import Channel, ChannelBook
    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    help=N_(
        "Show your channels side by side: spend, visits, orders, revenue, margin, cost of an order,"
        " ROI, new customers and what they bring later; and which one loses money."
    )
)
@period_option("90d")
@compare_option
@click.option("--by", "by", type=click.Choice(BYS), default="channel", show_default=True,
              help=N_("Channels, or the campaigns in them."))  # fmt: skip
@where_option
@json_option
@csv_option
@click.pass_obj
def channels(
    session: Session, period: str, compare: Comparison, by: By, where: tuple[str, ...],
    as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    one_form(as_json=as_json, as_csv=as_csv)
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        only = members(facts, where)
        book = channel_book(facts, asked, compare, by, only)
    if as_json:
        emit_json(as_object(book, shop, only))
    elif as_csv:
        say("\n".join(as_lines(book, shop)))
    else:
        say("\n".join(as_text(book, asked, shop, only)))


def as_object(book: ChannelBook, shop: Shop, where: Where) -> Plain:
    """Return the channels as a JSON object."""
    return {
        "currency": shop.currency,
        "timezone": shop.timezone,
        "period": days(book.span),
        "compare": None if book.earlier is None else days(book.earlier),
        "where": dict(where),
        "by": book.by,
        "value_days": book.horizon,
        "all": _channel(book.total, shop.currency),
        "channels": [
            {
                "member": one.member,
                **_channel(one, shop.currency),
                "changes": {
                    name: compared(change, shop.currency) for name, change in one.changes.items()
                },
            }
            for one in book.channels
        ],
        "losing": [one.member for one in book.losing],
        "reason": None if book.reason is None else tr(book.reason),
        "notes": [tr(note) for note in book.notes],
    }


def _channel(one: Channel, currency: str) -> Plain:
    found: Plain = {}
    for name in IDS:
        figure = one.figures.get(name)
        value = None if figure is None or words.costs_nothing(one, name) else figure.value
        unit = "count" if figure is None else figure.metric.unit
        found[name] = json_value(unit, value, currency)
    return found | {
        "customer_value": json_value("money", one.value, currency),
        "customer_margin": json_value("money", one.worth, currency),
        "orders_needed": json_value("ratio", one.needed),
        "verdict": one.verdict or None,
    }


def as_lines(book: ChannelBook, shop: Shop) -> list[str]:
    """Return the channels as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = [{"member": one.member, **_channel(one, shop.currency)} for one in book.channels]
    writer.writerow(list(rows[0]) if rows else ["member"])
    writer.writerows([[cell(value) for value in row.values()] for row in rows])
    return out.getvalue().splitlines()


def as_text(book: ChannelBook, asked: Period, shop: Shop, where: Where) -> list[str]:
    """Return the channels as lines of at most 80 cells."""
    lines = heading(shop, asked.until(book.span.end), book.earlier, where)
    if book.reason is not None:
        return [*lines, "", *paragraph(tr(book.reason), 3, first=" —")]
    lines += ["", *words.lines(book, shop.currency, WIDTH), ""]
    lines += paragraph(words.headline(book, shop.currency))
    for one in book.channels:
        if one.verdict in ("loses", "unsure", "later", "unknown"):
            lines += paragraph(words.told(one, book, shop.currency), 3, first=" ·")
    for note in (words.legend(book), words.value_note(book), *(tr(note) for note in book.notes)):
        lines += paragraph(note, 3, first=" ·") if note else []
    return lines
