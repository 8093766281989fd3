"""Figures of the owner's own and those put aside: written, changed, put aside, taken back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from goals.metrics.metric import STAGES
from goals.metrics.own import UNIT_LABELS
from goals.metrics.quotient import text_of
from tui import actions, words
from tui import format as fmt
from tui.actions import places
from tui.language import _, ngettext, tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.screens.pick import Choice, Pick
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult

    from goals.metrics.own_book import Trial
    from store.own import OwnMetricRow
    from tui.own_desk import OwnLine
    from tui.widgets.painted import Piece

SPARK = 24


class OwnPage(Analysis):
    """A line a metric; below it the formula of the one under the cursor, and what it says now."""

    PLACES = places.OWN
    BINDINGS = bindings(PLACES)
    CSS = """
    OwnPage #title { height: 1; }
    OwnPage Rows { height: 1fr; min-height: 4; }
    OwnPage #said { height: 8; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[OwnLine, ...] | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    def situation(self) -> actions.Situation:
        line = self.line
        metric, own = line.entry.metric if line else None, bool(line and line.entry.row)
        return replace(super().situation(), metric=metric, own=own)

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        self.ask("own", self.kpi.desk.own.lines, self._show)

    def _show(self, lines: tuple[OwnLine, ...]) -> None:
        self.lines = lines
        self.reading(False)
        self.write()
        if self._last:
            self.query_one(Rows).select(self._last)
            self._tell()
        self.offer()

    @property
    def line(self) -> OwnLine | None:
        """The metric under the cursor."""
        row = self.query_one(Rows).current
        return next(
            (one for one in self.lines or () if row and row.key == one.entry.metric.id), None
        )

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        if self.lines is None:
            return
        own = sum(one.entry.row is not None for one in self.lines)
        aside = sum(one.entry.state == "retired" for one in self.lines)
        text = " · ".join(
            (
                ngettext("{n} figure of your own", "{n} figures of your own", own).format(n=own),
                ngettext("{n} put aside", "{n} put aside", aside).format(n=aside),
            )
        )
        self.query_one("#title", Prose).show([((text, "title"),)])
        width = self.query_one(Rows).size.width
        rows = self.query_one(Rows)
        rows.empty = _("None yet: n writes one, a puts a figure of the board aside.")
        rows.show([self._row(one, width) for one in self.lines])
        self._tell()

    def _row(self, one: OwnLine, width: int) -> Row:
        metric, aside = one.entry.metric, one.entry.state == "retired"
        name = fit(_(metric.label), max(16, min(34, width // 2 - 8)))
        mark = "!" if one.entry.broken else "▫" if aside else "▪"
        value = ""
        if one.trial is not None:
            value = fmt.short(metric.unit, one.trial.figure.value, self.currency)
        room = max(0, min(SPARK, width - cell_len(name) - 32))
        ink = "dim" if aside else "strong"
        pieces = (
            (f"{mark} ", "bad" if one.entry.broken else "dim"),
            (name, ink),
            (right(value, 12) + "  ", ink),
            (fit(self._spark(one.trial, room), room), "spark"),
        )
        return Row(metric.id, pieces, ((_("put aside") if aside else "", "dim"),))

    def _spark(self, trial: Trial | None, room: int) -> str:
        if trial is None or room < 4 or not any(one is not None for one in trial.spark):
            return ""
        return words.spark(trial.spark, room, ascii_only=self.kpi.marks == "ascii")

    def _tell(self) -> None:
        line = self.line
        self.query_one("#said", Prose).show(list(told(line)) if line else [])

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
        line = self.line
        if line is not None:
            self.kpi.open_metric(line.entry.metric)

    def do_own_add(self) -> None:
        self._edit(None)

    def do_own_edit(self) -> None:
        line = self.line
        if line is not None and line.entry.row is not None:
            self._edit(line.entry.row)

    def _edit(self, row: OwnMetricRow | None) -> None:
        from tui.screens.own_editor import OwnEditor

        editor = OwnEditor(self.kpi.desk.own, row, self.currency)
        self.kpi.push_screen(editor, self._kept)

    def _kept(self, row: OwnMetricRow | None) -> None:
        if row is not None:
            self._changed(row.name, _("Kept: it stands on the board now; u takes it back."))

    def do_own_delete(self) -> None:
        self._ask_for(self.kpi.desk.own.delete, _("Deleted; u brings it back."))

    def do_own_undo(self) -> None:
        self._ask_for(self.kpi.desk.own.undo, _("Taken back."), self._last)

    def do_own_retire(self) -> None:
        line = self.line
        if line is None:
            return
        if line.entry.state == "retired":
            self._ask_for(self.kpi.desk.own.restore, _("Back on the board."))
        else:
            self._ask_for(self.kpi.desk.own.retire, _("Put aside: goals on it stay."))

    def do_own_aside(self) -> None:
        known = self.kpi.catalogue
        choices = [Choice(one.id, _(one.label), _(STAGES[one.stage])) for one in known.values()]
        self.kpi.push_screen(Pick(_("Put a figure aside"), choices), self._aside)

    def _aside(self, name: str | None) -> None:
        if name:
            self._ask_for(self.kpi.desk.own.retire, _("Put aside: goals on it stay."), name)

    _last = ""
    """The metric changed last: it may be gone from the list."""

    def _ask_for(self, change: Callable[[str], object], said: str, name: str = "") -> None:
        line = self.line
        name = name or (line.entry.metric.id if line else "")
        if name:
            self.ask("change", partial(change, name), lambda _answer: self._changed(name, said))

    def _changed(self, name: str, said: str) -> None:
        self._last = name
        self.kpi.reload()
        self.refigured()
        self.say(said, "good")

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)


def told(line: OwnLine) -> Iterator[tuple[Piece, ...]]:
    """Yield what a metric is made of, and what stands in its way."""
    entry = line.entry
    metric = entry.metric
    yield ((f"{metric.id} = ", "dim"), (metric.formula, "title"))
    if entry.broken is not None:
        yield ((f"{tr(entry.broken.what)} {tr(entry.broken.remedy)}", "bad"),)
    top, bottom = metric.parsed()
    if entry.row is not None and bottom is not None:
        text = _("Added up over the days, then divided once: {top} ÷ {bottom}")
        yield ((text.format(top=text_of(top.root), bottom=text_of(bottom.root)), "dim"),)
    about = [_(UNIT_LABELS[metric.unit]), _(STAGES[metric.stage])]
    if line.goals:
        numbers = ", ".join(map(str, line.goals))
        about.append(_("goals on it: {numbers}").format(numbers=numbers))
    yield ((" · ".join(about), ""),)
    if line.trial is not None and line.trial.figure.reason is not None:
        yield ((tr(line.trial.figure.reason), "mark"),)
    yield ((_(metric.definition), "dim"),)
