"""Actions on the customers one by one, and on what they are worth."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_figures
from tui.actions.places import COCKPIT, CUSTOMERS, VALUE

LIST = frozenset({"value"})

ACTIONS: tuple[Action, ...] = (
    Action("value", ("V",), "V", N_("value"),
           N_("See what customers are worth, one by one"),
           COCKPIT | {"metric"}, 27, blocked=needs_figures),
    Action("value", ("V",), "V", N_("value"),
           N_("See what customers are worth, one by one"), CUSTOMERS, 74, blocked=needs_figures),
    Action("value_open", ("enter",), "⏎", N_("open"), N_("See the customer's orders"),
           LIST, 100, blocked=needs_figures),
    Action("value_before", ("left", "h"), "← h", N_("before"),
           N_("Go to the view before: list, months, heroes, test"), LIST, 0, "moving", False),
    Action("value_after", ("right", "l"), "← →", N_("views"),
           N_("Go to the next view: list, months, heroes, test"), LIST, 90, "moving", False),
    Action("value_sort", ("o",), "o", N_("sort"), N_("Choose what decides which come first"),
           LIST, 84, blocked=needs_figures),
    Action("value_segment", ("f",), "f", N_("segment"), N_("List one segment only"),
           LIST, 83, blocked=needs_figures),
    Action("value_within", ("d",), "d", N_("days ahead"),
           N_("Choose within how many days an order is looked for"),
           LIST, 82, blocked=needs_figures),
    Action("value_of", ("m",), "m", N_("other figure"), N_("Show revenue or margin"),
           LIST, 81, blocked=needs_figures),
    Action("value_earlier", ("pageup",), "PgUp", N_("scroll up"),
           N_("Go up by a screen, or to the lines before"), VALUE, 0, "moving", False),
    Action("value_later", ("pagedown", "space"), "PgDn", N_("scroll down"),
           N_("Go down by a screen, or to the next lines"), VALUE, 0, "moving", False),
    Action("value_copy", ("y",), "y", N_("copy"), N_("Copy the line to the clipboard"),
           LIST, 0, blocked=needs_figures),
    Action("value_back", ("escape",), "Esc", N_("back"), N_("Go back"),
           VALUE, 95, "moving", False),
)  # fmt: skip
