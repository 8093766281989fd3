"""Actions of the morning: what changed, and whether the figures are known by heart."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_figures
from tui.actions.places import COCKPIT, MORNING

ACTIONS: tuple[Action, ...] = (
    Action("morning", ("W",), "W", N_("this morning"),
           N_("See what changed since you last looked"),
           COCKPIT | {"metric"}, 22, blocked=needs_figures),
    Action("quiz", ("Q",), "Q", N_("quiz"), N_("Guess five figures: do you know them by heart?"),
           COCKPIT | MORNING, 21, blocked=needs_figures),
    Action("open", ("enter",), "⏎", N_("open"), N_("Open what the line is about"),
           MORNING, 100, "moving", False),
    Action("back", ("escape", "W"), "Esc", N_("figures"), N_("Go on to the figures"),
           MORNING, 95, "moving", False),
    Action("sources", ("s",), "s", N_("sources"),
           N_("See what each source covers, and which one counts"), MORNING, 26, "more"),
    Action("copy", ("y",), "y", N_("copy"), N_("Copy the line to the clipboard"), MORNING, 0),
)  # fmt: skip
