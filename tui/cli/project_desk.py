"""An open store as the commands of projects need it, and hours as people write them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.metrics.errors import QuestionError
from goals.targets.days import parse_day, parse_start
from goals.targets.entry import EntryError, folded
from goals.targets.scope import nearest
from store.messages import N_
from store.projects import MilestoneRow, ProjectRow, Projects
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.goal import day_first
from tui.cli.project_text import project_lines, project_object
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from store.settings import Shop
    from tui.cli.context import Session

_HOURS = re.compile(
    r"(?:([0-9]{1,5})(?:[.,]([0-9]{1,2}))?) ?(?:h|hours?|heures?)?(?: ?([0-9]{1,2}))?"
)


@dataclass(frozen=True, slots=True)
class Workshop:
    """An open store as the commands of projects need it."""

    projects: Projects
    shop: Shop
    today: date

    def day(self, text: str | None, *, first: bool = False) -> date:
        """Return the day that a text names, today for none; ``first`` of a month named alone."""
        if text is None:
            return self.today
        read = parse_start if first else parse_day
        return read(text, self.today, day_first=day_first(self.shop.country))

    def past(self, text: str | None) -> date:
        """Return a day that is not to come: nothing is reached tomorrow."""
        day = self.day(text)
        if day > self.today:
            raise EntryError(
                N_("The day {day} is still to come."), N_("Give today or a day before."), day=day
            )
        return day

    def project(self, text: str) -> ProjectRow:
        """Return the project with this number or name."""
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
        """Return the milestone of a project with this title or number."""
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

    def show(self, project: ProjectRow, sentence: str, as_json: bool) -> None:
        """Say what was done, and the project as it is now."""
        row = self.projects.project(project.id)
        steps = self.projects.milestones(row.id)
        entries = self.projects.entries(row.id)
        if as_json:
            emit_json({"projects": [project_object(row, steps, entries, self.today)]})
            return
        say("\n".join(paragraph(_(sentence).format(name=row.name))))
        say("\n".join(project_lines(row, steps, entries, self.today, self.shop.currency)))


@contextmanager
def workshop(session: Session, *, write: bool = False) -> Iterator[Workshop]:
    with session.open(write=write) as store:
        yield Workshop(Projects(store), store.shop, session.today(store))


def parse_hours(text: str) -> int:
    """Return minutes: ``7``, ``7.5``, ``7,5 h``, ``7 h 30``."""
    found = _HOURS.fullmatch(folded(text))
    if not found or (found[2] and found[3]) or (found[3] and int(found[3]) > 59):
        raise EntryError(
            N_("“{text}” is not a number of hours."), N_("Write it like 7.5 or “7 h 30”."),
            text=text,
        )  # fmt: skip
    part = int((found[2] or "0").ljust(2, "0")) * 60
    return int(found[1]) * 60 + (part + 50) // 100 + int(found[3] or 0)
