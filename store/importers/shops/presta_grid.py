"""Rows of PrestaShop's list of orders to sales without items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.cells import BadCellError, CellError
from store.columns.numbers import decimal_sign, money, optional
from store.columns.questions import CURRENCY, DECIMAL, ask_currency
from store.columns.texts import BLANK
from store.importers.exchange import Exchange
from store.importers.shops.currency_signs import parted
from store.importers.shops.gathering import Gathering, as_sales
from store.importers.shops.order import Order, OrderNotes, sale_of
from store.importers.shops.sheet import Sheet, read_table
from store.importers.shops.statuses import PRESTASHOP, Statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.gathering import Rows
    from store.importers.shops.headers import Words
    from store.records import Sale


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the orders of a file, what was left out, and what the receipt should say."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    reading = _Reading(file.name, sheet)
    orders = Gathering(file, table, sheet.place("id")).orders()
    yield from as_sales(orders, reading.sale, one_row=not sheet.has("product"))
    yield from reading.exchange.warnings()


class _Reading:
    def __init__(self, file: str, sheet: Sheet) -> None:
        self._file = file
        self._sheet = sheet
        self._context = sheet.context
        self._statuses = Statuses(file, PRESTASHOP, sheet.context)
        self.exchange = Exchange(sheet.context)
        sheet.texts("id", "status", "method", "email", "company", "country")
        sheet.moments("day")
        sheet.add("total", self._amounts(), (0, ""))

    def _amounts(self) -> Callable[[str], tuple[int, str]]:
        """Return a parser of amounts with the sign of their currency."""
        home = self._context.currency
        said = self._context.answers.get(CURRENCY, "")
        numbers = [parted(cell, home)[0] for cell in self._sheet.cells("total")]
        decimal = self._context.answers.get(DECIMAL) or decimal_sign(numbers)
        amount = optional(money("Total", decimal))

        def parse(cell: str) -> tuple[int, str]:
            number, currency = parted(cell, home)
            if currency is None:
                if not said:
                    raise ask_currency(self._file)
                currency = said
            return amount(number), currency or said

        return parse

    def sale(self, rows: Rows) -> Sale:
        """Return the sale of an order's row; where it has several, they differ in the product."""
        _, row = rows[0]
        created: Moment | None = self._read(row, "day")
        if created is None:
            raise BadCellError("Date", CellError(BLANK))
        status, _whole = self._statuses.read(self._read(row, "status"))
        amount, currency = self._read(row, "total")
        company = self._read(row, "company")
        group = "business" if company not in ("", "--") else "private"
        order = Order(
            self._read(row, "id"),
            created,
            len(rows),
            status,
            self._read(row, "email"),
            currency,
            paid=amount,
            method=self._read(row, "method"),
            dimensions={
                "payment_method": self._read(row, "method"),
                "customer_group": group if self._sheet.has("company") else "",
            },
            sketch=True,
        )
        return sale_of(order, self.exchange, OrderNotes())

    def _read(self, row: Any, word: str) -> Any:
        return self._sheet.read(row, word)
