"""One pass over a file of order lines: blocks of rows in, whole orders out.

Blocks are cut into orders where the order's number changes. A first look through the file finds the
orders whose rows are scattered; these wait until the end, all others go on at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from operator import ne
from typing import TYPE_CHECKING

from store.columns.cells import Column
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.exchange import exchange
from store.importers.line_columns import LineColumns, OrderColumns
from store.importers.rules import REFUND
from store.importers.scattered import never_simple, scattered_refs
from store.messages import N_, Message
from store.records import LeftOut, Refund, Sale, Status
from store.tables import Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import SourceFile
    from store.importers.layout import Layout
    from store.importers.line_columns import Header, Problems
    from store.importers.mapping import FileMapping
    from store.importers.protocol import Context, Record
    from store.records import Line

MOST_HELD = 1_000_000
"""Rows of scattered orders that are kept in memory: some 250 MB."""
_MOST_STATUSES = 10
_ENOUGH_ROWS = 20

NO_PARTNER = N_("{file} has no row for this order.")


@dataclass(slots=True)
class _Gathering:
    """An order whose rows are being gathered."""

    header: Header
    ref: str
    sold: list[Line]
    returned: list[Line]
    rows: int

    def add(self, sold: list[Line], returned: list[Line]) -> None:
        self.sold += sold
        self.returned += returned
        self.rows += len(sold) + len(returned)


class LineReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(self, file: SourceFile, layout: Layout, context: Context) -> None:
        self._file = file
        self._layout = layout
        self._context = context
        self._mapping = layout.mapping
        self._lines = LineColumns(layout, context)
        self._orders = OrderColumns(layout, context, self._lines.decimal)
        self._rules = [
            Column(rule.column, rule.matcher(self._lines.decimal), default=False)
            for rule in self._mapping.rules
        ]
        self._current: _Gathering | None = None
        self._held: dict[str, _Gathering] = {}
        self._held_rows = 0
        self._unknown: dict[str, None] = {}
        self._scattered: set[str] = set()
        self._hold_all = False

    def records(self) -> Iterator[Record]:
        """Yield every row of the file in one record."""
        self._look_for_scattered()
        readable = False
        for block in blocks(self._file, self._layout.table):
            yield from block.left_out
            sales, left_out = self._block(block)
            readable = readable or len(left_out) < len(block.cells)
            if not readable and len(left_out) >= _ENOUGH_ROWS and left_out[0].rejected:
                raise nothing_readable(self._file.name, left_out[0])
            yield from left_out
            if not self._unknown:
                yield from sales
        if self._unknown:
            raise unknown_statuses(self._mapping, list(self._unknown))
        if self._current is not None:
            yield self._sale(self._current)
        for held in self._held.values():
            yield self._sale(held)

    def _look_for_scattered(self) -> None:
        order = self._mapping.columns["order"]
        at = self._layout.table.index(order[0]) if len(order) == 1 else None
        if at is None:
            self._hold_all = True
        else:
            self._scattered = scattered_refs(self._file, self._layout.table, at)

    def _block(self, block: Block) -> tuple[list[Sale], list[LeftOut]]:
        """Return the orders that are whole by now, and the rows that belong to none."""
        left_out: list[LeftOut] = []
        verdicts = self._verdicts(block)
        if verdicts:
            block, verdicts = self._without_excluded(block, verdicts, left_out)
        problems: Problems = {}
        self._note_lonely(block, problems)
        refs, lines = self._lines.read(block, _true(verdicts), problems)
        starts = _starts(refs)
        of_starts: Problems = {}
        headers = self._orders.read(_rows(block, starts), of_starts)
        if problems or of_starts:
            # Every row is asked everything, so that all wrong ones go at once: without the first
            # row of an order, the next one speaks for it.
            self._orders.read(block, problems)
            left_out += (problems[row] for row in sorted(problems))
            kept = [row not in problems for row in range(len(block.cells))]
            block, verdicts = _only(block, kept), list(compress(verdicts, kept))
            refs, lines = self._lines.read(block, _true(verdicts), {})
            starts = _starts(refs)
            headers = self._orders.read(_rows(block, starts), {})
        sales: list[Sale] = []
        ends = [*starts[1:], len(refs)]
        for start, end, header in zip(starts, ends, headers, strict=True):
            run = lines[start:end]
            returned: list[Line] = []
            if verdicts and any(verdicts[start:end]):
                back = _true(verdicts[start:end])
                returned = list(compress(run, back))
                run = [line for line, is_back in zip(run, back, strict=True) if not is_back]
            done = self._gather(refs[start], header, run, returned)
            if done is not None:
                sales.append(done)
        return sales, left_out

    def _verdicts(self, block: Block) -> list[int]:
        """Return the number of the first rule that each row passes, 0 for none; ``[]`` for all."""
        verdicts: list[int] = []
        for number, column in reversed(list(enumerate(self._rules, 1))):
            hits = column.read(self._layout.cells(block, (column.name,)))
            if True in hits:
                before = verdicts or [0] * len(hits)
                verdicts = [number if hit else v for hit, v in zip(hits, before, strict=True)]
        return verdicts

    def _without_excluded(
        self, block: Block, verdicts: list[int], left_out: list[LeftOut]
    ) -> tuple[Block, list[int]]:
        rules = self._mapping.rules
        out = [verdict > 0 and rules[verdict - 1].then != REFUND for verdict in verdicts]
        if True not in out:
            return block, verdicts
        for line, verdict in compress(zip(block.lines, verdicts, strict=True), out):
            rule = rules[verdict - 1]
            values = {"column": rule.column}
            left_out.append(LeftOut(line, rule.column, rule.reason, rejected=False, values=values))
        kept = [not gone for gone in out]
        return _only(block, kept), list(compress(verdicts, kept))

    def _note_lonely(self, block: Block, problems: Problems) -> None:
        """Note the rows whose order the second file lacks."""
        joined = self._mapping.joined
        if joined is None or not self._layout.joined_columns:
            return
        for row, key in enumerate(self._layout.keys(block)):
            if key not in self._layout.joined:
                values = {"file": joined.file}
                problems[row] = LeftOut(block.lines[row], joined.on, NO_PARTNER, values=values)

    def _gather(
        self, ref: str, header: Header, sold: list[Line], returned: list[Line]
    ) -> Sale | None:
        """Add a run of rows to its order; return the order before it, when that one is whole."""
        rows = len(sold) + len(returned)
        order = self._current
        if order is not None and order.ref == ref:
            order.add(sold, returned)
            return None
        if self._hold_all or ref in self._scattered or never_simple(ref, self._layout.table):
            self._held_rows += rows
            if self._held_rows > MOST_HELD:
                raise too_scattered(self._file.name, self._mapping)
            if ref in self._held:
                self._held[ref].add(sold, returned)
            else:
                self._held[ref] = _Gathering(header, ref, sold, returned, rows)
            self._current = None
        else:
            self._current = _Gathering(header, ref, sold, returned, rows)
        return None if order is None else self._sale(order)

    def _sale(self, order: _Gathering) -> Sale:
        """Return the order as a record."""
        header = order.header
        sale = Sale(
            order.ref,
            header.moment.day,
            order.rows,
            at=header.moment.at,
            customer=header.customer,
            lines=order.sold,
            dimensions=header.dimensions,
        )
        if order.sold:
            sale.shipping = header.shipping
            sale.tax = header.tax
        if order.returned:
            sale.refunds.append(_refund(sale.day, order.returned, estimated=False))
            sale.order_ref = header.refund_of
        words = self._mapping.statuses
        if words is not None:
            status = words.status(header.status)
            if status is None:
                if len(self._unknown) < _MOST_STATUSES:
                    self._unknown[header.status] = None
            else:
                sale.status = status
            if words.is_refunded(header.status) and order.sold:
                sale.refunds.append(_refund(sale.day, order.sold, estimated=True))
        if sale.status == Status.PAID:
            sale.paid = sum(line.goods for line in order.sold) + sale.shipping + sale.tax
        exchange(sale, header.currency, self._context)
        return sale


def _refund(day: int, lines: list[Line], *, estimated: bool) -> Refund:
    return Refund(
        day,
        goods=sum(line.goods for line in lines),
        cost=sum(line.cost or 0 for line in lines),
        units=sum(line.units for line in lines),
        estimated=estimated,
        lines=list(lines),
    )


def _true(verdicts: Sequence[int]) -> list[bool]:
    return [verdict > 0 for verdict in verdicts]


def _starts(refs: Sequence[str]) -> list[int]:
    """Return where a new order starts: the first row of every run."""
    return [0, *compress(range(1, len(refs)), map(ne, refs, refs[1:]))] if refs else []


def _rows(block: Block, rows: Sequence[int]) -> Block:
    return Block([block.cells[row] for row in rows], [block.lines[row] for row in rows], ())


def _only(block: Block, kept: Sequence[bool]) -> Block:
    return Block(list(compress(block.cells, kept)), list(compress(block.lines, kept)), ())


def nothing_readable(file: str, first: LeftOut) -> ImportFileError:
    """Return the error of a file whose first rows are all unreadable: a wrong mapping."""
    return ImportFileError(
        N_("No row of {file} can be read. Line {line}, column {column}: {reason}"),
        N_("Check that column in the file and in the mapping."),
        file=file,
        line=first.line,
        column=first.column,
        reason=Message(first.reason, first.values),
    )


def unknown_statuses(mapping: FileMapping, words: Sequence[str]) -> ImportFileError:
    """Return the error that names the statuses no rule knows, and the key that answers."""
    shown = ", ".join(f"“{text(word)[:30]}”" for word in words)
    return ImportFileError(
        N_("The file has statuses that {mapping} does not know: {statuses}."),
        N_("Add them under [status] to paid, pending, cancelled, refunded or test."),
        mapping=mapping.file,
        statuses=shown,
    )


def too_scattered(file: str, mapping: FileMapping) -> ImportFileError:
    return ImportFileError(
        N_("The rows of one order are too far apart in {file}."),
        N_("Sort the file by {column} and import it again."),
        file=file,
        column=mapping.columns["order"][0],
    )
