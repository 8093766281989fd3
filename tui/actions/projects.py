"""Actions on projects: their milestones, hours, money and levers."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_milestone, needs_project, needs_project_writing
from tui.actions.places import COCKPIT, PROJECT, PROJECTS

ACTIONS: tuple[Action, ...] = (
    Action("projects", ("J",), "J", N_("projects"),
           N_("See your projects in time, and what they bring"),
           COCKPIT | {"metric"}, 22, "projects"),
    Action("project_add", ("n",), "n", N_("new"), N_("Add a project"),
           PROJECTS, 90, "projects", blocked=needs_project_writing),
    Action("project_edit", ("e",), "e", N_("edit"), N_("Change name, days or state of a project"),
           PROJECTS, 85, "projects", blocked=needs_project),
    Action("project_remove", ("d", "delete"), "d", N_("take out"),
           N_("Take a project out, after asking"),
           PROJECTS, 50, "projects", blocked=needs_project),
    Action("milestone_add", ("n",), "n", N_("milestone"), N_("Promise a milestone"),
           PROJECT, 90, "projects", blocked=needs_project_writing),
    Action("milestone_edit", ("e", "enter"), "e", N_("edit"),
           N_("Move a milestone, or write it anew; its promises stay"),
           PROJECT, 88, "projects", blocked=needs_milestone),
    Action("milestone_reach", ("x", "space"), "x", N_("reached"),
           N_("Say that a milestone is reached today, or open again"),
           PROJECT, 86, "projects", blocked=needs_milestone),
    Action("milestone_remove", ("d", "delete"), "d", N_("take out"),
           N_("Take a milestone out, after asking"),
           PROJECT, 50, "projects", blocked=needs_milestone),
    Action("project_note", ("t",), "t", N_("hours, money"),
           N_("Note hours, a cost or a gain"),
           PROJECT, 80, "projects", blocked=needs_project_writing),
    Action("project_notes", ("v",), "v", N_("notes"),
           N_("See what was noted, and take a note back out"),
           PROJECT, 60, "projects"),
    Action("project_lever", ("l",), "l", N_("lever"),
           N_("Link a lever that the project puts to work"),
           PROJECT, 70, "projects", blocked=needs_project_writing),
)  # fmt: skip
