"""Rows of an order export of WooCommerce to sales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.cells import BadCellError, CellError
from store.columns.days import Clocks, moments
from store.columns.numbers import count, money, optional
from store.columns.texts import BLANK
from store.importers.exchange import Exchange
from store.importers.shops import woo_items
from store.importers.shops.gathering import Gathering, as_sales
from store.importers.shops.headers import fold
from store.importers.shops.order import TOLERANCE, GivenBack, Order, OrderNotes, sale_of
from store.importers.shops.sheet import Sheet, read_table
from store.importers.shops.statuses import WOOCOMMERCE, Statuses
from store.importers.shops.woo import attribution, code_list, reference, sales_channel
from store.messages import N_
from store.money import rounded
from store.records import Line, Refund

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.gathering import Rows
    from store.importers.shops.headers import Words
    from store.importers.shops.woo_items import Item
    from store.records import Sale
    from store.tables import Table

NO_ITEMS = N_("This cell does not say what was sold.")
_TEXTS = (
    "id", "number", "status", "method", "account", "account_email", "email", "company",
    "billing_country", "billing_state", "country", "state", "coupon", "item_name", "item_sku",
    "via",
)  # fmt: skip
_AMOUNTS = (
    "shipping", "shipping_tax", "fees", "tax", "cart_discount", "order_discount", "total",
    "item_before", "item_goods", "item_refunded",
)  # fmt: skip


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the orders of a file, what was left out, and what the receipt should say."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    reading = _Reading(file.name, sheet)
    orders = Gathering(file, table, sheet.place("id")).orders()
    yield from as_sales(orders, reading.sale, one_row=not sheet.has("item_name"))
    yield from reading.warnings()


class _Reading:
    def __init__(self, file: str, sheet: Sheet) -> None:
        context = sheet.context
        self._sheet = sheet
        self._statuses = Statuses(file, WOOCOMMERCE, context)
        self._exchange = Exchange(context)
        self._notes = OrderNotes()
        sheet.texts(*_TEXTS)
        sheet.currencies("currency")
        sheet.amounts(*_AMOUNTS)
        sheet.counts("item_units", "item_refunded_units")
        sheet.moments("day")
        # Of little weight: in another form, the day of payment is that of the order.
        sheet.add("paid_day", _if_readable(moments(Clocks.of(context.timezone), "iso")), None)
        self._amount = optional(money("line_item", "."))
        self._pieces = optional(count("line_item", "."))
        # WordPress keeps PHP's clock on UTC, and this plugin writes refunds by it.
        self._refund_day = moments(Clocks.of(context.timezone, "UTC"), "iso")
        self._packed = _numbered(sheet.table, ("line_item_", "order_item_"))
        self._apart = _apart(sheet.table)

    def warnings(self) -> Iterator[Record]:
        yield from self._exchange.warnings()
        yield from self._notes.warnings()

    def sale(self, rows: Rows) -> Sale:
        """Return the sale of an order's rows; all of them say the same but for their item."""
        _, head = rows[0]
        created: Moment | None = self._read(head, "day")
        if created is None:
            raise BadCellError("order_date", CellError(BLANK))
        status, whole = self._statuses.read(self._read(head, "status"))
        items = [item for _, row in rows for item in self._items(row)]
        paid_at: Moment | None = self._read(head, "paid_day")
        order = Order(
            reference(self._read(head, "number") or self._read(head, "id")),
            created,
            len(rows),
            status,
            self._customer(head),
            self._read(head, "currency"),
            [_line(item) for item in items],
            self._read(head, "shipping"),
            self._read(head, "tax"),
            paid=self._read(head, "total"),
            paid_day=paid_at.day if paid_at else None,
            method=self._read(head, "method"),
            whole=whole,
            dimensions=self._dimensions(head),
        )
        self._add_fees(order, head)
        self._balance(order, head)
        self._give_back(order, head, items)
        return sale_of(order, self._exchange, self._notes)

    def _read(self, row: Sequence[str], word: str) -> Any:
        return self._sheet.read(row, word)

    def _customer(self, head: Sequence[str]) -> str:
        """Return who ordered: a guest too by the e-mail, else the account's number."""
        account: str = self._read(head, "account")
        email: str = self._read(head, "email") or self._read(head, "account_email")
        return email or (account if account != "0" else "")

    def _dimensions(self, head: Sequence[str]) -> dict[str, str]:
        coupons = woo_items.coupons(self._sheet.raw(head, "coupon_items"))
        country: str = self._read(head, "country")
        region = self._read(head, "state" if country else "billing_state")
        return {
            "promo": code_list(coupons or self._read(head, "coupon").split(",")),
            "country": (country or self._read(head, "billing_country")).upper(),
            "region": region,
            "customer_group": "business" if self._read(head, "company") else "private",
            "sales_channel": sales_channel(self._read(head, "via")),
            "payment_method": self._read(head, "method"),
            **attribution(lambda key: self._sheet.raw(head, key)),
        }

    def _items(self, row: Sequence[str]) -> Iterator[Item]:
        """Yield the items of a row, in the way that the file has them."""
        if self._sheet.has("item_name"):
            if self._read(row, "item_name") or self._read(row, "item_units"):
                yield self._item_of_row(row)
            return
        for place in self._packed:
            cell = row[place].strip()
            if cell:
                yield self._unpacked(place, cell)
        if not self._packed:
            for columns in self._apart:
                if row[columns["name"]].strip():
                    yield self._item_of_columns(row, columns)

    def _item_of_row(self, row: Sequence[str]) -> Item:
        goods = self._read(row, "item_goods")
        return woo_items.Item(
            self._read(row, "item_sku"),
            self._read(row, "item_name"),
            self._read(row, "item_units"),
            self._read(row, "item_before") or goods,
            goods,
            abs(self._read(row, "item_refunded")),
            abs(self._read(row, "item_refunded_units")),
        )

    def _item_of_columns(self, row: Sequence[str], columns: dict[str, int]) -> Item:
        cell = {part: row[place] for part, place in columns.items()}
        packed = "|".join(
            f"{word}:{cell.get(part, '')}"
            for word, part in (
                ("name", "name"), ("sku", "sku"), ("quantity", "quantity"), ("total", "total"),
                ("sub_total", "subtotal"),
            )
        )  # fmt: skip
        return self._unpacked(columns["name"], packed)

    def _unpacked(self, place: int, cell: str) -> Item:
        title = self._sheet.table.header[place]
        packed = "|total:" in cell or cell.startswith("name:")
        unpack = woo_items.packed_item if packed else woo_items.older_item
        try:
            item = unpack(cell, self._amount, self._pieces)
        except CellError as error:
            raise BadCellError(title, error) from error
        if not item.name and not item.sku:
            raise BadCellError(title, CellError(NO_ITEMS))
        return item

    def _add_fees(self, order: Order, head: Sequence[str]) -> None:
        whole: int = self._read(head, "fees")
        told = woo_items.fees(self._sheet.raw(head, "fee_items"), self._amount)
        if abs(sum(amount for _, amount in told) - whole) > TOLERANCE:
            told = [("", whole)]
        for name, amount in told:
            order.add_fee(name, amount)

    def _balance(self, order: Order, head: Sequence[str]) -> None:
        """Take off a discount that the lines do not show: the older export gives them without.

        WebToffee's lines are after discounts, and make up the total by themselves.
        """
        discount = self._read(head, "cart_discount")
        if discount != self._read(head, "order_discount"):
            discount += self._read(head, "order_discount")
        lines = sum(line.goods for line in order.lines)
        if not discount or any(line.discount for line in order.lines):
            return
        without = order.paid - order.tax - order.shipping - lines
        also = without - self._read(head, "shipping_tax")
        if any(abs(rest + discount) <= TOLERANCE for rest in (without, also)):
            order.take_off(discount)

    def _give_back(self, order: Order, head: Sequence[str], items: list[Item]) -> None:
        """Note the refunds: with their items where the file says them of a single refund."""
        given: list[GivenBack] = []
        for amount, date in woo_items.refunds(self._sheet.raw(head, "refund_items")):
            try:
                given.append(GivenBack(abs(self._amount(amount)), self._refund_day(date).day))
            except CellError as error:
                raise BadCellError("refund_items", error) from error
        order.goods_tax = order.tax - self._read(head, "shipping_tax")
        back = [item for item in items if item.refunded]
        day = given[0].day if len(given) == 1 else None
        if not back or day is None:
            order.given_back = given
            return
        lines = [
            Line(item.sku, item.name, item.refunded_units or _pieces(item), item.refunded)
            for item in back
        ]
        goods = sum(line.goods for line in lines)
        order.refunds.append(
            Refund(
                max(day, order.created.day), goods, 0, sum(line.units for line in lines),
                lines=lines,
            )
        )  # fmt: skip
        self._give_back_rest(order, given[0], goods)

    def _give_back_rest(self, order: Order, given: GivenBack, goods: int) -> None:
        """Note what was given back beyond the items and their tax: shipping first, then goods."""
        sold = sum(line.goods for line in order.lines)
        tax = rounded((order.goods_tax or 0) * goods, sold) if sold > 0 else 0
        shipping = order.shipping + order.tax - (order.goods_tax or 0)
        rest = given.amount - goods - tax - shipping
        if rest > TOLERANCE:
            order.given_back = [GivenBack(rest, given.day)]


