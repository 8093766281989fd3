"""Rows that people edit: each change names the version it was made from, so none is lost."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic

from store import settings
from store.errors import ConflictError, StoreError
from store.messages import N_
from store.row_coding import Coding, Row, dumped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from store.database import Store


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a row of one kind: whole sentences, since languages have genders."""

    missing: str
    changed: str
    taken: str = ""
    meanwhile: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A version as it was after ``change``, at ``at`` (seconds in UTC).

    ``body`` is the row (days as ISO texts). ``restores`` is the version an undo brought back,
    0 when it took back the creation, ``None`` for any other change. ``who`` is the login that made
    it, where that is known.
    """

    version: int
    at: int
    change: str
    body: dict[str, Any]
    restores: int | None = None
    who: str = ""


class Shelf(Generic[Row]):
    """One table of versioned rows; with ``history`` every version is kept and can be undone.

    Columns are the row's fields: those that end in ``_day`` are days, those in ``json_columns``
    are kept as JSON (lists come back as tuples). Every write bumps the ``counters``.
    """

    def __init__(
        self,
        store: Store,
        table: str,
        row: type[Row],
        words: Words,
        *,
        json_columns: Collection[str] = (),
        history: bool = False,
        counters: Collection[str] = (settings.PLAN_VERSION,),
    ) -> None:
        self._store = store
        self._table = table
        self._words = words
        self._coding = Coding(row, json_columns)
        self._columns = self._coding.columns
        self._history = history
        self._counters = tuple(counters)

    # -- reading -----------------------------------------------------------------------------
    def rows(self, where: str = "TRUE", values: Iterable[object] = ()) -> list[Row]:
        """Return the rows that meet a condition (SQL of this package, never of a user)."""
        with self._store.reading() as connection:
            found = connection.execute(
                f"SELECT {', '.join(self._columns)} FROM {self._table} WHERE {where} ORDER BY id",
                tuple(values),
            ).fetchall()
        return [self._coding.decoded(row) for row in found]

    def in_states(self, states: Collection[str]) -> list[Row]:
        return self.rows(f"state IN ({', '.join('?' * len(states))})", states)

    def get(self, row_id: int) -> Row:
        """Return one row, deleted or not.

        Raises:
            StoreError: there is none with this number.
        """
        found = self.rows("id = ?", (row_id,))
        if not found:
            raise self._missing(row_id)
        return found[0]

    def history(self, row_id: int) -> list[HistoryEntry]:
        """Return every version, the first one first."""
        with self._store.reading() as connection:
            return self._entries(connection, row_id)

    # -- writing -----------------------------------------------------------------------------
    def add(self, row: Row, *, at: int = 0, change: str = "add") -> Row:
        """Store a new row and return it with its number and version 1."""
        with self._owners_mistakes(row), self._store.writing() as connection:
            return self._add(connection, row, at, change)

    def save(self, row: Row, *, at: int = 0, change: str = "edit") -> Row:
        """Store a change of the version that ``row`` names and return the next version.

        A row that is as stored is returned as it is: nothing changed, nothing is kept.

        Raises:
            ConflictError: the stored row is of another version; it carries both rows.
            StoreError: there is no such row.
        """
        with self._owners_mistakes(row), self._store.writing() as connection:
            return self._save(connection, row, at, change)

    def write(
        self, rows: Sequence[Row], *, at: int, change: str = "edit", alone_by: Sequence[str] = ()
    ) -> list[Row]:
        """Store new rows (their number is 0) and changed ones: all of them, or none.

        Of new rows that have the same in ``alone_by`` there may be none yet, but for deleted ones.

        Raises:
            ConflictError: one of them is of another version by now, or no longer alone.
        """
        if not rows:
            return []
        with self._owners_mistakes(rows[0]), self._store.writing() as connection:
            for row in rows if alone_by else ():
                if not row.id:
                    self._check_alone(connection, row, alone_by)
            return [
                self._save(connection, row, at, change)
                if row.id
                else self._add(connection, row, at, "add")
                for row in rows
            ]

    def remove(self, row: Row, *before: str) -> None:
        """Take a row out for good, after statements on its number that clear what hangs on it.

        For tables without history; raises ConflictError when the row was changed since.
        """
        with self._store.writing() as connection:
            stored = self._current(connection, row.id)
            if stored.version != row.version:
                raise self._conflict(row, stored)
            for statement in (*before, f"DELETE FROM {self._table} WHERE id = ?"):
                connection.execute(statement, (row.id,))
            for counter in self._counters:
                settings.bump(connection, counter)

    def restore(self, row_id: int, version: int, *, at: int) -> Row:
        """Make a row again what it was in one of its versions: a change like any other.

        Raises:
            StoreError: it never had this version.
        """
        with self._store.writing() as connection:
            current = self._current(connection, row_id)
            entries = {entry.version: entry for entry in self._entries(connection, row_id)}
            if version not in entries:
                raise StoreError(
                    N_("There is no version {version} of it."),
                    N_("Its history shows every version."),
                    version=version,
                )
            row = replace(
                self._coding.revived(entries[version].body), id=row_id, version=current.version
            )
            return self._save(connection, row, at, "restore")

    def undo(self, row_id: int, *, at: int, version: int | None = None) -> Row:
        """Bring back what the row was before its last change that still stands.

        Undoing again goes one change further back; undoing the creation deletes the row. With
        ``version``, only if the row still is of this version.

        Raises:
            ConflictError: somebody changed it since ``version``.
            StoreError: there is no such row, or nothing is left to undo.
        """
        (row,) = self.undo_all({row_id: version}, at=at)
        return row

    def undo_all(self, versions: Mapping[int, int | None], *, at: int) -> list[Row]:
        """Take back the last change of each row, all of them or none; see ``undo``."""
        with self._store.writing() as connection:
            return [
                self._undone(connection, row_id, version, at)
                for row_id, version in versions.items()
            ]

    # -- inside ------------------------------------------------------------------------------
    def _undone(
        self, connection: sqlite3.Connection, row_id: int, version: int | None, at: int
    ) -> Row:
        current = self._current(connection, row_id)
        if version is not None and version != current.version:
            raise self._conflict(replace(current, version=version), current)
        entries = {entry.version: entry for entry in self._entries(connection, row_id)}
        stands = _stands(entries, current.version)
        if stands == 0 or not entries:
            raise StoreError(N_("Nothing is left to undo."), N_("Its history shows every change."))
        target = _stands(entries, stands - 1)
        if target:
            row = self._coding.revived(entries[target].body)
            row = replace(row, id=row_id, version=current.version)
        else:
            row = replace(current, state="deleted")
        return self._save(connection, row, at, "undo", restores=target)

    def _add(self, connection: sqlite3.Connection, row: Row, at: int, change: str) -> Row:
        columns = [name for name in self._columns if name != "id"]
        row = replace(row, version=1)
        cursor = connection.execute(
            f"INSERT INTO {self._table} ({', '.join(columns)})"
            f" VALUES ({', '.join('?' * len(columns))})",
            [self._coding.encoded(name, getattr(row, name)) for name in columns],
        )
        row = self._current(connection, int(cursor.lastrowid or 0))
        self._record(connection, row, at, change)
        return row

    def _save(
        self,
        connection: sqlite3.Connection,
        row: Row,
        at: int,
        change: str,
        restores: int | None = None,
    ) -> Row:
        stored = self._current(connection, row.id)
        if stored.version != row.version:
            raise self._conflict(row, stored)
        if stored == row and restores is None:
            return stored
        columns = [name for name in self._columns if name not in ("id", "version")]
        connection.execute(
            f"UPDATE {self._table} SET {', '.join(f'{name} = ?' for name in columns)},"
            " version = version + 1 WHERE id = ? AND version = ?",
            [
                *(self._coding.encoded(name, getattr(row, name)) for name in columns),
                row.id,
                row.version,
            ],
        )
        row = self._current(connection, row.id)
        self._record(connection, row, at, change, restores)
        return row

    def _current(self, connection: sqlite3.Connection, row_id: int) -> Row:
        found = connection.execute(
            f"SELECT {', '.join(self._columns)} FROM {self._table} WHERE id = ?", (row_id,)
        ).fetchone()
        if found is None:
            raise self._missing(row_id)
        return self._coding.decoded(found)

    def _record(
        self,
        connection: sqlite3.Connection,
        row: Row,
        at: int,
        change: str,
        restores: int | None = None,
    ) -> None:
        for counter in self._counters:
            settings.bump(connection, counter)
        if self._history:
            body = {name: getattr(row, name) for name in self._columns}
            connection.execute(
                "INSERT INTO plan_history (kind, plan, version, at, change, body, restores)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._table, row.id, row.version, at, change, dumped(body), restores),
            )
        if self._history and self._store.author:
            connection.execute(
                "INSERT INTO plan_author (kind, plan, version, who) VALUES (?, ?, ?, ?)",
                (self._table, row.id, row.version, self._store.author),
            )

    def _entries(self, connection: sqlite3.Connection, row_id: int) -> list[HistoryEntry]:
        return [
            HistoryEntry(version, at, change, json.loads(body), restores, who or "")
            for version, at, change, body, restores, who in connection.execute(
                "SELECT version, at, change, body, restores, who FROM plan_history"
                " LEFT JOIN plan_author USING (kind, plan, version)"
                " WHERE kind = ? AND plan = ? ORDER BY version",
                (self._table, row_id),
            )
        ]

    @contextmanager
    def _owners_mistakes(self, row: Row) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            raise StoreError(
                self._words.taken,
                N_("Choose another name, or edit the one that has it."),
                name=str(getattr(row, "name", "")),
            ) from error

    def _check_alone(
        self, connection: sqlite3.Connection, row: Row, alone_by: Sequence[str]
    ) -> None:
        same = " AND ".join(f"{name} IS ?" for name in alone_by)
        found = connection.execute(
            f"SELECT id FROM {self._table} WHERE state <> 'deleted' AND {same} LIMIT 1",
            [self._coding.encoded(name, getattr(row, name)) for name in alone_by],
        ).fetchone()
        if found is not None:
            raise ConflictError(
                self._words.meanwhile,
                N_("Nothing was overwritten. Look at both values, then save again."),
                mine=row,
                theirs=self._current(connection, found[0]),
            )

    def _missing(self, row_id: int) -> StoreError:
        return StoreError(
            self._words.missing,
            N_("The list shows the numbers there are: add “list” to the command."),
            number=row_id,
        )

    def _conflict(self, mine: Row, theirs: Row) -> ConflictError:
        return ConflictError(
            self._words.changed,
            N_("Nothing was overwritten. Look at both values, then save again."),
            mine=mine,
            theirs=theirs,
        )


def _stands(entries: dict[int, HistoryEntry], version: int) -> int:
    """Return the version whose content ``version`` has: itself, or the one it brought back."""
    entry = entries.get(version)
    if entry is None:
        return 0
    return version if entry.restores is None else entry.restores
