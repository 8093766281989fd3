"""Bringing an older store up to date: a backup first, then one migration after the other."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from store.connections import FROZEN, raw, vacuum_into
from store.errors import StoreError
from store.messages import N_
from store.migrations import MIGRATIONS, apply, pending, version
from store.placing import beside, drafted, put_in_place

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from store.migrations import Migration


def refuse_newer(path: Path, at: int, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Refuse a schema that only a newer kpi-tui knows."""
    if at > migrations[-1].number:
        raise StoreError(
            N_("The store {path} was written by a newer kpi-tui (schema {theirs}, here {ours})."),
            N_("Upgrade kpi-tui. Nothing was changed in the store."),
            path=str(path),
            theirs=at,
            ours=migrations[-1].number,
        )


def upgrade(
    path: Path,
    connection: sqlite3.Connection,
    migrations: Sequence[Migration],
    *,
    writable: bool,
) -> None:
    """Apply the migrations that are due; the store as it was is kept as ``<name>.v<n>-backup``.

    Nothing to do is the usual case. Two programs may upgrade at once: each migration is applied
    by one of them.
    """
    due = pending(connection, migrations)
    if not due:
        return
    if not writable:
        raise StoreError(
            N_("The store {path} is of an older kpi-tui and cannot be upgraded: it is read-only."),
            N_("Open it once where you may write to the file and its folder."),
            path=str(path),
        )
    at = version(connection)
    with drafted(path) as draft:
        vacuum_into(connection, draft)
        with closing(raw(draft, FROZEN)) as copy:
            unchanged = version(copy) == at
        if unchanged:  # else another program is upgrading it, and has made its own backup
            put_in_place(draft, beside(path, f".v{at}-backup"), replace=True)
    (reading_only,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = OFF")
    for migration in due:
        apply(connection, migration)
    # The file's own header must tell an older kpi-tui to keep off, without reading the log.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute(f"PRAGMA query_only = {reading_only}")
