"""Turns of recurring goals that are over, each with the figure known when it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import settings
from store.spans import Span, to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """What a turn came to: ``value`` and the target it was judged by, as texts of a goal's row.

    ``known_day`` is the last day that figures were known for then.
    """

    goal: int
    days: Span
    value: str
    met: bool
    operator: str
    target: str
    target_high: str | None
    known_day: date


class Turns:
    """A turn is recorded once; later figures and targets stand beside it and do not change it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, goal: int) -> dict[Span, TurnRow]:
        """Return the recorded turns of a goal by their days."""
        with self._store.reading() as connection:
            found = connection.execute(
                "SELECT start_day, last_day, value, met, operator, target, target_high, known_day"
                " FROM goal_turn WHERE goal = ? ORDER BY start_day",
                (goal,),
            ).fetchall()
        rows = [
            TurnRow(
                goal=goal,
                days=Span.of(to_day(first), to_day(last)),
                value=value,
                met=bool(met),
                operator=operator,
                target=target,
                target_high=high,
                known_day=to_day(known),
            )
            for first, last, value, met, operator, target, high, known in found
        ]
        return {row.days: row for row in rows}

    def record(self, rows: Sequence[TurnRow]) -> int:
        """Keep turns that are not kept yet, and return how many were new."""
        with self._store.writing() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT INTO goal_turn (goal, start_day, last_day, value, met, operator, target,"
                " target_high, known_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [
                    (
                        row.goal,
                        to_number(row.days.start),
                        to_number(row.days.last),
                        row.value,
                        row.met,
                        row.operator,
                        row.target,
                        row.target_high,
                        to_number(row.known_day),
                    )
                    for row in rows
                ],
            )
            new = connection.total_changes - before
            if new:
                settings.bump(connection, settings.PLAN_VERSION)
        return new
