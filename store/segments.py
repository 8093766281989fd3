"""Saved segments of customers: a name, the rule they were chosen by, and who they are.

What a rule means is said in ``goals.customers``; here its text is kept, and the numbers of its
customers. A customer whom nobody can tell any more (``store.forgetting``) stays a member, so that
no figure of the past changes, and is in no export.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import settings
from store.errors import ConflictError, StoreError
from store.messages import N_
from store.spans import to_day, to_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence
    from datetime import date

    from store.database import Store
    from store.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSegment:
    """``follows``: its members are found anew after each import; else they are frozen.

    ``counted_day`` is the last day that was known when its members were found. ``told`` are those
    who can still be told.
    """

    name: str
    rule: str
    follows: bool
    made_day: date
    counted_day: date
    id: int = 0
    version: int = 0
    customers: int = 0
    told: int = 0


_COLUMNS = "g.id, g.version, g.name, g.rule, g.follows, g.made_day, g.counted_day"
_LISTED = (
    f"SELECT {_COLUMNS}, COUNT(m.customer), COALESCE(SUM(c.anonymous = 0), 0) FROM segment g"
    " LEFT JOIN segment_member m ON m.segment = g.id LEFT JOIN customer c ON c.id = m.customer"
)


def saved(store: Store) -> list[SavedSegment]:
    """Return every saved segment, by name."""
    with store.reading() as connection:
        return _rows(connection, "", ())


def one(store: Store, name: str) -> SavedSegment | None:
    """Return the segment of that name."""
    with store.reading() as connection:
        return next(iter(_rows(connection, "WHERE g.name = ?", (name,))), None)


def chosen_on(store: Store, name: str) -> tuple[bool, date, date] | None:
    """Return whether a segment follows, the day it was made and that of its members: quickly."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT follows, made_day, counted_day FROM segment WHERE name = ?", (name,)
        ).fetchone()
    return None if row is None else (bool(row[0]), to_day(row[1]), to_day(row[2]))


def stale(store: Store) -> list[SavedSegment]:
    """Return the segments that follow, and whose members were found before the last import."""
    with store.reading() as connection:
        version = settings.read(connection, settings.DATA_VERSION) or "0"
        where = "WHERE g.follows = 1 AND g.counted_at <> ?"
        return _rows(connection, where, (int(version),))


def add(store: Store, row: SavedSegment, members: Collection[int]) -> SavedSegment:
    """Store a new segment with its members.

    Raises:
        StoreError: there is one of that name.
    """
    with store.writing() as connection:
        _check_free(connection, row)
        cursor = connection.execute(
            "INSERT INTO segment (name, rule, follows, made_day, counted_at, counted_day)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (row.name, row.rule, row.follows, to_number(row.made_day),
             _data_version(connection), to_number(row.counted_day)),
        )  # fmt: skip
        number = int(cursor.lastrowid or 0)
        _put(connection, number, members)
        settings.bump(connection, settings.PLAN_VERSION)
        return _current(connection, number)


def save(store: Store, row: SavedSegment, members: Collection[int] | None) -> SavedSegment:
    """Store a change of the version that ``row`` names; without ``members`` they stay.

    Raises:
        ConflictError: somebody else changed it meanwhile.
        StoreError: it is gone, or there is another one of that name.
    """
    with store.writing() as connection:
        stored = _current(connection, row.id)
        if stored.version != row.version:
            raise ConflictError(
                N_("Somebody else changed this segment while it was being edited."),
                N_("Look at it again, then repeat your change."),
                mine=row,
                theirs=stored,
            )
        _check_free(connection, row)
        connection.execute(
            "UPDATE segment SET version = version + 1, name = ?, rule = ?, follows = ?,"
            " made_day = ?, counted_day = ? WHERE id = ?",
            (row.name, row.rule, row.follows, to_number(row.made_day),
             to_number(row.counted_day), row.id),
        )  # fmt: skip
        if members is not None:
            connection.execute(
                "UPDATE segment SET counted_at = ? WHERE id = ?",
                (_data_version(connection), row.id),
            )
            _put(connection, row.id, members)
        settings.bump(connection, settings.PLAN_VERSION)
        return _current(connection, row.id)


