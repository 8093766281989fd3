"""What SQLite says when it cannot go on, in words an owner can act on."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.errors import StoppedError, StoreError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RESTORE = N_("Restore a backup with “kpi-tui restore FILE”; “kpi-tui doctor” says more.")
_WORDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        N_("The store {path} is in use by another program."),
        N_("Nothing was changed. Try again in a moment."),
    ),
    sqlite3.SQLITE_FULL: (
        N_("The disk is full: {path} could not be written."),
        N_("Nothing was changed. Free some space, then try again."),
    ),
    sqlite3.SQLITE_IOERR: (
        N_("The disk reports an error while reading or writing {path}."),
        N_("Check the disk, and keep a backup on another one."),
    ),
    sqlite3.SQLITE_READONLY: (
        N_("The store {path} cannot be changed: it is read-only."),
        N_("Ask for the right to write to the file and its folder, or work on a copy."),
    ),
    sqlite3.SQLITE_CORRUPT: (N_("The store {path} is damaged."), _RESTORE),
    sqlite3.SQLITE_NOTADB: (N_("The store {path} is damaged."), _RESTORE),
    sqlite3.SQLITE_CANTOPEN: (
        N_("The store {path} could not be opened."),
        N_("Check that its folder exists and that you may read and write there."),
    ),
    sqlite3.SQLITE_TOOBIG: (
        N_("A text or number is too large for the store {path}."),
        N_("Nothing was changed. Shorten it and try again."),
    ),
}
_SAME = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PROTOCOL: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_AUTH: sqlite3.SQLITE_READONLY,
}


def explained(error: sqlite3.Error, path: Path) -> StoreError | None:
    """Return the owner's error for what SQLite reports, or ``None`` when it is our bug."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return StoppedError(N_("The question was stopped."), N_("Ask again."))
    words = _WORDS.get(_SAME.get(code, code))
    return StoreError(*words, path=str(path)) if words else None


@contextmanager
def sql_in_plain_words(path: Path) -> Iterator[None]:
    """Turn SQLite's complaints about ``path``, or a value it has no room for, into an error."""
    try:
        yield
    except sqlite3.Error as error:
        known = explained(error, path)
        if known is None:
            raise
        raise known from error
    except UnicodeEncodeError as error:  # half a character: a terminal's bytes that are no text
        raise _unstorable() from error
    except OverflowError as error:
        if "SQLite INTEGER" not in str(error):
            raise
        raise _unstorable() from error


def _unstorable() -> StoreError:
    return StoreError(
        N_("A text or a number in it cannot be stored."),
        N_("Type it again without unusual characters, or choose a smaller number."),
    )


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn SQLite's and the disk's complaints about ``path`` into a ``StoreError``."""
    try:
        with sql_in_plain_words(path):
            yield
    except OSError as error:
        raise disk_error(error, path) from error


def disk_error(error: OSError, path: Path) -> StoreError:
    """Return the owner's error for a file operation that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreError(*_WORDS[sqlite3.SQLITE_FULL], path=str(path))
    if error.errno in (errno.EIO,):
        return StoreError(*_WORDS[sqlite3.SQLITE_IOERR], path=str(path))
    if error.errno == errno.EEXIST:
        return StoreError(
            N_("There is already a file at {path}."),
            N_("Choose another name, or move the file away first."),
            path=str(path),
        )
    return StoreError(
        N_("{path} cannot be used: {reason}."),
        N_("Check the name, and that you may read and write there."),
        path=str(path),
        reason=error.strerror or "?",
    )
