"""What a catalogue says of products: names, categories, and costs that reach the orders.

A product's first cost reaches every line that was sold without one, also of orders that are stored:
these are written again as they are, with the cost, under the number of this import. A later cost
changes no line that has one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.ingest.documents import REPLACED
from store.ingest.sales import COLUMNS
from store.ingest.unit_costs import UnitCosts
from store.messages import N_, Message, counted
from store.records import Kind, Line, Lines

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.database import Store
    from store.ingest.coding import Coding
    from store.ingest.documents import Version
    from store.ingest.receipt import Tally
    from store.records import Product, Sale

FULLER = N_("This order is known in more detail already; this export tells less of it.")

_BATCH = 4_000
"""Rows of one write transaction, short enough that nobody's edit waits."""
_OF_PRODUCT = "SELECT name, category, subcategory, cost FROM product WHERE id = ?"
_IS_FULLER = (
    "SELECT EXISTS (SELECT 1 FROM sale s WHERE s.day = ? AND s.doc = ?"
    " AND (s.customer <> 0 OR s.paid <> 0 OR ?)"
    " AND EXISTS (SELECT 1 FROM sale_line l WHERE l.day = s.day AND l.doc = s.doc))"
)
_UNIT = "SELECT cost FROM temp.new_cost c WHERE c.product = x.product"
_LINE_COST = f"COALESCE(x.cost, x.units * ({_UNIT}))"
# Of a piece given back for nothing no row says whether its cost was known: what was sold does.
_WITHOUT_COST = (
    "{r}.costed = 0 AND ({r}.goods <> 0 OR ({r}.cost = 0 AND {r}.units <> 0 AND NOT EXISTS"
    " (SELECT 1 FROM sale_line s WHERE s.day = {r}.order_day AND s.doc = {r}.doc"
    " AND s.import = {r}.import AND s.product = {r}.product AND s.cost IS NOT NULL)))"
)
_UNCOSTED = f"({_WITHOUT_COST.format(r='x')} AND EXISTS ({_UNIT}))"
_NEW_LINES = "l.day = x.day AND l.doc = x.doc AND l.import = :importing"
_FIRST_OF_DAY = (
    "x.n = (SELECT MIN(y.n) FROM refund y"
    " WHERE y.day = x.day AND y.doc = x.doc AND y.import = x.import)"
)


def is_fuller(connection: sqlite3.Connection, known: Version, sketch: Sale) -> bool:
    """Whether a stored order tells more than a mere outline does.

    It has items, and either the outline has none or it tells who bought, or what was paid.
    """
    asked = (known.day, known.doc, int(not sketch.lines))
    (fuller,) = connection.execute(_IS_FULLER, asked).fetchone()
    return bool(fuller)


