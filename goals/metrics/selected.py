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
    if row.follows:
        return Message(FOLLOWS, {"day": row.counted_day})
    return Message(FROZEN, {"day": row.made_day})


def is_standing(note: Message) -> bool:
    """Whether a note says how customers were chosen: once for all figures is enough."""
    return note.text in (FROZEN, FOLLOWS)


def selected(facts: Facts, where: Collection[tuple[str, str]], first: date) -> list[Message]:
    """Return what figures from a day on say that are limited to segments chosen by later days."""
    said = []
    for dimension, member in where:
        row = segments.one(facts.store, member) if dimension == SEGMENT and member else None
        if row is not None and (row.follows or first <= row.made_day):
            said.append(standing(row))
    return said
