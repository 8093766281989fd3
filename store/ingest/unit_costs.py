"""What a unit of a product costs, for lines that were sold without a cost of their own.

A line that has a cost keeps it. One that has none takes that of its order's other lines of the same
product, else what they had when the order was stored before, else what the catalogue says: so a
later cost never changes what is known of the past, and a cost once known of an order stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.money import rounded
from store.records import Status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

Known = tuple[int, int]
"""A cost, and of how many units."""
_OF_ORDER = (
    "SELECT product, SUM(cost), SUM(units) FROM sale_line"
    " WHERE day = ? AND doc = ? AND import <> ? AND cost IS NOT NULL"
    f" AND status <> {int(Status.NO_RATE)} GROUP BY product"  # those are in another currency
)


class UnitCosts:
    """The catalogue's costs by product, as they are when orders are coded."""

    def __init__(self, connection: sqlite3.Connection, importing: int) -> None:
        self._connection = connection
        self._importing = importing
        self._known: dict[int, Known] = {
            int(product): (int(cost), 1)
            for product, cost in connection.execute(
                "SELECT id, cost FROM product WHERE cost IS NOT NULL"
            )
        }

    def learn(self, product: int, cost: int) -> None:
        """Take a newer cost, for the orders to come."""
        self._known[product] = (cost, 1)

    def now(self) -> Mapping[int, Known]:
        """Return the costs for an order that is new."""
        return self._known

    def then(self, day: int, doc: int) -> Mapping[int, Known]:
        """Return the costs for an order that is stored already."""
        before = {
            int(product): (int(cost), int(units))
            for product, cost, units in self._connection.execute(
                _OF_ORDER, (day, doc, self._importing)
            )
            if units > 0
        }
        return {**self._known, **before} if before else self._known


def of_lines(
    products: Sequence[int], units: Sequence[int], costs: Sequence[int | None]
) -> dict[int, Known]:
    """Return the costs that lines have, by product."""
    found: dict[int, Known] = {}
    for product, count, cost in zip(products, units, costs, strict=True):
        if cost is not None:
            so_far = found.get(product, (0, 0))
            found[product] = (so_far[0] + cost, so_far[1] + count)
    return {product: known for product, known in found.items() if known[1] > 0}


def filled(
    products: Sequence[int],
    units: Sequence[int],
    costs: Sequence[int | None],
    known: Mapping[int, Known],
) -> list[int | None] | None:
    """Return the costs of lines, those that are missing filled; ``None`` when none could be."""
    if None not in costs:
        return None
    found = [
        _of(known.get(product), count) if cost is None else cost
        for product, count, cost in zip(products, units, costs, strict=True)
    ]
    return None if found.count(None) == list(costs).count(None) else found


def _of(known: Known | None, units: int) -> int | None:
    return None if known is None else rounded(known[0] * units, known[1])
