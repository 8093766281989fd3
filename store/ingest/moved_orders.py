"""Orders that a restatement puts on another day take the cancellations that name them along.

A cancellation that is a document of its own keeps the day of its order, for the figures of the
cohort basis. A file that moves the order need not hold the cancellation: its rows are written
again, as they are but for that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.ingest.documents import REPLACED
from store.ingest.sales import COLUMNS
from store.records import Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.ingest.bulk import Row

_MOVED = (
    "SELECT doc, new_day FROM replaced WHERE kind = :kind AND import = :importing"
    " AND old_day <> new_day"
)
_NAMING_THEM = (
    f"SELECT DISTINCT r.doc, m.new_day FROM ({_MOVED}) m"
    " JOIN refund r ON r.order_doc = m.doc AND r.doc <> m.doc WHERE r.doc NOT IN"
    " (SELECT doc FROM replaced WHERE kind = :kind AND import = :importing)"
    " AND r.import <> :importing"
)


def rewritten(connection: sqlite3.Connection, importing: int) -> Iterator[tuple[str, Row]]:
    """Yield the rows to write, each with its table, for the orders the import moved so far."""
    asked = {"kind": int(Kind.SALE), "importing": importing}
    if not connection.execute(f"{_MOVED} LIMIT 1", asked).fetchone():
        return
    connection.execute("DROP TABLE IF EXISTS temp.naming")
    connection.execute("CREATE TEMP TABLE naming (doc INTEGER PRIMARY KEY, order_day INTEGER)")
    connection.execute(f"INSERT OR IGNORE INTO temp.naming {_NAMING_THEM}", asked)
    if not connection.execute("SELECT 1 FROM temp.naming LIMIT 1").fetchone():
        return
    own = {"import": ":importing", "order_day": "n.order_day"}
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
