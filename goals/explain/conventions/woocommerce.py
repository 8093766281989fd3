"""WooCommerce Analytics: orders on the day they are paid, refunds on their own day.

Gross sales = price × quantity, without refunds, coupons, tax and shipping; net sales = gross −
returns − coupons; total sales = net + tax + shipping. The average order value is net sales by
orders. Statuses left out by default: pending, failed, cancelled. The day is that of the setting
"Date type", by default the day of payment; an order on hold has none yet.
"""

from __future__ import annotations

from goals.explain.conventions.reasons import (
    GIVEN_BACK,
    GUESTS,
    NO_PAYMENT_DAY,
    REFUNDS_KEPT,
    REFUNDS_OFF,
    UNRATED,
    UNRATED_AMOUNT,
    discounts_of,
    paid_on_day,
    shipping_of,
    tax_of,
)
from goals.explain.conventions.rule import Convention, Doubt, Source, Step, System, less, more
from store.messages import N_

ANALYTICS = Source(
    "WooCommerce documentation: Analytics and Sales Reports",
    "https://woocommerce.com/document/woocommerce-analytics/",
)
_DATE_TYPE = Doubt(
    N_("Counted on the day of payment, as the setting “Date type” has it at first; it may say"
       " otherwise in your shop (Analytics, Settings).")
)  # fmt: skip
_NO_TRAFFIC = N_("WooCommerce counts no visits.")
_NO_CARTS = N_("WooCommerce keeps no carts.")
_BY_ORDER = N_("WooCommerce tells new from returning by order, and shows no number of customers.")
_DOUBTS = (UNRATED_AMOUNT, NO_PAYMENT_DAY, _DATE_TYPE)

WOOCOMMERCE = System(
    "woocommerce",
    "WooCommerce",
    "Woo",
    (
        Convention(
            "total_sales", "revenue", N_("Total sales"),
            N_("Net sales with tax and shipping, on the day of payment."),
            ANALYTICS,
            (*paid_on_day("goods"), shipping_of("paid_on_day"), tax_of("paid_on_day")),
            (GIVEN_BACK, *_DOUBTS),
        ),
        Convention(
            "net_sales", "revenue", N_("Net sales"),
            N_("Items after coupons, less refunds on their day; orders count on the day of"
               " payment."),
            ANALYTICS, paid_on_day("goods"), _DOUBTS,
        ),
        Convention(
            "gross_sales", "revenue", N_("Gross sales"),
            N_("Items before coupons, refunds not taken off, on the day of payment."),
            ANALYTICS,
            (*paid_on_day("goods"), discounts_of("paid_on_day"), REFUNDS_KEPT), _DOUBTS,
        ),
        Convention(
            "orders", "orders", N_("Orders"),
            N_("Orders paid, on the day of payment; refunded ones stay."),
            ANALYTICS, (*paid_on_day("rows"), UNRATED), (NO_PAYMENT_DAY, _DATE_TYPE),
        ),
        Convention(
            "average_order_value", "aov", N_("Average order value"),
            N_("Net sales divided by orders."),
            ANALYTICS, (*paid_on_day("goods", basket=True), REFUNDS_OFF), _DOUBTS,
        ),
        Convention(
            "returns", "refunds", N_("Returns"),
            N_("Money given back for items, on the day of the refund."), ANALYTICS,
        ),
        Convention(
            "customers", "customers", N_("Customers"),
            N_("Customers of the orders paid in these days, guests by their e-mail address."),
            ANALYTICS,
            (Step("paid_on_day", N_("Customers by the day of payment"),
                  N_("There an order counts on the day it is paid; here on the day it is placed."),
                  (*more("paid_on_day", "people"), *less("paid", "people"))),),
            (GUESTS, NO_PAYMENT_DAY, _DATE_TYPE),
        ),
    ),
    {
        "visits": _NO_TRAFFIC, "conversion": _NO_TRAFFIC, "conversion_visits": _NO_TRAFFIC,
        "cart_abandonment": _NO_CARTS, "abandoned_carts": _NO_CARTS,
        "new_customers": _BY_ORDER, "returning_share": _BY_ORDER,
    },
)  # fmt: skip
