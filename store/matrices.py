"""Building recency matrices (``store.recency``) and letting them follow an import."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from store.measures import DISTINCTS
from store.recency import LONE_GAP, TOTAL, kept, lone_member, matrix
from store.spool import Spool
from store.visible import DOCUMENT_TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from store.family import Distinct

_TOO_LARGE = 1 << 63
_AT_ONCE = 50_000
_FEW = 50_000
"""Cells of one member that are counted one by one; beyond, there is room for all that can be."""
_INSERT = "INSERT INTO recency VALUES (?, ?, ?, ?, ?, ?)"
Cells = Counter[int]
"""Counts by packed (member, day, gap)."""
_Row = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class MatrixChange:
    """Rows to add to a matrix, or (``whole``) to have instead of what it has.

    ``flat`` has member, day, gap and count of one row after the other: they may be a million.
    """

    number: int
    flat: array[int]
    whole: bool

    @classmethod
    def of(cls, number: int, rows: Iterable[_Row], *, whole: bool) -> MatrixChange:
        return cls(number, array("q", chain.from_iterable(rows)), whole)

    def rows(self) -> Iterator[_Row]:
        numbers = iter(self.flat)
        return zip(numbers, numbers, numbers, numbers, strict=True)


def build(connection: sqlite3.Connection, tables: Mapping[str, str], generation: int) -> None:
    """Write the matrices of all visible rows into an empty generation, in short transactions."""
    for distinct in DISTINCTS:
        source = _rows(distinct, tables, generation)
        packing = _packing(connection, source)
        if packing is None:
            continue
        for dimension, lone in {TOTAL: None, **_used(connection, distinct, source)}.items():
            spool = Spool(connection, 4)
            spool.add_rows(_matrix(connection, source, dimension, packing, lone))
            spool.pour("recency", generation, matrix(distinct.id, dimension))


def prepare(
    connection: sqlite3.Connection,
    before: Mapping[str, str],
    after: Mapping[str, str],
    generation: int,
    importing: int,
    touched: str,
) -> list[MatrixChange]:
    """Work out what an import changes: less what its ids counted before, more what they do now.

    ``touched`` is the condition that a day is one of the import's.
    """
    changes: list[MatrixChange] = []
    for distinct in DISTINCTS:
        if not _touch_ids(connection, distinct, importing, touched):
            continue
        for name, tables in (("lived", before), ("lives", after)):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * FROM"
                f" {_rows(distinct, tables, generation, 'temp.touched_id')}"
            )
        changes += _changes(connection, after, generation, distinct)
    return changes


def write(connection: sqlite3.Connection, generation: int, changes: list[MatrixChange]) -> None:
    """Write changed matrices; the caller holds the transaction."""
    for change in changes:
        if change.whole:
            connection.execute(
                "DELETE FROM recency WHERE generation = ? AND matrix = ?",
                (generation, change.number),
            )
        connection.executemany(
            f"{_INSERT} ON CONFLICT DO UPDATE SET n = n + excluded.n",
            ((generation, change.number, *row) for row in change.rows()),
        )
        connection.executemany(
            "DELETE FROM recency WHERE generation = ? AND matrix = ? AND member = ? AND day = ?"
            " AND gap = ? AND n = 0",
            ((generation, change.number, *row[:3]) for row in change.rows() if row[3] < 0),
        )


def _changes(
    connection: sqlite3.Connection,
    tables: Mapping[str, str],
    generation: int,
    distinct: Distinct,
) -> Iterator[MatrixChange]:
    """Yield the changes of one subject from the rows its touched ids had and have."""
    both = "(SELECT id, day FROM temp.lived UNION ALL SELECT id, day FROM temp.lives)"
    packing = _packing(connection, both)
    if packing is None:
        return
    used = _used(connection, distinct, "temp.lives")
    (gone,) = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM temp.lives)").fetchone()
    for dimension in (TOTAL, *distinct.dimensions):
        known = not dimension or kept(connection, generation, distinct.id, dimension)
        lone = lone_member(connection, generation, distinct.id, dimension)
        if not known and dimension not in used:
            continue
        if lone is not None and (gone or used.get(dimension) == lone):
            continue
        number = matrix(distinct.id, dimension)
        if known and lone is None:
            member = dimension or "0"
            cells = _cells(connection, "temp.lives", member, packing)
            cells.subtract(_cells(connection, "temp.lived", member, packing))
            yield MatrixChange.of(number, packing.unpacked(cells), whole=False)
            continue
        # The first or the second member of a dimension: what was before must be looked at again.
        source = _rows(distinct, tables, generation)
        wider = _packing(connection, source)
        only = _used(connection, distinct, source).get(dimension)
        rows = _matrix(connection, source, dimension, wider, only) if wider else ()
        yield MatrixChange.of(number, rows, whole=True)


def _matrix(
    connection: sqlite3.Connection,
    source: str,
    dimension: str,
    packing: _Packing,
    lone: int | None,
) -> Iterable[_Row]:
    """Return a matrix whole; one row where all rows have the same member."""
    if lone is not None:
        return [(lone, 0, LONE_GAP, 0)]
    packed = _packed(connection, source, dimension or "0", packing)
    return _gaps(packed, packing)


def _rows(distinct: Distinct, tables: Mapping[str, str], generation: int, chosen: str = "") -> str:
    """Return a subquery of the rows counted: ``id``, ``day`` and a column a dimension.

    ``chosen`` is a table of the ids to look at.
    """
    relation = distinct.relation.format(**tables, generation=generation)
    members = "".join(f", {sql} AS {name}" for name, sql in distinct.dimensions.items())
    condition = f" AND {distinct.id_sql} IN (SELECT id FROM {chosen})" if chosen else ""
    return (
        f"(SELECT {distinct.id_sql} AS id, {distinct.day} AS day{members} FROM {relation}"
        f" WHERE {distinct.condition} AND {distinct.id_sql} <> 0{condition})"
    )


def _used(connection: sqlite3.Connection, distinct: Distinct, source: str) -> dict[str, int | None]:
    """Return the dimensions any row uses, each with its member where all rows have the same."""
    columns = ", ".join(f"MIN({name}), MAX({name})" for name in distinct.dimensions)
    bounds = connection.execute(f"SELECT {columns} FROM {source}").fetchone()
    pairs = zip(distinct.dimensions, bounds[::2], bounds[1::2], strict=True)
    return {name: low if low == high else None for name, low, high in pairs if high}


@dataclass(frozen=True, slots=True)
class _Packing:
    """How member, id and day, and then member, day and gap, become one sortable number.

    Numbers sort and are counted several times as fast as tuples.
    """

    ids: int
    first: int
    days: int

    def key(self, member: str) -> str:
        """Return the SQL of member, id and day as one number."""
        return f"({member} * {self.ids} + id) * {self.days} + day - {self.first}"

    def unpacked(self, cells: Cells) -> Iterator[_Row]:
        """Yield member, day, gap and count in the order of the matrix's key."""
        days, first = self.days, self.first
        for code in sorted(cells):
            n = cells[code]
            if n:
                rest, gap = divmod(code, days)
                who, day = divmod(rest, days)
                yield who, day + first, gap, n


