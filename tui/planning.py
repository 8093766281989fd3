"""Actions on goals and levers: set, edit, close, delete, take back, link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui import words
from tui.language import _
from tui.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable

    from goals.levers.lever import Lever
    from goals.levers.library import Entry
    from goals.targets.goal import Goal
    from goals.targets.texts import GoalText
    from tui.plans_desk import GoalDetail


class Planning(Shell):
    """Each ``do_<id>`` runs the action of that id in ``tui.actions``."""

    def do_goal_add(self) -> None:
        from goals.targets.texts import GoalText

        situation = self.page.situation()
        metric = situation.metric.id if situation.metric else next(iter(self.catalogue))
        scope = "=".join(self.page.where[0]) if self.page.where else ""
        text = GoalText(metric=metric, where=scope, by=_("in 8 weeks"))
        self.page.ask(
            "editor", partial(self.desk.plans.kept_text, 0), partial(self.edit, text, None)
        )

    def do_goal_edit(self) -> None:
        from goals.targets.texts import texts_of

        view = self.page.situation().goal
        if view is not None:
            question = partial(self.desk.plans.kept_text, view.id)
            self.page.ask("editor", question, partial(self.edit, texts_of(view.goal), view.goal))

    def edit(self, text: GoalText, goal: Goal | None, kept: GoalText | None) -> None:
        """Open the editor, with what was typed for this goal and left unsaved."""
        from tui.screens.goal_editor import GoalEditor

        if kept is not None and goal is None and kept.metric != text.metric:
            kept = None
        editor = GoalEditor(text, kept, editing=goal)
        self.push_screen(editor, self._goal_saved)

    def _goal_saved(self, goal: Goal | None) -> None:
        if goal is None:
            return
        self.note_change((goal.id,), _("Saved; u takes it back."))

    def note_change(self, goals: tuple[int, ...], said: str) -> None:
        """Remember goals that were changed together, say so, and read them again."""
        self.changes.append(goals)
        self.cockpit.look_at(goals[0])
        self.reload()
        self.page.say(said, "good")

    def do_goal_close(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            self.close_goal(view.id)

    def close_goal(self, goal: int) -> None:
        self.change(goal, partial(self.desk.plans.close, goal), _("Closed; u opens it."))

    def do_goal_delete(self) -> None:
        view = self.page.situation().goal
        if view is None or self.view is None:
            return
        title = words.goal_title(view, self.view.shop.currency)
        text = _("Delete the goal “{title}”? u brings it back.").format(title=title)

        from tui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                delete = partial(self.desk.plans.delete, view.id)
                self.change(view.id, delete, _("Deleted; u brings it back."))

        self.push_screen(Confirm(_("Delete a goal"), text, _("delete")), answered)

    def do_undo(self) -> None:
        goals = self.changes[-1]

        def undone(_answer: object) -> None:
            self.changes.pop()
            self.page.say(_("Taken back."), "good")
            self.reload()

        self.page.ask("change", partial(self.desk.goals.undo, goals), undone)

    def change(self, goal: int, change: Callable[[], object], said: str) -> None:
        def changed(_answer: object) -> None:
            self.note_change((goal,), said)

        self.page.ask("change", change, changed)

    def do_lever_link(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            question = partial(self.desk.plans.levers, view.id)
            self.page.ask("levers", question, self._ask_lever)

    def _ask_lever(self, answer: tuple[GoalDetail, list[Lever], list[Entry]]) -> None:
        from tui.screens.levers import change, link_panel

        def chosen(key: str | None) -> None:
            if key:
                asked = change(self.desk.plans, answer[0], key)
                self.page.ask("change", asked, lambda _answer: self.reload())

        self.push_screen(link_panel(answer, _("Link a lever")), chosen)
