"""The app's mornings: what changed since the last look is asked once the figures are there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.shell import Shell

if TYPE_CHECKING:
    from goals.explain.morning import Morning
    from tui.last_look import Looked


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
                page.write()

    def do_morning(self) -> None:
        from tui.screens.morning import MorningPage

        if not any(isinstance(page, MorningPage) for page in self.screen_stack):
            self.push_screen(MorningPage())

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
