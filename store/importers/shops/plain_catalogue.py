"""Rows of a plain table of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.importers.shops.catalogue import Costs, sku_of
from store.importers.shops.sheet import Sheet, read_table
from store.messages import N_
from store.records import LeftOut, Product
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.headers import Words

NO_SKU = N_("This product has no SKU.")


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the products of a file, and what was left out."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    sheet.texts("name", "category", "subcategory")
    sheet.add("sku", sku_of, "")
    sheet.currencies("currency")
    sheet.amounts("cost", blank=None)
    costs = Costs(context)
    read = sheet.read
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            try:
                sku = read(row, "sku")
                if not sku:
                    yield LeftOut(line, table.header[sheet.place("sku")], NO_SKU)
                    continue
                yield Product(
                    sku,
                    read(row, "name"),
                    read(row, "category"),
                    read(row, "subcategory"),
                    costs.of(read(row, "cost"), read(row, "currency")),
                )
            except BadCellError as error:
                yield error.left_out(line)
    yield from costs.warnings()
