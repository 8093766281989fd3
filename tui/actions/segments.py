"""Actions on segments of customers: looked at, saved, counted alone, exported."""

from __future__ import annotations

from store.messages import N_
from tui.actions.action import Action
from tui.actions.needs import (
    needs_figures,
    needs_own_segment,
    needs_segment,
    needs_segment_writing,
)
from tui.actions.places import COCKPIT, CUSTOMERS, SEGMENTS

ACTIONS: tuple[Action, ...] = (
    Action("segments", ("G",), "G", N_("segments"),
           N_("See who waits for what, and segments of your own"),
           COCKPIT | {"metric"}, 26, blocked=needs_figures),
    Action("segments", ("G",), "G", N_("all segments"),
           N_("See who waits for what, and segments of your own"),
           CUSTOMERS, 73, blocked=needs_figures),
    Action("segment_scope", ("f",), "f", N_("count only"),
           N_("Count this segment only, on every page"),
           SEGMENTS, 88, blocked=needs_own_segment),
    Action("segment_add", ("n",), "n", N_("save"),
           N_("Save a segment by a rule: this one's, or yours"),
           SEGMENTS, 92, blocked=needs_segment_writing),
    Action("segment_edit", ("e",), "e", N_("edit"),
           N_("Change the name or the rule of a segment"),
           SEGMENTS, 85, blocked=needs_own_segment),
    Action("segment_delete", ("d", "delete"), "d", N_("delete"),
           N_("Delete a segment, after asking; its customers stay"),
           SEGMENTS, 50, blocked=needs_own_segment),
    Action("segment_export", ("x",), "x", N_("export"),
           N_("Write the customers' pseudonyms into a file"),
           SEGMENTS, 80, blocked=needs_segment),
)  # fmt: skip