def _packing(connection: sqlite3.Connection, source: str) -> _Packing | None:
    last_id, first, last = connection.execute(
        f"SELECT MAX(id), MIN(day), MAX(day) FROM {source}"
    ).fetchone()
    return None if last_id is None else _Packing(last_id + 1, first, last - first + 1)


def _packed(
    connection: sqlite3.Connection, source: str, member: str, packing: _Packing
) -> Iterator[int]:
    """Yield member, id and day of every row as one number, each once and in ascending order."""
    (last,) = connection.execute(f"SELECT MAX({member}) FROM {source}").fetchone()
    if ((last or 0) + 1) * packing.ids * packing.days < _TOO_LARGE:
        for (packed,) in connection.execute(
            f"SELECT DISTINCT {packing.key(member)} FROM {source} ORDER BY 1"
        ):
            yield packed
        return
    # SQLite would make a rounded number of it: visitors of a log have ids of 63 bits.
    for who, one, day in connection.execute(
        f"SELECT DISTINCT {member}, id, day FROM {source} ORDER BY 1, 2, 3"
    ):
        yield (who * packing.ids + one) * packing.days + day - packing.first


def _cells(connection: sqlite3.Connection, source: str, member: str, packing: _Packing) -> Cells:
    """Count the gaps between the active days of every id, in one pass over sorted numbers."""
    cells: Cells = Counter()
    ids, days = packing.ids, packing.days
    codes: list[int] = []
    before, base, seen = -1, 0, 0
    for packed in _packed(connection, source, member, packing):
        one = packed // days
        day = packed - one * days
        if one == before:
            code = (base + day) * days
            codes.append(code)
            codes.append(code + day - seen)
        else:
            before, base = one, one // ids * days
            codes.append((base + day) * days)
            if len(codes) > _AT_ONCE:
                cells.update(codes)
                codes.clear()
        seen = day
    cells.update(codes)
    return cells


