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
    """Shortens itself: what is said at the right first, then the comparison, then the name."""

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
        long, short, ink = self._tail()
        period, compared = self._middle()
        full = f"{period} · {compared}" if compared else period
        tail, middle = next(
            (
                (tail, middle)
                for tail, middle in ((long, full), (short, full), (long, period))
                if 1 + cell_len(name) + 3 + cell_len(middle) + 3 + cell_len(tail) + 1 <= width
            ),
            (short, period),
        )
        room = width - cell_len(middle) - cell_len(tail) - 7
        if cell_len(name) > room:
            name = fit(name, max(8, room))
        yield f" {name}", "strong"
        left = 1 + cell_len(name)
        text = fit(f"   {middle}", max(0, width - left - cell_len(tail) - 2)) + " "
        yield text, "dim"
        yield tail + " ", ink

    def _middle(self) -> tuple[str, str]:
        assert self._view is not None
        if self._view.period is None:
            return "", ""
        return words.period_text(self._view.period), words.compare_text(self._view.period)

    def _tail(self) -> tuple[str, str, str]:
        """Return what is said at the right, in full and in short, and its ink."""
        assert self._view is not None
        if self._note:
            return self._note, self._note, "mark"
        if self._view.empty or not self._view.goals:
            return "", "", "dim"
        wanting = sum(goal.assessment.attention for goal in self._view.goals)
        if not wanting:
            return _("all goals on pace"), _("all on pace"), "good"
        text = ngettext("{n} goal to look at", "{n} goals to look at", wanting)
        short = _("{n} to look at")
        count = fmt.number(wanting)
        return text.format(n=count), short.format(n=count), "mark"
