"""What the pages of analysis share: days and comparison of the app, and the members counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import words
from tui.language import _
from tui.screens.base import Page
from tui.screens.pick import Choice, Pick
from tui.widgets.header import Header

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.views import Where
    from tui.widgets.painted import Piece
    from tui.widgets.rows import Rows


class Analysis(Page):
    """Asks again whenever the days on screen change; ``where`` limits what is counted."""

    def __init__(self, where: Where = ()) -> None:
        super().__init__()
        self.where = where

    def on_mount(self) -> None:
        self.refigured()

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

    @staticmethod
    def without(rows: Rows) -> None:
        """Leave a list empty whose figures no source gives, and name the keys that help."""
        rows.empty = _("s shows what each source covers; i imports a file.")
        rows.show([])

    @property
    def only(self) -> str:
        """What alone is counted, in words: with a badge before it, as filters are shown."""
        return f"  ⧩ {words.where_text(self.own)}" if self.own else ""

    @property
    def looked_for(self) -> str:
        """The text that the lines on screen have, with the badge of filters before it."""
        return f"  ⧩ “{self.found_text}”" if self.found_text else ""

    def find(self, text: str) -> None:
        self.found_text = text
        self.refigured()

    def do_back(self) -> None:
        """Leave; what hides lines of the list is taken off first."""
        if self.found_text:
            self.find("")
        else:
            self.dismiss(None)


class Splitting(Analysis):
    """An analysis that can be looked at by member: arrows and ``b`` choose the dimension."""

    FAVOURITES: tuple[str, ...] = ("channel", "device")
    """The dimensions shown first where they are known."""

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.dimension = ""

    @property
    def dimensions(self) -> Sequence[str]:
        """Return what it can be split by."""
        raise NotImplementedError

    def split(self) -> None:
        """Ask the desk for the members of the dimension."""
        raise NotImplementedError

    def settle_dimension(self) -> None:
        """Stay with the dimension where it is still known, else take the first one."""
        known = self.dimensions
        if self.dimension not in known:
            self.dimension = (*(one for one in self.FAVOURITES if one in known), *known, "")[0]

    def split_title(self, text: str) -> Iterable[Piece]:
        """Yield what the members are of, and how many dimensions there are; ``text`` says it."""
        names = self.dimensions
        if not names:
            yield _("Nothing to break down by in these days."), "dim"
            return
        label = words.dimension_label(self.dimension).lower()
        yield text.format(dimension=label, currency=self.currency), "title"
        if len(names) > 1:
            yield f"  ‹ {names.index(self.dimension) + 1}/{len(names)} ›", "key"

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        names = self.dimensions
        if len(names) > 1:
            self.dimension = names[(names.index(self.dimension) + by) % len(names)]
            self.split()

    def do_breakdown(self) -> None:
        choices = [Choice(name, words.dimension_label(name)) for name in self.dimensions]
        if not choices:
            self.say(_("Nothing to break down by in these days."))
            return
        self.kpi.push_screen(Pick(_("Break down by"), choices, self.dimension), self._broken)

    def _broken(self, name: str | None) -> None:
        if name:
            self.dimension = name
            self.split()

    def limited(self, member: object) -> Where | None:
        """Return what a page about one member counts, or say that there is a limit already."""
        if self.where:
            self.say(self.limited_already())
            return None
        return ((self.dimension, str(member)),)
