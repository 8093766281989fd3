"""Reads the measures behind metrics, each once, and knows what cannot be read and why."""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from goals.metrics.catalogue import shop as catalogue
from goals.metrics.estimates import ESTIMATES, estimated
from goals.metrics.formula import DISTINCT, Leaf
from goals.metrics.window import measure_name, not_chosen, shared
from store.dimensions import DIMENSIONS
from store.facts import NoBreakdownError
from store.first_orders import DIMENSIONS as FIRST_ORDERS
from store.messages import N_, Message
from store.revisions import MEASURES
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from goals.metrics.figures import Where
    from store.coverage import Break
    from store.facts import Facts
    from store.revisions import Delta

HOME = "home"
BY_NAME = N_("An estimate, worked out where it is asked for by name.")
Key = tuple[str, Span, tuple[tuple[str, str], ...]]
"""A measure over some days with some members."""


class Reader:
    """The answers of one moment: every measure is asked for once for the same days and members."""

    def __init__(self, facts: Facts, *, guess: bool = True) -> None:
        self.facts = facts
        self.guess = guess
        """Whether estimates are worked out: that takes seconds."""
        self.catalogue = catalogue.of(facts)
        self._totals: dict[Key, int] = {}
        self._coverage: dict[str, list[Span]] = {}
        self._dimensions: dict[str, frozenset[str]] = {}
        self._uncountable: dict[tuple[str, Span], bool] = {}
        self._refused: dict[Key, Message] = {}
        self._days: dict[tuple[Key, int], list[int]] = {}
        self._breaks: dict[str, tuple[Break, ...]] | None = None
        self._revised: dict[tuple[Span, date | int], dict[str, Delta]] = {}

    # -- what there is -----------------------------------------------------------------------

    def coverage(self, measure: str) -> list[Span]:
        """Return the days that some source of the measure covers."""
        if measure not in self._coverage:
            estimate = ESTIMATES.get(measure)
            told = measure if estimate is None else estimate.beside
            self._coverage[measure] = self.facts.coverage(told)
        return self._coverage[measure]

    def not_chosen(self, measure: str) -> Message | None:
        """Return how to let a measure count that only sources tell which wait, else ``None``."""
        subject, idle = self.facts.idle(measure)
        return not_chosen(measure, subject, idle) if idle else None

    def breaks(self, measure: str) -> tuple[Break, ...]:
        """Return the days from which another source of the measure counts; mostly none."""
        if self._breaks is None:
            self._breaks = self.facts.breaks()
        return self._breaks.get(measure, ())

    def revised(self, measure: str, span: Span, since: date | int) -> Delta | None:
        """Return by how much a measure was revised over some days since a day, ``None`` for 0."""
        key = (span, since)
        if key not in self._revised:
            self._revised[key] = self.facts.revised(MEASURES, span, since)
        return self._revised[key].get(measure)

    def required(self, leaves: Iterable[Leaf]) -> tuple[str, ...]:
        """Return the measures that must be covered: all but optional ones without any source."""
        return tuple(
            dict.fromkeys(
                leaf.measure
                for leaf in leaves
                if not (leaf.optional and not self.coverage(leaf.measure))
            )
        )

    def shared_coverage(self, leaves: Iterable[Leaf]) -> list[Span]:
        """Return the days on which every measure is covered."""
        return shared(self.coverage(measure) for measure in self.required(leaves))

    def has(self, measure: str, dimension: str) -> bool:
        """Whether the measure can be split by the dimension, with data to split."""
        return dimension in self.dimensions(measure)

    def dimensions(self, measure: str) -> frozenset[str]:
        """Return what the measure can be split by, with data to split."""
        if measure not in self._dimensions:
            self._dimensions[measure] = dimensions(self.facts, measure)
        return self._dimensions[measure]

    @property
    def home(self) -> tuple[str, ...]:
        """Every member that means the shop's own country, none where it was not told."""
        return self.facts.store.shop.home

    # -- filters -----------------------------------------------------------------------------

    def parts(self, leaf: Leaf, where: Where) -> list[tuple[int, Where]]:
        """Return the signed filters whose totals add up to the leaf's value within ``where``."""
        chosen = leaf.filter
        if chosen is None:
            return [(1, where)]
        members = [
            name
            for member in chosen.members
            for name in (self.home if member == HOME else (member,))
        ]
        fixed = dict(where)
        if chosen.dimension in fixed:  # a member of the very dimension: all of it, or nothing
            return [(1, where)] if (fixed[chosen.dimension] in members) == chosen.keep else []
        known = self.has(leaf.measure, chosen.dimension)
        inside = [
            (1 if chosen.keep else -1, (*where, (chosen.dimension, member)))
            for member in members
            if known
        ]
        if chosen.keep:
            return inside if known else ([(1, where)] if "" in members else [])
        if not known and "" in members:
            return []
        return [(1, where), *inside]

    def obstacle(self, leaves: Sequence[Leaf], span: Span, where: Where) -> Message | None:
        """Return why the leaves cannot be filtered as asked, ``None`` when they can.

        A measure that is nothing over these days needs no members to be split by; an estimate may
        be refused whatever the filter.
        """
        for leaf in leaves:
            if leaf.measure in ESTIMATES and (no := self._refusal(span)):
                return no
            for dimension, _member in where:
                if not self.has(leaf.measure, dimension) and self.total(leaf.measure, span, ()):
                    return Message(
                        N_("{dimension}: not known for {measure}."),
                        {
                            "measure": measure_name(leaf.measure),
                            "dimension": Message(DIMENSIONS[dimension].label),
                        },
                    )
            if leaf.filter and HOME in leaf.filter.members and not self.home:
                return Message(N_("The shop's own country is not set."))
        filtered = [leaf for leaf in leaves if leaf.filter]
        if any(leaf.filter and self.has(leaf.measure, leaf.filter.dimension) for leaf in filtered):
            return None
        for leaf in filtered:
            if leaf.filter and self.total(leaf.measure, span, where):
                return Message(
                    N_("{dimension}: not known for {measure}."),
                    {
                        "measure": measure_name(leaf.measure),
                        "dimension": Message(DIMENSIONS[leaf.filter.dimension].label),
                    },
                )
        return None

    def _refusal(self, span: Span) -> Message | None:
        """Return why nothing is estimated of these days."""
        return estimated(self.facts).refusal(span) if self.guess else Message(BY_NAME)

    # -- totals ------------------------------------------------------------------------------

    def keys(self, leaves: Iterable[Leaf], span: Span, where: Where) -> list[Key]:
        """Return what must be read for the leaves, to be loaded together with others'."""
        return [
            (leaf.measure, span, part) for leaf in leaves for _sign, part in self.parts(leaf, where)
        ]

    def load(self, keys: Iterable[Key]) -> None:
        """Read what is not known yet, with one question for each pair of days and members."""
        groups: dict[tuple[Span, Where], set[str]] = {}
        for key in keys:
            if key not in self._totals:
                measure, span, where = key
                groups.setdefault((span, where), set()).add(measure)
        for (span, where), measures in groups.items():
            askable = [
                measure
                for measure in sorted(measures)
                if all(self.has(measure, dimension) for dimension, _member in where)
                and not self.uncountable(measure, span)
            ]
            found = self._ask(askable, span, where) if askable else {}
            for measure in measures:
                self._totals[measure, span, where] = found.get(measure, 0)

    def _ask(self, measures: list[str], span: Span, where: Where) -> dict[str, int]:
        """Return totals; measures not known by these dimensions together are noted, one by one."""
        guessed = {one: estimated(self.facts).total(span, where) if self.guess else 0
                   for one in measures if one in ESTIMATES}  # fmt: skip
        if guessed:
            told = [one for one in measures if one not in guessed]
            return guessed | (self._ask(told, span, where) if told else {})
        try:
            return self.facts.totals(measures, span, where)
        except NoBreakdownError as error:
            if len(measures) == 1:
                self._refused[measures[0], span, where] = error.what
                return {}
        return {
            name: value for one in measures for name, value in self._ask([one], span, where).items()
        }

    def refusal(self, keys: Iterable[Key]) -> Message | None:
        """Return why one of the loaded keys could not be read, ``None`` when all could."""
        return next((self._refused[key] for key in keys if key in self._refused), None)

    def total(self, measure: str, span: Span, where: Where) -> int:
        """Return a measure in stored units."""
        key = (measure, span, where)
        if key not in self._totals:
            self.load([key])
        return self._totals[key]

    def leaf(self, leaf: Leaf, span: Span, where: Where) -> int:
        """Return the value of one leaf of a formula in stored units."""
        return sum(
            sign * self.total(leaf.measure, span, part) for sign, part in self.parts(leaf, where)
        )

    def uncountable(self, measure: str, span: Span) -> bool:
        """Whether the source gives daily counts of people, which no longer period may add up."""
        if measure not in DISTINCT or span.days <= 1:
            return False
        key = (measure, span)
        if key not in self._uncountable:
            self._uncountable[key] = self.facts.unaddable(measure, span)
        return self._uncountable[key]

    # -- members -----------------------------------------------------------------------------

    def by_member(
        self, measures: Iterable[str], dimension: str, span: Span, where: Where
    ) -> dict[str, dict[str, int]]:
        """Return those measures that know the dimension, by member with any of them."""
        known = [one for one in sorted(measures) if self.has(one, dimension)]
        told = [one for one in known if one not in ESTIMATES]
        found = self.facts.by_member(told, dimension, span, where) if told else {}
        for measure in known:
            if measure in ESTIMATES:
                split = estimated(self.facts).by_member(dimension, span, where)
                for member, value in split.items():
                    found.setdefault(member, {})[measure] = value
        return found

    # -- days --------------------------------------------------------------------------------

    def load_days(self, keys: Iterable[Key], window: int) -> None:
        """Read sums over ``window`` days ending on each day of the key's span."""
        groups: dict[tuple[Span, Where], set[str]] = {}
        for measure, span, where in keys:
            if ((measure, span, where), window) not in self._days:
                groups.setdefault((span, where), set()).add(measure)
        for (span, where), measures in groups.items():
            self._load_group(sorted(measures), span, where, window)

    def _load_group(self, measures: list[str], span: Span, where: Where, window: int) -> None:
        askable = {
            measure
            for measure in measures
            if all(self.has(measure, dimension) for dimension, _member in where)
        }
        additive = [m for m in measures if m in askable and m not in DISTINCT]
        early = Span(span.start - timedelta(days=window - 1), span.end)
        told = [one for one in additive if one not in ESTIMATES]
        found = self.facts.by_day(told, early, where) if told else {}
        for measure in set(additive) & ESTIMATES.keys():
            found[measure] = estimated(self.facts).by_day(early, where)
        for measure in measures:
            key = ((measure, span, where), window)
            if measure in DISTINCT:
                counted = (
                    self.facts.rolling_distinct(measure, span, window, where)
                    if measure in askable
                    else {}
                )
                self._days[key] = [counted.get(day, 0) for day in span]
            elif self._lasts(measure):
                own = found.get(measure, {})
                self._days[key] = [own.get(day, 0) for day in span]
            else:
                self._days[key] = _rolled(found.get(measure, {}), early, window)

    def _lasts(self, measure: str) -> bool:
        """Whether several days of it are worth the last one: a stock."""
        series = self.catalogue.series.get(measure)
        return series is not None and series.lasts

    def days(self, leaf: Leaf, span: Span, where: Where, window: int) -> list[int]:
        """Return a leaf's sums over ``window`` days ending on each day of ``span``."""
        parts = self.parts(leaf, where)
        self.load_days([(leaf.measure, span, part) for _sign, part in parts], window)
        columns = [(sign, self._days[(leaf.measure, span, part), window]) for sign, part in parts]
        if len(columns) == 1 and columns[0][0] == 1:
            return columns[0][1]
        return [sum(sign * column[n] for sign, column in columns) for n in range(span.days)]


def dimensions(facts: Facts, measure: str) -> frozenset[str]:
    """Return what a measure, told or estimated, can be split by."""
    estimate = ESTIMATES.get(measure)
    if estimate is None:
        return frozenset(facts.dimensions(measure))
    return frozenset(facts.dimensions(estimate.split_as)) & frozenset(FIRST_ORDERS)


def _rolled(values: dict[date, int], span: Span, window: int) -> list[int]:
    """Return sums over ``window`` days ending on each day of ``span`` but its first ones."""
    plain = [values.get(day, 0) for day in span]
    if window == 1:
        return plain
    running = [0, *accumulate(plain)]
    return [running[n + window] - running[n] for n in range(len(plain) - window + 1)]
