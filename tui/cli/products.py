"""``kpi-tui products``: what sells and what does not, and what is bought together."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from goals.explain.products import LEVELS, ORDERS, Level, Order, product_book
from goals.metrics.periods import parse_period
from store.messages import N_
from tui import format as fmt
from tui import product_words as words
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
from tui.cli.kpi_data import cell, days
from tui.language import _, tr

if TYPE_CHECKING:
    from goals.explain.pairs import PairBook
    from goals.explain.products import ProductBook, ProductFigures
    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    help=N_(
        "Show what sells and what does not: revenue, margin, units, returns and attraction. "
        "With --pairs, the products that are bought together."
    )
)
@period_option()
@compare_option
@click.option("--by", "level", type=click.Choice(LEVELS), default="product", show_default=True,
              help=N_("Products, or their categories."))  # fmt: skip
@click.option("--sort", "order", type=click.Choice(ORDERS), default="revenue", show_default=True,
              help=N_("What decides which come first."))  # fmt: skip
@click.option("--worst", is_flag=True, help=N_("The worst first."))
@click.option("--pairs", is_flag=True, help=N_("Products bought together, by lift."))
@click.option("--support", type=click.FloatRange(0, 1, min_open=True), default=0.01,
              show_default=True, metavar="S",
              help=N_("With --pairs: in which share of the baskets a pair must be."))  # fmt: skip
@where_option
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", show_default=True,
              help=N_("How many to show."))  # fmt: skip
@json_option
@csv_option
@click.pass_obj
def products(
    session: Session, period: str, compare: Comparison, level: Level, order: Order, worst: bool,
    pairs: bool, support: float, where: tuple[str, ...], limit: int, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    one_form(as_json=as_json, as_csv=as_csv)
    if pairs and where:
        raise click.UsageError(_("--pairs looks at all orders: leave out --where."))
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        if pairs:
            from goals.explain.pairs import pair_book

            found = pair_book(facts, asked.span, Fraction(str(support)))
        else:
            only = members(facts, where)
            book = product_book(
                facts, asked, compare, order, level, worst=worst, most=limit, where=only
            )
    if pairs:
        _say_pairs(found, asked, shop, limit, as_json=as_json, as_csv=as_csv)
    elif as_json:
        emit_json(as_object(book, shop) | {"where": dict(only)})
    elif as_csv:
        say("\n".join(as_lines(book, shop)))
    else:
        say("\n".join(as_text(book, asked, shop, only, worst=worst)))


def _say_pairs(
    book: PairBook, asked: Period, shop: Shop, limit: int, *, as_json: bool, as_csv: bool
) -> None:
    if as_json:
        emit_json(pairs_object(book, limit))
    elif as_csv:
        say("\n".join(pairs_lines(book, limit)))
    else:
        say("\n".join(pairs_text(book, asked, shop, limit)))


# -- for programs ----------------------------------------------------------------------------


def as_object(book: ProductBook, shop: Shop) -> Plain:
    """Return the products as a JSON object."""
    return {
        "currency": shop.currency,
        "timezone": shop.timezone,
        "period": days(book.span),
        "compare": None if book.earlier is None else days(book.earlier),
        "by": book.level,
        "sort": book.order,
        "all": None if book.total is None else _product(book.total, shop.currency),
        "products": [_product(one, shop.currency) for one in book.products],
        "more": book.more,
        "partial": book.partial,
        "reason": None if book.reason is None else tr(book.reason),
        "notes": [tr(note) for note in book.notes],
    }


def _product(one: ProductFigures, currency: str) -> Plain:
    return {
        "name": one.name,
        "sku": one.sku,
        "revenue": json_value("money", one.revenue, currency),
        "revenue_before": json_value("money", one.before, currency),
        "change": json_value("money", one.change, currency),
        "sold": json_value("money", one.sold, currency),
        "margin": json_value("money", one.margin, currency),
        "margin_rate": json_value("share", one.margin_rate),
        "units": one.units,
        "orders": one.orders,
        "units_returned": one.returned,
        "return_rate": json_value("share", one.return_rate),
        "views": one.views,
        "attraction": json_value("share", one.attraction),
        "small": one.small,
    }


def as_lines(book: ProductBook, shop: Shop) -> list[str]:
    """Return the products as lines of CSV."""
    rows = [_product(one, shop.currency) for one in book.products]
    names = list(rows[0]) if rows else ["name"]
    return _csv(names, rows)


def _csv(names: list[str], rows: list[Plain]) -> list[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([[cell(row[name]) for name in names] for row in rows])
    return out.getvalue().splitlines()


def pairs_object(book: PairBook, limit: int) -> Plain:
    """Return the pairs as a JSON object, the one with the highest lift first."""
    return {
        "period": days(book.span),
        "baskets": book.baskets,
        "least": book.least,
        "count": len(book.pairs),
        "pairs": _pairs(book, limit),
        "reason": None if book.reason is None else tr(book.reason),
    }


def _pairs(book: PairBook, limit: int) -> list[Plain]:
    return [
        {
            "first": one.first,
            "second": one.second,
            "baskets": one.pair.baskets,
            "support": json_value("share", one.pair.support),
            "confidence": json_value("share", one.pair.confidence),
            "lift": json_value("ratio", one.pair.lift),
        }
        for one in book.pairs[:limit]
    ]


def pairs_lines(book: PairBook, limit: int) -> list[str]:
    """Return the pairs as lines of CSV."""
    names = ["first", "second", "baskets", "support", "confidence", "lift"]
    return _csv(names, _pairs(book, limit))


# -- for people ------------------------------------------------------------------------------


def as_text(
    book: ProductBook, asked: Period, shop: Shop, where: Where = (), *, worst: bool
) -> list[str]:
    """Return the products as lines of at most 80 cells."""
    lines = heading(shop, asked.until(book.span.end), book.earlier, where)
    if book.reason is not None:
        return [*lines, "", *paragraph(tr(book.reason), 3, first=" —")]
    lines += ["", words.title(book, worst=worst)]
    lines += words.lines(book, shop.currency, WIDTH)
    lines.append("")
    if book.more:
        text = _("{n} more; --limit shows more.").format(n=fmt.number(book.more))
        lines += paragraph(text, 3, first=" ·")
    if any(one.small for one in book.products):
        lines += paragraph(_("fewer than 30 units: returns say little"), 3, first=" °")
    for note in book.notes:
        lines += paragraph(tr(note), 3, first=" ·")
    return lines


def pairs_text(book: PairBook, asked: Period, shop: Shop, limit: int) -> list[str]:
    """Return the pairs as lines of at most 80 cells."""
    lines = heading(shop, asked, None)
    if book.reason is not None:
        return [*lines, "", *paragraph(tr(book.reason), 3, first=" —")]
    lines += [words.pair_summary(book), "", *words.pair_lines(book, limit, WIDTH), ""]
    return lines + paragraph(_(words.PAIR_WORDS), 3, first=" ·")
