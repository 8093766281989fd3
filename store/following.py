"""What must follow when an import is published, beyond the days of its own rows.

An order that arrives late may become its customer's first: the orders that were first and second
before lose their rank, and the figures of their days change. Cohorts of changed customers change
on the day they mature, orders whose refunds changed on the day of the order, and all lines of a
product that moved to another category.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import buyers, matrices, product_weeks, settings
from store.derivation import WITH_LINES, Derivation, touch
from store.derived import STORED_FAMILIES, live_generation
from store.measures import COHORT_DAYS
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from store.buyers import BuyerChange
    from store.family import Family
    from store.matrices import MatrixChange

_PRODUCTS = "derived_products"
_REPLACED_ORDERS = "SELECT doc FROM replaced WHERE kind = 1 AND import = ?"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything the publishing transaction has to write, as far as it can be known before."""

    connection: sqlite3.Connection
    generation: int
    tables: Mapping[str, str]
    days: frozenset[int]
    order_days: frozenset[int]
    buyers: BuyerChange
    matrices: list[MatrixChange]

    @property
    def all_days(self) -> set[int]:
        """Every day of whose figures any may change."""
        return set().union(*(self._touched(family) for family in STORED_FAMILIES))

    def write(self) -> None:
        """Let the live generation follow; the caller holds the publishing transaction."""
        buyers.write(self.connection, self.generation, self.buyers)
        derivation = Derivation(self.connection, self.tables, self.generation)
        moved = _products_moved(self.connection)
        for family in STORED_FAMILIES:
            whole = moved and family.id in WITH_LINES
            derivation.follow(family, self._touched(family), whole=whole)
        matrices.write(self.connection, self.generation, self.matrices)
        product_weeks.forget(self.connection, self.generation, self.days | self.order_days)

    def _touched(self, family: Family) -> set[int]:
        touched = set(self.days)
        if family.id == "sales":
            touched |= self.buyers.orders
        elif family.id == "refunds_by_order":
            touched |= self.order_days
        elif family.after in COHORT_DAYS:
            touched |= {day + family.after for day in self.buyers.firsts}
        return touched


def prepare(
    connection: sqlite3.Connection,
    *,
    days: Collection[int],
    importing: int,
    generation: int | None = None,
) -> Prepared:
    """Work out what publishing the import will change, without writing to the store.

    ``days`` are those of every row the import wrote, and of every document it replaced. What is
    returned holds as long as no other import is published.
    """
    if generation is None:
        generation = live_generation(connection)
    before = visible(connection, importing, state="before")
    after = visible(connection, importing)
    all_days = frozenset(days) | _days_of_old_parts(connection, importing)
    touched = touch(connection, all_days)
    order_days = {
        day
        for (day,) in connection.execute(
            f"SELECT DISTINCT order_day FROM refund WHERE day {touched}"
        )
    }
    customers = {
        customer
        for name in ("sale", "refund")
        for (customer,) in connection.execute(
            f"SELECT DISTINCT customer FROM {name} WHERE day {touched} AND customer <> 0"
            f" AND (import = ? OR doc IN ({_REPLACED_ORDERS}))",
            (importing, importing),
        )
    }
    return Prepared(
        connection,
        generation,
        after,
        all_days,
        frozenset(order_days),
        buyers.prepare(connection, after, generation, customers),
        matrices.prepare(connection, before, after, generation, importing, touched),
    )


def _days_of_old_parts(connection: sqlite3.Connection, importing: int) -> set[int]:
    """Return the days of refunds, payments and deliveries of orders that were replaced.

    They have days of their own, which the old version may have had and the new one not.
    """
    if not connection.execute(f"{_REPLACED_ORDERS} LIMIT 1", (importing,)).fetchone():
        return set()
    return {
        day
        for name in ("refund", "payment", "delivery")
        for (day,) in connection.execute(
            f"SELECT DISTINCT day FROM {name} WHERE doc IN ({_REPLACED_ORDERS})", (importing,)
        )
    }


def _products_moved(connection: sqlite3.Connection) -> bool:
    """Whether a product known at the last derivation is in another category since."""
    known, digest = map(int, (settings.read(connection, _PRODUCTS) or "0 0").split())
    moved = _products_digest(connection, known) != (known, digest)
    keep_products(connection)
    return moved


def keep_products(connection: sqlite3.Connection) -> None:
    """Remember in which categories products are in the live generation."""
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM product").fetchone()
    number, digest = _products_digest(connection, last)
    settings.write(connection, _PRODUCTS, f"{number} {digest}")


def _products_digest(connection: sqlite3.Connection, last: int) -> tuple[int, int]:
    (digest,) = connection.execute(
        "SELECT COALESCE(SUM((id * (category * 1000003 + subcategory)) % 2147483647), 0)"
        " FROM product WHERE id <= ?",
        (last,),
    ).fetchone()
    return last, int(digest)
