"""Rows that one system counts and another does not: how many, what they come to, and the rows.

A *tally* is a set of rows over some days, told apart by status, by day of payment, by what came of
it. Each can be counted, summed by column, and listed, so that a gap between two figures can be
shown to the last order. The day of payment is that of the first payment that names the order; an
order without one counts on its own day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from store.messages import N_
from store.rows import Column, RowPage
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from store.facts import Facts
    from store.questions import Snapshot
    from store.spans import Span

Name = Literal["rows", "goods", "discount", "shipping", "tax", "amount", "people"]
"""A column to sum; ``rows`` counts them, ``people`` counts customers or visitors once each."""

EMPTY_CARTS = "empty_carts"
"""The daily series of carts that nothing was ever put in, where a source tells it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """``relation`` is over visible tables, ``chosen`` says which rows; days are :start to :end.

    ``shown`` are the columns of a row that is listed, ``order`` what rows are listed by.
    """

    relation: str
    chosen: str
    sums: Mapping[Name, str]
    shown: tuple[tuple[Column, str], ...]
    order: str


_DAY = Column("day", N_("Day"), "day")
_SALES: dict[Name, str] = {
    "rows": "COUNT(*)", "goods": "SUM(s.goods)", "discount": "SUM(s.discount)",
    "shipping": "SUM(s.shipping)", "tax": "SUM(s.tax)",
    "people": "COUNT(DISTINCT NULLIF(s.customer, 0))",
}  # fmt: skip
_SALE_SHOWN = (
    (_DAY, "s.day"),
    (Column("ref", N_("Order"), "text"), "s.ref"),
    (Column("goods", N_("Items"), "money"), "s.goods"),
    (Column("discount", N_("Discount"), "money"), "s.discount"),
    (Column("shipping", N_("Shipping"), "money"), "s.shipping"),
    (Column("tax", N_("Tax"), "money"), "s.tax"),
)
_PAID_ON = (Column("paid_on", N_("Paid on"), "day"), "s.paid_on")
_ON = "s.day >= :start AND s.day < :end"
# Payments after the days' start are enough for orders placed in them: none is paid before it is
# placed. Of orders placed earlier those are few that are paid now: they are looked up one by one.
_PLACED = (
    "SELECT s.*, COALESCE(y.day, s.day) AS paid_on FROM {sale} s LEFT JOIN"
    " (SELECT doc, MIN(day) AS day FROM {payment} WHERE done = 1 AND day >= :start GROUP BY doc) y"
    " ON y.doc = s.doc"
)
_EARLIER = (
    "SELECT s.*, (SELECT MIN(p.day) FROM {payment} p WHERE p.done = 1 AND p.day >= :start"
    " AND p.day < :end AND p.doc = s.doc) AS paid_on FROM {sale} s WHERE s.status = 0"
    " AND s.day < :start AND s.doc IN (SELECT doc FROM {payment} WHERE done = 1 AND day >= :start"
    " AND day < :end EXCEPT SELECT s.doc FROM {sale} s WHERE s.day >= :start AND s.day < :end)"
    " AND NOT EXISTS (SELECT 1 FROM {payment} e WHERE e.done = 1 AND e.day >= s.day"
    " AND e.day < :start AND e.doc = s.doc)"
)
_BACK = (
    " JOIN (SELECT order_doc, SUM(goods) AS goods FROM {refund} WHERE order_doc <> 0"
    " AND day >= :start GROUP BY order_doc) b ON b.order_doc = s.doc AND b.goods >= s.goods"
)
_BACK_EARLIER = (
    " AND (SELECT SUM(b.goods) FROM {refund} b WHERE b.day >= s.day AND b.order_doc = s.doc)"
    " >= s.goods"
)
_CARTS: dict[Name, str] = {
    "rows": "COUNT(*)", "amount": "SUM(c.amount)", "people": "COUNT(DISTINCT NULLIF(c.visitor, 0))",
}  # fmt: skip
_CART_SHOWN = (
    (_DAY, "c.day"),
    (Column("cart", N_("Cart no."), "count"), "c.doc"),
    (Column("visitor", N_("Visitor no."), "count"), "c.visitor"),
    (Column("amount", N_("Amount"), "money"), "c.amount"),
)
_CART_ON = "c.day >= :start AND c.day < :end"
_VISITS: dict[Name, str] = {
    "rows": "COUNT(*)", "people": "COUNT(DISTINCT NULLIF(v.visitor, 0))",
}  # fmt: skip
_VISIT_SHOWN = (
    (_DAY, "v.day"),
    (Column("visit", N_("Visit no."), "count"), "v.doc"),
    (Column("visitor", N_("Visitor no."), "count"), "v.visitor"),
    (Column("pages", N_("Pages"), "count"), "v.pages"),
)
_VISIT_ON = "v.day >= :start AND v.day < :end"
_REFUNDS: dict[Name, str] = {"rows": "COUNT(*)", "goods": "SUM(r.goods)"}
_REFUND_SHOWN = (
    (_DAY, "r.day"),
    (Column("ref", N_("Refund"), "text"), "r.ref"),
    (Column("ordered_on", N_("Ordered on"), "day"), "r.order_day"),
    (Column("goods", N_("Items"), "money"), "r.goods"),
)