def _if_readable(parse: Callable[[str], Moment]) -> Callable[[str], Moment | None]:
    def parse_or_none(cell: str) -> Moment | None:
        try:
            return parse(cell)
        except CellError:
            return None

    return parse_or_none


def _line(item: Item) -> Line:
    return Line(item.sku, item.name, item.units, item.goods, max(item.before - item.goods, 0))


def _pieces(item: Item) -> int:
    """Return how many pieces an amount that was given back is for."""
    return rounded(item.units * item.refunded, item.goods) if item.goods > 0 else 0


def _numbered(table: Table, starts: Sequence[str]) -> list[int]:
    """Return the places of ``line_item_1``, ``line_item_2`` and so on."""
    return [
        place
        for place, name in enumerate(table.header)
        if name.startswith(tuple(starts)) and name.rpartition("_")[2].isdigit()
    ]


def _apart(table: Table) -> list[dict[str, int]]:
    """Return the places of ``Product Item 1 Name``, ``… SKU``, item by item."""
    found: dict[str, dict[str, int]] = {}
    for place, name in enumerate(table.header):
        words = fold(name).split(" ")
        if words[:2] == ["product", "item"] and len(words) == 4:
            found.setdefault(words[2], {})[words[3]] = place
    return [columns for columns in found.values() if "name" in columns]
