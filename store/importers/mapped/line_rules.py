"""Which rows of a block a mapping's rules speak of, asked as rarely as possible.

A rule on the order's number is asked once an order, a rule on an amount once a block: whether its
smallest or largest amount passes.
"""

from __future__ import annotations

from itertools import chain, compress
from typing import TYPE_CHECKING

from store.columns.cells import Column
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.importers.mapped.layout import Layout
    from store.importers.mapped.line_columns import LineBlock
    from store.importers.mapped.rules import Rule


class RuleReader:
    """The rules of one mapping, in their order: the first that a row passes decides."""

    def __init__(self, layout: Layout, decimal: str) -> None:
        self._layout = layout
        roles = layout.mapping.columns
        self._order = roles["order"]
        self._role_of = {roles[role]: role for role in ("quantity", "price", "amount")
                         if role in roles}  # fmt: skip
        self._rules: list[tuple[Rule, Column[bool]]] = [
            (rule, Column(rule.column, rule.matcher(decimal), default=False))
            for rule in layout.mapping.rules
        ]

    def verdicts(self, read: LineBlock) -> dict[int, Rule]:
        """Return the first rule that a row passes, by row, for the rows that pass any."""
        verdicts: dict[int, Rule] = {}
        starts = read.starts()
        for rule, column in reversed(self._rules):
            verdicts.update(dict.fromkeys(self._hits(read, starts, rule, column), rule))
        return verdicts

    def _hits(
        self, read: LineBlock, starts: list[int], rule: Rule, column: Column[bool]
    ) -> Iterable[int]:
        """Return the rows that pass a rule."""
        of = (rule.column,)
        if of == self._order and rule.test != "blank":
            flags = [column.parse(read.orders[start]) for start in starts]
            if True not in flags:
                return ()
            ends = [*starts[1:], len(read.orders)]  # there is a start: one of them passes
            runs = compress(zip(starts, ends, strict=True), flags)
            return chain.from_iterable(range(start, end) for start, end in runs)
        role = self._role_of.get(of)
        if role is not None and rule.is_numeric and not read.problems:
            scale = 1 if role == "quantity" else MONEY_SCALE
            return _passing(rule, read.numbers[role], scale)
        hits = column.read(self._layout.cells(read.block, of))
        return compress(range(len(hits)), hits) if True in hits else ()


def _passing(rule: Rule, values: Sequence[int], scale: int) -> Iterable[int]:
    if not values:
        return ()
    extreme = min(values) if rule.test in ("below", "at_most") else max(values)
    if not rule.passes(extreme, scale):
        return ()
    different = {value for value in set(values) if rule.passes(value, scale)}
    return [row for row, value in enumerate(values) if value in different]
