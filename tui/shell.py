"""What any app of ours needs of a terminal: few bytes, clean text, and a tidy end."""

from __future__ import annotations

import os
import re
import signal
import threading
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from goals.metrics.catalogue.shop import BUILT_IN
from tui.language import _
from tui.screens.base import Asking, Page
from tui.screens.cockpit import Cockpit
from tui.text import clean, clean_lines
from tui.themes import THEMES, VARIABLE_DEFAULTS, suited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color
    from textual.driver import Driver
    from textual.screen import Screen

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.metric import Metric
    from tui.charts import Marks
    from tui.cli.context import Session
    from tui.desk import Desk
    from tui.remembered import Remembered
    from tui.views import CockpitView, Question, Where
    from tui.widgets.painted import Piece

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


_CLEAN = CleanLines()
_PLAIN = NoColor()
"""For NO_COLOR, whatever the theme: greys (Textual's choice for some) are colours, too."""


class Shell(App[None]):
    """The app below its actions: terminal, themes, crash and end.

    ``question`` is what is on screen: the period and its comparison. ``changes`` holds the goals
    changed since it was opened, those of one change together: what ``undo`` takes back.
    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = "kpi-tui"

    session: Session
    desk: Desk
    question: Question
    changes: list[tuple[int, ...]]
    remembered: Remembered
    touched = False
    """Whether a key was pressed: from then on no page opens by itself."""
    marks: Marks
    view: CockpitView | None

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = suited(os.environ)

    def get_default_screen(self) -> Screen[Any]:
        return Cockpit()

    @property
    def cockpit(self) -> Cockpit:
        """The page below all others."""
        page = self.screen_stack[0]
        assert isinstance(page, Cockpit)
        return page

    def reload(self) -> None:
        """Read the figures of the question on screen again; the old ones stay until then."""
        raise NotImplementedError

    def ask_for(self, question: Question) -> None:
        """Change the days on screen or what they are compared with."""
        raise NotImplementedError

    def open_metric(self, metric: Metric, where: Where = ()) -> None:
        """Open the page of a metric, or of one member of it."""
        raise NotImplementedError

    @property
    def catalogue(self) -> Catalogue:
        """Every metric of this shop, as read with the figures on screen."""
        return self.view.catalogue if self.view else BUILT_IN

    def note_change(self, goals: tuple[int, ...], said: str) -> None:
        """Remember goals that were changed together, say so, and read them again."""
        raise NotImplementedError

    @property
    def page(self) -> Page:
        """The page on top, below any panel."""
        return next(one for one in reversed(self.screen_stack) if isinstance(one, Page))

    def copy_line(self, pieces: Sequence[Piece]) -> None:
        """Copy a heading to the clipboard, through the terminal (OSC 52)."""
        text = clean("".join(text for text, _ink in pieces)).strip()
        self.copy_to_clipboard(text)
        self.page.say(_("Copied: {text}").format(text=text))

    # -- the terminal ----------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = [one for one in super().get_line_filters() if not isinstance(one, Monochrome)]
        return [*filters, _PLAIN, _CLEAN] if self.no_color else [*filters, _CLEAN]

    def get_driver_class(self) -> type[Driver]:
        asked = super().get_driver_class()
        if asked.__name__ != "LinuxDriver":
            return asked
        from tui.driver import ThriftyDriver

        return ThriftyDriver

    def on_resize(self) -> None:
        self.forget_screen()

    def forget_screen(self) -> None:
        """Have the next frame sent in full."""
        forget = getattr(self._driver, "forget", None)
        if forget is not None:
            forget()

    # -- the end ---------------------------------------------------------------------------------

    def do_quit(self) -> None:
        self.leave()

    def action_help_quit(self) -> None:
        """Ctrl+c is for copying in many terminals: it says how to leave instead of leaving."""
        self.page.say(_("q leaves kpi-tui."))

    def leave(self) -> None:
        """End: drafts kept, imports and questions stopped, the terminal put back as it was."""
        for screen in self.screen_stack:
            if isinstance(screen, Asking):
                screen.ending()
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
                where = write_trace(getattr(self._exception, "error", self._exception))
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