def _sales(chosen: str) -> Tally:
    return Tally("{sale} s", f"{_ON} AND {chosen}", _SALES, _SALE_SHOWN, "s.day, s.ref, s.doc")


def _placed(more: str = "") -> str:
    """Return the orders placed in the days with the day they were paid on."""
    return f"{_PLACED}{more} WHERE s.status = 0 AND {_ON}"


def _by_payment(chosen: str, *orders: str) -> Tally:
    shown = (*_SALE_SHOWN[:2], _PAID_ON, *_SALE_SHOWN[2:])
    relation = f"({' UNION ALL '.join(orders)}) s"
    return Tally(relation, chosen, _SALES, shown, "s.day, s.ref, s.doc")


def _carts(chosen: str) -> Tally:
    return Tally("{cart} c", f"{_CART_ON} AND {chosen}", _CARTS, _CART_SHOWN, "c.day, c.doc")


def _visits(chosen: str) -> Tally:
    return Tally("{visit} v", f"{_VISIT_ON} AND {chosen}", _VISITS, _VISIT_SHOWN, "v.day, v.doc")


TALLIES: dict[str, Tally] = {
    "paid": _sales("s.status = 0"),
    "pending": _sales("s.status = 1"),
    "cancelled": _sales("s.status = 2"),
    "test": _sales("s.status = 3"),
    "no_rate": _sales("s.status = 4"),
    "guests": _sales("s.status = 0 AND s.customer = 0"),
    # Customers of any order placed in the days, paid or not.
    "placed": _sales("s.status IN (0, 1, 2)"),
    # Those whose first order ever, paid or not, was placed in the days.
    "placed_first": Tally(
        "(SELECT customer, MIN(day) AS day FROM {sale} WHERE status IN (0, 1, 2)"
        " AND customer <> 0 GROUP BY customer) s",
        _ON,
        {"rows": "COUNT(*)", "people": "COUNT(*)"},
        ((_DAY, "s.day"), (Column("customer", N_("Customer no."), "count"), "s.customer")),
        "s.day, s.customer",
    ),
    "paid_on_day": _by_payment("s.paid_on < :end", _placed(), _EARLIER),
    "paid_later": _by_payment("s.paid_on >= :end", _placed()),
    "placed_earlier": _by_payment("TRUE", _EARLIER),
    "given_back_whole": _by_payment(
        "s.paid_on < :end AND s.goods > 0", _placed(_BACK), _EARLIER + _BACK_EARLIER
    ),
    "refunds": Tally(
        "{refund} r", "r.day >= :start AND r.day < :end", _REFUNDS, _REFUND_SHOWN,
        "r.day, r.ref, r.doc, r.n",
    ),
    # What tax and shipping of the orders behind the refunds may have been given back at most.
    "refunded_orders": Tally(
        "{refund} r JOIN {sale} s ON s.doc = r.order_doc AND s.day = r.order_day",
        "r.day >= :start AND r.day < :end AND r.order_doc <> 0",
        {
            "rows": "COUNT(*)", "shipping": "SUM(s.shipping)",
            "tax": "SUM(CASE WHEN s.goods > r.goods AND r.goods > 0"
            " THEN s.tax * r.goods / s.goods ELSE s.tax END)",
        },
        (*_REFUND_SHOWN, (Column("shipping", N_("Shipping"), "money"), "s.shipping"),
         (Column("tax", N_("Tax"), "money"), "s.tax")),
        "r.day, r.ref, r.doc, r.n",
    ),
    "carts": _carts("TRUE"),
    "carts_filled_only": _carts("c.step = 0"),
    "carts_left": _carts("c.step < 3"),
    "carts_paid": _carts("c.step = 3"),
    "carts_left_ordered": _carts("c.step < 3 AND c.sale_doc <> 0"),
    "carts_left_alone": _carts("c.step < 3 AND c.sale_doc = 0 AND c.visitor <> 0"),
    "empty_carts": Tally(
        "{series} e", f"e.measure = '{EMPTY_CARTS}' AND e.day >= :start AND e.day < :end",
        {"rows": "SUM(e.value)"},
        ((_DAY, "e.day"), (Column("value", N_("Empty carts"), "count"), "e.value")), "e.day",
    ),
    "visits": _visits("TRUE"),
    "visits_ordered": _visits("v.steps & 16"),
    "visits_of_one_page": _visits("v.pages = 1"),
}  # fmt: skip


