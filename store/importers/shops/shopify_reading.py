"""One pass over Shopify's orders export: rows in, whole orders out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.scattered import never_simple, scattered_refs
from store.importers.shops.shopify_columns import ShopifyColumns
from store.importers.shops.shopify_order import OrderReader
from store.messages import N_, counted
from store.records import LeftOut
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record
    from store.tables import Table

MOST_HELD = 500_000

NO_NAME = N_("This row has no order number.")
NO_HEAD = N_("The first row of this order, which has its status and sums, is missing.")
ELSEWHERE = N_("Line {line} of the same order cannot be read.")
EARLIER = N_("The order comes again on line {line}, and counts as it is there.")

_Rows = list[tuple[int, "Sequence[str]"]]


class ShopifyReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(
        self, file: SourceFile, table: Table, first_rows: FileSample, context: Context
    ) -> None:
        self._file = file
        self._table = table
        self._columns = ShopifyColumns(file.name, table, first_rows, context)
        self._orders = OrderReader(file.name, self._columns, context)
        self._held: dict[str, _Rows] = {}
        self._held_rows = 0

    def records(self) -> Iterator[Record]:
        """Yield every row of the file in one record, then what there is to warn of."""
        place = self._columns.name_place
        scattered = scattered_refs(self._file, self._table, place, many_lines=True)
        name, gathered = "", _Rows()
        for block in blocks(self._file, self._table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                found = text(row[place])
                if found != name and gathered:
                    yield from self._order(gathered)
                    gathered = []
                name = found
                if not name:
                    yield LeftOut(line, "Name", NO_NAME)
                elif name in scattered or never_simple(name, self._table):
                    self._hold(name, line, row)
                else:
                    gathered.append((line, row))
        if gathered:
            yield from self._order(gathered)
        for held in self._held.values():
            yield from self._order(held)
        yield from self._warnings()

    def _hold(self, name: str, line: int, row: Sequence[str]) -> None:
        self._held.setdefault(name, []).append((line, row))
        self._held_rows += 1
        if self._held_rows > MOST_HELD:
            raise ImportFileError(
                N_("The rows of one order are too far apart in {file}."),
                N_("Import the export as Shopify wrote it, not sorted anew."),
                file=self._file.name,
            )

    def _order(self, rows: _Rows) -> Iterator[Record]:
        """Yield one order; where a row cannot be read, the whole order is left out."""
        heads = [number for number, (_, row) in enumerate(rows) if self._columns.is_head(row)]
        if not heads:
            yield from (LeftOut(line, "Financial Status", NO_HEAD) for line, _ in rows)
            return
        if len(heads) > 1:
            # Two exports put together hold an order twice: the later one tells how it went on.
            last = heads[-1]
            values = {"line": rows[last][0]}
            for line, _ in rows[:last]:
                yield LeftOut(line, "Name", EARLIER, rejected=False, values=values)
            rows, heads = rows[last:], [0]
        try:
            yield self._orders.sale(rows[heads[0]][1], [row for _, row in rows])
        except BadCellError as error:
            yield from self._unreadable(rows, error)

    def _unreadable(self, rows: _Rows, error: BadCellError) -> Iterator[Record]:
        """Leave out a whole order: without one of its rows its sums would be wrong."""
        broken = next(line for line, row in rows if self._columns.fails(row, error.column))
        for line, _ in rows:
            if line == broken:
                yield error.left_out(line)
            else:
                yield LeftOut(line, "Name", ELSEWHERE, values={"line": broken})

    def _warnings(self) -> Iterator[Record]:
        yield from self._orders.exchange.warnings()
        notes = self._orders.notes
        if notes.refunds_without_day:
            yield counted(
                N_("{n} refund has no day in this export and is put on the day of its order."),
                N_("{n} refunds have no day in this export and are put on the day of their order."),
                "n",
                {"n": notes.refunds_without_day},
            )
        if notes.below_subtotal:
            yield counted(
                N_("The lines of {n} order add up to less than its subtotal; the rest has no"
                   " product."),
                N_("The lines of {n} orders add up to less than their subtotal; the rest has no"
                   " product."),
                "n",
                {"n": notes.below_subtotal},
            )  # fmt: skip
