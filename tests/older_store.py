"""Stores as older versions of kpi-tui made them, with what an owner had planned in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from store import settings
from store.connections import WRITE, raw
from store.database import APPLICATION_ID, connect
from store.migrations import MIGRATIONS, apply
from store.plans import GoalRow, LeverRow, Plans
from store.projects import MilestoneRow, ProjectEntry, ProjectRow, Projects

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store

FIRST, SOURCES = 1, 2
"""The schemas of 0.1.0 and 0.2.0."""
START = date(2026, 1, 1)
_HOSTILE = "Fewer \x1b[31mcarts\u202e [b]"


def store_of(schema: int, path: Path) -> Path:
    """Make an empty store of a schema that was released, and return its path."""
    path.touch(0o600, exist_ok=False)
    with closing(raw(path, WRITE)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for migration in MIGRATIONS[:schema]:
            apply(connection, migration)
        connection.execute("BEGIN IMMEDIATE")
        settings.write_shop(
            connection, settings.checked_shop("La L", "EUR", "Europe/Paris", "FR", ())
        )
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def planned(schema: int, path: Path, goals: int = 3) -> Path:
    """Make a store of a schema with goals, levers and projects, changed as owners change them."""
    store_of(schema, path)
    with connect(path, migrations=MIGRATIONS[:schema]) as store:
        _plan(store, goals)
        _promise(store)
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of a store, but for the list of its migrations."""
    with closing(sqlite3.connect(path)) as looking:
        names = [
            name
            for (name,) in looking.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migration'"
            )
        ]
        return {
            name: sorted(looking.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names
        }


def _plan(store: Store, many: int) -> None:
    plans = Plans(store)
    for n in range(many):
        goal = plans.add_goal(
            GoalRow(
                title=_HOSTILE, metric="cart_abandonment", operator="<", target="0.6",
                kind="level", start_day=START, deadline_day=START + timedelta(days=90),
            ),
            at=n,
        )  # fmt: skip
        goal = plans.save_goal(replace(goal, target="0.55", note="É" * n), at=n + 1)
        gone = plans.save_goal(
            replace(goal, state=("archived", "closed", "deleted")[n % 3]), at=n + 2
        )
        plans.save_goal(replace(goal, version=gone.version), at=n + 3, change="undo")
        lever = plans.add_lever(LeverRow(name="Reminder e-mail", start_day=START), at=n)
        plans.save_lever(replace(lever, state="running"), at=n + 1, change="start")
        with store.writing() as connection:
            connection.execute("INSERT INTO goal_lever VALUES (?, ?)", (goal.id, lever.id))
            connection.execute("UPDATE plan_history SET restores = 2 WHERE change = 'undo'")


def _promise(store: Store) -> None:
    """A project with a milestone that was moved and one that was not; old tables alone."""
    projects = Projects(store)
    project = projects.add_project(
        ProjectRow(name="B2B", start_day=START, due_day=START + timedelta(days=100))
    )
    projects.save_project(replace(project, due_day=START + timedelta(days=130)))
    for title, later in (("Prices", 0), ("Portal", 9)):
        day = START + timedelta(days=40)
        step = projects.add_milestone(
            MilestoneRow(project=project.id, title=title, original_day=day, due_day=day)
        )
        projects.save_milestone(replace(step, due_day=day + timedelta(days=later)))
    if store.sql.execute("PRAGMA user_version").fetchone() != (FIRST,):
        projects.add_entry(ProjectEntry(project=project.id, day=START, kind="worked", amount=90))
