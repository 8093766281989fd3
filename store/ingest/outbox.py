"""Rows on their way into the store, written in short transactions: nobody's edit waits for them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from store.ingest import bulk, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from store.database import Store
    from store.ingest.bulk import Row
    from store.ingest.coding import Coding
    from store.ingest.documents import Documents

BATCH_ROWS = 5_000
"""Rows of one write transaction."""


class Outbox:
    """Rows by table that wait to be written. With ``trial`` nothing is.

    ``columns`` gives the tables in the order of writing, with the columns that rows of them have.
    """

    def __init__(
        self,
        store: Store,
        source: str,
        coding: Coding,
        known: Documents,
        columns: Callable[[], Iterable[tuple[str, Sequence[str]]]],
        *,
        trial: bool,
    ) -> None:
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        """What waits. Who adds rows here themselves says how many with ``added``."""
        self.filled: set[str] = set()
        """The tables rows were written to."""
        self._store = store
        self._source = source
        self._coding = coding
        self._documents = known
        self._columns = columns
        self._trial = trial
        self._waiting = 0

    def put(self, table: str, row: Row) -> None:
        """Take a row."""
        self.rows[table].append(row)
        self._waiting += 1

    def added(self, rows: int) -> None:
        """Count rows that were added by others."""
        self._waiting += rows

    def write_if_much(self) -> None:
        """Write what waits where it is enough for a transaction."""
        if self._waiting >= BATCH_ROWS:
            self.write()

    def write(self) -> None:
        """Write what waits, in one short transaction.

        New codes count as waiting: products may move to a category that no row here speaks of.
        """
        if not self._waiting and not self._coding.fresh():
            return
        if not self._trial:
            with self._store.writing() as connection:
                for numbers in self._coding.fresh():
                    bulk.insert(connection, numbers.table, numbers.columns, numbers.fresh)
                for table, columns in self._columns():
                    rows = self.rows.get(table, [])
                    if table in documents.TOLD_ONCE:
                        documents.insert(connection, table, columns, rows, self._source)
                    else:
                        bulk.insert(connection, table, columns, rows)
            self._store.keep_log_short()
            self._coding.written()
        self.filled |= self.rows.keys()
        self.rows.clear()
        self._documents.written()
        self._waiting = 0
