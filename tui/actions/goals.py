"""Actions on goals and levers."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_change, needs_goal, needs_metric, needs_open_goal
from tui.actions.places import GOALS, PAGES, SITUATIONS

ACTIONS: tuple[Action, ...] = (
    Action("goal_add", ("g", "a"), "g", N_("goal"), N_("Set a goal for the figure"),
           PAGES | SITUATIONS, 90, "goals", blocked=needs_metric),
    Action("goal_edit", ("e",), "e", N_("edit"), N_("Edit the goal"),
           GOALS, 85, "goals", blocked=needs_open_goal),
    Action("goal_close", ("x",), "x", N_("close"),
           N_("Close the goal: its figure is kept as it stands"),
           GOALS, 50, "goals", blocked=needs_open_goal),
    Action("goal_delete", ("d", "delete"), "d", N_("delete"), N_("Delete the goal, after asking"),
           GOALS, 45, "goals", blocked=needs_goal),
    Action("lever_link", ("l",), "l", N_("lever"),
           N_("Link a lever to the goal, from the library or one of yours"),
           GOALS, 80, "goals", blocked=needs_open_goal),
    Action("undo", ("u",), "u", N_("undo"), N_("Undo the last change of a goal"),
           PAGES, 40, "goals", blocked=needs_change),
)  # fmt: skip
