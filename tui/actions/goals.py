"""Actions on goals and levers."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import (
    needs_a_goal,
    needs_change,
    needs_goal,
    needs_metric,
    needs_open_goal,
)
from tui.actions.places import COCKPIT, EVERY_GOAL, GOALS, PAGES, SITUATIONS

ACTIONS: tuple[Action, ...] = (
    Action("goal_add", ("g", "a"), "g", N_("goal"), N_("Set a goal for the figure"),
           PAGES | EVERY_GOAL | SITUATIONS, 90, "goals", blocked=needs_metric),
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
    Action("goal_months", ("E",), "E", N_("months"), N_("Set targets month by month in a table"),
           PAGES | EVERY_GOAL | SITUATIONS, 44, "goals", blocked=needs_metric),
    Action("goal_review", ("n",), "n", N_("review"),
           N_("Note what was decided, and when to look again"),
           GOALS, 43, "goals", blocked=needs_open_goal),
    Action("goal_duplicate", ("D",), "D", N_("duplicate"),
           N_("Set a goal like this one for the next days"),
           GOALS, 42, "goals", blocked=needs_goal),
    Action("goal_history", ("H",), "H", N_("history"),
           N_("See every change of the goal, and go back to one"),
           GOALS, 41, "goals", blocked=needs_a_goal),
    Action("every_goal", ("X",), "X", N_("all goals"),
           N_("See all goals, closed and archived ones too"),
           COCKPIT, 39, "goals"),
    Action("goal_state", ("X",), "X", N_("put away"),
           N_("Close, archive or open the goal again"),
           EVERY_GOAL | {"goal"}, 39, "goals", blocked=needs_goal),
    Action("goal_filter", ("f",), "f", N_("filter"), N_("Show goals of a stage, status or state"),
           EVERY_GOAL, 79, "goals"),
    Action("goal_sort", ("o",), "o", N_("sort"), N_("Choose what decides which come first"),
           EVERY_GOAL, 78, "goals"),
    Action("undo", ("u",), "u", N_("undo"), N_("Undo the last change of a goal"),
           PAGES | EVERY_GOAL, 40, "goals", blocked=needs_change),
)  # fmt: skip
