"""The owner's goals and levers: rows with versions, their history, and what links them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from store import settings
from store.messages import N_
from store.versioned import HistoryEntry, Shelf, Words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from store.database import Store

__all__ = ["GoalRow", "HistoryEntry", "LeverRow", "LinkEntry", "PlanKind", "Plans"]

PlanKind = Literal["goal", "lever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal as stored. Numbers are decimal texts in the metric's own unit (shares as fractions).

    ``state``: open, closed, archived, deleted. ``operator``: <, <=, >, >=, between (``target`` to
    ``target_high``). ``kind``: level, total, hold, done. ``recurrence``: none, weekly, monthly,
    quarterly. ``baseline`` and the items of ``guardrails`` are whatever JSON ``goals`` makes of
    them; ``closed_value`` is the figure known when the goal was closed.
    """

    title: str
    metric: str
    operator: str
    target: str
    kind: str
    start_day: date
    deadline_day: date
    id: int = 0
    version: int = 0
    state: str = "open"
    where_dimension: str | None = None
    where_member: str | None = None
    target_high: str | None = None
    window_days: int = 28
    baseline: dict[str, Any] | None = None
    recurrence: str = "none"
    stage: str = ""
    guardrails: tuple[Any, ...] = ()
    note: str = ""
    closed_value: str | None = None
    closed_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverRow:
    """A lever as stored. ``state``: idea, planned, running, stopped, done, deleted.

    ``library`` is the entry it came from, ``effects`` what it should move (JSON of ``goals``),
    ``cost`` a decimal text in units of the currency, ``holdout``: half of the customers is spared.
    """

    name: str
    id: int = 0
    version: int = 0
    state: str = "idea"
    library: str | None = None
    effects: tuple[Any, ...] = ()
    where_dimension: str | None = None
    where_member: str | None = None
    holdout: bool = False
    start_day: date | None = None
    end_day: date | None = None
    cost: str = "0"
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """A lever that was linked to a goal at an instant, or taken off it again."""

    goal: int
    lever: int
    at: int
    linked: bool


_LEVERS_SHOWN = ("idea", "planned", "running", "stopped", "done")
_GOAL_WORDS = Words(
    N_("There is no goal with the number {number}."),
    N_("Somebody else changed this goal while it was being edited."),
    meanwhile=N_("Somebody else set a target for this month meanwhile."),
)
_OF_A_MONTH = (
    "metric", "where_dimension", "where_member", "kind", "start_day", "deadline_day", "recurrence",
)  # fmt: skip
"""What makes two goals speak of the same month and member: ``goals.targets.monthly.key_of``."""
_LEVER_WORDS = Words(
    N_("There is no lever with the number {number}."),
    N_("Somebody else changed this lever while it was being edited."),
)


