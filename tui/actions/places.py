"""Where keys are pressed: the places of each screen, and what several of them share."""

from __future__ import annotations

COCKPIT = frozenset({"tiles", "goals"})
PAGES = COCKPIT | {"metric", "goal"}
CUSTOMERS = frozenset({"cohorts", "segments"})
SOURCES = frozenset({"sources"})
BRIDGE = frozenset({"bridge"})
TUNNEL = frozenset({"tunnel"})
PRODUCTS = frozenset({"products"})
CHANNELS = frozenset({"channels"})
SITUATIONS = frozenset({"situations"})
SPLIT = BRIDGE | TUNNEL
OVER_DAYS = BRIDGE | TUNNEL | PRODUCTS | CHANNELS
ANALYSES = OVER_DAYS | SITUATIONS
EVERYWHERE = PAGES | CUSTOMERS | SOURCES | ANALYSES | {"welcome"}
LIMITED = COCKPIT | OVER_DAYS | {"metric"}
"""Pages of figures that can be limited to a member of a dimension, or to lines with a text."""
GOALS = frozenset({"goals", "goal"})
