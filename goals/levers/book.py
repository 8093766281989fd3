"""The owner's levers: kept, started, stopped, linked to goals, with history and undo."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from goals.levers import library
from goals.levers.lever import ExpectedEffect, Lever, from_row, to_row
from goals.metrics.errors import QuestionError
from store.messages import N_
from store.plans import HistoryEntry, LeverRow, Plans

if TYPE_CHECKING:
    from datetime import date

    from goals.levers.lever import LeverState

KEPT = ("idea", "planned", "running", "stopped", "done")


class LeverBook:
    """All levers of one store. ``at`` is the instant of a change in seconds UTC."""

    def __init__(self, plans: Plans) -> None:
        self.plans = plans

    def levers(self, states: tuple[str, ...] = KEPT) -> list[Lever]:
        return [from_row(row) for row in self.plans.levers(states)]

    def lever(self, lever_id: int) -> Lever:
        """Return one lever; StoreError when there is none."""
        return from_row(self.plans.lever(lever_id))

    def from_library(self, name: str, text: str = "") -> Lever:
        """Return a new lever made from an entry; ``text`` is its name in the owner's language."""
        entry = library.entry(name)
        return Lever(
            name=text or entry.name,
            library=entry.id,
            effects=tuple(ExpectedEffect(metric) for metric in entry.metrics),
        )

    def add(self, lever: Lever, *, at: int) -> Lever:
        """Keep a new lever.

        Raises:
            QuestionError: it has no name, or ends before it starts.
        """
        return from_row(self.plans.add_lever(to_row(_checked(lever)), at=at))

    def edit(self, lever: Lever, *, at: int, change: str = "edit") -> Lever:
        """Keep a change; ConflictError when somebody else changed the lever meanwhile."""
        return from_row(self.plans.save_lever(to_row(_checked(lever)), at=at, change=change))

    def start(self, lever_id: int, day: date, *, at: int, today: date) -> Lever:
        """Start a lever on a day; one to come makes it planned.

        A lever that ran before runs again from this day on; its history keeps the old dates.
        """
        lever = self.lever(lever_id)
        if lever.state == "running":
            raise QuestionError(
                N_("The lever {number} is running since {start}."),
                N_("Stop it first, or change its start with “kpi-tui lever edit”."),
                number=lever.id,
                start=lever.start,
            )
        state: LeverState = "planned" if day > today else "running"
        changed = replace(lever, state=state, start=day, end=None)
        return self.edit(changed, at=at, change="start")

    def stop(self, lever_id: int, day: date, *, at: int, done: bool = False) -> Lever:
        """Stop a lever after ``day``, its last one; ``done``: because its work is finished."""
        lever = self.lever(lever_id)
        if lever.state not in ("running", "planned"):
            raise QuestionError(
                N_("The lever {number} is not running."),
                N_("“kpi-tui lever list” shows what runs."),
                number=lever.id,
            )
        state: LeverState = "done" if done else "stopped"
        end = None if lever.start is None or day < lever.start else day
        if lever.state == "running" and end is None:
            raise QuestionError(
                N_("The lever cannot stop on {day}: it started on {start}."),
                N_("Give a later day."),
                day=day,
                start=lever.start,
            )
        return self.edit(replace(lever, state=state, end=end), at=at, change="stop")

    def delete(self, lever_id: int, *, at: int) -> Lever:
        """Put a lever away; undo brings it back."""
        lever = self.lever(lever_id)
        return self.edit(replace(lever, state="deleted"), at=at, change="delete")

    def undo(self, lever_id: int, *, at: int) -> Lever:
        return from_row(self.plans.undo_lever(lever_id, at=at))

    def history(self, lever_id: int) -> list[HistoryEntry]:
        return self.plans.history("lever", lever_id)

    def link(self, goal_id: int, lever_id: int, *, at: int) -> bool:
        """Say that the lever should help the goal; ``False`` when that was said before."""
        return self.plans.link(goal_id, lever_id, at=at)

    def unlink(self, goal_id: int, lever_id: int, *, at: int) -> bool:
        """Take the link away; ``False`` when there was none."""
        return self.plans.unlink(goal_id, lever_id, at=at)

    def by_goal(self) -> dict[int, tuple[Lever, ...]]:
        """Return the levers linked to each goal, running ones first; deleted ones left out."""
        kept = {lever.id: lever for lever in self.levers()}
        linked: defaultdict[int, list[Lever]] = defaultdict(list)
        for goal, lever in self.plans.links():
            if lever in kept:
                linked[goal].append(kept[lever])
        order = {state: place for place, state in enumerate(("running", "planned", "idea"))}
        return {
            goal: tuple(sorted(found, key=lambda one: (order.get(one.state, 9), one.id)))
            for goal, found in linked.items()
        }

    def goals_of(self, lever_id: int) -> list[int]:
        """Return the numbers of the goals that a lever is linked to."""
        return [goal for goal, lever in self.plans.links() if lever == lever_id]


def _checked(lever: Lever) -> Lever:
    name = " ".join(lever.name.split())
    if not name:
        raise QuestionError(
            N_("The lever has no name."), N_("Name it, or take one from the library.")
        )
    if lever.start is not None and lever.end is not None and lever.end < lever.start:
        raise QuestionError(
            N_("The lever ends on {end}, before it starts on {start}."),
            N_("Give a later end or an earlier start."),
            start=lever.start,
            end=lever.end,
        )
    return replace(lever, name=name)


__all__ = ["KEPT", "HistoryEntry", "LeverBook", "LeverRow"]
