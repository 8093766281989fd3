"""Rows of any fact table, given by name: texts become numbers, what is left out its default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

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


class _Coder(NamedTuple):
    """What codes one column; ``unknown`` is its value where a row does not give it."""

    name: str
    code: Callable[[Any], int | str | None]
    unknown: int | str | None


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
        self._coders: dict[str, list[_Coder]] = {}
        self._place_of_context = 0
        self._contexts = [
            (name, coding.members(name), source if name == "source" else "")
            for name in TRAFFIC_DIMENSIONS
        ]

    def coded(self, table: str, row: Mapping[str, object]) -> tuple[int, Row]:
        """Return the day, and in numbers the table's columns behind day, document and import."""
        if table == "delivery" and not row.get("country"):
            country = country_of_order(self._connection, str(row.get("order") or ""))
            row = {**row, "country": country}
        coders = self._coders.get(table) or self._coders_of(table)
        given = row.get
        values = [
            unknown if (value := given(name)) is None else code(value)
            for name, code, unknown in coders
        ]
        if table == "visit":
            values[self._place_of_context] = self._context(row)
        return _whole(row["day"]), tuple(values)

    def _context(self, row: Mapping[str, object]) -> int:
        given = row.get
        codes = [members[str(given(name, own) or "")] for name, members, own in self._contexts]
        return self._coding.context(tuple(codes))

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

    def _coders_of(self, table: str) -> list[_Coder]:
        """Return the coders of a table's columns; millions of rows are coded by them."""
        names = self._own(table)
        if table == "visit":
            self._place_of_context = names.index("context")
        coders = self._coders[table] = [_Coder(name, *self._coder(name)) for name in names]
        return coders

    def _coder(self, name: str) -> tuple[Callable[[Any], int | str | None], int | str | None]:
        """Return what codes a column, and what stands there when nothing is given."""
        if name in DIMENSIONS or name == "next_page":
            members = self._coding.members("page" if name == "next_page" else name)
            own = members[self._source] if name == "source" else 0
            return lambda given: members[str(given or "")], own
        if name == "customer":
            customers = self._coding.customers
            return lambda given: customers[str(given or "")], 0
        if name == "sale_doc":
            return self._document, 0
        if name == "scale":
            return lambda given: str(given or ""), ""
        return _number, None if name in _MAY_BE_NONE else 0

    def _document(self, ref: object) -> int:
        found = self._sale(str(ref)) if ref else None
        return found[0] if found else 0


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


def _number(value: object) -> int:
    return value if type(value) is int else _whole(value or 0)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a whole number is needed, not {type(value).__name__}")
    return int(value)
