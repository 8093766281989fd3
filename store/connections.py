"""Bare SQLite connections to files, before they are a ``Store``."""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 2.0
"""How long a connection waits for another one's write."""
_LOOK_AGAIN = 0.002

WRITE, LOOK = "mode=rw", "mode=ro"
FROZEN = "mode=ro&immutable=1"
"""Without any lock: for files nobody writes to. In WAL mode even a reader writes beside its store;
where that cannot be, this is the one way to read."""


def raw(path: Path, mode: str) -> sqlite3.Connection:
    """Return an autocommitting connection to an existing file, whatever its name looks like."""
    return sqlite3.connect(
        f"{_uri(path)}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
    )


def begin_writing(connection: sqlite3.Connection) -> None:
    """Begin a write transaction, waiting for another program's up to ``BUSY_SECONDS``.

    SQLite itself looks again ever more rarely, up to every 100 ms: beside an import, which writes
    again a few milliseconds after each write, an edit then was overtaken for up to a second.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    last = time.monotonic() + BUSY_SECONDS
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                    raise
            time.sleep(_LOOK_AGAIN)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")


def raw_in_memory() -> sqlite3.Connection:
    """Return an autocommitting connection to a database of its own that is gone when closed."""
    return sqlite3.connect(":memory:", uri=True, isolation_level=None)


def _uri(path: Path) -> str:
    """Return the name of a file for SQLite, in ASCII: a file name need not be a text."""
    return f"file:{quote(os.fsencode(path.absolute()))}"


def vacuum_into(connection: sqlite3.Connection, draft: Path) -> None:
    """Write all that ``connection`` sees into the empty ``draft``: one snapshot, compact."""
    (reading_only,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = OFF")  # it forbids writing any file, the draft too
    try:
        connection.execute("VACUUM INTO ?", (_uri(draft),))
    finally:
        connection.execute(f"PRAGMA query_only = {reading_only}")
