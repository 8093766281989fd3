"""One customer, known by a pseudonym alone: what each of their orders was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from store.pseudonyms import printable
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from store.facts import Facts

MOST_ORDERS = 200


class OrderLine(NamedTuple):
    """``goods`` for all ``units``, in stored units."""

    product: str
    units: int
    goods: int


class CustomerOrder(NamedTuple):
    """A paid order; ``refunded`` of its ``goods`` was given back by the day asked for."""

    day: date
    ref: str
    goods: int
    refunded: int
    units: int
    channel: str
    lines: tuple[OrderLine, ...]


_KEYS = "SELECT id, key FROM customer WHERE id IN (SELECT value FROM json_each(?))"
_ORDERS = """SELECT s.day, s.doc, s.ref, s.goods, s.units, m.name
    FROM {sale} s JOIN member m ON m.id = s.channel
    WHERE s.customer = :customer AND s.status = 0 AND s.day >= :first AND s.day < :end
    ORDER BY s.day DESC, s.at DESC, s.doc DESC LIMIT :most"""
_REFUNDS = """SELECT order_doc, SUM(goods) FROM {refund}
    WHERE customer = :customer AND order_day >= :first AND day < :end GROUP BY 1"""
_LINES = """SELECT CASE WHEN p.name = '' THEN p.sku ELSE p.name END, l.units, l.goods
    FROM {sale_line} l JOIN product p ON p.id = l.product
    WHERE l.day = ? AND l.doc = ? ORDER BY l.n"""


def pseudonyms(facts: Facts, customers: Collection[int]) -> dict[int, str]:
    """Return how each customer is written; nobody for whom there is no key any more."""
    with facts.store.reading() as connection:
        rows = connection.execute(_KEYS, (json.dumps(sorted(customers)),))
        return {number: printable(key) for number, key in rows}


def customer_of(facts: Facts, pseudonym: str) -> int | None:
    """Return the customer whose pseudonym this is, in capitals or not."""
    wanted = pseudonym.strip().upper()
    with facts.store.reading() as connection:
        rows = connection.execute("SELECT id, key FROM customer")
        return next((number for number, key in rows if printable(key) == wanted), None)


def orders_of(
    facts: Facts, customer: int, first: int, last: date, most: int = MOST_ORDERS
) -> list[CustomerOrder]:
    """Return a customer's orders from day number ``first`` up to ``last``, the latest first."""
    asked = {"customer": customer, "first": first, "end": to_number(last) + 1, "most": most}
    with facts.snapshot() as snapshot:
        sql = snapshot.connection
        refunds = dict(sql.execute(snapshot.relation(_REFUNDS), asked).fetchall())
        orders = sql.execute(snapshot.relation(_ORDERS), asked).fetchall()
        lines = snapshot.relation(_LINES)
        return [
            CustomerOrder(
                to_day(day), ref, goods, refunds.get(doc, 0), units, channel,
                tuple(map(OrderLine._make, sql.execute(lines, (day, doc)))),
            )
            for day, doc, ref, goods, units, channel in orders
        ]  # fmt: skip