def follow(store: Store, row: SavedSegment, members: Collection[int], day: date) -> None:
    """Put the members that the rule has by now; nobody's edit: the version stays."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE segment SET counted_at = ?, counted_day = ?"
            " WHERE id = ? AND version = ? AND follows = 1",
            (_data_version(connection), to_number(day), row.id, row.version),
        )
        if changed.rowcount:
            _put(connection, row.id, members)
            settings.bump(connection, settings.PLAN_VERSION)


def delete(store: Store, row: SavedSegment) -> None:
    """Delete a segment; its customers stay as they are.

    Raises:
        StoreError: an open goal is set on it.
    """
    with store.writing() as connection:
        _check_unused(connection, row.name)
        connection.execute("DELETE FROM segment WHERE id = ?", (row.id,))
        settings.bump(connection, settings.PLAN_VERSION)


def members(facts: Facts, name: str) -> frozenset[int]:
    """Return the numbers of the customers in a segment."""
    with facts.store.reading() as connection:
        return frozenset(
            number
            for (number,) in connection.execute(
                "SELECT customer FROM segment_member m JOIN segment g ON g.id = m.segment"
                " WHERE g.name = ?",
                (name,),
            )
        )


def keys(facts: Facts, customers: Collection[int]) -> dict[int, bytes]:
    """Return the keys of those customers who can be told, by number."""
    with facts.store.reading() as connection:
        return {
            number: key
            for number, key in connection.execute(
                "SELECT id, key FROM customer WHERE anonymous = 0 ORDER BY id"
            )
            if number in customers
        }


# -- inside --------------------------------------------------------------------------------------


def _rows(
    connection: sqlite3.Connection, where: str, values: Sequence[object]
) -> list[SavedSegment]:
    found = connection.execute(
        f"{_LISTED} {where} GROUP BY g.id ORDER BY g.name COLLATE NOCASE, g.id", values
    )
    return [
        SavedSegment(
            id=number, version=version, name=name, rule=rule, follows=bool(follows),
            made_day=to_day(made), counted_day=to_day(counted), customers=customers, told=told,
        )
        for number, version, name, rule, follows, made, counted, customers, told in found
    ]  # fmt: skip


def _current(connection: sqlite3.Connection, number: int) -> SavedSegment:
    found = _rows(connection, "WHERE g.id = ?", (number,))
    if not found:
        raise StoreError(
            N_("This segment is gone: somebody deleted it."),
            N_("“kpi-tui segment list” shows those there are."),
        )
    return found[0]


def _put(connection: sqlite3.Connection, number: int, customers: Collection[int]) -> None:
    connection.execute("DELETE FROM segment_member WHERE segment = ?", (number,))
    connection.executemany(
        "INSERT INTO segment_member (segment, customer) VALUES (?, ?)",
        ((number, customer) for customer in sorted(customers)),
    )


def _check_free(connection: sqlite3.Connection, row: SavedSegment) -> None:
    """Refuse a name that another segment has, in whatever capitals, or that a goal goes by."""
    for number, name in connection.execute("SELECT id, name FROM segment"):
        if number == row.id and name != row.name:
            _check_unused(connection, name)
        elif number != row.id and name.casefold() == row.name.casefold():
            raise StoreError(
                N_("There is a segment “{name}” already."),
                N_("Choose another name, or edit that one."),
                name=name,
            )


def _check_unused(connection: sqlite3.Connection, name: str) -> None:
    for table, state, what in (
        ("goal", "open", N_("The goal “{title}” is set on the segment “{name}”.")),
        ("lever", "running", N_("The lever “{title}” runs for the segment “{name}”.")),
    ):
        title = "CASE WHEN title = '' THEN metric ELSE title END" if table == "goal" else "name"
        row = connection.execute(
            f"SELECT {title} FROM {table} WHERE where_dimension = 'segment'"
            " AND where_member = ? AND state = ? LIMIT 1",
            (name, state),
        ).fetchone()
        if row:
            raise StoreError(
                what,
                N_("Close it first, so that its figure is kept as it stands."),
                title=row[0],
                name=name,
            )


def _data_version(connection: sqlite3.Connection) -> int:
    return int(settings.read(connection, settings.DATA_VERSION) or 0)
