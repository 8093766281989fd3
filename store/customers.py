"""What the store knows of customers one by one: months they came back in, and their lives so far.

A customer is a number, never a name. Paid orders count, on their day; a refund is taken off on the
day of its order (the cohort basis). What happened after the day asked for is not known yet: neither
later orders nor later refunds count.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from store.breakdowns import NoBreakdownError
from store.dimensions import SEGMENT
from store.messages import N_
from store.spans import merged, to_number

if TYPE_CHECKING:
    from store.facts import Facts
    from store.questions import Snapshot, Where
    from store.spans import Span


class CohortMonth(NamedTuple):
    """One month of the customers whose first paid order was in the month ``cohort``.

    Both are first days of months. ``customers`` ordered in ``month``; ``goods`` is what their
    orders of that month brought, less refunds, in stored units.
    """

    cohort: date
    month: date
    customers: int
    goods: int


class Life(NamedTuple):
    """One customer: days of the first and last paid order (day numbers), how many, and what for."""

    customer: int
    first_day: int
    last_day: int
    orders: int
    goods: int


# A refund without its order in the store, older than the first order, belongs to no life we know.
_BOUGHT = """(
    SELECT customer, day, goods, 1 AS paid FROM {sale}
        WHERE status = 0 AND customer <> 0 AND day < :end
    UNION ALL SELECT customer, order_day, -goods, 0 FROM {refund}
        WHERE customer <> 0 AND day < :end AND order_day < :end
) x JOIN buyer b ON b.generation = {generation} AND b.customer = x.customer
    AND b.first_day <= x.day"""
_MONTH = "strftime('%Y-%m-01', {} * 86400, 'unixepoch')"
BY_BUYER = {
    "channel": "b.channel", "country": "b.country", "customer_group": "b.customer_group",
    SEGMENT: "b.customer",
}  # fmt: skip
"""What a whole life is known by: the channel, country and group of the first order, segments."""
_MONTHS = (
    f"SELECT {_MONTH.format('b.first_day')}, {_MONTH.format('x.day')},"
    " COUNT(DISTINCT CASE WHEN x.paid = 1 THEN x.customer END), SUM(x.goods)"
    f" FROM {_BOUGHT}"
)
_LIVES = (
    "SELECT x.customer, b.first_day, MAX(CASE WHEN x.paid = 1 THEN x.day END), SUM(x.paid),"
    f" SUM(x.goods) FROM {_BOUGHT}"
)
_GUESTS = "SELECT COUNT(*) FROM {sale} WHERE status = 0 AND customer = 0 AND day < :end"


def cohort_months(facts: Facts, last: date, where: Where = ()) -> list[CohortMonth]:
    """Return every month of every cohort with orders or refunds up to ``last``, in their order.

    With ``where``, of customers whose life is known by these members (``BY_BUYER``).

    Raises:
        NoBreakdownError: a life is not known by a dimension of ``where``.
    """
    with facts.snapshot() as snapshot:
        only, values = _only(snapshot, where)
        question = f"{_MONTHS} WHERE {only} GROUP BY 1, 2 ORDER BY 1, 2"
        rows = _rows(snapshot, question, last, **values)
    return [
        CohortMonth(date.fromisoformat(cohort), date.fromisoformat(month), customers, goods)
        for cohort, month, customers, goods in rows
    ]


def _only(snapshot: Snapshot, where: Where) -> tuple[str, dict[str, Any]]:
    """Return the condition on buyers that ``where`` makes, with its values.

    Raises:
        NoBreakdownError: a life is not known by a dimension of ``where``.
    """
    unknown = sorted({dimension for dimension, _member in where} - BY_BUYER.keys())
    if unknown:
        raise NoBreakdownError(
            N_("What a customer did month after month is not known by {dimensions}."),
            N_("It is known by channel, country and customer_group of the first order, and by"
               " segment."),
            dimensions=", ".join(unknown),
        )  # fmt: skip
    conditions, values = ["TRUE"], {}
    for place, (dimension, member) in enumerate(where):
        condition, value = snapshot.condition(BY_BUYER[dimension], dimension, member, text=False)
        conditions.append(condition.replace("?", f":member{place}"))
        values[f"member{place}"] = value
    return " AND ".join(conditions), values


def lives(facts: Facts, last: date, where: Where = ()) -> list[Life]:
    """Return every customer with a paid order up to ``last``, by number.

    With ``where``, those whose life is known by these members (``BY_BUYER``).

    Raises:
        NoBreakdownError: a life is not known by a dimension of ``where``.
    """
    with facts.snapshot() as snapshot:
        only, values = _only(snapshot, where)
        question = f"{_LIVES} WHERE {only} GROUP BY x.customer ORDER BY x.customer"
        return list(map(Life._make, _rows(snapshot, question, last, **values)))


def by_pseudonym(facts: Facts) -> list[int]:
    """Return the customers' numbers in an order that no order of imports changes."""
    with facts.snapshot() as snapshot:
        rows = snapshot.connection.execute("SELECT id FROM customer ORDER BY key")
        return [number for (number,) in rows]


def guest_orders(facts: Facts, last: date) -> int:
    """Return the paid orders up to ``last`` that no customer is known for."""
    with facts.snapshot() as snapshot:
        return sum(count for (count,) in _rows(snapshot, _GUESTS, last))


def orders_covered(facts: Facts) -> list[Span]:
    """Return the days on which every order is known one by one, merged over all sources."""
    return merged(
        span for one in facts.source_coverage() if one.subject == "sales" for span in one.spans
    )


def _rows(snapshot: Snapshot, question: str, last: date, **values: Any) -> list[tuple[Any, ...]]:
    text = snapshot.relation(question)
    return snapshot.connection.execute(text, {"end": to_number(last) + 1, **values}).fetchall()
