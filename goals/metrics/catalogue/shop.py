"""The catalogue of one shop: ours, less what its owner put aside, and metrics of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from goals.metrics.catalogue import METRICS
from goals.metrics.errors import QuestionError, unknown
from goals.metrics.formula import Leaf, Number, Pair, formula_of
from goals.metrics.labels import measure_label
from goals.metrics.metric import COSTS, GAINS, STAGES, Metric
from goals.metrics.parsing import Vocabulary, tree
from goals.metrics.quotient import quotient
from store.messages import N_
from store.own import STATES, OwnMetrics, OwnSeries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.metrics.formula import Node
    from goals.metrics.metric import Unit
    from store.database import Store
    from store.facts import Facts
    from store.own import OwnMetricRow

OF_THE_OWNER = N_("A figure of your own, worked out of what its measures add up to.")
OF_THE_OWNER_DIVIDED = N_(
    "A figure of your own. Both sides of the division are added up over the days first, and divided"
    " once: never a mean of daily rates."
)
LEFT_OUT = N_("What its measures leave out.")
COUNTED = N_("What its measures count.")


@dataclass(frozen=True, eq=False)
class Catalogue(Mapping[str, Metric]):
    """Every metric of a shop by id: a mapping that knows deleted ones too, for goals on them.

    Going through it names those that are shown, by stage: on the board, in lists and palettes.
    """

    every: Mapping[str, Metric]
    aside: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    series: Mapping[str, OwnSeries] = field(default_factory=dict)
    broken: Mapping[str, QuestionError] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Metric:
        return self.every[name]

    def __contains__(self, name: object) -> bool:
        return name in self.every

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.every if name not in self.aside | self.deleted)

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def metric(self, name: str) -> Metric:
        """Return the metric with this id, put aside or not.

        Raises:
            QuestionError: there is none; the nearest id is named.
        """
        if name in self.deleted:
            raise self._unknown(name)
        return self.known(name)

    def known(self, name: str) -> Metric:
        """Return the metric with this id, a deleted one too: goals and levers may still name it.

        Raises:
            QuestionError: there never was one.
        """
        if name not in self.every:
            raise self._unknown(name)
        return self.every[name]

    def _unknown(self, name: str) -> QuestionError:
        return unknown(
            N_("“{name}” is not a metric."),
            name,
            [known for known in self.every if known not in self.deleted],
            N_("`kpi-tui kpi` lists all of them."),
        )

    def vocabulary(self, without: str = "") -> Vocabulary:
        """Return what a formula may name; ``without`` is the metric whose formula it is."""
        named = {
            name: partial(written_out, one)
            for name, one in self.every.items()
            if name not in self.deleted and name != without
        }
        return Vocabulary(self.series, named)


BUILT_IN = Catalogue(MappingProxyType(METRICS))
"""The catalogue of a shop whose owner changed nothing."""

_OWN_SERIES = re.compile(r"\bmy_[a-z0-9_]+", re.ASCII)

_known: WeakKeyDictionary[Store, tuple[tuple[int, int], Catalogue]] = WeakKeyDictionary()
"""Catalogues by store, with the versions of plans and data they were made from."""


def of(facts: Facts) -> Catalogue:
    """Return the catalogue of the shop as it is now."""
    return of_store(facts.store)


def of_store(store: Store) -> Catalogue:
    """Return the catalogue of a store, made anew when plans or imports changed."""
    versions = (store.plan_version, store.data_version)
    known = _known.get(store)
    if known is None or known[0] != versions:
        own = OwnMetrics(store)
        known = _known[store] = (versions, made(own.rows(), own.retired(), own.series()))
    return known[1]


def made(rows: list[OwnMetricRow], retired: list[str], series: list[OwnSeries]) -> Catalogue:
    """Return the catalogue that these rows make of ours."""
    if not (rows or retired or series):
        return BUILT_IN
    maker = _Maker(rows, series)
    for row in rows:
        maker.metric(row)
    own = [maker.made[row.name] for row in rows]
    ours = [*METRICS.values(), *own]
    order = list(STAGES)
    every = {one.id: one for one in sorted(ours, key=lambda one: order.index(one.stage))}
    states = {state: {row.name for row in rows if row.state == state} for state in STATES}
    return Catalogue(
        every,
        frozenset({*retired, *states["retired"]} & every.keys()),
        frozenset(states["deleted"]),
        maker.series,
        maker.broken,
    )


class _Maker:
    """Makes metrics of rows; one may name another, but none itself by any way round."""

    def __init__(self, rows: list[OwnMetricRow], series: list[OwnSeries]) -> None:
        self.rows = {row.name: row for row in rows}
        # A series whose import was taken back is none that nobody knows: it waits for the next.
        told = {one for row in rows for one in _OWN_SERIES.findall(row.formula.lower())}
        self.series = {name: OwnSeries(name) for name in told}
        self.series |= {one.name: one for one in series}
        self.made: dict[str, Metric] = {}
        self.broken: dict[str, QuestionError] = {}
        self._under_way: list[str] = []
        names = {name: partial(written_out, one) for name, one in METRICS.items()}
        self._vocabulary = Vocabulary(
            self.series, names | {name: partial(self._tree, name) for name in self.rows}
        )

    def metric(self, row: OwnMetricRow) -> None:
        """Make one; what its formula may no longer name leaves it without, with the reason."""
        try:
            self._tree(row.name)
        except QuestionError as error:
            self.broken[row.name] = error
            self.made[row.name] = metric_of(row, Leaf(row.name, series=OwnSeries(row.name)))

    def _tree(self, name: str) -> Node:
        if name in self.broken:
            raise self.broken[name]
        if name not in self.made:
            if name in self._under_way:
                raise circular(name)
            self._under_way.append(name)
            try:
                row = self.rows[name]
                self.made[name] = metric_of(row, tree(row.formula, self._vocabulary))
            finally:
                self._under_way.pop()
        return written_out(self.made[name])


def circular(name: str) -> QuestionError:
    return QuestionError(
        N_("The formula of “{name}” names itself, over others."),
        N_("Name measures instead: `kpi-tui metric measures` lists all of them."),
        name=name,
    )


def metric_of(row: OwnMetricRow, root: Node) -> Metric:
    """Return the metric that a row and the tree of its formula make."""
    whole = quotient(root)
    top = formula_of(row.formula, whole.top)
    bottom = None if whole.bottom is None else formula_of(row.formula, whole.bottom)
    leaves = (*top.leaves, *(bottom.leaves if bottom else ()))
    names = {leaf.measure for leaf in leaves}
    costed = names & {"costed_sales", "cost_of_goods"}
    gained = names & {"project_gain"}
    return Metric(
        id=row.name,
        label=row.label,
        short=row.short,
        unit=cast("Unit", row.unit),
        better=row.better,
        stage=row.stage,
        numerator=row.formula,
        definition=row.note or (OF_THE_OWNER_DIVIDED if bottom else OF_THE_OWNER),
        includes=COUNTED,
        excludes=LEFT_OUT,
        known=COSTS if costed else GAINS if gained else None,
        per=measure_label(bottom.leaves[0].measure) if bottom else "",
        own=(top, bottom),
    )


def written_out(one: Metric) -> Node:
    """Return the tree of a metric, for a formula that names it."""
    top, bottom = one.parsed()
    root: Node = top.root if bottom is None else Pair("/", top.root, bottom.root)
    return root if one.scale == 1 else Pair("*", Number(Fraction(one.scale)), root)
