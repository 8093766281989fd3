"""``kpi-tui customers list`` and ``show``: customers one by one, by pseudonym alone."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from goals.customers.model import HORIZON
from goals.customers.roster import SORTS, WITHIN, Sort, dossier, roster
from goals.customers.segments import SEGMENTS
from store.messages import N_
from store.money import MONEY_SCALE
from store.one_customer import customer_of
from tui import format as fmt
from tui import roster_words as words
from tui.cli.asked import csv_option, json_option, one_form
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, fail, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import cell
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.model import CustomerModel
    from goals.customers.roster import Dossier, Person, Roster
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


MOST_DAYS = 3650


class Days(click.ParamType[int]):
    """A number of days, as 90 or 90d."""

    name = "days"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        text = str(value).strip().lower().removesuffix("d").strip()
        if not text.isdecimal() or not 0 < int(text) <= MOST_DAYS:
            told = _("“{value}” is no number of days such as 90d.")
            self.fail(told.format(value=fmt.shown(value)), param, ctx)
        return int(text)


within_option = click.option(
    "--within", type=Days(), default=f"{WITHIN}d", show_default=True, metavar=N_("DAYS"),
    help=N_("Days ahead within which the chance is that of an order."),
)  # fmt: skip


@click.command(
    "list",
    help=N_(
        "List customers by pseudonym: orders, what they brought, how likely they buy again and "
        "what they should bring in a year, where your own past allows to say it."
    ),
    short_help=N_("Customers one by one."),
)
@click.option("--segment", type=click.Choice(list(SEGMENTS)), help=N_("Only those of a segment."))
@click.option("--sort", type=click.Choice(SORTS), default="value", show_default=True,
              help=N_("What decides which come first."))  # fmt: skip
@within_option
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", show_default=True,
              help=N_("How many to show."))  # fmt: skip
@click.option("--page", type=click.IntRange(1), default=1, metavar="N",
              help=N_("Which page of them."))  # fmt: skip
@json_option
@csv_option
@click.pass_obj
def list_(
    session: Session, segment: str | None, sort: Sort, within: int, limit: int, page: int,
    as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    one_form(as_json=as_json, as_csv=as_csv)
    with session.open(write=True) as store:
        facts = session.facts(store)
        book = roster(
            facts, known_day(session, facts), sort=sort, within=within, segment=segment or "",
            limit=limit, offset=(page - 1) * limit,
        )  # fmt: skip
        shop = store.shop
    if as_json:
        emit_json(as_object(book, shop))
    elif as_csv:
        say("\n".join(as_lines(book, shop)))
    else:
        say("\n".join(as_text(book, shop, page)))


@click.command(help=N_("Show one customer's orders, by pseudonym."))
@click.argument("pseudonym", metavar=N_("CUSTOMER"))
@within_option
@json_option
@click.pass_obj
def show(session: Session, pseudonym: str, within: int, as_json: bool) -> None:
    with session.open(write=True) as store:
        facts = session.facts(store)
        day, number = known_day(session, facts), customer_of(facts, pseudonym)
        one = None if number is None else dossier(facts, day, number, within)
        shop = store.shop
    if one is None:
        raise fail(
            N_("No customer “{name}” has an order here."),
            N_("“kpi-tui customers list” lists them."),
            name=clean(pseudonym),
        )
    if as_json:
        emit_json(dossier_object(one, shop))
    else:
        lines = paragraph(clean(one.person.pseudonym))
        for text in words.dossier_heading(one, shop.currency):
            lines += paragraph(text)
        told = [text for text, _head in words.dossier_lines(one, shop.currency, WIDTH)]
        say("\n".join([*lines, "", *told]))


# -- for programs ----------------------------------------------------------------------------


def as_object(book: Roster, shop: Shop) -> Plain:
    """Return the customers as a JSON object."""
    return {
        "as_of": book.as_of,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "within_days": book.within,
        "horizon_days": HORIZON,
        "sort": book.sort,
        "total": book.total,
        "offset": book.offset,
        "customers": [_person(one, shop.currency) for one in book.people],
        "model": model_object(book.model, shop.currency),
        "reason": None if book.reason is None else tr(book.reason),
    }


def _person(one: Person, currency: str) -> Plain:
    return {
        "customer": one.pseudonym,
        "segment": one.segment or None,
        "orders": one.orders,
        "first_order": one.first,
        "last_order": one.last,
        "days_since_last_order": one.days_ago,
        "value": json_value("money", one.value, currency),
        "chance": None if one.chance is None else round(one.chance, 4),
        "expected": json_value("money", None if one.low is not None else one.expected, currency),
        "expected_low": json_value("money", one.low, currency),
        "expected_high": json_value("money", one.high, currency),
    }


def model_object(model: CustomerModel, currency: str) -> Plain:
    """Return what was fitted, what it may be used for, and the back-test."""
    buying, spending, test = model.buying, model.spending, model.test
    return {
        "as_of": model.as_of,
        "customers": model.customers,
        "chances": model.chances,
        "values": model.values,
        "reason": None if model.reason is None else tr(model.reason),
        "value_reason": None if model.value_reason is None else tr(model.value_reason),
        "notes": [tr(note) for note in model.notes],
        "buying": None if buying is None else {
            "model": "MBG/NBD" if buying.early else "BG/NBD", "r": buying.r, "alpha": buying.alpha,
            "a": buying.a, "b": buying.b, "log_likelihood": buying.log_likelihood,
            "time": "weeks", "degenerate": buying.degenerate, "converged": buying.sure,
        },
        "spending": None if spending is None else {
            "model": "Gamma-Gamma", "p": spending.p, "q": spending.q, "v": spending.v,
            "converged": spending.sure,
        },
        "back_test": None if test is None else {
            "cut": test.cut, "until": test.until, "weeks": test.weeks,
            "customers": test.customers,
            "orders": _tested(test.expected, test.came),
            "buyers": _tested(test.buyers_expected, test.buyers),
            "revenue": _tested(test.money_expected, test.money),
            "by_orders_before": [
                {"from": line.least, "to": line.most or None, "customers": line.customers,
                 **_tested(line.expected, line.came)}
                for line in test.lines
            ],
        },
    }  # fmt: skip


def _tested(expected: float, came: float) -> Plain:
    ratio = round(expected / came, 4) if came else None
    return {"expected": round(expected, 2), "came": round(came, 2), "ratio": ratio}


COLUMNS = (
    "customer", "segment", "orders", "first_order", "last_order", "days_since_last_order", "value",
    "chance", "expected", "expected_low", "expected_high",
)  # fmt: skip


def as_lines(book: Roster, shop: Shop) -> list[str]:
    """Return the customers as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in book.people:
        known = _person(one, shop.currency)
        writer.writerow([cell(known[name]) for name in COLUMNS])
    return out.getvalue().splitlines()


