"""Orders and answers of people who were forgotten stay nobody's when an export brings them again.

``store.forgetting`` keeps no list of names to tell them by: what is stored under a number that
nobody can tell any more keeps that number, whatever address stands in the file.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from store.ingest.coding import Customers
    from store.ingest.documents import Version
    from store.records import Sale

_TABLES = ("sale", "refund")


class ForgottenCustomers:
    """Puts the stored number in the place of a forgotten customer's name."""

    def __init__(self, connection: sqlite3.Connection, customers: Customers) -> None:
        self._connection = connection
        self._customers = customers
        self._some = (
            connection.execute("SELECT 1 FROM customer WHERE anonymous = 1 LIMIT 1").fetchone()
            is not None
        )
        self._found: dict[tuple[str, ...], tuple[array[int], array[int]]] = {}

    def keep_of_sales(self, sales: Iterable[Sale], known: Mapping[str, Version]) -> None:
        """Let orders that are stored as a forgotten one's stay so."""
        if not self._some or not known:
            return
        for sale in sales:
            version = known.get(sale.ref)
            number = self._number(_TABLES, version.doc) if version else 0
            if number:
                sale.customer = self._identity(number)

    def kept_rows(
        self, table: str, rows: Sequence[Mapping[str, object]], known: Mapping[str, Version]
    ) -> Sequence[Mapping[str, object]]:
        """Return rows of a table, those that are stored as a forgotten one's still so."""
        if not self._some or not known or not any(row.get("customer") for row in rows):
            return rows
        kept = []
        for row in rows:
            version = known.get(str(row.get("ref")))
            number = self._number((table,), version.doc) if version and row.get("customer") else 0
            kept.append({**row, "customer": self._identity(number)} if number else row)
        return kept

    def _identity(self, number: int) -> str:
        """Return a name that stands for a stored customer; no file can hold it."""
        name = f"\0{number}"
        self._customers[name] = number
        return name

    def _number(self, tables: tuple[str, ...], doc: int) -> int:
        """Return the forgotten customer of a stored document, 0 for any other."""
        found = self._found.get(tables)
        if found is None:
            found = self._found[tables] = self._read(tables)
        docs, customers = found
        place = bisect_left(docs, doc)
        return customers[place] if place < len(docs) and docs[place] == doc else 0

    def _read(self, tables: tuple[str, ...]) -> tuple[array[int], array[int]]:
        """Return all documents of forgotten customers in ascending order: 16 bytes each."""
        docs, customers = array("q"), array("q")
        question = " UNION ".join(
            f"SELECT doc, customer FROM {table} WHERE customer IN"
            " (SELECT id FROM customer WHERE anonymous = 1)"
            for table in tables
        )
        for doc, customer in self._connection.execute(f"{question} ORDER BY doc"):
            docs.append(doc)
            customers.append(customer)
        return docs, customers
