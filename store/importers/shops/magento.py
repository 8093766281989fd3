"""Rows of Magento's grid of orders to sales of one sum each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from store.columns.cells import BadCellError, CellError
from store.columns.days import Clocks, date_form, moments
from store.columns.questions import DATE_ORDER
from store.columns.texts import BLANK
from store.importers.exchange import Exchange
from store.importers.shops.gathering import Gathering, as_sales
from store.importers.shops.order import GivenBack, Order, OrderNotes, sale_of
from store.importers.shops.sheet import Sheet, optional_moment, read_table
from store.importers.shops.statuses import MAGENTO, Statuses
from store.messages import N_, counted
from store.money import rounded
from store.records import Line, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record
    from store.importers.shops.gathering import Rows
    from store.importers.shops.headers import Words
    from store.records import Sale

_WORDS_DAY = re.compile(
    r"\A([^\W\d_]{3,9}\.? [0-9]{1,2}, [0-9]{4}),? "
    r"([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2})?) ?([AaPp])[Mm]\Z"
)
_IN_WORDS = "%b %d, %Y %H:%M:%S"


def records(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> Iterator[Record]:
    """Yield the orders of a file, what was left out, and what the receipt should say."""
    table, first_rows = read_table(file, context, words, needed)
    sheet = Sheet(table, first_rows, context, words)
    reading = _Reading(file.name, sheet)
    orders = Gathering(file, table, sheet.place("id")).orders()
    yield from as_sales(orders, reading.sale, one_row=True)
    yield from reading.warnings()


class _Reading:
    def __init__(self, file: str, sheet: Sheet) -> None:
        self._sheet = sheet
        self._statuses = Statuses(file, MAGENTO, sheet.context)
        self._exchange = Exchange(sheet.context)
        self._notes = OrderNotes()
        self._discounted = 0
        sheet.texts("id", "status", "email", "group", "method")
        sheet.amounts("base", "paid", "subtotal", "shipping", "refunded")
        sheet.add("day", optional_moment(_days(sheet)), None)

    def warnings(self) -> Iterator[Record]:
        yield from self._exchange.warnings()
        yield from self._notes.warnings()
        if self._discounted:
            yield counted(
                N_("{n} order was paid less than its subtotal: its discount is taken off."),
                N_("{n} orders were paid less than their subtotal: the discount is taken off."),
                "n",
                {"n": self._discounted},
            )

    def sale(self, rows: Rows) -> Sale:
        """Return the sale of an order's row."""
        ((_, row),) = rows
        created: Moment | None = self._read(row, "day")
        if created is None:
            raise BadCellError("Purchase Date", CellError(BLANK))
        status, whole = self._statuses.read(self._read(row, "status"))
        base, paid = self._read(row, "base"), self._read(row, "paid")
        shipping = self._read(row, "shipping")
        subtotal = self._read(row, "subtotal") if self._sheet.has("subtotal") else base - shipping
        # Less was paid than the goods cost: there was a discount of at least the difference.
        goods = min(subtotal, max(base - shipping, 0))
        self._discounted += goods < subtotal and status == Status.PAID
        group = self._read(row, "group")
        order = Order(
            self._read(row, "id"),
            created,
            1,
            status,
            self._read(row, "email"),
            lines=[Line("", "", 0, goods, subtotal - goods)],
            shipping=shipping,
            tax=max(base - goods - shipping, 0),
            paid=base,
            method=self._read(row, "method"),
            whole=whole and not self._read(row, "refunded"),
            dimensions={
                "customer_group": "" if group.upper() == "NOT LOGGED IN" else group,
                "payment_method": self._read(row, "method"),
            },
        )
        refunded = self._read(row, "refunded")
        if refunded > 0:
            # In the customer's currency, like the total as purchased.
            at_base = rounded(refunded * base, paid) if paid > 0 else refunded
            order.given_back.append(GivenBack(at_base, None))
        return sale_of(order, self._exchange, self._notes)

    def _read(self, row: Any, word: str) -> Any:
        return self._sheet.read(row, word)


def _days(sheet: Sheet) -> Callable[[str], Moment]:
    """Return a parser of days: ``Sep 16, 2026 07:13:27 PM``, or one of the usual ways.

    Older versions write hours of 24 and AM or PM behind them.
    """
    cells = sheet.cells("day")
    clocks = Clocks.of(sheet.context.timezone)
    if any(_WORDS_DAY.match(cell.strip()) for cell in cells):
        parse = moments(clocks, _IN_WORDS)
        return lambda cell: parse(_on_24_hours(cell.strip()))
    form = date_form("Purchase Date", cells, sheet.context.answers.get(DATE_ORDER, ""))
    return moments(clocks, form)


def _on_24_hours(cell: str) -> str:
    found = _WORDS_DAY.match(cell)
    if found is None:
        return cell
    hour, after = int(found[2]), found[4] in "Pp"
    if 1 <= hour <= 12:
        hour = hour % 12 + (12 if after else 0)
    minutes = found[3] if found[3].count(":") == 2 else f"{found[3]}:00"
    return f"{found[1]} {hour:02}{minutes}"
