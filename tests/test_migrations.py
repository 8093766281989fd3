"""Upgrading a store: a backup first, each step whole, and never by surprise."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from store.errors import StoreError
from store.migrations import MIGRATIONS, SCHEMA_VERSION, Migration
from store.placing import beside, drafts
from tests.processes import folder_of_a_stranger, running

if TYPE_CHECKING:
    from pathlib import Path

NEXT = SCHEMA_VERSION + 1
ADD_COLOUR = Migration(NEXT, "colour", ("ALTER TABLE goal ADD COLUMN colour TEXT",))
ADD_TAG = Migration(
    NEXT + 1,
    "tag",
    ("CREATE TABLE tag (name TEXT PRIMARY KEY) STRICT", "INSERT INTO tag VALUES ('new')"),
)
LATER = (*MIGRATIONS, ADD_COLOUR, ADD_TAG)
OLD_BACKUP = f".v{SCHEMA_VERSION}-backup"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of today's kpi-tui, old in the eyes of a later one."""
    with create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris") as store:
        store.set_setting("goal", "60")
    return tmp_path / "shop.db"


def state(path: Path) -> tuple[int, set[str], list[tuple[int, str]]]:
    with closing(sqlite3.connect(path)) as looking:
        return (
            looking.execute("PRAGMA user_version").fetchone()[0],
            {name for (name,) in looking.execute("SELECT name FROM sqlite_schema")},
            looking.execute("SELECT number, name FROM migration ORDER BY number").fetchall(),
        )


def test_migrations_are_numbered_without_a_gap_and_named_once() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, SCHEMA_VERSION + 1))
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS)


def test_a_new_store_has_every_migration_recorded(path: Path) -> None:
    version, _, recorded = state(path)
    assert version == SCHEMA_VERSION
    assert recorded == [(migration.number, migration.name) for migration in MIGRATIONS]


def test_an_older_store_is_upgraded_when_it_is_opened(path: Path) -> None:
    with connect(path, migrations=LATER) as store:
        assert store.setting("goal") == "60"
        assert store.sql.execute("SELECT name FROM tag").fetchall() == [("new",)]
        assert store.sql.execute("PRAGMA foreign_keys").fetchone() == (1,)
    version, _, recorded = state(path)
    assert version == NEXT + 1
    assert recorded[-2:] == [(NEXT, "colour"), (NEXT + 1, "tag")]


def test_an_older_store_is_also_upgraded_for_those_who_only_read(path: Path) -> None:
    with connect(path, write=False, migrations=LATER) as store:
        assert store.sql.execute("SELECT name FROM tag").fetchall() == [("new",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store.sql.execute("DELETE FROM tag")


def test_the_store_as_it_was_is_kept_before_an_upgrade(path: Path) -> None:
    connect(path, migrations=LATER).close()
    backup = beside(path, OLD_BACKUP)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    version, tables, _ = state(backup)
    assert version == SCHEMA_VERSION
    assert "tag" not in tables
    with connect(backup) as store:
        assert store.setting("goal") == "60"


def test_a_store_that_is_up_to_date_is_opened_without_a_backup(path: Path) -> None:
    connect(path).close()
    assert [name.name for name in path.parent.iterdir()] == ["shop.db"]


def test_after_an_upgrade_an_older_kpi_tui_keeps_off_at_once(path: Path) -> None:
    with connect(path, migrations=LATER), pytest.raises(StoreError, match="newer kpi-tui"):
        connect(path)


@pytest.mark.parametrize(
    "broken",
    [
        "INSERT INTO nowhere VALUES (1)",
        "INSERT INTO setting VALUES ('goal', 'twice')",
        "SELEKT 1",
    ],
)
def test_a_migration_that_fails_leaves_the_last_good_version(path: Path, broken: str) -> None:
    failing = Migration(NEXT + 1, "broken", ("CREATE TABLE half (name TEXT)", broken))
    with pytest.raises(sqlite3.Error):
        connect(path, migrations=(*MIGRATIONS, ADD_COLOUR, failing))
    version, tables, recorded = state(path)
    assert version == NEXT
    assert "half" not in tables
    assert recorded[-1] == (NEXT, "colour")
    assert drafts(path) == []


def test_a_migration_that_leaves_rows_pointing_nowhere_is_not_kept(path: Path) -> None:
    orphan = Migration(NEXT, "orphan", ("INSERT INTO goal_lever VALUES (7, 7)",))
    with pytest.raises(StoreError, match="point nowhere"):
        connect(path, migrations=(*MIGRATIONS, orphan))
    assert state(path)[0] == SCHEMA_VERSION


def test_without_room_for_the_backup_nothing_is_upgraded(path: Path) -> None:
    beside(path, OLD_BACKUP).mkdir()
    with pytest.raises(StoreError):
        connect(path, migrations=LATER)
    assert state(path)[0] == SCHEMA_VERSION
    assert drafts(path) == []


def test_an_older_store_in_a_read_only_place_is_one_sentence() -> None:
    with folder_of_a_stranger() as folder:
        path = folder / "shop.db"
        create(path, currency="EUR", timezone="Europe/Paris").close()
        folder.chmod(0o500)
        with pytest.raises(StoreError, match="older kpi-tui"):
            connect(path, migrations=LATER)


_UPGRADE = """
from store.migrations import MIGRATIONS, Migration
last = MIGRATIONS[-1].number
steps = [Migration(last + n, f"step {n}", (f"CREATE TABLE step{n} (n)",)) for n in range(1, 30)]
later = (*MIGRATIONS, *steps)
"""


def test_two_programs_that_upgrade_at_once_apply_each_step_once(path: Path) -> None:
    code = f"""{_UPGRADE}
tell("ready"); wait()
with connect(path, migrations=later) as store:
    tell(store.sql.execute("SELECT COUNT(*) FROM migration").fetchone()[0])
"""
    with running(code, path) as one, running(code, path) as two:
        assert one.hears() == two.hears() == "ready"
        one.go_on()
        two.go_on()
        assert one.hears() == two.hears() == str(SCHEMA_VERSION + 29)
    version, _, recorded = state(path)
    assert version == len(recorded) == SCHEMA_VERSION + 29
    assert state(beside(path, OLD_BACKUP))[0] == SCHEMA_VERSION


def test_a_killed_upgrade_leaves_one_version_or_the_next(path: Path) -> None:
    code = f"""{_UPGRADE}
import os, sqlite3
from store.migrations import apply
store = connect(path)
for step in steps[:5]:
    apply(store.sql, step)
store.sql.create_function("die", 0, lambda: os.kill(os.getpid(), 9))
apply(store.sql, Migration(last + 6, "death", ("CREATE TABLE half (n)", "SELECT die()")))
"""
    with running(code, path) as program:
        assert program.ends()[0] == -9
    version, tables, recorded = state(path)
    assert version == SCHEMA_VERSION + 5
    assert recorded[-1] == (version, "step 5")
    assert "half" not in tables
