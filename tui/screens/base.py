"""What every page shares: keys from the registry, questions to the desk, and a line to say things.

A page names the places it can be in, and has one method ``do_<id>`` for each of their actions.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.screen import Screen

from store.errors import OwnerError, StoppedError
from tui import actions, words
from tui.language import _, tr
from tui.text import plain
from tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from concurrent.futures import Future

    from textual import events
    from textual.worker import WorkType

    from tui.app import KpiApp
    from tui.views import Where

T = TypeVar("T")


def bindings(places: frozenset[str]) -> list[BindingType]:
    """Return one binding a key: what it does is looked up when it is pressed."""
    return [
        Binding(key, f"press({key!r})", show=False, priority=key in ("tab", "shift+tab"))
        for key in actions.keys_of(places)
    ]


class Asking:
    """Questions to the desk from a screen: answered in a worker, the newest of a group wins."""

    def ask(
        self,
        group: str,
        question: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[OwnerError], object] | None = None,
    ) -> None:
        """Run ``question`` in a thread of the desk; ``then`` gets the answer on the event loop.

        A newer question of the same group drops the older one, its answer too.
        """
        desk = app_of(self._screen).desk
        if not desk.stopped:
            self.await_answer(group, lambda: desk.submit(question), then, failed)

    def await_answer(
        self,
        group: str,
        asked: Callable[[], Future[T]],
        then: Callable[[T], object],
        failed: Callable[[OwnerError], object] | None = None,
    ) -> None:
        """Wait in a worker for what a thread was asked."""
        screen = self._screen

        async def answered() -> object:
            try:
                answer = await asyncio.wrap_future(asked())
            except OwnerError as error:
                if screen.is_attached and not isinstance(error, StoppedError):
                    (failed or self.fail)(error)
                return None
            except Exception as ours:
                if app_of(screen).desk.stopped:
                    return None
                if screen.app.is_headless:
                    raise
                self._our_mistake(ours)
                return None
            if screen.is_attached:
                result = then(answer)
                if asyncio.iscoroutine(result):
                    await cast("Awaitable[object]", result)
            return None

        screen.run_worker(
            cast("WorkType[object]", answered), name=group, group=group, exclusive=True
        )

    def ending(self) -> None:
        """The session is told to end: keep what would be lost."""

    @property
    def _screen(self) -> Screen[Any]:
        return cast("Screen[Any]", self)

    @property
    def currency(self) -> str:
        """The shop's currency, ``""`` until its figures were read."""
        view = app_of(self._screen).view
        return view.shop.currency if view else ""

    def fail(self, error: OwnerError) -> None:
        """Say what is wrong and what to do about it."""
        self.notify_at_length(tr(error.what), tr(error.remedy))

    def notify_at_length(self, what: str, remedy: str) -> None:
        """Say what is wrong in the footer, or in a panel of its own where it needs more room."""
        text = f"{what} {remedy}".rstrip()
        if cell_len(text) < self._screen.query_one(Footer).size.width:
            self.say(text, "bad")
            return
        from tui.screens.about import Notice

        app_of(self._screen).push_screen(Notice("kpi-tui", [((what, "bad"),), ((remedy, ""),)]))

    def _our_mistake(self, error: Exception) -> None:
        """Keep the page open: one question failed by our fault, its trace is in the log."""
        from tui.cli.failures import write_trace

        text = _("Something went wrong inside kpi-tui; the mistake is ours. r tries again.")
        with suppress(OSError):
            write_trace(error)
        self.say(text, "bad")

    def say(self, text: str, ink: str = "mark") -> None:
        self._screen.query_one(Footer).say(text, ink)


def app_of(screen: Screen[Any]) -> KpiApp:
    return cast("KpiApp", screen.app)


