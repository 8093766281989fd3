"""Distinct counts that are exact over any days: visitors, buyers.

Different ids over a period cannot be had by adding up days. The recency matrix can: it holds how
many ids were active on a day (gap 0) and how many of those were active g days before and not
since (gap g > 0). Of the ids active on a day of the period [a, b), those with 1 ≤ gap ≤ day − a
were already seen within the period, so

    distinct(a..b) = Σ over days of [ n(day, 0) − Σ over 1 ≤ gap ≤ day − a of n(day, gap) ]

The matrix adds up: what changes for some ids changes the counts of these ids alone. One matrix is
kept for the total and one for each member of each dimension that any row uses, unknown included.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.derived import short_transaction
from store.measures import DISTINCTS, Distinct
from store.visible import DOCUMENT_TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

Cells = Counter[tuple[int, int, int]]
"""Counts by (member, day, gap)."""

TOTAL = ""
_BATCH = 5_000


def build(connection: sqlite3.Connection, tables: Mapping[str, str], generation: int) -> None:
    """Write the matrices of all visible rows into an empty generation, in short transactions."""
    for distinct in DISTINCTS:
        source = _rows(distinct, tables, generation)
        used = _used(connection, distinct, source)
        if used is None:
            continue
        total = _cells(connection, source, "0")
        _insert(connection, generation, distinct, TOTAL, total)
        for dimension, only in used.items():
            cells = (
                Counter({(only, day, gap): n for (_, day, gap), n in total.items()})
                if only is not None
                else _cells(connection, source, dimension)
            )
            _insert(connection, generation, distinct, dimension, cells)


def update(
    connection: sqlite3.Connection,
    before: Mapping[str, str],
    after: Mapping[str, str],
    generation: int,
    importing: int,
) -> None:
    """Follow an import: take away what its ids counted before, add what they count now."""
    for distinct in DISTINCTS:
        if not _touch_ids(connection, distinct, importing):
            continue
        chosen = f"{distinct.id_sql} IN (SELECT id FROM temp.touched_id)"
        for name, tables in (("lived", before), ("lives", after)):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * FROM"
                f" {_rows(distinct, tables, generation, chosen)}"
            )
        used = _used(connection, distinct, "temp.lives") or {}
        known = {
            dimension
            for dimension in (TOTAL, *distinct.dimensions)
            if kept(connection, generation, distinct.id, dimension)
        }
        for dimension in sorted({TOTAL} | known | used.keys()):
            member = dimension or "0"
            if dimension and dimension not in known:
                # The first members of a dimension: everything before them becomes "unknown".
                whole = _rows(distinct, after, generation)
                _insert(
                    connection, generation, distinct, dimension, _cells(connection, whole, member)
                )
                continue
            change = _cells(connection, "temp.lives", member)
            change.subtract(_cells(connection, "temp.lived", member))
            _add(connection, generation, distinct, dimension, change)


def _rows(
    distinct: Distinct, tables: Mapping[str, str], generation: int, condition: str = "TRUE"
) -> str:
    """Return a subquery of the rows counted: ``id``, ``day`` and a column a dimension."""
    relation = distinct.relation.format(**tables, generation=generation)
    members = "".join(f", {sql} AS {name}" for name, sql in distinct.dimensions.items())
    return (
        f"(SELECT {distinct.id_sql} AS id, {distinct.day} AS day{members} FROM {relation}"
        f" WHERE {distinct.condition} AND {distinct.id_sql} <> 0 AND {condition})"
    )


def _used(
    connection: sqlite3.Connection, distinct: Distinct, source: str
) -> dict[str, int | None] | None:
    """Return the dimensions any row uses, each with its member where all rows have the same."""
    columns = ", ".join(f"MIN({name}), MAX({name})" for name in distinct.dimensions)
    count, *bounds = connection.execute(f"SELECT COUNT(*), {columns} FROM {source}").fetchone()
    if not count:
        return None
    pairs = zip(distinct.dimensions, bounds[::2], bounds[1::2], strict=True)
    return {name: low if low == high else None for name, low, high in pairs if high}


def _cells(connection: sqlite3.Connection, source: str, member: str) -> Cells:
    cells: Cells = Counter()
    for who, day, gap, n in connection.execute(
        f"""SELECT member, day, gap, COUNT(*) FROM (
                SELECT member, day,
                    day - LAG(day) OVER (PARTITION BY member, id ORDER BY day) AS gap
                FROM (SELECT DISTINCT {member} AS member, id, day FROM {source}))
            GROUP BY member, day, gap"""
    ):
        cells[who, day, 0] += n
        if gap is not None:
            cells[who, day, gap] += n
    return cells


def _touch_ids(connection: sqlite3.Connection, distinct: Distinct, importing: int) -> bool:
    """Collect the ids whose rows the import wrote or replaced; false where there are none."""
    table = distinct.relation[1 : distinct.relation.index("}")]
    alias = distinct.day.partition(".")[0]
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched_id (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched_id")
    connection.execute(
        f"INSERT OR IGNORE INTO temp.touched_id SELECT {distinct.id_sql} FROM {table} {alias}"
        f" WHERE {distinct.id_sql} <> 0 AND ({alias}.import = ? OR {alias}.doc IN"
        " (SELECT doc FROM replaced WHERE kind = ? AND import = ?))",
        (importing, int(DOCUMENT_TABLES[table]), importing),
    )
    return connection.execute("SELECT 1 FROM temp.touched_id LIMIT 1").fetchone() is not None


def _insert(
    connection: sqlite3.Connection,
    generation: int,
    distinct: Distinct,
    dimension: str,
    cells: Cells,
) -> None:
    rows = sorted((generation, distinct.id, dimension, *cell, n) for cell, n in cells.items() if n)
    for start in range(0, len(rows), _BATCH):
        with short_transaction(connection):
            connection.executemany(
                "INSERT INTO recency VALUES (?, ?, ?, ?, ?, ?, ?)", rows[start : start + _BATCH]
            )


def _add(
    connection: sqlite3.Connection,
    generation: int,
    distinct: Distinct,
    dimension: str,
    change: Cells,
) -> None:
    connection.executemany(
        "INSERT INTO recency VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [(generation, distinct.id, dimension, *cell, n) for cell, n in change.items() if n],
    )
    connection.executemany(
        "DELETE FROM recency WHERE generation = ? AND subject = ? AND dimension = ?"
        " AND member = ? AND day = ? AND gap = ? AND n = 0",
        [(generation, distinct.id, dimension, *cell) for cell, n in change.items() if n < 0],
    )


_NEXT_MEMBER = (
    "SELECT MIN(r.member) FROM recency r WHERE r.generation = :generation"
    " AND r.subject = :subject AND r.dimension = :dimension"
)
# From one member to the next by the key: the matrix itself is never read through.
_ALL_MEMBERS = (
    f"{_NEXT_MEMBER} UNION ALL SELECT ({_NEXT_MEMBER} AND r.member > who.member)"
    " FROM who WHERE who.member IS NOT NULL"
)


def count(
    connection: sqlite3.Connection,
    generation: int,
    subject: str,
    days: tuple[int, int],
    dimension: str = TOTAL,
    member: int | None = 0,
) -> dict[int, int]:
    """Return the distinct ids active on days [first, end), by member (all of them with ``None``).

    Only the days' own rows with gaps that reach into the period are read.
    """
    first, end = days
    members = "SELECT :member" if member is not None else _ALL_MEMBERS
    # Days drive, so that of each day only the short gaps are read.
    return dict(
        connection.execute(
            f"""WITH RECURSIVE spent (day) AS (
                    SELECT :first UNION ALL SELECT day + 1 FROM spent WHERE day + 1 < :end),
                who (member) AS ({members})
            SELECT r.member, SUM(CASE WHEN r.gap = 0 THEN r.n ELSE -r.n END)
            FROM who CROSS JOIN spent CROSS JOIN recency r
                ON r.generation = :generation AND r.subject = :subject
                AND r.dimension = :dimension AND r.member = who.member
                AND r.day = spent.day AND r.gap BETWEEN 0 AND spent.day - :first
            GROUP BY r.member""",
            {
                "first": first, "end": end, "generation": generation, "subject": subject,
                "dimension": dimension, "member": member,
            },
        )
    )  # fmt: skip


def active(
    connection: sqlite3.Connection,
    generation: int,
    subject: str,
    days: tuple[int, int],
    dimension: str = TOTAL,
    member: int = 0,
) -> dict[int, int]:
    """Return the ids active on each single day of [first, end); never to be added up."""
    return dict(
        connection.execute(
            "SELECT day, n FROM recency WHERE generation = ? AND subject = ? AND dimension = ?"
            " AND member = ? AND day >= ? AND day < ? AND gap = 0",
            (generation, subject, dimension, member, *days),
        )
    )


def windows(
    connection: sqlite3.Connection,
    generation: int,
    subject: str,
    days: tuple[int, int],
    width: int,
    dimension: str = TOTAL,
    member: int = 0,
) -> dict[int, int]:
    """Return, for each day of [first, end), the distinct ids of the ``width`` days up to it."""
    first, end = days[0] - width + 1, days[1]
    seen: dict[int, list[int]] = {day: [0] * width for day in range(first, end)}
    for day, gap, n in connection.execute(
        "SELECT day, gap, n FROM recency WHERE generation = ? AND subject = ? AND dimension = ?"
        " AND member = ? AND day >= ? AND day < ? AND gap < ?",
        (generation, subject, dimension, member, first, end, width),
    ):
        seen[day][gap] = n
    # Of day d, those not seen in the last k days: all less the gaps 1..k.
    for counts in seen.values():
        for gap in range(1, width):
            counts[gap] = counts[gap - 1] - counts[gap]
    return {
        day: sum(seen[day - back][width - 1 - back] for back in range(width))
        for day in range(days[0], end)
    }


def kept(connection: sqlite3.Connection, generation: int, subject: str, dimension: str) -> bool:
    """Whether the dimension has matrices: whether any row ever had a member of it."""
    return (
        connection.execute(
            "SELECT 1 FROM recency WHERE generation = ? AND subject = ? AND dimension = ? LIMIT 1",
            (generation, subject, dimension),
        ).fetchone()
        is not None
    )
