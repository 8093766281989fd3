"""Orders and answers of people who were forgotten stay nobody's when an export brings them again.

``store.forgetting`` keeps no list of names to tell them by: what is stored under a number that
nobody can tell any more keeps that number, whatever address stands in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from store.ingest.coding import Customers
    from store.ingest.documents import Version
    from store.records import Sale

_AT_ONCE = 100
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

    def keep_of_sales(self, sales: Iterable[Sale], known: Mapping[str, Version]) -> None:
        """Let orders that are stored as a forgotten one's stay so."""
        if not self._some or not known:
            return
        numbers = self._numbers(_TABLES, list(known.values()))
        for sale in sales:
            version = known.get(sale.ref)
            if version is not None and version.doc in numbers:
                sale.customer = self._identity(numbers[version.doc])

    def kept_rows(
        self, table: str, rows: Sequence[Mapping[str, object]], known: Mapping[str, Version]
    ) -> Sequence[Mapping[str, object]]:
        """Return rows of a table, those that are stored as a forgotten one's still so."""
        if not self._some or not known or not any(row.get("customer") for row in rows):
            return rows
        numbers = self._numbers((table,), list(known.values()))
        kept = []
        for row in rows:
            version = known.get(str(row.get("ref")))
            if version is not None and version.doc in numbers and row.get("customer"):
                row = {**row, "customer": self._identity(numbers[version.doc])}
            kept.append(row)
        return kept

    def _identity(self, number: int) -> str:
        """Return a name that stands for a stored customer; no file can hold it."""
        name = f"\0{number}"
        self._customers[name] = number
        return name

    def _numbers(self, tables: Sequence[str], versions: Sequence[Version]) -> dict[int, int]:
        """Return the forgotten customers of stored documents, by document."""
        found: dict[int, int] = {}
        for start in range(0, len(versions), _AT_ONCE):
            some = versions[start : start + _AT_ONCE]
            values = [number for version in some for number in (version.day, version.doc)]
            marks = ", ".join(["(?, ?)"] * len(some))
            for table in tables:
                found.update(
                    self._connection.execute(
                        f"SELECT t.doc, t.customer FROM {table} t"
                        " JOIN customer c ON c.id = t.customer AND c.anonymous = 1"
                        f" WHERE (t.day, t.doc) IN (VALUES {marks})",
                        values,
                    )
                )
        return found
