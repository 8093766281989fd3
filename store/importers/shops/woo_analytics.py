"""Rows of WooCommerce's Analytics to orders with their refunds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.cells import BadCellError, CellError
from store.columns.texts import BLANK
from store.importers.exchange import Exchange
from store.importers.shops.gathering import Gathering, came_earlier, unreadable
from store.importers.shops.order import Order, OrderNotes, sale_of
from store.importers.shops.sheet import Sheet, read_table
from store.importers.shops.statuses import WOOCOMMERCE, Statuses
from store.importers.shops.woo import code_list, origin_channel, reference
from store.messages import N_, counted
from store.money import shared_out
from store.records import LeftOut, Line, Refund

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.gathering import Rows
    from store.importers.shops.headers import Words
    from store.records import Sale

NO_ORDER = N_("This refund is of an order that is not in the file: download both together.")

_BEFORE = re.compile(r"(-?[0-9]+)\s?[×x]\s(.+?)(?:, (?=-?[0-9]+\s?[×x]\s)|\Z)")
_AFTER = re.compile(r"(.+?)\s[×x]\s?(-?[0-9]+)(?:, |\Z)")


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the orders of a file, what was left out, and what the receipt should say."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    sheet.moments("day")
    sheet.texts("status", "method", "products", "promo", "origin")
    sheet.amounts("net")
    sheet.counts("units")
    reading = _Reading(sheet, Statuses(file.name, WOOCOMMERCE, context), Exchange(context))
    for rows in Gathering(file, table, sheet.place("number")).orders():
        if isinstance(rows, LeftOut):
            yield rows
        else:
            yield from reading.order(rows)
    yield from reading.warnings()


class _Reading:
    def __init__(self, sheet: Sheet, statuses: Statuses, exchange: Exchange) -> None:
        self._sheet = sheet
        self._statuses = statuses
        self._exchange = exchange
        self._notes = OrderNotes()
        self._shared = 0

    def warnings(self) -> Iterator[Record]:
        if self._shared:
            yield counted(
                N_("{n} order has several products and one sum: it is shared out by pieces."),
                N_("{n} orders have several products and one sum: it is shared out by pieces."),
                "n",
                {"n": self._shared},
            )

    def order(self, rows: Rows) -> Iterator[Record]:
        """Yield what the rows of one number are: an order and its refunds."""
        last = {tuple(row): place for place, (_, row) in enumerate(rows)}
        once = [one for place, one in enumerate(rows) if last[tuple(one[1])] == place]
        for place, (line, row) in enumerate(rows):
            if last[tuple(row)] != place:
                yield from came_earlier([(line, row)], rows[last[tuple(row)]][0])
        try:
            earlier, sold, after = self._parted(once)
            if sold:
                sale = self._sale(sold[1], after)
        except BadCellError as error:
            yield from unreadable(once, self._try, error)
            return
        if sold is None:
            for line, _ in after:
                yield LeftOut(line, "", NO_ORDER, rejected=False)
            return
        yield from came_earlier(earlier, sold[0])
        yield sale

    def _try(self, rows: Rows) -> Sale:
        """Read single rows, to find the one that cannot be read."""
        for _, row in rows:
            self._moment(row)
            self._sheet.read(row, "net")
            self._sheet.read(row, "units")
        return self._sale(rows[0][1], [])

    def _parted(self, rows: Rows) -> tuple[Rows, tuple[int, Sequence[str]] | None, Rows]:
        """Part rows in those told anew, the order's own, and what was given back after it.

        The order's own row is the last one of its moment: a later one that is not below zero is a
        refund of nothing but shipping.
        """
        own = [one for one in rows if self._net(one) >= 0 and self._units(one) >= 0]
        if not own:
            return [], None, rows
        first = min(self._moment(row) for _, row in own)
        told = [one for one in own if self._moment(one[1]) == first]
        return told[:-1], told[-1], [one for one in rows if one not in told]

    def _net(self, one: tuple[int, Sequence[str]]) -> int:
        net: int = self._sheet.read(one[1], "net")
        return net

    def _units(self, one: tuple[int, Sequence[str]]) -> int:
        units: int = self._sheet.read(one[1], "units")
        return units

    def _sale(self, row: Sequence[str], refunds: Rows) -> Sale:
        created = self._moment(row)
        net = self._sheet.read(row, "net")
        status, whole = self._statuses.read(self._sheet.read(row, "status"))
        order = Order(
            reference(self._sheet.raw(row, "number")),
            created,
            1 + len(refunds),
            status,
            lines=self._lines(row, net),
            whole=whole and not refunds,
            dimensions={
                "channel": origin_channel(self._sheet.read(row, "origin")),
                "promo": code_list(self._sheet.read(row, "promo").split(",")),
                "payment_method": self._sheet.read(row, "method"),
            },
            sketch=True,
        )
        left = max(net, 0)
        for _, back in refunds:
            goods = min(-self._sheet.read(back, "net"), left)
            if goods > 0:
                order.refunds.append(self._refund(back, goods, created, order.lines))
                left -= goods
        self._shared += len(order.lines) > 1
        return sale_of(order, self._exchange, self._notes)

    def _refund(self, row: Sequence[str], goods: int, created: Moment, sold: list[Line]) -> Refund:
        """Return a refund: of the products its row names, else of an amount."""
        day = max(self._moment(row).day, created.day)
        names = _products(self._sheet.read(row, "products"))
        if not names:
            return Refund(day, goods, estimated=True)
        units = [abs(count) for _, count in names]
        price = {line.name: (line.goods, line.units) for line in sold if line.units}
        weights = [
            count * price[name][0] // price[name][1] if name in price else count
            for (name, _), count in zip(names, units, strict=True)
        ]
        parts = shared_out(goods, weights)
        lines = [
            Line("", name, count, part)
            for (name, _), count, part in zip(names, units, parts, strict=True)
        ]
        return Refund(day, goods, 0, sum(units), len(lines) > 1, lines)

    def _lines(self, row: Sequence[str], net: int) -> list[Line]:
        """Return a line a product; what several brought together is shared out by pieces."""
        names = _products(self._sheet.read(row, "products"))
        if not names:
            name = self._sheet.read(row, "products")
            return [Line("", name, max(self._sheet.read(row, "units"), 0), net)]
        units = [max(count, 0) for _, count in names]
        return [
            Line("", name, count, part)
            for (name, _), count, part in zip(names, units, shared_out(net, units), strict=True)
        ]

    def _moment(self, row: Sequence[str]) -> Moment:
        moment: Moment | None = self._sheet.read(row, "day")
        if moment is None:
            raise BadCellError("Date", CellError(BLANK))
        return moment


def _products(cell: str) -> list[tuple[str, int]]:
    """Return names and pieces of ``2× Soap, 1× Towel``, or of ``Soap x 2, Towel x 1``."""
    for pattern, name, pieces in ((_BEFORE, 2, 1), (_AFTER, 1, 2)):
        found = list(pattern.finditer(cell))
        if found and sum(len(one[0]) for one in found) == len(cell):
            return [(one[name].strip(), int(one[pieces])) for one in found]
    return []