class Catalogue:
    """Takes the products of one import."""

    def __init__(self, store: Store, coding: Coding, importing: int, *, trial: bool) -> None:
        self.costs = UnitCosts(store.sql, importing)
        self.days: set[int] = set()
        """The days of orders that were written again; known after ``settle``."""
        self._store = store
        self._products = coding.products
        self._category, self._subcategory = (
            coding.members("category"),
            coding.members("subcategory"),
        )
        self._importing = importing
        self._trial = trial
        self._told: dict[int, Product] = {}
        self._rows: dict[int, int] = {}
        self._new_costs: dict[int, int] = {}
        self._lines = self._orders = 0

    def add(self, product: Product) -> None:
        """Take a product; what is said of it first counts."""
        line = Line(
            product.sku, product.name, 0, 0,
            category=product.category, subcategory=product.subcategory,
        )  # fmt: skip
        (code,) = self._products.codes(Lines.of([line]))
        self._rows[code] = self._rows.get(code, 0) + product.rows
        self._told.setdefault(code, product)
        if product.cost is not None and code not in self._new_costs:
            self._new_costs[code] = product.cost
            self.costs.learn(code, product.cost)

    def settle(self, tally: Tally) -> None:
        """Count what became of the products, and bring their costs to the orders without one."""
        connection = self._store.sql
        changed: dict[int, int] = {}
        for code, product in self._told.items():
            rows = self._rows[code]
            known = connection.execute(_OF_PRODUCT, (code,)).fetchone()
            cost = self._new_costs.get(code)
            if cost is not None and (known is None or known[3] != cost):
                changed[code] = cost
            if self._products.is_new(code):
                tally.stored += rows
            elif code in changed or self._differs(product, known):
                tally.updated += rows
            else:
                tally.unchanged += rows
        self._told.clear()
        self._reach(connection)
        self._new_costs = changed

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the costs; the caller holds the publishing transaction."""
        connection.executemany(
            "UPDATE product SET cost = ? WHERE id = ?",
            ((cost, code) for code, cost in self._new_costs.items()),
        )

    def messages(self) -> Iterator[Message]:
        """Yield what the receipt says of orders that the costs reached."""
        if self._orders:
            yield counted(
                N_("{n} order that was sold without a cost has one now ({lines} lines)."),
                N_("{n} orders that were sold without a cost have one now ({lines} lines)."),
                "n",
                {"n": self._orders, "lines": self._lines},
            )

    def _differs(self, product: Product, known: tuple[str, int, int, int | None]) -> bool:
        told = (self._category[product.category], self._subcategory[product.subcategory])
        return any(
            new and new != old for new, old in zip((product.name, *told), known, strict=False)
        )

    # -- the orders that were sold without a cost ------------------------------------------------

    def _reach(self, connection: sqlite3.Connection) -> None:
        if not self._new_costs:
            return
        if self._trial:
            self._orders, self._lines = _would_reach(connection, self._new_costs)
            return
        _keep_costs(connection, self._new_costs)
        connection.execute("DROP TABLE IF EXISTS temp.costing")
        connection.execute(
            "CREATE TEMP TABLE costing AS SELECT d.id AS doc, d.source, d.ref, d.day, d.digest"
            " FROM document d WHERE d.kind = :kind AND d.import <> :importing AND d.id IN ("
            " SELECT l.doc FROM sale_line l JOIN temp.new_cost c ON c.product = l.product"
            " WHERE l.cost IS NULL UNION"
            " SELECT r.doc FROM refund_line r JOIN temp.new_cost c ON c.product = r.product"
            f" WHERE {_WITHOUT_COST.format(r='r')})"
            " AND d.id NOT IN (SELECT doc FROM replaced WHERE kind = :kind AND import = :importing)"
            " ORDER BY d.id",
            self._asked,
        )
        connection.execute("CREATE UNIQUE INDEX temp.costing_doc ON costing (doc)")
        self._orders, self._lines = connection.execute(
            "SELECT COUNT(DISTINCT l.doc), COUNT(*) FROM sale_line l"
            " JOIN temp.new_cost c ON c.product = l.product"
            " WHERE l.cost IS NULL AND l.doc IN (SELECT doc FROM temp.costing)"
        ).fetchone()
        self._replace()
        for table, columns in _WRITTEN.items():
            self._copy(table, columns)

    @property
    def _asked(self) -> dict[str, int]:
        return {"kind": int(Kind.SALE), "importing": self._importing}

    def _replace(self) -> None:
        """Note that the orders have a newer version, which is told in the same words."""
        given = {
            "kind": ":kind", "import": ":importing", "old_day": "x.day", "new_day": "x.day",
            "new_digest": "x.digest",
        }  # fmt: skip
        columns = ", ".join(given.get(name, f"x.{name}") for name in REPLACED)
        last = 0
        while True:
            bound = self._store.sql.execute(
                "SELECT MAX(doc) FROM (SELECT doc FROM temp.costing WHERE doc > ? ORDER BY doc"
                " LIMIT ?)",
                (last, _BATCH),
            ).fetchone()[0]
            if bound is None:
                return
            with self._store.writing() as connection:
                connection.execute(
                    f"INSERT INTO replaced ({', '.join(REPLACED)}) SELECT {columns}"
                    " FROM temp.costing x WHERE x.doc > :last AND x.doc <= :bound",
                    self._asked | {"last": last, "bound": bound},
                )
            last = bound
            self._store.keep_log_short()

    def _copy(self, table: str, columns: dict[str, str]) -> None:
        """Write the orders' rows of one table again, a few thousand at a time."""
        names = COLUMNS[table]
        shown = ", ".join(columns.get(name, f"x.{name}") for name in names)
        days = self._store.sql.execute(
            f"SELECT x.day, COUNT(*) FROM {table} x WHERE x.import <> :importing"
            " AND x.doc IN (SELECT doc FROM temp.costing) GROUP BY x.day ORDER BY x.day",
            self._asked,
        ).fetchall()
        self.days.update(day for day, _ in days)
        for first, last in _spans(days):
            with self._store.writing() as connection:
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {shown} FROM {table} x"
                    " WHERE x.day BETWEEN :first AND :last AND x.import <> :importing"
                    " AND x.doc IN (SELECT doc FROM temp.costing)",
                    self._asked | {"first": first, "last": last},
                )
            self._store.keep_log_short()


