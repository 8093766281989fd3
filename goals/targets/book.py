"""The owner's goals: drafted, kept, judged, closed with the figure known then, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goals.levers.book import LeverBook
from goals.metrics.catalogue import shop as catalogue
from goals.metrics.errors import QuestionError
from goals.targets.assess import Assessment, assess
from goals.targets.course import course
from goals.targets.draft import Desk, Draft, draft
from goals.targets.goal import STATE_LABELS, Closing, Goal
from goals.targets.reviews import due, is_due, read_review
from goals.targets.rows import from_row, to_row
from goals.targets.seasonal import path
from goals.targets.series import Points, line, points
from goals.targets.turns import from_record, to_record
from goals.targets.urgency import urgency
from store.messages import N_, Message
from store.plans import Plans
from store.projects import Projects
from store.reviews import Reviews
from store.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from goals.levers.lever import Lever
    from goals.targets.assess import Foresee
    from goals.targets.reviews import Due
    from goals.targets.seasonal import Path
    from goals.targets.texts import GoalText
    from goals.targets.urgency import Urgency
    from store.facts import Facts
    from store.plans import GoalRow, HistoryEntry
    from store.projects import MilestoneRow, ProjectRow
    from store.reviews import ReviewRow


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal as a panel shows it: how it stands, what pulls it, its course and its line.

    ``review`` is the last one. ``series`` has one value a day; ``line`` the corners of the line it
    should follow.
    """

    goal: Goal
    assessment: Assessment
    urgency: Urgency
    review: ReviewRow | None = None
    levers: tuple[Lever, ...] = ()
    series: Points = ()
    line: tuple[tuple[date, Fraction], ...] = ()


