"""The app's mornings: what changed since the last look is asked once the figures are there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui import words
from tui.language import _
from tui.shell import Shell

if TYPE_CHECKING:
    from goals.explain.morning import Morning
    from goals.quiz import Score
    from tui.last_look import Looked
    from tui.views import CockpitView

FEWEST = 3
"""Figures under which there is no quiz."""


class Mornings(Shell):
    """``looked`` is the last look of this user at this shop; a run with ``--as-of`` has none."""

    morning: Morning | None = None
    looked: Looked | None = None
    _told_of: tuple[int, int] | None = None
    """The versions of data and plans that the morning was asked for."""

    def ask_morning(self) -> None:
        """Have the morning worked out, in a thread; the page or the first screen shows it."""
        if self.view is None or self.view.empty:
            return
        if self._told_of is None and self.session.as_of is None:
            from tui.last_look import from_state

            self.looked = from_state(self.remembered.look(self.session.db))
        self._told_of = self.view.version
        last = self.looked.look if self.looked else None
        self.cockpit.ask("morning", partial(self.desk.mornings.morning, last), self._told)

    def ask_morning_of_new_figures(self) -> None:
        """Ask again only where figures or plans are others."""
        if self.view is not None and self.view.version != self._told_of:
            self.ask_morning()

    def forget_morning(self) -> None:
        """The shop is another one."""
        self.morning = self.looked = self._told_of = None

    def _told(self, found: Morning | None) -> None:
        from tui.screens.morning import MorningPage

        first, self.morning = self.morning is None, found
        if found is None:
            return
        self.cockpit.tell(found)
        if first and found.news and not self.touched and self.screen is self.cockpit:
            self.push_screen(MorningPage())
            return
        for page in self.screen_stack:
            if isinstance(page, MorningPage):
                page.refigured()

    def do_morning(self) -> None:
        from tui.screens.morning import MorningPage

        if not any(isinstance(page, MorningPage) for page in self.screen_stack):
            self.push_screen(MorningPage())

    def do_quiz(self) -> None:
        """Draw figures of the days on screen, whatever they are limited to."""
        whole = replace(self.question, where=())
        self.page.ask("quiz", partial(self.desk.cockpit, whole), self._quiz)

    def _quiz(self, view: CockpitView) -> None:
        from goals import quiz
        from tui import quiz_score
        from tui.screens.quiz import Quiz

        store, today = self.session.db, view.today
        score = quiz_score.from_state(self.remembered.of_shop("quiz", store))
        figures = quiz.candidates(view.readings)
        if len(figures) < FEWEST or today is None or view.period is None:
            self.page.say(_("Too few figures are known for a quiz: import more of your shop."))
            return
        drawn = quiz.drawn(
            figures, score, today, f"{self.session.now()}",
            aimed_at={goal.metric.id for goal in view.goals},
        )  # fmt: skip

        def keep(score: Score) -> None:
            self.remembered.keep_of_shop("quiz", store, quiz_score.to_state(score))

        days, currency = words.period_text(view.period), view.shop.currency
        self.push_screen(Quiz(drawn, score, days=days, currency=currency, today=today, keep=keep))

    def keep_look(self) -> None:
        """Note how the shop stands, once there was time to see what changed."""
        found, view = self.morning, self.view
        if found is None or view is None or self.session.as_of is not None:
            return
        from goals.explain.morning import look
        from tui.last_look import to_state

        before = self.looked.look if self.looked else None
        now = look(found.as_of, [one.assessment for one in view.goals], found.holding, before)
        self.remembered.keep_look(self.session.db, to_state(now, self.session.now()))

    def leave(self) -> None:
        self.keep_look()
        super().leave()
