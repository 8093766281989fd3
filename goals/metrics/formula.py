"""Formulas over measures: what a parsed one is made of, and its exact value."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from store.measures import DISTINCTS, FAMILIES
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.family import Unit
    from store.own import OwnSeries

UNITS: dict[str, Unit] = {
    **{measure.id: measure.unit for family in FAMILIES for measure in family.measures},
    **{distinct.id: "count" for distinct in DISTINCTS},
    "expected_365": "money",
}
"""The unit of every measure: count, money, minutes or thousandths; estimates stand last."""

DISTINCT = frozenset(distinct.id for distinct in DISTINCTS)

SHORTHANDS: dict[str, str] = {
    "net_sales": "goods_sold - refunds",
    "gross_margin": "(costed_sales - cost_of_goods) - (costed_refunds - refund_cost)",
}
"""Names that stand for a formula of their own."""

COHORT = {
    "refunds": "refunds_of_orders",
    "costed_refunds": "costed_refunds_of_orders",
    "refund_cost": "refund_cost_of_orders",
}
"""On the cohort basis a refund counts on the day of its order."""

DIVISORS: dict[str, int] = {"money": MONEY_SCALE, "thousandths": 1000}
"""Stored integers in one unit, where it is not one."""

_SIGNS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the rows of some members of a dimension, or drops them (``keep`` false)."""

    dimension: str
    keep: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One measure in a formula. An ``optional`` one counts as 0 where no source gives it.

    ``series`` says what the measure is where it is a daily series of the owner's own.
    """

    measure: str
    filter: Filter | None = None
    optional: bool = False
    series: OwnSeries | None = None

    @property
    def unit(self) -> Unit:
        return UNITS[self.measure] if self.series is None else self.series.unit

    @property
    def divisor(self) -> int:
        """How many stored units one is."""
        return DIVISORS.get(self.unit, 1)

    @property
    def adds_up(self) -> bool:
        """Whether its days add up: people come on several days, a stock is there every day."""
        lasts = self.series is not None and self.series.lasts
        return self.measure not in DISTINCT and not lasts


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Pair:
    sign: str
    left: Node
    right: Node


Node = Leaf | Number | Pair
Weight = int | Fraction
"""What a measure is multiplied by in a sum: 1 or -1 in nearly all."""
Basis = Literal["accounting", "cohort"]
Columns = dict["Leaf", "Sequence[int]"]
"""The integers of measures, day by day."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula; ``leaves`` lists each measure once, in order of appearance.

    ``terms`` are its measures with their weights where it is nothing but a sum of measures of one
    unit (most are): then integers are added and divided once, which charts of many days need.
    """

    text: str
    root: Node
    leaves: tuple[Leaf, ...]
    terms: tuple[tuple[Weight, Leaf], ...] | None = None
    divisor: int = 1

    @property
    def additive(self) -> bool:
        """Whether values of days and of members add up: sums of measures, none a distinct count."""
        return _linear(self.root) and all(leaf.adds_up for leaf in self.leaves)

    @property
    def counts(self) -> bool:
        """Whether it is a number of cases (orders, visits), for which few means unsure."""
        return _linear(self.root) and all(leaf.unit == "count" for leaf in self.leaves)

    @property
    def unit(self) -> Unit:
        """What its value is: money where any money is in it, else a number."""
        money = any(leaf.unit == "money" for leaf in self.leaves)
        return "money" if money else "count"

    @property
    def refunds(self) -> bool:
        """Whether the basis (day of the refund, day of the order) makes a difference."""
        return any(leaf.measure in COHORT for leaf in self.leaves)

    def value(self, stored: Mapping[Leaf, int]) -> Fraction | None:
        """Return the exact value in units, or ``None`` where something is divided by zero.

        ``stored`` holds the integers of the measures as the store keeps them.
        """
        if self.terms is not None:
            total = sum([weight * stored[leaf] for weight, leaf in self.terms])
            return Fraction(total, self.divisor)
        units = {leaf: Fraction(stored[leaf], leaf.divisor) for leaf in self.leaves}
        try:
            return _value(self.root, units)
        except ZeroDivisionError:
            return None

    def sums(self, columns: Columns) -> list[Weight] | None:
        """Return what ``terms`` add up to day by day, in stored units, ``None`` without terms."""
        if self.terms is None:
            return None
        (weight, leaf), *others = self.terms
        total: list[Weight] = [weight * one for one in columns[leaf]]
        for weight, leaf in others:
            total = [whole + weight * one for whole, one in zip(total, columns[leaf], strict=True)]
        return total

    def values(self, columns: Columns) -> list[Fraction | None]:
        """Return the value of each day."""
        total = self.sums(columns)
        if total is not None:
            return [Fraction(one, self.divisor) for one in total]
        rows = zip(*(columns[leaf] for leaf in self.leaves), strict=True)
        return [self.value(dict(zip(self.leaves, row, strict=True))) for row in rows]

    def split(self) -> tuple[Formula, Formula | None]:
        """Return numerator and denominator when the whole is one division, else the whole."""
        if isinstance(self.root, Pair) and self.root.sign == "/":
            return formula_of(self.text, self.root.left), formula_of(self.text, self.root.right)
        return self, None

    def on(self, basis: Basis) -> Formula:
        """Return the formula with refunds on the day that ``basis`` puts them."""
        if basis == "accounting" or not self.refunds:
            return self
        return formula_of(self.text, _swapped(self.root))


def in_units(measure: str, stored: int) -> Fraction:
    """Return a stored integer of ``measure`` in units (of the currency, for money)."""
    return Fraction(stored, DIVISORS.get(UNITS[measure], 1))


def formula_of(text: str, root: Node) -> Formula:
    """Return the formula of a parsed tree."""
    leaves: dict[Leaf, None] = {}
    _collect(root, leaves)
    terms = _terms(root, 1)
    divisors = {leaf.divisor for leaf in leaves}
    if terms is None or len(divisors) != 1:
        return Formula(text, root, tuple(leaves))
    return Formula(text, root, tuple(leaves), tuple(terms), divisors.pop())


def _terms(node: Node, weight: Weight) -> list[tuple[Weight, Leaf]] | None:
    """Return the measures of a plain sum with their weights, ``None`` for anything else."""
    if isinstance(node, Leaf):
        return [(weight, node)]
    if isinstance(node, Number):
        return None
    if node.sign in "*/":
        if isinstance(node.right, Number) and node.right.value:
            by = node.right.value if node.sign == "*" else 1 / node.right.value
            return _terms(node.left, _plain(weight * by))
        if node.sign == "*" and isinstance(node.left, Number):
            return _terms(node.right, _plain(weight * node.left.value))
        return None
    left = _terms(node.left, weight)
    right = _terms(node.right, weight if node.sign == "+" else -weight)
    return None if left is None or right is None else left + right


def _plain(weight: Fraction) -> Weight:
    return int(weight) if weight.denominator == 1 else weight


def _collect(node: Node, leaves: dict[Leaf, None]) -> None:
    if isinstance(node, Leaf):
        leaves[node] = None
    elif isinstance(node, Pair):
        _collect(node.left, leaves)
        _collect(node.right, leaves)


def _value(node: Node, values: Mapping[Leaf, Fraction]) -> Fraction:
    if isinstance(node, Leaf):
        return values[node]
    if isinstance(node, Number):
        return node.value
    return _SIGNS[node.sign](_value(node.left, values), _value(node.right, values))


def _linear(node: Node) -> bool:
    if isinstance(node, Leaf):
        return True
    if isinstance(node, Number):
        return False
    if node.sign in "+-":
        return _linear(node.left) and _linear(node.right)
    if isinstance(node.right, Number):
        return _linear(node.left)
    return node.sign == "*" and isinstance(node.left, Number) and _linear(node.right)


def _swapped(node: Node) -> Node:
    if isinstance(node, Leaf):
        return replace(node, measure=COHORT.get(node.measure, node.measure))
    if isinstance(node, Pair):
        return Pair(node.sign, _swapped(node.left), _swapped(node.right))
    return node
