"""Projects for the screens: read, changed, noted; every method runs in a thread of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from goals.levers.lever import Lever
    from goals.projects.book import ProjectBook
    from goals.projects.progress import Progress
    from store.projects import MilestoneRow, ProjectEntry, ProjectRow
    from tui.desk import Desk


@dataclass(frozen=True, slots=True)
class ProjectsView:
    """All projects as on ``today``, those that need attention first."""

    projects: tuple[Progress, ...]
    today: date


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project, what was noted for it, and the levers there are."""

    progress: Progress
    entries: tuple[ProjectEntry, ...]
    levers: tuple[Lever, ...]
    today: date


class ProjectsDesk:
    """Asked by the pages of projects; a change shows in figures and goals at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _book(self) -> ProjectBook:
        from goals.projects.book import ProjectBook
        from store.plans import Plans
        from store.projects import Projects

        store = self._desk.seat.store
        return ProjectBook(Projects(store), Plans(store), self._desk.session.today(store))

    def all(self) -> ProjectsView:
        """Return every project."""
        book = self._book()
        return ProjectsView(tuple(book.all()), book.today)

    def one(self, number: int) -> ProjectView:
        """Return one project with all there is to know of it."""
        book = self._book()
        entries = book.projects.entries(number)
        return ProjectView(book.one(number), tuple(entries), tuple(book.levers()), book.today)

    def save(self, row: ProjectRow) -> ProjectRow:
        """Keep a new project or a change of one."""
        projects = self._book().projects
        return projects.save_project(row) if row.id else projects.add_project(row)

    def remove(self, row: ProjectRow) -> None:
        self._book().projects.remove_project(row)

    def save_milestone(self, row: MilestoneRow) -> MilestoneRow:
        """Keep a new milestone or a change of one; every promise stays known."""
        projects = self._book().projects
        return projects.save_milestone(row) if row.id else projects.add_milestone(row)

    def remove_milestone(self, row: MilestoneRow) -> None:
        self._book().projects.remove_milestone(row)

    def note(self, entry: ProjectEntry) -> ProjectEntry:
        """Note hours, a cost or a gain."""
        return self._book().projects.add_entry(entry)

    def forget(self, number: int) -> None:
        """Take a note back out."""
        self._book().projects.remove_entry(number)

    def turn_lever(self, project: int, lever: int) -> bool:
        """Link a lever to a project, or take it off; return whether it is linked now."""
        projects = self._book().projects
        if (project, lever) in projects.levers():
            projects.unlink(project, lever)
            return False
        projects.link(project, lever)
        return True
