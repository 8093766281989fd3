"""Stores of 0.1.0 and 0.2.0 opened by this version: every row stays, or nothing happened."""

from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from store.backup import restore, snapshot
from store.database import connect
from store.errors import StoreError
from store.migrations import MIGRATIONS, SCHEMA_VERSION
from store.own import OwnMetricRow, OwnMetrics
from store.placing import beside, drafts
from store.plans import Plans
from store.projects import Projects
from tests.older_store import FIRST, SOURCES, START, planned, rows
from tests.processes import folder_of_a_stranger

if TYPE_CHECKING:
    from pathlib import Path

UPGRADED = pytest.mark.parametrize("schema", [FIRST, SOURCES], ids=["0.1.0", "0.2.0"])


def kept(before: dict[str, list[tuple[object, ...]]], path: Path) -> None:
    """Make sure that every row of an older store is in a newer one, with its columns or more."""
    after = rows(path)
    for table, found in before.items():
        width = len(found[0]) if found else 0
        assert [row[:width] for row in after[table] if found] == found, table


@UPGRADED
def test_every_row_of_an_older_store_is_there_after_the_upgrade(
    tmp_path: Path, schema: int
) -> None:
    path = planned(schema, tmp_path / "shop.db")
    before = rows(path)
    assert len(before["plan_history"]) == 18, "the test has histories to lose"
    connect(path).close()
    kept(before, path)
    backup = beside(path, f".v{schema}-backup")
    assert rows(backup) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with connect(path) as store:
        assert store.sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store.sql.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


@UPGRADED
def test_histories_go_on_after_the_upgrade_where_they_stopped(tmp_path: Path, schema: int) -> None:
    path = planned(schema, tmp_path / "shop.db")
    with connect(path) as store:
        store.author = "camille"
        plans = Plans(store)
        goal = plans.save_goal(replace(plans.goal(1), target="0.5"), at=9)
        history = plans.history("goal", 1)
        assert [one.version for one in history] == list(range(1, goal.version + 1))
        assert [one.who for one in history] == ["", "", "", "", "camille"]
        plans.undo_goal(1, at=10)
        plans.undo_goal(1, at=11)
        assert plans.goal(1).target == "0.6", "undo reaches behind the upgrade"
        own = OwnMetrics(store).add(
            OwnMetricRow(
                name="own", label="Own", formula="revenue / visits", unit="money", stage="revenue"
            ),
            at=12,
        )
        assert len(OwnMetrics(store).history(own.id)) == 1, "the new kind of history is taken"


@UPGRADED
def test_promises_moved_before_and_after_the_upgrade_are_all_known(
    tmp_path: Path, schema: int
) -> None:
    path = planned(schema, tmp_path / "shop.db")
    first = START + timedelta(days=40)
    with connect(path) as store:
        projects = Projects(store)
        assert projects.past_promises() == {("milestone", 2): [first]}
        moved = projects.save_milestone(replace(projects.milestone(2), due_day=date(2026, 7, 1)))
        projects.save_project(replace(projects.project(1), due_day=date(2026, 8, 1)))
        assert projects.past_promises() == {
            ("milestone", 2): [first, first + timedelta(days=9)],
            ("project", 1): [START + timedelta(days=130)],
        }
        assert moved.original_day == first


@UPGRADED
def test_an_older_backup_is_restored_and_upgraded_when_it_is_opened(
    tmp_path: Path, schema: int
) -> None:
    path = planned(schema, tmp_path / "shop.db")
    before = rows(path)
    with connect(path, migrations=MIGRATIONS[:schema]) as store:
        snapshot(store, tmp_path / "old.kpi")
    connect(path).close()
    restore(tmp_path / "old.kpi", path, at=7)
    assert rows(path) == before, "as it was when it was backed up"
    connect(path).close()
    kept(before, path)


def test_a_store_of_0_2_0_that_cannot_be_written_says_so_and_stays_as_it_is() -> None:
    with folder_of_a_stranger() as folder:
        path = planned(SOURCES, folder / "shop.db")
        before = rows(path)
        folder.chmod(0o500)
        with pytest.raises(StoreError, match="older kpi-tui"):
            connect(path)
        folder.chmod(0o700)
        assert rows(path) == before
        assert drafts(path) == []


@pytest.mark.parametrize("last", range(1, len(MIGRATIONS[-1].statements) + 1, 4))
def test_an_upgrade_that_fails_halfway_changes_nothing(tmp_path: Path, last: int) -> None:
    path = planned(SOURCES, tmp_path / "shop.db", goals=1)
    before = rows(path)
    cut = replace(
        MIGRATIONS[-1], statements=(*MIGRATIONS[-1].statements[:last], "SELECT no_such_function()")
    )
    with pytest.raises(sqlite3.Error):
        connect(path, migrations=(*MIGRATIONS[:-1], cut))
    assert rows(path) == before
    connect(path).close()
    kept(before, path)
