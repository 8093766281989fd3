"""Visitors of a web server's log who did not come back: their numbers mean nobody any more.

A visitor's number is made from an address and a browser. Below zero it is a random one: the same
for all visits and carts of a visitor, so that distinct visitors of the past stay as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.trouble import sql_in_plain_words

if TYPE_CHECKING:
    import sqlite3

    from store.database import Store

_TABLES = ("visit", "cart")
_DAYS = 14
"""Days changed in one short transaction."""
_BEFORE, _SINCE = (
    " UNION ".join(f"SELECT visitor FROM {table} WHERE day {sign} :before" for table in _TABLES)
    for sign in ("<", ">=")
)
_SILENT = f"SELECT visitor FROM ({_BEFORE}) WHERE visitor > 0 AND visitor NOT IN ({_SINCE})"


def silent_visitors(store: Store, before: int) -> int:
    """Return how many visitors were last seen before a day and can still be told."""
    with store.reading() as connection:
        (count,) = connection.execute(
            f"SELECT COUNT(*) FROM ({_SILENT})", {"before": before}
        ).fetchone()
    return int(count)


def forget_visitors(store: Store, before: int) -> int:
    """Give visitors last seen before a day random numbers; return how many there were."""
    connection = store.sql
    with sql_in_plain_words(store.path):
        connection.execute("DROP TABLE IF EXISTS temp.silent_visitor")
        connection.execute(
            "CREATE TEMP TABLE silent_visitor (visitor INTEGER PRIMARY KEY, stand_in INTEGER)"
        )
        connection.execute(
            "INSERT INTO temp.silent_visitor SELECT visitor, -1 - (random() & 0x3fffffffffffffff)"
            f" FROM ({_SILENT})",
            {"before": before},
        )
        (count,) = connection.execute("SELECT COUNT(*) FROM temp.silent_visitor").fetchone()
        spans = [_days(connection, table, before) for table in _TABLES] if count else []
    for table, span in zip(_TABLES, spans, strict=False):
        for first in range(span[0], min(span[1], before), _DAYS):
            with store.writing():
                connection.execute(
                    f"UPDATE {table} SET visitor = (SELECT stand_in FROM temp.silent_visitor s"
                    f" WHERE s.visitor = {table}.visitor) WHERE day >= ? AND day < ? AND visitor IN"
                    " (SELECT visitor FROM temp.silent_visitor)",
                    (first, min(first + _DAYS, before)),
                )
            store.keep_log_short()
    connection.execute("DROP TABLE temp.silent_visitor")
    return int(count)


def _days(connection: sqlite3.Connection, table: str, before: int) -> tuple[int, int]:
    """Return the first day of a table and the one after its last, of those before a day."""
    first, last = connection.execute(
        f"SELECT MIN(day), MAX(day) FROM {table} WHERE day < ?", (before,)
    ).fetchone()
    return (0, 0) if first is None else (int(first), int(last) + 1)
