"""Reasons that several systems share: orders that count elsewhere, and what is in an amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.explain.conventions.rule import Doubt, Step, less, more, of
from store.messages import N_

if TYPE_CHECKING:
    from store.tallies import Name

_STATUSES: dict[str, tuple[str, str]] = {
    "pending": (
        N_("Orders not paid yet"),
        N_("There an order counts from the day it is placed; here only once it is paid."),
    ),
    "cancelled": (
        N_("Orders cancelled before they were paid"),
        N_("There they were counted when they were placed, and stay; here they never count."),
    ),
    "test": (N_("Test orders"), N_("There nothing tells them from others; here they never count.")),
}


def orders_of(*statuses: str) -> tuple[Step, ...]:
    """Return the orders of these statuses that count there and not here."""
    return tuple(Step(one, *_STATUSES[one], more(one)) for one in statuses)


def amounts_of(*statuses: str, columns: tuple[Name, ...] = ("goods",)) -> tuple[Step, ...]:
    """Return what orders of these statuses amount to."""
    return tuple(Step(one, *_STATUSES[one], more(one, *columns)) for one in statuses)


def baskets_of(*statuses: str) -> tuple[Step, ...]:
    """Return what these orders add to an average: to the amount and to the orders."""
    return tuple(Step(one, *_STATUSES[one], more(one, "goods"), more(one)) for one in statuses)


UNRATED = Step(
    "no_rate",
    N_("Orders in a currency without a rate"),
    N_("They count there; here they wait for the exchange rate of their day."),
    more("no_rate"),
)
UNRATED_AMOUNT = Doubt(
    N_("{most} orders in a currency without a rate are left out here; import the rates."),
    more("no_rate"),
    "count",
    N_("{most} order in a currency without a rate is left out here; import the rates."),
)


def shipping_of(*tallies: str) -> Step:
    """Return the shipping that customers of these orders paid."""
    terms = tuple(term for one in tallies for term in more(one, "shipping"))
    return Step(
        "shipping", N_("Shipping"), N_("It is part of the amount there; here only items count."),
        terms,
        unsaid=N_("No shipping is on record in these days: where customers paid some, it is in the"
                  " amount there."),
    )  # fmt: skip


def tax_of(*tallies: str) -> Step:
    """Return the tax on these orders."""
    terms = tuple(term for one in tallies for term in more(one, "tax"))
    return Step(
        "tax", N_("Tax"), N_("It is part of the amount there; here it is not."), terms,
        unsaid=N_("No tax is on record in these days: where there was some, it is in the amount"
                  " there."),
    )  # fmt: skip


def discounts_of(*tallies: str) -> Step:
    """Return the discounts given on these orders."""
    terms = tuple(term for one in tallies for term in more(one, "discount"))
    return Step(
        "discounts", N_("Discounts"), N_("Prices count before discounts there, here after them."),
        terms,
        unsaid=N_("No discount is on record in these days: where some were given, prices count"
                  " before them there."),
    )  # fmt: skip


REFUNDS_KEPT = Step(
    "refunds",
    N_("Refunds"),
    N_("They are not taken off there; here they are, on the day of the refund."),
    more("refunds", "goods"),
)
REFUNDS_OFF = Step(
    "refunds",
    N_("Refunds"),
    N_("They are taken off there, on the day of the refund; here a basket is what was bought."),
    less("refunds", "goods"),
)
_EARLIER = (
    N_("Placed earlier, paid in these days"),
    N_("There an order counts on the day it is paid; here on the day it is placed."),
)
_LATER = (
    N_("Placed in these days, paid later"),
    N_("There an order counts on the day it is paid; here on the day it is placed."),
)


def paid_on_day(*columns: Name, basket: bool = False) -> tuple[Step, ...]:
    """Return the orders that change days where the day of payment decides."""
    return (
        Step("placed_earlier", *_EARLIER, more("placed_earlier", *columns),
             more("placed_earlier") if basket else ()),
        Step("paid_later", *_LATER, less("paid_later", *columns),
             less("paid_later") if basket else ()),
    )  # fmt: skip


SESSIONS = Step(
    "sessions",
    N_("Visits with an order, not orders"),
    N_("A visit with two orders counts once there, and whatever became of the order."),
    (*more("visits_ordered"), of(-1, "orders")),
    known="visits_ordered",
    unknown=N_("Visits with several orders count once there; your data do not tell them."),
)
VISITS_NOT_VISITORS = Step(
    "visits",
    N_("Divided by visits, not by visitors"),
    N_("Who comes three times is three visits there, and one visitor here."),
    bottom=(of(1, "visits"), of(-1, "visitors")),
)
VISITORS_NOT_VISITS = Step(
    "visitors",
    N_("Divided by visitors, not by visits"),
    N_("Who comes three times is one visitor there, and three visits here."),
    bottom=(of(1, "visitors"), of(-1, "visits")),
)
BUYING_VISITORS = Step(
    "people",
    N_("Visitors with an order, not orders"),
    N_("Who orders twice counts once there, and whatever became of the orders."),
    (*more("visits_ordered", "people"), of(-1, "orders")),
    known="visits_ordered",
    unknown=N_("Visitors with several orders count once there; your data do not tell them."),
)
UNSEEN = Doubt(
    N_("Its tag misses visitors who refuse cookies or block it; rows do not tell how many.")
)
OTHER_TRAFFIC = Doubt(
    N_("Visits are those of your own sources: another counter draws the line elsewhere"
       " (robots, consent, midnight).")
)  # fmt: skip
GIVEN_BACK = Doubt(
    N_("Tax and shipping given back with refunds are taken off there: at most {most}."),
    more("refunded_orders", "shipping", "tax"),
)
GUESTS = Doubt(
    N_("Guests are customers there, by e-mail: at most {most} more. Your data do not name them."),
    more("guests"),
    "count",
)
NO_PAYMENT_DAY = Doubt(
    N_("An order whose payment your data do not have counts on its own day.")
)  # fmt: skip
