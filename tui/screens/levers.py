"""Linking a lever to a goal: one of the owner's, one of the library, or a new one by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS
from tui.language import _
from tui.screens.pick import Choice, Pick
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goals.levers.lever import Lever
    from goals.levers.library import Entry
    from tui.plans_desk import GoalDetail, PlansDesk

MINE, LIBRARY = "lever:", "entry:"


def link_panel(answer: tuple[GoalDetail, list[Lever], list[Entry]], title: str) -> Pick:
    """Return the panel that asks which lever; typing a name nobody has makes a new one."""
    detail, levers, entries = answer
    choices = list(_choices(detail, levers, entries))
    hint = _("type to find, or the name of a lever of your own")
    return Pick(title, choices, typed=True, hint=hint)


def change(plans: PlansDesk, detail: GoalDetail, key: str) -> Callable[[], object]:
    """Return what the chosen key asks of the desk."""
    goal, linked = detail.view.id, {lever.id for lever in detail.view.levers}
    if key.startswith("="):
        return partial(plans.own, goal, key[1:])
    if key.startswith(LIBRARY):
        return partial(plans.take, goal, key.removeprefix(LIBRARY))
    lever = int(key.removeprefix(MINE))
    return partial(plans.unlink if lever in linked else plans.link, goal, lever)


def _choices(detail: GoalDetail, levers: list[Lever], entries: list[Entry]) -> Iterable[Choice]:
    linked = {lever.id for lever in detail.view.levers}
    taken = {lever.library for lever in levers if lever.id in linked}
    for lever in levers:
        state = _(LEVER_STATE_LABELS[lever.state])
        yield Choice(
            f"{MINE}{lever.id}",
            f"{LEVER_MARKS[lever.state]} {clean(lever.name)}",
            _("linked: ⏎ takes it off") if lever.id in linked else state,
            _("Your levers"),
        )
    for entry in entries:
        if entry.id in taken:
            continue
        fits = detail.view.goal.metric in entry.metrics
        group = _("From the library, for this figure") if fits else _(entry.objective.label)
        yield Choice(f"{LIBRARY}{entry.id}", _(entry.name), "", group)
