"""A segment named in a command: a saved one, or one that is always there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.customers import saved
from goals.customers.builtin import built_in
from goals.customers.people import people
from goals.metrics.errors import QuestionError
from goals.targets.scope import nearest
from store import segments
from store.messages import N_

if TYPE_CHECKING:
    from datetime import date

    from goals.customers.builtin import BuiltIn
    from goals.customers.people import People
    from store.facts import Facts
    from store.segments import SavedSegment


@dataclass(frozen=True, slots=True)
class Found:
    """A segment named in a command: a saved one, or one that is always there."""

    facts: Facts
    who: People
    members: frozenset[int]
    row: SavedSegment | None = None
    built: BuiltIn | None = None


def found_segment(facts: Facts, as_of: date, name: str) -> Found:
    """Return the members of a saved segment, or of a built-in one by its id.

    Raises:
        QuestionError: there is neither.
    """
    who = people(facts, as_of)
    offered = {one.id: one for one in built_in(facts, as_of)}
    names = facts.members("segment")
    if name in offered and name not in names:
        members = saved.check(facts, who, offered[name].rule).members
        return Found(facts, who, members, built=offered[name])
    if nearest(name, names) is None and (near := nearest(name, offered)) is not None:
        raise QuestionError(
            N_("There is no segment “{name}”."), N_("Did you mean “{near}”?"), name=name, near=near
        )
    row = saved.named(facts, name)
    return Found(facts, who, segments.members(facts, row.name), row=row)
