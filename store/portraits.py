"""What is known of each customer on a day: what was bought, left, sent back and said.

Customers are numbers, never names. Like ``store.customers``: paid orders count on their day, a
refund is taken off its order (the cohort basis), and nothing that happened after the day counts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from store.pseudonyms import printable
from store.questions import NOBODY
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from store.facts import Facts
    from store.questions import Snapshot

ORDER_MEMBERS = (
    "channel", "campaign", "promo", "device", "country", "region", "customer_group",
    "sales_channel", "payment_method",
)  # fmt: skip
"""Dimensions of an order by which customers can be chosen."""
BOUGHT_MEMBERS = ("category", "subcategory", "product")


class Purchases(NamedTuple):
    """All orders of one customer. Days are day numbers, money is in stored units.

    ``goods`` is what was paid for items, ``kept`` the same less refunds. ``costed`` and ``cost``
    are those of items whose cost is known, less what came back. ``reduced`` orders had a discount
    or a promotion code, ``returned`` ones a refund.
    """

    customer: int
    first_day: int
    last_day: int
    orders: int
    goods: int
    kept: int
    units: int
    costed: int
    cost: int
    reduced: int
    returned: int


class LeftCart(NamedTuple):
    """A cart of a known customer that did not become an order: its day, step and amount.

    ``step``: 0 filled, 1 checkout, 2 payment begun. ``named``: 1 where the cart itself said whose
    it was, 0 where another one of the same visitor did.
    """

    customer: int
    day: int
    step: int
    amount: int
    named: int


# A refund without its order in the store, older than the first order, belongs to no life we know.
_PURCHASES = """
WITH bought AS (
    SELECT customer, MIN(day) first_day, MAX(day) last_day, COUNT(*) orders, SUM(goods) goods,
        SUM(units) units, SUM(costed) costed, SUM(cost) cost,
        SUM(CASE WHEN discount <> 0 OR promo <> 0 THEN 1 ELSE 0 END) reduced
    FROM {sale} WHERE status = 0 AND customer <> 0 AND day < :end GROUP BY customer),
given AS (
    SELECT r.customer, SUM(r.goods) goods, SUM(r.costed) costed, SUM(r.cost) cost,
        COUNT(DISTINCT CASE WHEN r.order_doc <> 0 THEN r.order_doc END) returned
    FROM {refund} r JOIN buyer b ON b.generation = {generation} AND b.customer = r.customer
        AND b.first_day <= r.order_day
    WHERE r.day < :end AND r.order_day < :end GROUP BY r.customer)
SELECT b.customer, b.first_day, b.last_day, b.orders, b.goods, b.goods - COALESCE(g.goods, 0),
    b.units, b.costed - COALESCE(g.costed, 0), b.cost - COALESCE(g.cost, 0), b.reduced,
    COALESCE(g.returned, 0)
FROM bought b LEFT JOIN given g ON g.customer = b.customer ORDER BY b.customer"""

_FIRST = (
    "SELECT b.customer, s.{name} FROM buyer b JOIN {{sale}} s ON s.day = b.first_day"
    " AND s.doc = b.first_doc WHERE b.generation = {{generation}} AND b.first_day < :end"
    " AND s.{name} = :member"
)
_ORDERED = (
    "SELECT DISTINCT customer FROM {{sale}} WHERE status = 0 AND customer <> 0 AND day < :end"
    " AND {name} = :member"
)
_BOUGHT = (
    "SELECT DISTINCT s.customer FROM {{product}} p JOIN {{sale_line}} l ON l.product = p.id"
    " JOIN {{sale}} s ON s.day = l.day AND s.doc = l.doc AND s.import = l.import"
    " WHERE l.status = 0 AND s.customer <> 0 AND l.day < :end AND {name} = :member"
)
_NAME = "CASE WHEN p.name = '' THEN p.sku ELSE p.name END"

# Who a visitor is, is known from another cart of the same visitor, where it is one person's only.
_WHO = """
WITH known AS (
    SELECT visitor, MIN(customer) customer FROM {cart}
    WHERE visitor > 0 AND customer <> 0 AND day < :end
    GROUP BY visitor HAVING MIN(customer) = MAX(customer))