class Plans:
    """Goals and levers of one store. Every write is one short transaction and bumps plan_version.

    ``at`` is the instant of the change in seconds UTC, ``change`` a word for the history.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._goals = Shelf(
            store,
            "goal",
            GoalRow,
            _GOAL_WORDS,
            json_columns=("baseline", "guardrails"),
            history=True,
        )
        self._levers = Shelf(
            store, "lever", LeverRow, _LEVER_WORDS, json_columns=("effects",), history=True
        )

    def goals(self, states: Collection[str] = ("open",)) -> list[GoalRow]:
        """Return the goals in these states, oldest first."""
        return self._goals.in_states(states)

    def goal(self, goal_id: int) -> GoalRow:
        """Return one goal, deleted or not; StoreError when there is none."""
        return self._goals.get(goal_id)

    def add_goal(self, row: GoalRow, *, at: int, change: str = "add") -> GoalRow:
        """Store a new goal and return it with its number and version."""
        return self._goals.add(row, at=at, change=change)

    def save_goal(self, row: GoalRow, *, at: int, change: str = "edit") -> GoalRow:
        """Store a change of the version ``row`` names; ConflictError when it is not the last."""
        return self._goals.save(row, at=at, change=change)

    def write_goals(self, rows: Sequence[GoalRow], *, at: int) -> list[GoalRow]:
        """Store new and changed goals of months: all of them, or none.

        Raises:
            ConflictError: one was changed meanwhile, or there is one for a new one's month by now.
        """
        return self._goals.write(rows, at=at, alone_by=_OF_A_MONTH)

    def restore_goal(self, goal_id: int, version: int, *, at: int) -> GoalRow:
        """Make a goal again what it was in one of its versions."""
        return self._goals.restore(goal_id, version, at=at)

    def undo_goals(self, versions: Mapping[int, int | None], *, at: int) -> list[GoalRow]:
        """Take back the last change of each of these goals: of all of them, or of none."""
        return self._goals.undo_all(versions, at=at)

    def levers(self, states: Collection[str] = _LEVERS_SHOWN) -> list[LeverRow]:
        """Return the levers in these states (all but deleted ones), oldest first."""
        return self._levers.in_states(states)

    def lever(self, lever_id: int) -> LeverRow:
        """Return one lever, deleted or not; StoreError when there is none."""
        return self._levers.get(lever_id)

    def add_lever(self, row: LeverRow, *, at: int, change: str = "add") -> LeverRow:
        """Store a new lever and return it with its number and version."""
        return self._levers.add(row, at=at, change=change)

    def save_lever(self, row: LeverRow, *, at: int, change: str = "edit") -> LeverRow:
        """Store a change of the version ``row`` names; ConflictError when it is not the last."""
        return self._levers.save(row, at=at, change=change)

    def undo(
        self, kind: PlanKind, plan_id: int, *, at: int, version: int | None = None
    ) -> GoalRow | LeverRow:
        """Take back the last change that still stands; see ``store.versioned.Shelf.undo``."""
        if kind == "goal":
            return self._goals.undo(plan_id, at=at, version=version)
        return self._levers.undo(plan_id, at=at, version=version)

    def undo_goal(self, goal_id: int, *, at: int, version: int | None = None) -> GoalRow:
        return self._goals.undo(goal_id, at=at, version=version)

    def undo_lever(self, lever_id: int, *, at: int, version: int | None = None) -> LeverRow:
        return self._levers.undo(lever_id, at=at, version=version)

    def history(self, kind: PlanKind, plan_id: int) -> list[HistoryEntry]:
        """Return every version of a goal or lever, the first one first."""
        shelf = self._goals if kind == "goal" else self._levers
        return shelf.history(plan_id)

    def link(self, goal_id: int, lever_id: int, *, at: int) -> bool:
        """Say that the lever should help the goal; ``False`` when that was said before."""
        with self._store.writing() as connection:
            self.goal(goal_id)
            self.lever(lever_id)
            cursor = connection.execute(
                "INSERT INTO goal_lever (goal, lever) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (goal_id, lever_id),
            )
            return _linked(connection, cursor, LinkEntry(goal_id, lever_id, at, True))

    def unlink(self, goal_id: int, lever_id: int, *, at: int) -> bool:
        """Take the link away; ``False`` when there was none."""
        with self._store.writing() as connection:
            cursor = connection.execute(
                "DELETE FROM goal_lever WHERE goal = ? AND lever = ?", (goal_id, lever_id)
            )
            return _linked(connection, cursor, LinkEntry(goal_id, lever_id, at, False))

    def link_history(self, goal_id: int) -> list[LinkEntry]:
        """Return which levers were linked to a goal and taken off it, the first one first."""
        with self._store.reading() as connection:
            found = connection.execute(
                "SELECT goal, lever, at, linked FROM goal_link WHERE goal = ? ORDER BY id",
                (goal_id,),
            ).fetchall()
        return [LinkEntry(goal, lever, at, bool(linked)) for goal, lever, at, linked in found]

    def links(self) -> list[tuple[int, int]]:
        """Return (goal, lever) pairs, of rows in any state."""
        with self._store.reading() as connection:
            return list(
                connection.execute("SELECT goal, lever FROM goal_lever ORDER BY goal, lever")
            )


def _linked(connection: sqlite3.Connection, done: sqlite3.Cursor, entry: LinkEntry) -> bool:
    """Keep what a link or unlinking changed; ``False`` when it changed nothing."""
    if not done.rowcount:
        return False
    connection.execute(
        "INSERT INTO goal_link (goal, lever, at, linked) VALUES (?, ?, ?, ?)",
        (entry.goal, entry.lever, entry.at, entry.linked),
    )
    settings.bump(connection, settings.PLAN_VERSION)
    return True
