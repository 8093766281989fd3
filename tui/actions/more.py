"""Actions that are there everywhere: language, colours, help."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_writing
from tui.actions.places import ANALYSES, COCKPIT, CUSTOMERS, EVERYWHERE, MORNING, SOURCES

STARTS = COCKPIT | MORNING | SOURCES | {"welcome"}
"""Where files of the shop are most often brought in."""

ACTIONS: tuple[Action, ...] = (
    Action("import_file", ("i",), "i", N_("import"), N_("Import a file of your shop"),
           STARTS, 65, "more", blocked=needs_writing),
    Action("import_file", ("i",), "i", N_("import"), N_("Import a file of your shop"),
           EVERYWHERE - STARTS - {"goal"}, 34, "more", blocked=needs_writing),
    Action("sources", ("s",), "s", N_("sources"),
           N_("See what each source covers, and which one counts"),
           COCKPIT | CUSTOMERS | ANALYSES | {"metric", "welcome"}, 26, "more"),
    Action("language", ("L",), "L", N_("français"), N_("Switch to French"), EVERYWHERE, 30, "more"),
    Action("theme", ("T",), "T", N_("colours"), N_("Change the colours"), EVERYWHERE, 0, "more"),
    Action("marks", ("M",), "M", N_("chart signs"),
           N_("Draw charts with braille, blocks or plain characters"), EVERYWHERE, 0, "more"),
    Action("palette", ("ctrl+p", "colon"), "ctrl+p", N_("commands"), N_("Find a command by name"),
           EVERYWHERE, 20, "more", False),
    Action("help", ("question_mark",), "?", N_("help"), N_("Show every key"),
           EVERYWHERE, 99, "more"),
    Action("quit", ("q", "ctrl+q"), "q", N_("quit"), N_("Leave kpi-tui"), EVERYWHERE, 35, "more"),
)  # fmt: skip
