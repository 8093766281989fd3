"""Payments begun and done, with 3-D Secure and without, by who or what they were made with.

Payments begun are carts that reached the payment; what was paid, its fees and the money lost to
fraud come from the payments themselves. Where there is no cart, payments that failed (``done`` 0)
are those begun and not finished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.facts import Facts
    from store.spans import Span

PayBy = Literal["payment_method", "device", "country"]
PAY_BYS: tuple[PayBy, ...] = get_args(PayBy)


class Begun(NamedTuple):
    """Payments begun by one member: how many, how many were done, and what was in the carts."""

    member: str
    method: str
    secured: bool
    started: int
    done: int
    amount: int


class Paid(NamedTuple):
    """Payments that were done: amounts in stored units; ``tried`` counts those that failed too."""

    member: str
    method: str
    secured: bool
    tried: int
    payments: int
    amount: int
    fees: int
    fraud: int
    frauds: int


_ON = "x.day >= :start AND x.day < :end"
_BEGUN = (
    "SELECT {by}, x.payment_method, x.secured, COUNT(*), SUM(x.step = 3), SUM(x.amount)"
    f" FROM {{cart}} x WHERE {_ON} AND x.step >= 2 GROUP BY 1, 2, 3"
)
_PAID = (
    "SELECT {by}, x.payment_method, x.secured, SUM(x.amount > 0), SUM(x.amount > 0 AND x.done = 1),"
    " SUM(CASE WHEN x.done = 1 THEN x.amount ELSE 0 END),"
    " SUM(CASE WHEN x.done = 1 THEN x.fee ELSE 0 END), SUM(x.fraud), SUM(x.fraud > 0)"
    f" FROM {{payment}} x WHERE {_ON} GROUP BY 1, 2, 3"
)
# What is in a cart is known without tax and shipping; so a payment that names its order is as large
# as that order's items, where carts are what it is set beside. Nearly all are paid in three months.
_AS_CARTS = (
    "(SELECT p.*, COALESCE(s.goods, p.amount) AS size FROM {payment} p LEFT JOIN"
    " (SELECT doc, goods FROM {sale} WHERE status = 0 AND day >= :start - 92 AND day < :end) s"
    " ON s.doc = p.doc WHERE p.day >= :start AND p.day < :end)"
)
_MIDDLE = (
    f"SELECT x.amount FROM {{cart}} x WHERE {_ON} AND x.step >= 2 AND x.amount > 0"
    " ORDER BY 1 LIMIT 1 OFFSET :place"
)
_COUNT = f"SELECT COUNT(*) FROM {{cart}} x WHERE {_ON} AND x.step >= 2 AND x.amount > 0"


def begun(facts: Facts, span: Span, by: PayBy) -> list[Begun]:
    """Return the payments begun of every member, by means of payment and 3-D Secure."""
    return [
        Begun(row[0], row[1], bool(row[2]), *row[3:]) for row in _named(facts, _BEGUN, span, by)
    ]


def paid(facts: Facts, span: Span, by: PayBy) -> list[Paid]:
    """Return the payments of every member, by means of payment and 3-D Secure."""
    return [Paid(row[0], row[1], bool(row[2]), *row[3:]) for row in _named(facts, _PAID, span, by)]


def quarters(facts: Facts, span: Span) -> list[int]:
    """Return what a quarter, half and three quarters of the payments begun are below."""
    values = _days(span)
    with facts.snapshot() as snapshot:
        sql = snapshot.connection
        (count,) = sql.execute(snapshot.relation(_COUNT), values).fetchone()
        places = [count * part // 4 for part in (1, 2, 3)] if count else []
        text = snapshot.relation(_MIDDLE)
        return [sql.execute(text, {**values, "place": n}).fetchone()[0] for n in places]


def by_amount(
    facts: Facts, span: Span, edges: Sequence[int]
) -> tuple[dict[int, list[Begun]], dict[int, list[Paid]]]:
    """Return payments by band of what was in their carts: band n lies below the n-th edge."""
    begun_of: dict[int, list[Begun]] = {}
    paid_of: dict[int, list[Paid]] = {}
    for row in _rows(facts, _BEGUN, span, _band("x.amount", edges)):
        begun_of.setdefault(row[0], []).append(Begun("", row[1], bool(row[2]), *row[3:]))
    sized = _PAID.replace("{payment}", _AS_CARTS)
    for row in _rows(facts, sized, span, _band("x.size", edges)):
        paid_of.setdefault(row[0], []).append(Paid("", row[1], bool(row[2]), *row[3:]))
    return begun_of, paid_of


def _band(amount: str, edges: Sequence[int]) -> str:
    return " + ".join(["0", *(f"({amount} >= {int(edge)})" for edge in edges)])


def _named(facts: Facts, question: str, span: Span, by: PayBy) -> list[tuple[Any, ...]]:
    rows = _rows(facts, question, span, f"x.{by}")
    with facts.snapshot() as snapshot:
        names = snapshot.names({row[0] for row in rows})
    return [(names[row[0]], *row[1:]) for row in rows]


def _rows(facts: Facts, question: str, span: Span, by: str) -> list[tuple[Any, ...]]:
    """Return the rows of a question, the means of payment by name."""
    with facts.snapshot() as snapshot:
        text = snapshot.relation(question.replace("{by}", by))
        rows = snapshot.connection.execute(text, _days(span)).fetchall()
        methods = snapshot.names({row[1] for row in rows})
    return [(row[0], methods[row[1]], *row[2:]) for row in rows]


def _days(span: Span) -> dict[str, int]:
    return {"start": to_number(span.start), "end": to_number(span.end)}
