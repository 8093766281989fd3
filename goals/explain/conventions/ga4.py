"""Google Analytics 4: what its tag sent, by browser.

Purchase revenue is the sum of ``value`` of the purchase events less that of refund events, on their
day; Google asks for a value of items without shipping and tax, many shops send the whole total.
Transactions count purchase events, average purchase revenue divides by them. The session key event
rate is the share of sessions with a purchase, the purchaser rate that of active users. The purchase
journey follows users: who filled a cart, who bought.
"""

from __future__ import annotations

from goals.explain.conventions.reasons import (
    BUYING_VISITORS,
    OTHER_TRAFFIC,
    REFUNDS_OFF,
    SESSIONS,
    UNRATED,
    UNRATED_AMOUNT,
    UNSEEN,
    VISITORS_NOT_VISITS,
    VISITS_NOT_VISITORS,
    amounts_of,
    baskets_of,
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

_GUIDES = "https://developers.google.com/analytics/devguides/"
SCHEMA = Source(
    "Google Analytics: API Dimensions & Metrics", f"{_GUIDES}reporting/data/v1/api-schema"
)
TAG = Source("Google Analytics: Measure ecommerce", f"{_GUIDES}collection/ga4/ecommerce")
JOURNEY = Source(
    "Analytics Help: [GA4] Purchase journey report",
    "https://support.google.com/analytics/answer/13128171",
)
_ALL = ("pending", "cancelled", "test")
_NO_REFUNDS = Doubt(
    N_("If your shop sends Google no refunds, its figure is higher by {most}."),
    more("refunds", "goods"),
)
_DOUBTS = (_NO_REFUNDS, UNRATED_AMOUNT, UNSEEN)
_WHOLE = N_("Purchase revenue, whole totals sent")
_BY_SESSION = N_("Sessions with a purchase, out of all sessions.")
_BY_USER = N_("Users who bought, out of all active users.")

GA4 = System(
    "ga4",
    "Google Analytics 4",
    "GA4",
    (
        Convention(
            "purchase_revenue", "revenue", N_("Purchase revenue"),
            N_("What the tag sent for purchases, without tax and shipping as Google asks, less"
               " refunds on their day."),
            SCHEMA, amounts_of(*_ALL), _DOUBTS,
        ),
        Convention(
            "purchase_revenue_whole", "revenue", _WHOLE,
            N_("As purchase revenue, where the tag sends the whole total, with tax and shipping."),
            TAG,
            (*amounts_of(*_ALL), shipping_of("paid", *_ALL), tax_of("paid", *_ALL)), _DOUBTS,
        ),
        Convention(
            "transactions", "orders", N_("Transactions"),
            N_("Purchases that the tag sent, whatever became of them."),
            SCHEMA, (*orders_of(*_ALL), UNRATED), (UNSEEN,),
        ),
        Convention(
            "average_purchase_revenue", "aov", N_("Average purchase revenue"),
            N_("Purchase revenue divided by transactions."),
            SCHEMA, (*baskets_of(*_ALL), REFUNDS_OFF), (UNRATED_AMOUNT, UNSEEN),
        ),
        Convention(
            "refund_amount", "refunds", N_("Refund amount"),
            N_("What the tag sent as refunds, on their day."),
            SCHEMA, (),
            (Doubt(N_("Most shops send Google no refunds: then it shows none.")),),
        ),
        Convention(
            "session_key_event_rate", "conversion", N_("Session key event rate (purchase)"),
            _BY_SESSION, SCHEMA, (SESSIONS, VISITS_NOT_VISITORS), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "purchaser_rate", "conversion", N_("Purchaser rate"), _BY_USER, SCHEMA,
            (BUYING_VISITORS,), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "session_key_event_rate", "conversion_visits",
            N_("Session key event rate (purchase)"), _BY_SESSION, SCHEMA, (SESSIONS,),
            (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "purchaser_rate", "conversion_visits", N_("Purchaser rate"), _BY_USER, SCHEMA,
            (BUYING_VISITORS, VISITORS_NOT_VISITS), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "purchase_journey", "cart_abandonment", N_("Left between cart and purchase (journey)"),
            N_("Users who filled a cart and did not buy, out of those who filled one."),
            JOURNEY,
            (Step("people", N_("Visitors with a cart, not carts"),
                  N_("Who fills two carts and buys one has bought there; here one cart was left."),
                  (*more("carts", "people"), *less("carts_paid", "people"), *less("carts_left")),
                  (*more("carts", "people"), *less("carts")), known="carts", needed=True,
                  unknown=N_("Users count there, not carts; your data do not tell whose carts they"
                             " are.")),),
            (UNSEEN,),
        ),
        Convention(
            "purchasers", "customers", N_("Total purchasers"),
            N_("Users, that is browsers, that bought."),
            SCHEMA,
            (Step("people", N_("Browsers with an order, not customers"),
                  N_("Who orders by phone and by computer is two there, and one here; guests"
                     " count there."),
                  (*more("visits_ordered", "people"), of(-1, "buyers")),
                  known="visits_ordered", needed=True,
                  unknown=N_("Browsers count there; your data do not tell which visits ended in"
                             " an order.")),),
            (UNSEEN,),
        ),
        Convention(
            "sessions", "visits", N_("Sessions"),
            N_("Visits; one ends after 30 minutes without activity, not at midnight."),
            SCHEMA, (), (OTHER_TRAFFIC, UNSEEN),
        ),
        Convention(
            "users", "visits", N_("Active users"),
            N_("Users, that is browsers, each once."),
            SCHEMA,
            (Step("visitors", N_("Further visits of the same visitor"),
                  N_("A browser counts once there, however often it comes."),
                  (of(1, "visitors"), of(-1, "visits"))),),
            (OTHER_TRAFFIC, UNSEEN),
        ),
    ),
    {"abandoned_carts": N_("Google Analytics 4 shows the share of users, not a number of carts."),
     "new_customers": N_("Google Analytics 4 tells browsers apart, not customers."),
     "returning_share": N_("Google Analytics 4 tells browsers apart, not customers.")},
)  # fmt: skip
