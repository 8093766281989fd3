"""The first line: whose figures, of which days, and how many goals ask for attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import format as fmt
from tui import words
from tui.lag_words import lag_texts
from tui.language import _, ngettext
from tui.screens.base import Page
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
            page = self.screen
            view = page.kpi.view if isinstance(page, Page) else None
            name = clean(view.shop.name) if view is not None else ""
            yield f" {name or 'kpi-tui'}", "strong" if name else "title"
            return
        name = self._heading or clean(self._view.shop.name) or "kpi-tui"
        long, short, ink = self._tail()
        period, compared = self._middle()
        late = " · ".join((period, *lag_texts(self._view.shop.lags))) if period else ""
        full = f"{late} · {compared}" if compared else late
        limit, brief, limit_ink = self._limit()
        most = max(8, width // 3)
        brief = fit(brief, most).rstrip() if cell_len(brief) > most else brief
        ways = (
            (long, full, limit), (short, full, limit), (long, late, limit), (short, late, limit),
            (short, late, brief), *([] if self._note or late == period else [("", late, brief)]),
            (short, period, brief),
        )  # fmt: skip
        tail, middle, limit = next(
            (
                way
                for way in ways
                if (10 if way[2] else 8) + cell_len(name) + sum(map(cell_len, way)) <= width
            ),
            (short if not limit else "", period, brief),
        )
        limit = f"  {limit}" if limit else ""
        room = width - cell_len(middle) - cell_len(tail) - cell_len(limit) - 7
        if cell_len(name) > room:
            name = fit(name, max(8, room))
        yield f" {name}", "strong"
        yield limit, limit_ink
        left = 1 + cell_len(name) + cell_len(limit)
        text = fit(f"   {middle}", max(0, width - left - cell_len(tail) - 2)) + " "
        yield text, "dim"
        yield tail + " ", ink

    def _limit(self) -> tuple[str, str, str]:
        """Return what alone is counted on the page, in full and in short, and its ink."""
        page = self.screen
        return page.badge if isinstance(page, Page) else ("", "", "")

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
