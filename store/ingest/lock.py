"""One import at a time: who comes second is told who came first."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.messages import N_
from store.placing import give_to_owner
from store.trouble import in_plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW


def lock_path(store: Path) -> Path:
    """Return the lock file of a store, beside it.

    Not the store itself: closing a second descriptor of it would drop SQLite's own locks.
    """
    return store.with_name(store.name + "-import")


@contextmanager
def only_import(store: Path, doing: str) -> Iterator[None]:
    """Hold the store for one import; ``doing`` (a file's name) is what others are told.

    The kernel drops the lock with the process, so a killed import never blocks the next.

    Raises:
        StoreError: another import holds it; the message names its process and file.
    """
    handle = _opened(store)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _taken(handle) from error
        _note(handle, json.dumps({"process": os.getpid(), "file": doing}).encode())
        try:
            yield
        finally:
            _note(handle, b"")
    finally:
        os.close(handle)


def _opened(store: Path) -> int:
    """Return the lock file, made where there is none: the store's owner must be able to lock it."""
    path = lock_path(store)
    with in_plain_words(path):
        try:
            handle = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return os.open(path, _FLAGS | os.O_CREAT, 0o600)
        give_to_owner(handle, store)
        return handle


def _note(handle: int, text: bytes) -> None:
    """Write who holds the lock. It is held all the same where the disk is too full to say so."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, text, 0)


def _taken(handle: int) -> StoreError:
    remedy = N_("Wait until it has finished, then import again; nothing was changed.")
    try:
        holder = json.loads(os.pread(handle, 4096, 0))
        process, file = int(holder["process"]), str(holder["file"])
    except (ValueError, KeyError, TypeError):
        return StoreError(N_("Another import is running on this store."), remedy)
    return StoreError(
        N_("Another import is running on this store: process {process}, importing {file}."),
        remedy,
        process=str(process),
        file=file,
    )
