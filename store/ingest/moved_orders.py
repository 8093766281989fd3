"""Orders that are told later, or moved to another day, take the cancellations that name them along.

A cancellation that is a document of its own keeps its order and that order's day, for the figures
of the cohort basis. A file that moves the order, or tells it first, need not hold the cancellation:
its rows are written again, as they are but for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.ingest.documents import REPLACED
from store.ingest.sales import COLUMNS
from store.records import Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.database import Store
    from store.ingest.bulk import Row

_MOVED = (
    "SELECT doc, new_day FROM replaced WHERE kind = :kind AND import = :importing"
    " AND old_day <> new_day"
)
_TOLD_HERE = "(SELECT doc FROM replaced WHERE kind = :kind AND import = :importing)"
_NOT_TOLD_HERE = f"r.import <> :importing AND r.doc NOT IN {_TOLD_HERE}"
_NAMING_THEM = (
    f"SELECT DISTINCT r.doc, r.order_doc, m.new_day FROM ({_MOVED}) m"
    f" JOIN refund r ON r.order_doc = m.doc AND r.doc <> m.doc WHERE {_NOT_TOLD_HERE}"
)
_MET = (
    "SELECT u.doc, d.id, d.day FROM unmet u"
    " CROSS JOIN document d ON d.kind = :kind AND d.source = u.source AND d.ref = u.order_ref"
    " WHERE d.import = :importing AND d.id <> u.doc"
    " AND u.import = (SELECT MAX(v.import) FROM unmet v WHERE v.doc = u.doc)"
    f" AND (u.import = :importing OR u.doc NOT IN {_TOLD_HERE})"
)
_NAMING_NEW = (
    "SELECT DISTINCT m.doc, m.order_doc, m.order_day FROM refund r"
    f" CROSS JOIN temp.met m ON m.doc = r.doc WHERE r.order_doc = 0 AND {_NOT_TOLD_HERE}"
)


def meet(store: Store, importing: int) -> None:
    """Find the cancellations whose order the import tells first; its own know it from here on.

    Its own are those that were too many to wait for the end of the file.
    """
    connection = store.sql
    _make(connection, "met")
    if not connection.execute("SELECT 1 FROM unmet LIMIT 1").fetchone():
        return
    asked = {"kind": int(Kind.SALE), "importing": importing}
    found = connection.execute(f"INSERT INTO temp.met {_MET}", asked).rowcount
    if not found:
        return
    with store.writing():
        for table, columns in (
            ("refund_line", ("order_day",)), ("refund", ("order_doc", "order_day")),
        ):  # fmt: skip
            parts = (
                f"{c} = (SELECT m.{c} FROM temp.met m WHERE m.doc = {table}.doc)" for c in columns
            )
            connection.execute(
                f"UPDATE {table} SET {', '.join(parts)} WHERE import = :importing"
                " AND doc IN (SELECT doc FROM temp.met)",
                asked,
            )


def _make(connection: sqlite3.Connection, table: str) -> None:
    connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    connection.execute(
        f"CREATE TEMP TABLE {table} (doc INTEGER PRIMARY KEY, order_doc INTEGER, order_day INTEGER)"
    )


def rewritten(connection: sqlite3.Connection, importing: int) -> Iterator[tuple[str, Row]]:
    """Yield the rows to write, each with its table, for the orders the import moved or told."""
    asked = {"kind": int(Kind.SALE), "importing": importing}
    _make(connection, "naming")
    if connection.execute(f"{_MOVED} LIMIT 1", asked).fetchone():
        connection.execute(f"INSERT OR IGNORE INTO temp.naming {_NAMING_THEM}", asked)
    if connection.execute("SELECT 1 FROM temp.met LIMIT 1").fetchone():
        connection.execute(f"INSERT OR IGNORE INTO temp.naming {_NAMING_NEW}", asked)
    if not connection.execute("SELECT 1 FROM temp.naming LIMIT 1").fetchone():
        return
    own = {"import": ":importing", "order_doc": "n.order_doc", "order_day": "n.order_day"}
    of_document = own | {
        "doc": "x.id", "old_day": "x.day", "new_day": "x.day", "new_digest": "x.digest"
    }  # fmt: skip
    for table, source, names, on in (
        ("replaced", "document", REPLACED, "x.id AND x.kind = :kind"),
        *((table, table, columns, "x.doc") for table, columns in COLUMNS.items()),
    ):
        given = of_document if table == "replaced" else own
        columns = ", ".join(given.get(name, f"x.{name}") for name in names)
        rows = connection.execute(
            f"SELECT {columns} FROM {source} x JOIN temp.naming n ON n.doc = {on}", asked
        ).fetchall()
        for row in rows:
            yield table, row
