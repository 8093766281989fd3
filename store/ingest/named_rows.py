"""Rows of any fact table, given by name: texts become numbers, what is left out its default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.dimensions import DIMENSIONS
from store.ingest.sales import COLUMNS, Known
from store.migrations.m0001_first import TRAFFIC_DIMENSIONS
from store.records import Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from store.ingest.bulk import Row
    from store.ingest.coding import Coding

_KEY = frozenset({"day", "doc", "n", "import"})
_MAY_BE_NONE = ("at", "promised_day", "shipped_day")


class NamedRows:
    """Codes rows for ``Stage.add_rows``. ``columns`` are those of each table met so far."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        coding: Coding,
        source: str,
        sale: Callable[[str], Known | None],
    ) -> None:
        self.columns: dict[str, tuple[str, ...]] = dict(COLUMNS)
        self._connection = connection
        self._coding = coding
        self._source = source
        self._sale = sale

    def coded(self, table: str, row: Mapping[str, object]) -> tuple[int, Row]:
        """Return the day, and in numbers the table's columns behind day, document and import."""
        named = {"source": self._source, **row}
        if table == "delivery" and not named.get("country"):
            named["country"] = country_of_order(self._connection, str(named.get("order") or ""))
        values = tuple(self._value(name, named) for name in self._own(table))
        return _whole(row["day"]), values

    def row(self, table: str, day: int, doc: int, importing: int, values: Row) -> Row:
        """Return the whole row, in the order of the table's columns."""
        if "n" in self.columns[table]:
            return (day, doc, 0, importing, *values)
        return (day, doc, importing, *values)

    def _own(self, table: str) -> tuple[str, ...]:
        if table not in self.columns:
            found = self._connection.execute(f"PRAGMA table_info({table})")
            names = [name for _, name, *_ in found if name not in _KEY]
            self.columns[table] = ("day", "doc", "import", *names)
        return tuple(name for name in self.columns[table] if name not in _KEY)

    def _value(self, name: str, named: Mapping[str, object]) -> int | str | None:
        given = named.get(name)
        members = self._coding.members
        if name in DIMENSIONS:
            return members(name)[str(given or "")]
        if name == "next_page":
            return members("page")[str(given or "")]
        if name == "customer":
            return self._coding.customers[str(given or "")]
        if name == "sale_doc":
            found = self._sale(str(given)) if given else None
            return found[0] if found else 0
        if name == "context":
            codes = (members(one)[str(named.get(one) or "")] for one in TRAFFIC_DIMENSIONS)
            return self._coding.context(tuple(codes))
        if name == "scale":
            return str(given or "")
        return None if given is None and name in _MAY_BE_NONE else _whole(given or 0)


def country_of_order(connection: sqlite3.Connection, ref: str) -> str:
    """Return where an order went, by its number in any source; ``""`` where that is not clear."""
    if not ref:
        return ""
    found = connection.execute(
        "SELECT DISTINCT m.name FROM document d"
        " JOIN sale s ON s.day = d.day AND s.doc = d.id AND s.import = d.import"
        " JOIN member m ON m.id = s.country WHERE d.kind = ? AND d.ref IN (?, ?)"
        " AND d.source IN (SELECT id FROM member WHERE dimension = 'source')",
        (int(Kind.SALE), ref, f"#{ref}"),
    ).fetchall()
    return str(found[0][0]) if len(found) == 1 else ""


def tellable(values: Row) -> list[int | bytes | None]:
    """Return values as ``sales.digest`` takes them: texts as bytes."""
    return [value.encode() if isinstance(value, str) else value for value in values]


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a whole number is needed, not {type(value).__name__}")
    return int(value)
