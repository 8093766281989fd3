"""The first line: whose figures, of which days, and how many goals ask for attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import format as fmt
from tui import words
from tui.language import _, ngettext
from tui.text import clean
from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.views import CockpitView


class Header(Painted):
    """Shortens itself: the comparison goes first, then the shop's name is cut."""

    DEFAULT_CSS = "Header { height: 1; dock: top; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: CockpitView | None = None
        self._note = ""
        self._heading = ""

    def show(self, view: CockpitView, *, heading: str = "") -> None:
        self._view, self._heading = view, heading
        self.repaint()

    def note(self, text: str) -> None:
        """Say at the right what is going on (reading, importing); '' when nothing is."""
        if text != self._note:
            self._note = text
            self.repaint()

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        if self._view is None:
            yield " kpi-tui", "title"
            return
        name = self._heading or clean(self._view.shop.name) or "kpi-tui"
        tail, ink = self._tail()
        period, compared = self._middle()
        room = width - cell_len(tail) - 3
        middle = f"{period} · {compared}" if compared else period
        if cell_len(name) + cell_len(middle) + 3 > room:
            middle = period
        if cell_len(name) + cell_len(middle) + 3 > room:
            name = fit(name, max(8, room - cell_len(middle) - 3))
        yield f" {name}", "strong"
        left = 1 + cell_len(name)
        text = fit(f"   {middle}", max(0, width - left - cell_len(tail) - 1))
        yield text, "dim"
        yield tail + " ", ink

    def _middle(self) -> tuple[str, str]:
        assert self._view is not None
        if self._view.period is None:
            return "", ""
        return words.period_text(self._view.period), words.compare_text(self._view.period)

    def _tail(self) -> tuple[str, str]:
        assert self._view is not None
        if self._note:
            return self._note, "mark"
        if self._view.empty or not self._view.goals:
            return "", "dim"
        wanting = sum(goal.assessment.attention for goal in self._view.goals)
        if not wanting:
            return _("all goals on pace"), "good"
        text = ngettext("{n} goal to look at", "{n} goals to look at", wanting)
        return text.format(n=fmt.number(wanting)), "mark"
