"""PrestaShop: invoiced orders by the day of their invoice, as they stand today.

The dashboard (``dashtrends``, ``AdminStatsController``): sales = what was paid without tax and
shipping, of orders whose *present* state is logable, on the day of the invoice; cancelled and
refunded orders are not logable and drop out of the past, a partial refund takes nothing off.
Older versions sum ``total_products`` instead, which is before vouchers.
Average cart value = sales by orders; conversion = orders by visits. The page of orders shows
others: conversion by unique visitors, an average order value with shipping and whatever state.
Abandoned carts are the guests of carts without an order, empty carts among them.
"""

from __future__ import annotations

from goals.explain.conventions.reasons import (
    NO_PAYMENT_DAY,
    OTHER_TRAFFIC,
    REFUNDS_KEPT,
    UNRATED,
    UNRATED_AMOUNT,
    VISITORS_NOT_VISITS,
    VISITS_NOT_VISITORS,
    paid_on_day,
    shipping_of,
)
from goals.explain.conventions.rule import (
    Convention,
    Doubt,
    Source,
    Step,
    System,
    less,
    more,
    of,
)
from store.messages import N_

_DOCS = "https://docs.prestashop-project.org/functional-documentation/functional-documentation/"
_MODULES = f"{_DOCS}ux-ui/back-office/improve/modules/"
TRENDS = Source(
    "PrestaShop documentation: Dashboard Trends (dashtrends); AdminStatsController",
    f"{_MODULES}dashboard-trends-dashtrends",
)
ACTIVITY = Source(
    "PrestaShop documentation: Dashboard activity (dashactivity); AdminStatsController",
    f"{_MODULES}dashboard-activity-dashactivity",
)
_WHOLE = N_("Orders given back whole since")
_WHOLE_WHY = N_("A cancelled or refunded order drops out of the past there; here the order stays"
                " on its day, and the refund is taken off on its own.")  # fmt: skip
_INVOICE = Doubt(
    N_("The day of the invoice is taken to be that of the payment; an order shipped late or paid"
       " on backorder may count otherwise.")
)  # fmt: skip
_DOUBTS = (NO_PAYMENT_DAY, _INVOICE)
_VOUCHERS = Doubt(
    N_("Older versions of PrestaShop take no vouchers off: there sales are higher by up to"
       " {most}."),
    more("paid_on_day", "discount"),
)  # fmt: skip
_BY_INVOICE = (
    *paid_on_day("rows"),
    Step("given_back_whole", _WHOLE, _WHOLE_WHY, less("given_back_whole")),
)
_NONE = N_("PrestaShop's dashboard shows no such figure.")
_DIVIDED = N_("Orders by the day of their invoice, divided by visits.")
_DIVIDED_BY_PEOPLE = N_("Orders by the day of their invoice, divided by unique visitors.")

PRESTASHOP = System(
    "prestashop",
    "PrestaShop",
    "Presta",
    (
        Convention(
            "sales", "revenue", N_("Sales (dashboard)"),
            N_("Orders by the day of their invoice, without tax and shipping; refunded or"
               " cancelled ones drop out, partial refunds are not taken off."),
            TRENDS,
            (*paid_on_day("goods"),
             Step("given_back_whole", _WHOLE, _WHOLE_WHY, less("given_back_whole", "goods")),
             REFUNDS_KEPT),
            (UNRATED_AMOUNT, *_DOUBTS, _VOUCHERS),
        ),
        Convention(
            "orders", "orders", N_("Orders (dashboard)"),
            N_("Orders by the day of their invoice; refunded or cancelled ones drop out."),
            TRENDS, (*_BY_INVOICE, UNRATED), _DOUBTS,
        ),
        Convention(
            "average_cart_value", "aov", N_("Average cart value (dashboard)"),
            N_("Sales divided by orders, both by the day of the invoice."),
            TRENDS,
            (*paid_on_day("goods", basket=True),
             Step("given_back_whole", _WHOLE, _WHOLE_WHY, less("given_back_whole", "goods"),
                  less("given_back_whole"))),
            (UNRATED_AMOUNT, *_DOUBTS, _VOUCHERS),
        ),
        Convention(
            "average_order_value", "aov", N_("Average order value (page of orders)"),
            N_("What was paid without tax, shipping included, divided by invoiced orders in"
               " whatever state."),
            TRENDS,
            (*paid_on_day("goods", basket=True), shipping_of("paid_on_day")),
            (UNRATED_AMOUNT, *_DOUBTS,
             Doubt(N_("There it is always that of the last 30 days."))),
        ),
        Convention(
            "conversion_rate", "conversion", N_("Conversion rate (dashboard)"), _DIVIDED, TRENDS,
            (*_BY_INVOICE, UNRATED, VISITS_NOT_VISITORS), (OTHER_TRAFFIC, *_DOUBTS),
        ),
        Convention(
            "conversion_rate_orders", "conversion", N_("Conversion rate (page of orders)"),
            _DIVIDED_BY_PEOPLE, TRENDS, (*_BY_INVOICE, UNRATED),
            (OTHER_TRAFFIC, *_DOUBTS, Doubt(N_("There it is always that of the last 30 days."))),
        ),
        Convention(
            "conversion_rate", "conversion_visits", N_("Conversion rate (dashboard)"), _DIVIDED,
            TRENDS, (*_BY_INVOICE, UNRATED), (OTHER_TRAFFIC, *_DOUBTS),
        ),
        Convention(
            "conversion_rate_orders", "conversion_visits", N_("Conversion rate (page of orders)"),
            _DIVIDED_BY_PEOPLE, TRENDS, (*_BY_INVOICE, UNRATED, VISITORS_NOT_VISITS),
            (OTHER_TRAFFIC, *_DOUBTS, Doubt(N_("There it is always that of the last 30 days."))),
        ),
        Convention(
            "abandoned_carts", "abandoned_carts", N_("Abandoned carts"),
            N_("Guests of carts that no order was made of, empty carts too."),
            ACTIVITY,
            (Step("ordered", N_("Carts whose order was not paid"),
                  N_("An order was made of them: there they are not abandoned."),
                  less("carts_left_ordered")),
             Step("guests", N_("Several carts of one visitor"),
                  N_("A visitor counts once there, however many carts were left."),
                  (*more("carts_left_alone", "people"), *less("carts_left_alone"))),
             Step("empty_carts", N_("Empty carts"),
                  N_("A cart counts there even where nothing was put in it."),
                  more("empty_carts"), known="empty_carts",
                  unknown=N_("Empty carts count there; your data do not tell how many."))),
            (Doubt(N_("The dashboard shows those of one day, a day ago.")),),
        ),
        Convention(
            "new_customers", "new_customers", N_("New customers (dashboard)"),
            N_("Customers who were registered, with or without an order; guests who ordered, too."),
            ACTIVITY,
            (Step("accounts", N_("Accounts created, not first orders"),
                  N_("Who opens an account counts there; here who orders for the first time."),
                  (of(1, "accounts"), of(-1, "new_customers"))),),
        ),
        Convention(
            "visits", "visits", N_("Visits"),
            N_("Connections to the shop; one ends after 30 minutes."),
            TRENDS, (), (OTHER_TRAFFIC,),
        ),
    ),
    {"refunds": _NONE, "customers": _NONE, "returning_share": _NONE,
     "cart_abandonment": N_("PrestaShop shows the number of abandoned carts, not their share.")},
)  # fmt: skip
