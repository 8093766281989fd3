"""Shopify: sales reports count orders when they are placed, and returns when they are made.

Sales reports include open, archived, cancelled, pending and unpaid orders, and leave out deleted
and test ones; a return is negative on the day it is processed; a cancelled order is a sale on its
day and a return on the day of its cancellation. Net sales = gross sales − discounts − returns;
total sales add taxes, duties and shipping. Since 2023 the average order value is gross sales less
discounts, without later changes, by orders. Conversion is sessions that completed the checkout by
sessions. A checkout is abandoned ten minutes after the customer left an e-mail address in it.
"""

from __future__ import annotations

from goals.explain.conventions.reasons import (
    GIVEN_BACK,
    GUESTS,
    OTHER_TRAFFIC,
    SESSIONS,
    UNRATED,
    UNRATED_AMOUNT,
    VISITS_NOT_VISITORS,
    amounts_of,
    baskets_of,
    discounts_of,
    orders_of,
    shipping_of,
    tax_of,
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

_HELP = "https://help.shopify.com/en/manual/"
_REPORTS = f"{_HELP}reports-and-analytics/shopify-reports/report-types/"
SALES = Source("Shopify Help Center: Sales reports", f"{_REPORTS}sales-report")
BASKET = Source(
    "Shopify Changelog: Your Average Order Value now has a new definition",
    "https://changelog.shopify.com/posts/"
    "your-average-order-value-now-has-a-new-definition-in-shopify",
)
BEHAVIOUR = Source(
    "Shopify Help Center: Behavior reports", f"{_REPORTS}default-reports/behaviour-reports"
)
CHECKOUTS = Source(
    "Shopify Help Center: Recovering abandoned checkouts", f"{_HELP}orders/abandoned-checkouts"
)
CUSTOMERS = Source(
    "Shopify Help Center: Customers reports", f"{_REPORTS}default-reports/customers-reports"
)

_CANCELLED = Doubt(
    N_("Orders cancelled before payment are a sale and, on the day of the cancellation, a return:"
       " together nothing, but that day is not known. At most {most} in these days."),
    more("cancelled", "goods"),
)  # fmt: skip
_OLDER = Doubt(N_("Who ordered before your data begin is a returning customer there."))
_PLACED = Step(
    "placed",
    N_("Customers whose orders are not paid"),
    N_("Who ordered counts there, even where the order was not paid or was cancelled."),
    (*more("placed", "people"), *less("paid", "people")),
)
_CHECKOUT_ONLY = N_("Carts left before the checkout")
_CHECKOUT_WHY = N_("Only checkouts with an e-mail address count there; here every filled cart.")
_CONVERSION = N_("Sessions that completed the checkout, out of all sessions.")

SHOPIFY = System(
    "shopify",
    "Shopify",
    "Shopify",
    (
        Convention(
            "total_sales", "revenue", N_("Total sales"),
            N_("Items after discounts, less returns on their day, with shipping and tax; orders"
               " count when they are placed."),
            SALES,
            (*amounts_of("pending"), shipping_of("paid", "pending"), tax_of("paid", "pending")),
            (GIVEN_BACK, _CANCELLED, UNRATED_AMOUNT),
        ),
        Convention(
            "net_sales", "revenue", N_("Net sales"),
            N_("Items after discounts, less returns on their day; orders count when they are"
               " placed."),
            SALES, amounts_of("pending"), (_CANCELLED, UNRATED_AMOUNT),
        ),
        Convention(
            "gross_sales", "revenue", N_("Gross sales"),
            N_("Items at their price before discounts; returns are not taken off."),
            SALES,
            (*amounts_of("pending", "cancelled"),
             discounts_of("paid", "pending", "cancelled"),
             Step("refunds", N_("Refunds"),
                  N_("They are not taken off there; here they are, on the day of the refund."),
                  more("refunds", "goods"))),
            (UNRATED_AMOUNT,),
        ),
        Convention(
            "orders", "orders", N_("Orders"),
            N_("Orders placed, paid or not, cancelled ones too; not deleted and test ones."),
            SALES, (*orders_of("pending", "cancelled"), UNRATED),
        ),
        Convention(
            "average_order_value", "aov", N_("Average order value"),
            N_("Gross sales less discounts, divided by orders placed."),
            BASKET, baskets_of("pending", "cancelled"), (UNRATED_AMOUNT,),
        ),
        Convention(
            "returns", "refunds", N_("Returns"),
            N_("The value of goods given back, on the day of the return."),
            SALES, (), (_CANCELLED,),
        ),
        Convention(
            "conversion_rate", "conversion", N_("Conversion rate"), _CONVERSION, BEHAVIOUR,
            (SESSIONS, VISITS_NOT_VISITORS), (OTHER_TRAFFIC,),
        ),
        Convention(
            "conversion_rate", "conversion_visits", N_("Conversion rate"), _CONVERSION, BEHAVIOUR,
            (SESSIONS,), (OTHER_TRAFFIC,),
        ),
        Convention(
            "checkout_abandonment", "cart_abandonment", N_("Abandoned checkouts"),
            N_("Checkouts begun and not completed, out of all begun."),
            CHECKOUTS,
            (Step("before_checkout", _CHECKOUT_ONLY, _CHECKOUT_WHY,
                  less("carts_filled_only"), less("carts_filled_only"), known="carts", needed=True,
                  unknown=N_("How far each cart came is not known: carts left before the checkout"
                             " do not count there.")),),
        ),
        Convention(
            "abandoned_checkouts", "abandoned_carts", N_("Abandoned checkouts"),
            N_("Checkouts with an e-mail address, not completed after ten minutes."),
            CHECKOUTS,
            (Step("before_checkout", _CHECKOUT_ONLY, _CHECKOUT_WHY,
                  less("carts_filled_only"), known="carts", needed=True,
                  unknown=N_("How far each cart came is not known: carts left before the checkout"
                             " do not count there.")),),
        ),
        Convention(
            "customers", "customers", N_("Customers"),
            N_("Customers who placed an order, guests by their e-mail address."),
            CUSTOMERS, (_PLACED,), (GUESTS,),
        ),
        Convention(
            "new_customers", "new_customers", N_("New customers"),
            N_("Customers who placed their first order."),
            CUSTOMERS,
            (Step("placed", N_("Customers whose orders are not paid"),
                  N_("The first order counts there even where it was not paid or was cancelled."),
                  (*more("placed_first"), of(-1, "new_customers"))),),
            (GUESTS, _OLDER),
        ),
        Convention(
            "returning_customer_rate", "returning_share", N_("Returning customer rate"),
            N_("Customers who had ordered before, out of those who ordered."),
            CUSTOMERS,
            (Step("placed", N_("Customers whose orders are not paid"),
                  N_("Orders count there even where they were not paid or were cancelled."),
                  (*more("placed", "people"), *less("placed_first"), of(-1, "buyers"),
                   of(1, "new_customers")),
                  (*more("placed", "people"), of(-1, "buyers"))),),
            (GUESTS, _OLDER),
        ),
        Convention(
            "sessions", "visits", N_("Sessions"),
            N_("Visits; one ends after 30 minutes without activity, and at midnight UTC."),
            BEHAVIOUR, (), (OTHER_TRAFFIC,),
        ),
    ),
)  # fmt: skip
