"""From visible rows to daily facts, family by family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import buyers, matrices
from store.derived import STORED_FAMILIES, dimension_number, short_transaction, table
from store.measures import SERIES_DIMENSIONS
from store.spool import Spool

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

    from store.family import Family

TOTAL = ""
WITH_LINES = ("sale_lines", "refund_lines")
"""Families of lines, which say more than their orders only where products have categories."""
_CHUNK_DAYS = 128
"""Days derived at once."""


def touch(connection: sqlite3.Connection, days: Collection[int]) -> str:
    """Keep days where SQL finds them and return the condition that a day is one of them."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched_day (day INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched_day")
    connection.executemany("INSERT INTO temp.touched_day VALUES (?)", ((day,) for day in days))
    return "IN (SELECT day FROM temp.touched_day)"


@dataclass(frozen=True, slots=True)
class Derivation:
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

    def follow(self, family: Family, days: set[int], *, whole: bool) -> None:
        """Write the family's facts of ``days`` anew, or of all days."""
        if not self._needed(family):
            self._delete(family, "TRUE")
            return
        if whole or (family.id in WITH_LINES and not self._has_rows(family)):
            self._delete(family, "TRUE")
            self._whole_family(family)
            return
        if not days:
            return
        touched = touch(self.connection, days)
        self._delete(family, f"day {touched}")
        self._write(family, touched)

    def _whole_family(self, family: Family) -> None:
        if not self._needed(family):
            return
        for first, last in self._chunks(family):
            self._write(family, f"BETWEEN {first} AND {last}")

    def _write(self, family: Family, days: str) -> None:
        used = self._used(family, f"{family.day} {days}")
        spool = Spool(self.connection, len(family.measures) + 3)
        spool.add(self._sums(family, TOTAL, days))
        sums = ", ".join(spool.columns[3:])
        for dimension, lone in used.items():
            if lone is not None:
                number = dimension_number(dimension)
                spool.add(f"SELECT {number}, c1, ?, {sums} FROM temp.spool WHERE c0 = 0", lone)
        for dimension, lone in used.items():
            if lone is None:
                spool.add(self._sums(family, dimension, days))
        names = ", ".join(measure.id for measure in family.measures)
        spool.pour(
            f"{table(family)} (generation, dimension, day, member, {names})", self.generation
        )
        with short_transaction(self.connection):
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
        if family.id not in WITH_LINES:
            return True
        (needed,) = self.connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM {self.tables['product']}"
            " WHERE category <> 0 OR subcategory <> 0)"
            f" OR EXISTS (SELECT 1 FROM {self.tables['series']} WHERE category <> 0)"
        ).fetchone()
        return bool(needed)

    def _used(self, family: Family, condition: str) -> dict[str, object]:
        """Return the dimensions that rows use, each with its member where all have the same."""
        if family.id in WITH_LINES:
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

    def _sums(self, family: Family, dimension: str, days: str) -> str:
        """Return the question for dimension, day, member and sums; the unknown member if kept."""
        number = dimension_number(dimension)
        sums = ", ".join(measure.sql for measure in family.measures)
        where = f"{family.day} {days}"
        if not dimension:
            select, group = "0", "2"
        else:
            select, group = family.dimensions[dimension], "2, 3"
            if not family.overlapping:
                where += f" AND {select} <> {family.nobody(dimension)}"
        return (
            f"SELECT {number}, {family.day}, {select}, {sums} FROM {self._relation(family)}"
            f" WHERE {where} GROUP BY {group}"
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
