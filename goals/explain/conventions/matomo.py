"""Matomo: what the page of confirmation told it, for ever.

An order is tracked when its confirmation is shown, with its whole total: tax and shipping in,
discounts off; nothing is taken off later. Average order value = revenue by orders; conversion = the
share of visits with an order. A cart is abandoned when its visit ends without an order: one that is
bought at a later visit was abandoned at the first.
"""

from __future__ import annotations

from goals.explain.conventions.reasons import (
    OTHER_TRAFFIC,
    REFUNDS_KEPT,
    SESSIONS,
    UNRATED,
    UNRATED_AMOUNT,
    UNSEEN,
    VISITS_NOT_VISITORS,
    amounts_of,
    baskets_of,
    orders_of,
    shipping_of,
    tax_of,
)
from goals.explain.conventions.rule import Convention, Doubt, Source, System, more
from store.messages import N_

_FAQ = "https://matomo.org/faq/reports/"
ECOMMERCE = Source(
    "Matomo FAQ: Data measured and reported by Ecommerce Tracking",
    f"{_FAQ}data-measured-and-reported-by-ecommerce-tracking",
)
CARTS = Source(
    "Matomo FAQ: Why does the cart show as abandoned when the purchase was completed?",
    f"{_FAQ}why-does-the-cart-show-as-abandoned-when-the-purchase-was-completed",
)
_ALL = ("pending", "cancelled", "test")
_SHOWN = Doubt(
    N_("An order whose confirmation was never shown, such as a payment that failed, is not"
       " counted there: at most {most} orders."),
    more("cancelled"),
    "count",
    N_("An order whose confirmation was never shown, such as a payment that failed, is not"
       " counted there: at most {most} order."),
)  # fmt: skip
_NONE = N_("Matomo shows no such figure.")
_CONVERSION = N_("Visits with an order, out of all visits.")

MATOMO = System(
    "matomo",
    "Matomo",
    "Matomo",
    (
        Convention(
            "revenue", "revenue", N_("Total revenue"),
            N_("The whole total of every order when it was confirmed, with tax and shipping;"
               " refunds are never taken off."),
            ECOMMERCE,
            (*amounts_of(*_ALL), REFUNDS_KEPT, shipping_of("paid", *_ALL), tax_of("paid", *_ALL)),
            (_SHOWN, UNRATED_AMOUNT, UNSEEN),
        ),
        Convention(
            "subtotal", "revenue", N_("Subtotals"),
            N_("As total revenue, without tax and shipping."),
            ECOMMERCE, (*amounts_of(*_ALL), REFUNDS_KEPT), (_SHOWN, UNRATED_AMOUNT, UNSEEN),
        ),
        Convention(
            "orders", "orders", N_("Ecommerce orders"),
            N_("Every order when it was confirmed, whatever became of it."),
            ECOMMERCE, (*orders_of(*_ALL), UNRATED), (_SHOWN, UNSEEN),
        ),
        Convention(
            "average_order_value", "aov", N_("Average order value"),
            N_("Total revenue divided by orders, tax and shipping included."),
            ECOMMERCE,
            (*baskets_of(*_ALL), shipping_of("paid", *_ALL), tax_of("paid", *_ALL)),
            (_SHOWN, UNRATED_AMOUNT, UNSEEN),
        ),
        Convention(
            "conversion_rate", "conversion", N_("Conversion rate"), _CONVERSION, ECOMMERCE,
            (SESSIONS, VISITS_NOT_VISITORS), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "conversion_rate", "conversion_visits", N_("Conversion rate"), _CONVERSION, ECOMMERCE,
            (SESSIONS,), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "abandoned_carts", "abandoned_carts", N_("Abandoned carts"),
            N_("Visits that filled a cart and ended without an order."),
            CARTS, (),
            (Doubt(N_("A cart bought at a later visit was abandoned at the first one there; your"
                      " data know carts, not the visits they were filled in.")), UNSEEN),
        ),
        Convention(
            "visits", "visits", N_("Visits"),
            N_("Visits; one ends after 30 minutes without activity."),
            ECOMMERCE, (), (OTHER_TRAFFIC, UNSEEN),
        ),
    ),
    {"refunds": N_("Matomo takes no notice of refunds."), "customers": _NONE,
     "new_customers": _NONE, "returning_share": _NONE,
     "cart_abandonment": N_("Matomo shows the number of abandoned carts, not their share.")},
)  # fmt: skip
