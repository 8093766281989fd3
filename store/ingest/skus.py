"""SKUs become numbers once: a column of them is coded by ``map``, and only news is looked at."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from store.records import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.records import Line


class SkuNumbers:
    """Numbers of products by SKU.

    ``meet`` is asked for the number of a product when its SKU is seen first; the line that is given
    has its name as SKU where it had none. ``name`` is told when a product whose first line had no
    name gets one.
    """

    def __init__(self, meet: Callable[[Line], int], name: Callable[[int, str], None]) -> None:
        self._meet = meet
        self._name = name
        self._numbers: dict[str, int] = {}
        self._nameless: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def get(self, sku: str) -> int | None:
        """Return the number of a SKU that was met."""
        return self._numbers.get(sku)

    def forget(self) -> None:
        """Begin again; every SKU will be met once more."""
        self._numbers.clear()
        self._nameless.clear()

    def of(self, lines: Lines) -> list[int]:
        """Return the number of each line's product."""
        skus = lines.columns[0]
        if "" in skus:
            skus = [sku or name for sku, name in zip(skus, lines.columns[1], strict=True)]
        try:
            numbers = list(map(self._numbers.__getitem__, skus))
        except KeyError:
            self._meet_new(skus, lines)
            numbers = list(map(self._numbers.__getitem__, skus))
        if self._nameless and not self._nameless.keys().isdisjoint(skus):
            for sku, name in zip(skus, lines.columns[1], strict=True):
                if name and sku in self._nameless:
                    self._name(self._nameless.pop(sku), name)
        return numbers

    def _meet_new(self, skus: list[str], lines: Lines) -> None:
        for place, sku in enumerate(skus):
            if sku not in self._numbers:
                line = lines[place]
                number = self._numbers[sku] = self._meet(line._replace(sku=sku))
                if not line.name:
                    self._nameless[sku] = number


class NumberedLines(Lines):
    """Lines whose products are coded already: their texts are gone, only columns may be read."""

    __slots__ = ("products",)

    def __init__(
        self,
        products: list[int],
        units: list[int],
        goods: list[int],
        discounts: list[int],
        costs: list[int | None],
    ) -> None:
        super().__init__(([], [], units, goods, discounts, costs, [], []))
        self.products = products

    def __len__(self) -> int:
        return len(self.products)

    def only(self, kept: Sequence[bool]) -> NumberedLines:
        """Return the lines that are kept."""
        _, _, units, goods, discounts, costs, *_ = super().only(kept).columns
        return NumberedLines(list(compress(self.products, kept)), units, goods, discounts, costs)
