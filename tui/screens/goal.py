"""One goal in full: its course beside the line it should follow, its levers, its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import on

from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS
from store.messages import N_
from tui import actions, words
from tui import format as fmt
from tui.charts import draw
from tui.cli.goal_words import turn_texts
from tui.language import _
from tui.screens.base import Page, bindings
from tui.screens.pick import Choice, Pick
from tui.standing import standing
from tui.text import clean
from tui.widgets.chart import Chart
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.levers.lever import Lever
    from store.plans import HistoryEntry
    from tui.charts import Drawing
    from tui.plans_desk import GoalDetail
    from tui.views import ChartView, GoalView

CHANGES: dict[str, str] = {
    "add": N_("set"),
    "edit": N_("edited"),
    "close": N_("closed"),
    "reopen": N_("opened again"),
    "archive": N_("archived"),
    "delete": N_("deleted"),
    "undo": N_("taken back"),
    "restore": N_("as it was then"),
}


class GoalPage(Page):
    """Opened on a goal; the cursor walks over its levers and what was changed."""

    PLACES = frozenset({"goal"})
    BINDINGS = bindings(PLACES)
    CSS = """
    GoalPage Chart { height: 1fr; min-height: 4; }
    GoalPage #state { height: auto; }
    """

    def __init__(self, goal: int) -> None:
        super().__init__()
        self.number = goal
        self.detail: GoalDetail | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Chart()
        yield Prose(id="state")
        yield Rows()
        yield Footer()

    def on_mount(self) -> None:
        self._arrange()
        self.refigured()

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Give the chart what a third each for words and lists leaves."""
        third = (self.size.height - 2) // 3
        count = len(self.query_one(Rows).rows) or 5
        self.query_one("#state").styles.max_height = max(3, min(8, third))
        self.query_one(Rows).styles.height = max(3, min(count, third))

    @property
    def badge(self) -> tuple[str, str, str]:
        """A goal has a limit of its own: the one of the figures says nothing here."""
        return "", "", ""

    @property
    def goal(self) -> GoalView | None:
        return self.detail.view if self.detail else None

    def situation(self) -> actions.Situation:
        metric = self.goal.metric if self.goal else None
        return replace(super().situation(), metric=metric, goal=self.goal)

    # -- what is shown ---------------------------------------------------------------------------

    def refigured(self) -> None:
        """Ask again: the goal, its levers or the figures changed."""
        if self.kpi.view is not None:
            self.query_one(Header).show(self.kpi.view)
        self.ask("goal", partial(self.kpi.desk.plans.detail, self.number), self._show)

    def _show(self, detail: GoalDetail) -> None:
        self.detail = detail
        if detail.view.goal.state == "deleted":
            self.dismiss(None)
            return
        self._write()
        self._chart()
        self.offer()
        if _untested(detail.view):
            self.ask("outlook", partial(self.kpi.desk.plans.tested, self.number), self._show_tested)

    def _show_tested(self, detail: GoalDetail) -> None:
        """Put in the forecast and how such calls did, which took longer."""
        self.detail = detail
        self._write()
        self._chart()

    def _write(self) -> None:
        if self.detail is None:
            return
        view = self.detail.view
        self.query_one(Chart).head(list(words.goal_heading(view, self.currency)))
        self.query_one("#state", Prose).show(list(standing(view, self.currency)))
        rows = [*self._levers(view), *turn_rows(view, self.currency), *self._history(self.detail)]
        self.query_one(Rows).show(rows)
        self._arrange()

    def redraw(self) -> None:
        self._chart()

    def retold(self) -> None:
        super().retold()
        self._write()

    @on(Chart.Resized)
    def _chart(self) -> None:
        width, height = self.query_one(Chart).room
        if width > 0 and height > 0:
            self.ask("chart", partial(self._drawn, width, height, self.currency), self._show_chart)

    def _drawn(self, width: int, height: int, currency: str) -> tuple[ChartView, Drawing]:
        view = self.kpi.desk.goal_chart(self.number)
        return view, draw(view, width, height, self.kpi.marks, currency)

    def _show_chart(self, answer: tuple[ChartView, Drawing]) -> None:
        view, drawing = answer
        self.query_one(Chart).show(drawing, words.no_chart(view))

    def _levers(self, view: GoalView) -> Iterable[Row]:
        yield Row(None, ((_("Levers"), "title"),), heading=True)
        for lever in view.levers:
            days = lever_days(lever)
            yield Row(
                lever.id,
                ((f"{LEVER_MARKS[lever.state]} ", "mark"), (clean(lever.name), "")),
                ((f"{_(LEVER_STATE_LABELS[lever.state])}  {days}".rstrip(), "dim"),),
            )
        if not view.levers:
            yield Row(
                "none", ((_("No lever yet: l links one, from the library or yours."), "dim"),)
            )

    def _history(self, detail: GoalDetail) -> Iterable[Row]:
        yield Row(None, ((_("History"), "title"),), heading=True)
        for entry in reversed(detail.history):
            at = datetime.fromtimestamp(entry.at, ZoneInfo("UTC"))
            change = CHANGES.get(entry.change)
            text = _(change) if change else clean(entry.change)
            yield Row(
                ("history", entry.version),
                ((f"{text}  ", ""), (_target_then(entry, detail, self.currency), "dim")),
                ((fmt.day(at.date()), "dim"),),
            )

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Chosen)
    async def do_open(self) -> None:
        """Ask what to do with the lever under the cursor; without one, which to link."""
        lever, row = self._lever(), self.query_one(Rows).current
        link = next(one for one in actions.at(self.place) if one.id == "lever_link")
        if lever is None and row is not None and row.key != "none":
            self.say(_("Nothing more to this line: u takes the last change back."))
            return
        if lever is None:
            await self.perform(link)
            return
        reason = link.why_not(self.situation())
        if reason is not None:
            self.say(_(reason))
            return
        pick = Pick(clean(lever.name), lever_choices(lever))
        self.kpi.push_screen(pick, partial(self._pull, lever.id))

    def _lever(self) -> Lever | None:
        row = self.query_one(Rows).current
        levers = self.goal.levers if self.goal else ()
        return next((one for one in levers if row is not None and one.id == row.key), None)

    def _pull(self, lever: int, what: str | None) -> None:
        plans = self.kpi.desk.plans
        if what == "unlink":
            self.ask("change", partial(plans.unlink, self.number, lever), self._pulled)
        elif what == "start":
            self.ask("change", partial(plans.start, lever), self._pulled)
        elif what:
            self.ask("change", partial(plans.stop, lever, done=what == "done"), self._pulled)

    def _pulled(self, _answer: object) -> None:
        self.kpi.reload()

    def do_back(self) -> None:
        self.dismiss(None)

    def do_copy(self) -> None:
        self.kpi.copy_line(self.query_one(Chart).heading)

    def do_about(self) -> None:
        from tui.screens.about import About

        if self.goal is not None:
            text = list(standing(self.goal, self.currency))
            title = words.goal_title(self.goal, self.currency)
            self.kpi.push_screen(About(title, text))


