"""One figure in full: its course, its parts, what it means and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.containers import Vertical

from goals.metrics.metric import SEEDS
from tui import actions, words
from tui import format as fmt
from tui.charts import ODD, ODD_ASCII, draw
from tui.language import _, tr
from tui.revised_words import revised_texts
from tui.screens.base import Page, bindings
from tui.screens.pick import Choice, Pick
from tui.views import ChartView, DetailView, TileView
from tui.widgets.chart import Chart
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from goals.metrics.figures import MemberFigure, Revision
    from goals.metrics.metric import Metric
    from tui.charts import Drawing
    from tui.views import GoalView, Where
    from tui.widgets.painted import Piece


class MetricPage(Page):
    """Opened on a tile; a member of a breakdown opens the same page limited to it."""

    PLACES = frozenset({"metric"})
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = """
    MetricPage Chart { height: 1fr; min-height: 5; }
    MetricPage #parts { height: 7; }
    MetricPage Rows { height: 1fr; }
    """

    def __init__(self, metric: Metric, where: Where = ()) -> None:
        super().__init__()
        self.metric, self.where = metric, where
        self.detail = DetailView(metric, where)
        self.dimension = ""
        self.members: Sequence[MemberFigure] = ()
        self.odd = False

    def compose(self) -> ComposeResult:
        yield Header()
        yield Chart()
        yield Prose(id="meaning")
        with Vertical(id="parts"):
            yield Prose(id="split")
            yield Rows(empty=_("Nothing to break down by in these days."))
        yield Footer()

    def on_mount(self) -> None:
        self._arrange()
        self.refigured()

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        height = self.size.height
        self.query_one("#parts").styles.height = max(4, min(16, height // 4))
        self.query_one("#meaning").styles.max_height = max(3, min(10, height // 4))

    def situation(self) -> actions.Situation:
        return replace(super().situation(), metric=self.metric)

    # -- figures ---------------------------------------------------------------------------------

    def refigured(self) -> None:
        """Ask again: the days on screen or the figures changed."""
        view = self.kpi.view
        if view is not None:
            self.query_one(Header).show(view)
        question = partial(self.kpi.desk.detail, self.metric.id, self.kpi.question, self.where)
        self.ask("detail", question, self._show_detail)
        self._chart()
        self.offer()

    def _show_detail(self, detail: DetailView) -> None:
        self.detail = detail
        if self.dimension not in detail.dimensions:
            self.dimension = detail.dimensions[0] if detail.dimensions else ""
        self._write()
        self._break_down()

    def _write(self) -> None:
        """Write out what is known, in the current language."""
        self.query_one(Chart).head(self._heading())
        self.query_one("#meaning", Prose).show(
            [*self._marked(), *meaning(self.detail, self.currency)]
        )
        self.query_one("#split", Prose).show([self._split()])

    def _marked(self) -> Iterable[tuple[Piece, ...]]:
        """Yield what the marks on the line say."""
        if self.odd:
            mark = ODD_ASCII if self.kpi.marks == "ascii" else ODD
            text = _("{mark} a day that was not as expected: N says why.")
            yield ((text.format(mark=mark), "mark"),)

    def redraw(self) -> None:
        self._chart()

    def retold(self) -> None:
        super().retold()
        self._write()
        self._list()

    def _heading(self) -> list[Piece]:
        name = _(self.metric.label)
        if self.own:
            name += f" · {words.where_text(self.own)}"
        if cell_len(name) > (most := max(20, self.size.width // 2)):
            name = fit(name, most)
        tile = TileView(self.metric, self.detail.reading)
        return [(name + "  ", "title"), *words.tile_heading(tile, self.currency)]

    def _goal(self) -> GoalView | None:
        goals = self.kpi.view.goals if self.kpi.view else ()
        return next(
            (one for one in goals if (one.goal.metric, one.goal.where) == self._subject), None
        )

    @property
    def _subject(self) -> tuple[str, Where]:
        return self.metric.id, self.where

    # -- the chart -------------------------------------------------------------------------------

    @on(Chart.Resized)
    def _chart(self) -> None:
        width, height = self.query_one(Chart).room
        if width <= 0 or height <= 0:
            return
        goal = self._goal()
        bounds = goal.bounds if goal else ()
        question = partial(self._drawn, bounds, width, height, self.currency)
        self.ask("chart", question, self._show_chart)

    def _drawn(
        self, bounds: tuple[Fraction, ...], width: int, height: int, currency: str
    ) -> tuple[ChartView, Drawing]:
        kpi = self.kpi
        view = kpi.desk.chart(self.metric.id, kpi.question, self.where, bounds, odd=True)
        return view, draw(view, width, height, kpi.marks, currency)

    def _show_chart(self, answer: tuple[ChartView, Drawing]) -> None:
        view, drawing = answer
        self.query_one(Chart).show(drawing, words.no_chart(view))
        if bool(view.odd) != self.odd:
            self.odd = bool(view.odd)
            self._write()

    # -- the breakdown ---------------------------------------------------------------------------

    def _break_down(self) -> None:
        if not self.dimension:
            self.members = ()
            self._list()
            return
        desk = self.kpi.desk
        question = partial(
            desk.breakdown, self.metric.id, self.dimension, self.kpi.question, self.where
        )
        self.ask("breakdown", question, self._show_members)

    def _show_members(self, members: Sequence[MemberFigure]) -> None:
        self.members = members
        self._list()

    def _split(self) -> tuple[Piece, ...]:
        names = self.detail.dimensions
        if not names:
            return ((_("Breakdown"), "title"),)
        place = names.index(self.dimension) + 1
        label = words.dimension_label(self.dimension)
        count = f"  ‹ {place}/{len(names)} ›" if len(names) > 1 else ""
        return ((_("By {dimension}").format(dimension=label.lower()), "title"), (count, "key"))

    def _list(self) -> None:
        width = self.query_one(Rows).size.width
        sizes = [abs(one.figure.value) for one in self.members if one.figure.value is not None]
        whole = max(sizes, default=Fraction(0))
        self.query_one(Rows).show(
            [self._member(one, width, whole) for one in self.members], keep=False
        )

    def _member(self, one: MemberFigure, width: int, whole: Fraction) -> Row:
        name = fit(words.member_label(one.member), max(12, min(30, width // 3)))
        value = right(fmt.short(self.metric.unit, one.figure.value, self.currency), 11)
        room = max(0, min(24, width - cell_len(name) - 36))
        share = abs(one.figure.value or Fraction(0)) / whole if whole else Fraction(0)
        bar = fit("█" * round(share * room), room)
        change = words.change_text(one.change)
        word = words.change_word(one.change)
        if one.figure.small and one.figure.value is not None:
            change, word = "", _("few cases")
        ink = words.change_ink(one.change)
        return Row(
            one.member,
            ((name, ""), (value, "strong"), ("  ", ""), (bar, "spark")),
            ((right(f"{change} {word}".rstrip(), 19), ink),),
        )

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        names = self.detail.dimensions
        if len(names) > 1:
            self.dimension = names[(names.index(self.dimension) + by) % len(names)]
            self.query_one("#split", Prose).show([self._split()])
            self._break_down()

    def do_breakdown(self) -> None:
        choices = [Choice(name, words.dimension_label(name)) for name in self.detail.dimensions]
        if not choices:
            self.say(_("Nothing to break down by in these days."))
            return
        self.kpi.push_screen(Pick(_("Break down by"), choices, self.dimension), self._broken)

    def _broken(self, name: str | None) -> None:
        if name:
            self.dimension = name
            self._write()
            self._break_down()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        row = self.query_one(Rows).current
        if row is None or not self.dimension:
            return
        if self.where:
            self.say(self.limited_already())
            return
        self.kpi.open_metric(self.metric, ((self.dimension, str(row.key)),))

    def do_back(self) -> None:
        self.dismiss(None)

    def do_copy(self) -> None:
        self.kpi.copy_line(self._heading())

    def do_about(self) -> None:
        from tui.screens.about import About

        text = [tuple(self._heading()[1:]), *meaning(self.detail, self.currency)]
        self.kpi.push_screen(About(_(self.metric.label), text))


def revision_text(revised: Revision, metric: Metric, currency: str) -> str:
    """Return what the figure was before it was revised, and where the orders are that did it."""
    text = _("{revised}: it was {before}. R lists the orders that did it.")
    told = revised_texts(revised)[0]
    return text.format(
        revised=told[:1].upper() + told[1:],
        before=fmt.value(metric.unit, revised.before, currency),
    )


def meaning(detail: DetailView, currency: str) -> Iterable[tuple[Piece, ...]]:
    """Yield what a figure is, how it is worked out, how sure it is, and what to compare it with."""
    metric = detail.metric
    yield ((_(metric.definition), ""),)
    if metric.own is not None:
        yield ((f"{metric.id} = {metric.formula}", "title"),)
    figure = detail.reading.figure if detail.reading else None
    if detail.explanation is not None and len(detail.explanation.measures) > 1:
        terms = " · ".join(
            f"{_(one.label)} {fmt.short(one.unit, one.value, currency)}"
            for one in detail.explanation.measures
        )
        yield ((terms, "dim"),)
    if figure is not None and figure.interval is not None:
        low, high = (Fraction(end) for end in figure.interval)
        ends = {
            "low": fmt.value(metric.unit, low, currency),
            "high": fmt.value(metric.unit, high, currency),
        }
        yield ((_("95 % sure: between {low} and {high}").format(**ends), "dim"),)
    if figure is not None and figure.small:
        yield ((_("Few cases: no verdict, a single one weighs too much."), "mark"),)
    if metric.reference is not None:
        seed = _(SEEDS[metric.reference.seed])
        year = f", {metric.reference.year}" if metric.reference.year else ""
        text = _("Reference: {text} ({source}{year})")
        yield ((text.format(text=_(metric.reference.text), source=seed, year=year), "title"),)
    if detail.reading is not None and detail.reading.revised is not None:
        yield ((revision_text(detail.reading.revised, metric, currency), "mark"),)
    change = detail.reading.change if detail.reading else None
    notes = (*(figure.notes if figure else ()), *detail.left_out)
    if change is not None and change.apart is not None:
        notes = (change.apart, *notes)
    if notes:
        yield ((" ".join(tr(note) for note in notes), "dim"),)
    yield ((_("Counted in: {text}").format(text=_(metric.includes)), "dim"),)
    yield ((_("Left out: {text}").format(text=_(metric.excludes)), "dim"),)
