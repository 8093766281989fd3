"""What can be wrong with a store and its file, looked at without changing anything."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.backup import problems
from store.claim import claim
from store.database import connect, in_memory
from store.errors import StoreError
from store.messages import N_, Message
from store.migrations import MIGRATIONS
from store.placing import SIDECARS, beside, drafts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store

_ROOM = 2
"""A backup or an upgrade needs the store's size once more; with the log, twice is safe."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``ok``, or what is wrong in ``what`` and what to do in ``remedy``."""

    ok: bool
    what: Message
    remedy: Message | None = None


def examine(path: Path) -> Iterator[Finding]:
    """Look at a store from the outside in; stops at what makes looking further senseless."""
    try:
        claimed = claim(path)
    except StoreError as error:
        yield Finding(False, error.what, error.remedy)
        return
    try:
        yield Finding(True, _said(N_("{path} is a store of kpi-tui."), path=str(path)))
        yield _privacy(path)
        yield _room(path)
        yield from _leftovers(path)
        try:
            store = connect(path, write=False)
        except StoreError as error:
            yield Finding(False, error.what, error.remedy)
            return
        with store:
            yield from _inside(store)
    finally:
        claimed.release()


def _inside(store: Store) -> Iterator[Finding]:
    found = problems(store.sql)
    if found:
        yield Finding(
            False,
            _said(N_("The store's content is damaged: {reason}."), reason=found[0]),
            _said(N_("Restore a backup with “kpi-tui restore FILE”; the damaged file is kept.")),
        )
        return
    yield Finding(True, _said(N_("Its content is sound: every page, index and link.")))
    with store.reading() as connection:
        applied = connection.execute("SELECT number, name FROM migration ORDER BY number")
        known = [(migration.number, migration.name) for migration in MIGRATIONS]
        if applied.fetchall() == known:
            yield Finding(
                True, _said(N_("Its schema is up to date (version {number})."), number=known[-1][0])
            )
        else:
            yield Finding(
                False,
                _said(N_("Its schema is not what this kpi-tui made.")),
                _said(N_("Restore a backup with “kpi-tui restore FILE”.")),
            )
        yield _tables(connection)
        (unfinished,) = connection.execute(
            "SELECT COUNT(*) FROM import WHERE state = 'pending'"
        ).fetchone()
    if unfinished:
        yield Finding(
            False,
            _said(N_("An import was cut short, or is running now; nothing of it is shown.")),
            _said(N_("The next import clears it: run it again.")),
        )
    else:
        yield Finding(True, _said(N_("No import was cut short.")))


def _tables(connection: sqlite3.Connection) -> Finding:
    """Compare each table with the one this version makes; somebody may have changed one by hand."""
    with in_memory() as fresh:
        made = _schemas(fresh.sql)
    found = _schemas(connection)
    changed = sorted(name for name, schema in made.items() if found.get(name) != schema)
    if changed:
        return Finding(
            False,
            _said(N_("Tables are missing or were changed: {tables}."), tables=", ".join(changed)),
            _said(N_("Restore a backup with “kpi-tui restore FILE”.")),
        )
    return Finding(True, _said(N_("Its {n} tables are as they were made."), n=len(made)))


def _schemas(connection: sqlite3.Connection) -> dict[str, str]:
    from sqlite_utils import Database  # heavy, and only a check-up needs it

    return {table.name: table.schema for table in Database(connection).tables}


def _privacy(path: Path) -> Finding:
    names = [path, *(beside(path, ending) for ending in SIDECARS)]
    if all(stat.S_IMODE(name.stat().st_mode) & 0o077 == 0 for name in names if name.exists()):
        return Finding(True, _said(N_("Only you can read it.")))
    return Finding(
        False,
        _said(N_("Others on this machine can read {path}."), path=str(path)),
        _said(N_("Take their rights away: chmod 600 on the file and what lies beside it.")),
    )


def _room(path: Path) -> Finding:
    free, needed = shutil.disk_usage(path.parent).free, path.stat().st_size * _ROOM
    values = {"free": free // 2**20, "needed": -(-needed // 2**20)}
    if free >= needed:
        return Finding(True, Message(N_("The disk has room: {free} MiB free."), values))
    return Finding(
        False,
        Message(N_("The disk is nearly full: {free} MiB free, {needed} MiB wanted."), values),
        _said(N_("Free some space: backups and upgrades need it.")),
    )


def _leftovers(path: Path) -> Iterator[Finding]:
    for draft in drafts(path):
        yield Finding(
            False,
            _said(N_("An unfinished copy was left at {path}."), path=str(draft)),
            _said(N_("The next backup removes it.")),
        )


def _said(text: str, **values: object) -> Message:
    return Message(text, values)
