"""Actions that keep goals in order: all of them, months, copies, reviews, histories, put away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui import words
from tui.language import _, ngettext
from tui.planning import Planning

if TYPE_CHECKING:
    from goals.targets.texts import GoalText
    from store.reviews import ReviewRow
    from tui.views import GoalView


class Keeping(Planning):
    """Each ``do_<id>`` runs the action of that id in ``tui.actions``."""

    def do_every_goal(self) -> None:
        from tui.screens.goals import GoalsPage

        self.push_screen(GoalsPage())

    def do_goal_months(self) -> None:
        from tui.screens.months import MonthGrid

        situation = self.page.situation()
        goal = situation.goal.goal if situation.goal else None
        metric = situation.metric.id if situation.metric else next(iter(self.catalogue))
        dimension = goal.where[0][0] if goal is not None and goal.where else ""
        if goal is None and self.page.where:
            dimension = self.page.where[0][0]
        self.push_screen(MonthGrid(metric, dimension), self._months_saved)

    def _months_saved(self, goals: tuple[int, ...] | None) -> None:
        if goals is None:
            return
        if not goals:
            self.page.say(_("Every month is as it was."))
            return
        text = ngettext("{n} month saved; u takes it back.",
                        "{n} months saved; u takes them back.", len(goals))  # fmt: skip
        self.note_change(goals, text.format(n=len(goals)))

    def do_goal_duplicate(self) -> None:
        view = self.page.situation().goal
        if view is not None:

            def opened(text: GoalText) -> None:
                self.edit(text, None, None)

            self.page.ask("editor", partial(self.desk.goals.copied, view.id), opened)

    def do_goal_history(self) -> None:
        view = self.page.situation().goal
        if view is not None:
            from tui.screens.goal_history import GoalHistory

            self.push_screen(GoalHistory(view.id), partial(self._restore, view.id))

    def _restore(self, goal: int, version: int | None) -> None:
        if version:
            restore = partial(self.desk.goals.restore, goal, version)
            said = _("Version {n} is back; u takes this back.").format(n=version)
            self.change(goal, restore, said)

    def do_goal_review(self) -> None:
        view = self.page.situation().goal
        if view is not None and self.view is not None:
            from tui.screens.goal_review import GoalReview

            title = words.goal_title(view, self.view.shop.currency)
            self.push_screen(GoalReview(view.id, title), partial(self._reviewed, view))

    def _reviewed(self, view: GoalView, row: ReviewRow | None) -> None:
        """Go on with what was decided: another target, a lever, or the end of the goal."""
        if row is None:
            return
        self.page.say(_("Noted; H shows every review."), "good")
        self.reload()
        if row.decision == "retarget":
            self.do_goal_edit()
        elif row.decision == "lever":
            self.do_lever_link()
        elif row.decision == "stop":
            self._ask_to_close(view)

    def _ask_to_close(self, view: GoalView) -> None:
        from tui.screens.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.close_goal(view.id)

        text = _("Close the goal, too? Its figure is kept as it stands.")
        self.push_screen(Confirm(_("Close a goal"), text, _("close")), answered)

    def do_goal_state(self) -> None:
        """Ask where a goal is to go: closed, archived, or open again."""
        from tui.screens.pick import Choice, Pick

        view = self.page.situation().goal
        if view is None:
            return
        closing = Choice("close", _("Close it"), _("its figure is kept as it stands"))
        away = Choice("archive", _("Archive it"), _("out of sight, its figure kept"))
        again = Choice("reopen", _("Open it again"))
        choices = {"open": [closing, away], "closed": [again, away]}
        offered = choices.get(view.goal.state, [again])
        title = _("Put away or take back")

        def chosen(key: str | None) -> None:
            goals = self.desk.goals
            if key == "close":
                self.close_goal(view.id)
            elif key == "archive":
                said = _("Archived; u brings it back, X shows all goals.")
                self.change(view.id, partial(goals.archive, view.id), said)
            elif key == "reopen":
                said = _("Open again; u takes this back.")
                self.change(view.id, partial(goals.reopen, view.id), said)

        self.push_screen(Pick(title, offered), chosen)
