"""Reads formulas by hand with an allowlist; nothing of a text is ever evaluated as Python.

    formula := term (("+" | "-") term)*
    term    := factor (("*" | "/") factor)*
    factor  := "-" factor | number | name filter? | "(" formula ")"
    filter  := "[" dimension ("=" | "!=") member ("|" member)* "]"

A name is a measure (``orders``) or a shorthand (``net_sales``). In a filter,
``home`` stands for the shop's own country and ``unknown`` for rows without a member. ``name?`` is
optional: a measure that no source gives counts as nothing there. A text has at most 500
characters and 30 levels.
"""

from __future__ import annotations

import re
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
    from collections.abc import Sequence

MAX_CHARACTERS = 500
MAX_DEPTH = 30

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*\??)(?P<filter>\[[^\[\]]*\])?"
    r"|(?P<sign>[-+*/()]))",
    re.ASCII,
)
_FILTER = re.compile(r"\[\s*([a-z_]+)\s*(!?=)\s*(.+?)\s*\]", re.ASCII)


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
    return formula_of(text, _Parser(text).whole())


def _filtered(node: Node, chosen: Filter | None, optional: bool) -> Node:
    """Return a shorthand's tree with the filter written behind its name on every measure."""
    if isinstance(node, Leaf):
        return Leaf(node.measure, chosen, optional)
    if isinstance(node, Pair):
        return Pair(
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
            return Number(Fraction(token["number"]))
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
