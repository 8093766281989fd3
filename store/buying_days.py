"""Days on which customers bought, one row a customer and day: what models of customers begin with.

Paid orders count on their day, refunds are taken off on the day of their order (the cohort basis).
What happened after the day asked for is not known yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.spans import to_number

if TYPE_CHECKING:
    from datetime import date

    from store.facts import Facts
    from store.spans import Span

COLUMNS = ("customer", "day", "orders", "goods", "margin")
"""``orders`` may be 0: a refund of a day without a paid order. Money is in stored units."""

_MOVED = """(
    SELECT customer, day, 1 AS orders, goods, costed - cost AS margin FROM {sale}
        WHERE status = 0 AND customer <> 0 AND day < :end
    UNION ALL SELECT customer, order_day, 0, -goods, cost - costed FROM {refund}
        WHERE customer <> 0 AND day < :end AND order_day < :end
) x JOIN buyer b ON b.generation = {generation} AND b.customer = x.customer
    AND b.first_day <= x.day"""
_DAYS = (
    "SELECT x.customer, x.day, SUM(x.orders), SUM(x.goods), SUM(x.margin)"
    f" FROM {_MOVED} GROUP BY 1, 2 ORDER BY 1, 2"
)
_SOLD = (
    "SELECT customer, SUM(goods) FROM {sale} WHERE status = 0 AND customer <> 0"
    " AND day >= :start AND day < :end GROUP BY 1"
)
_KNOWN = "SELECT COUNT(*) FROM buyer WHERE generation = {generation} AND first_day < :end"


def known_customers(facts: Facts, last: date) -> int:
    """Return how many customers had a paid order up to ``last``."""
    with facts.snapshot() as snapshot:
        (count,) = snapshot.connection.execute(
            _KNOWN.format(generation=snapshot.generation), {"end": to_number(last) + 1}
        ).fetchone()
    return int(count)


def buying_days(facts: Facts, last: date) -> list[tuple[int, int, int, int, int]]:
    """Return the rows (``COLUMNS``) of all customers up to ``last``, by customer and day."""
    with facts.snapshot() as snapshot:
        text = snapshot.relation(_DAYS)
        return snapshot.connection.execute(text, {"end": to_number(last) + 1}).fetchall()


def sold(facts: Facts, span: Span) -> dict[int, int]:
    """Return what each customer bought in the days, returns not deducted, in stored units."""
    with facts.snapshot() as snapshot:
        days = {"start": to_number(span.start), "end": to_number(span.end)}
        return dict(snapshot.connection.execute(snapshot.relation(_SOLD), days).fetchall())
