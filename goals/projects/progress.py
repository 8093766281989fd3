"""How far a project is: promises kept and missed, hours, money, and what it brought.

A milestone is late by the days since its first promise (metrics.md, ``milestone_completion``): a
later promise makes nothing punctual. Utilisation (RUR) is hours worked on milestones out of hours
available, ROI is (gain − cost) ÷ cost, and both are ``None`` where nothing was measured: a gain
nobody noted is not a gain of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from store.messages import N_
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from goals.levers.lever import Lever
    from store.projects import EntryKind, MilestoneRow, ProjectEntry, ProjectRow, PromisedKind

    PastPromises = Mapping[tuple[PromisedKind, int], Sequence[date]]

StepState = Literal["reached", "reached_late", "late", "moved", "open"]
Standing = Literal["finished", "stopped", "idea", "planned", "late", "slipping", "on_time"]

STATES: dict[str, str] = {
    "idea": N_("idea"),
    "planned": N_("planned"),
    "running": N_("running"),
    "finished": N_("finished"),
    "stopped": N_("stopped"),
}
"""What the owner says of a project; its standing is what the days say."""
STANDINGS: dict[Standing, str] = {
    "finished": N_("finished"),
    "stopped": N_("stopped"),
    "idea": N_("an idea"),
    "planned": N_("planned"),
    "late": N_("late"),
    "slipping": N_("slipping"),
    "on_time": N_("on time"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone. ``promises`` are all days it was promised for, the first and the latest too.

    ``days_late``: by how many days it missed its first promise, so far.
    """

    row: MilestoneRow
    promises: tuple[date, ...]
    days_late: int
    state: StepState

    @property
    def done(self) -> bool:
        return self.row.reached_day is not None

    @property
    def overdue(self) -> bool:
        """Whether its first promise is broken and it is not reached: it asks for attention."""
        return self.state == "late"


@dataclass(frozen=True, slots=True)
class Progress:
    """One project on a day. Hours are minutes, money stored units; ``None``: nothing was noted."""

    row: ProjectRow
    promises: tuple[date, ...]
    steps: tuple[Step, ...]
    standing: Standing
    worked: int | None = None
    available: int | None = None
    cost: int | None = None
    gain: int | None = None
    levers: tuple[Lever, ...] = ()

    @property
    def reached(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def overdue(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.overdue)

    @property
    def next(self) -> Step | None:
        """The milestone to work on: the first promised of those not reached."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def slipped(self) -> int:
        """Days between the first promise of its end and the latest one, or the end itself."""
        return ((self.row.finished_day or self.row.due_day) - self.promises[0]).days

    @property
    def utilisation(self) -> Fraction | None:
        """Hours worked on milestones out of the hours available (RUR)."""
        if not self.available or self.worked is None:
            return None
        return Fraction(self.worked, self.available)

    @property
    def roi(self) -> Fraction | None:
        """(gain − cost) ÷ cost; ``None`` while no gain was measured or nothing was spent."""
        if self.gain is None or not self.cost:
            return None
        return Fraction(self.gain - self.cost, self.cost)

    @property
    def margin_per_hour(self) -> Fraction | None:
        """Money of the shop's currency that an hour worked has brought."""
        if self.gain is None or not self.worked:
            return None
        return Fraction(self.gain, MONEY_SCALE) / Fraction(self.worked, 60)

    @property
    def last_day(self) -> date:
        """The last day that belongs to it: promised, or reached."""
        days = [self.row.finished_day or self.row.due_day, *self.promises]
        days.extend(day for step in self.steps for day in (*step.promises, step.row.reached_day)
                    if day is not None)  # fmt: skip
        return max(days)


def step_of(row: MilestoneRow, past: Sequence[date], today: date) -> Step:
    """Return a milestone with its promises as on ``today``."""
    promises = _promises((row.original_day, *past, row.due_day))
    late = max(((row.reached_day or today) - row.original_day).days, 0)
    state: StepState
    if row.reached_day is not None:
        state = "reached_late" if late else "reached"
    elif late:
        state = "late"
    else:
        state = "moved" if len(promises) > 1 else "open"
    return Step(row, promises, late, state)


def progress(
    row: ProjectRow,
    milestones: Collection[MilestoneRow],
    entries: Collection[ProjectEntry],
    today: date,
    *,
    past: PastPromises | None = None,
    levers: Collection[Lever] = (),
) -> Progress:
    """Return how far a project is on ``today``; its milestones come in the order they are due."""
    known = past or {}
    steps = tuple(
        step_of(one, known.get(("milestone", one.id), ()), today)
        for one in sorted(milestones, key=lambda one: (one.due_day, one.id))
    )
    promises = _promises((*known.get(("project", row.id), ()), row.due_day))
    return Progress(
        row,
        promises,
        steps,
        _standing(row, promises, steps, today),
        worked=_sum(entries, "worked"),
        available=_sum(entries, "available"),
        cost=_sum(entries, "cost"),
        gain=_sum(entries, "gain"),
        levers=tuple(levers),
    )


def _promises(days: Sequence[date]) -> tuple[date, ...]:
    """Return the days promised one after the other, none twice in a row."""
    kept: list[date] = []
    for day in days:
        if not kept or kept[-1] != day:
            kept.append(day)
    return tuple(kept)


def _standing(
    row: ProjectRow, promises: Sequence[date], steps: Sequence[Step], today: date
) -> Standing:
    if row.state == "finished" or row.state == "stopped":
        return "finished" if row.state == "finished" else "stopped"
    if row.state in ("idea", "planned") and today < row.start_day:
        return "idea" if row.state == "idea" else "planned"
    if today > row.due_day or any(step.overdue and today > step.row.due_day for step in steps):
        return "late"
    if len(promises) > 1 or any(step.overdue or step.state == "moved" for step in steps):
        return "slipping"
    return "on_time"


def _sum(entries: Collection[ProjectEntry], kind: EntryKind) -> int | None:
    amounts = [entry.amount for entry in entries if entry.kind == kind]
    return sum(amounts) if amounts else None
