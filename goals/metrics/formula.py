"""Formulas over measures: parsed by hand with an allowlist, never evaluated as Python.

    formula := term (("+" | "-") term)*
    term    := factor (("*" | "/") factor)*
    factor  := "-" factor | number | name filter? | "(" formula ")"
    filter  := "[" dimension ("=" | "!=") member ("|" member)* "]"

A name is a measure (``orders``) or a shorthand of this module (``net_sales``). In a filter,
``home`` stands for the shop's own country and ``unknown`` for rows without a member. ``name?`` is
optional: a measure that no source gives counts as nothing there. A text has at most 500
characters and 30 levels.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.metrics.errors import QuestionError, unknown
from store.dimensions import DIMENSIONS
from store.measures import DISTINCTS, FAMILIES, Unit
from store.messages import N_
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAX_CHARACTERS = 500
MAX_DEPTH = 30

UNITS: dict[str, Unit] = {
    **{measure.id: measure.unit for family in FAMILIES for measure in family.measures},
    **{distinct.id: "count" for distinct in DISTINCTS},
}
"""The unit of every measure: count, money, minutes or thousandths."""

DISTINCT = frozenset(distinct.id for distinct in DISTINCTS)

SHORTHANDS: dict[str, str] = {
    "net_sales": "goods_sold - refunds",
    "gross_margin": "(costed_sales - cost_of_goods) - (refunds - refund_cost)",
}
COHORT = {"refunds": "refunds_of_orders", "refund_cost": "refund_cost_of_orders"}
"""On the cohort basis a refund counts on the day of its order."""

DIVISORS: dict[str, int] = {"money": MONEY_SCALE, "thousandths": 1000}
"""Stored integers in one unit, where it is not one."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*\??)(?P<filter>\[[^\[\]]*\])?"
    r"|(?P<sign>[-+*/()]))",
    re.ASCII,
)
_FILTER = re.compile(r"\[\s*([a-z_]+)\s*(!?=)\s*(.+?)\s*\]", re.ASCII)
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
    """One measure in a formula. An ``optional`` one counts as 0 where no source gives it."""

    measure: str
    filter: Filter | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class _Pair:
    sign: str
    left: Node
    right: Node


