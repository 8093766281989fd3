"""Texts become numbers: members, products, customers and visit contexts, each coded once.

Lookups are dictionaries whose ``__missing__`` asks the store, so that a column is coded by
``map(codes.__getitem__, column)``. New codes wait for the next write of the stage. Only one import
runs at a time, so numbers can be given here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.ingest.skus import NumberedLines, SkuNumbers
from store.migrations.m0001_first import TRAFFIC_DIMENSIONS
from store.text import clean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from store.ingest.bulk import Row
    from store.privacy import Pseudonyms
    from store.records import Line, Lines

KEPT = 50_000
"""Codes kept in memory of each sort; past it they are asked from the store again."""
LONGEST_NAME = 300
_SOURCE = "source"
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"'|=/]+@[^\s@<>()\[\],;:\"'|=/]+\.[^\W\d_]{2,}")
_HIDDEN = "…"


def stored_name(text: str) -> str:
    """Return a name as it is stored: a mail address in it, in a column named amiss, is not."""
    plain = clean(text).strip()
    if "@" in plain:
        plain = _MAIL.sub(_HIDDEN, plain)
    return plain[:LONGEST_NAME]


def next_number(connection: sqlite3.Connection, table: str) -> int:
    """Return the first id of ``table`` that was never given."""
    (last,) = connection.execute(f"SELECT MAX(id) FROM {table}").fetchone()
    return int(last or 0) + 1


class Numbers:
    """Gives the new ids of one table and keeps their rows until they are written."""

    __slots__ = ("_next", "columns", "fresh", "table")

    def __init__(self, connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = columns
        self.fresh: list[Row] = []
        self._next = next_number(connection, table)

    @property
    def empty(self) -> bool:
        """Whether the store has no row of this table, so that none need be asked for."""
        return self._next == 1

    @property
    def next(self) -> int:
        """The id that is given next."""
        return self._next

    def give(self, *values: int | str | bytes | None) -> int:
        number = self._next
        self._next += 1
        self.fresh.append((number, *values))
        return number


class Members(dict[str, int]):
    """Codes of the members of one dimension; ``''`` is 0."""

    __slots__ = ("_connection", "_dimension", "_fresh", "_numbers")

    def __init__(self, connection: sqlite3.Connection, dimension: str, numbers: Numbers) -> None:
        super().__init__()
        self._connection = connection
        self._dimension = dimension
        self._numbers = numbers
        self._fresh: dict[str, int] = {}
        self[""] = 0

    def __missing__(self, name: str) -> int:
        # A source is called what its owner says; the imports carry that name too.
        plain = (
            clean(name).strip()[:LONGEST_NAME] if self._dimension == _SOURCE else stored_name(name)
        )
        code = self._code(plain) if plain else 0
        self[name] = code
        return code

    def _code(self, plain: str) -> int:
        row = self._connection.execute(
            "SELECT id FROM member WHERE dimension = ? AND name = ?", (self._dimension, plain)
        ).fetchone()
        if row:
            return int(row[0])
        if plain not in self._fresh:
            self._fresh[plain] = self._numbers.give(self._dimension, plain)
        return self._fresh[plain]

    def written(self) -> None:
        """Forget what is in the store by now, when it has become much."""
        self._fresh.clear()
        if len(self) > KEPT:
            self.clear()
            self[""] = 0


class Customers(dict[str, int]):
    """Codes of customers by their identity, which is never stored; ``''`` is a guest, 0."""

    __slots__ = ("_connection", "_fresh", "_numbers", "_pseudonyms", "_source")

    def __init__(
        self, connection: sqlite3.Connection, pseudonyms: Pseudonyms, source: str, numbers: Numbers
    ) -> None:
        super().__init__()
        self._connection = connection
        self._pseudonyms = pseudonyms
        self._source = source
        self._numbers = numbers
        self._fresh: dict[bytes, int] = {}
        self[""] = 0

    def __missing__(self, identity: str) -> int:
        code = self._code(identity) if identity.strip() else 0
        self[identity] = code
        return code

    def _code(self, identity: str) -> int:
        key = self._pseudonyms.of(identity, self._source)
        row = self._connection.execute("SELECT id FROM customer WHERE key = ?", (key,)).fetchone()
        if row:
            return int(row[0])
        if key not in self._fresh:
            self._fresh[key] = self._numbers.give(key)
        return self._fresh[key]

    def written(self) -> None:
        self._fresh.clear()
        if len(self) > KEPT:
            self.clear()
            self[""] = 0


class Products:
    """Codes of products by SKU, and what is newly known of products the store has.

    The first name and category of a SKU in a file count. Those of a later file replace the
    stored ones when it is published (``renamed``, ``moved``), unless they are blank.
    """

    def __init__(self, connection: sqlite3.Connection, members: Callable[[str], Members]) -> None:
        columns = ("id", "sku", "name", "category", "subcategory")
        self.numbers = Numbers(connection, "product", columns)
        self.renamed: dict[int, str] = {}
        self.moved: dict[int, tuple[int, int]] = {}
        self._skus = SkuNumbers(self.meet, self.name)
        self._fresh: dict[str, int] = {}
        self._connection = connection
        self._categories = members("category")
        self._subcategories = members("subcategory")
        self._none_in_store = self.numbers.empty
        self._first_new = self.numbers.next

    def is_new(self, code: int) -> bool:
        """Whether the store had no such product when the import began."""
        return code >= self._first_new

    def codes(self, lines: Lines) -> list[int]:
        """Return the code of each line's product; a line without a SKU goes by its name."""
        return lines.products if type(lines) is NumberedLines else self._skus.of(lines)

    def name(self, code: int, name: str) -> None:
        """Name a product whose first line in the file had no name."""
        if plain := stored_name(name):
            self.renamed.setdefault(code, plain)

    def meet(self, line: Line) -> int:
        """Return the code of a line's product, and note what the line says of it."""
        sku, name = stored_name(line.sku), stored_name(line.name)
        if sku in self._fresh:  # another spelling of it was met
            return self._fresh[sku]
        place = (self._categories[line.category], self._subcategories[line.subcategory])
        known = None
        if not self._none_in_store:
            known = self._connection.execute(
                "SELECT id, name, category, subcategory FROM product WHERE sku = ?", (sku,)
            ).fetchone()
        if known is None:
            code = self._fresh[sku] = self.numbers.give(sku, name, *place)
            return code
        code = int(known[0])
        if name and name != known[1]:
            self.renamed.setdefault(code, name)
        new_place = (place[0] or known[2], place[1] or known[3])
        if new_place != (known[2], known[3]):
            self.moved.setdefault(code, new_place)
        return code

    def written(self) -> None:
        """Note that the fresh products are in the store."""
        if self._fresh:
            self._fresh.clear()
            self._none_in_store = False
        if len(self._skus) > KEPT:
            self._skus.forget()


