"""The owner's projects of one store, each with how far it is on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.levers.book import LeverBook
from goals.metrics.errors import QuestionError
from goals.projects.progress import progress
from goals.targets.scope import nearest
from store.messages import N_

if TYPE_CHECKING:
    from datetime import date

    from goals.levers.lever import Lever
    from goals.projects.progress import Progress
    from store.plans import Plans
    from store.projects import MilestoneRow, ProjectRow, Projects


class ProjectBook:
    """``today`` decides what is late."""

    def __init__(self, projects: Projects, plans: Plans, today: date) -> None:
        self.projects = projects
        self.plans = plans
        self.today = today

    def all(self) -> list[Progress]:
        """Return every project, those that run first, then by the day they are due."""
        found = [self._progress(row) for row in self.projects.projects()]
        order = ("late", "slipping", "on_time", "planned", "idea", "finished", "stopped")
        return sorted(found, key=lambda one: (order.index(one.standing), one.row.due_day))

    def one(self, number: int) -> Progress:
        """Return one project; StoreError when there is none."""
        return self._progress(self.projects.project(number))

    def named(self, text: str) -> ProjectRow:
        """Return the project with this number or name.

        Raises:
            QuestionError: there is none.
        """
        rows = self.projects.projects()
        found = [row for row in rows if text in (row.name, str(row.id))]
        if found:
            return found[0]
        near = nearest(text, [row.name for row in rows])
        raise QuestionError(
            N_("There is no project “{name}”."),
            N_("Did you mean “{near}”?") if near else N_("“kpi-tui project list” shows them."),
            name=text,
            near=near or "",
        )

    def milestone(self, project: ProjectRow, text: str) -> MilestoneRow:
        """Return the milestone of a project with this title or number.

        Raises:
            QuestionError: there is none.
        """
        rows = self.projects.milestones(project.id)
        found = [row for row in rows if text in (row.title, str(row.id))]
        if found:
            return found[0]
        near = nearest(text, [row.title for row in rows])
        raise QuestionError(
            N_("The project “{project}” has no milestone “{title}”."),
            N_("Did you mean “{near}”?") if near else N_("“kpi-tui project show” lists them."),
            project=project.name,
            title=text,
            near=near or "",
        )

    def levers(self) -> list[Lever]:
        """Return the levers that a project can put to work."""
        return LeverBook(self.plans).levers()

    def _progress(self, row: ProjectRow) -> Progress:
        pulled = {lever for project, lever in self.projects.levers() if project == row.id}
        return progress(
            row,
            self.projects.milestones(row.id),
            self.projects.entries(row.id),
            self.today,
            past=self.projects.past_promises(),
            levers=[lever for lever in self.levers() if lever.id in pulled] if pulled else (),
        )
