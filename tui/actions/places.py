"""Where keys are pressed: the places of each screen, and what several of them share."""

from __future__ import annotations

COCKPIT = frozenset({"tiles", "goals"})
PAGES = COCKPIT | {"metric", "goal"}
CUSTOMERS = frozenset({"cohorts", "segments"})
VALUE = frozenset({"value", "customer"})
SEGMENTS = frozenset({"segment_list", "segment"})
SOURCES = frozenset({"sources"})
BRIDGE = frozenset({"bridge"})
TUNNEL = frozenset({"tunnel"})
PRODUCTS = frozenset({"products"})
CHANNELS = frozenset({"channels"})
SITUATIONS = frozenset({"situations"})
MORNING = frozenset({"morning"})
CONVENTIONS = frozenset({"conventions"})
PAYMENTS = frozenset({"payments"})
ANOMALIES = frozenset({"anomalies"})
OWN = frozenset({"own"})
PROJECTS = frozenset({"projects"})
PROJECT = frozenset({"project"})
SPLIT = BRIDGE | TUNNEL
OVER_DAYS = BRIDGE | TUNNEL | PRODUCTS | CHANNELS
BESIDE = CONVENTIONS | PAYMENTS
ANALYSES = OVER_DAYS | SITUATIONS | BESIDE | ANOMALIES | OWN
EVERY_GOAL = frozenset({"every_goal"})
EVERYWHERE = (
    VALUE
    | PAGES
    | EVERY_GOAL
    | PROJECTS
    | PROJECT
    | CUSTOMERS
    | SEGMENTS
    | SOURCES
    | ANALYSES
    | MORNING
    | {"welcome"}
)
LIMITED = COCKPIT | OVER_DAYS | ANOMALIES | CUSTOMERS | {"metric"}
"""Pages of figures that can be limited to a member of a dimension, or to lines with a text."""
FOUND = EVERY_GOAL | SOURCES
"""Pages with a list whose lines can be looked for by a text."""
GOALS = frozenset({"goals", "goal"}) | EVERY_GOAL