"""
_LEFT = (
    f"{_WHO} SELECT CASE WHEN c.customer <> 0 THEN c.customer ELSE k.customer END who, c.day,"
    " c.step, c.amount, c.customer <> 0 FROM {cart} c LEFT JOIN known k ON k.visitor = c.visitor"
    " WHERE c.step < 3 AND c.day >= :first AND c.day < :end AND (c.customer <> 0"
    " OR k.customer IS NOT NULL) ORDER BY who, c.day, c.at IS NOT NULL, c.at, c.doc"
)
# CROSS JOIN: the visits of the days asked for come first, then who each visitor is.
_SAW = (
    f"{_WHO} SELECT k.customer, MAX(v.day) FROM {{visit}} v CROSS JOIN known k"
    " WHERE k.visitor = v.visitor AND v.steps & 1 AND v.day >= :first AND v.day < :end"
    " GROUP BY k.customer"
)
_MET = " UNION ".join(
    f"SELECT customer FROM {{{table}}} WHERE customer <> 0 AND day < :end"
    for table in ("cart", "engagement", "answer")
)
_SIGNED = "SELECT DISTINCT customer FROM {engagement} WHERE kind = :kind AND customer <> 0"
_SAID = (
    "SELECT customer, verdict FROM {answer} WHERE kind = :kind AND customer <> 0 AND day < :end"
    " ORDER BY day, doc"
)
_AGAIN = (
    "SELECT first_day, CASE WHEN second_day < :end THEN second_day END FROM buyer"
    " WHERE generation = {generation} AND first_day < :end"
)
_DAYS = (
    "SELECT customer, day, goods FROM {sale} WHERE status = 0 AND customer <> 0 AND day >= :first"
    " AND day < :end ORDER BY 1, 2"
)
_PEOPLE = "SELECT value FROM json_each(:people)"
_LAST_ORDERS = (
    "SELECT s.day, s.ref, s.goods, c.key, c.anonymous FROM {sale} s"
    " JOIN customer c ON c.id = s.customer"
    f" WHERE s.status = 0 AND s.day < :end AND s.customer IN ({_PEOPLE})"
    " ORDER BY s.day DESC, s.at IS NULL, s.at DESC, s.doc DESC LIMIT :most"
)
_MOST_BOUGHT = (
    f"SELECT {_NAME}, COUNT(DISTINCT s.customer), SUM(l.units), SUM(l.goods)"
    " FROM {sale_line} l JOIN {product} p ON p.id = l.product"
    " JOIN {sale} s ON s.day = l.day AND s.doc = l.doc AND s.import = l.import"
    f" WHERE l.status = 0 AND l.day < :end AND s.customer IN ({_PEOPLE})"
    " GROUP BY 1 ORDER BY 2 DESC, 4 DESC, 1 LIMIT :most"
)
_BY_MEMBER = (
    "SELECT {name}, COUNT(DISTINCT customer) FROM {{sale}} WHERE status = 0 AND customer <> 0"
    " AND day < :end AND {name} <> 0 GROUP BY 1 ORDER BY 2 DESC, 1"
)
_BY_FIRST = (
    "SELECT {name}, COUNT(*) FROM buyer WHERE generation = {{generation}} AND first_day < :end"
    " AND {name} <> 0 GROUP BY 1 ORDER BY 2 DESC, 1"
)
_BY_BOUGHT = (
    "SELECT p.{name}, COUNT(DISTINCT s.customer) FROM {{sale_line}} l"
    " JOIN {{product}} p ON p.id = l.product"
    " JOIN {{sale}} s ON s.day = l.day AND s.doc = l.doc AND s.import = l.import"
    " WHERE l.status = 0 AND s.customer <> 0 AND l.day < :end AND p.{name} <> 0"
    " GROUP BY 1 ORDER BY 2 DESC, 1"
)
_INTERESTED = """
SELECT COUNT(*) FROM (SELECT visitor FROM {visit} WHERE visitor <> 0 AND day >= :first
    AND day < :end GROUP BY visitor HAVING COUNT(*) > :visits AND SUM(pages) > :pages)"""


def purchases(facts: Facts, last: date) -> list[Purchases]:
    """Return every customer with a paid order up to ``last``, by number."""
    with facts.snapshot() as snapshot:
        return list(map(Purchases._make, _rows(snapshot, _PURCHASES, last)))


def met(facts: Facts, last: date) -> frozenset[int]:
    """Return customers known by a cart, a sign-up or an answer up to ``last``."""
    with facts.snapshot() as snapshot:
        return frozenset(number for (number,) in _rows(snapshot, _MET, last))


def firsts(facts: Facts, last: date) -> list[tuple[int, int | None]]:
    """Return the days of every customer's first and second order, numbered."""
    with facts.snapshot() as snapshot:
        return [(first, second) for first, second in _rows(snapshot, _AGAIN, last)]


def order_days(facts: Facts, first: date, last: date) -> list[tuple[int, int, int]]:
    """Return customer, day and goods of every paid order, by customer and day."""
    with facts.snapshot() as snapshot:
        rows = _rows(snapshot, _DAYS, last, first=to_number(first))
    return [(customer, day, goods) for customer, day, goods in rows]


