"""Projects on their way into the owner's book: small tables that people edit as well.

They are not facts of an import: rows are added and changed, never taken away, in the publishing
transaction, with a version like any edit. A milestone's first promise never changes; cells that are
empty leave what is known; hours and amounts are known again by what they are about and their day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from store import settings
from store.messages import N_, counted

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.ingest.receipt import Tally
    from store.messages import Message
    from store.records import ProjectPart

_KINDS = ("worked", "available", "cost", "gain")


@dataclass(slots=True)
class _Project:
    name: str
    start: int
    due: int
    id: int = 0
    changed: bool = False


@dataclass(slots=True)
class _Milestone:
    project: _Project
    phase: str
    title: str
    original: int
    due: int
    reached: int | None
    id: int = 0
    changed: bool = False


@dataclass(slots=True)
class _Entry:
    project: _Project
    milestone: _Milestone | None
    day: int
    kind: int
    amount: int
    ref: str
    id: int = 0
    changed: bool = False


def _key(name: str) -> str:
    return name.casefold()


@dataclass(slots=True)
class _Book:
    """What is stored, and what the parts make of it; ``moved`` are promises a file would change."""

    projects: dict[str, _Project] = field(default_factory=dict)
    milestones: dict[tuple[str, str, str], _Milestone] = field(default_factory=dict)
    entries: dict[str, _Entry] = field(default_factory=dict)
    moved: int = 0

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> _Book:
        book = cls()
        by_id: dict[int, _Project] = {}
        for number, name, start, due in connection.execute(
            "SELECT id, name, start_day, due_day FROM project ORDER BY id"
        ):
            project = _Project(name, start, due, number)
            by_id[number] = book.projects.setdefault(_key(name), project)
        steps: dict[int, _Milestone] = {}
        for number, owner, phase, title, original, due, reached in connection.execute(
            "SELECT id, project, phase, title, original_day, due_day, reached_day FROM milestone"
            " ORDER BY id"
        ):
            step = _Milestone(by_id[owner], phase, title, original, due, reached, number)
            key = (_key(step.project.name), _key(step.phase), _key(step.title))
            steps[number] = book.milestones.setdefault(key, step)
        for number, owner, milestone, day, kind, amount, ref in connection.execute(
            "SELECT id, project, milestone, day, kind, amount, ref FROM project_entry"
            " WHERE ref <> ''"
        ):
            step_of = steps.get(milestone)
            book.entries[ref] = _Entry(by_id[owner], step_of, day, kind, amount, ref, number)
        return book


class ProjectBook:
    """Collects the parts of one import, compares them with the book, and writes them into it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[ProjectPart] = []
        self._moved = 0

    def add(self, part: ProjectPart) -> None:
        self._parts.append(part)

    def settle(self, connection: sqlite3.Connection, tally: Tally) -> None:
        """Count what becomes of the file's rows."""
        if not self._parts:
            return
        book = _Book.read(connection)
        for part, (new, changed) in zip(self._parts, self._applied(book), strict=True):
            if new:
                tally.stored += part.rows
            elif changed:
                tally.updated += part.rows
            else:
                tally.unchanged += part.rows
        self._moved = book.moved

    def warnings(self) -> Iterator[Message]:
        """Yield what the owner should know; to be asked after ``settle``."""
        if self._moved:
            yield counted(
                N_("{n} milestone has another first day in the file; the first promise is kept."),
                N_("{n} milestones have another first day in the file; the first promise is kept."),
                "n",
                {"n": self._moved},
            )

    def write(self, connection: sqlite3.Connection) -> bool:
        """Write it all; the caller holds the publishing transaction. Whether anything changed."""
        if not self._parts:
            return False
        book = _Book.read(connection)
        done = [new or changed for new, changed in self._applied(book)]
        if not any(done):
            return False
        for project in book.projects.values():
            _write_project(connection, project)
        for milestone in book.milestones.values():
            _write_milestone(connection, milestone)
        for entry in book.entries.values():
            _write_entry(connection, entry)
        settings.bump(connection, settings.PLAN_VERSION)
        settings.bump(connection, settings.DATA_VERSION)
        return True

    # -- from parts to the book ------------------------------------------------------------

    def _applied(self, book: _Book) -> Iterator[tuple[bool, bool]]:
        """Change the book part by part; yield whether each brought something new, or changed."""
        ends = self._ends()
        counts: dict[str, int] = {}
        for part in self._parts:
            new, changed = False, False
            key = _key(part.project)
            project = book.projects.get(key)
            if project is None:
                project = book.projects[key] = _Project(part.project, *ends[key])
                new = True
            for name, day in (("start", part.start), ("due", part.due)):
                if day is not None and getattr(project, name) != day:
                    setattr(project, name, day)
                    project.changed = changed = True
            milestone = None
            if part.milestone:
                milestone, added, moved = _stepped(book, project, part)
                new, changed = new or added, changed or moved
            for number, kind in enumerate(_KINDS, 1):
                amount = getattr(part, kind)
                if amount is None:
                    continue
                ref = self._ref(part, kind, counts)
                added, moved = _entered(book, project, milestone, part, number, amount, ref)
                new, changed = new or added, changed or moved
            yield new, changed

    def _ends(self) -> dict[str, tuple[int, int]]:
        """Return first and last day of each project, as its rows tell."""
        days: dict[str, list[int]] = {}
        for part in self._parts:
            told = (part.start, part.due, part.original, part.revised, part.reached, part.day)
            days.setdefault(_key(part.project), []).extend(day for day in told if day is not None)
        return {key: (min(found), max(found)) for key, found in days.items()}

    def _ref(self, part: ProjectPart, kind: str, counts: dict[str, int]) -> str:
        """Return what names an entry: the n-th of its kind, day, milestone and project."""
        day = str(part.day) if part.day_told else ""
        about = (
            self._source,
            _key(part.project),
            _key(part.phase),
            _key(part.milestone),
            day,
            kind,
        )
        alike = "\0".join(about)
        counts[alike] = counts.get(alike, 0) + 1
        return blake2b(f"{alike}\0{counts[alike]}".encode(), digest_size=12).hexdigest()


