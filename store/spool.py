"""Rows on their way into a derived table, on disk instead of in memory.

They are made while nobody waits, in a temporary table, and then copied in short transactions. An
answer that is read while others write could not be followed by a write of our own: its snapshot
would be an old one. SQLite keeps such a table in a file without a name, which nobody else can open
and which is gone with the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.derived import short_transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_BATCH = 10_000
"""Rows copied at once."""


class Spool:
    """Takes rows of ``columns`` columns and pours them into a table; one at a time is in use."""

    def __init__(self, connection: sqlite3.Connection, columns: int) -> None:
        self._connection = connection
        self.columns = [f"c{n}" for n in range(columns)]
        connection.execute("DROP TABLE IF EXISTS temp.spool")
        connection.execute(f"CREATE TEMP TABLE spool ({', '.join(self.columns)})")

    def add(self, select: str, *values: object) -> None:
        """Take the rows of a question, which may ask ``temp.spool`` itself."""
        self._connection.execute(f"INSERT INTO temp.spool {select}", values)

    def add_rows(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Take rows as they come; those that make them may read the store meanwhile."""
        insert = f"INSERT INTO temp.spool VALUES ({', '.join('?' * len(self.columns))})"
        if self._connection.in_transaction:
            self._connection.executemany(insert, rows)
            return
        self._connection.execute("BEGIN")
        try:
            self._connection.executemany(insert, rows)
        finally:
            # Nothing but the temporary table was written, and nobody else sees that.
            self._connection.execute("COMMIT")

    def pour(self, into: str, *values: int) -> None:
        """Copy the rows, in the order they came, behind some numbers that all of them share.

        ``into`` is a table, with or without its columns.
        """
        (last,) = self._connection.execute("SELECT MAX(rowid) FROM temp.spool").fetchone()
        places = ", ".join([*map(str, map(int, values)), *self.columns])
        for start in range(1, (last or 0) + 1, _BATCH):
            with short_transaction(self._connection):
                self._connection.execute(
                    f"INSERT INTO {into} SELECT {places} FROM temp.spool"
                    " WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
                    (start, start + _BATCH - 1),
                )
        self._connection.execute("DROP TABLE temp.spool")
