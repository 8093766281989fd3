"""Actions on figures of the owner's own, and on days that were not as expected."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import (
    needs_board_writing,
    needs_figures,
    needs_own_figure,
    needs_some_figure,
)
from tui.actions.places import ANOMALIES, COCKPIT, OWN

ACTIONS: tuple[Action, ...] = (
    Action("own", ("F",), "F", N_("own figures"),
           N_("Write figures of your own, put others aside"),
           COCKPIT | {"metric"}, 20, blocked=needs_figures),
    Action("anomalies", ("N",), "N", N_("odd days"),
           N_("See the days that were not as expected"),
           COCKPIT | {"metric"}, 22, blocked=needs_figures),
    Action("alarms", ("g",), "g", N_("how often"),
           N_("Choose how many odd days you want to hear of"),
           ANOMALIES, 83, blocked=needs_figures),
    Action("own_add", ("n",), "n", N_("new"), N_("Write a figure of your own"),
           OWN, 90, blocked=needs_board_writing),
    Action("own_edit", ("e",), "e", N_("edit"), N_("Change its formula, name or unit"),
           OWN, 88, blocked=needs_own_figure),
    Action("own_retire", ("z",), "z", N_("aside, back"),
           N_("Put the figure aside, or back on the board"),
           OWN, 86, blocked=needs_some_figure),
    Action("own_aside", ("a",), "a", N_("put aside"),
           N_("Choose a figure of the board to put aside"),
           OWN, 84, blocked=needs_board_writing),
    Action("own_delete", ("d", "delete"), "d", N_("delete"),
           N_("Delete a figure of your own"), OWN, 82, blocked=needs_own_figure),
    Action("own_undo", ("u",), "u", N_("undo"), N_("Take back the last change of a figure"),
           OWN, 80, blocked=needs_board_writing),
)  # fmt: skip
