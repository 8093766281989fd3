"""How a goal stands, in one word, by what is known and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from store.messages import N_

if TYPE_CHECKING:
    from goals.targets.goal import Kind, State
    from goals.targets.pace import Pace

Status = Literal[
    "reached", "ahead", "on pace", "behind", "at risk", "out of reach", "too early", "no data",
    "stale", "missed", "closed",
]  # fmt: skip
STATUSES: tuple[Status, ...] = get_args(Status)

STATUS_LABELS: dict[Status, str] = {
    "reached": N_("reached"),
    "ahead": N_("ahead"),
    "on pace": N_("on pace"),
    "behind": N_("behind"),
    "at risk": N_("at risk"),
    "out of reach": N_("out of reach"),
    "too early": N_("too early"),
    "no data": N_("no data"),
    "stale": N_("stale"),
    "missed": N_("missed"),
    "closed": N_("closed"),
}
STATUS_MARKS: dict[Status, str] = {
    "reached": "✓", "ahead": "✓", "on pace": "✓", "behind": "!", "at risk": "▼",
    "out of reach": "✗", "too early": "·", "no data": "?", "stale": "?", "missed": "✗",
    "closed": "–",
}  # fmt: skip
"""One character for narrow places; the word stands beside it or is one key away."""

NEEDS_ATTENTION: frozenset[Status] = frozenset(
    {"behind", "at risk", "out of reach", "no data", "stale", "missed"}
)
"""No data is never good news."""

EARLY = Fraction(1, 5)
"""Before a fifth of the stretch is over, pace says nothing."""
BAND = Fraction(1, 20)
"""Within 5 % of the line is on pace (the usual band; measured in the design notes)."""
STALE_DAYS = 3
"""Whole days without an import after which figures are called stale."""
AHEAD, LIKELY, UNLIKELY = 0.9, 0.7, 0.3
"""Probabilities from which a goal is ahead and on pace, and below which it is at risk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known about a goal when it is judged.

    ``met``: the target is met by today's value. ``over``: the figures of the deadline are in.
    ``final``: a target met now stays met (a sum that has arrived, milestones reached).
    ``hopeless``: arithmetic proves that it cannot be met any more. ``days_missing``: whole days
    over without figures. ``overdue``: something is late whatever the pace (milestones).
    ``margin``: of a hold goal, how far today's value is on the good side. ``probability``: of
    reaching it, by the forecast; without one the line it should follow decides.
    """

    state: State
    kind: Kind
    known: bool
    met: bool
    over: bool
    final: bool
    hopeless: bool
    elapsed: Fraction
    days_missing: int
    stays_under: bool
    pace: Pace
    margin: Fraction | None = None
    overdue: bool = False
    probability: float | None = None


def judge(case: Case) -> Status:
    """Return the status; what is certain comes before what is likely."""
    if case.state != "open":
        return "closed"
    if not case.known:
        return "no data"
    if case.over:
        return "reached" if case.met and not case.hopeless else "missed"
    if case.final and case.met:
        return "reached"
    if case.hopeless:
        return "out of reach"
    if case.days_missing > STALE_DAYS - 1:
        return "stale"
    if case.overdue:
        return "behind"
    if case.elapsed < EARLY:
        return "too early"
    return _by_pace(case) if case.probability is None else _by_chance(case.probability)


def _by_chance(probability: float) -> Status:
    """Measured mid-way on real series: see benchmarks/goal_calibration.py."""
    if probability >= AHEAD:
        return "ahead"
    if probability >= LIKELY:
        return "on pace"
    return "behind" if probability >= UNLIKELY else "at risk"


def _by_pace(case: Case) -> Status:
    if case.margin is not None:
        return "on pace" if case.margin >= 0 and case.met else "behind"
    progress, expected = case.pace.progress, case.pace.expected_progress
    if progress is None:
        return "no data"
    if case.stays_under and case.kind == "total":
        if progress <= expected * (1 - BAND):
            return "ahead"
        return "on pace" if progress <= expected * (1 + BAND) else "behind"
    if progress > 1 and not case.met:  # through a range and out on its other side
        return "behind"
    if progress >= expected * (1 + BAND) and progress > 0:
        return "ahead"
    return "on pace" if progress >= expected * (1 - BAND) else "behind"
