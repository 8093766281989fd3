"""Orders in another currency: at the rate of their day, or put aside, never added one to one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.messages import N_, Message, counted
from store.money import rounded
from store.records import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.importers.protocol import Context
    from store.records import Line, Sale

NO_CURRENCY = N_("This is not a currency like EUR.")
_MILLION = 10**6


def currency_code(cell: str) -> str:
    """Return the ISO code of a cell, ``""`` for an empty one."""
    code = cell.strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise CellError(NO_CURRENCY)
    return code


def at_rate(amount: int, rate: int) -> int:
    """Return an amount in the shop's currency; ``rate`` is foreign units for one of it, × 10^6."""
    return rounded(amount * _MILLION, rate)


class Exchange:
    """Turns sales into the shop's currency, and counts those that no rate is known for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._without_rate: Counter[str] = Counter()

    def apply(self, sale: Sale, currency: str) -> None:
        """Turn a sale into the shop's currency at the rate of its day; without one it counts not.

        Refunds too go at the order's rate, so that a full refund leaves nothing behind.
        """
        if not currency or currency == self._context.currency:
            return
        sale.currency = currency
        rate = self._context.rate(currency, sale.day)
        if rate and rate > 0:
            _convert(sale, rate)
        elif sale.status == Status.PAID:
            sale.status = Status.NO_RATE
            self._without_rate[currency] += 1

    def warnings(self) -> Iterator[Message]:
        """Yield how many orders of each currency are kept and do not count, and what helps."""
        for currency, orders in sorted(self._without_rate.items()):
            yield counted(
                N_("{n} order in {currency} has no exchange rate of its day and does not count."),
                N_("{n} orders in {currency} have no exchange rate of their day and do not count."),
                "n",
                {"n": orders, "currency": currency},
            )
            yield Message(
                N_(
                    "Import rates (columns day, currency, rate), then this file again. A shop that"
                    " counts in {currency} needs a store of its own: init --currency {currency}."
                ),
                {"currency": currency},
            )


def _convert(sale: Sale, rate: int) -> None:
    sale.shipping = at_rate(sale.shipping, rate)
    sale.tax = at_rate(sale.tax, rate)
    sale.paid = at_rate(sale.paid, rate)
    sale.lines = [_line(line, rate) for line in sale.lines]
    for refund in sale.refunds:
        refund.lines = [_line(line, rate) for line in refund.lines]
        whole = sum(line.goods for line in refund.lines)
        refund.goods = whole if refund.lines else at_rate(refund.goods, rate)
        refund.cost = at_rate(refund.cost, rate)
    for payment in sale.payments:
        payment.amount = at_rate(payment.amount, rate)
        payment.fee = at_rate(payment.fee, rate)
        payment.fraud = at_rate(payment.fraud, rate)


def _line(line: Line, rate: int) -> Line:
    return line._replace(
        goods=at_rate(line.goods, rate),
        discount=at_rate(line.discount, rate),
        cost=None if line.cost is None else at_rate(line.cost, rate),
    )
