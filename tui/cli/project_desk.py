"""An open store as the commands of projects need it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from goals.projects.book import ProjectBook
from goals.projects.entry import day_of, past_day
from store.messages import Message
from store.plans import Plans
from store.projects import Projects
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.goal import day_first
from tui.cli.project_text import project_lines, project_object
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from store.projects import MilestoneRow, ProjectRow
    from store.settings import Shop
    from tui.cli.context import Session


@dataclass(frozen=True, slots=True)
class Workshop:
    """An open store as the commands of projects need it."""

    book: ProjectBook
    shop: Shop

    @property
    def projects(self) -> Projects:
        return self.book.projects

    @property
    def today(self) -> date:
        return self.book.today

    def day(self, text: str | None, *, first: bool = False) -> date:
        """Return the day that a text names, today for none; ``first`` of a month named alone."""
        return day_of(text or "", self.today, day_first=self._day_first, first=first)

    def past(self, text: str | None) -> date:
        """Return a day that is not to come: nothing is reached tomorrow."""
        return past_day(text or "", self.today, day_first=self._day_first)

    @property
    def _day_first(self) -> bool | None:
        return day_first(self.shop.country)

    def project(self, text: str) -> ProjectRow:
        """Return the project with this number or name."""
        return self.book.named(text)

    def milestone(self, project: ProjectRow, text: str) -> MilestoneRow:
        """Return the milestone of a project with this title or number."""
        return self.book.milestone(project, text)

    def show(self, project: ProjectRow, sentence: str, as_json: bool) -> None:
        """Say what was done, and the project as it is now."""
        one = self.book.one(project.id)
        if as_json:
            emit_json({"projects": [project_object(one)]})
            return
        say("\n".join(paragraph(_(sentence).format(name=one.row.name))))
        say("\n".join(project_lines(one, self.today, self.shop.currency)))


@contextmanager
def workshop(session: Session, *, write: bool = False) -> Iterator[Workshop]:
    with session.open(write=write) as store:
        book = ProjectBook(Projects(store), Plans(store), session.today(store))
        yield Workshop(book, store.shop)


def sure(yes: bool, question: str, **values: object) -> bool:
    """Ask before something is taken away, unless ``yes`` was said; say so when it stays."""
    text = clean(tr(Message(question, values)))
    if yes or click.confirm(text, default=False, err=True):
        return True
    say(_("Nothing was changed."), err=True)
    return False
