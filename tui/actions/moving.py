"""Actions that move the cursor, and open and leave pages."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.places import (
    ANALYSES,
    BESIDE,
    COCKPIT,
    CUSTOMERS,
    EVERY_GOAL,
    EVERYWHERE,
    OVER_DAYS,
    PRODUCTS,
    PROJECT,
    PROJECTS,
    SEGMENTS,
    SOURCES,
)

ACTIONS: tuple[Action, ...] = (
    Action("up", ("up", "k"), "↑ k", N_("up"), N_("Move up"), EVERYWHERE, 0, "moving", False),
    Action("down", ("down", "j"), "↓ j", N_("down"), N_("Move down"),
           EVERYWHERE, 0, "moving", False),
    Action("left", ("left", "h"), "← h", N_("left"), N_("Move to the stage before"),
           frozenset({"tiles"}), 0, "moving", False),
    Action("right", ("right", "l"), "→ l", N_("right"), N_("Move to the stage after"),
           frozenset({"tiles"}), 0, "moving", False),
    Action("left", ("left", "h"), "← h", N_("before"), N_("Go to the breakdown before"),
           frozenset({"metric"}), 0, "moving", False),
    Action("right", ("right", "l"), "→ l", N_("views"), N_("Go to the next breakdown"),
           frozenset({"metric"}), 0, "moving", False),
    Action("left", ("left", "h"), "← h", N_("before"), N_("Go to the view before"),
           OVER_DAYS | BESIDE, 0, "moving", False),
    Action("right", ("right", "l"), "← →", N_("views"), N_("Go to the next view"),
           OVER_DAYS | BESIDE, 69, "moving", False),
    Action("to_goals", ("tab", "shift+tab"), "Tab", N_("goals"), N_("Go to the goals"),
           frozenset({"tiles"}), 75, "moving"),
    Action("to_figures", ("tab", "shift+tab"), "Tab", N_("figures"), N_("Go back to the figures"),
           frozenset({"goals"}), 55, "moving"),
    Action("open", ("enter",), "⏎", N_("open"),
           N_("Open the figure, goal or lever under the cursor"),
           COCKPIT | EVERY_GOAL | PROJECTS | (ANALYSES - PRODUCTS)
           | {"metric", "goal", "welcome", "segment_list"}, 100, "moving", False),
    Action("back", ("escape",), "Esc", N_("back"), N_("Go back"),
           CUSTOMERS | SEGMENTS | EVERY_GOAL | SOURCES | ANALYSES | PROJECTS | PROJECT
           | {"metric", "goal"}, 95, "moving", False),
    Action("earlier", ("left", "h"), "← h", N_("earlier"), N_("Scroll to the months before"),
           CUSTOMERS, 0, "moving", False),
    Action("later", ("right", "l"), "→ l", N_("later"), N_("Scroll to the months after"),
           CUSTOMERS, 0, "moving", False),
    Action("to_segments", ("tab", "shift+tab"), "Tab", N_("segments"), N_("Go to the segments"),
           frozenset({"cohorts"}), 75, "moving"),
    Action("to_cohorts", ("tab", "shift+tab"), "Tab", N_("cohorts"), N_("Go back to the cohorts"),
           frozenset({"segments"}), 75, "moving"),
    Action("earlier_text", ("pageup",), "PgUp", N_("scroll up"), N_("Scroll what is said below"),
           SEGMENTS | SOURCES | ANALYSES | PROJECTS, 0, "moving", False),
    Action("later_text", ("pagedown", "space"), "PgDn", N_("scroll down"),
           N_("Scroll what is said below, further on"),
           SEGMENTS | SOURCES | ANALYSES | PROJECTS, 0, "moving", False),
)  # fmt: skip
