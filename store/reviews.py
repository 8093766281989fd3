"""What was decided about goals when the owner looked at them, and when they are looked at again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from store import settings
from store.errors import StoreError
from store.messages import N_
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """``decision``: keep, retarget, lever, stop. ``next_day``: when the goal is looked at again."""

    goal: int
    day: date
    decision: str
    id: int = 0
    at: int = 0
    note: str = ""
    next_day: date | None = None


_COLUMNS = "id, goal, day, at, decision, note, next_day"


class Reviews:
    """The log of reviews of one store; it only grows, as minutes of meetings do."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, row: ReviewRow) -> ReviewRow:
        """Keep a review and return it with its number; StoreError when there is no such goal."""
        with self._store.writing() as connection:
            there = connection.execute("SELECT 1 FROM goal WHERE id = ?", (row.goal,)).fetchone()
            if there is None:
                raise StoreError(
                    N_("There is no goal with the number {number}."),
                    N_("The list shows the numbers there are: add “list” to the command."),
                    number=row.goal,
                )
            cursor = connection.execute(
                "INSERT INTO goal_review (goal, day, at, decision, note, next_day)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    row.goal,
                    to_number(row.day),
                    row.at,
                    row.decision,
                    row.note,
                    None if row.next_day is None else to_number(row.next_day),
                ),
            )
            settings.bump(connection, settings.PLAN_VERSION)
        return replace(row, id=int(cursor.lastrowid or 0))

    def of(self, goal: int) -> list[ReviewRow]:
        """Return the reviews of a goal, the first one first."""
        return self._found("WHERE goal = ? ORDER BY id", (goal,))

    def latest(self) -> dict[int, ReviewRow]:
        """Return the last review of each goal that has one."""
        rows = self._found("WHERE id IN (SELECT MAX(id) FROM goal_review GROUP BY goal)")
        return {row.goal: row for row in rows}

    def _found(self, rest: str, values: Iterable[object] = ()) -> list[ReviewRow]:
        with self._store.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM goal_review {rest}", tuple(values)
            ).fetchall()
        return [
            ReviewRow(
                id=number,
                goal=goal,
                day=to_day(day),
                at=at,
                decision=decision,
                note=note,
                next_day=None if next_day is None else to_day(next_day),
            )
            for number, goal, day, at, decision, note, next_day in found
        ]