def _stepped(
    book: _Book, project: _Project, part: ProjectPart
) -> tuple[_Milestone | None, bool, bool]:
    """Return the milestone of a part, whether it is new, and whether it changed.

    Hours may name a milestone that nothing tells the day of: they are then of the project alone.
    """
    key = (_key(part.project), _key(part.phase), _key(part.milestone))
    known = book.milestones.get(key) or _only_one(book, part)
    if known is None:
        first = part.original if part.original is not None else part.revised
        if first is None:
            return None, False, False
        due = part.revised if part.revised is not None else first
        step = _Milestone(project, part.phase, part.milestone, first, due, part.reached)
        book.milestones[key] = step
        return step, True, False
    due = known.due
    if part.original is not None and part.original != known.original:
        book.moved += 1
        due = part.original  # the file has no other word for the new promise
    if part.revised is not None:
        due = part.revised
    reached = known.reached if part.reached is None else part.reached
    moved = (due, reached) != (known.due, known.reached)
    known.due, known.reached = due, reached
    known.changed = known.changed or moved
    return known, False, moved


def _only_one(book: _Book, part: ProjectPart) -> _Milestone | None:
    """Return the one milestone of this title, where a row names no phase."""
    if part.phase:
        return None
    owner, title = _key(part.project), _key(part.milestone)
    found = [step for key, step in book.milestones.items() if (key[0], key[2]) == (owner, title)]
    return found[0] if len(found) == 1 else None


def _entered(
    book: _Book,
    project: _Project,
    milestone: _Milestone | None,
    part: ProjectPart,
    kind: int,
    amount: int,
    ref: str,
) -> tuple[bool, bool]:
    if part.day is None:
        raise AssertionError("hours and amounts have a day")
    known = book.entries.get(ref)
    if known is None:
        book.entries[ref] = _Entry(project, milestone, part.day, kind, amount, ref)
        return True, False
    moved = (known.day, known.amount) != (part.day, amount)
    known.day, known.amount = part.day, amount
    known.changed = known.changed or moved
    return False, moved


# -- the book in the store ---------------------------------------------------------------------


def _write_project(connection: sqlite3.Connection, project: _Project) -> None:
    due = max(project.start, project.due)
    if not project.id:
        cursor = connection.execute(
            "INSERT INTO project (name, start_day, due_day) VALUES (?, ?, ?)",
            (project.name, project.start, due),
        )
        project.id = int(cursor.lastrowid or 0)
    elif project.changed:
        connection.execute(
            "UPDATE project SET start_day = ?, due_day = ?, version = version + 1 WHERE id = ?",
            (project.start, due, project.id),
        )


def _write_milestone(connection: sqlite3.Connection, step: _Milestone) -> None:
    if not step.id:
        cursor = connection.execute(
            "INSERT INTO milestone (project, phase, title, original_day, due_day, reached_day)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (step.project.id, step.phase, step.title, step.original, step.due, step.reached),
        )
        step.id = int(cursor.lastrowid or 0)
    elif step.changed:
        connection.execute(
            "UPDATE milestone SET due_day = ?, reached_day = ?, version = version + 1 WHERE id = ?",
            (step.due, step.reached, step.id),
        )


def _write_entry(connection: sqlite3.Connection, entry: _Entry) -> None:
    milestone = entry.milestone.id if entry.milestone else None
    if not entry.id:
        connection.execute(
            "INSERT INTO project_entry (project, milestone, day, kind, amount, ref)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (entry.project.id, milestone, entry.day, entry.kind, entry.amount, entry.ref),
        )
    elif entry.changed:
        connection.execute(
            "UPDATE project_entry SET day = ?, amount = ? WHERE id = ?",
            (entry.day, entry.amount, entry.id),
        )
