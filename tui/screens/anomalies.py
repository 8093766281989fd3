"""Days on which figures were not as expected, the newest first, with what is known beside each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from store.spans import Span
from tui import actions
from tui import anomaly_words as said
from tui import format as fmt
from tui.actions import places
from tui.charts_desk import grain_of
from tui.language import _, ngettext
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.screens.pick import Choice, Pick
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from textual.app import ComposeResult

    from goals.explain.anomalies.watch import Anomaly, Board
    from tui.widgets.painted import Piece

BEFORE, AFTER = 60, 20
"""Days around an odd one that are shown with it."""
BUDGETS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5))
"""Odd days in 100 to choose from."""


class AnomaliesPage(Analysis):
    """A line an odd day; below it what was expected and what moved with it."""

    PLACES = places.ANOMALIES
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = """
    AnomaliesPage #title { height: auto; max-height: 2; }
    AnomaliesPage Rows { height: 1fr; min-height: 4; }
    AnomaliesPage #said { height: 6; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    def situation(self) -> actions.Situation:
        one = self.anomaly
        return replace(super().situation(), metric=one.metric if one else None)

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        asked = partial(self.kpi.desk.analyses.anomalies, self.kpi.question, self.where)
        self.ask("anomalies", asked, self._show)

    def _show(self, board: Board | None) -> None:
        self.board = board
        self.reading(False)
        self.write()
        self.offer()

    @property
    def anomaly(self) -> Anomaly | None:
        """The odd day under the cursor."""
        row = self.query_one(Rows).current
        found = self.board.found if self.board else ()
        return next((one for one in found if row and row.key == _key(one)), None)

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        board = self.board
        if board is None:
            return
        many = len(board.found)
        head = ngettext("{n} odd day", "{n} odd days", many).format(n=fmt.number(many))
        self.query_one("#title", Prose).show(
            [((f"{head}{self.only}", "title"), (f" · {said.watched_text(board)}", "dim"))]
        )
        width = self.query_one(Rows).size.width
        rows = self.query_one(Rows)
        rows.empty = (
            _("No odd day in these days: every figure was as expected.")
            if board.watched
            else _("No figure can be watched here, so no day can be odd.")
        )
        rows.show(list(self._rows(board.found, width)))
        self._tell()

    def _rows(self, found: Sequence[Anomaly], width: int) -> Iterator[Row]:
        """Yield a line an odd day, its columns as wide as they must be: names get the rest."""
        values, expected = [], []
        for one in found:
            values.append("  " + fmt.short(one.metric.unit, one.value, self.currency))
            told = fmt.short(one.metric.unit, one.expected, self.currency)
            text = "  " + _("for {expected}").format(expected=told)
            expected.append(text if width >= 70 else "")
        value, beside = (max(map(cell_len, texts), default=0) for texts in (values, expected))
        rarest = max((cell_len(said.rarity(one)) for one in found), default=0)
        room = max(14, min(36, width - 16 - value - beside - rarest))
        for one, shown, told in zip(found, values, expected, strict=True):
            pieces: tuple[Piece, ...] = (
                (fit(fmt.short_day(one.day), 9), "dim"),
                (f"{said.sign(one)} ", self._ink(one)),
                (fit(_(one.metric.label), room), "strong"),
                (right(shown, value), self._ink(one)),
                (fit(told, beside), "dim"),
            )
            yield Row(_key(one), pieces, ((said.rarity(one), "dim"),))

    def _ink(self, one: Anomaly) -> str:
        if not one.metric.better:
            return "mark"
        return "good" if one.above == (one.metric.better > 0) else "bad"

    def _tell(self) -> None:
        one = self.anomaly
        prose = self.query_one("#said", Prose)
        if one is not None:
            prose.show(list(self._told(one)))
        elif self.board is not None and not self.board.watched:
            why = said.unwatched_texts(self.board, self.kpi.catalogue)
            prose.show([((text, "mark"),) for text in why])
        else:
            prose.show([])

    def _told(self, one: Anomaly) -> Iterator[tuple[Piece, ...]]:
        """Yield what was expected of the day, how rare it is, and what is known beside it."""
        text = _("{day}: {value}, expected {expected}; usual is {range}.")
        expected = fmt.value(one.metric.unit, one.expected, self.currency)
        yield (
            (
                text.format(
                    day=fmt.day(one.day),
                    value=said.value(one, self.currency),
                    expected=expected,
                    range=said.usual_range(one, self.currency),
                ),
                "",
            ),
        )
        for beside in said.beside(one):
            yield ((f"· {beside}", "title"),)
        if not said.beside(one):
            yield ((_("Nothing known stands beside it: no holiday, lever or import."), "dim"),)
        yield ((_("⏎ opens the figure with its course around that day."), "dim"),)

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()
        self.offer()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        one, view = self.anomaly, self.kpi.view
        if one is None or view is None or view.period is None:
            return
        if grain_of(view.period.span) != "day":  # the day could not be seen among weeks
            around = Span.of(one.day - timedelta(days=BEFORE), one.day + timedelta(days=AFTER))
            last = min(around.last, view.shop.as_of or around.last)
            self.kpi.ask_for(replace(self.kpi.question, period=f"{around.start}..{last}"))
        self.kpi.open_metric(one.metric, self.own)

    def do_alarms(self) -> None:
        choices = [
            Choice(str(one), _("{n} odd days in 100").format(n=fmt.number(one, 1)))
            for one in BUDGETS
        ]
        title = _("How often each figure may ring")
        self.kpi.push_screen(
            Pick(title, choices, str(Fraction(self.board.budget) if self.board else 2)),
            self._budgeted,
        )

    def _budgeted(self, text: str | None) -> None:
        found = next((one for one in BUDGETS if str(one) == text), None)
        if found is not None:
            keep = partial(self.kpi.desk.analyses.keep_budget, float(found))
            self.ask("budget", keep, lambda _answer: self.refigured())

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)


def _key(one: Anomaly) -> tuple[date, str]:
    return one.day, one.metric.id