class Coding:
    """Everything an import codes, with what waits to be written.

    ``source`` is where the customers' numbers are from; ``""`` takes them for everybody's.
    """

    def __init__(
        self, connection: sqlite3.Connection, pseudonyms: Pseudonyms, source: str = ""
    ) -> None:
        self._connection = connection
        self._members: dict[str, Members] = {}
        self._member_numbers = Numbers(connection, "member", ("id", "dimension", "name"))
        self._customer_numbers = Numbers(connection, "customer", ("id", "key"))
        self._context_numbers = Numbers(connection, "visit_context", ("id", *TRAFFIC_DIMENSIONS))
        self._contexts: dict[tuple[int, ...], int] = {}
        self.customers = Customers(connection, pseudonyms, source, self._customer_numbers)
        self.products = Products(connection, self.members)

    def members(self, dimension: str) -> Members:
        """Return the codes of a dimension's members."""
        if dimension not in self._members:
            self._members[dimension] = Members(self._connection, dimension, self._member_numbers)
        return self._members[dimension]

    def context(self, members: tuple[int, ...]) -> int:
        """Return the code of what a visit came with: members in ``TRAFFIC_DIMENSIONS`` order."""
        code = self._contexts.get(members)
        if code is None:
            where = " AND ".join(f"{name} = ?" for name in TRAFFIC_DIMENSIONS)
            row = self._connection.execute(
                f"SELECT id FROM visit_context WHERE {where}", members
            ).fetchone()
            code = int(row[0]) if row else self._context_numbers.give(*members)
            self._contexts[members] = code
        return code

    def fresh(self) -> list[Numbers]:
        """Return the tables with new codes; write them before the rows that use them."""
        numbers = (
            self._member_numbers, self._customer_numbers, self._context_numbers,
            self.products.numbers,
        )  # fmt: skip
        return [table for table in numbers if table.fresh]

    def written(self) -> None:
        """Forget what was written."""
        for table in self.fresh():
            table.fresh.clear()
        for members in self._members.values():
            members.written()
        self.customers.written()
        self.products.written()
        if len(self._contexts) > KEPT:
            self._contexts.clear()
