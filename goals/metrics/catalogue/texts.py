"""Sentences that several metrics share about what is counted and what is not."""

from __future__ import annotations

from store.messages import N_

PAID_ORDERS = N_("Paid orders, on the day of the order, guests included.")
NOT_PAID = N_(
    "Cancelled, pending and test orders, and orders in a currency without a rate for their day."
)
ITEMS = N_("The price charged for the items, after discounts, without tax and shipping.")
MARGIN = N_(
    "Items with a known cost: price charged minus cost, minus the margin of refunds of the period."
)
NO_COST = N_("Items without a known cost; shipping, payment fees, marketing and running costs.")
SPEND = N_("All marketing spend of the period that was imported.")
ALL_VISITS = N_("Every visit that the source counts, whatever came of it.")
BOTS = N_("What the source leaves out itself, such as robots or visitors who refuse cookies.")
MATURE = N_(
    "Customers whose time since their first order ran out in the period: all had the same time."
)
GUESTS = N_("Guests without an account or e-mail, and customers whose time still runs.")
ANSWERS = N_("Answers given in the period.")
NO_ANSWER = N_("Customers who were asked and did not answer.")

PER_VISIT = N_("visits")
PER_VISITOR = N_("unique visitors")
PER_ORDER = N_("orders")
PER_CUSTOMER = N_("customers who bought in the period")
PER_COHORT = N_("customers of the cohort")
