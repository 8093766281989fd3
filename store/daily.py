"""Keeping the derived tables: daily facts, buyers and recency matrices follow every import.

An import calls ``derive`` in its publishing transaction with the days it touched, **before** it
deletes the rows it replaced (``store.visible`` leaves them out). A large import calls it without
days and outside a transaction: a new generation is then built beside the live one, in short
transactions, and ``switch`` publishes it. What else must follow is found here: days whose orders
changed rank because a customer's first order changed, cohorts, orders whose refunds changed, lines
of products that moved to another category.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import buyers, matrices, settings
from store.derived import (
    LIVE,
    STORED_FAMILIES,
    all_tables,
    dimension_number,
    is_current,
    live_generation,
    make_tables,
    short_transaction,
    table,
)
from store.measures import COHORT_DAYS, SERIES_DIMENSIONS
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

    from store.database import Store
    from store.measures import Family

TOTAL = ""
_CHUNK_DAYS = 128
_BATCH = 5_000
_PRODUCTS = "derived_products"
_WITH_LINES = ("sale_lines", "refund_lines")
_WHOLE_SHARE = 0.5
"""Above this share of the days a new generation is cheaper than recomputing days."""


def ensure_current(store: Store) -> None:
    """Rebuild the derived tables when they were made by another version of the measures.

    Importers call it before they write, readers before they read. Nothing is done for a store
    that is current.
    """
    with store.reading() as connection:
        if is_current(connection):
            return
    with store.writing() as connection:
        if is_current(connection):
            return
        make_tables(connection)
        settings.write(connection, LIVE, str(derive(connection, days=None)))
        settings.bump(connection, settings.DATA_VERSION)


def derive(
    connection: sqlite3.Connection,
    *,
    days: Collection[int] | None,
    importing: int | None = None,
    generation: int | None = None,
) -> int:
    """Make the derived tables what the visible rows say; return the generation written.

    With ``days`` (those of every row the import wrote or replaced) the live generation follows,
    in the caller's transaction. With ``None`` a whole new generation is written, in the caller's
    transaction or in short ones of its own; it is not live until ``switch``.
    """
    if days is None:
        number = next_generation(connection) if generation is None else generation
        _Derivation(connection, visible(connection, importing), number).whole()
        return number
    number = live_generation(connection) if generation is None else generation
    if importing is None:
        _follow_unknown_change(connection, number)
    else:
        _follow(connection, number, set(days), importing)
    return number


def worth_rebuilding(connection: sqlite3.Connection, days: Collection[int]) -> bool:
    """Whether an import that touched ``days`` had better build a new generation."""
    (known,) = connection.execute(
        "SELECT COUNT(*) FROM daily_sales WHERE generation = ? AND dimension = 0",
        (live_generation(connection),),
    ).fetchone()
    return len(days) > max(31, int(known) * _WHOLE_SHARE)


def next_generation(connection: sqlite3.Connection) -> int:
    """Return the number of a generation that has no rows yet, clearing what a kill left there."""
    number = live_generation(connection) + 1
    _clear(connection, f"generation >= {number}")
    return number


def switch(connection: sqlite3.Connection, generation: int) -> None:
    """Make a generation the live one; the caller holds the publishing transaction."""
    settings.write(connection, LIVE, str(generation))


def clear_old(connection: sqlite3.Connection) -> None:
    """Delete the generations before the live one, in short transactions."""
    _clear(connection, f"generation < {live_generation(connection)}")


def _clear(connection: sqlite3.Connection, condition: str) -> None:
    """Delete some generations from the front of their keys, a few thousand rows at a time."""
    for name in all_tables():
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        keys = ", ".join(column[1] for column in columns if column[5])
        marks = ", ".join("?" for column in columns if column[5])
        while True:
            bound = connection.execute(
                f"SELECT {keys} FROM {name} WHERE {condition} ORDER BY {keys}"
                f" LIMIT 1 OFFSET {4 * _BATCH}"
            ).fetchone()
            upto = f" AND ({keys}) <= ({marks})" if bound else ""
            with short_transaction(connection):
                connection.execute(f"DELETE FROM {name} WHERE {condition}{upto}", bound or ())
            if bound is None:
                break


def _follow_unknown_change(connection: sqlite3.Connection, generation: int) -> None:
    """Rows changed outside an import: nobody can say what was there before, so begin again."""
    for name in all_tables():
        connection.execute(f"DELETE FROM {name} WHERE generation = ?", (generation,))
    _Derivation(connection, visible(connection), generation).whole()


def _follow(
    connection: sqlite3.Connection, generation: int, days: set[int], importing: int
) -> None:
    before = visible(connection, importing, state="before")
    after = visible(connection, importing)
    days = days | _days_of(connection, importing)
    change = buyers.update(connection, after, generation, _customers_of(connection, importing))
    derivation = _Derivation(connection, after, generation)
    moved = _products_moved(connection)
    for family in STORED_FAMILIES:
        touched = set(days)
        if family.id == "sales":
            touched |= change.orders
        elif family.id == "refunds_by_order":
            touched |= _order_days(connection, days)
        elif family.after in COHORT_DAYS:
            touched |= {day + family.after for day in change.firsts}
        derivation.follow(family, touched, whole=moved and family.id in _WITH_LINES)
    matrices.update(connection, before, after, generation, importing)


def _days_of(connection: sqlite3.Connection, importing: int) -> set[int]:
    """Return the days of parts of orders that the import wrote or replaced.

    A refund, payment or delivery has its own day, which the old version of the order may have had
    and the new one not.
    """
    return {
        day
        for name in ("sale", "refund", "payment", "delivery")
        for (day,) in connection.execute(
            f"SELECT DISTINCT day FROM {name} WHERE import = ? OR doc IN"
            " (SELECT doc FROM replaced WHERE kind = 1 AND import = ?)",
            (importing, importing),
        )
    }


def _customers_of(connection: sqlite3.Connection, importing: int) -> set[int]:
    return {
        customer
        for name in ("sale", "refund")
        for (customer,) in connection.execute(
            f"SELECT DISTINCT customer FROM {name} WHERE customer <> 0 AND (import = ? OR doc IN"
            " (SELECT doc FROM replaced WHERE kind = 1 AND import = ?))",
            (importing, importing),
        )
    }


def _order_days(connection: sqlite3.Connection, days: set[int]) -> set[int]:
    _touch(connection, days)
    return {
        day
        for (day,) in connection.execute(
            "SELECT DISTINCT order_day FROM refund WHERE day IN (SELECT day FROM temp.touched_day)"
        )
    }


def _products_moved(connection: sqlite3.Connection) -> bool:
    """Whether a product known at the last derivation is in another category since."""
    known, digest = map(int, (settings.read(connection, _PRODUCTS) or "0 0").split())
    moved = _products_digest(connection, known) != (known, digest)
    _keep_products(connection)
    return moved


def _keep_products(connection: sqlite3.Connection) -> None:
    (last,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM product").fetchone()
    number, digest = _products_digest(connection, last)
    with short_transaction(connection):
        settings.write(connection, _PRODUCTS, f"{number} {digest}")


def _products_digest(connection: sqlite3.Connection, last: int) -> tuple[int, int]:
    (digest,) = connection.execute(
        "SELECT COALESCE(SUM((id * (category * 1000003 + subcategory)) % 2147483647), 0)"
        " FROM product WHERE id <= ?",
        (last,),
    ).fetchone()
    return last, int(digest)


def _touch(connection: sqlite3.Connection, days: Collection[int]) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched_day (day INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched_day")
    connection.executemany("INSERT INTO temp.touched_day VALUES (?)", ((day,) for day in days))


@dataclass(frozen=True, slots=True)
class _Derivation:
    """One pass from the visible rows to one generation."""

    connection: sqlite3.Connection
    tables: Mapping[str, str]
    generation: int

    def whole(self) -> None:
        """Fill an empty generation."""
        buyers.build(self.connection, self.tables, self.generation)
        for family in STORED_FAMILIES:
            self._whole_family(family)
        matrices.build(self.connection, self.tables, self.generation)
        _keep_products(self.connection)

    def follow(self, family: Family, days: set[int], *, whole: bool) -> None:
        """Write the family's facts of ``days`` anew, or of all days."""
        if not self._needed(family):
            self._delete(family, "TRUE")
            return
        if whole or (family.id in _WITH_LINES and not self._has_rows(family)):
            self._delete(family, "TRUE")
            self._whole_family(family)
            return
        if not days:
            return
        _touch(self.connection, days)
        touched = "IN (SELECT day FROM temp.touched_day)"
        self._delete(family, f"day {touched}")
        self._write(family, touched)

    def _whole_family(self, family: Family) -> None:
        if not self._needed(family):
            return
        for first, last in self._chunks(family):
            self._write(family, f"BETWEEN {first} AND {last}")

    def _write(self, family: Family, days: str) -> None:
        used = self._used(family, f"{family.day} {days}")
        total = self._sums(family, TOTAL, days)
        self._insert(family, TOTAL, total)
        for dimension, only in used.items():
            rows = (
                [(day, only, *sums) for day, _, *sums in total]
                if only is not None
                else self._sums(family, dimension, days)
            )
            self._insert(family, dimension, rows)
        self._add_series(family, days)

    def _chunks(self, family: Family) -> Iterator[tuple[int, int]]:
        first, last = self.connection.execute(
            f"SELECT MIN({family.day}), MAX({family.day}) FROM {self._relation(family)}"
        ).fetchone()
        marks = ", ".join("?" * len(family.measures))
        low, high = self.connection.execute(
            f"SELECT MIN(day), MAX(day) FROM {self.tables['series']} WHERE measure IN ({marks})",
            [measure.id for measure in family.measures],
        ).fetchone()
        days = [day for day in (first, last, low, high) if day is not None]
        if not days:
            return
        for start in range(min(days), max(days) + 1, _CHUNK_DAYS):
            yield start, min(start + _CHUNK_DAYS - 1, max(days))

    def _needed(self, family: Family) -> bool:
        """Without categories the orders and refunds tell everything that their lines could."""
        if family.id not in _WITH_LINES:
            return True
        (needed,) = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM product WHERE category <> 0 OR subcategory <> 0)"
            f" OR EXISTS (SELECT 1 FROM {self.tables['series']} WHERE category <> 0)"
        ).fetchone()
        return bool(needed)

    def _used(self, family: Family, condition: str) -> dict[str, object]:
        """Return the dimensions that rows use, each with its member where all have the same."""
        if family.id in _WITH_LINES:
            return dict.fromkeys(family.stored_dimensions)
        columns = ", ".join(
            f"MIN({family.dimensions[name]}), MAX({family.dimensions[name]})"
            for name in family.stored_dimensions
        )
        bounds = self.connection.execute(
            f"SELECT {columns} FROM {self._relation(family)} WHERE {condition}"
        ).fetchone()
        pairs = zip(family.stored_dimensions, bounds[::2], bounds[1::2], strict=True)
        return {name: low if low == high else None for name, low, high in pairs if high}

    def _sums(self, family: Family, dimension: str, days: str) -> list[tuple[object, ...]]:
        """Return (day, member, sums…) of one dimension; the unknown member where it is kept."""
        sums = ", ".join(measure.sql for measure in family.measures)
        where = f"{family.day} {days}"
        if not dimension:
            select, group = "0", "1"
        else:
            select, group = family.dimensions[dimension], "1, 2"
            if not family.overlapping:
                where += f" AND {select} <> {family.nobody(dimension)}"
        return self.connection.execute(
            f"SELECT {family.day}, {select}, {sums} FROM {self._relation(family)}"
            f" WHERE {where} GROUP BY {group}"
        ).fetchall()

    def _insert(self, family: Family, dimension: str, rows: list[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * (len(family.measures) + 4))
        names = ", ".join(measure.id for measure in family.measures)
        number = dimension_number(dimension)
        for start in range(0, len(rows), _BATCH):
            with short_transaction(self.connection):
                self.connection.executemany(
                    f"INSERT INTO {table(family)} (generation, dimension, day, member, {names})"
                    f" VALUES ({marks})",
                    ((self.generation, number, *row) for row in rows[start : start + _BATCH]),
                )

    def _add_series(self, family: Family, days: str) -> None:
        """Add the values that sources give as daily series to the same measures."""
        dimensions = [name for name in family.stored_dimensions if name in SERIES_DIMENSIONS]
        for measure in family.measures:
            of_measure = f"FROM {self.tables['series']} WHERE measure = ? AND day {days}"
            if not self.connection.execute(
                f"SELECT 1 {of_measure} LIMIT 1", (measure.id,)
            ).fetchone():
                continue
            for dimension in (TOTAL, *dimensions):
                member = dimension or "0"
                known = "" if not dimension or family.overlapping else f" AND {dimension} <> 0"
                with short_transaction(self.connection):
                    self.connection.execute(
                        f"INSERT INTO {table(family)}"
                        f" (generation, dimension, day, member, {measure.id})"
                        f" SELECT ?, ?, day, {member}, SUM(value) {of_measure}{known}"
                        " GROUP BY 3, 4 ON CONFLICT DO UPDATE"
                        f" SET {measure.id} = {measure.id} + excluded.{measure.id}",
                        (self.generation, dimension_number(dimension), measure.id),
                    )

    def _delete(self, family: Family, condition: str) -> None:
        for dimension in (TOTAL, *family.stored_dimensions):
            self.connection.execute(
                f"DELETE FROM {table(family)}"
                f" WHERE generation = ? AND dimension = ? AND {condition}",
                (self.generation, dimension_number(dimension)),
            )

    def _has_rows(self, family: Family) -> bool:
        return (
            self.connection.execute(
                f"SELECT 1 FROM {table(family)} WHERE generation = ? LIMIT 1", (self.generation,)
            ).fetchone()
            is not None
        )

    def _relation(self, family: Family) -> str:
        return family.relation.format(**self.tables, generation=self.generation)
