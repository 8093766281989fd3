"""Every action once: its keys, its word in the footer, its line in the help and the palette.

A screen says where it stands (``place``) and in which ``Situation``; it has one method ``do_<id>``
an action. An action that cannot run now says why instead of doing nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_
from tui.actions import (
    beside,
    figures,
    goals,
    more,
    mornings,
    moving,
    own,
    projects,
    segments,
    sources,
)
from tui.actions import value as worth
from tui.actions.action import Action, Situation

__all__ = ["ACTIONS", "GROUPS", "Action", "Situation", "at", "by_key", "keys_of"]

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS: dict[str, str] = {
    "moving": N_("Moving"),
    "figures": N_("Figures"),
    "goals": N_("Goals and levers"),
    "projects": N_("Projects"),
    "sources": N_("Sources"),
    "more": N_("More"),
}

ACTIONS: tuple[Action, ...] = (
    *moving.ACTIONS,
    *figures.ACTIONS,
    *beside.ACTIONS,
    *worth.ACTIONS,
    *own.ACTIONS,
    *mornings.ACTIONS,
    *goals.ACTIONS,
    *projects.ACTIONS,
    *segments.ACTIONS,
    *sources.ACTIONS,
    *more.ACTIONS,
)


def at(place: str) -> Iterator[Action]:
    """Yield the actions of a place in the order of the registry."""
    return (action for action in ACTIONS if place in action.places)


def by_key(place: str, key: str) -> Action | None:
    """Return what a key does in a place."""
    return next((action for action in at(place) if key in action.keys), None)


def keys_of(places: frozenset[str]) -> list[str]:
    """Return every key that does something in one of the places."""
    return list(dict.fromkeys(key for a in ACTIONS if a.places & places for key in a.keys))
