"""Files that appear whole, private and on the disk, or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDECARS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a store while it is open."""

_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR | os.O_CLOEXEC
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def beside(path: Path, ending: str) -> Path:
    """Return the name of a file that belongs to ``path``."""
    return path.with_name(path.name + ending)


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Yield a new empty file beside ``path`` that only its owner can read (0600).

    It belongs to the owner of the file whose place it is to take. It is gone afterwards with all
    that SQLite left beside it, unless it was put in place. Drafts of runs that were killed are
    removed: a living one holds a lock on its own.
    """
    _sweep(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(draft, _NEW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        give_to_owner(descriptor, path)
        yield draft
    finally:
        os.close(descriptor)
        _remove(draft)


def give_to_owner(descriptor: int, path: Path) -> None:
    """Give a file we just made to the owner of ``path``, where root works on somebody's store."""
    if os.geteuid() != 0:
        return
    with suppress(OSError):  # none there, or a file system that knows no owners
        status = path.lstat()
        os.fchown(descriptor, status.st_uid, status.st_gid)


def drafts(path: Path) -> list[Path]:
    """Return the drafts beside ``path``, living or left by a killed run."""
    start, end = f".{path.name}.", ".part"
    with suppress(FileNotFoundError):
        return sorted(
            name
            for name in path.parent.iterdir()
            if name.name.startswith(start) and name.name.endswith(end)
        )
    return []


def put_in_place(draft: Path, path: Path, *, replace: bool = False) -> None:
    """Give a finished draft its name, durably.

    Raises:
        FileExistsError: the name is taken (a dangling link counts) and ``replace`` is off.
    """
    synced(draft)
    if replace:
        draft.replace(path)
    elif second_name(draft, path):
        draft.unlink()
    else:
        os.close(os.open(path, _NEW, 0o600))  # reserve the name, then replace what we reserved
        draft.replace(path)
    synced(path.parent)


def second_name(path: Path, name: Path) -> bool:
    """Give a file a second name; ``False`` where the file system knows no hard links."""
    try:
        name.hardlink_to(path)
    except OSError as error:
        if error.errno in _NO_HARD_LINKS:
            return False
        raise
    return True


def drop_second_names(path: Path) -> None:
    """Take away the names that a killed restore or creation left to a store.

    SQLite keeps one log for each name: a store opened by two of them would be damaged.
    """
    for name in path.parent.iterdir():
        if path.name in name.name and name != path and name.samefile(path):
            name.unlink()


def synced(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(path: Path) -> None:
    for draft in drafts(path):
        with suppress(OSError):
            if path.exists() and draft.samefile(path):
                # Never open the store itself just to look: closing it would drop its locks.
                draft.unlink()
                continue
            descriptor = os.open(draft, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(draft)
            finally:
                os.close(descriptor)


def _remove(draft: Path) -> None:
    for name in (*(beside(draft, ending) for ending in SIDECARS), draft):
        with suppress(OSError):  # what stays is swept away by the next run
            name.unlink(missing_ok=True)
