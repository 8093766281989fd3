"""Rows of WooCommerce's products export to products."""

from __future__ import annotations

from dataclasses import replace
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

NO_NAME = N_("This product has neither a SKU nor a name.")


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the products of a file; a variation is in the category of its product."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    sheet.texts("id", "type", "name", "parent")
    sheet.add("sku", sku_of, "")
    sheet.add("categories", first_place, ("", ""))
    sheet.amounts("cost", blank=None)
    reading = _Reading(sheet, Costs(context))
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            yield from reading.row(line, row)
    yield from reading.orphans()
    yield from reading.costs.warnings()


def first_place(cell: str) -> tuple[str, str]:
    r"""Return category and subcategory of ``Clothing > Tops, Sale``; a comma in one is ``\,``."""
    first = cell.replace("\\,", "\0").split(",")[0].replace("\0", ",")
    return place_of(first)


class _Reading:
    def __init__(self, sheet: Sheet, costs: Costs) -> None:
        self._sheet = sheet
        self.costs = costs
        self._parents: dict[str, tuple[tuple[str, str], int | None]] = {}
        self._waiting: list[tuple[str, Product]] = []

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield a row's product, unless its parent is still to come."""
        read = self._sheet.read
        try:
            sku, name, parent = read(row, "sku"), read(row, "name"), read(row, "parent")
            cost = self.costs.of(read(row, "cost") or None)
            place = read(row, "categories")
        except BadCellError as error:
            yield error.left_out(line)
            return
        if not sku and not name:
            yield LeftOut(line, "", NO_NAME)
            return
        category, subcategory = place
        product = Product(sku, name, category, subcategory, cost)
        if read(row, "type") == "variation" and parent:
            self._waiting.append((parent.casefold(), product))
            return
        for key in (f"id:{read(row, 'id')}", sku):
            self._parents[key.casefold()] = (place, cost)
        yield self._counted(product)

    def orphans(self) -> Iterator[Record]:
        """Yield the variations, by now with their parents' category, and cost where they lack."""
        for parent, product in self._waiting:
            place, cost = self._parents.get(parent, (("", ""), None))
            own = (product.category, product.subcategory)
            category, subcategory = own if any(own) else place
            yield self._counted(
                replace(
                    product,
                    category=category,
                    subcategory=subcategory,
                    cost=cost if product.cost is None else product.cost,
                )
            )

    def _counted(self, product: Product) -> Product:
        self.costs.note(product.cost)
        return product
