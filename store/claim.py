"""The store's file before SQLite touches it: is it there, is it ours, may we write.

SQLite relies on POSIX locks, and closing *any* descriptor of a file drops all of a process's locks
on it (https://sqlite.org/howtocorrupt.html, 2.2). So the descriptor used to look at the header is
kept as long as this process has a connection to the same file, and closed after the last one.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.messages import N_
from store.trouble import disk_error

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x6B706974
"""``kpit`` in the header of every store."""

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_CHUNK = 1 << 20
_VERSION_AT, _APPLICATION_AT = 60, 68


@dataclass(slots=True)
class _Held:
    descriptor: int
    users: int


_held: dict[tuple[int, int], _Held] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked file that stays looked at until ``release``; ``version`` is its user_version."""

    identity: tuple[int, int]
    version: int
    mode: int
    owner: int
    names: int

    def release(self) -> None:
        """Stop looking; call it after the connection is closed."""
        with _lock:
            held = _held[self.identity]
            held.users -= 1
            if held.users == 0:
                del _held[self.identity]
                os.close(held.descriptor)

    def make_private(self) -> None:
        """Take the rights of group and others away, where the file is ours to change."""
        if self.mode & 0o077 and self.owner == os.geteuid():
            with _lock:
                os.fchmod(_held[self.identity].descriptor, 0o600)

    def copy_to(self, draft: Path) -> None:
        """Write the file's bytes into ``draft``."""
        with _lock:
            source = _held[self.identity].descriptor
        position = 0
        with draft.open("r+b") as target:
            while chunk := os.pread(source, _CHUNK, position):
                target.write(chunk)
                position += len(chunk)

    def check_unmoved(self, path: Path) -> None:
        """Make sure that ``path`` still names the file that was checked."""
        status = path.lstat()
        if (status.st_dev, status.st_ino) != self.identity:
            raise StoreError(
                N_("The store {path} was replaced while it was being opened."),
                N_("Open it again."),
                path=str(path),
            )


def claim(path: Path) -> Claim:
    """Look at the file and keep it looked at; anything but one of our stores is an error.

    Nothing is written, whatever the file is.
    """
    with _lock:
        descriptor, status = _opened(path)
        identity = (status.st_dev, status.st_ino)
        held = _held.get(identity)
        try:
            version = _version(path, descriptor, status)
        except BaseException:
            if held is None:
                os.close(descriptor)
            raise
        if held is None:
            _held[identity] = _Held(descriptor, 1)
        else:
            held.users += 1
    return Claim(identity, version, status.st_mode, status.st_uid, status.st_nlink)


def in_use_here(path: Path) -> bool:
    """Say whether this process has the file open as a store."""
    try:
        status = path.lstat()
    except OSError:
        return False
    with _lock:
        return (status.st_dev, status.st_ino) in _held


def _opened(path: Path) -> tuple[int, os.stat_result]:
    """Return a descriptor of the regular file at ``path``: the one we hold, or a new one."""
    try:
        status = path.lstat()
    except FileNotFoundError as error:
        raise StoreError(
            N_("There is no store at {path}."),
            N_("Create one with “kpi-tui init”, or look at the sample shop: “kpi-tui --sample”."),
            path=str(path),
        ) from error
    except OSError as error:
        raise disk_error(error, path) from error
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)
    held = _held.get((status.st_dev, status.st_ino))
    if held:
        return held.descriptor, status
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _not_regular(path) from error
        raise disk_error(error, path) from error
    return descriptor, os.fstat(descriptor)


def _not_regular(path: Path) -> StoreError:
    return StoreError(
        N_("{path} is not a regular file, so it is not opened as a store."),
        N_("Name the store's own file: links, folders and devices are not followed."),
        path=str(path),
    )


def _version(path: Path, descriptor: int, status: os.stat_result) -> int:
    """Return the schema version in the header of one of our stores."""
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(path)
    try:
        header = os.pread(descriptor, _HEADER, 0)
    except OSError as error:
        raise disk_error(error, path) from error
    if not header:
        raise StoreError(
            N_("{path} is empty: it is not a store."),
            N_("Remove it and create a store with “kpi-tui init”, or restore a backup."),
            path=str(path),
        )
    application = int.from_bytes(header[_APPLICATION_AT : _APPLICATION_AT + 4], "big")
    if len(header) < _HEADER or header[:16] != _MAGIC or application != APPLICATION_ID:
        raise StoreError(
            N_("{path} is not a store of kpi-tui; it was left as it is."),
            N_("Name another file with --db. To read its data, use “kpi-tui import”."),
            path=str(path),
        )
    return int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big")
