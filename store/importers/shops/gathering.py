"""The rows of a file gathered by order: each order once, wherever its rows lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.scattered import never_simple, scattered_refs
from store.messages import N_
from store.records import LeftOut
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Record
    from store.records import Sale
    from store.tables import Table

MOST_HELD = 500_000
NO_NUMBER = N_("This row has no order number.")
ELSEWHERE = N_("Line {line} of the same order cannot be read.")
EARLIER = N_("The order comes again on line {line}, and counts as it is there.")

Rows = list[tuple[int, "Sequence[str]"]]
"""The rows of one order, each with its line in the file."""


class Gathering:
    """Gathers rows by the order's number in column ``place``."""

    def __init__(self, file: SourceFile, table: Table, place: int) -> None:
        self._file = file
        self._table = table
        self._place = place
        self._held: dict[str, Rows] = {}
        self._held_rows = 0

    def orders(self) -> Iterator[LeftOut | Rows]:
        """Yield every order's rows once, and the rows that cannot be read."""
        place = self._place
        scattered = scattered_refs(self._file, self._table, place, many_lines=True)
        number, gathered = "", Rows()
        for block in blocks(self._file, self._table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                found = text(row[place])
                if found != number and gathered:
                    yield gathered
                    gathered = []
                number = found
                if not number:
                    yield LeftOut(line, self._table.header[place], NO_NUMBER)
                elif number in scattered or never_simple(number, self._table):
                    self._hold(number, line, row)
                else:
                    gathered.append((line, row))
        if gathered:
            yield gathered
        yield from self._held.values()

    def _hold(self, number: str, line: int, row: Sequence[str]) -> None:
        self._held.setdefault(number, []).append((line, row))
        self._held_rows += 1
        if self._held_rows > MOST_HELD:
            raise ImportFileError(
                N_("The rows of one order are too far apart in {file}."),
                N_("Import the export as the shop wrote it, not sorted anew."),
                file=self._file.name,
            )


def as_sales(
    orders: Iterator[LeftOut | Rows], sale: Callable[[Rows], Sale], *, one_row: bool
) -> Iterator[Record]:
    """Yield the sale of every order; where one of its rows cannot be read, it is left out whole.

    With ``one_row``, an order that comes several times is what its last row says.
    """
    for rows in orders:
        if isinstance(rows, LeftOut):
            yield rows
            continue
        if one_row and len(rows) > 1:
            yield from came_earlier(rows[:-1], rows[-1][0])
            rows = rows[-1:]
        try:
            yield sale(rows)
        except BadCellError as error:
            yield from unreadable(rows, sale, error)


def came_earlier(rows: Rows, line: int) -> Iterator[LeftOut]:
    """Yield rows that a later one replaces."""
    for earlier, _ in rows:
        yield LeftOut(earlier, "", EARLIER, rejected=False, values={"line": line})


def unreadable(rows: Rows, sale: Callable[[Rows], Sale], error: BadCellError) -> Iterator[LeftOut]:
    """Leave out a whole order: without one of its rows its sums would be wrong."""
    broken = next((line for line, row in rows if _fails(sale, (line, row))), rows[0][0])
    for line, _ in rows:
        if line == broken:
            yield error.left_out(line)
        else:
            yield LeftOut(line, "", ELSEWHERE, values={"line": broken})


def _fails(sale: Callable[[Rows], Sale], row: tuple[int, Sequence[str]]) -> bool:
    try:
        sale([row])
    except BadCellError:
        return True
    return False
