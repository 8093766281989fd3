"""The migrations in order: append one, never change one that was shipped.

Each is applied in a transaction of its own with its record and ``user_version`` last, so that a
crash leaves the store at one version or the next, never between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.messages import N_
from store.migrations import m0001_first, m0002_sources, m0003_understanding

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Migration:
    """``number`` is the ``user_version`` afterwards; ``statements`` run in one transaction."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "first", m0001_first.STATEMENTS),
    Migration(2, "sources", m0002_sources.STATEMENTS),
    Migration(3, "understanding", m0003_understanding.STATEMENTS),
)
SCHEMA_VERSION = MIGRATIONS[-1].number


def version(connection: sqlite3.Connection) -> int:
    """Return the number of the last migration applied."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def apply(connection: sqlite3.Connection, migration: Migration) -> bool:
    """Apply one migration whole or not at all; ``False`` when another process already did.

    Foreign keys are checked at the end and not while tables are rebuilt.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        if version(connection) >= migration.number:
            return False
        for statement in migration.statements:
            connection.execute(statement)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreError(
                N_("The store cannot be upgraded: rows in it point nowhere."),
                N_("Nothing was changed. Restore a backup with “kpi-tui restore FILE”."),
            )
        connection.execute(
            "INSERT INTO migration (number, name) VALUES (?, ?)",
            (migration.number, migration.name),
        )
        connection.execute(f"PRAGMA user_version = {migration.number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")
    return True


def pending(
    connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS
) -> list[Migration]:
    """Return the migrations this store still needs, in order."""
    at = version(connection)
    return [migration for migration in migrations if migration.number > at]
