"""Products one by one: what was sold of each, what came back, and what was bought together.

Read from the lines of the days asked for: one pass each, in the order they are stored in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.facts import Facts
    from store.questions import Snapshot
    from store.spans import Span


class ProductSales(NamedTuple):
    """One product over some days; money in stored units.

    ``costed`` is the part of ``goods`` whose cost is known. Refunds are those given on these days;
    ``units_back`` are units of orders of these days that came back, whenever that was.
    """

    product: int
    name: str
    sku: str
    category: str
    subcategory: str
    orders: int
    units: int
    goods: int
    costed: int
    cost: int
    refunds: int
    costed_refunds: int
    refund_cost: int
    units_back: int


_DAYS = "l.day >= :start AND l.day < :end"
_SOLD = (
    "SELECT l.product, COUNT(DISTINCT l.doc), SUM(l.units), SUM(l.goods),"
    " SUM(CASE WHEN l.cost IS NOT NULL THEN l.goods ELSE 0 END), SUM(COALESCE(l.cost, 0))"
    f" FROM {{sale_line}} l WHERE l.status = 0 AND {_DAYS} GROUP BY l.product"
)
_GIVEN_BACK = (
    "SELECT l.product, SUM(l.goods), SUM(l.costed), SUM(l.cost)"
    f" FROM {{refund_line}} l WHERE {_DAYS} GROUP BY l.product"
)
# A refund is never given before its order: earlier days need not be read.
_CAME_BACK = (
    "SELECT l.product, SUM(l.units) FROM {refund_line} l"
    " WHERE l.day >= :start AND l.order_day >= :start AND l.order_day < :end GROUP BY l.product"
)
_NAMES = (
    "SELECT p.id, CASE WHEN p.name = '' THEN p.sku ELSE p.name END, p.sku, c.name, s.name"
    " FROM {product} p JOIN member c ON c.id = p.category JOIN member s ON s.id = p.subcategory"
)
# Exports split what one customer buys at one moment into several invoices: one basket all the same.
_LINES = (
    "SELECT COALESCE(s.at, -l.doc), CASE WHEN s.at IS NULL THEN 0 ELSE s.customer END, l.product"
    " FROM {sale_line} l CROSS JOIN {sale} s"
    " ON s.day = l.day AND s.doc = l.doc AND s.import = l.import"
    f" WHERE l.status = 0 AND l.units > 0 AND {_DAYS} ORDER BY 1, 2, 3"
)


def product_sales(facts: Facts, span: Span) -> list[ProductSales]:
    """Return every product sold or given back on the days, by number."""
    with facts.snapshot() as snapshot:
        sold = {row[0]: row[1:] for row in _rows(snapshot, _SOLD, span)}
        given = {row[0]: row[1:] for row in _rows(snapshot, _GIVEN_BACK, span)}
        came = dict(_rows(snapshot, _CAME_BACK, span))
        names = {row[0]: row[1:] for row in _rows(snapshot, _NAMES, span)}
    numbers = sorted(sold.keys() | given.keys() | came.keys())
    parts = ((names, ("",) * 4), (sold, (0,) * 5), (given, (0,) * 3))
    return [
        ProductSales._make(
            (
                number,
                *(value for known, none in parts for value in known.get(number, none)),
                came.get(number, 0),
            )
        )
        for number in numbers
    ]


def product_names(facts: Facts) -> dict[int, tuple[str, str]]:
    """Return name and SKU of every product, by number."""
    with facts.snapshot() as snapshot:
        found = snapshot.connection.execute(snapshot.relation(_NAMES))
        return {number: (name, sku) for number, name, sku, *_ in found}


def basket_lines(facts: Facts, span: Span, block: int = 50_000) -> Iterator[list[tuple[int, ...]]]:
    """Yield the paid lines of the days in blocks: moment, customer and product, basket by basket.

    Lines of one basket follow each other; without a moment the order stands for it, as a negative
    number.
    """
    with facts.snapshot() as snapshot:
        found = snapshot.connection.execute(snapshot.relation(_LINES), _days(span))
        while rows := found.fetchmany(block):
            yield rows


def _rows(snapshot: Snapshot, question: str, span: Span) -> list[tuple[Any, ...]]:
    values = _days(span) if ":start" in question else {}
    return snapshot.connection.execute(snapshot.relation(question), values).fetchall()


def _days(span: Span) -> dict[str, int]:
    return {"start": to_number(span.start), "end": to_number(span.end)}
