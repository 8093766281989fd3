"""Reads formulas by hand with an allowlist; nothing of a text is ever evaluated as Python.

    formula := term (("+" | "-") term)*
    term    := factor (("*" | "/") factor)*
    factor  := "-" factor | number | name filter? | "(" formula ")"
    filter  := "[" dimension ("=" | "!=") member ("|" member)* "]"

A name is a measure (``orders``), a shorthand (``net_sales``) or what a ``Vocabulary`` adds: the
owner's own series and metrics. In a filter, ``home`` stands for the shop's own country and
``unknown`` for rows without a member. ``name?`` is optional: a measure that no source gives counts
as nothing there. A text has at most 500 characters, 30 levels, and 400 names, numbers and signs
with the metrics it names written out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.errors import QuestionError, unknown
from goals.metrics.formula import (
    DISTINCT,
    SHORTHANDS,
    UNITS,
    Filter,
    Formula,
    Leaf,
    Node,
    Number,
    Pair,
    formula_of,
)
from store.dimensions import DIMENSIONS
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.own import OwnSeries

MAX_CHARACTERS = 500
MAX_DEPTH = 30
MAX_PARTS = 400

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*\??)(?P<filter>\[[^\[\]]*\])?|(?P<sign>[-+*/()]))",
    re.ASCII,
)
_AS_TYPED = str.maketrans("×÷−", "*/-")
_FILTER = re.compile(r"\[\s*([a-z_]+)\s*(!?=)\s*(.+?)\s*\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What formulas may name besides measures: series by name, and the trees of metrics."""

    series: Mapping[str, OwnSeries] = field(default_factory=dict)
    metrics: Mapping[str, Callable[[], Node]] = field(default_factory=dict)


NOTHING_MORE = Vocabulary()


def parse(text: str, vocabulary: Vocabulary = NOTHING_MORE) -> Formula:
    """Return the parsed formula.

    Raises:
        QuestionError: not a formula, an unknown measure or dimension, too long or too deep.
    """
    return formula_of(text, tree(text, vocabulary))


def tree(text: str, vocabulary: Vocabulary = NOTHING_MORE) -> Node:
    """Return a formula's tree, the metrics that it names written out; raises like ``parse``."""
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            N_("The formula is longer than {limit} characters."),
            N_("Split it into two metrics."),
            limit=MAX_CHARACTERS,
        )
    return _Parser(text.translate(_AS_TYPED), vocabulary).whole()


def parts(node: Node) -> int:
    """Return of how many names, numbers and signs a tree is made."""
    if isinstance(node, Pair):
        return 1 + parts(node.left) + parts(node.right)
    return 1


def too_many_parts() -> QuestionError:
    return QuestionError(
        N_("Written out, the formula has more than {limit} parts."),
        N_("Split it into two metrics."),
        limit=MAX_PARTS,
    )


def _filtered(node: Node, chosen: Filter | None, optional: bool) -> Node:
    """Return a shorthand's tree with the filter written behind its name on every measure."""
    if isinstance(node, Leaf):
        return replace(
            node,
            filter=node.filter if chosen is None else chosen,
            optional=node.optional or optional,
        )
    if isinstance(node, Pair):
        return Pair(
            node.sign,
            _filtered(node.left, chosen, optional),
            _filtered(node.right, chosen, optional),
        )
    return node


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.parts = 0
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
            node = Pair(sign, node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._factor(depth)
        while sign := self._sign("*/"):
            node = Pair(sign, node, self._factor(depth))
        return node

    def _factor(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QuestionError(
                N_("The formula is nested deeper than {limit} levels."),
                N_("Split it into two metrics."),
                limit=MAX_DEPTH,
            )
        if self._sign("-"):
            return Pair("*", Number(Fraction(-1)), self._factor(depth + 1))
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
            return Number(Fraction(token["number"].replace(",", ".")))
        if token["name"]:
            self.next += 1
            return self._named(token["name"], token["filter"])
        raise self._wrong(token[0].strip())

    def _named(self, name: str, filter_text: str | None) -> Node:
        chosen = self._filter(filter_text) if filter_text else None
        optional, name = name.endswith("?"), name.removesuffix("?").lower()
        known = self.vocabulary
        if name in known.series:
            return Leaf(name, chosen, optional, known.series[name])
        if name in UNITS:
            return self._leaf(Leaf(name, chosen, optional))
        if name in SHORTHANDS:
            return self._written_out(parse(SHORTHANDS[name]).root, chosen, optional)
        if name in known.metrics:
            return self._written_out(known.metrics[name](), chosen, optional)
        raise unknown(
            N_("“{name}” is not a measure."),
            name,
            [*UNITS, *SHORTHANDS, *known.series, *known.metrics],
            N_("`kpi-tui metric measures` lists all of them."),
        )

    def _written_out(self, node: Node, chosen: Filter | None, optional: bool) -> Node:
        """Return the tree that a name stands for, limited as the name is."""
        self.parts += parts(node)
        if self.parts > MAX_PARTS:
            raise too_many_parts()
        if chosen is None and not optional:
            return node
        leaves = formula_of("", node).leaves
        if chosen and any(leaf.filter for leaf in leaves):
            raise QuestionError(
                N_("What “{formula}” names is limited to some members already."),
                N_("Name its measures instead, each with its own members."),
                formula=self.text,
            )
        filtered = _filtered(node, chosen, optional)
        for leaf in formula_of("", filtered).leaves:
            self._leaf(leaf)
        return filtered

    @staticmethod
    def _leaf(leaf: Leaf) -> Leaf:
        chosen = leaf.filter
        if chosen and leaf.measure in DISTINCT and not (chosen.keep and len(chosen.members) == 1):
            raise QuestionError(
                N_("“{name}” counts people, who cannot be added over several members."),
                N_("Filter it by one member."),
                name=leaf.measure,
            )
        return leaf

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
