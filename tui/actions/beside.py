"""Actions on pages beside the figures: what other systems say, and payments."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_figures
from tui.actions.places import COCKPIT, CONVENTIONS, PAYMENTS

ACTIONS: tuple[Action, ...] = (
    Action("conventions", ("B",), "B", N_("back office"),
           N_("See what your back office makes of it, and why"),
           COCKPIT | {"metric"}, 22, blocked=needs_figures),
    Action("payments", ("Y",), "Y", N_("payments"),
           N_("See means of payment, 3-D Secure and fraud"),
           COCKPIT | {"metric"}, 21, blocked=needs_figures),
    Action("compared_metric", ("m",), "m", N_("other figure"),
           N_("Choose the figure that is compared"), CONVENTIONS, 84, blocked=needs_figures),
    Action("compared_rule", ("f",), "f", N_("next of theirs"),
           N_("Go to the next figure of the same system"), CONVENTIONS, 83, blocked=needs_figures),
    Action("enter_theirs", ("e",), "e", N_("enter theirs"),
           N_("Enter what your back office shows"), CONVENTIONS, 82, blocked=needs_figures),
    Action("payments_by", ("b",), "b", N_("break down"),
           N_("See payments by means, device or country"), PAYMENTS, 83, blocked=needs_figures),
)  # fmt: skip
