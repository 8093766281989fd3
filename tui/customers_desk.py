"""The desk's answer to: who comes back, and in which segments, of the customers that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.dimensions import DIMENSIONS
from store.messages import N_, Message

if TYPE_CHECKING:
    from datetime import date

    from goals.customers.cohorts import CohortTable
    from goals.customers.segments import CustomerBook
    from store.facts import Facts
    from tui.views import Where


def customers_of(facts: Facts, as_of: date, where: Where) -> tuple[CohortTable, CustomerBook]:
    """Return cohorts and segments; where no customer is known by the limit, both say why."""
    from goals.customers.cohorts import CohortTable, cohorts
    from goals.customers.segments import CustomerBook, customers
    from store.customers import BY_BUYER

    unknown = [dimension for dimension, _member in where if dimension not in BY_BUYER]
    if unknown:
        label = Message(DIMENSIONS[unknown[0]].label)
        reason = Message(N_("Customers are not known by this: {dimension}."), {"dimension": label})
        known_by = Message(
            N_("Channel, country and group of the first order and segments are: / changes it.")
        )
        return CohortTable(as_of, reason=reason), CustomerBook(as_of, reason=known_by)
    return cohorts(facts, as_of, where), customers(facts, as_of, where)
