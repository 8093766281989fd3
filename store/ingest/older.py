"""An older export imported after a newer one takes what it tells back to what was known then.

Nothing in most exports says when they were made, so it is told by when the files were written.
That may be wrong (a copy is written when it is copied), so the newer one is not put in its place
again: the receipt says what happened, and what to do if that was not meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_, Message, counted
from store.text import clean
from store.visible import SERIES_KEY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_SAME_VALUE = " AND ".join(f"y.{name} = s.{name}" for name in SERIES_KEY)
_OF_NEWER = (
    "SELECT i.file, COUNT(*) FROM ("
    "SELECT d.import FROM replaced r JOIN document d"
    " ON d.kind = r.kind AND d.source = r.source AND d.ref = r.ref"
    " WHERE r.import = :importing AND r.new_digest <> d.digest"  # not: written again just so
    " UNION ALL SELECT y.import FROM series s JOIN series y"
    f" ON {_SAME_VALUE} AND y.import <> s.import AND y.value <> s.value"
    " WHERE s.import = :importing"
    ") JOIN import i ON i.id = import WHERE i.state = 'published' AND i.made_at >"
    " (SELECT made_at + :together FROM import WHERE id = :importing)"
    " GROUP BY i.id ORDER BY 2 DESC, i.id DESC"
)
_WRITTEN_TOGETHER = 60
"""Seconds between files of one download."""


def older_export(connection: sqlite3.Connection, importing: int) -> Iterator[Message]:
    """Say when an import not yet published puts older words in the place of a newer file's."""
    asked = {"importing": importing, "together": _WRITTEN_TOGETHER}
    found = connection.execute(_OF_NEWER, asked).fetchall()
    if not found:
        return
    file, _ = found[0]
    yield counted(
        N_("{n} entry was known from a newer file, {file}, and is as this older one tells it now."
           " Was that a mistake? Then import {file} again."),
        N_("{n} entries were known from a newer file, {file}, and are as this older one tells them"
           " now. Was that a mistake? Then import {file} again."),
        "n",
        {"n": sum(entries for *_, entries in found), "file": clean(file)},
    )  # fmt: skip
