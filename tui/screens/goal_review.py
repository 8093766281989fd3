"""Looking at a goal regularly: what is decided, why, and when it is looked at again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from goals.targets.reviews import DECISION_LABELS
from store.reviews import ReviewRow
from tui import format as fmt
from tui.language import _, tr
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.widgets.fields import ChoiceField, Field, TextField
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.widget import Widget

    from store.errors import OwnerError


class GoalReview(Panel[ReviewRow]):
    """Answers with the review as noted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("down,tab", "app.focus_next", show=False, priority=True),
    ]
    DEFAULT_CSS = "GoalReview Prose { height: auto; max-height: 3; margin-bottom: 1; }"

    def __init__(self, goal: int, title: str) -> None:
        super().__init__()
        self.goal, self._goal_title = goal, title

    def title_text(self) -> str:
        return _("Review of a goal")

    def hints(self) -> list[tuple[str, str]]:
        return [("⏎", _("note it")), ("↑↓", _("field")), ("←→", _("choose")), ("Esc", _("leave"))]

    def body(self) -> Iterable[Widget]:
        yield Prose()
        choices = [(key, _(label)) for key, label in DECISION_LABELS.items()]
        yield Field(_("Decision"), ChoiceField(choices, "keep", id="decision"))
        yield Field(_("Note"), TextField("", _("why, in your own words"), id="note"))
        yield Field(_("Look again"), TextField(_("in 2 weeks"), _("in 2 weeks"), id="again"))

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Prose).show([((self._goal_title, "strong"),)])
        self.query_one("#decision", ChoiceField).focus()
        self._read_day()

    def on_descendant_focus(self) -> None:
        self.tell()

    # -- the next day ----------------------------------------------------------------------------

    @on(Input.Changed, "#again")
    def _read_day(self) -> None:
        text = self.query_one("#again", TextField).value
        beside = self.query_one("#field-again", Field).beside
        if not text.strip():
            beside.say(_("not again"))
            return
        self.ask("day", partial(self.kpi.desk.goals.day_ahead, text), self._say_day, self._wrong)

    def _say_day(self, day: date) -> None:
        self.query_one("#field-again", Field).beside.say(fmt.day(day))

    def _wrong(self, error: OwnerError) -> None:
        self.query_one("#field-again", Field).beside.say("! " + tr(error.what), "bad")

    @on(ChoiceField.Listed)
    def listed(self, event: ChoiceField.Listed) -> None:
        choices = [Choice(key, label) for key, label in event.field.choices]

        def chosen(key: str | None) -> None:
            if key is not None:
                event.field.choose(key)

        self.kpi.push_screen(Pick(_("Decision"), choices, event.field.value), chosen)

    # -- the end ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        decision = self.query_one("#decision", ChoiceField).value
        note, again = (self.query_one(f"#{name}", TextField).value for name in ("note", "again"))
        question = partial(self.kpi.desk.goals.review, self.goal, decision, note, again)
        self.ask("save", question, self.dismiss)
