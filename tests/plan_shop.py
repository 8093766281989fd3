"""A small shop of daily series for tests of goals: real store, real facts, figures by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from goals.targets.book import GoalBook
from goals.targets.texts import GoalText
from store.facts import Facts
from store.money import MONEY_SCALE
from store.projects import MilestoneRow, ProjectRow, Projects
from store.spans import Span
from tests.builders import a_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goals.targets.goal import Goal
    from store.database import Store

HISTORY = Span(date(2026, 6, 1), date(2026, 11, 1))
"""The shop's days: as of 31 October 2026."""
TODAY = date(2026, 11, 1)


class PlanShop:
    """Fill a store by ``give``; ask it by ``book``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.life = a_shop(store=store)
        self.imports = 0

    def give(
        self,
        measure: str,
        values: Mapping[date, int] | Callable[[date], int] | int,
        span: Span = HISTORY,
        *,
        money: bool = False,
        **members: str,
    ) -> None:
        """Import one daily series of a measure; a plain number is that many every day."""
        scale = MONEY_SCALE if money else 1
        for day in span:
            self.life.series(measure, day.isoformat(), _value(values, day) * scale, **members)
        self.imports += 1
        self.life.covered(
            span.start.isoformat(), span.last.isoformat(), measure, source=f"tool {self.imports}"
        )
        self.life.publish()

    def book(self, today: date = TODAY, as_of: date | None = None) -> GoalBook:
        facts = Facts(self.store)
        return GoalBook(facts, as_of=as_of or facts.as_of(), today=today, day_first=True)

    def goal(self, today: date = TODAY, **texts: str | tuple[str, ...]) -> Goal:
        """Keep a goal written as the owner would, set on ``today``."""
        book = self.book(today, as_of=today - timedelta(days=1))
        draft = book.draft(GoalText(**texts))  # type: ignore[arg-type]
        problem = draft.error()
        if problem is not None:
            raise problem
        assert draft.goal is not None
        return book.add(draft.goal, at=0)

    def project(self, name: str, *milestones: tuple[str, date, date | None]) -> None:
        """Keep a project; a milestone is its title, the day it is due, the day it was reached."""
        projects = Projects(self.store)
        last = max((due for _title, due, _reached in milestones), default=TODAY)
        row = projects.add_project(ProjectRow(name=name, start_day=HISTORY.start, due_day=last))
        for title, due, reached in milestones:
            projects.add_milestone(
                MilestoneRow(
                    project=row.id, title=title, original_day=due, due_day=due, reached_day=reached
                )
            )


def _value(values: Mapping[date, int] | Callable[[date], int] | int, day: date) -> int:
    if isinstance(values, int):
        return values
    return values(day) if callable(values) else values.get(day, 0)
