"""``kpi-tui customers value``: what customers brought and should bring, heroes, and the test."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, get_args

import click

from goals.customers.heroes import HeroBook, Of, hero_book
from goals.customers.worth import WorthBook, worth_book
from store.messages import N_
from tui import format as fmt
from tui import roster_words, worth_words
from tui.cli.asked import csv_option, json_option, one_form
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.customers_list import model_object
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell, days
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.heroes import Group, Heroes
    from goals.customers.worth import MonthOf
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

MOST_NAMED = 5


@click.command(
    help=N_(
        "Show what customers are worth 90, 180 and 365 days after their first order, what is "
        "expected, how such estimates did on your own past, and the few who bring the most."
    ),
    short_help=N_("What customers are worth, and who brings the most."),
)
@click.option("--of", "of", type=click.Choice(get_args(Of)), default="revenue", show_default=True,
              help=N_("Revenue or margin; estimates are of revenue."))  # fmt: skip
@json_option
@csv_option
@click.pass_obj
def value(session: Session, of: Of, as_json: bool, as_csv: bool) -> None:
    one_form(as_json=as_json, as_csv=as_csv)
    with session.open(write=True) as store:
        facts, shop = session.facts(store), store.shop
        day = known_day(session, facts)
        book, heroes = worth_book(facts, day, of), hero_book(facts, day, of)
    if as_json:
        emit_json(as_object(book, heroes, shop))
    elif as_csv:
        say("\n".join(as_lines(book, shop)))
    else:
        say("\n".join(as_text(book, heroes, shop)))


# -- for programs ----------------------------------------------------------------------------


def as_object(book: WorthBook, heroes: HeroBook, shop: Shop) -> Plain:
    """Return everything as a JSON object."""
    currency = shop.currency
    return {
        "as_of": book.as_of,
        "currency": currency,
        "timezone": shop.timezone,
        "of": book.of,
        "months": [_month(one, currency) for one in book.months],
        "all": {f"{one.days}": json_value("money", one.value, currency) for one in book.all},
        "reason": None if book.reason is None else tr(book.reason),
        "heroes": {
            "period": days(heroes.span),
            "customers": heroes.customers,
            "groups": [_heroes(one, currency) for one in heroes.groups],
            "reason": None if heroes.reason is None else tr(heroes.reason),
        },
        "model": model_object(book.model, currency),
    }


def _month(one: MonthOf, currency: str) -> Plain:
    return {
        **days(one.month),
        "customers": one.customers,
        "small": one.small,
        "observed": [
            {"days": part.days, "value": json_value("money", part.value, currency),
             "reason": None if part.reason is None else tr(part.reason)}
            for part in one.observed
        ],
        "expected": json_value("money", one.expected, currency),
        "expected_low": json_value("money", one.low, currency),
        "expected_high": json_value("money", one.high, currency),
    }  # fmt: skip


def _heroes(one: Heroes, currency: str) -> Plain:
    return {
        "part": json_value("share", one.part),
        **_group(one.group, currency),
        "others": None if one.others is None else _group(one.others, currency),
        "observed": {f"{days}": json_value("money", value, currency)
                     for days, value in one.observed},
        "expected": json_value("money", one.expected, currency),
        "first_products": [{"product": name, "customers": n} for name, n in one.products],
        "first_channels": [{"channel": name or None, "customers": n} for name, n in one.channels],
        "cooling": [
            {"customer": cold.pseudonym, "value": json_value("money", cold.value, currency),
             "days_since_last_order": cold.days_ago, "usual_pause": cold.pause}
            for cold in one.cooling
        ],
    }  # fmt: skip


def _group(one: Group, currency: str) -> Plain:
    return {
        "customers": one.customers,
        "share": json_value("share", one.share),
        "value": json_value("money", one.value, currency),
        "value_share": json_value("share", one.value_share),
        "basket": json_value("money", one.basket, currency),
        "orders_per_customer": json_value("ratio", one.orders_each),
    }


def as_lines(book: WorthBook, shop: Shop) -> list[str]:
    """Return the months as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f"value_{one.days}" for one in book.all]
    ends = ["expected", "expected_low", "expected_high"]
    writer.writerow(["start", "end", "customers", *names, *ends])
    for one in book.months:
        known = _month(one, shop.currency)
        values = [json_value("money", part.value, shop.currency) for part in one.observed]
        cells = [known["start"], known["end"], one.customers, *values]
        writer.writerow([cell(text) for text in (*cells, *(known[name] for name in ends))])
    return out.getvalue().splitlines()


# -- for people ------------------------------------------------------------------------------


def as_text(book: WorthBook, heroes: HeroBook, shop: Shop) -> list[str]:
    """Return everything as lines of at most 80 cells."""
    until = _("up to {day}").format(day=fmt.day(book.as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    lines += ["", _title(book)]
    if book.reason is not None:
        lines += paragraph(tr(book.reason), 3, first=" —")
    else:
        lines += worth_words.worth_lines(book, shop.currency, WIDTH)
        lines += _footnotes(book)
    lines += _tested(book, shop)
    return lines + _hero_text(heroes, shop)


def _title(book: WorthBook) -> str:
    if book.of == "margin":
        return _("MARGIN OF EACH CUSTOMER SINCE THE FIRST ORDER")
    return _("REVENUE OF EACH CUSTOMER SINCE THE FIRST ORDER")


def _footnotes(book: WorthBook) -> list[str]:
    signs = list(worth_words.signs(book))
    return ["", *(line for text in signs for line in paragraph(f" {text}"))] if signs else []


def _tested(book: WorthBook, shop: Shop) -> list[str]:
    """Return how an estimate would have done on the shop's own past."""
    model, test = book.model, book.model.test
    lines = ["", _("WHAT IS EXPECTED"), *paragraph(roster_words.verdict(model))]
    for note in model.notes:
        lines += paragraph(tr(note), 3, first=" ·")
    if test is not None:
        lines += ["", *paragraph(worth_words.tested(test))]
        lines += roster_words.test_lines(test, shop.currency)
    return lines


def _hero_text(heroes: HeroBook, shop: Shop) -> list[str]:
    lines = ["", _("HEROES")]
    if heroes.reason is not None:
        return lines + paragraph(tr(heroes.reason), 3, first=" —")
    for one in heroes.groups:
        lines += paragraph(worth_words.hero_title(one, heroes))
        for text in worth_words.hero_facts(one, shop.currency):
            lines += paragraph(text, 3, first=" ·")
        lines += [
            f"     {line}" for line in worth_words.cooling_lines(one, shop.currency, MOST_NAMED)
        ]
    return lines
