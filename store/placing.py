"""Files that appear whole, private and on the disk, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

SIDECARS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a store while it is open."""


def beside(path: Path, ending: str) -> Path:
    """Return the name of a file that belongs to ``path``."""
    return path.with_name(path.name + ending)


def address(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens ``path``, whatever characters are in its name."""
    return f"file:{quote(str(path.absolute()))}?{mode}"


def new_draft(path: Path) -> Path:
    """Return a new empty file beside ``path`` that only its owner can read (0600)."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY | os.O_CLOEXEC
    os.close(os.open(draft, flags, 0o600))
    return draft


def remove_draft(draft: Path) -> None:
    """Remove a draft with whatever SQLite left beside it."""
    for name in (draft, *(beside(draft, ending) for ending in SIDECARS)):
        name.unlink(missing_ok=True)


def put_in_place(draft: Path, path: Path, *, replace: bool = False) -> None:
    """Give a finished draft its name, durably.

    Raises:
        FileExistsError: the name is taken (a dangling link counts) and ``replace`` is off.
    """
    synced(draft)
    if replace:
        draft.replace(path)
    else:
        try:
            path.hardlink_to(draft)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
            # A file system without hard links: reserve the name, then replace what we reserved.
            flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY | os.O_CLOEXEC
            os.close(os.open(path, flags, 0o600))
            draft.replace(path)
        else:
            draft.unlink()
    synced(path.parent)


def synced(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def vacuum_into(connection: sqlite3.Connection, draft: Path) -> None:
    """Write all that ``connection`` sees into ``draft``, compactly, in one snapshot."""
    connection.execute("VACUUM INTO ?", (str(draft),))


def header_version(draft: Path) -> int:
    """Return the user_version of a finished draft."""
    with closing(sqlite3.connect(address(draft, "mode=ro&immutable=1"), uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
