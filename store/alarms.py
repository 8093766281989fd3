"""What goals were last told of, so that no crossing is told twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.spans import to_day, to_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from datetime import date

    from store.database import Store


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One turn of a goal, begun on ``turn_day``; see ``goals.targets.alarms.Alarm``."""

    goal: int
    turn_day: date
    gravity: int
    better_days: int
    last_day: date | None
    reached: bool


def claim(
    store: Store, decide: Callable[[list[AlarmRow]], list[AlarmRow]]
) -> tuple[list[AlarmRow], list[AlarmRow]]:
    """Let ``decide`` make new rows of those kept, in one transaction; return both, old and new.

    Of two commands at the same time the second decides on what the first has kept.
    """
    with store.writing() as connection:
        before = _rows(connection)
        after = decide(before)
        _write(connection, after)
    return before, after


def put_back(store: Store, before: Iterable[AlarmRow], after: Iterable[AlarmRow]) -> None:
    """Undo a claim for the turns of ``after``: what could not be told is news again."""
    turns = {(row.goal, row.turn_day) for row in after}
    kept = [row for row in before if (row.goal, row.turn_day) in turns]
    with store.writing() as connection:
        connection.executemany(
            "DELETE FROM goal_alarm WHERE goal = ? AND turn_day = ?",
            [(goal, to_number(day)) for goal, day in turns],
        )
        _write(connection, kept)


def _rows(connection: sqlite3.Connection) -> list[AlarmRow]:
    return [
        AlarmRow(
            goal, to_day(turn), gravity, better, None if last is None else to_day(last), bool(met)
        )
        for goal, turn, gravity, better, last, met in connection.execute(
            "SELECT goal, turn_day, gravity, better_days, last_day, reached FROM goal_alarm"
        )
    ]


def _write(connection: sqlite3.Connection, rows: Iterable[AlarmRow]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO goal_alarm (goal, turn_day, gravity, better_days, last_day,"
        " reached) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                row.goal, to_number(row.turn_day), row.gravity, row.better_days,
                None if row.last_day is None else to_number(row.last_day), int(row.reached),
            )
            for row in rows
        ],
    )  # fmt: skip
