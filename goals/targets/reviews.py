"""Regular looks at goals: what was decided each time, and which goals are due to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from goals.metrics.catalogue.shop import of_store
from goals.metrics.errors import QuestionError
from goals.targets.days import parse_ahead
from goals.targets.rows import from_row
from goals.targets.texts import MOST_NOTE, limited
from store.messages import N_, Message
from store.plans import Plans
from store.reviews import ReviewRow, Reviews

if TYPE_CHECKING:
    from datetime import date

    from goals.targets.goal import Goal
    from store.database import Store

Decision = Literal["keep", "retarget", "lever", "stop"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
DECISION_LABELS: dict[str, str] = {
    "keep": N_("go on as it is"),
    "retarget": N_("change the target"),
    "lever": N_("pull a lever"),
    "stop": N_("stop pursuing it"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """An open goal that was to be looked at again by today: ``review`` is the one that said so."""

    goal: Goal
    review: ReviewRow
    days: int
    """How many days ago it was due: 0 today."""


def due(store: Store, today: date) -> list[Due]:
    """Return the open goals whose next review is due, the longest overdue first."""
    latest, known = Reviews(store).latest(), of_store(store)
    found = []
    for row in Plans(store).goals():
        review = latest.get(row.id)
        if review is not None and review.next_day is not None and review.next_day <= today:
            goal = from_row(row, known)
            found.append(Due(goal, review, (today - review.next_day).days))
    return sorted(found, key=lambda one: (-one.days, one.goal.id))


def is_due(goal: Goal, review: ReviewRow | None, today: date) -> bool:
    """Whether an open goal was to be looked at again by today."""
    if review is None or review.next_day is None:
        return False
    return goal.state == "open" and review.next_day <= today


def read_review(
    goal: Goal, decision: str, note: str, again: str, *, today: date, day_first: bool | None = None
) -> ReviewRow:
    """Return a review as typed; nothing is stored.

    Raises:
        QuestionError: the decision is none, or the goal is not open.
        EntryError: the next day cannot be read, or is over.
    """
    if goal.state != "open":
        raise QuestionError(
            N_("Only goals under way are reviewed: {number} is not."),
            N_("“kpi-tui goal reopen {number}” opens it again."),
            number=str(goal.id),
        )
    if decision not in DECISIONS:
        raise QuestionError(
            N_("“{text}” is not a decision."),
            N_("Use keep, retarget, lever or stop."),
            text=decision,
        )
    next_day = parse_ahead(again, today, day_first=day_first) if again.strip() else None
    return ReviewRow(
        goal=goal.id,
        day=today,
        decision=decision,
        note=limited(note, MOST_NOTE),
        next_day=next_day,
    )


def decision_label(decision: str) -> Message:
    return Message(DECISION_LABELS.get(decision, decision))
