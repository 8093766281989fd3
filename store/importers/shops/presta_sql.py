"""Rows of PrestaShop's SQL manager to sales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.cells import BadCellError, CellError
from store.columns.numbers import number_parser
from store.columns.texts import BLANK
from store.importers.exchange import Exchange, at_rate
from store.importers.shops.gathering import Gathering, as_sales
from store.importers.shops.order import TOLERANCE, Order, OrderNotes, sale_of
from store.importers.shops.sheet import Sheet, read_table
from store.messages import N_, counted
from store.money import shared_out
from store.records import Line, Refund, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.gathering import Rows
    from store.importers.shops.headers import Words
    from store.records import Sale

REFUNDED_STATE = 7
GONE_STATES = frozenset({6, 8})
"""PrestaShop's own numbers: cancelled, and payment error."""
_MILLION = 10**6
_TEXTS = ("id", "method", "country", "email", "account", "group", "promo", "detail", "product",
          "sku", "name", "slip")  # fmt: skip
_AMOUNTS = ("paid", "untaxed", "products", "discounts", "shipping", "goods", "supplier_cost",
            "cost", "slip_goods")  # fmt: skip


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the orders of a file, what was left out, and what the receipt should say."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    reading = _Reading(sheet)
    orders = Gathering(file, table, sheet.place("id")).orders()
    yield from as_sales(orders, reading.sale, one_row=False)
    yield from reading.warnings()