def _gaps(packed: Iterable[int], packing: _Packing) -> Iterator[_Row]:
    """Yield member, day, gap and count in the order of the matrix's key, a member at a time.

    What is counted is the cell of a day and a gap: that of gap 0 at the day's corner, and behind
    it those of the gaps that can be.
    """
    days, ids = packing.days, packing.ids
    corners = [day * (day + 1) // 2 for day in range(days + 1)]
    grid = _Grid(corners)
    member, before, seen = 0, -1, 0
    codes: list[int] = []
    for number in packed:
        one = number // days
        day = number - one * days
        corner = corners[day]
        if one == before:
            codes.append(corner)
            codes.append(corner + day - seen)
        else:
            if one // ids != member or len(codes) > _AT_ONCE:
                grid.add(codes)
                codes.clear()
                if one // ids != member:
                    yield from grid.taken(member, packing.first)
                    member = one // ids
            before = one
            codes.append(corner)
        seen = day
    grid.add(codes)
    yield from grid.taken(member, packing.first)


class _Grid:
    """Counts of cells: of the few that a small member has, or of all where they are many."""

    def __init__(self, corners: Sequence[int]) -> None:
        self._corners = corners
        self._few: Cells = Counter()
        self._all: array[int] | None = None

    def add(self, codes: Sequence[int]) -> None:
        cells = self._all
        if cells is None:
            self._few.update(codes)
            if len(self._few) <= _FEW:
                return
            # From here on four bytes a cell, counted or not, are less than a hundred for each one.
            cells = self._all = array("I", bytes(4 * self._corners[-1]))
            for code, n in self._few.items():
                cells[code] = n
            self._few.clear()
            return
        for code in codes:
            cells[code] += 1

    def taken(self, member: int, first: int) -> Iterator[_Row]:
        """Yield member, day, gap and count of all cells in order, and begin anew."""
        corners, cells = self._corners, self._all
        if cells is None:
            day = 0
            for code in sorted(self._few):
                while corners[day + 1] <= code:
                    day += 1
                yield member, day + first, code - corners[day], self._few[code]
            self._few.clear()
            return
        for day, (start, end) in enumerate(pairwise(corners)):
            for gap, n in enumerate(cells[start:end]):
                if n:
                    yield member, day + first, gap, n
        self._all = None


def _touch_ids(
    connection: sqlite3.Connection, distinct: Distinct, importing: int, touched: str
) -> bool:
    """Collect the ids whose rows the import wrote or replaced; false where there are none."""
    table = distinct.relation[1 : distinct.relation.index("}")]
    alias = distinct.day.partition(".")[0]
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched_id (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched_id")
    connection.execute(
        f"INSERT OR IGNORE INTO temp.touched_id SELECT {distinct.id_sql} FROM {table} {alias}"
        f" WHERE {distinct.day} {touched} AND {distinct.id_sql} <> 0"
        f" AND ({alias}.import = ? OR {alias}.doc IN"
        " (SELECT doc FROM replaced WHERE kind = ? AND import = ?))",
        (importing, int(DOCUMENT_TABLES[table]), importing),
    )
    return connection.execute("SELECT 1 FROM temp.touched_id LIMIT 1").fetchone() is not None
