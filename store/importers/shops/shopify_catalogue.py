"""Rows of Shopify's products export to products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.importers.shops.catalogue import Costs, place_of, sku_of
from store.importers.shops.sheet import Sheet, read_table
from store.messages import N_
from store.records import LeftOut, Product
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.headers import Words

NO_PRODUCT = N_("This row belongs to no product.")
_OPTIONS = ("option1", "option2", "option3")
_DEFAULT = "Default Title"


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the variants of a file; rows of pictures go with the variant before them."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    sheet.texts("handle", "title", "type", "category", *_OPTIONS, "price")
    sheet.add("sku", sku_of, "")
    sheet.amounts("cost", blank=None)
    reading = _Reading(sheet, Costs(context))
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            yield from reading.row(line, row)
    yield from reading.rest()
    yield from reading.costs.warnings()


class _Reading:
    def __init__(self, sheet: Sheet, costs: Costs) -> None:
        self._sheet = sheet
        self.costs = costs
        self._handle = self._title = ""
        self._place = ("", "")
        self._waiting: Product | None = None
        self._rows = 0

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield the variant before, when a new one begins."""
        read = self._sheet.read
        try:
            self._begin(row)
            if not (read(row, "price") or read(row, "sku") or read(row, "option1")):
                if self._waiting is None and not self._title:
                    yield LeftOut(line, "", NO_PRODUCT, rejected=False)
                else:
                    self._rows += 1
                return
            product = self._variant(row)
        except BadCellError as error:
            yield error.left_out(line)
            return
        if self._waiting is not None:
            yield from self.rest()
        self._waiting = product
        self._rows += 1

    def rest(self) -> Iterator[Record]:
        """Yield the variant that waits for its rows."""
        if self._waiting is not None:
            one = self._waiting
            yield Product(
                one.sku, one.name, one.category, one.subcategory, one.cost, max(self._rows, 1)
            )
        elif self._rows:
            yield LeftOut(0, "", NO_PRODUCT, rejected=False, rows=self._rows)
        self._waiting, self._rows = None, 0

    def _begin(self, row: Sequence[str]) -> None:
        """Note the product whose first row this is, if it is one."""
        handle, title = self._sheet.read(row, "handle"), self._sheet.read(row, "title")
        if not title and handle == self._handle:
            return
        self._handle, self._title = handle, title
        kind = self._sheet.read(row, "type")
        self._place = (kind, "") if kind else place_of(self._sheet.read(row, "category"))

    def _variant(self, row: Sequence[str]) -> Product:
        """Return a variant, called as it is in orders: ``Towel - Grey / L``."""
        options = [self._sheet.read(row, option) for option in _OPTIONS]
        told = " / ".join(one for one in options if one and one != _DEFAULT)
        base = self._title or self._handle
        cost = self.costs.of(self._sheet.read(row, "cost"))
        self.costs.note(cost)
        name = f"{base} - {told}" if told else base
        category, subcategory = self._place
        return Product(self._sheet.read(row, "sku"), name, category, subcategory, cost)
