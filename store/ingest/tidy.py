"""After an import, or instead of the end of one: rows that nobody may see are taken away.

Everything here runs in short transactions and may be cut off at any point: what is left is found
and finished by the next import.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store import settings
from store.daily import clear_old
from store.ingest.documents import WITHDRAWN
from store.records import Kind
from store.trouble import sql_in_plain_words
from store.visible import DOCUMENT_TABLES, SERIES_KEY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.database import Store

CODES = ("member", "customer", "product", "visit_context")
"""Tables of codes, which an import adds to before it is published."""
MARKS = "import_marks"
"""The setting with the last code of each table when the pending import began."""
_BATCH = 5_000
_DOCUMENTS = 1_000
_SAME_KEY = " AND ".join(f"y.{name} = series.{name}" for name in SERIES_KEY)


def mark_codes(connection: sqlite3.Connection) -> None:
    """Note which codes there are before an import adds its own; the caller's transaction."""
    marks = {
        table: connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]
        for table in CODES
    }
    settings.write(connection, MARKS, json.dumps(marks))


def finish_last(store: Store) -> None:
    """Clear what a killed import left behind, and finish what it had published."""
    with store.reading() as connection:
        pending = [
            int(number)
            for (number,) in connection.execute("SELECT id FROM import WHERE state = 'pending'")
        ]
    if pending:
        discard(store, *pending)
    finish(store)


def discard(store: Store, *importing: int) -> None:
    """Take away everything that pending imports wrote."""
    theirs = f"import IN ({', '.join(map(str, importing))})"
    for table in DOCUMENT_TABLES:
        _delete_by_day(store, table, theirs)
    _delete_by_day(store, "series", theirs)
    for table, key in (
        ("document", "kind, source, ref"), ("replaced", "kind, doc, import"),
        ("left_out", "import, line, n"), ("revision", "import, measure, day"),
        ("revised_order", "import, ref"), ("unmet", "doc, import"),
    ):  # fmt: skip
        _delete_by_key(store, table, key, theirs)
    with store.writing() as connection:
        marks: dict[str, int] = json.loads(settings.read(connection, MARKS) or "{}")
        for table, last in marks.items():
            if table in CODES:
                connection.execute(f"DELETE FROM {table} WHERE id > ?", (last,))
        connection.execute(f"DELETE FROM coverage WHERE {theirs}")
        connection.execute(f"DELETE FROM restated WHERE {theirs}")
        connection.executemany("DELETE FROM import WHERE id = ?", ((one,) for one in importing))
    with sql_in_plain_words(store.path):
        clear_new(store)
    store.keep_log_short()


def clear_new(store: Store) -> None:
    """Delete generations of daily facts that were never made live."""
    from store.daily import next_generation

    next_generation(store.sql)


def finish(store: Store) -> None:
    """Delete what published imports replaced, and generations that are no longer live."""
    with store.reading() as connection:
        done = connection.execute(
            "SELECT DISTINCT kind, import FROM replaced"
            " WHERE import IN (SELECT id FROM import WHERE state = 'published')"
        ).fetchall()
        (shared,) = connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM series WHERE {_outdated_series()})"
        ).fetchone()
    for kind, importing in done:
        _finish_documents(store, Kind(kind), int(importing))
    if shared:
        _delete_by_day(store, "series", _outdated_series())
    _forget_listed_again(store)
    with sql_in_plain_words(store.path):
        clear_old(store.sql)
    store.keep_log_short()


def _forget_listed_again(store: Store) -> None:
    """Drop the left-out rows of older imports of the same file: the newest lists them.

    A nightly import of one growing file would otherwise list the same rows a thousand times.
    """
    again = (
        "import IN (SELECT id FROM (SELECT id, MAX(id) OVER (PARTITION BY source, file) AS last"
        " FROM import WHERE state = 'published' AND stored + updated + unchanged > 0)"
        " WHERE id < last)"
    )
    _delete_by_key(store, "left_out", "import, line, n", again)


def _outdated_series() -> str:
    return (
        f"EXISTS (SELECT 1 FROM series y WHERE {_SAME_KEY} AND y.import > series.import"
        " AND y.import NOT IN (SELECT id FROM import WHERE state = 'pending'))"
    )


def _finish_documents(store: Store, kind: Kind, importing: int) -> None:
    """Delete the old rows of replaced documents, then note what is stored of them now."""
    old = (
        f"import <> {importing} AND doc IN"
        f" (SELECT doc FROM replaced WHERE kind = {int(kind)} AND import = {importing})"
    )
    for table, of_kind in DOCUMENT_TABLES.items():
        if of_kind == kind:
            _delete_by_day(store, table, old)
    while True:
        with store.writing() as connection:
            rows = connection.execute(
                "SELECT new_day, new_digest, import, kind, source, ref, doc FROM replaced"
                " WHERE kind = ? AND import = ? LIMIT ?",
                (int(kind), importing, _DOCUMENTS),
            ).fetchall()
            connection.executemany(
                "UPDATE document SET day = ?, digest = ?, import = ?"
                " WHERE kind = ? AND source = ? AND ref = ?",
                (row[:6] for row in rows),
            )
            connection.executemany(
                "DELETE FROM document WHERE kind = ? AND source = ? AND ref = ?",
                (row[3:6] for row in rows if row[0] == WITHDRAWN),
            )
            connection.executemany(
                "DELETE FROM replaced WHERE import = ? AND kind = ? AND doc = ?",
                ((row[2], row[3], row[6]) for row in rows),
            )
        if not rows:
            return


def _delete_by_day(store: Store, table: str, condition: str) -> None:
    """Delete rows of a table keyed by day, a few thousand at a time."""
    with store.reading() as connection:
        days = connection.execute(
            f"SELECT day, COUNT(*) FROM {table} WHERE {condition} GROUP BY day ORDER BY day"
        ).fetchall()
    for first, last in _spans(days):
        with store.writing() as connection:
            connection.execute(
                f"DELETE FROM {table} WHERE day BETWEEN ? AND ? AND {condition}", (first, last)
            )
        store.keep_log_short()


def _spans(days: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield first and last days of about as many rows as one transaction may delete."""
    start, rows = None, 0
    last = 0
    for day, count in days:
        if start is not None and rows + count > _BATCH:
            yield start, last
            start, rows = None, 0
        start = day if start is None else start
        rows += count
        last = day
    if start is not None:
        yield start, last


def _delete_by_key(store: Store, table: str, key: str, condition: str) -> None:
    """Delete rows in the order of their keys, a few thousand at a time."""
    names = key.split(", ")
    marks = " AND ".join(f"{name} = ?" for name in names)
    after: tuple[object, ...] = ()
    while True:
        beyond = f" AND ({key}) > ({', '.join('?' * len(names))})" if after else ""
        with store.reading() as connection:
            keys = connection.execute(
                f"SELECT {key} FROM {table} WHERE {condition}{beyond} ORDER BY {key} LIMIT ?",
                (*after, _BATCH),
            ).fetchall()
        if not keys:
            return
        with store.writing() as connection:
            connection.executemany(f"DELETE FROM {table} WHERE {marks}", keys)
        store.keep_log_short()
        after = keys[-1]
