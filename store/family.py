"""The shape of what can be counted: a measure, the family it is read with, a distinct count.

The measures themselves are in ``store.measures``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["count", "money", "minutes", "thousandths"]


@dataclass(frozen=True, slots=True)
class Measure:
    """``sql`` is an aggregate over the family's relation that adds up over days.

    ``unit`` says what an int is. ``additive`` is false where members of a dimension overlap (an
    order with lines of two categories), so that their sum is more than the total.
    """

    id: str
    sql: str
    unit: Unit = "count"
    additive: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """A fact relation: ``relation`` is its FROM clause over *visible* tables, ``day`` its day.

    ``dimensions`` maps a dimension to the SQL of its member id. ``stored`` dimensions are kept in
    the daily facts; the others (``raw_only``) are read from the rows. ``live`` families are small
    tables of the owner's own, read directly and never derived. Relations name tables as
    ``{sale}``, ``{visit}``…: the reader puts the visible rows there. ``text`` dimensions are those
    whose SQL gives the name itself and not a member id.

    ``wide`` is a longer relation for questions that need one of ``wide_dimensions``: what a line
    knows only through its order. ``telling`` is the condition on rows that must know a customer
    before the family is split by segment. ``covered_by`` names the family whose coverage this one
    shares, ``after`` days later (a cohort is known when its time is over).
    """

    id: str
    relation: str
    day: str
    measures: tuple[Measure, ...]
    dimensions: dict[str, str]
    raw_only: frozenset[str] = frozenset()
    live: bool = False
    text: frozenset[str] = frozenset()
    wide: str = ""
    wide_dimensions: dict[str, str] = field(default_factory=dict)
    covered_by: str = ""
    after: int = 0
    telling: str = "TRUE"

    @property
    def overlapping(self) -> bool:
        """Whether members of a dimension may count the same thing twice."""
        return not all(measure.additive for measure in self.measures)

    @property
    def stored_dimensions(self) -> tuple[str, ...]:
        """The dimensions kept in the daily facts."""
        return tuple(name for name in self.dimensions if name not in self.raw_only)

    def nobody(self, dimension: str) -> str:
        """Return the SQL of the unknown member."""
        return "''" if dimension in self.text else "0"


@dataclass(frozen=True, slots=True)
class Distinct:
    """A count of different ids over a whole period, exact at any window (recency matrix).

    Rows of ``relation`` that meet ``condition`` are counted by ``id_sql`` (0 = unknown, never
    counted) on their ``day``. By ``row_dimensions`` they are counted in the rows: no matrix is
    kept for these. ``telling`` is as in ``Family``.
    """

    id: str
    family: str
    relation: str
    condition: str
    day: str
    id_sql: str
    dimensions: dict[str, str]
    row_dimensions: dict[str, str] = field(default_factory=dict)
    telling: str = "TRUE"

    @property
    def known(self) -> dict[str, str]:
        """Every dimension it can be counted by, with the SQL of its member."""
        return self.dimensions | self.row_dimensions
