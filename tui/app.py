"""The dashboard: which page is open, which days are on screen, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.filter import LineFilter

from tui.desk import Desk
from tui.language import _
from tui.screens.cockpit import Cockpit
from tui.text import clean, clean_lines
from tui.themes import THEMES, VARIABLE_DEFAULTS, suited
from tui.views import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color
    from textual.screen import Screen

    from store.errors import OwnerError
    from tui.charts import Marks
    from tui.cli.context import Session
    from tui.views import CockpitView, GoalView

LONGEST_EXIT = 0.8
"""Seconds after which a process that was told to end is ended, whatever hangs."""


class CleanLines(LineFilter):
    """The last net: no control character of any text reaches the terminal."""

    _HARMFUL = re.compile(
        "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    )

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not any(self._HARMFUL.search(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(clean(segment.text), segment.style)
            for segment in segments
        ]


class KpiApp(App[None]):
    """One run of the dashboard on one store.

    ``question`` is what is on screen: the period and its comparison. ``changes`` holds the goals
    changed since it was opened, the newest last: what ``undo`` takes back.
    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = "kpi-tui"
    CSS = """
    Screen { background: $background; color: $foreground; }
    """

    def __init__(self, session: Session, *, marks: Marks | None = None) -> None:
        super().__init__()
        self.animation_level = "none"
        self.session = session
        self.desk = Desk(session)
        self.question = Question()
        self.changes: list[int] = []
        self.marks: Marks = marks or _marks_of(os.environ.get("KPI_TUI_CHARTS", ""))
        self.view: CockpitView | None = None
        # Asked before Textual has drawn anything: the figures are there with the first paint.
        self._first = self.desk.submit(partial(self.desk.cockpit, self.question))
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = suited(os.environ)

    # -- looks -----------------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), _CLEAN]

    def get_default_screen(self) -> Screen[Any]:
        return Cockpit()

    @property
    def cockpit(self) -> Cockpit:
        """The page below all others."""
        page = self.screen_stack[0]
        assert isinstance(page, Cockpit)
        return page

    # -- figures ---------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        self._install_signals()
        self.cockpit.await_answer("figures", lambda: self._first, self.shown, self.failed)

    def reload(self) -> None:
        """Read the figures of the question on screen again; the old ones stay until then."""
        self.cockpit.ask(
            "figures", partial(self.desk.cockpit, self.question), self.shown, self.failed
        )

    def shown(self, view: CockpitView) -> None:
        """Put an answer on screen; an empty store opens its first screen."""
        self.view = view
        self.cockpit.show(view)
        for page in self.screen_stack[1:]:
            if hasattr(page, "refigured"):
                page.refigured()

    def failed(self, error: OwnerError) -> None:
        """Say why there are no new figures; the last ones stay, with the day they are of."""
        self.cockpit.fail(error)

    def ask_for(self, question: Question) -> None:
        """Change the days on screen or what they are compared with."""
        self.question = question
        self.reload()

    # -- pages -----------------------------------------------------------------------------------

    def open_metric(self, metric: str) -> None:
        """Open the page of a metric."""

    def open_goal(self, goal: GoalView) -> None:
        """Open the page of a goal."""

    # -- the end ---------------------------------------------------------------------------------

    def do_quit(self) -> None:
        self.leave()

    def leave(self) -> None:
        """End: questions are interrupted, the terminal is put back as it was."""
        self.desk.stop()
        self.exit()

    def _install_signals(self) -> None:
        """A closed connection or a polite kill ends us within a second, the terminal restored."""
        if threading.current_thread() is not threading.main_thread() or self._loop is None:
            return
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._told_to_end, number)

    def _told_to_end(self, number: int) -> None:
        # A terminal that is gone may block the last writes for ever.
        last = threading.Timer(LONGEST_EXIT, os._exit, [128 + number])
        last.daemon = True
        last.start()
        self.leave()

    async def action_quit(self) -> None:
        self.leave()

    def _handle_exception(self, error: Exception) -> None:
        """Crash without showing data: locals of a traceback may hold anything."""
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 2
        self._fatal_error()

    def _fatal_error(self) -> None:
        from tui.cli.failures import write_trace

        lines = [
            _("Something went wrong inside kpi-tui. The mistake is ours, your data is as it was.")
        ]
        if self._exception is not None and not self.is_headless:
            try:
                where = write_trace(self._exception)
                text = _("Please send us {file}; none of your data is in it.")
                lines.append(text.format(file=where))
            except OSError:
                lines.append(_("Please tell us which command you ran."))
        if not self._exit_renderables:
            self._exit_renderables.append(Text(clean_lines("\n".join(lines))))
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """Whatever Textual wants to print of an error stays unsaid."""
        self._fatal_error()


_CLEAN = CleanLines()


def _marks_of(asked: str) -> Marks:
    if asked == "block":
        return "block"
    return "ascii" if asked == "ascii" else "braille"
