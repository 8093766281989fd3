"""Actions on the sources of the figures."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import needs_answer, needs_changeable_source, needs_feed, needs_source
from tui.actions.places import SOURCES

ACTIONS: tuple[Action, ...] = (
    Action("source_page", ("enter", "o"), "⏎", N_("its page"),
           N_("Read how to get its export, and how it counts"), SOURCES, 90, "sources",
           blocked=needs_source),
    Action("source_use", ("f",), "f", N_("which counts"),
           N_("Choose which source counts, where several tell the same"), SOURCES, 85, "sources",
           blocked=needs_feed),
    Action("source_rows", ("v",), "v", N_("rows left out"),
           N_("See the rows that its last import left out"), SOURCES, 80, "sources",
           blocked=needs_source),
    Action("source_forget", ("a",), "a", N_("answers"),
           N_("Forget an answer: its next file asks again"), SOURCES, 60, "sources",
           blocked=needs_answer),
    Action("source_remove", ("d", "delete"), "d", N_("take out"),
           N_("Take a source out of figures and store, after asking"), SOURCES, 50, "sources",
           blocked=needs_changeable_source),
)  # fmt: skip
