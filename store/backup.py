"""Backups of a store as single private files, and the way back from them."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.claim import claim, in_use_here
from store.connections import FROZEN, WRITE, raw, vacuum_into
from store.errors import StoreError
from store.messages import N_
from store.placing import SIDECARS, beside, drafted, put_in_place, second_name, synced
from store.seal import broken, seal
from store.trouble import in_plain_words
from store.upgrade import refuse_newer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store

_NAME_A_BACKUP = N_("Nothing was changed. Name a file that “kpi-tui backup” wrote.")
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a database that every open connection locks (https://sqlite.org/fileformat2.html)"""


@dataclass(frozen=True, slots=True)
class Restored:
    """``kept`` is where the file that was there before lies now; ``None``: there was none."""

    path: Path
    kept: Path | None
    kept_was_damaged: bool = False


def snapshot(store: Store, target: Path, *, replace: bool = False) -> Path:
    """Write the whole store, as it is now, into one private file (0600); nobody has to wait.

    The pseudonyms' key is not in it: it lies outside the store.

    Raises:
        StoreError: the target exists (without ``replace``), is the store itself, or the disk
            refuses; nothing is left behind then.
    """
    if _is_ours(store.path, target):
        raise StoreError(
            N_("{path} is the store itself."),
            N_("Choose another file for the backup, best on another disk."),
            path=str(target),
        )
    with in_plain_words(target):
        if not replace and (target.exists() or target.is_symlink()):
            raise FileExistsError(17, "File exists", str(target))
        with drafted(target) as draft:
            vacuum_into(store.sql, draft)
            seal(draft)
            put_in_place(draft, target, replace=replace)
    return target


def restore(backup: Path, path: Path, *, at: int) -> Restored:
    """Put a backup in the place of a store; the store that was there is kept beside it.

    It is kept as ``<name>.before-restore-<at>``, or ``<name>.corrupt-<at>`` when it is damaged;
    ``at`` is seconds in UTC. The backup is copied and checked whole before anything is touched.

    Raises:
        StoreError: the backup is missing, foreign, newer or damaged, or the store is open
            somewhere; nothing was changed then.
    """
    with in_plain_words(path):
        os.umask(0o077)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with drafted(path) as draft:
            _copy(backup, draft)
            damaged = _settled(path)
            kept = beside(path, f".corrupt-{at}" if damaged else f".before-restore-{at}")
            with _alone(path) as there:
                if kept.exists():
                    raise FileExistsError(17, "File exists", str(kept))
                with _kept(path, kept) if there else nullcontext():
                    _set_aside_sidecars(path, kept)
                    put_in_place(draft, path, replace=True)
    return Restored(path, kept if there else None, damaged)


def _is_ours(path: Path, target: Path) -> bool:
    """Say whether ``target`` is the store or what SQLite keeps beside it, by any spelling."""
    place = target.parent.resolve() / target.name
    ours = [path.parent.resolve() / beside(path, ending).name for ending in ("", *SIDECARS)]
    return place in ours or (target.exists() and path.exists() and target.samefile(path))


def _copy(backup: Path, draft: Path) -> None:
    """Fill the draft with the backup and make sure that it is a whole and sound store."""
    if in_use_here(backup):
        raise _in_use(backup)
    if not backup.is_symlink() and not backup.exists():
        raise StoreError(N_("There is no file at {path}."), _NAME_A_BACKUP, path=str(backup))
    try:
        claimed = claim(backup)
    except StoreError as error:
        raise StoreError(error.what.text, _NAME_A_BACKUP, **error.what.values) from error
    try:
        refuse_newer(backup, claimed.version)
        log = beside(backup, "-wal")
        if log.exists() and log.stat().st_size:
            raise StoreError(
                N_("{path} is a store in use, not a backup: part of it lies in another file."),
                N_("Make a backup of it with “kpi-tui backup FILE”, then restore that one."),
                path=str(backup),
            )
        claimed.copy_to(draft)
    finally:
        claimed.release()
    unsealed = broken(draft)
    with closing(raw(draft, FROZEN)) as connection:
        found = problems(connection)
    if found or unsealed:
        raise StoreError(
            N_("The backup {path} is damaged ({reason})."),
            N_("Nothing was changed. Restore another backup."),
            path=str(backup),
            reason=found[0] if found else "checksum",
        )


def _settled(path: Path) -> bool:
    """Bring the log of the store at ``path`` into its file; return whether it is damaged.

    Raises:
        StoreError: somebody has it open, or what lies there is not a regular file.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise StoreError(
                N_("{path} is not a regular file, so nothing is restored there."),
                N_("Name the store's own file: links, folders and devices are not followed."),
                path=str(path),
            )
    except FileNotFoundError:
        return False
    if in_use_here(path):
        raise _in_use(path)
    try:
        claim(path).release()
    except StoreError:
        return True  # not even a header of ours: nothing in it that we could settle
    try:
        with closing(raw(path, WRITE)) as connection:
            # Leaving WAL takes everybody else's absence, and leaves one file that is complete.
            connection.execute("PRAGMA journal_mode = DELETE")
            return bool(problems(connection, 1))
    except sqlite3.DatabaseError as error:
        code = error.sqlite_errorcode & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _in_use(path) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return True
        raise


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Keep every other program out of the store; yield whether there is one.

    The lock is SQLite's own exclusive one, taken without SQLite: a damaged store has it too.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except (BlockingIOError, PermissionError) as error:
            raise _in_use(path) from error
        yield True
    finally:
        os.close(descriptor)


@contextmanager
def _kept(path: Path, kept: Path) -> Iterator[None]:
    """Give the old file a second name, or where that cannot be, another; undone on failure."""
    linked = second_name(path, kept)
    if not linked:
        path.rename(kept)
    synced(path.parent)
    try:
        yield
    except BaseException:
        if not linked:
            kept.rename(path)
        elif kept.samefile(path):
            kept.unlink()
        raise


def _set_aside_sidecars(path: Path, kept: Path) -> None:
    """Leave no log beside the restored store: a stale one would undo the restore in silence."""
    for ending in SIDECARS:
        sidecar = beside(path, ending)
        if ending != "-shm" and sidecar.exists() and sidecar.stat().st_size:
            sidecar.rename(beside(kept, ending))
        else:
            sidecar.unlink(missing_ok=True)


def _in_use(path: Path) -> StoreError:
    return StoreError(
        N_("The store {path} is in use by another program."),
        N_("Nothing was changed. Close every kpi-tui that has it open, then try again."),
        path=str(path),
    )


def problems(connection: sqlite3.Connection, limit: int = 5) -> list[str]:
    """Return what SQLite finds wrong with a store, in its own words; ``[]`` is sound."""
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({limit})")]
        for table, row_id, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            found.append(f"{table} row {row_id} points to no {parent}")
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in found if line != "ok"][:limit]
