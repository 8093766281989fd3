"""What earlier imports gave of days that this one gives anew without it: counted no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Kind
from store.visible import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.ingest.bulk import Row
    from store.ingest.documents import Documents
    from store.records import WholeDays


class Withdrawals:
    """Remembers which days the import is all of, and the documents it gave of them."""

    def __init__(self, documents: Documents) -> None:
        self.count = 0
        """How many documents were withdrawn."""
        self._documents = documents
        self._whole: dict[str, list[WholeDays]] = {}
        self._given: dict[str, set[str]] = {}

    def expect(self, whole: WholeDays) -> None:
        """Take the word that this import is all of a table on some days; before its rows."""
        if DOCUMENT_TABLES[whole.table] == Kind.SALE:
            raise ValueError(f"documents of {whole.table} have rows in other tables as well")
        self._whole.setdefault(whole.table, []).append(whole)
        self._given.setdefault(whole.table, set())

    def given(self, table: str, refs: Iterable[str]) -> None:
        """Note documents that the import gives."""
        if table in self._given:
            self._given[table].update(refs)

    def rows(self, last_day: int | None) -> Iterator[tuple[int, Row]]:
        """Yield a row of ``replaced`` for every document that is withdrawn, with its day.

        To be asked once everything is written. No file speaks for days after ``last_day``.
        """
        for table, said in self._whole.items():
            for whole in said:
                last = whole.last if last_day is None else min(whole.last, last_day)
                for found in self._documents.withdrawn(
                    DOCUMENT_TABLES[table], whole.first, last, whole.within, self._given[table]
                ):
                    self.count += not whole.estimated
                    yield found