class LastOrder(NamedTuple):
    """An order with its customer's pseudonym, ``""`` where nobody can tell who it is."""

    day: date
    ref: str
    goods: int
    pseudonym: str


class MostBought(NamedTuple):
    """A product with how many of some customers bought it, units, and for how much."""

    product: str
    customers: int
    units: int
    goods: int


def last_orders(facts: Facts, last: date, people: Collection[int], most: int) -> list[LastOrder]:
    """Return the last orders of some customers, the latest first."""
    values = {"people": json.dumps(sorted(people)), "most": most}
    with facts.snapshot() as snapshot:
        return [
            LastOrder(to_day(day), ref, goods, "" if gone else printable(key))
            for day, ref, goods, key, gone in _rows(snapshot, _LAST_ORDERS, last, **values)
        ]


def most_bought(facts: Facts, last: date, people: Collection[int], most: int) -> list[MostBought]:
    """Return what most of some customers bought."""
    values = {"people": json.dumps(sorted(people)), "most": most}
    with facts.snapshot() as snapshot:
        return list(map(MostBought._make, _rows(snapshot, _MOST_BOUGHT, last, **values)))


def counted_by(facts: Facts, last: date, dimension: str, *, first: bool = False) -> dict[str, int]:
    """Return how many customers ordered with each member, or first came by it; the most first."""
    question = _BY_FIRST if first else _BY_MEMBER
    if dimension in BOUGHT_MEMBERS:
        question = _BY_BOUGHT
    with facts.snapshot() as snapshot:
        rows = _rows(snapshot, question.format(name=dimension), last)
        names = snapshot.names({number for number, _many in rows})
    return {names[number]: many for number, many in rows}


def ordered_with(
    facts: Facts, last: date, dimension: str, member: str, *, first: bool = False
) -> frozenset[int]:
    """Return the customers with a paid order of this member, or whose first order was."""
    assert dimension in ORDER_MEMBERS
    question = (_FIRST if first else _ORDERED).format(name=dimension)
    with facts.snapshot() as snapshot:
        number = snapshot.member(dimension, member)
        return frozenset(row[0] for row in _rows(snapshot, question, last, member=number))


def bought(facts: Facts, last: date, dimension: str, member: str) -> frozenset[int]:
    """Return the customers who bought a product, or one of a category."""
    assert dimension in BOUGHT_MEMBERS
    by_name = dimension == "product"
    question = _BOUGHT.format(name=_NAME if by_name else f"p.{dimension}")
    with facts.snapshot() as snapshot:
        value = member if by_name else snapshot.member(dimension, member)
        if value == NOBODY:
            return frozenset()
        return frozenset(row[0] for row in _rows(snapshot, question, last, member=value))


def left_carts(facts: Facts, first: date, last: date) -> list[LeftCart]:
    """Return all carts of known customers that did not become an order, by customer and time."""
    with facts.snapshot() as snapshot:
        rows = _rows(snapshot, _LEFT, last, first=to_number(first))
    return list(map(LeftCart._make, rows))


def saw_products(facts: Facts, first: date, last: date) -> dict[int, int]:
    """Return the customers known by their visits who saw a product, with the last such day."""
    with facts.snapshot() as snapshot:
        return dict(_rows(snapshot, _SAW, last, first=to_number(first)))


def signed_up(facts: Facts, last: date, kind: int) -> frozenset[int]:
    """Return who signed up: 1 newsletter, 2 account, 3 loyalty card."""
    with facts.snapshot() as snapshot:
        question = f"{_SIGNED} AND day < :end"
        return frozenset(number for (number,) in _rows(snapshot, question, last, kind=kind))


def verdicts(facts: Facts, last: date, kind: int) -> dict[int, int]:
    """Return what customers said last: 1 good, 0 between, -1 bad, by kind of question."""
    with facts.snapshot() as snapshot:
        return dict(_rows(snapshot, _SAID, last, kind=kind))


def interested(facts: Facts, first: date, last: date, visits: int, pages: int) -> int | None:
    """Return the visitors with more visits and more pages than these, ``None`` without visits."""
    with facts.snapshot() as snapshot:
        span = {"first": to_number(first)}
        any_visitor = "SELECT 1 FROM {visit} WHERE visitor <> 0 AND day >= :first AND day < :end"
        if not _rows(snapshot, f"{any_visitor} LIMIT 1", last, **span):
            return None
        rows = _rows(snapshot, _INTERESTED, last, **span, visits=visits, pages=pages)
        return int(rows[0][0])


def _rows(snapshot: Snapshot, question: str, last: date, **values: Any) -> list[tuple[Any, ...]]:
    text = snapshot.relation(question)
    return snapshot.connection.execute(text, {"end": to_number(last) + 1, **values}).fetchall()