class GoalBook:
    """All goals of one store, seen on one day. ``at`` is an instant in seconds UTC.

    ``foresee`` gives the outlook of an open goal (``goals.targets.foresight``).
    """

    def __init__(
        self,
        facts: Facts,
        plans: Plans | None = None,
        *,
        as_of: date | None,
        today: date,
        day_first: bool | None = None,
        foresee: Foresee | None = None,
    ) -> None:
        self.foresee = foresee
        self.facts = facts
        self.plans = plans or Plans(facts.store)
        self.levers = LeverBook(self.plans)
        self.as_of = as_of
        self.today = today
        self.day_first = day_first
        self._work: dict[str, tuple[ProjectRow, list[MilestoneRow]]] | None = None
        self._turns = Turns(facts.store)
        self._latest: dict[int, ReviewRow] | None = None

    # -- reading -----------------------------------------------------------------------------

    def goals(self, states: Sequence[str] = ("open",)) -> list[Goal]:
        return [self._goal(row) for row in self.plans.goals(states)]

    def goal(self, goal_id: int) -> Goal:
        """Return one goal, deleted or not; StoreError when there is none."""
        return self._goal(self.plans.goal(goal_id))

    def _goal(self, row: GoalRow) -> Goal:
        return from_row(row, catalogue.of(self.facts))

    def assess(self, goal: Goal) -> Assessment:
        """Judge one goal by what is known."""
        project, milestones = self._project(goal)
        found = assess(
            self.facts,
            goal,
            as_of=self.as_of,
            today=self.today,
            project=project,
            milestones=milestones,
            currency=self.facts.store.shop.currency,
            foresee=self.foresee,
        )
        if not found.turns or not goal.id:
            return found
        kept = self._turns.of(goal.id)
        turns = [
            replace(turn, kept=from_record(kept[turn.span])) if turn.span in kept else turn
            for turn in found.turns
        ]
        return replace(found, turns=tuple(turns))

    def record_turns(self) -> int:
        """Record the turns that are over and were not recorded yet; return how many."""
        repeated = [goal for goal in self.goals() if goal.recurrence != "none"]
        rows = [row for goal in repeated for row in to_record(self.assess(goal))]
        known = {goal.id: self._turns.of(goal.id) for goal in repeated}
        new = [row for row in rows if row.days not in known[row.goal]]
        return self._turns.record(new) if new else 0

    def reviewed(self, goal_id: int) -> ReviewRow | None:
        """Return the last review of a goal."""
        if self._latest is None:
            self._latest = Reviews(self.facts.store).latest()
        return self._latest.get(goal_id)

    def due(self) -> list[Due]:
        """Return the open goals whose review is due."""
        return due(self.facts.store, self.today)

    def reviews(self, goal_id: int) -> list[ReviewRow]:
        """Return what was decided about a goal, the first review first."""
        return Reviews(self.facts.store).of(goal_id)

    def views(self, states: Sequence[str] = ("open",), *, series: bool = True) -> list[GoalView]:
        levers = self.levers.by_goal()
        return [
            self.view(goal, levers.get(goal.id, ()), series=series) for goal in self.goals(states)
        ]

    def view(
        self, goal: Goal, levers: tuple[Lever, ...] | None = None, *, series: bool = True
    ) -> GoalView:
        """Return one goal with everything a panel shows of it."""
        found = self.levers.by_goal().get(goal.id, ()) if levers is None else levers
        assessment, review = self.assess(goal), self.reviewed(goal.id)
        pressing = urgency(assessment, review_due=is_due(goal, review, self.today))
        if not series:
            return GoalView(goal, assessment, pressing, review, found)
        milestones = self._project(goal)[1]
        day = assessment.day
        return GoalView(
            goal,
            assessment,
            pressing,
            review,
            found,
            points(self.facts, goal, day, milestones),
            line(goal, day, milestones, self._path(goal, day)),
        )

    def _path(self, goal: Goal, day: date | None) -> Path | None:
        if goal.kind != "total" or day is None:
            return None
        return path(self.facts, goal.about, goal.where, course(goal, day))

    def _project(self, goal: Goal) -> tuple[ProjectRow | None, list[MilestoneRow]]:
        if not goal.where or goal.where[0][0] != "project":
            return None, []
        return self._projects().get(goal.where[0][1], (None, []))

    def _projects(self) -> dict[str, tuple[ProjectRow, list[MilestoneRow]]]:
        if self._work is None:
            projects = Projects(self.facts.store)
            steps = projects.milestones()
            self._work = {
                one.name: (one, [step for step in steps if step.project == one.id])
                for one in projects.projects()
            }
        return self._work

    # -- drafting ----------------------------------------------------------------------------

    def desk(self) -> Desk:
        """Return what drafts are checked against."""
        return Desk(
            facts=self.facts,
            as_of=self.as_of,
            today=self.today,
            currency=self.facts.store.shop.currency,
            day_first=self.day_first,
            milestones={name: steps for name, (_project, steps) in self._projects().items()},
        )

    def draft(self, text: GoalText, *, editing: Goal | None = None) -> Draft:
        """Read a goal as typed, with its baseline and what is wrong; nothing is stored."""
        return draft(self.desk(), text, editing=editing)

    # -- changing ----------------------------------------------------------------------------

    def add(self, goal: Goal, *, at: int) -> Goal:
        """Keep a new goal (of a draft without complaints)."""
        return self._goal(self.plans.add_goal(to_row(goal), at=at))

    def edit(self, goal: Goal, *, at: int) -> Goal:
        """Keep a change; ConflictError when somebody else changed the goal meanwhile."""
        return self._goal(self.plans.save_goal(to_row(goal), at=at))

    def write(self, goals: Sequence[Goal], *, at: int) -> list[Goal]:
        """Keep new and changed goals of months: all of them, or none.

        Raises:
            ConflictError: somebody changed one meanwhile, or set one for a new one's month.
        """
        rows = self.plans.write_goals([to_row(goal) for goal in goals], at=at)
        return [self._goal(row) for row in rows]

    def review(self, goal_id: int, decision: str, note: str, again: str, *, at: int) -> ReviewRow:
        """Keep what was decided about an open goal, and when it is looked at again."""
        goal = self.goal(goal_id)
        row = read_review(goal, decision, note, again, today=self.today, day_first=self.day_first)
        self._latest = None
        return Reviews(self.facts.store).add(replace(row, at=at))

    def close(self, goal_id: int, *, at: int) -> Goal:
        """Close a goal with the figure known now, which stays beside the one known later."""
        goal = self.goal(goal_id)
        _expect(goal, ("open",), N_("The goal {number} is not open: it is {state}."))
        now = self.assess(goal)
        day = now.day or self.today
        closing = Closing(now.value, min(day, goal.deadline))
        return self._saved(replace(goal, state="closed", closing=closing), at, "close")

    def reopen(self, goal_id: int, *, at: int) -> Goal:
        """Open a closed, archived or deleted goal again."""
        goal = self.goal(goal_id)
        _expect(goal, ("closed", "archived", "deleted"), N_("The goal {number} is open already."))
        return self._saved(replace(goal, state="open", closing=None), at, "reopen")

    def archive(self, goal_id: int, *, at: int) -> Goal:
        """Put a goal out of sight; it keeps its closing figure."""
        goal = self.goal(goal_id)
        _expect(
            goal, ("open", "closed"), N_("The goal {number} cannot be archived: it is {state}.")
        )
        return self._saved(replace(goal, state="archived"), at, "archive")

    def delete(self, goal_id: int, *, at: int) -> Goal:
        """Take a goal away; undo or reopen brings it back."""
        goal = self.goal(goal_id)
        _expect(goal, ("open", "closed", "archived"), N_("The goal {number} is deleted already."))
        return self._saved(replace(goal, state="deleted"), at, "delete")

    def undo(self, goal_id: int, *, at: int) -> Goal:
        """Take back the last change that still stands."""
        return self._goal(self.plans.undo_goal(goal_id, at=at))

    def undo_all(self, versions: Mapping[int, int | None], *, at: int) -> list[Goal]:
        """Take back the last change of each goal (if still of its version): of all, or of none."""
        return [self._goal(row) for row in self.plans.undo_goals(versions, at=at)]

    def restore(self, goal_id: int, version: int, *, at: int) -> Goal:
        """Make a goal again what it was in one of its versions."""
        return self._goal(self.plans.restore_goal(goal_id, version, at=at))

    def history(self, goal_id: int) -> list[HistoryEntry]:
        """Return every version of a goal, the first one first."""
        return self.plans.history("goal", goal_id)

    def _saved(self, goal: Goal, at: int, change: str) -> Goal:
        return self._goal(self.plans.save_goal(to_row(goal), at=at, change=change))


def _expect(goal: Goal, states: Sequence[str], otherwise: str) -> None:
    if goal.state not in states:
        raise QuestionError(
            otherwise,
            N_("“kpi-tui goal list --all” shows every goal with its state."),
            number=goal.id,
            state=Message(STATE_LABELS[goal.state]),
        )
