"""What another system's figure is made of: our figure, and steps that lead from it to theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.tallies import Name


@dataclass(frozen=True, slots=True)
class Term:
    """Rows of a tally (``store.tallies``) summed by a column, or all of a measure; with a sign."""

    sign: int
    tally: str = ""
    column: Name = "rows"
    measure: str = ""


def more(tally: str, *columns: Name) -> tuple[Term, ...]:
    """Return terms that add columns of a tally; without columns, its number of rows."""
    return tuple(Term(1, tally, column) for column in columns or ("rows",))


def less(tally: str, *columns: Name) -> tuple[Term, ...]:
    """Return terms that take columns of a tally away."""
    return tuple(Term(-1, tally, column) for column in columns or ("rows",))


def of(sign: int, measure: str) -> Term:
    """Return a measure as a term."""
    return Term(sign, measure=measure)


@dataclass(frozen=True, slots=True)
class Step:
    """One reason why figures differ: what it adds to numerator (``top``) and denominator.

    It can be told only where its tally ``known`` has rows; else ``unknown`` says what cannot be
    told, and where the step is ``needed`` theirs has no value.
    ``unsaid`` is what it may mean that it comes to nothing: an export may just not have it.
    """

    id: str
    label: str
    why: str
    top: tuple[Term, ...] = ()
    bottom: tuple[Term, ...] = ()
    known: str = ""
    unknown: str = ""
    needed: bool = False
    unsaid: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What rows cannot tell; ``most`` bounds it, and where that is nothing there is no doubt.

    ``one`` is the text for a single case, where it is another.
    """

    text: str
    most: tuple[Term, ...] = ()
    unit: Literal["money", "count"] = "money"
    one: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a system says how it counts: the vendor's page, its title as it stands there."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Convention:
    """A figure of another system beside the metric of ours it is compared with.

    ``name`` is what the system calls it, ``rule`` how it counts, both msgids.
    """

    id: str
    metric: str
    name: str
    rule: str
    source: Source
    steps: tuple[Step, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """A back office or a tool; ``short`` is its name where there is little room.

    ``none`` says why it has no figure to set beside a metric.
    """

    id: str
    name: str
    short: str
    conventions: tuple[Convention, ...]
    none: Mapping[str, str] = field(default_factory=dict)

    def of(self, metric: str) -> tuple[Convention, ...]:
        """Return its figures for a metric, the one it shows first in front."""
        return tuple(one for one in self.conventions if one.metric == metric)
