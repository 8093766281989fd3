"""What is too large to be true: codes read as amounts, a bar code as a quantity, a wrong rate.

A cell is read up to 10^12 (``store.columns.numbers``), but a quantity times a price may be more
than the store holds, and a column of 12-digit codes taken for amounts soon adds up to more than any
sum of the store can be. One such row is rejected, and an import of many is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.messages import N_
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.ingest.sales import CodedSale

LARGEST = 10**12 * MONEY_SCALE
"""Of one amount."""
_MOST_PIECES = 10**9
"""Of one line: more is a bar code. So many at the cost of a car still fit into the store."""
_MOST = 100 * LARGEST
"""Of all amounts of one import together; sums of the store end at 9 × 10^18."""
_NO_AMOUNTS = frozenset({"visit", "page", "page_step", "answered", "uptime", "answer"})
"""Tables of counts that importers make themselves, row by row of long files."""
_NOT_AMOUNTS = frozenset({"day", "at", "visitor", "promised_day", "shipped_day"})


class Sizes:
    """Looks at the amounts of one import."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._sum = 0

    def too_large(self, coded: CodedSale) -> bool:
        """Whether an order has an amount that is too large."""
        _, units, goods, discounts, _ = coded.columns
        if units and (max(units) > _MOST_PIECES or min(units) < -_MOST_PIECES):
            return True
        parts = [*coded.amounts]
        for column in (goods, discounts):
            if column:
                parts += (max(column), min(column))
        for refund in coded.refunds:
            parts += (refund.goods, refund.cost, refund.units)
        for _, _, *rest in coded.payments:
            parts += rest
        return self._are(parts)

    def row_too_large(self, table: str, values: Mapping[str, object]) -> bool:
        """Whether a row of another table has an amount that is too large."""
        if table in _NO_AMOUNTS:
            return False
        return self._are(
            value
            for name, value in values.items()
            if isinstance(value, int) and name not in _NOT_AMOUNTS
        )

    def value_too_large(self, value: int) -> bool:
        """Whether a daily value is too large."""
        return self._are((value,))

    def _are(self, parts: Iterable[int]) -> bool:
        largest = max(map(abs, parts), default=0)
        if largest > LARGEST:
            return True
        self._sum += largest
        if self._sum > _MOST:
            raise ImportFileError(
                N_("The amounts of {source} add up to more than can be true."),
                N_("Is a column of codes read as amounts or quantities? “--dry-run” shows how each"
                   " column is read, and a mapping (--map) says it better."),
                source=self._source,
            )  # fmt: skip
        return False
