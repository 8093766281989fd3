"""Which goal to look at first, as a product of three terms that can be shown.

Doubt is how probable it is that the goal is missed; nearness halves every four weeks that are left;
weight is more where a guardrail is lost or a review is due. The product is between 0 and about 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from goals.targets.assess import Assessment
    from goals.targets.status import Status

Sort = Literal["urgency", "deadline", "chance", "progress", "stage", "title"]
SORTS: tuple[Sort, ...] = get_args(Sort)

HALVED = 28
"""Days to go after which a goal presses half as much."""
LOST, REVIEWED = 1.5, 1.3
"""What weighs more: a metric that must not get worse did; a review is due."""

DOUBTS: dict[Status, float] = {
    "missed": 1.0, "out of reach": 1.0, "at risk": 0.85, "behind": 0.5, "no data": 0.5,
    "stale": 0.5, "too early": 0.3, "on pace": 0.15, "ahead": 0.05, "reached": 0.0, "closed": 0.0,
}  # fmt: skip
"""How doubtful a goal is by its status, where no probability is known."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """``doubt`` × ``near`` × ``weight``; ``known`` tells whether the doubt is a probability."""

    doubt: float
    near: float
    weight: float
    known: bool
    reviewed: bool = False
    """Whether a review that is due weighs in."""

    @property
    def score(self) -> float:
        return self.doubt * self.near * self.weight


def urgency(found: Assessment, *, review_due: bool = False) -> Urgency:
    """Return how urgent an open goal is; what is over or was lost presses as if due today."""
    certain = found.status in ("reached", "missed", "closed", "out of reach")
    known = found.probability is not None and not certain
    doubt = DOUBTS[found.status]
    if found.probability is not None and not certain:
        doubt = 1 - found.probability
        if found.status in ("no data", "stale"):  # the forecast rests on old figures
            doubt = max(doubt, DOUBTS[found.status])
    near = HALVED / (HALVED + max(found.days_left, 0))
    weight = (LOST if found.guardrail_lost else 1.0) * (REVIEWED if review_due else 1.0)
    return Urgency(doubt, near, weight, known, review_due)


def sort_key(sort: Sort) -> Callable[[Assessment, Urgency, str], tuple[object, ...]]:
    """Return what goals are put in order by; the nearest deadline, then the number decide ties."""

    def key(found: Assessment, pressing: Urgency, title: str) -> tuple[object, ...]:
        goal = found.goal
        first: object = 0
        if sort == "urgency":
            first = -pressing.score
        elif sort == "chance":
            first = 2.0 if found.probability is None else found.probability
        elif sort == "progress":
            first = -(10**9) if found.progress is None else found.progress
        elif sort == "stage":
            first = goal.stage
        elif sort == "title":
            first = title.casefold()
        return first, goal.deadline, goal.id

    return key
