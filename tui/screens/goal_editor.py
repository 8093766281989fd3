"""Setting or editing a goal: what is typed is read, checked and answered while it is typed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from goals.metrics.catalogue import STAGES
from goals.targets.goal import Goal
from goals.targets.rows import from_row
from goals.targets.texts import texts_of
from store.errors import ConflictError, OwnerError
from store.plans import GoalRow
from tui import goal_fields, words
from tui.draft_words import effect, example, meant, metric_choices
from tui.goal_fields import FIELDS
from tui.language import _, tr
from tui.realism_words import typed
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.widgets.fields import ChoiceField, Field, ManyField, TextField
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from textual.widget import Widget

    from goals.targets.draft import Complaint, Draft
    from goals.targets.texts import GoalText
    from goals.targets.yardstick import Weighed
    from tui.widgets.prose import Paragraph

KEEP_WITHIN = 0.4
"""Seconds that keeping a draft may take when the session is told to end."""
LEAST_SAID = 4
"""Lines for what a goal asks for that the fields leave it on a small screen."""


class GoalEditor(Panel[Goal]):
    """Answers with the goal as saved. Escape leaves it; what was typed is there the next time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("down,tab", "app.focus_next", show=False, priority=True),
        Binding("ctrl+r", "start_over", show=False),
        Binding("pagedown", "propose(1)", show=False, priority=True),
        Binding("pageup", "propose(-1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    GoalEditor #effect { height: 6; margin-top: 1; }
    """

    def __init__(
        self, text: GoalText, kept: GoalText | None = None, *, editing: Goal | None = None
    ) -> None:
        super().__init__()
        self.text = kept or text
        self.editing = editing
        self.draft: Draft | None = None
        self.weighed: Weighed | None = None
        self._kept = kept is not None
        self._original = text
        self._tried = False
        self._version = editing.version if editing else 0
        self._reopened = False

    def title_text(self) -> str:
        return _("Edit the goal") if self.editing else _("A new goal")

    def hints(self) -> list[tuple[str, str]]:
        turning = [("←→", _("choose")), (_("Space"), _("list"))]
        chosen = isinstance(self.focused, ChoiceField)
        return [
            ("⏎", _("save")),
            ("↑↓", _("field")),
            *([("PgDn", _("proposed"))] if self.weighed and self.weighed.proposals else []),
            *(turning if chosen else []),
            ("Esc", _("leave")),
        ]

    def body(self) -> Iterable[Widget]:
        lines = goal_fields.widgets(self.text, self.kpi.catalogue, self._metrics(), self._example())
        yield VerticalScroll(*lines, id="fields", can_focus=False)
        yield Prose(id="effect")

    def on_mount(self) -> None:
        super().on_mount()
        self.on_resize()
        self.query_one("#target", TextField).focus()
        self._scopes()
        self._read()
        if self._kept:
            self.say(_("This is what you had typed; ctrl+r starts afresh."))

    def on_resize(self) -> None:
        room = int(self.size.height * 0.96) - 5
        said = max(LEAST_SAID, min(6, room - len(FIELDS)))
        self.query_one("#effect", Prose).styles.height = said
        self.query_one("#fields").styles.height = max(1, min(len(FIELDS), room - said))

    # -- reading what is typed -------------------------------------------------------------------

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def changed(self) -> None:
        before = self.text
        self.text = replace(before, **goal_fields.read(self, self._original))
        if self.text == before:
            return
        self.query_one(Footer).hush()
        if self.text.metric != before.metric:
            self.text = replace(self.text, where="")
            self._choice("where").value = ""
            self._typed("target").placeholder = self._example()
            self._scopes()
        self._read()

    def _metrics(self) -> list[tuple[str, str]]:
        """Return what a goal can be about: what is shown, and what an old goal is about."""
        known, chosen = self.kpi.catalogue, self.text.metric
        choices = metric_choices(known)
        if chosen in known and chosen not in dict(choices):
            choices.append((chosen, _(known[chosen].label)))
        return choices

    def _example(self) -> str:
        known = self.kpi.catalogue.get(self.text.metric)
        return "" if known is None else example(known, self.currency)

    @property
    def today(self) -> date | None:
        return self.kpi.view.today if self.kpi.view else None

    def _choice(self, name: str) -> ChoiceField:
        return self.query_one(f"#{name}", ChoiceField)

    def _typed(self, name: str) -> TextField:
        return self.query_one(f"#{name}", TextField)

    def _scopes(self) -> None:
        question = partial(self.kpi.desk.plans.scopes, self.text.metric)
        self.ask("scopes", question, self._offer_scopes)

    def _offer_scopes(self, pairs: list[tuple[str, str]]) -> None:
        choices = [
            (f"{name}={member}", words.where_text(((name, member),))) for name, member in pairs
        ]
        self._choice("where").offer([("", _("everything")), *choices])

    def _read(self) -> None:
        question = partial(self.kpi.desk.plans.drafted, self.text, self.editing)
        self.ask("draft", question, self._show_drafted)

    def _show_drafted(self, answer: tuple[Draft, Weighed | None]) -> None:
        """Show a draft; what is not read yet to weigh it by follows, the newest question wins."""
        draft, self.weighed = answer
        self._show(draft)
        if self.weighed is None:
            self.ask("weigh", partial(self.kpi.desk.plans.weighed, draft), self._show_weighed)
        else:
            self.workers.cancel_group(self, "weigh")

    def _show_weighed(self, weighed: Weighed | None) -> None:
        self.weighed = weighed
        self.tell()
        self._effect()

    def _show(self, draft: Draft) -> None:
        self.draft = draft
        for name in FIELDS:
            beside = self.query_one(f"#field-{name}", Field).beside
            complaint = self._complaint(name)
            if complaint is not None:
                beside.say("! " + tr(complaint.what), "bad")
            else:
                chosen = bool(self.text.kind) if name == "kind" else self.editing is not None
                if name == "start":
                    beside.say(goal_fields.start_meant(draft))
                    continue
                beside.say(meant(name, draft, self.currency, self.today, chosen=chosen))
        self._effect()

    def _complaint(self, name: str) -> Complaint | None:
        """Return what is wrong with a field: an empty one is not wrong before it is saved."""
        if self.draft is None or name not in self.draft.errors:
            return None
        empty = not getattr(self.text, name).strip()
        return None if empty and not self._tried else self.draft.errors[name]

    def on_descendant_focus(self) -> None:
        self.tell()
        self._effect()

    def _effect(self) -> None:
        if self.draft is None:
            return
        lines: list[Paragraph] = []
        focused = self.focused.id if self.focused and self.focused.id in FIELDS else ""
        names = [focused, *FIELDS] if focused else FIELDS
        complaint = next((found for name in names if (found := self._complaint(name))), None)
        if complaint is not None:
            lines.append(((tr(complaint.what) + " ", "bad"), (tr(complaint.remedy), "")))
        room = self.query_one("#effect", Prose).size.width
        lines.extend(effect(self.draft, self.currency, self.weighed, room))
        self.query_one("#effect", Prose).show(lines)

    # -- targets that are proposed ---------------------------------------------------------------

    def action_propose(self, by: int) -> None:
        """Take the next target that is proposed, or the one before: the first of them at first."""
        if self.weighed is None or not self.weighed.proposals:
            return
        targets = [one.target for one in self.weighed.proposals]
        now = self.draft.target if self.draft else None
        place = targets.index(now) + by if now in targets else 0
        field = self._typed("target")
        field.value = typed(targets[max(0, min(place, len(targets) - 1))], self.weighed)
        field.cursor_position = len(field.value)
        field.focus()

    @on(ChoiceField.Listed)
    def listed(self, event: ChoiceField.Listed) -> None:
        field = event.field
        known = self.kpi.catalogue
        groups = {key: _(STAGES[known[key].stage]) for key, _label in field.choices if key in known}
        choices = [Choice(key, label, group=groups.get(key, "")) for key, label in field.choices]
        if isinstance(field, ManyField):
            choices = [
                replace(one, note=_("chosen: ⏎ takes it out") if one.key in field.values else "")
                for one in choices
            ]

        def chosen(key: str | None) -> None:
            if key is not None:
                field.choose(key)

        self.kpi.push_screen(
            Pick(goal_fields.labels()[field.id or ""], choices, field.value), chosen
        )

    # -- the end ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save when everything is right, else go to what is not."""
        self.after_typing(self._ask_to_save)

    def _ask_to_save(self) -> None:
        self.changed()
        self._tried = True
        question = partial(self.kpi.desk.plans.draft, self.text, self.editing)
        self.ask("draft", question, self._save)

    def _save(self, draft: Draft) -> None:
        self._show(draft)
        if draft.goal is None:
            name = next((name for name in FIELDS if name in draft.errors), "target")
            self.query_one(f"#{name}").focus()
            return
        goal = replace(draft.goal, version=self._version)
        if self._reopened:
            goal = replace(goal, state="open", closing=None)
        refused = partial(self._refused, goal)
        self.ask("save", partial(self.kpi.desk.plans.save, goal), self._saved, refused)

    def _saved(self, goal: Goal) -> None:
        """Answer with the goal; one that is as it was is no change that could be taken back."""
        same = self.editing is not None and goal.version == self._version
        self.dismiss(None if same else goal)

    def _refused(self, mine: Goal, error: OwnerError) -> None:
        """Show both where somebody else changed the goal: each field as theirs or as mine."""
        if isinstance(error, ConflictError) and isinstance(error.theirs, GoalRow):
            from tui.screens.conflict import Conflict

            theirs = from_row(error.theirs, self.kpi.catalogue)
            panel = Conflict(mine, theirs, self.editing, self.currency)
            self.kpi.push_screen(panel, partial(self._settled, mine, theirs))
            return
        self.fail(error)

    def _settled(self, mine: Goal, theirs: Goal, kept: frozenset[str] | None) -> None:
        """Save the goal with the fields that were chosen, as a change of theirs."""
        if kept is None:
            return
        here, names = texts_of(mine), kept & set(FIELDS)
        self._reopened = mine.state != theirs.state and "state" in kept
        self.editing, self._version = theirs, theirs.version
        self.text = replace(texts_of(theirs), **{name: getattr(here, name) for name in names})
        goal_fields.write(self, self.text)
        self._ask_to_save()

    def action_start_over(self) -> None:
        """Forget what was typed before."""
        fresh = self._original
        goal_fields.write(self, fresh)

    def _keeping(self) -> Callable[[], None]:
        number = self.editing.id if self.editing else 0
        unsaved = self.text if self.text != self._original else None
        return partial(self.kpi.desk.plans.keep_text, number, unsaved)

    def ending(self) -> None:
        """Keep what is typed before the session ends, if that takes no time."""
        with suppress(OwnerError, TimeoutError):
            self.kpi.desk.submit(self._keeping()).result(KEEP_WITHIN)

    def action_leave(self) -> None:
        self.after_typing(self._keep)

    def _keep(self) -> None:
        self.changed()
        self.ask("keep", self._keeping(), self._left, self._gone)

    def _left(self, _answer: object) -> None:
        self.dismiss(None)

    def _gone(self, _error: OwnerError) -> None:
        self.dismiss(None)
