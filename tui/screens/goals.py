"""All goals: those under way by urgency, with its terms; closed and archived ones with results."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from goals.metrics.catalogue import STAGES
from goals.targets.goal import STATE_LABELS, STATES
from goals.targets.status import STATUS_LABELS, STATUSES
from goals.targets.urgency import SORTS, Sort
from store.messages import N_
from tui import actions, words
from tui.actions import places
from tui.closing_words import closing_text, review_text
from tui.goals_desk import in_order
from tui.language import _
from tui.screens.base import Page, bindings
from tui.screens.pick import Choice, Pick
from tui.text import clean
from tui.urgency_words import urgency_text
from tui.widgets.footer import Footer
from tui.widgets.goals import Goals
from tui.widgets.header import Header
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from tui.views import GoalView
    from tui.widgets.prose import Paragraph

SORT_LABELS: dict[Sort, str] = {
    "urgency": N_("urgency"),
    "deadline": N_("deadline"),
    "chance": N_("probability"),
    "progress": N_("progress"),
    "stage": N_("stage"),
    "title": N_("name"),
}
ATTENTION = "attention"


class GoalsPage(Page):
    """Filters and the order are chosen; below the list stands why the goal is where it is."""

    PLACES = places.EVERY_GOAL
    BINDINGS = bindings(PLACES)
    CSS = """
    GoalsPage #title { height: 1; }
    GoalsPage Goals { height: 1fr; min-height: 3; }
    GoalsPage #said { height: auto; max-height: 6; }
    """

    listed = N_("goals")
    found_text = ""

    def __init__(self) -> None:
        super().__init__()
        self.views: tuple[GoalView, ...] = ()
        self.sort: Sort = "urgency"
        self.filters: dict[str, str] = {}
        """What is shown, by ``state``, ``stage`` and ``status``."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Goals()
        yield Prose(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self.refigured()

    # -- what is shown ---------------------------------------------------------------------------

    def refigured(self) -> None:
        """Ask again: goals or figures changed."""
        if self.kpi.view is not None:
            self.query_one(Header).show(self.kpi.view)
        self.ask("every goal", self.kpi.desk.goals.every, self._show)

    def _show(self, views: tuple[GoalView, ...]) -> None:
        self._put(views)
        if any(view.assessment.awaited for view in views):
            question = partial(self.kpi.desk.goals.every, foreseen=True)
            self.ask("forecasts", question, self._put)

    def _put(self, views: tuple[GoalView, ...]) -> None:
        self.views = views
        self.write()

    def write(self) -> None:
        """Write out the goals that are wanted, in their order."""
        titles = {view.id: words.goal_title(view, self.currency) for view in self.views}
        wanted = tuple(
            view
            for view in self.views
            if self._wanted(view) and self.has_text(titles[view.id], *_texts(view))
        )
        self.query_one(Goals).empty = _("No goal is like that.") if self.views else ""
        self.query_one(Goals).show(in_order(wanted, self.sort, titles), self.currency)
        text = _("All goals, by {order}").format(order=_(SORT_LABELS[self.sort]))
        badges = " · ".join(self._badges())
        badge = f"  ⧩ {badges}" if badges else ""
        self.query_one("#title", Prose).show([((text, "title"), (badge, "mark"))])
        self._tell()

    def _wanted(self, view: GoalView) -> bool:
        state, stage = self.filters.get("state"), self.filters.get("stage")
        status, found = self.filters.get("status"), view.assessment
        if state is None and view.goal.state == "deleted":
            return False
        stands = found.attention if status == ATTENTION else found.status == status
        return (
            state in (None, view.goal.state)
            and stage in (None, view.goal.stage)
            and (status is None or stands)
        )

    def _badges(self) -> Iterable[str]:
        for kind, labels in self._labels().items():
            if kind in self.filters:
                yield labels[self.filters[kind]]
        if self.found_text:
            yield f"“{clean(self.found_text)}”"

    def find(self, text: str) -> None:
        """Show the goals that have this text in title, figure, member, note or levers."""
        self.found_text = text
        self.write()

    def _labels(self) -> dict[str, dict[str, str]]:
        return {
            "state": {one: _(STATE_LABELS[one]) for one in STATES},
            "stage": {stage: _(label) for stage, label in STAGES.items()},
            "status": {
                ATTENTION: _("needs attention"),
                **{one: _(STATUS_LABELS[one]) for one in STATUSES},
            },
        }

    @property
    def goal(self) -> GoalView | None:
        return self.query_one(Goals).current

    def situation(self) -> actions.Situation:
        metric = self.goal.metric if self.goal else None
        return replace(super().situation(), metric=metric, goal=self.goal)

    def _tell(self) -> None:
        told = list(_told(self.goal, self.currency)) if self.goal is not None else []
        self.query_one("#said", Prose).show(told)
        self.offer()

    def retold(self) -> None:
        super().retold()
        self.write()

    # -- actions ---------------------------------------------------------------------------------

    @on(Goals.Moved)
    def _moved(self) -> None:
        self._tell()

    def do_up(self) -> None:
        self.query_one(Goals).move(-1)

    def do_down(self) -> None:
        self.query_one(Goals).move(1)

    @on(Goals.Opened)
    def do_open(self) -> None:
        if self.goal is not None:
            self.kpi.open_goal(self.goal.id)

    def do_back(self) -> None:
        """Leave; what hides goals by their text is taken off first."""
        if self.found_text:
            self.find("")
        else:
            self.dismiss(None)

    def do_goal_sort(self) -> None:
        choices = [Choice(one, _(SORT_LABELS[one])) for one in SORTS]

        def chosen(name: str | None) -> None:
            found = next((one for one in SORTS if one == name), None)
            if found is not None:
                self.sort = found
                self.write()

        self.kpi.push_screen(Pick(_("Sort by"), choices, self.sort), chosen)

    def do_goal_filter(self) -> None:
        """Ask for a stage, status or state; the same one again takes the filter off."""
        groups = {"state": _("State"), "stage": _("Stage"), "status": _("Status")}
        choices = [Choice("", _("everything"))]
        for kind, labels in self._labels().items():
            for key, label in labels.items():
                on = self.filters.get(kind) == key
                note = _("shown now: ⏎ takes it off") if on else ""
                choices.append(Choice(f"{kind}:{key}", label, note, groups[kind]))

        def chosen(key: str | None) -> None:
            if key is None:
                return
            kind, _colon, name = key.partition(":")
            if not key:
                self.filters = {}
            elif self.filters.get(kind) == name:
                del self.filters[kind]
            else:
                self.filters[kind] = name
            self.write()

        self.kpi.push_screen(Pick(_("Show goals"), choices), chosen)


def _texts(view: GoalView) -> Iterable[str]:
    """Yield what a goal is looked for by, beside its title."""
    goal = view.goal
    yield from (_(view.metric.label), goal.metric, goal.note, str(goal.id))
    yield from (member for _dimension, member in goal.where)
    yield from (lever.name for lever in view.levers)


def _told(view: GoalView, currency: str) -> Iterable[Paragraph]:
    """Yield why a goal is where it is: the terms of its urgency, or what it came to."""
    if view.goal.state == "open" and view.urgency is not None:
        yield ((urgency_text(view.assessment, view.urgency), ""),)
    if view.goal.state != "open":
        result = closing_text(view.goal, view.assessment, currency)
        state = _(STATE_LABELS[view.goal.state])
        yield ((f"{state}  ", "title"), (result, ""))
    review = review_text(view)
    if review:
        due = view.urgency is not None and view.urgency.reviewed
        yield ((review, "mark" if due else "dim"),)
