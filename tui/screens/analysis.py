"""What the pages of analysis share: days and comparison of the app, and the members counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import actions, words
from tui.language import _
from tui.screens.base import Page
from tui.widgets.header import Header

if TYPE_CHECKING:
    from tui.views import Where


class Analysis(Page):
    """Asks again whenever the days on screen change; ``where`` limits what is counted."""

    def __init__(self, where: Where = ()) -> None:
        super().__init__()
        self.where = where

    def on_mount(self) -> None:
        self.refigured()

    def situation(self) -> actions.Situation:
        view = self.kpi.view
        return actions.Situation(
            read_only=bool(view and view.shop.read_only), empty=view is None or view.empty
        )

    @property
    def currency(self) -> str:
        return self.kpi.view.shop.currency if self.kpi.view else ""

    def refigured(self) -> None:
        """Ask again: the days on screen or the figures changed."""
        view = self.kpi.view
        if view is not None:
            self.query_one(Header).show(view)
        self.reading(True)
        self.question()
        self.offer()

    def reading(self, busy: bool) -> None:
        """Say at the right of the first line that figures are being read."""
        self.query_one(Header).note(_("reading the figures…") if busy else "")

    def question(self) -> None:
        """Ask the desk for what the page shows."""
        raise NotImplementedError

    def write(self) -> None:
        """Write out what is known, in the current language."""
        raise NotImplementedError

    def retold(self) -> None:
        super().retold()
        self.write()

    def on_resize(self) -> None:
        self.write()

    @property
    def only(self) -> str:
        """What alone is counted, in words: with a badge before it, as filters are shown."""
        return f"  ⧩ {words.where_text(self.where)}" if self.where else ""

    def do_back(self) -> None:
        self.dismiss(None)
