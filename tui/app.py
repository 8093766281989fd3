"""The dashboard: which page is open, which days are on screen, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.filter import LineFilter

from goals.metrics.catalogue import METRICS
from goals.metrics.periods import COMPARISONS, parse_period
from goals.targets.texts import GoalText, texts_of
from store.errors import OwnerError
from tui import actions, language, words
from tui.choices import compare_choices, period_choices
from tui.desk import Desk
from tui.language import _
from tui.screens.base import Page
from tui.screens.cockpit import Cockpit
from tui.screens.confirm import Confirm
from tui.screens.files import Files
from tui.screens.goal import GoalPage
from tui.screens.goal_editor import GoalEditor
from tui.screens.help import Help
from tui.screens.levers import LIBRARY, MINE, link_panel
from tui.screens.metric import MetricPage
from tui.screens.pick import Choice, Pick
from tui.screens.welcome import Welcome
from tui.text import clean, clean_lines
from tui.themes import LABELS, THEMES, VARIABLE_DEFAULTS, suited
from tui.views import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.color import Color
    from textual.driver import Driver
    from textual.screen import Screen

    from goals.levers.lever import Lever
    from goals.levers.library import Entry
    from goals.metrics.metric import Metric
    from goals.targets.goal import Goal
    from tui.charts import Marks
    from tui.cli.context import Session
    from tui.plans_desk import GoalDetail
    from tui.views import CockpitView, Where
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
        pages = [page for page in self.screen_stack[1:] if isinstance(page, Welcome)]
        if view.empty and not pages:
            self.push_screen(Welcome(missing=False))
        elif not view.empty and pages:
            self.go_home()
        for page in self.screen_stack[1:]:
            if isinstance(page, MetricPage | GoalPage):
                page.refigured()

    def failed(self, error: OwnerError) -> None:
        """Say why there are no new figures; the last ones stay, with the day they are of."""
        if self.view is None and not self.session.db.exists():
            self.push_screen(Welcome(missing=True))
        else:
            (self.screen if isinstance(self.screen, Page) else self.cockpit).fail(error)

    def ask_for(self, question: Question) -> None:
        """Change the days on screen or what they are compared with."""
        self.question = question
        self.reload()

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
        self.reload()

    # -- pages -----------------------------------------------------------------------------------

    def open_metric(self, metric: Metric, where: Where = ()) -> None:
        """Open the page of a metric, or of one member of it."""
        self.push_screen(MetricPage(metric, where))

    def open_goal(self, goal: int) -> None:
        """Open the page of a goal."""
        self.push_screen(GoalPage(goal))

    @property
    def page(self) -> Page:
        """The page on top, below any panel."""
        return next(one for one in reversed(self.screen_stack) if isinstance(one, Page))

    def copy_line(self, pieces: Sequence[Piece]) -> None:
        """Copy a heading to the clipboard, through the terminal (OSC 52)."""
        text = clean("".join(text for text, _ink in pieces)).strip()
        self.copy_to_clipboard(text)
        self.page.say(_("Copied: {text}").format(text=text))

    # -- actions of every page -------------------------------------------------------------------

    def do_period(self) -> None:
        assert self.view is not None and self.view.shop.as_of is not None
        choices = period_choices(self.view.shop.as_of)
        hint = _("type to find, or a period: 2026-03, 2026-Q1, 2026-01-01..2026-01-31")
        pick = Pick(_("Days on screen"), choices, self.question.period, typed=True, hint=hint)
        self.push_screen(pick, self._period_chosen)

    def _period_chosen(self, period: str | None) -> None:
        if not period or self.view is None or self.view.shop.as_of is None:
            return
        try:
            named = parse_period(period.removeprefix("="), self.view.shop.as_of)
        except OwnerError as error:
            self.page.fail(error)
            return
        self.ask_for(replace(self.question, period=named.text))

    def do_compare(self) -> None:
        assert self.view is not None and self.view.shop.as_of is not None
        choices = compare_choices(self.question.period, self.view.shop.as_of)
        pick = Pick(_("Compare with"), choices, self.question.compare)
        self.push_screen(pick, self._comparison_chosen)

    def _comparison_chosen(self, compare: str | None) -> None:
        found = next((one for one in COMPARISONS if one == compare), None)
        if found is not None:
            self.ask_for(replace(self.question, compare=found))

    def do_language(self) -> None:
        """Go on in the other language; nothing is asked again."""
        codes = list(language.LANGUAGES)
        here = codes.index(language.current().code)
        language.use(codes[(here + 1) % len(codes)])
        for page in self.screen_stack:
            if isinstance(page, Page):
                page.retold()

    def do_theme(self) -> None:
        choices = [Choice(name, _(label)) for name, label in LABELS.items()]
        self.push_screen(Pick(_("Colours"), choices, self.theme), self._theme_chosen)

    def _theme_chosen(self, name: str | None) -> None:
        if name:
            self.theme = name

    def do_help(self) -> None:
        self.push_screen(Help(self.page.place))

    def do_palette(self) -> None:
        page = self.page
        situation = page.situation()
        choices = [
            Choice(
                action.id,
                _(action.help),
                action.shown,
                _(actions.GROUPS[action.group]),
                _(action.why_not(situation) or ""),
            )
            for group in actions.GROUPS
            for action in actions.at(page.place)
            if action.palette and action.group == group
        ]
        self.push_screen(Pick(_("Commands"), choices), self._command_chosen)

    async def _command_chosen(self, name: str | None) -> None:
        page = self.page
        action = next((one for one in actions.at(page.place) if one.id == name), None)
        if action is not None:
            await page.perform(action)

    def do_import_file(self) -> None:
        self.push_screen(Files(Path.cwd()))

    # -- goals -----------------------------------------------------------------------------------

    def do_goal_add(self) -> None:
        situation = self.page.situation()
        metric = situation.metric.id if situation.metric else next(iter(METRICS))
        where = self.page.where if isinstance(self.page, MetricPage) else ()
        scope = "=".join(where[0]) if where else ""
        text = GoalText(metric=metric, where=scope, by=_("in 8 weeks"))
        self.page.ask(
            "editor", partial(self.desk.plans.kept_text, 0), partial(self._edit, text, None)
        )

    def do_goal_edit(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            question = partial(self.desk.plans.kept_text, view.id)
            self.page.ask("editor", question, partial(self._edit, texts_of(view.goal), view.goal))

    def _edit(self, text: GoalText, goal: Goal | None, kept: GoalText | None) -> None:
        """Open the editor, with what was typed for this goal and left unsaved."""
        if kept is not None and goal is None and kept.metric != text.metric:
            kept = None
        editor = GoalEditor(text, kept, editing=goal)
        self.push_screen(editor, self._goal_saved)

    def _goal_saved(self, goal: Goal | None) -> None:
        if goal is None:
            return
        self._changed(goal.id)
        self.page.say(_("Saved; u takes it back."), "good")

    def _changed(self, goal: int) -> None:
        self.changes.append(goal)
        self.cockpit.look_at(goal)
        self.reload()

    def do_goal_close(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            self._change(view.id, partial(self.desk.plans.close, view.id), _("Closed; u opens it."))

    def do_goal_delete(self) -> None:
        view = self.page.situation().goal
        if view is None or self.view is None:
            return
        title = words.goal_title(view, self.view.shop.currency)
        text = _("Delete the goal “{title}”? u brings it back.").format(title=title)

        def answered(yes: bool | None) -> None:
            if yes:
                delete = partial(self.desk.plans.delete, view.id)
                self._change(view.id, delete, _("Deleted; u brings it back."))

        self.push_screen(Confirm(_("Delete a goal"), text, _("delete")), answered)

    def do_undo(self) -> None:
        goal = self.changes[-1]

        def undone(_answer: object) -> None:
            self.changes.pop()
            self.page.say(_("Taken back."), "good")
            self.reload()

        self.page.ask("change", partial(self.desk.plans.undo, goal), undone)

    def _change(self, goal: int, change: Callable[[], object], said: str) -> None:
        def changed(_answer: object) -> None:
            self._changed(goal)
            self.page.say(said, "good")

        self.page.ask("change", change, changed)

    def do_lever_link(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            question = partial(self.desk.plans.levers, view.id)
            self.page.ask("levers", question, partial(self._ask_lever, view.id))

    def _ask_lever(self, goal: int, answer: tuple[GoalDetail, list[Lever], list[Entry]]) -> None:
        self.push_screen(link_panel(answer, _("Link a lever")), partial(self._link, goal, answer))

    def _link(
        self, goal: int, answer: tuple[GoalDetail, list[Lever], list[Entry]], key: str | None
    ) -> None:
        if not key:
            return
        plans = self.desk.plans
        linked = {lever.id for lever in answer[0].view.levers}
        if key.startswith("="):
            change: Callable[[], object] = partial(plans.own, goal, key[1:])
        elif key.startswith(LIBRARY):
            change = partial(plans.take, goal, key.removeprefix(LIBRARY))
        else:
            lever = int(key.removeprefix(MINE))
            change = partial(plans.unlink if lever in linked else plans.link, goal, lever)
        self.page.ask("change", change, lambda _answer: self.reload())

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