def tallies(
    facts: Facts, span: Span, wanted: Collection[tuple[str, Name]]
) -> dict[tuple[str, Name], int]:
    """Return each sum asked for, by tally and column; money in stored units."""
    found: dict[tuple[str, Name], int] = {}
    columns: dict[str, list[Name]] = {}
    for name, column in dict.fromkeys(wanted):
        columns.setdefault(name, []).append(column)
    with facts.snapshot() as snapshot:
        for name, asked in columns.items():
            one = TALLIES[name]
            row = snapshot.connection.execute(
                f"SELECT {', '.join(one.sums[column] for column in asked)} FROM"
                f" {_from(snapshot, one)}",
                _days(span),
            ).fetchone()
            found |= {
                (name, column): int(value or 0) for column, value in zip(asked, row, strict=True)
            }
    return found


def tally_rows(
    facts: Facts, name: str, span: Span, *, limit: int = 200, offset: int = 0
) -> RowPage:
    """Return a page of the rows of a tally, by day."""
    one = TALLIES[name]
    columns = tuple(column for column, _sql in one.shown)
    days = [place for place, column in enumerate(columns) if column.unit == "day"]
    with facts.snapshot() as snapshot:
        text, values = _from(snapshot, one), _days(span)
        sql = snapshot.connection
        (total,) = sql.execute(f"SELECT COUNT(*) FROM {text}", values).fetchone()
        rows = sql.execute(
            f"SELECT {', '.join(shown for _column, shown in one.shown)} FROM {text}"
            f" ORDER BY {one.order} LIMIT :limit OFFSET :offset",
            {**values, "limit": limit, "offset": offset},
        ).fetchall()
    read = tuple(
        tuple(to_day(cell) if place in days else cell for place, cell in enumerate(row))
        for row in rows
    )
    return RowPage(columns, read, int(total))


def _from(snapshot: Snapshot, one: Tally) -> str:
    return f"{snapshot.relation(one.relation)} WHERE {one.chosen}"


def _days(span: Span) -> dict[str, int]:
    return {"start": to_number(span.start), "end": to_number(span.end)}