class Page(Asking, Screen[None]):
    """A full screen with a footer; a subclass sets PLACES and ``BINDINGS = bindings(PLACES)``."""

    PLACES: ClassVar[frozenset[str]] = frozenset()
    AUTO_FOCUS = ""
    DEFAULT_CSS = "Page { overflow: hidden hidden; }"

    @property
    def kpi(self) -> KpiApp:
        return app_of(self)

    first = False
    """Whether it stands in for the cockpit as long as there is nothing to show."""
    SCOPED: ClassVar[bool] = False
    """Whether the page counts only what the owner limited everything to."""
    own: Where = ()
    """What the page was opened for: a member of a breakdown."""

    @property
    def where(self) -> Where:
        """What alone is counted: the page's own member, else what everything is limited to."""
        return self.own or (self.kpi.question.where if self.SCOPED else ())

    @where.setter
    def where(self, where: Where) -> None:
        self.own = where

    @property
    def badge(self) -> tuple[str, str, str]:
        """What everything is limited to, in full, in short, and its ink; empty without a limit.

        A page that cannot be limited says that it counts the whole shop all the same.
        """
        where = self.kpi.question.where
        if not where or self.own:
            return "", "", ""
        if not self.SCOPED:
            return _("⧩ whole shop, not limited"), _("⧩ whole shop"), "dim"
        return *words.limit_texts(where), "mark"

    def limited_already(self) -> str:
        """Return why the page cannot be limited once more, ``""`` where it can."""
        if self.own:
            return _("A figure can be limited to one thing at a time: go back first.")
        if self.where:
            return _("A figure can be limited to one thing at a time: / takes the limit off.")
        return ""

    listed = ""
    """What the list of the page is called, where its lines can be looked for."""
    found_text: str | None = None
    """The text that the lines on screen have; ``None`` where there is no list to look through."""

    def find(self, text: str) -> None:
        """Show the lines of the list that have this text; ``""`` shows all."""
        raise NotImplementedError

    def has_text(self, *texts: str) -> bool:
        """Whether a line of these texts is to be shown: every word looked for is in one of them."""
        line = plain(" ".join(texts))
        return all(word in line for word in plain(self.found_text or "").split())

    def refigured(self) -> None:
        """Ask again: the days on screen or the figures changed."""

    @property
    def place(self) -> str:
        """Where the cursor is, in the words of the registry."""
        return next(iter(self.PLACES))

    def situation(self) -> actions.Situation:
        """Return what an action can lean on; a page adds what its cursor is on."""
        view = self.kpi.view
        return actions.Situation(
            read_only=bool(view and view.shop.read_only),
            empty=view is None or view.empty,
            undoable=bool(self.kpi.changes),
        )

    def offer(self) -> None:
        """Refresh the footer: what can be done from here."""
        situation = self.situation()
        self.query_one(Footer).offer(
            tuple((action, action.why_not(situation) is None) for action in actions.at(self.place))
        )

    async def action_press(self, key: str) -> None:
        self.kpi.touched = True
        action = actions.by_key(self.place, key)
        if action is not None:
            await self.perform(action)
        else:
            self._useless(key)

    def on_key(self, event: events.Key) -> None:
        """Say of a key that no binding took that it does nothing here."""
        self._useless((event.character or "") if event.is_printable else event.key)

    def _useless(self, key: str) -> None:
        """Answer letters, signs and Enter; arrows and the like may stay silent at an edge."""
        shown = "⏎" if key == "enter" else key
        if len(shown) == 1 and not shown.isspace():
            self.say(_("{key} does nothing here; ? shows every key.").format(key=shown), "dim")

    async def perform(self, action: actions.Action) -> None:
        """Run an action of the registry, or say why it cannot run now."""
        self.query_one(Footer).hush()
        reason = action.why_not(self.situation())
        if reason is not None:
            self.say(_(reason))
            return
        method = getattr(self, f"do_{action.id}", None) or getattr(self.kpi, f"do_{action.id}")
        result = method()
        if asyncio.iscoroutine(result):
            await result

    def redraw(self) -> None:
        """Draw the chart again: its signs changed."""

    def retold(self) -> None:
        """Write everything again: the language changed."""
        self.refresh(recompose=False)
        for widget in self.query("*"):
            widget.refresh()
        self.offer()
