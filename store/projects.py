"""Projects with their milestones, hours, costs and gains: small tables the owner fills."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from store import settings
from store.errors import StoreError
from store.messages import N_
from store.spans import to_day, to_number
from store.versioned import Shelf, Words

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from store.database import Store

PROJECT_STATES = ("idea", "planned", "running", "finished", "stopped")
EntryKind = Literal["worked", "available", "cost", "gain"]
PromisedKind = Literal["project", "milestone"]
_COUNTERS = (settings.PLAN_VERSION, settings.DATA_VERSION)
"""Projects are plans, and figures are read from them."""
_PROJECT_WORDS = Words(
    N_("There is no project with the number {number}."),
    N_("Somebody else changed this project while it was being edited."),
    N_("There is already a project named “{name}”."),
)
_MILESTONE_WORDS = Words(
    N_("There is no milestone with the number {number}."),
    N_("Somebody else changed this milestone while it was being edited."),
)
_ENTRY_KINDS: tuple[EntryKind, ...] = ("worked", "available", "cost", "gain")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """``state``: idea, planned, running, finished, stopped. ``due_day`` is the latest promise."""

    name: str
    start_day: date
    due_day: date
    id: int = 0
    version: int = 0
    state: str = "running"
    finished_day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """``original_day`` is the first promise and never changes; ``due_day`` the latest one."""

    project: int
    title: str
    original_day: date
    due_day: date
    id: int = 0
    version: int = 0
    phase: str = ""
    reached_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectEntry:
    """``amount``: minutes (worked on milestones, available) or stored money units (cost, gain)."""

    project: int
    day: date
    kind: EntryKind
    amount: int
    id: int = 0
    milestone: int | None = None
    note: str = ""


class Projects:
    """The projects of one store. Every write is one short transaction and bumps both versions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._projects = Shelf(store, "project", ProjectRow, _PROJECT_WORDS, counters=_COUNTERS)
        self._milestones = Shelf(
            store, "milestone", MilestoneRow, _MILESTONE_WORDS, counters=_COUNTERS
        )

    def projects(self, states: Collection[str] = PROJECT_STATES) -> list[ProjectRow]:
        """Return the projects in these states, oldest first."""
        return self._projects.in_states(states)

    def project(self, project_id: int) -> ProjectRow:
        """Return one project; StoreError when there is none."""
        return self._projects.get(project_id)

    def add_project(self, row: ProjectRow) -> ProjectRow:
        """Store a new project and return it with its number.

        Raises:
            StoreError: another project has this name.
        """
        return self._projects.add(row)

    def save_project(self, row: ProjectRow) -> ProjectRow:
        """Store a change of the version ``row`` names; ConflictError when it is not the last."""
        return self._projects.save(row)

    def milestones(self, project_id: int | None = None) -> list[MilestoneRow]:
        """Return the milestones of one project, or of all, in the order they are due."""
        rows = (
            self._milestones.rows()
            if project_id is None
            else self._milestones.rows("project = ?", (project_id,))
        )
        return sorted(rows, key=lambda row: (row.due_day, row.id))

    def milestone(self, milestone_id: int) -> MilestoneRow:
        """Return one milestone; StoreError when there is none."""
        return self._milestones.get(milestone_id)

    def add_milestone(self, row: MilestoneRow) -> MilestoneRow:
        """Store a new milestone; its ``original_day`` is a promise that stays."""
        self._projects.get(row.project)
        return self._milestones.add(row)

    def save_milestone(self, row: MilestoneRow) -> MilestoneRow:
        """Store a change of the version ``row`` names, but never of ``original_day``."""
        original = self._milestones.get(row.id).original_day
        return self._milestones.save(replace(row, original_day=original))

    def remove_milestone(self, row: MilestoneRow) -> None:
        """Take a milestone out, its promises with it; what was noted for it is the project's."""
        self._milestones.remove(
            row,
            "UPDATE project_entry SET milestone = NULL WHERE milestone = ?",
            "DELETE FROM past_promise WHERE kind = 'milestone' AND plan = ?",
        )

    def remove_project(self, row: ProjectRow) -> None:
        """Take a project out with all that hangs on it; ConflictError when it was changed since."""
        self._projects.remove(
            row,
            "DELETE FROM past_promise WHERE kind = 'project' AND plan = ?",
            "DELETE FROM past_promise WHERE kind = 'milestone'"
            " AND plan IN (SELECT id FROM milestone WHERE project = ?)",
            "DELETE FROM project_lever WHERE project = ?",
            "DELETE FROM project_entry WHERE project = ?",
            "DELETE FROM milestone WHERE project = ?",
        )

    # -- promises --------------------------------------------------------------------------------

    def past_promises(self) -> dict[tuple[PromisedKind, int], list[date]]:
        """Return the days promised before the latest one, the first first, by what was promised."""
        found: dict[tuple[PromisedKind, int], list[date]] = {}
        with self._store.reading() as connection:
            for kind, plan, day in connection.execute(
                "SELECT kind, plan, day FROM past_promise ORDER BY kind, plan, n"
            ):
                found.setdefault((kind, plan), []).append(to_day(day))
        return found

    # -- levers ----------------------------------------------------------------------------------

    def levers(self) -> list[tuple[int, int]]:
        """Return which project puts which lever to work, as pairs of their numbers."""
        with self._store.reading() as connection:
            return list(
                connection.execute("SELECT project, lever FROM project_lever ORDER BY 1, 2")
            )

    def link(self, project_id: int, lever_id: int) -> bool:
        """Say that a project puts a lever to work; False when that was known."""
        self._projects.get(project_id)
        return self._linked(
            "INSERT INTO project_lever (project, lever) VALUES (?, ?) ON CONFLICT DO NOTHING",
            project_id,
            lever_id,
        )

    def unlink(self, project_id: int, lever_id: int) -> bool:
        """Take a lever off a project; False when it was not linked."""
        return self._linked(
            "DELETE FROM project_lever WHERE project = ? AND lever = ?", project_id, lever_id
        )

    def _linked(self, change: str, project_id: int, lever_id: int) -> bool:
        with self._store.writing() as connection:
            changed = connection.execute(change, (project_id, lever_id)).rowcount > 0
            if changed:
                settings.bump(connection, settings.PLAN_VERSION)
        return changed

    # -- hours and money -------------------------------------------------------------------------

    def entries(self, project_id: int) -> list[ProjectEntry]:
        """Return hours, costs and gains of one project by day."""
        with self._store.reading() as connection:
            return [
                ProjectEntry(
                    id=entry_id,
                    project=project_id,
                    milestone=milestone,
                    day=to_day(day),
                    kind=_ENTRY_KINDS[kind - 1],
                    amount=amount,
                    note=note,
                )
                for entry_id, milestone, day, kind, amount, note in connection.execute(
                    "SELECT id, milestone, day, kind, amount, note FROM project_entry"
                    " WHERE project = ? ORDER BY day, id",
                    (project_id,),
                )
            ]

    def add_entry(self, entry: ProjectEntry) -> ProjectEntry:
        """Store hours, a cost or a gain of one day and return it with its number."""
        self._projects.get(entry.project)
        with self._store.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO project_entry (project, milestone, day, kind, amount, note)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    entry.project,
                    entry.milestone,
                    to_number(entry.day),
                    _ENTRY_KINDS.index(entry.kind) + 1,
                    entry.amount,
                    entry.note,
                ),
            )
            for counter in _COUNTERS:
                settings.bump(connection, counter)
            return replace(entry, id=int(cursor.lastrowid or 0))

    def remove_entry(self, entry_id: int) -> None:
        """Take hours, a cost or a gain back out.

        Raises:
            StoreError: nothing with this number was noted.
        """
        with self._store.writing() as connection:
            gone = connection.execute("DELETE FROM project_entry WHERE id = ?", (entry_id,))
            if not gone.rowcount:
                raise StoreError(
                    N_("Nothing with the number {number} was noted."),
                    N_("“kpi-tui project notes” lists what was, with its numbers."),
                    number=entry_id,
                )
            for counter in _COUNTERS:
                settings.bump(connection, counter)
