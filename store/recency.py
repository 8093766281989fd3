"""Distinct counts that are exact over any days: visitors, buyers.

Different ids over a period cannot be had by adding up days. The recency matrix can: it holds how
many ids were active on a day (gap 0) and how many of those were active g days before and not
since (gap g > 0). Of the ids active on a day of the period [a, b), those with 1 ≤ gap ≤ day − a
were already seen within the period, so

    distinct(a..b) = Σ over days of [ n(day, 0) − Σ over 1 ≤ gap ≤ day − a of n(day, gap) ]

The matrix adds up: what changes for some ids changes the counts of these ids alone. One matrix is
kept for the total and one for each member of each dimension that any row uses, unknown included;
where all rows have the same member a single row says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.measures import DISTINCTS

if TYPE_CHECKING:
    import sqlite3

TOTAL = ""
LONE_GAP = -1
"""The gap of the only row of a matrix that is the total's: all rows have its member."""
_NUMBERS = {
    (distinct.id, dimension): number
    for number, (distinct, dimension) in enumerate(
        (distinct, dimension)
        for distinct in DISTINCTS
        for dimension in (TOTAL, *distinct.dimensions)
    )
}


def matrix(subject: str, dimension: str) -> int:
    """Return the number of the matrix of a subject by a dimension (``''``: its total)."""
    return _NUMBERS[subject, dimension]


def lone_member(
    connection: sqlite3.Connection, generation: int, subject: str, dimension: str
) -> int | None:
    """Return the one member that all rows have, where that is known: its matrix is the total."""
    row = connection.execute(
        "SELECT member, gap FROM recency WHERE generation = ? AND matrix = ?"
        " ORDER BY member, day, gap LIMIT 1",
        (generation, matrix(subject, dimension)),
    ).fetchone()
    return int(row[0]) if row and row[1] == LONE_GAP else None


def _place(
    connection: sqlite3.Connection, generation: int, subject: str, dimension: str, member: int
) -> tuple[int, int]:
    """Return the matrix and member to read."""
    lone = lone_member(connection, generation, subject, dimension)
    if lone is not None and lone == member:
        return matrix(subject, TOTAL), 0
    return matrix(subject, dimension), member


_NEXT_MEMBER = (
    "SELECT MIN(r.member) FROM recency r WHERE r.generation = :generation AND r.matrix = :matrix"
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
    if member is None:
        lone = lone_member(connection, generation, subject, dimension)
        if lone is not None:
            return {lone: sum(count(connection, generation, subject, days).values())}
        place = matrix(subject, dimension)
    else:
        place, member = _place(connection, generation, subject, dimension, member)
    members = "SELECT :member" if member is not None else _ALL_MEMBERS
    # Days drive, so that of each day only the short gaps are read.
    return dict(
        connection.execute(
            f"""WITH RECURSIVE spent (day) AS (
                    SELECT :first UNION ALL SELECT day + 1 FROM spent WHERE day + 1 < :end),
                who (member) AS ({members})
            SELECT r.member, SUM(CASE WHEN r.gap = 0 THEN r.n ELSE -r.n END)
            FROM who CROSS JOIN spent CROSS JOIN recency r
                ON r.generation = :generation AND r.matrix = :matrix
                AND r.member = who.member AND r.day = spent.day
                AND r.gap BETWEEN 0 AND spent.day - :first
            GROUP BY r.member""",
            {
                "first": first, "end": end, "generation": generation,
                "matrix": place, "member": member,
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
            "SELECT day, n FROM recency WHERE generation = ? AND matrix = ?"
            " AND member = ? AND day >= ? AND day < ? AND gap = 0",
            (generation, *_place(connection, generation, subject, dimension, member), *days),
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
    place = _place(connection, generation, subject, dimension, member)
    seen: dict[int, list[int]] = {day: [0] * width for day in range(first, end)}
    for day, gap, n in connection.execute(
        "SELECT day, gap, n FROM recency WHERE generation = ? AND matrix = ?"
        " AND member = ? AND day >= ? AND day < ? AND gap < ?",
        (generation, *place, first, end, width),
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
            "SELECT 1 FROM recency WHERE generation = ? AND matrix = ? LIMIT 1",
            (generation, matrix(subject, dimension)),
        ).fetchone()
        is not None
    )
