"""Every change of a goal, its levers and its reviews; Enter goes back to a version."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.binding import Binding, BindingType

from goals.targets.reviews import decision_label
from tui import format as fmt
from tui.cli.history_text import CHANGES, changes, link_text, moment
from tui.language import _, tr
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from goals.metrics.catalogue.shop import Catalogue
    from tui.goals_desk import Past


class GoalHistory(Panel[int]):
    """Answers with the version that is to come back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown,space", "move(8)", show=False),
        Binding("enter", "choose", show=False),
        Binding("q,H", "leave", show=False),
    ]
    DEFAULT_CSS = """
    GoalHistory > .box { height: 96%; }
    GoalHistory Rows { height: 1fr; }
    """

    def __init__(self, goal: int) -> None:
        super().__init__()
        self.goal = goal
        self.past: Past | None = None

    def title_text(self) -> str:
        return _("History of the goal")

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("move")), ("⏎", _("go back to this version")), ("Esc", _("leave"))]

    def body(self) -> Iterable[Widget]:
        yield Rows()

    def on_mount(self) -> None:
        super().on_mount()
        self.ask("history", partial(self.kpi.desk.goals.past, self.goal), self._show)

    def _show(self, past: Past) -> None:
        self.past = past
        self.query_one(Rows).show(list(rows_of(past, self.currency, self.kpi.catalogue)))

    def action_move(self, by: int) -> None:
        self.query_one(Rows).move(by)

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        row, past = self.query_one(Rows).current, self.past
        if row is None or past is None or not isinstance(row.key, int):
            return
        if row.key == past.view.goal.version:
            self.say(_("This is how the goal is now."))
            return
        view = self.kpi.view
        if view is not None and view.shop.read_only:
            self.say(_("This store is read-only: goals cannot be changed here."))
            return
        from tui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(row.key if isinstance(row.key, int) else None)

        text = _("Make the goal again what it was in version {n}? u takes this back.")
        self.kpi.push_screen(Confirm(_("Go back"), text.format(n=row.key), _("go back")), answered)


def rows_of(past: Past, currency: str, known: Catalogue) -> Iterable[Row]:
    """Yield what happened, the newest first; only versions can be stood on."""
    zone = ZoneInfo(past.timezone)
    several = len({entry.who for entry in past.history}) > 1
    told: list[tuple[int, list[Row]]] = []
    before = None
    for entry in past.history:
        change = CHANGES.get(entry.change)
        text = _(change) if change else clean(entry.change)
        who = clean(entry.who) if several else ""
        rows = [
            Row(
                entry.version,
                ((f"{entry.version:>3}  ", "dim"), (text, "strong"), (f"  {who}", "dim")),
                ((moment(entry.at, zone), "dim"),),
            )
        ]
        rows += [
            Row(None, ((f"       {line}", ""),), heading=True)
            for line in changes(before or {}, entry.body, currency, known)
        ]
        told.append((entry.at, rows))
        before = entry.body
    for link in past.links:
        name = clean(past.levers.get(link.lever, str(link.lever)))
        text = link_text(name, linked=link.linked)
        told.append((link.at, [_beside(text, moment(link.at, zone))]))
    for review in past.reviews:
        text = _("review: {decision}").format(decision=tr(decision_label(review.decision)))
        if review.next_day is not None:
            text += " · " + _("next look on {day}").format(day=fmt.day(review.next_day))
        rows = [_beside(text, moment(review.at, zone))]
        if review.note:
            rows.append(Row(None, ((f"       {clean(review.note)}", "dim"),), heading=True))
        told.append((review.at, rows))
    told.sort(key=lambda one: one[0])
    for _at, rows in reversed(told):
        yield from rows


def _beside(text: str, at: str) -> Row:
    return Row(None, ((f"     {text}", "mark"),), ((at, "dim"),), heading=True)