class _Reading:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._context = sheet.context
        self._exchange = Exchange(sheet.context)
        self._notes = OrderNotes()
        self._off = 0
        sheet.texts(*_TEXTS)
        sheet.currencies("currency")
        sheet.amounts(*_AMOUNTS)
        sheet.counts("valid", "state", "units", "slip_units")
        sheet.moments("day")
        sheet.moments("slip_day", form="iso")
        exact = number_parser("conversion_rate", "", 6)
        sheet.add("rate", lambda cell: exact(cell) if cell.strip() else 0, 0)

    def warnings(self) -> Iterator[Record]:
        yield from self._exchange.warnings()
        yield from self._notes.warnings()
        if self._off:
            yield counted(
                N_("The lines of {n} order do not add up to its products; the rest has no name."),
                N_(
                    "The lines of {n} orders do not add up to their products; the rest has no name."
                ),
                "n",
                {"n": self._off},
            )

    def sale(self, rows: Rows) -> Sale:
        """Return the sale of an order's rows."""
        _, head = rows[0]
        created: Moment | None = self._read(head, "day")
        if created is None:
            raise BadCellError("date_add", CellError(BLANK))
        status, whole = self._status(head)
        rate = self._rate(head)
        paid = at_rate(self._read(head, "paid"), rate)
        account: str = self._read(head, "account")
        order = Order(
            self._read(head, "id"),
            created,
            len(rows),
            status,
            _said(self._read(head, "email")) or (account if account not in ("0", "NULL") else ""),
            "" if rate != _MILLION else self._read(head, "currency"),
            shipping=at_rate(self._read(head, "shipping"), rate),
            tax=paid - at_rate(self._read(head, "untaxed"), rate),
            paid=paid,
            method=_said(self._read(head, "method")),
            whole=whole,
            dimensions={
                "country": _said(self._read(head, "country")).upper(),
                "payment_method": _said(self._read(head, "method")),
                "customer_group": _said(self._read(head, "group")),
                "promo": _said(self._read(head, "promo")),
                "sales_channel": "web",
            },
        )
        places = self._lines(order, rows, rate)
        self._discount(order, at_rate(self._read(head, "discounts"), rate))
        self._slips(order, rows, places, rate)
        sale = sale_of(order, self._exchange, self._notes)
        if rate != _MILLION:
            sale.currency = self._read(head, "currency")
        return sale

    def _read(self, row: Sequence[str], word: str) -> Any:
        return self._sheet.read(row, word)

    def _status(self, head: Sequence[str]) -> tuple[Status, bool]:
        """Return what the order is worth: what PrestaShop holds for valid, or once was."""
        state = self._read(head, "state")
        if state == REFUNDED_STATE:
            return Status.PAID, True
        if self._read(head, "valid") == 1:
            return Status.PAID, False
        return (Status.CANCELLED if state in GONE_STATES else Status.PENDING), False

    def _rate(self, head: Sequence[str]) -> int:
        """Return what to divide by: PrestaShop's own rate of the order's day."""
        currency = self._read(head, "currency")
        known: int = self._read(head, "rate")
        if not currency or currency == self._context.currency or known <= 0:
            return _MILLION
        return known

    def _lines(self, order: Order, rows: Rows, rate: int) -> dict[str, int]:
        """Fill in the lines, each once; return their places by number."""
        places: dict[str, int] = {}
        for number, (_, row) in enumerate(rows):
            detail = _said(self._read(row, "detail")) or f"row {number}"
            name, units = _said(self._read(row, "name")), self._read(row, "units")
            if detail in places or not (name or units):
                continue
            places[detail] = len(order.lines)
            product = _said(self._read(row, "product"))
            sku = _said(self._read(row, "sku")) or (f"#{product}" if product else "")
            # Costs are in the shop's own currency, and 0 where nobody said what a product costs.
            unit = self._read(row, "supplier_cost") or self._read(row, "cost")
            cost = unit * units if unit > 0 else None
            goods = at_rate(self._read(row, "goods"), rate)
            order.lines.append(Line(sku, name, units, goods, 0, cost))
        rest = at_rate(self._read(rows[0][1], "products"), rate) - sum(o.goods for o in order.lines)
        if rest and abs(rest) <= TOLERANCE * (len(order.lines) + 1):
            shares = shared_out(rest, [max(line.goods, 0) for line in order.lines])
            order.lines = [
                line._replace(goods=line.goods + share)
                for line, share in zip(order.lines, shares, strict=True)
            ]
        elif rest:
            self._off += 1
            order.lines.append(Line("", "", 0, rest))
        return places

    def _discount(self, order: Order, discount: int) -> None:
        """Take off a discount; one that is just the shipping was free delivery."""
        if discount <= 0:
            return
        if order.shipping and abs(discount - order.shipping) <= TOLERANCE:
            order.shipping = 0
            return
        order.take_off(min(discount, sum(max(line.goods, 0) for line in order.lines)))

    def _slips(self, order: Order, rows: Rows, places: dict[str, int], rate: int) -> None:
        """Add what credit slips gave back, each on its day."""
        found: dict[str, tuple[int, dict[int, tuple[int, int]]]] = {}
        for _, row in rows:
            slip, detail = _said(self._read(row, "slip")), _said(self._read(row, "detail"))
            moment: Moment | None = self._read(row, "slip_day")
            if not slip or moment is None or detail not in places:
                continue
            given = at_rate(abs(self._read(row, "slip_goods")), rate)
            _, parts = found.setdefault(slip, (moment.day, {}))
            parts[places[detail]] = (self._read(row, "slip_units"), given)
        left = [max(line.goods, 0) for line in order.lines]
        for day, parts in sorted(found.values(), key=lambda slip: slip[0]):
            lines = []
            for place, (units, given) in sorted(parts.items()):
                back = _back(order.lines[place], units, min(given, left[place]))
                left[place] -= back.goods
                lines.append(back)
            goods = sum(line.goods for line in lines)
            if goods > 0:
                units = sum(line.units for line in lines)
                cost = sum(line.cost or 0 for line in lines)
                day = max(day, order.created.day)
                order.refunds.append(Refund(day, goods, cost, units, lines=lines))


def _back(line: Line, units: int, goods: int) -> Line:
    """Return what of a line was given back; the slips take off no more than it was sold for.

    The cost comes back with the pieces; whether they could be sold again nobody says here.
    """
    unit = None if line.cost is None or line.units <= 0 else line.cost // line.units
    cost = None if unit is None else unit * units
    return line._replace(units=units, goods=goods, discount=0, cost=cost)


def _said(cell: str) -> str:
    return "" if cell == "NULL" else cell
