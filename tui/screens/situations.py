"""What in the figures calls for something: the situations that hold, and what to do about each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from goals.metrics.catalogue import METRICS
from tui.actions import places
from tui.language import _, ngettext, tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.explain.situations import Finding
    from tui import actions
    from tui.views import Where
    from tui.widgets.painted import Piece

MARKS = {True: ("!", "bad"), False: ("·", "dim"), None: ("?", "dim")}
"""What stands before a situation that holds, one that does not, and one that cannot be told."""


class SituationsPage(Analysis):
    """A list; below it the evidence, the objective and the levers of the one under the cursor."""

    PLACES = places.SITUATIONS
    BINDINGS = bindings(PLACES)
    CSS = """
    SituationsPage #title { height: 1; }
    SituationsPage Rows { height: 1fr; min-height: 4; }
    SituationsPage #said { height: auto; max-height: 12; }
    """

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.found: list[Finding] | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    def situation(self) -> actions.Situation:
        one = self.finding
        metric = None if one is None else METRICS[one.situation.objective.metrics[0]]
        return replace(super().situation(), metric=metric)

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        self.ask("situations", self.kpi.desk.analyses.situations, self._show)

    def _show(self, found: list[Finding] | None) -> None:
        self.found = found
        self.reading(False)
        self.write()
        self.offer()

    @property
    def finding(self) -> Finding | None:
        """The situation under the cursor."""
        row = self.query_one(Rows).current
        known = self.found or []
        return next((one for one in known if row is not None and row.key == one.situation.id), None)

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        if self.found is None:
            return
        count = sum(one.holds is True for one in self.found)
        text = ngettext(
            "{n} situation calls for something", "{n} situations call for something", count
        )
        said = text.format(n=count) if count else _("No situation calls for anything now.")
        self.query_one("#title", Prose).show([((said, "bad" if count else "good"),)])
        rows = []
        for one in self.found:
            mark, tone = MARKS[one.holds]
            words = {True: _("holds"), False: _("does not hold"), None: _("cannot be told")}
            name = "strong" if one.holds else "dim"
            pieces = ((f"{mark} ", tone), (_(one.situation.title), name))
            rows.append(Row(one.situation.id, pieces, ((words[one.holds], tone),)))
        self.query_one(Rows).show(rows)
        self._tell()

    def _tell(self) -> None:
        one = self.finding
        self.query_one("#said", Prose).show(list(told(one)) if one is not None else [])

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
        one = self.finding
        if one is not None:
            self.kpi.open_metric(METRICS[one.situation.objective.metrics[0]])

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)


def told(one: Finding) -> Iterable[tuple[Piece, ...]]:
    """Yield the evidence of a situation, its rule, its objective and what to do."""
    for text in one.evidence:
        yield ((tr(text), ""),)
    yield ((_("Rule: {text}").format(text=_(one.situation.rule)), "dim"),)
    name = _(one.situation.objective.label)
    yield ((_("Objective: {name}").format(name=name), "title"),)
    names = " · ".join(_(lever.name) for lever in one.situation.levers)
    yield ((_("Levers: {names}").format(names=names), ""),)
