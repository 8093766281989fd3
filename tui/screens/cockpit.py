"""The screen of every morning: figures from acquisition to retention, why, goals, what to do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from tui import actions, words
from tui.actions import places
from tui.charts import draw
from tui.language import _
from tui.screens.base import Page, bindings
from tui.stages import stage_views
from tui.widgets.chart import Chart
from tui.widgets.footer import Footer
from tui.widgets.goals import Goals
from tui.widgets.header import Header
from tui.widgets.news import News
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.timer import Timer

    from goals.explain.morning import Morning
    from goals.metrics.metric import Metric
    from store.errors import OwnerError
    from tui.charts import Drawing
    from tui.views import ChartView, CockpitView, GoalView, TileView
    from tui.widgets.painted import Piece


PATIENCE = 0.3
"""Seconds before a page says that it is reading."""
ROOM_FOR_NEWS = 18
"""Lines from which the first page has one for what is new."""
ROOM_FOR_TWO = 9
"""Lines from which a chart shows the days compared with, too."""


def heights(lines: int, goals: int) -> tuple[int, int]:
    """Return the lines of the tiles and of the goals; the chart takes the rest.

    The same order at every size: a small screen gives each part less, and none nothing.
    """
    room = lines - 2
    listed = max(2, min(goals + 1, room // 3))
    tiles = max(3, min(17, round((room - listed) * 0.56)))
    return tiles, listed


class Cockpit(Page):
    """Tiles, the chart of the one under the cursor, goals."""

    PLACES = places.COCKPIT
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = "Cockpit { layout: vertical; } Cockpit Tiles { height: 8; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: CockpitView | None = None
        self._wanted: int | None = None
        self._place = "tiles"
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Tiles()
        yield Chart()
        yield Goals()
        yield News()
        yield Footer()

    def on_mount(self) -> None:
        self._go("tiles")
        if self.view is None:  # the answer may be faster than the screen
            self.query_one(Tiles).show(stage_views({}), "")
            self.wait()

    def wait(self) -> None:
        """Say that figures are being read, if it takes long enough to be noticed."""
        self._waiting = self.set_timer(PATIENCE, self._say_reading)

    def _say_reading(self) -> None:
        self.query_one(Header).note(_("reading the figures…"))

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        self.query_one(Header).note("")

    # -- what is shown ---------------------------------------------------------------------------

    def show(self, view: CockpitView) -> None:
        """Put the figures on screen; the cursor stays where it is."""
        self.view = view
        self._stop_waiting()
        tiles, goals = self.query_one(Tiles), self.query_one(Goals)
        tiles.show(view.stages, view.shop.currency)
        goals.show(view.goals, view.shop.currency)
        if self._wanted is not None and goals.select(self._wanted):
            self._go("goals")
        self._wanted = None
        if not view.goals:
            self._go("tiles")
        self.query_one(Header).show(view)
        self._arrange(self.size)
        self.offer()
        self._chart()

    def judged(self, view: CockpitView) -> None:
        """Put the goals in again: they are forecast now."""
        self.view = view
        self.query_one(Goals).show(view.goals, view.shop.currency)
        self.offer()
        if self.goal is not None:
            self._chart()

    def tell(self, morning: Morning) -> None:
        """Say in a line what is new and what calls for something, where anything does."""
        self.query_one(News).show(morning)
        self._arrange(self.size)

    def fail(self, error: OwnerError) -> None:
        self._stop_waiting()
        super().fail(error)

    def _arrange(self, size: Size) -> None:
        count = len(self.view.goals) if self.view else 0
        news = self.query_one(News)
        # The chart gives the line, so that tiles and goals stay where they are.
        news.styles.height = int(bool(news.parts) and size.height >= ROOM_FOR_NEWS)
        tiles, goals = heights(size.height, max(1, count))
        self.query_one(Tiles).styles.height = tiles
        self.query_one(Goals).styles.height = goals

    def on_resize(self) -> None:
        self._arrange(self.size)

    # -- the cursor ------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        return self._place

    def _go(self, place: str) -> None:
        """Send the keys to the figures or to the goals."""
        self._place = place
        for pane, name in ((self.query_one(Tiles), "tiles"), (self.query_one(Goals), "goals")):
            pane.active = place == name
            pane.repaint()

    @property
    def goal(self) -> GoalView | None:
        return self.query_one(Goals).current if self.place == "goals" else None

    @property
    def tile(self) -> TileView | None:
        return self.query_one(Tiles).current

    @property
    def metric(self) -> Metric | None:
        if self.goal is not None:
            return self.goal.metric
        return self.tile.metric if self.tile else None

    def situation(self) -> actions.Situation:
        limited = bool(self.kpi.question.where)
        return replace(super().situation(), metric=self.metric, goal=self.goal, limited=limited)

    @on(Tiles.Moved)
    def tile_moved(self) -> None:
        self._moved("tiles")

    @on(Goals.Moved)
    def goal_moved(self) -> None:
        self._moved("goals")

    def _moved(self, place: str) -> None:
        if place != self._place:
            self._go(place)
        self.offer()
        self._chart()

    @on(Chart.Resized)
    def resized(self) -> None:
        self._chart()

    # -- the chart -------------------------------------------------------------------------------

    def _chart(self) -> None:
        """Say what the chart is about; it is drawn once the cursor has been seen to move."""
        metric = self.metric
        if metric is not None and self.view is not None and self.view.period is not None:
            goal = self.goal or self._goal_of(metric)
            self.query_one(Chart).head(self._heading(metric, goal))
            self.call_after_refresh(self._ask_chart)

    def _ask_chart(self) -> None:
        metric, view = self.metric, self.view
        width, height = self.query_one(Chart).room
        if metric is None or view is None or width <= 0 or height <= 0:
            return
        goal = self._goal_of(metric)
        where = self.view.where if self.view else ()
        bounds = goal.bounds if goal and goal.goal.where == where else ()
        asked = (
            partial(self.kpi.desk.goal_chart, self.goal.id)
            if self.goal is not None
            else partial(self.kpi.desk.chart, metric.id, self.kpi.question, where, bounds)
        )
        # Two lines crossing in few rows are a tangle, and twice the bytes.
        alone = self.goal is None and height < ROOM_FOR_TWO
        currency = view.shop.currency
        question = partial(self._drawn, asked, width, height, currency, alone=alone)
        self.ask("chart", question, self._show_chart)

    def _drawn(
        self,
        asked: Callable[[], ChartView],
        width: int,
        height: int,
        currency: str,
        *,
        alone: bool,
    ) -> tuple[ChartView, Drawing]:
        view = replace(asked(), before=()) if alone else asked()
        return view, draw(view, width, height, self.kpi.marks, currency)

    def _show_chart(self, answer: tuple[ChartView, Drawing]) -> None:
        view, drawing = answer
        self.query_one(Chart).show(drawing, words.no_chart(view))

    def _goal_of(self, metric: Metric) -> GoalView | None:
        goals: Sequence[GoalView] = self.view.goals if self.view else ()
        ours = [goal for goal in goals if goal.metric.id == metric.id]
        if self.view is not None and self.view.where:
            return next((goal for goal in ours if goal.goal.where == self.view.where), None)
        return next((goal for goal in ours if not goal.goal.where), ours[0] if ours else None)

    def _heading(self, metric: Metric, goal: GoalView | None) -> list[Piece]:
        assert self.view is not None
        currency = self.view.shop.currency
        if self.goal is not None:
            return list(words.goal_heading(self.goal, currency))
        pieces: list[Piece] = [(_(metric.label) + "  ", "title")]
        tile = self.tile
        if tile is not None:
            pieces.extend(words.tile_heading(tile, currency))
        if goal is not None:
            target = words.target_text(goal.goal, metric, currency)
            pieces.append((f"  ◎ {target}", "mark"))
        return pieces

    def redraw(self) -> None:
        self.query_one(Tiles).ascii_only = self.kpi.marks == "ascii"
        self.query_one(Tiles).repaint()
        self._chart()

    def look_at(self, goal: int) -> None:
        """Put the cursor on a goal once the figures are there."""
        self._wanted = goal

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        tiles, goals = self.query_one(Tiles), self.query_one(Goals)
        if self.place == "tiles":
            tiles.move(0, -1)
        elif not goals.move(-1):
            self._moved("tiles")

    def do_down(self) -> None:
        tiles, goals = self.query_one(Tiles), self.query_one(Goals)
        if self.place == "goals":
            goals.move(1)
        elif not tiles.move(0, 1) and goals.goals:
            self._moved("goals")

    def do_left(self) -> None:
        self.query_one(Tiles).move(-1, 0)

    def do_right(self) -> None:
        self.query_one(Tiles).move(1, 0)

    def do_to_goals(self) -> None:
        if self.query_one(Goals).goals:
            self._moved("goals")
        else:
            self.say(_("No goal yet. Press g on a figure to set one."))

    def do_to_figures(self) -> None:
        self._moved("tiles")

    @on(Tiles.Opened)
    @on(Goals.Opened)
    def do_open(self) -> None:
        if self.goal is not None:
            self.kpi.open_goal(self.goal.id)
        elif self.tile is not None:
            self.kpi.open_metric(self.tile.metric)

    def do_refresh(self) -> None:
        self.kpi.reload()

    def do_copy(self) -> None:
        self.kpi.copy_line(self.query_one(Chart).heading)
