"""Projects from files: into the owner's own book, by version, and never taking anything away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from store.database import in_memory
from store.projects import ProjectEntry, Projects
from store.records import ProjectPart
from store.spans import to_day
from tests.exports_read import read_text
from tests.small_sources import bring, counts, number

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store

BOARD = "project,milestone,original,revised,reached,date,hours,cost\n"
PLAN = BOARD + (
    "Shop,Launch,2026-09-10,,,,,\nShop,Prices,2026-09-20,,,,,\nShop,,,,,2026-09-05,7.5,\n"
    "Shop,,,,,2026-09-05,2,100\n"
)


def board(store: Store) -> tuple[Any, ...]:
    tables = ("project", "milestone", "project_entry")
    return tuple(store.sql.execute(f"SELECT * FROM {one} ORDER BY id").fetchall() for one in tables)


def test_projects_come_again_without_a_change_and_change_by_version(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    with in_memory() as store:
        path.write_text(PLAN)
        assert counts(bring(store, path)) == (4, 4, 0, 0, 0, 0)
        before, versions = board(store), (store.plan_version, store.data_version)
        assert counts(bring(store, path)) == (4, 0, 0, 4, 0, 0)
        assert board(store) == before
        assert (store.plan_version, store.data_version) == versions

        path.write_text(
            PLAN.replace("2026-09-10,,", "2026-09-10,2026-09-12,2026-09-11").replace("7.5", "8")
        )
        assert counts(bring(store, path)) == (4, 0, 2, 2, 0, 0)
        launch, prices = Projects(store).milestones()
        assert (launch.title, str(launch.original_day), str(launch.due_day)) == (
            "Launch", "2026-09-10", "2026-09-12",
        )  # fmt: skip
        assert (str(launch.reached_day), launch.version, prices.version) == ("2026-09-11", 2, 1)
        (project,) = Projects(store).projects()
        assert (str(project.start_day), str(project.due_day)) == ("2026-09-05", "2026-09-20")
        assert [one.amount for one in Projects(store).entries(project.id)] == [480, 120, 1_000_000]


def test_a_first_promise_stays_whatever_a_later_file_says(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    with in_memory() as store:
        path.write_text(BOARD + "Shop,Launch,2026-09-10,,,,,\n")
        bring(store, path)
        path.write_text(BOARD + "SHOP,launch,2026-10-10,,,,,\n")
        receipt = bring(store, path)
        assert counts(receipt) == (1, 0, 1, 0, 0, 0)
        assert "the first promise is kept" in str(receipt.warnings[0])
        (launch,) = Projects(store).milestones()
        assert (str(launch.original_day), str(launch.due_day)) == ("2026-09-10", "2026-10-10")


def test_what_the_owner_typed_stays_beside_what_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    with in_memory() as store:
        path.write_text(PLAN)
        bring(store, path)
        projects = Projects(store)
        (project,) = projects.projects()
        typed = ProjectEntry(
            project=project.id, day=to_day(number("2026-09-05")), kind="worked", amount=60
        )
        projects.add_entry(typed)
        assert counts(bring(store, path)) == (4, 0, 0, 4, 0, 0)
        assert sum(one.amount for one in projects.entries(project.id) if one.kind == "worked") == (
            450 + 120 + 60
        )


def test_a_trial_of_projects_writes_nothing_and_counts_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(PLAN)
    with in_memory() as store:
        assert counts(bring(store, path, dry_run=True)) == (4, 4, 0, 0, 0, 0)
        assert board(store) == ([], [], [])


@pytest.mark.parametrize(
    ("cell", "expected"), [("7.5", 450), ("7:30", 450), ("7h30", 450), ("2 h", 120), ("0,25", 15)]
)
def test_hours_are_read_as_people_write_them(tmp_path: Path, cell: str, expected: int) -> None:
    records = read_text(tmp_path, f"project;date;hours\nShop;2026-09-01;{cell}\n", "projects")
    assert [one.worked for one in records if isinstance(one, ProjectPart)] == [expected]
