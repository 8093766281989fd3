"""The one way to a store: ``create`` makes it, ``connect`` opens it, nothing else does either."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store import settings
from store.claim import APPLICATION_ID, Claim, claim
from store.connections import FROZEN, LOOK, WRITE, begin_writing, raw, raw_in_memory
from store.errors import StoreError
from store.messages import N_
from store.migrations import MIGRATIONS, SCHEMA_VERSION, apply, version
from store.placing import beside, drafted, drop_second_names, put_in_place
from store.trouble import in_plain_words, sql_in_plain_words
from store.upgrade import refuse_newer, upgrade

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from store.migrations import Migration

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "Store", "connect", "create", "in_memory"]

WAL_LIMIT = 32 * 1024 * 1024
"""Bytes of WAL above which a writer empties it."""

_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged commits at a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    f"PRAGMA journal_size_limit = {WAL_LIMIT}",
)


class Store:
    """An open store, for one thread; a context manager.

    ``sql`` autocommits; transactions are taken with ``reading`` and ``writing`` only.
    """

    __slots__ = (
        "__weakref__", "_claim", "_frozen", "_shop", "author", "path", "read_only", "sql",
    )  # fmt: skip

    def __init__(
        self,
        path: Path,
        sql: sqlite3.Connection,
        *,
        read_only: bool = False,
        claimed: Claim | None = None,
        frozen: tuple[int, int] | None = None,
    ) -> None:
        self.path = path
        self.sql = sql
        self.read_only = read_only
        self._claim = claimed
        self._frozen = frozen
        self._shop: settings.Shop | None = None
        self.author = ""
        """Who changes the plans, for their history: the name of the login."""

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; closing twice is fine."""
        self.sql.close()
        if self._claim:
            self._claim.release()
            self._claim = None

    def interrupt(self) -> None:
        """Stop the running question; the one method another thread may call."""
        self.sql.interrupt()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the one short write transaction: committed at the end, or nothing happened.

        Raises:
            StoreError: read-only, in use for longer than the timeout, or the disk refused.
        """
        if self.read_only:
            raise StoreError(
                N_("The store {path} is open for reading only."),
                N_("Ask for the right to write to the file and its folder, or work on a copy."),
                path=str(self.path),
            )
        with sql_in_plain_words(self.path):
            begin_writing(self.sql)
            try:
                yield self.sql
                self.sql.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back after some errors (a full disk, for one).
                if self.sql.in_transaction:
                    self.sql.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold one snapshot: every question inside sees the same data. Nests."""
        with sql_in_plain_words(self.path):
            nested = self.sql.in_transaction
            if nested:
                yield self.sql
                return
            self._check_frozen()
            self.sql.execute("BEGIN")
            try:
                yield self.sql
            finally:
                if self.sql.in_transaction:
                    self.sql.execute("ROLLBACK")

    def _check_frozen(self) -> None:
        """A file opened as immutable is read without locks: notice when it moved all the same."""
        if self._frozen and self._frozen != _stamp(self.path):
            raise StoreError(
                N_("The store {path} was changed by somebody else while it was open."),
                N_("Open it again."),
                path=str(self.path),
            )

    @property
    def shop(self) -> settings.Shop:
        """The shop this store is about, as last read or set."""
        if self._shop is None:
            with self.reading() as connection:
                self._shop = settings.read_shop(connection)
        return self._shop

    @property
    def data_version(self) -> int:
        """How many times figures changed; results may be cached by it."""
        return int(self.setting(settings.DATA_VERSION) or 0)

    @property
    def plan_version(self) -> int:
        """How many times plans changed."""
        return int(self.setting(settings.PLAN_VERSION) or 0)

    def setting(self, key: str) -> str | None:
        with self.reading() as connection:
            return settings.read(connection, key)

    def set_setting(self, key: str, value: str) -> None:
        with self.writing() as connection:
            settings.write(connection, key, value)

    def keep_log_short(self) -> None:
        """Empty the write-ahead log when it has grown past ``WAL_LIMIT``; busy is no error."""
        log = beside(self.path, "-wal")
        if log.exists() and log.stat().st_size > WAL_LIMIT:
            self.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def create(
    path: Path,
    *,
    currency: str,
    timezone: str,
    country: str = "",
    name: str = "",
    home_names: tuple[str, ...] = (),
) -> Store:
    """Make a new private store (0600) and open it; an existing file is never touched.

    The store is built beside its place and put there whole, so a crash leaves none or a good one.
    """
    shop = settings.checked_shop(name, currency, timezone, country, home_names)
    with in_plain_words(path):
        os.umask(0o077)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_symlink() or path.exists():
            raise FileExistsError(17, "File exists", str(path))
        with drafted(path) as draft:
            with closing(raw(draft, WRITE)) as connection:
                _build(connection, shop)
                connection.execute("PRAGMA journal_mode = WAL")
            put_in_place(draft, path)
    return connect(path)


def in_memory(
    *, currency: str = "EUR", timezone: str = "Europe/Paris", country: str = "", name: str = ""
) -> Store:
    """Return a store that is gone when closed."""
    connection = raw_in_memory()
    _build(connection, settings.checked_shop(name, currency, timezone, country))
    _prepare(connection)
    return Store(Path(":memory:"), connection)


def connect(
    path: Path, *, write: bool = True, migrations: Sequence[Migration] = MIGRATIONS
) -> Store:
    """Open an existing store, upgraded (after a backup) if an older version made it.

    Where the file or its folder cannot be written, or with ``write=False``, it is open for
    reading only.

    Raises:
        StoreError: missing, empty, foreign, damaged, newer, a link, or in use for too long.
    """
    os.umask(0o077)  # for good: what this process writes is its owner's; putting it back races
    claimed = claim(path)
    store = None
    try:
        with in_plain_words(path):
            refuse_newer(path, claimed.version, migrations)
            way = _way(path)
            if way != FROZEN and _has_log(path):
                with closing(raw(path, LOOK)) as look:  # closing it empties no log
                    refuse_newer(path, version(look), migrations)
            store = _opened(path, claimed, way, write=write)
            if claimed.names > 1 and way == WRITE:
                drop_second_names(path)
            upgrade(path, store.sql, migrations, writable=way == WRITE)
    except BaseException:
        if store:
            store.sql.close()
        claimed.release()
        raise
    return store


def _way(path: Path) -> str:
    """Return how the place of a store lets it be opened."""
    if _writable(path) and _writable(path.parent):
        return WRITE
    return LOOK if _has_log(path) else FROZEN


def _has_log(path: Path) -> bool:
    log = beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _build(connection: sqlite3.Connection, shop: settings.Shop) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for migration in MIGRATIONS:
        apply(connection, migration)
    connection.execute("BEGIN IMMEDIATE")
    settings.write_shop(connection, shop)
    connection.execute("COMMIT")


def _opened(path: Path, claimed: Claim, way: str, *, write: bool) -> Store:
    write = write and way == WRITE
    if write:
        claimed.make_private()
    connection = raw(path, way)
    try:
        if write:  # a backup that is only looked at stays as it is
            connection.execute("PRAGMA journal_mode = WAL")
        else:
            connection.execute("PRAGMA query_only = ON")
        _prepare(connection)
        claimed.check_unmoved(path)
        frozen = _stamp(path) if way == FROZEN else None
    except BaseException:
        connection.close()
        raise
    return Store(path, connection, read_only=not write, claimed=claimed, frozen=frozen)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
