"""What figures of a saved segment must say: its customers were chosen by these very days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import segments
from store.dimensions import SEGMENT
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from store.facts import Facts
    from store.segments import SavedSegment

FROZEN = N_(
    "Frozen on {day}. What these customers did afterwards can be measured; their days before look "
    "better or worse than usual, because they were chosen by them."
)
FOLLOWS = N_(
    "Found anew after each import, last on {day}. These customers are chosen by what they did, so "
    "their past looks better or worse than usual: measure an action on a frozen segment."
)


def standing(row: SavedSegment) -> Message:
    """Return what a reader of a segment's figures should know: how its customers were chosen."""
    return _standing(row.follows, row.made_day, row.counted_day)


def _standing(follows: bool, made: date, counted: date) -> Message:
    if follows:
        return Message(FOLLOWS, {"day": counted})
    return Message(FROZEN, {"day": made})


def is_standing(note: Message) -> bool:
    """Whether a note says how customers were chosen: once for all figures is enough."""
    return note.text in (FROZEN, FOLLOWS)


def selected(facts: Facts, where: Collection[tuple[str, str]], first: date) -> list[Message]:
    """Return what figures from a day on say that are limited to segments chosen by later days."""
    said = []
    for dimension, member in where:
        found = None
        if dimension == SEGMENT and member:
            found = segments.chosen_on(facts.store, member)
        if found is not None and (found[0] or first <= found[1]):
            said.append(_standing(*found))
    return said