Node = Leaf | _Number | _Pair
Basis = Literal["accounting", "cohort"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula; ``leaves`` lists each measure once, in order of appearance.

    ``terms`` are its signed measures where it is nothing but a sum of measures of one unit (most
    are): then integers are added and divided once, which charts of many days need.
    """

    text: str
    root: Node
    leaves: tuple[Leaf, ...]
    terms: tuple[tuple[int, Leaf], ...] | None = None
    divisor: int = 1

    @property
    def additive(self) -> bool:
        """Whether values of days and of members add up: sums of measures, none a distinct count."""
        return _linear(self.root) and not any(leaf.measure in DISTINCT for leaf in self.leaves)

    @property
    def counts(self) -> bool:
        """Whether it is a number of cases (orders, visits), for which few means unsure."""
        return _linear(self.root) and all(UNITS[leaf.measure] == "count" for leaf in self.leaves)

    @property
    def unit(self) -> Unit:
        """What its value is: money where any money is in it, else a number."""
        money = any(UNITS[leaf.measure] == "money" for leaf in self.leaves)
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
            total = sum([sign * stored[leaf] for sign, leaf in self.terms])
            return Fraction(total, self.divisor)
        units = {leaf: in_units(leaf.measure, stored[leaf]) for leaf in self.leaves}
        try:
            return _value(self.root, units)
        except ZeroDivisionError:
            return None

    def split(self) -> tuple[Formula, Formula | None]:
        """Return numerator and denominator when the whole is one division, else the whole."""
        if isinstance(self.root, _Pair) and self.root.sign == "/":
            return _formula(self.text, self.root.left), _formula(self.text, self.root.right)
        return self, None

    def on(self, basis: Basis) -> Formula:
        """Return the formula with refunds on the day that ``basis`` puts them."""
        if basis == "accounting" or not self.refunds:
            return self
        return _formula(self.text, _swapped(self.root))


def in_units(measure: str, stored: int) -> Fraction:
    """Return a stored integer of ``measure`` in units (of the currency, for money)."""
    return Fraction(stored, DIVISORS.get(UNITS[measure], 1))


def parse(text: str) -> Formula:
    """Return the parsed formula.

    Raises:
        QuestionError: not a formula, an unknown measure or dimension, too long or too deep.
    """
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            N_("The formula is longer than {limit} characters."),
            N_("Split it into two metrics."),
            limit=MAX_CHARACTERS,
        )
    return _formula(text, _Parser(text).whole())


def _formula(text: str, root: Node) -> Formula:
    leaves: dict[Leaf, None] = {}
    _collect(root, leaves)
    terms = _terms(root, 1)
    divisors = {DIVISORS.get(UNITS[leaf.measure], 1) for leaf in leaves}
    if terms is None or len(divisors) != 1:
        return Formula(text, root, tuple(leaves))
    return Formula(text, root, tuple(leaves), tuple(terms), divisors.pop())


def _terms(node: Node, sign: int) -> list[tuple[int, Leaf]] | None:
    """Return the signed measures of a plain sum, ``None`` for anything else."""
    if isinstance(node, Leaf):
        return [(sign, node)]
    if isinstance(node, _Number) or node.sign not in "+-":
        return None
    left = _terms(node.left, sign)
    right = _terms(node.right, sign if node.sign == "+" else -sign)
    return None if left is None or right is None else left + right


def _collect(node: Node, leaves: dict[Leaf, None]) -> None:
    if isinstance(node, Leaf):
        leaves[node] = None
    elif isinstance(node, _Pair):
        _collect(node.left, leaves)
        _collect(node.right, leaves)


def _value(node: Node, values: Mapping[Leaf, Fraction]) -> Fraction:
    if isinstance(node, Leaf):
        return values[node]
    if isinstance(node, _Number):
        return node.value
    return _SIGNS[node.sign](_value(node.left, values), _value(node.right, values))


def _linear(node: Node) -> bool:
    if isinstance(node, Leaf):
        return True
    if isinstance(node, _Number):
        return False
    if node.sign in "+-":
        return _linear(node.left) and _linear(node.right)
    if isinstance(node.right, _Number):
        return _linear(node.left)
    return node.sign == "*" and isinstance(node.left, _Number) and _linear(node.right)


def _swapped(node: Node) -> Node:
    if isinstance(node, Leaf):
        return Leaf(COHORT.get(node.measure, node.measure), node.filter, node.optional)
    if isinstance(node, _Pair):
        return _Pair(node.sign, _swapped(node.left), _swapped(node.right))
    return node


def _filtered(node: Node, chosen: Filter | None, optional: bool) -> Node:
    """Return a shorthand's tree with the filter written behind its name on every measure."""
    if isinstance(node, Leaf):
        return Leaf(node.measure, chosen, optional)
    if isinstance(node, _Pair):
        return _Pair(
            node.sign,
            _filtered(node.left, chosen, optional),
            _filtered(node.right, chosen, optional),
        )
    return node


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[re.Match[str]] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self._wrong(text[position:].strip())
            self.tokens.append(match)
            position = match.end()
        self.next = 0

    def whole(self) -> Node:
        root = self._sum(0)
        if self.next < len(self.tokens):
            raise self._wrong(self.tokens[self.next][0].strip())
        return root

    def _wrong(self, where: str) -> QuestionError:
        return QuestionError(
            N_("The formula “{formula}” cannot be read at “{where}”."),
            N_("A formula has names of measures, numbers, + - * / and parentheses."),
            formula=self.text,
            where=where[:20],
        )

    def _sign(self, signs: str) -> str | None:
        if self.next < len(self.tokens):
            sign = self.tokens[self.next]["sign"]
            if sign and sign in signs:
                self.next += 1
                return sign
        return None

    def _sum(self, depth: int) -> Node:
        node = self._product(depth)
        while sign := self._sign("+-"):
            node = _Pair(sign, node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._factor(depth)
        while sign := self._sign("*/"):
            node = _Pair(sign, node, self._factor(depth))
        return node

    def _factor(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QuestionError(
                N_("The formula is nested deeper than {limit} levels."),
                N_("Split it into two metrics."),
                limit=MAX_DEPTH,
            )
        if self._sign("-"):
            return _Pair("*", _Number(Fraction(-1)), self._factor(depth + 1))
        if self._sign("("):
            node = self._sum(depth + 1)
            if not self._sign(")"):
                raise self._wrong(self.text[-20:])
            return node
        if self.next >= len(self.tokens):
            raise self._wrong(self.text[-20:])
        token = self.tokens[self.next]
        if token["number"]:
            self.next += 1
            return _Number(Fraction(token["number"]))
        if token["name"]:
            self.next += 1
            return self._named(token["name"], token["filter"])
        raise self._wrong(token[0].strip())

    def _named(self, name: str, filter_text: str | None) -> Node:
        chosen = self._filter(filter_text) if filter_text else None
        optional, name = name.endswith("?"), name.removesuffix("?")
        if name in SHORTHANDS:
            return _filtered(parse(SHORTHANDS[name]).root, chosen, optional)
        if name not in UNITS:
            raise unknown(
                N_("“{name}” is not a measure."),
                name,
                [*UNITS, *SHORTHANDS],
                N_("`kpi-tui kpi explain ID` lists the measures of a metric."),
            )
        if chosen and name in DISTINCT and not (chosen.keep and len(chosen.members) == 1):
            raise QuestionError(
                N_("“{name}” counts people, who cannot be added over several members."),
                N_("Filter it by one member."),
                name=name,
            )
        return Leaf(name, chosen, optional)

    def _filter(self, text: str) -> Filter:
        match = _FILTER.fullmatch(text)
        if match is None:
            raise self._wrong(text)
        dimension, sign, members = match.groups()
        if dimension not in DIMENSIONS:
            raise unknown_dimension(dimension)
        names = tuple(member.strip() for member in members.split("|"))
        return Filter(
            dimension, sign == "=", tuple("" if name == "unknown" else name for name in names)
        )


def unknown_dimension(name: str, known: Sequence[str] = tuple(DIMENSIONS)) -> QuestionError:
    """Return the error for a dimension that does not exist."""
    return unknown(
        N_("“{name}” is not a dimension."),
        name,
        known,
        N_("Dimensions are channel, device, country, category and others: see the help of `kpi`."),
    )