def _untested(view: GoalView) -> bool:
    """Whether there is a forecast, or how past calls did, still to be computed."""
    found = view.assessment
    if found.outlook is None:
        return found.awaited
    return found.probability is not None and found.outlook.places is None


def lever_days(lever: Lever) -> str:
    """Return from when to when a lever ran, or will."""
    if lever.start is None:
        return ""
    if lever.end is None:
        return _("since {day}").format(day=fmt.day(lever.start))
    return _("{start} to {end}").format(start=fmt.day(lever.start), end=fmt.day(lever.end))


def _target_then(entry: HistoryEntry, detail: GoalDetail, currency: str) -> str:
    """Return what the goal wanted in a version of its history."""
    from goals.targets.exact import from_text

    body, metric = entry.body, detail.view.metric
    if body.get("metric") != metric.id or not body.get("target"):
        return ""
    bound = words.bare(metric.unit, from_text(str(body["target"])), currency)
    sign = {"<=": "≤", ">=": "≥"}.get(str(body.get("operator", "")), body.get("operator", ""))
    return f"{sign} {bound}"


def turn_rows(view: GoalView, currency: str) -> Iterable[Row]:
    """Yield the turns that are over, the newest first: as recorded, and what is known today."""
    turns = view.assessment.turns
    if not turns:
        return
    yield Row(None, ((_("Turns before"), "title"),), heading=True)
    for turn in reversed(turns):
        value, word, beside = turn_texts(turn, view.goal, currency)
        met = turn.met if turn.kept is None else turn.kept.met
        mark, ink = ("✓", "good") if met else ("✗", "bad") if met is not None else ("?", "mark")
        yield Row(
            ("turn", turn.span.start),
            ((f"{mark} ", ink), (fmt.span(turn.span), ""), (f"  {value}", "strong")),
            ((f"{beside}  ", "dim"), (word, ink)),
        )


def lever_choices(lever: Lever) -> list[Choice]:
    """Return what can be done with a linked lever now."""
    choices = []
    if lever.state != "running":
        choices.append(Choice("start", _("Start it today")))
    if lever.state in ("running", "planned"):
        choices.append(Choice("stop", _("Stop it today")))
        choices.append(Choice("done", _("It is done")))
    choices.append(Choice("unlink", _("Take it off this goal")))
    return choices
