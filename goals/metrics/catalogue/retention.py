"""Retention: who comes back, and what a customer is worth over time."""

from __future__ import annotations

from goals.metrics.catalogue.texts import (
    ALL_VISITS,
    BOTS,
    GUESTS,
    MATURE,
    NOT_PAID,
    PAID_ORDERS,
    PER_COHORT,
    PER_CUSTOMER,
    PER_ORDER,
    PER_VISIT,
)
from goals.metrics.metric import Known, Metric, Reference
from store.messages import N_

RETENTION = (
    Metric(
        id="retention", label=N_("Retention"), short=N_("Retention 365 d"), unit="share",
        better=1, stage="retention", numerator="retained_365", denominator="matured_365",
        interval="wilson",
        definition=N_(
            "Customers with a second order within 365 days of their first, out of all whose "
            "365 days ended in the period."
        ),
        includes=MATURE, excludes=GUESTS, per=PER_COHORT, seed=("001", "004"),
        reference=Reference(N_("Keeping a customer costs 5 times less than winning one."), "001"),
    ),
    Metric(
        id="returning_share", label=N_("Known customers"), unit="share", better=1,
        stage="retention", numerator="buyers - new_customers", denominator="buyers",
        interval="wilson",
        definition=N_("Customers who had bought before, out of those who bought in the period."),
        includes=PAID_ORDERS,
        excludes=N_("Guests, and first orders that are older than the data."),
        per=PER_CUSTOMER, seed=("001",),
    ),
    Metric(
        id="second_orders", label=N_("Second orders"), unit="count", better=1, stage="retention",
        numerator="second_orders",
        definition=N_("How many customers placed their second order in the period."),
        includes=PAID_ORDERS, excludes=NOT_PAID, seed=("000",),
    ),
    Metric(
        id="order_frequency", label=N_("Orders per customer"), short=N_("Orders/customer"),
        unit="ratio", better=1, stage="retention", numerator="orders - guest_orders",
        denominator="buyers",
        definition=N_("Orders divided by the customers who bought in the period."),
        includes=N_("Paid orders of customers who can be recognised."),
        excludes=N_("Orders of guests."), per=PER_CUSTOMER, seed=("000",),
    ),
    Metric(
        id="clv", label=N_("Customer value observed"), short=N_("CLV 365 d"), unit="money",
        better=1, stage="retention", numerator="value_365", denominator="matured_365",
        definition=N_(
            "Revenue per customer in the 365 days after the first order, refunds deducted."
        ),
        includes=MATURE, excludes=GUESTS, per=PER_COHORT, seed=("001", "003", "004"),
    ),
    Metric(
        id="clv_predicted", label=N_("Customer value expected"), short=N_("CLV expected"),
        unit="money", better=1, stage="retention", numerator="expected_365",
        denominator="new_customers", cohort=True, tile=False,
        definition=N_(
            "What each customer won in the period will have brought 365 days after the first "
            "order: what is known so far, and an estimate for the rest."
        ),
        includes=N_(
            "Revenue so far, refunds deducted; then how often customers who bought like them come "
            "back and what they spend (BG/NBD and Gamma-Gamma models), tested on your own past."
        ),
        excludes=N_("Guests without an account or e-mail."), per=N_("new customers"), seed=("004",),
    ),
    Metric(
        id="clv_to_cac", label=N_("Customer value ÷ acquisition"), short=N_("CLV ÷ CAC"),
        unit="ratio", better=1, stage="retention", numerator="margin_365 / matured_365",
        denominator="spend / new_customers", base="matured_365",
        known=Known("margin_365", "value_365", N_("The cost of the items sold is not known.")),
        definition=N_(
            "Margin of a customer in 365 days, divided by the cost of winning a new one today."
        ),
        includes=MATURE, excludes=GUESTS, per=N_("cost per new customer"), seed=("001",),
    ),
    Metric(
        id="customers", label=N_("Customers"), unit="count", better=1, stage="retention",
        numerator="buyers",
        definition=N_("How many different customers bought in the period, each counted once."),
        includes=N_("Paid orders of customers who can be recognised."),
        excludes=N_("Orders of guests."), tile=False,
    ),
    Metric(
        id="guest_share", label=N_("Orders of guests"), unit="share", better=0,
        stage="retention", numerator="guest_orders", denominator="orders", interval="wilson",
        definition=N_("Orders by nobody who could be recognised, out of all orders."),
        includes=N_("Orders without an account, an e-mail or a customer number."),
        excludes=NOT_PAID, per=PER_ORDER, tile=False,
    ),
    Metric(
        id="returning_visits", label=N_("Returning visits"), unit="share", better=1,
        stage="retention", numerator="returning_visits", denominator="visits", interval="wilson",
        definition=N_("Visits of somebody seen before, out of all visits."),
        includes=ALL_VISITS, excludes=BOTS, per=PER_VISIT, seed=("000",), tile=False,
    ),
    Metric(
        id="loyalty_signups", label=N_("Loyalty sign-ups"), unit="count", better=1,
        stage="retention", numerator="loyalty_joins",
        definition=N_("How many customers joined the loyalty programme."),
        includes=N_("Joins of the period."), excludes=N_("Cards that were only used."),
        seed=("000",), tile=False,
    ),
    *(
        Metric(
            id=f"retention_{days}", label=label, unit="share", better=1, stage="retention",
            numerator=f"retained_{days}", denominator=f"matured_{days}", interval="wilson",
            definition=definition, includes=MATURE, excludes=GUESTS, per=PER_COHORT,
            seed=("001", "004"), tile=False,
        )
        for days, label, definition in (
            (90, N_("Retention 90 d"), N_(
                "Customers with a second order within 90 days of their first, out of all whose "
                "90 days ended in the period."
            )),
            (180, N_("Retention 180 d"), N_(
                "Customers with a second order within 180 days of their first, out of all whose "
                "180 days ended in the period."
            )),
        )
    ),
    *(
        Metric(
            id=f"clv_{days}", label=label, unit="money", better=1, stage="retention",
            numerator=f"value_{days}", denominator=f"matured_{days}", definition=definition,
            includes=MATURE, excludes=GUESTS, per=PER_COHORT, seed=("001", "003", "004"),
            tile=False,
        )
        for days, label, definition in (
            (90, N_("CLV 90 d"), N_(
                "Revenue per customer in the 90 days after the first order, refunds deducted."
            )),
            (180, N_("CLV 180 d"), N_(
                "Revenue per customer in the 180 days after the first order, refunds deducted."
            )),
        )
    ),
)  # fmt: skip