def dossier_object(one: Dossier, shop: Shop) -> Plain:
    """Return one customer with their orders as a JSON object."""

    def money(stored: int) -> float | int | None:
        return json_value("money", Fraction(stored, MONEY_SCALE), shop.currency)

    return {
        "currency": shop.currency,
        "within_days": one.within,
        **_person(one.person, shop.currency),
        "order_list": [
            {
                "day": order.day, "order": order.ref, "channel": order.channel or None,
                "goods": money(order.goods), "refunded": money(order.refunded),
                "units": order.units,
                "lines": [
                    {"product": line.product, "units": line.units, "goods": money(line.goods)}
                    for line in order.lines
                ],
            }
            for order in one.orders
        ],
        "model": model_object(one.model, shop.currency),
    }  # fmt: skip


# -- for people ------------------------------------------------------------------------------


def as_text(book: Roster, shop: Shop, page: int) -> list[str]:
    """Return the customers as lines of at most 80 cells."""
    until = _("up to {day}").format(day=fmt.day(book.as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    if book.reason is not None:
        return [*lines, "", *paragraph(tr(book.reason), 3, first=" —")]
    lines += [*paragraph(words.summary(book)), ""]
    lines += [*words.lines(book, shop.currency, WIDTH), ""]
    lines += paragraph(words.verdict(book.model), 3, first=" ·")
    for note in book.model.notes:
        lines += paragraph(tr(note), 3, first=" ·")
    if book.offset + len(book.people) < book.total:
        lines += paragraph(_("More: --page {next}").format(next=page + 1), 3, first=" ·")
    return lines
