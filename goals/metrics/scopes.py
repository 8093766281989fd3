"""What figures can be limited to: every dimension with data, and its members by size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from store.dimensions import DIMENSIONS
from store.spans import Span

if TYPE_CHECKING:
    from datetime import date

    from store.facts import Facts

LEADS = ("orders", "visits", "goods_sold", "spend", "page_views", "search_clicks", "delivered",
         "paid_amount", "running_costs", "nps_answers", "satisfaction_answers")  # fmt: skip
"""The measures that say how large a member is: the first one that is known by its dimension."""
RECENT = 365
"""Days that count for the size of a member; one without rows in them is not offered."""
MOST = 200
"""Members of a dimension that are offered, the largest ones."""
NOT_OFFERED = frozenset({"source", "project"})
"""Who told what is no part of the shop, and what is known by project is known by nothing else."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A member of a dimension; ``part`` is its share of the measure ``of``."""

    dimension: str
    member: str
    of: str
    part: Fraction

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        return ((self.dimension, self.member),)


def scopes(facts: Facts, as_of: date) -> list[Scope]:
    """Return what can be chosen, by dimension in their usual order, the largest members first."""
    days = Span.of(as_of - timedelta(days=RECENT - 1), as_of)
    found = []
    with facts.snapshot():
        known = {measure: facts.dimensions(measure) for measure in LEADS}
        for dimension in DIMENSIONS:
            lead = next((one for one in LEADS if dimension in known[one]), None)
            if lead is not None and dimension not in NOT_OFFERED:
                found += _members(facts, lead, dimension, days)
    return found


def _members(facts: Facts, lead: str, dimension: str, days: Span) -> list[Scope]:
    split = facts.by_member([lead], dimension, days)
    sizes = {member: values[lead] for member, values in split.items() if values[lead] > 0}
    whole = facts.totals([lead], days).get(lead, 0)  # members may overlap: categories, segments
    if not any(sizes) or whole <= 0:  # nothing but the unknown member: no limit at all
        return []
    largest = sorted(sizes, key=lambda member: (-sizes[member], member))[:MOST]
    return [Scope(dimension, member, lead, Fraction(sizes[member], whole)) for member in largest]
