"""One pass over a file of order lines: blocks of rows in, whole orders out.

Blocks are cut into orders where the order's number changes. A first look through the file finds the
orders whose rows are scattered; these wait until the end, all others go on at once.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.exchange import Exchange
from store.importers.mapped.line_columns import LineReader, OrderColumns, unsigned
from store.importers.mapped.line_rules import RuleReader
from store.importers.mapped.rules import REFUND
from store.importers.scattered import never_simple, scattered_refs
from store.messages import N_, Message
from store.records import LeftOut, Lines, Refund, Sale, Status
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.files import SourceFile
    from store.importers.mapped.layout import Layout
    from store.importers.mapped.line_columns import Header, LineBlock, Problems
    from store.importers.mapped.mapping import FileMapping
    from store.importers.mapped.rules import Rule
    from store.importers.protocol import Context, Record
    from store.row_parser import Block

MOST_HELD = 1_000_000
"""Rows of scattered orders that are kept in memory: some 250 MB."""
_MOST_STATUSES = 10
_ENOUGH_ROWS = 20

NO_PARTNER = N_("{file} has no row for this order.")


@dataclass(slots=True)
class _Gathering:
    """An order whose rows are being gathered."""

    header: Header
    sold: Lines
    returned: Lines
    rows: int

    def add(self, sold: Lines, returned: Lines) -> None:
        self.sold.extend(sold)
        # The lines of no refund are shared, and never added to.
        self.returned = returned if not self.returned else _joined(self.returned, returned)
        self.rows += len(sold) + len(returned)


def _joined(first: Lines, second: Lines) -> Lines:
    both = Lines.of([])
    both.extend(first)
    both.extend(second)
    return both


class LineReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(self, file: SourceFile, layout: Layout, context: Context) -> None:
        self._file = file
        self._layout = layout
        self._exchange = Exchange(context)
        self._mapping = layout.mapping
        self._lines = LineReader(layout, context)
        self._orders = OrderColumns(layout, context, self._lines.decimal)
        self._rules = RuleReader(layout, self._lines.decimal)
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
            readable = readable or len(left_out) < len(block)
            if not readable and len(left_out) >= _ENOUGH_ROWS and left_out[0].rejected:
                raise nothing_readable(self._file.name, left_out[0])
            yield from left_out
            if not self._unknown:
                yield from sales
        for waiting in ([self._current] if self._current else [], self._held.values()):
            for order in waiting:
                sale = self._sale(order)
                if not self._unknown:
                    yield sale
        if self._unknown:
            raise unknown_statuses(self._mapping, list(self._unknown))
        yield from self._exchange.warnings()

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
        read = self._lines.read(block)
        verdicts = self._rules.verdicts(read)
        if verdicts:
            read, refunds = self._without_excluded(read, verdicts, left_out)
        else:
            refunds = set()
        self._lines.note_signs(read, refunds)
        self._note_lonely(read)
        starts = read.starts()
        of_starts: Problems = {}
        headers = self._orders.read(read.pick(starts), of_starts)
        if read.problems or of_starts:
            # Every row is asked everything, so that all wrong ones go at once: without the first
            # row of an order, the next one speaks for it.
            self._orders.read(read.pick(range(len(read.orders))), read.problems)
            left_out += (read.problems[row] for row in sorted(read.problems))
            refunds = _moved(refunds, read.problems)
            read = read.without(read.problems)
            starts = read.starts()
            headers = self._orders.read(read.pick(starts), {})
        return self._cut(read, refunds, starts, headers), left_out

    def _without_excluded(
        self, read: LineBlock, verdicts: dict[int, Rule], left_out: list[LeftOut]
    ) -> tuple[LineBlock, set[int]]:
        """Return the rows that no rule leaves out, and which of them are refunds."""
        refunds = {row for row, rule in verdicts.items() if rule.then == REFUND}
        excluded = sorted(verdicts.keys() - refunds)
        if not excluded:
            return read, refunds
        for row in excluded:
            rule = verdicts[row]
            values = {"column": rule.column}
            line = read.line(row)
            left_out.append(LeftOut(line, rule.column, rule.reason, rejected=False, values=values))
        return read.without(excluded), _moved(refunds, excluded)

    def _note_lonely(self, read: LineBlock) -> None:
        """Note the rows whose order the second file lacks."""
        joined = self._mapping.joined
        if joined is None or not self._layout.joined_columns:
            return
        keys = self._layout.keys(read.block)
        for row, place in enumerate(read.places):
            if keys[place] not in self._layout.joined:
                values = {"file": joined.file}
                line = read.line(row)
                read.problems[row] = LeftOut(line, joined.on, NO_PARTNER, values=values)

    def _cut(
        self, read: LineBlock, refunds: set[int], starts: list[int], headers: list[Header]
    ) -> list[Sale]:
        sales: list[Sale] = []
        lines, none = read.lines, Lines.of(())
        ends = [*starts[1:], len(read.orders)] if starts else []
        for start, end, header in zip(starts, ends, headers, strict=True):
            sold, returned = lines[start:end], none
            if refunds and not refunds.isdisjoint(range(start, end)):
                back = [row in refunds for row in range(start, end)]
                returned = unsigned(sold.only(back))
                sold = sold.only([not each for each in back])
            done = self._gather(header, sold, returned)
            if done is not None:
                sales.append(done)
        return sales

    def _gather(self, header: Header, sold: Lines, returned: Lines) -> Sale | None:
        """Add a run of rows to its order; return the order before it, when that one is whole."""
        ref, rows = header.ref, len(sold) + len(returned)
        order = self._current
        if order is not None and order.header.ref == ref:
            order.add(sold, returned)
            return None
        if self._hold_all or ref in self._scattered or never_simple(ref, self._layout.table):
            self._held_rows += rows
            if self._held_rows > MOST_HELD:
                raise too_scattered(self._file.name, self._mapping)
            if ref in self._held:
                self._held[ref].add(sold, returned)
            else:
                self._held[ref] = _Gathering(header, sold, returned, rows)
            self._current = None
        else:
            self._current = _Gathering(header, sold, returned, rows)
        return None if order is None else self._sale(order)

    def _sale(self, order: _Gathering) -> Sale:
        """Return the order as a record."""
        header = order.header
        sale = Sale(
            header.ref,
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
            sale.paid = sum(order.sold.goods) + sale.shipping + sale.tax
        self._exchange.apply(sale, header.currency)
        return sale


def _refund(day: int, lines: Lines, *, estimated: bool) -> Refund:
    return Refund(
        day,
        goods=sum(lines.goods),
        cost=sum(cost or 0 for cost in lines.costs),
        units=sum(lines.units),
        estimated=estimated,
        lines=lines,
    )


def _moved(rows: set[int], gone: Collection[int]) -> set[int]:
    """Return where ``rows`` are once others are gone."""
    before = sorted(gone)
    return {row - bisect_left(before, row) for row in rows.difference(gone)}


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
