"""Rows of Shopify's customers export: counted, and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.importers.shops.sheet import Sheet, read_table
from store.messages import N_, Message
from store.records import LeftOut
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.headers import Words

NO_DAY = N_("A customer without a day: orders tell who bought and when.")


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Leave every customer out; say how many there are, who bought, and who takes the letter."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    sheet.texts("newsletter", "texts")
    sheet.counts("orders")
    people = bought = letters = texted = 0
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            try:
                orders = sheet.read(row, "orders")
            except BadCellError as error:
                yield error.left_out(line)
                continue
            people += 1
            bought += orders > 0
            letters += _yes(sheet.read(row, "newsletter"))
            texted += _yes(sheet.read(row, "texts"))
            yield LeftOut(line, "", NO_DAY, rejected=False)
    yield Message(
        N_(
            "Customers in the file: {people}, of whom have ordered: {bought}, take e-mails:"
            " {letters}, take text messages: {texts}. It says of no day when, so no figure is"
            " made of it."
        ),
        {"people": people, "bought": bought, "letters": letters, "texts": texted},
    )


def _yes(cell: str) -> bool:
    return cell.casefold() in ("yes", "true", "1", "oui")
