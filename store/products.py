"""Products one by one: what was sold of each, what came back, and what was bought together.

Sums are those of kept weeks (``store.product_weeks``); what was bought together is read from the
lines of the days asked for, in one pass.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from store.breakdowns import check_known
from store.daily import ensure_current
from store.measures import PRODUCT_FAMILIES
from store.product_sums import by_product
from store.product_weeks import keep
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from store.facts import Facts
    from store.family import Family
    from store.questions import Where
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


_SALES, _REFUNDS, _RETURNED = (
    next(family for family in PRODUCT_FAMILIES if family.id == name)
    for name in ("sale_lines", "refund_lines", "returned_lines")
)
_SOLD = ("orders", "units", "goods_sold", "costed_sales", "cost_of_goods")
_GIVEN_BACK = ("refunds", "costed_refunds", "refund_cost")
_DAYS = "l.day >= :start AND l.day < :end"
_NAMES = (
    "SELECT p.id, CASE WHEN p.name = '' THEN p.sku ELSE p.name END, p.sku, c.name, s.name"
    " FROM {product} p JOIN member c ON c.id = p.category JOIN member s ON s.id = p.subcategory"
)
LINE_PRODUCTS = 1 << 24
"""More products than any shop has: an order and a product make one number."""
_LINES = (
    f"SELECT l.doc * {LINE_PRODUCTS} + l.product FROM {{sale_line}} l"
    f" WHERE l.status = 0 AND l.units > 0 AND {_DAYS}"
)
# Exports split what one customer buys at one moment into several invoices: one basket all the same.
_BASKETS = (
    "SELECT l.doc, COALESCE(l.at, -l.doc), CASE WHEN l.at IS NULL THEN 0 ELSE l.customer END"
    f" FROM {{sale}} l WHERE l.status = 0 AND {_DAYS} ORDER BY 1"
)


def keep_weeks(facts: Facts, *spans: Span | None) -> None:
    """Keep the weeks of some days, so that their products are not read from the rows.

    To be called before a snapshot is taken; nothing happens inside one.
    """
    store = facts.store
    if store.read_only or store.sql.in_transaction:
        return
    ensure_current(store)
    for span in spans:
        if span is not None:
            keep(store, span)


def product_sales(facts: Facts, span: Span, where: Where = ()) -> list[ProductSales]:
    """Return every product sold or given back on the days, by number.

    Raises:
        NoBreakdownError: lines do not know a dimension of ``where``.
    """
    known = _RETURNED.wide_dimensions.keys()
    check_known("units", {dimension for dimension, _member in where}, known)
    days = to_number(span.start), to_number(span.end)
    with facts.snapshot() as snapshot:
        lines = _chosen(_SALES, _SOLD, by_product(snapshot, _SALES, *days, where))
        given = _chosen(_REFUNDS, _GIVEN_BACK, by_product(snapshot, _REFUNDS, *days, where))
        came = by_product(snapshot, _RETURNED, *days, where)
        found = snapshot.connection.execute(snapshot.relation(_NAMES))
        names = {row[0]: row[1:] for row in found}
    sold = {product: sums for product, sums in lines.items() if sums[0]}  # some are never paid
    numbers = sorted(sold.keys() | given.keys() | came.keys())
    nameless, unsold, satisfied = ("",) * 4, (0,) * len(_SOLD), (0,) * len(_GIVEN_BACK)
    return [
        ProductSales(
            number,
            *names.get(number, nameless),
            *sold.get(number, unsold),
            *given.get(number, satisfied),
            *came.get(number, (0,)),
        )
        for number in numbers
    ]


def _chosen(
    family: Family, measures: Sequence[str], sums: Mapping[int, list[int]]
) -> dict[int, tuple[int, ...]]:
    """Return some measures by product, in the order asked for."""
    known = [measure.id for measure in family.measures]
    choose = itemgetter(*(known.index(name) for name in measures))
    return {product: choose(values) for product, values in sums.items()}


def product_names(facts: Facts) -> dict[int, tuple[str, str]]:
    """Return name and SKU of every product, by number."""
    with facts.snapshot() as snapshot:
        found = snapshot.connection.execute(snapshot.relation(_NAMES))
        return {number: (name, sku) for number, name, sku, *_ in found}


def order_lines(facts: Facts, span: Span, block: int = 50_000) -> Iterator[list[tuple[int]]]:
    """Yield the paid lines of the days in blocks: order × ``LINE_PRODUCTS`` + product."""
    with facts.snapshot() as snapshot:
        found = snapshot.connection.execute(snapshot.relation(_LINES), _days(span))
        while rows := found.fetchmany(block):
            yield rows


def order_moments(facts: Facts, span: Span) -> list[tuple[int, int, int]]:
    """Return the paid orders of the days by number: with their moment and their customer.

    Without a moment the order stands for it, as a negative number.
    """
    with facts.snapshot() as snapshot:
        return snapshot.connection.execute(snapshot.relation(_BASKETS), _days(span)).fetchall()


def _days(span: Span) -> dict[str, int]:
    return {"start": to_number(span.start), "end": to_number(span.end)}
