"""The dashboard: which page is open and which figures are on it."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui.charts import MARKS, suited_marks
from tui.desk import Desk
from tui.keeping import Keeping
from tui.looking import Looking
from tui.mornings import Mornings
from tui.remembered import Remembered
from tui.screens.base import Page
from tui.themes import THEMES, suited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goals.metrics.metric import Metric
    from store.errors import OwnerError
    from tui.charts import Marks
    from tui.cli.context import Session
    from tui.views import CockpitView, GoalView, Question, Where

LOOK_EVERY = 20.0
"""Seconds between two looks at whether somebody else changed the store."""


class KpiApp(Mornings, Looking, Keeping):
    """One run of the dashboard on one store."""

    def __init__(
        self,
        session: Session,
        *,
        marks: Marks | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        self.session = session
        self.desk = Desk(session)
        self.remembered = remembered or Remembered()
        self.question = self.remembered.question()
        self.changes = []
        self.view = None
        self.marks = marks or _marks_of(os.environ, self.remembered)
        # Asked before Textual has drawn anything: the figures are there with the first paint.
        self._first = self.desk.submit(partial(self.desk.cockpit, self.question))
        super().__init__()
        if os.environ.get("NO_COLOR") is None:
            chosen = self.remembered.choice("theme", suited(os.environ))
            self.theme = chosen if chosen in THEMES else self.theme

    # -- figures ---------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        self._install_signals()
        self.set_interval(LOOK_EVERY, self._look)
        self.cockpit.await_answer("figures", lambda: self._first, self.shown, self.failed)

    def _look(self) -> None:
        """See whether an import or another session changed anything, and read again if so."""
        if self.view is not None and not self.desk.stopped:
            self.cockpit.ask("look", self.desk.versions, self._looked)

    def _looked(self, versions: tuple[int, int]) -> None:
        if self.view is not None and versions != self.view.version:
            self.reload()

    def reload(self) -> None:
        """Read the figures of the question on screen again; the old ones stay until then."""
        self.cockpit.wait()
        self.cockpit.ask(
            "figures", partial(self.desk.cockpit, self.question), self.shown, self.failed
        )

    def shown(self, view: CockpitView) -> None:
        """Put an answer on screen; an empty store opens its first screen."""
        self.view = view
        self.cockpit.show(view)
        self.desk.keep_products(view.version[0])
        if any(goal.goal.recurrence != "none" for goal in view.goals):
            self.cockpit.ask("turns", self.desk.goals.record_turns, lambda _new: None)
        if any(goal.assessment.awaited for goal in view.goals):
            self.cockpit.ask("forecasts", self.desk.plans.foreseen, self._foreseen)
        else:
            self.ask_morning_of_new_figures()
        first = any(isinstance(one, Page) and one.first for one in self.screen_stack)
        if view.empty and not first:
            self._welcome(missing=False)
        elif not view.empty and first and isinstance(self.screen, Page):
            # A panel stays: an import may be at work in it, or be followed by another one.
            self.go_home()
        for page in self.screen_stack[1:]:
            if isinstance(page, Page):
                page.refigured()

    def _foreseen(self, goals: tuple[GoalView, ...]) -> None:
        """Put the goals' forecasts in, which took longer than the figures."""
        if self.view is not None:
            self.view = replace(self.view, goals=goals)
            self.cockpit.judged(self.view)
            self.ask_morning_of_new_figures()

    def failed(self, error: OwnerError) -> None:
        """Say why there are no new figures; the last ones stay, with the day they are of."""
        if self.view is None and not self.session.db.exists():
            self._welcome(missing=True)
        else:
            (self.screen if isinstance(self.screen, Page) else self.cockpit).fail(error)

    def ask_for(self, question: Question) -> None:
        """Change the days on screen, what they are compared with, or what alone is counted."""
        self.question = question
        self.remembered.keep_question(question)
        self.reload()

    def _welcome(self, *, missing: bool) -> None:
        from tui.screens.welcome import Welcome

        self.push_screen(Welcome(missing=missing))

    def go_home(self) -> None:
        """Close every page and panel above the cockpit."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def open_sample(self) -> None:
        """Leave the empty store for the sample shop."""
        self.desk.stop()
        self.session = replace(self.session, sample=True, asked=None)
        self.desk = Desk(self.session)
        self.changes.clear()
        self.forget_morning()
        self.reload()

    # -- pages -----------------------------------------------------------------------------------

    def open_metric(self, metric: Metric, where: Where = ()) -> None:
        """Open the page of a metric, or of one member of it."""
        from tui.screens.metric import MetricPage

        self.push_screen(MetricPage(metric, where))

    def open_goal(self, goal: int) -> None:
        """Open the page of a goal."""
        from tui.screens.goal import GoalPage

        self.push_screen(GoalPage(goal))


def _marks_of(environ: Mapping[str, str], remembered: Remembered) -> Marks:
    suggested = suited_marks(environ)
    if environ.get("KPI_TUI_CHARTS") == suggested:
        return suggested
    chosen = remembered.choice("marks", suggested)
    return next((mark for mark in MARKS if mark == chosen), suggested)
