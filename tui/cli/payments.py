"""``kpi-tui payments``: means of payment, 3-D Secure, fraud, and the trade-off in money."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from goals.explain.payments import payment_book
from goals.metrics.periods import parse_period
from store.messages import N_
from store.paying import PAY_BYS
from tui import payment_words as words
from tui.cli.asked import as_usage, heading, json_option, period_option
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import days, ends
from tui.language import _, tr

if TYPE_CHECKING:
    from goals.explain.payments import Band, PaymentBook, Plan, Side
    from goals.explain.payments.tallying import Interval
    from goals.metrics.periods import Period
    from store.paying import PayBy
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    help=N_(
        "Show means of payment with what they take in, how often they fail and what they cost; the"
        " payment with 3-D Secure and without; fraud; and what asking for 3-D Secure everywhere,"
        " nowhere or where it pays would cost and save."
    )
)
@period_option("365d")
@click.option("--by", type=click.Choice(PAY_BYS), default=PAY_BYS[0], show_default=True,
              help=N_("What the payments are shown by."))  # fmt: skip
@json_option
@click.pass_obj
def payments(session: Session, period: str, by: PayBy, as_json: bool) -> None:
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        book = payment_book(facts, asked, by)
    if as_json:
        emit_json(as_object(book, shop))
    else:
        say("\n".join(as_text(book, asked, shop)))


# -- for programs ----------------------------------------------------------------------------


def as_object(book: PaymentBook, shop: Shop) -> Plain:
    """Return payments as a JSON object."""
    currency, fraud = shop.currency, book.fraud
    return {
        "currency": currency,
        "timezone": shop.timezone,
        "period": days(book.span),
        "by": book.by,
        "means": [
            {
                "member": one.member,
                **_side(one.side, currency),
                "payments_share": json_value("share", _part(one.side, book.total, "payments")),
                "amount_share": json_value("share", _part(one.side, book.total, "amount")),
            }
            for one in book.means
        ],
        "all": _side(book.total, currency),
        "fraud_rate": None if fraud is None else json_value("share", fraud.value),
        "secured": {
            "methods": list(book.methods),
            "with": _side(book.asked, currency),
            "without": _side(book.unasked, currency),
            "difference": json_value("share", book.trade.difference),
            "interval": ends(book.trade.interval),
        },
        "tradeoff": {
            "margin_rate": json_value("share", book.trade.margin_rate),
            "price": json_value("money", book.trade.price, currency),
            "price_interval": (
                None if book.trade.price_interval is None else _cents(book.trade.price_interval)
            ),
            "plans": [_plan(one, currency) for one in book.trade.plans],
            "bands": [_band(one, currency) for one in book.trade.bands],
            "reason": None if book.trade.reason is None else tr(book.trade.reason),
            "assumptions": words.assumptions(book),
        },
        "reason": None if book.reason is None else tr(book.reason),
        "notes": words.notes(book),
    }


def _part(side: Side, total: Side, name: str) -> Fraction | None:
    whole = Fraction(getattr(total, name))
    return Fraction(getattr(side, name)) / whole if whole else None


def _side(side: Side, currency: str) -> Plain:
    return {
        "started": side.started or None,
        "done": side.done if side.started else None,
        "failure": json_value("share", side.failure),
        "failure_interval": ends(side.failure_interval),
        "small": side.small,
        "payments": side.payments,
        "amount": json_value("money", side.amount, currency),
        "fees": json_value("money", side.fees, currency),
        "fraud": json_value("money", side.fraud, currency),
        "frauds": side.frauds,
        "fraud_rate": json_value("share", side.fraud_rate),
        "fraud_interval": ends(side.fraud_interval),
        "cost": json_value("share", side.cost),
    }


def _plan(one: Plan, currency: str) -> Plain:
    return {
        "id": one.id,
        "label": _(one.label),
        "margin": json_value("money", one.margin, currency),
        "margin_interval": _cents(one.margin_interval),
        "fraud_avoided": json_value("money", one.fraud, currency),
        "fraud_interval": _cents(one.fraud_interval),
        "net": json_value("money", one.net, currency),
        "interval": _cents(one.interval),
        "beyond_chance": one.beyond_chance,
    }


def _band(one: Band, currency: str) -> Plain:
    return {
        "low": json_value("money", one.low, currency),
        "high": json_value("money", one.high, currency),
        "payments_without": one.unasked.payments,
        "payments_with": one.asked.payments,
        "fraud_rate": json_value("share", one.rate),
        "fraud_interval": ends(one.rate_interval),
        "break_even": json_value("share", one.break_even),
        "verdict": one.verdict,
    }


def _cents(interval: Interval) -> list[float]:
    return [round(end, 2) for end in interval]


# -- for people ------------------------------------------------------------------------------


def as_text(book: PaymentBook, asked: Period, shop: Shop) -> list[str]:
    """Return payments as lines of at most 80 cells."""
    lines = heading(shop, asked, None)
    if book.reason is not None:
        return [*lines, "", *paragraph(tr(book.reason), 3, first=" —")]
    lines += ["", *words.lines(book, shop.currency, WIDTH)]
    for note in words.notes(book):
        lines += paragraph(note, 3, first=" ·")
    if words.fraud(book):
        lines += ["", *paragraph(words.fraud(book))]
    lines += ["", _("3-D SECURE")]
    if book.methods:
        lines += [*words.sides(book, WIDTH), *paragraph(words.about_sides(book))]
        if words.price(book, shop.currency):
            lines += paragraph(words.price(book, shop.currency))
    if book.trade.plans:
        lines += ["", _("Against today, in these days:"), *words.plans(book, shop.currency, WIDTH)]
        lines += ["", *words.bands(book, shop.currency, WIDTH), ""]
    lines += paragraph(words.best(book, shop.currency))
    for note in words.assumptions(book):
        lines += paragraph(note, 3, first=" ·")
    return lines
