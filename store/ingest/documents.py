"""Documents by their ref: which are new, which changed, which are stored just so."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from store.errors import ImportFileError
from store.ingest import bulk
from store.messages import N_
from store.records import Kind

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from store.ingest.bulk import Row

NEXT_DOCUMENT = "next_document"
"""The setting with the number of the next document."""
DOCUMENT = ("kind", "source", "ref", "id", "day", "digest", "import")
REPLACED = (
    "kind", "doc", "import", "source", "ref", "old_day", "new_day", "new_digest",
)  # fmt: skip
UNMET = ("doc", "import", "source", "order_ref")

WITHDRAWN = -1
"""The new day of a document that its source no longer has."""

_ASKED_AT_ONCE = 128
_KNOWN = (
    "SELECT ref, id, day, digest FROM document WHERE kind = ? AND source = ?"
    f" AND ref IN ({', '.join('?' * _ASKED_AT_ONCE)})"
)


TOLD_ONCE = ("document", "replaced")
"""Tables that have one row of a document for each import."""


def insert(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: list[Row], source: str
) -> None:
    """Write rows of a table of ``TOLD_ONCE``.

    Raises:
        ImportFileError: two orders of the import have the same number.
    """
    try:
        bulk.insert(connection, table, columns, rows)
    except sqlite3.IntegrityError as error:
        raise ImportFileError(
            N_("Two entries of {source} have the same number: which of them counts?"),
            N_("Leave one of them out of the file, or say with a mapping (--map) which column"
               " numbers the orders, each with a number of its own."),
            source=source,
        ) from error  # fmt: skip


class Version(NamedTuple):
    """What is stored of a document."""

    doc: int
    day: int
    digest: int


class Documents:
    """The documents of one source, as one import finds and leaves them."""

    def __init__(
        self, connection: sqlite3.Connection, source: int, importing: int, first: int
    ) -> None:
        self.next = first
        self._connection = connection
        self._source = source
        self._importing = importing
        self._some = {kind: self._has_some(kind) for kind in Kind}
        self._recent: dict[tuple[Kind, str], tuple[int, int]] = {}

    def _has_some(self, kind: Kind) -> bool:
        return (
            self._connection.execute(
                "SELECT 1 FROM document WHERE kind = ? AND source = ? LIMIT 1",
                (int(kind), self._source),
            ).fetchone()
            is not None
        )

    def known(self, kind: Kind, refs: list[str]) -> dict[str, Version]:
        """Return what is stored of documents, by ref; the first import of a source asks nothing."""
        if not self._some[kind] or not refs:
            return {}
        found: dict[str, Version] = {}
        for start in range(0, len(refs), _ASKED_AT_ONCE):
            some = refs[start : start + _ASKED_AT_ONCE]
            some += some[-1:] * (_ASKED_AT_ONCE - len(some))  # one statement for all sizes
            for ref, *version in self._connection.execute(_KNOWN, (int(kind), self._source, *some)):
                found[ref] = Version(*version)
        return found

    def find(self, kind: Kind, ref: str) -> tuple[int, int] | None:
        """Return a document and its day, as this import leaves it."""
        recent = self._recent.get((kind, ref))
        if recent:
            return recent
        row = self._connection.execute(
            "SELECT d.id, COALESCE(r.new_day, d.day) FROM document d LEFT JOIN replaced r"
            " ON r.kind = d.kind AND r.doc = d.id AND r.import = ?"
            " WHERE d.kind = ? AND d.source = ? AND d.ref = ?",
            (self._importing, int(kind), self._source, ref),
        ).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def withdrawn(
        self, kind: Kind, first: int, last: int, within: tuple[str, ...], given: Container[str]
    ) -> list[tuple[int, Row]]:
        """Return the stored documents of some days that are not given, each with its day.

        The rows say that nothing takes their place; ``within`` are beginnings of refs.
        """
        if not self._some[kind]:
            return []
        stored = self._connection.execute(
            "SELECT ref, id, day FROM document"
            " WHERE kind = ? AND source = ? AND day BETWEEN ? AND ? AND import <> ?",
            (int(kind), self._source, first, last, self._importing),
        )
        return [
            (day, (int(kind), doc, self._importing, self._source, ref, day, WITHDRAWN, 0))
            for ref, doc, day in stored
            if ref not in given and ref.startswith(within)
        ]

    def number(self) -> int:
        """Give the number of a new document."""
        self.next += 1
        return self.next - 1

    def note(self, kind: Kind, ref: str, doc: int, day: int) -> None:
        """Remember a document that is not written yet, so that others can name it."""
        self._recent[kind, ref] = (doc, day)

    def written(self) -> None:
        """Forget what is in the store by now."""
        self._recent.clear()

    def new(self, kind: Kind, ref: str, day: int, digest: int) -> tuple[int, Row]:
        """Return the number of a new document and its row."""
        doc = self.number()
        return doc, (int(kind), self._source, ref, doc, day, digest, self._importing)

    def unmet(self, doc: int, order_ref: str) -> Row:
        """Return the row that says which order, not told yet, a cancellation names."""
        return doc, self._importing, self._source, order_ref

    def newer(self, kind: Kind, ref: str, day: int, digest: int, old: Version) -> Row:
        """Return the row that says that a newer version of a document takes the old one's place."""
        return (
            int(kind), old.doc, self._importing, self._source, ref, old.day, day, digest,
        )  # fmt: skip
