"""What an importer wants to find again at the next import of its source.

Where a log was read to and which visits were open then: texts by key, kept with the import they
belong to, so that a killed import leaves the older ones.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

VISITOR_DAYS = 400
"""How far back a visitor is known again: addresses change hands, and a year is what people ask."""


def read_kept(connection: sqlite3.Connection, source: str) -> dict[str, str]:
    """Return what a source's importers kept, by key."""
    return {
        str(key): str(value)
        for key, value in connection.execute(
            "SELECT key, value FROM source_state WHERE source = ?", (source,)
        )
    }


def write_kept(connection: sqlite3.Connection, source: str, kept: Mapping[str, str]) -> None:
    """Keep texts by key; ``''`` forgets one. The caller holds the transaction."""
    for key, value in kept.items():
        connection.execute("DELETE FROM source_state WHERE source = ? AND key = ?", (source, key))
        if value:
            connection.execute(
                "INSERT INTO source_state (source, key, value) VALUES (?, ?, ?)",
                (source, key, value),
            )


def known_visitors(connection: sqlite3.Connection, source: str) -> array[int]:
    """Return the visitors of the last 400 days that are known, in ascending order."""
    (last,) = connection.execute("SELECT MAX(day) FROM visit").fetchone()
    rows = connection.execute(
        "SELECT DISTINCT v.visitor FROM visit v JOIN visit_context x ON x.id = v.context"
        " JOIN member m ON m.id = x.source AND m.dimension = 'source' AND m.name = ?"
        " WHERE v.visitor > 0 AND v.day >= ?"
        " AND v.import NOT IN (SELECT id FROM import WHERE state = 'pending') ORDER BY 1",
        (source, int(last or 0) - VISITOR_DAYS),
    )
    return array("q", (int(visitor) for (visitor,) in rows))
