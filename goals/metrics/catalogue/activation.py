"""Activation: from a visit to an order, step by step."""

from __future__ import annotations

from goals.metrics.catalogue.texts import ALL_VISITS, BOTS, NOT_PAID, PER_VISIT, PER_VISITOR
from goals.metrics.metric import Metric, Reference
from store.messages import N_

_CARTS = N_("Carts with at least one item, on the day they were filled.")

ACTIVATION = (
    Metric(
        id="signup_rate", label=N_("Newsletter sign-ups per visit"), short=N_("Sign-up rate"),
        unit="share", better=1, stage="activation", numerator="signups", denominator="visits",
        interval="wilson",
        definition=N_("Newsletter sign-ups divided by visits."),
        includes=N_("Sign-ups of the period, whether confirmed later or not."), excludes=BOTS,
        per=PER_VISIT, seed=("000",),
    ),
    Metric(
        id="account_rate", label=N_("Accounts created per visit"), short=N_("Account rate"),
        unit="share", better=1, stage="activation", numerator="accounts", denominator="visits",
        interval="wilson",
        definition=N_("Customer accounts created divided by visits."),
        includes=N_("Accounts created in the period, with or without an order."), excludes=BOTS,
        per=PER_VISIT, seed=("000",), tile=False,
    ),
    Metric(
        id="cart_rate", label=N_("Visits that fill a cart"), short=N_("Cart rate"), unit="share",
        better=1, stage="activation", numerator="carts", denominator="visits", interval="wilson",
        definition=N_("Filled carts divided by visits."),
        includes=_CARTS, excludes=BOTS, per=PER_VISIT, seed=("000",),
    ),
    Metric(
        id="cart_abandonment", label=N_("Cart abandonment"), short=N_("Abandoned carts"),
        unit="share", better=-1, stage="activation", numerator="carts - carts_converted",
        denominator="carts", interval="wilson",
        definition=N_("Filled carts that did not become an order, out of all filled carts."),
        includes=_CARTS, excludes=N_("Empty carts and visits without a cart."),
        per=N_("filled carts"), seed=("000",),
        reference=Reference(N_("67% of the filled carts are left."), "000", value="0.67"),
    ),
    Metric(
        id="abandoned_carts", label=N_("Number of abandoned carts"),
        short=N_("Carts abandoned"), unit="count", better=-1, stage="activation",
        numerator="carts - carts_converted",
        definition=N_("How many filled carts did not become an order."),
        includes=_CARTS, excludes=N_("Empty carts and visits without a cart."), tile=False,
    ),
    Metric(
        id="visitor_abandonment", label=N_("Visitors who abandon"),
        short=N_("Visitors leaving"), unit="share", better=-1, stage="activation",
        numerator="cart_visitors - cart_buyers", denominator="cart_visitors", interval="wilson",
        definition=N_("Visitors who filled a cart and did not buy in the period."),
        includes=N_("Visitors with at least one filled cart, each counted once."),
        excludes=N_("Visitors without a cart, and carts without any mark of the visitor."),
        per=N_("visitors with a cart"), seed=("001",), tile=False,
    ),
    Metric(
        id="payment_abandonment", label=N_("Abandonment at payment"),
        short=N_("Left at payment"), unit="share", better=-1, stage="activation",
        numerator="payments_started - payments_done", denominator="payments_started",
        interval="wilson",
        definition=N_("Payments that were begun and not finished, out of all begun."),
        includes=N_("Carts that reached the payment page."),
        excludes=N_("Carts left before the payment."),
        per=N_("payments begun"), seed=("002",),
        reference=Reference(
            N_("Up to 30% leave where 3-D Secure is asked for."), "002", 2010, "0.30"
        ),
    ),
    Metric(
        id="conversion", label=N_("Conversion"), unit="share", better=1, stage="activation",
        numerator="orders", denominator="visitors", interval="wilson",
        definition=N_("Orders divided by unique visitors of the same period."),
        includes=N_("Paid orders, and every visitor counted once over the whole period."),
        excludes=NOT_PAID, per=PER_VISITOR, seed=("001",),
        reference=Reference(N_("Above 2% is good."), "001", value="0.02"),
    ),
    Metric(
        id="conversion_visits", label=N_("Conversion per visit"), short=N_("Conv. per visit"),
        unit="share", better=1, stage="activation", numerator="orders", denominator="visits",
        interval="wilson",
        definition=N_("Orders divided by visits of the same period."),
        includes=ALL_VISITS, excludes=NOT_PAID, per=PER_VISIT, seed=("000",),
        reference=Reference(N_("One sale for 100 visits is 1%."), "000", value="0.01"),
    ),
)  # fmt: skip
