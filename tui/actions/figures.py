"""Actions on figures and analyses: what is looked at, and how."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_figures
from tui.actions.places import (
    ANALYSES,
    BRIDGE,
    COCKPIT,
    CUSTOMERS,
    OVER_DAYS,
    PAGES,
    PRODUCTS,
    SPLIT,
)

ACTIONS: tuple[Action, ...] = (
    Action("period", ("p",), "p", N_("period"), N_("Choose the days on screen"),
           COCKPIT | OVER_DAYS | {"metric"}, 70, blocked=needs_figures),
    Action("compare", ("c",), "c", N_("compare"), N_("Choose what the figures are compared with"),
           COCKPIT | OVER_DAYS | {"metric"}, 60, blocked=needs_figures),
    Action("breakdown", ("b",), "b", N_("break down"),
           N_("Break the figure down by channel, device, country…"),
           SPLIT | {"metric"}, 80, blocked=needs_figures),
    Action("why", ("w",), "w", N_("why"), N_("See why revenue, margin and profit moved"),
           COCKPIT | {"metric"}, 29, blocked=needs_figures),
    Action("tunnel", ("t",), "t", N_("tunnel"), N_("Follow visits to the order, step by step"),
           COCKPIT | {"metric"}, 27, blocked=needs_figures),
    Action("products", ("P",), "P", N_("products"),
           N_("See what sells, and what is bought together"),
           COCKPIT | {"metric"}, 25, blocked=needs_figures),
    Action("channels", ("A",), "A", N_("channels"),
           N_("See what each channel costs and brings"),
           COCKPIT | {"metric"}, 24, blocked=needs_figures),
    Action("situations", ("S",), "S", N_("situations"),
           N_("See what calls for something, and what to do"),
           COCKPIT | {"metric"}, 23, blocked=needs_figures),
    Action("sort", ("o",), "o", N_("sort"), N_("Choose what decides which come first"),
           PRODUCTS, 84, blocked=needs_figures),
    Action("worst", ("w",), "w", N_("worst first"), N_("Turn the list round: worst or best first"),
           PRODUCTS, 83, blocked=needs_figures),
    Action("subject", ("m",), "m", N_("other figure"), N_("Explain revenue, margin or profit"),
           BRIDGE, 82, blocked=needs_figures),
    Action("rows", ("v",), "v", N_("rows"), N_("See the rows behind the figure"),
           COCKPIT | {"metric"}, 58, blocked=needs_figures),
    Action("revised", ("R",), "R", N_("revised"),
           N_("See the orders that later exports told differently"),
           COCKPIT | {"metric"}, 0, blocked=needs_figures),
    Action("about", ("m",), "m", N_("details"), N_("Read all there is to say about it"),
           frozenset({"metric", "goal"}), 82),
    Action("customers", ("C",), "C", N_("customers"),
           N_("See who comes back, and your customers in segments"),
           COCKPIT | {"metric"}, 28, blocked=needs_figures),
    Action("measure", ("m",), "m", N_("other figure"),
           N_("Show customers, their share, or their sales so far"),
           CUSTOMERS, 80, blocked=needs_figures),
    Action("refresh", ("r",), "r", N_("read again"), N_("Read the figures again"),
           COCKPIT, 0, "more"),
    Action("copy", ("y",), "y", N_("copy"), N_("Copy the figure to the clipboard"),
           PAGES | ANALYSES, 0, blocked=needs_figures),
)  # fmt: skip
