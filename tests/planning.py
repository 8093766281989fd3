"""What an owner keeps in a store, one thing after the other: for tests that cut it short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from store import alarms, segments
from store.alarms import AlarmRow
from store.database import connect, create
from store.plans import GoalRow, Plans
from store.projects import MilestoneRow, ProjectRow, Projects
from store.reviews import ReviewRow, Reviews

if TYPE_CHECKING:
    from pathlib import Path

DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)


def to_plan_in(path: Path) -> None:
    """Make a store with two customers and a milestone."""
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        with store.writing() as connection:
            connection.executemany(
                "INSERT INTO customer (id, key) VALUES (?, ?)", [(1, b"one"), (2, b"two")]
            )
        projects = Projects(store)
        project = projects.add_project(ProjectRow(name="B2B", start_day=DAY, due_day=LATER))
        projects.add_milestone(
            MilestoneRow(project=project.id, title="Prices", original_day=DAY, due_day=DAY)
        )


def plan(path: Path) -> None:
    """Set two months at once, save a segment, move a milestone, review a goal, tell of it."""
    with connect(path) as store:
        months = [
            GoalRow(
                title="", metric="revenue", operator=">=", target="5", kind="total",
                start_day=day, deadline_day=day,
            )
            for day in (DAY, LATER)
        ]  # fmt: skip
        Plans(store).write_goals(months, at=1)
        segments.add(
            store,
            segments.SavedSegment(
                name="Dormant", rule="orders >= 1", follows=True, made_day=DAY, counted_day=DAY
            ),
            {1, 2},
        )
        projects = Projects(store)
        projects.save_milestone(replace(projects.milestone(1), due_day=LATER))
        Reviews(store).add(ReviewRow(goal=1, day=DAY, decision="keep"))
        alarms.claim(store, lambda _known: [AlarmRow(1, DAY, 1, 0, None, reached=False)])