def _would_reach(connection: sqlite3.Connection, costs: dict[int, int]) -> tuple[int, int]:
    """Return how many orders and lines costs would reach; nothing is written, not even aside."""
    orders, lines = connection.execute(
        "SELECT COUNT(DISTINCT doc), COUNT(*) FROM sale_line WHERE cost IS NULL"
        " AND product IN (SELECT value FROM json_each(?))",
        (json.dumps(list(costs)),),
    ).fetchone()
    return int(orders), int(lines)


def _keep_costs(connection: sqlite3.Connection, costs: dict[int, int]) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.new_cost")
    connection.execute("CREATE TEMP TABLE new_cost (product INTEGER PRIMARY KEY, cost INTEGER)")
    connection.executemany("INSERT INTO temp.new_cost VALUES (?, ?)", costs.items())


def _spans(days: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield first and last days of about as many rows as one transaction may write."""
    start, rows, last = -1, 0, 0
    for day, count in days:
        if start >= 0 and rows + count > _BATCH:
            yield start, last
            start, rows = -1, 0
        start = day if start < 0 else start
        rows += count
        last = day
    if start >= 0:
        yield start, last


def _summed(what: str, condition: str = "TRUE") -> str:
    return (
        f"COALESCE((SELECT SUM(l.{what}) FROM sale_line l WHERE {_NEW_LINES} AND {condition}), 0)"
    )


def _refunded(what: str, without_lines: str) -> str:
    """Return what a refund's part with known costs becomes.

    Lines of a refund do not say which refund of their day they are of: the first one of the day
    takes what all of them gained.
    """
    now, before = (
        f"COALESCE((SELECT SUM(l.{what}) FROM refund_line l WHERE l.day = x.day"
        f" AND l.doc = x.doc AND l.import = {version}), 0)"
        for version in (":importing", "x.import")
    )
    return (
        f"CASE WHEN NOT EXISTS (SELECT 1 FROM refund_line l WHERE {_NEW_LINES})"
        f" THEN {without_lines} WHEN {_FIRST_OF_DAY} THEN x.{what} + {now} - {before}"
        f" ELSE x.{what} END"
    )


_SHARE = (
    "COALESCE((SELECT CAST(x.goods / s.goods * s.costed"
    " + (x.goods % s.goods * s.costed + s.goods / 2) / s.goods AS INTEGER) FROM sale s"
    " WHERE s.day = x.order_day AND s.doc = x.doc AND s.import = :importing AND s.goods > 0),"
    " x.costed)"
)
_OWN = {"import": ":importing"}
_WRITTEN: dict[str, dict[str, str]] = {
    "sale_line": {**_OWN, "cost": _LINE_COST},
    "sale": {
        **_OWN,
        "costed": _summed("goods", "l.cost IS NOT NULL"),
        "cost": _summed("cost"),
    },
    "refund_line": {
        **_OWN,
        "costed": f"CASE WHEN {_UNCOSTED} THEN x.goods ELSE x.costed END",
        "cost": f"CASE WHEN {_UNCOSTED} THEN x.units * ({_UNIT}) ELSE x.cost END",
    },
    "refund": {
        **_OWN, "costed": _refunded("costed", _SHARE), "cost": _refunded("cost", "x.cost"),
    },
    "payment": _OWN,
    "delivery": _OWN,
}  # fmt: skip
"""What the rows of each table become, in the order they are written: later ones add up earlier."""
