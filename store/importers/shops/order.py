"""An order as a shop's export tells it, on its way to a sale.

Decided here, each once:

- *Fees* are sold things without a piece (gift wrap): a line of their own. A fee below zero is a
  discount, taken off all lines in proportion.
- *Refunds* known by their amount only are goods first, then shipping. One that covers all goods is
  of all lines; a smaller one is of none, and is spread when it is stored. What has no day is put on
  the day of the order, and marked estimated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.messages import N_, counted
from store.money import MONEY_SCALE, rounded, shared_out
from store.records import Line, Payment, Refund, Sale, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.columns.days import Moment
    from store.importers.exchange import Exchange
    from store.messages import Message

TOLERANCE = MONEY_SCALE // 50
"""Two hundredths: sums of rounded amounts may be that far off."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money given back, with tax and shipping; ``day`` is ``None`` where nobody says it."""

    amount: int
    day: int | None


@dataclass(slots=True)
class Order:
    """One order: lines and shipping without tax, ``paid`` with it.

    ``refunds`` are those whose items are known, ``given_back`` amounts without items, ``whole``
    says that all was given back. ``goods_tax`` is what of ``tax`` is for goods, ``None`` where
    nobody says it.
    """

    ref: str
    created: Moment
    rows: int
    status: Status
    customer: str = ""
    currency: str = ""
    lines: list[Line] = field(default_factory=list)
    shipping: int = 0
    tax: int = 0
    goods_tax: int | None = None
    paid: int = 0
    paid_day: int | None = None
    method: str = ""
    refunds: list[Refund] = field(default_factory=list)
    given_back: list[GivenBack] = field(default_factory=list)
    whole: bool = False
    dimensions: Mapping[str, str] = field(default_factory=dict)
    sketch: bool = False

    def take_off(self, discount: int) -> None:
        """Take a discount off all lines, in proportion to what they cost."""
        shares = shared_out(discount, [max(line.goods, 0) for line in self.lines])
        self.lines = [
            line._replace(goods=line.goods - share, discount=line.discount + share)
            for line, share in zip(self.lines, shares, strict=True)
        ]

    def add_fee(self, name: str, amount: int) -> None:
        """Add a fee; one below zero is a discount."""
        if amount > 0 or (amount < 0 and not self.lines):
            self.lines.append(Line("", name, 0, amount))
        elif amount < 0:
            self.take_off(-amount)


@dataclass(slots=True)
class OrderNotes:
    """What the receipt warns of, counted over the file."""

    refunds_without_day: int = 0

    def warnings(self) -> Iterator[Message]:
        if self.refunds_without_day:
            yield counted(
                N_("{n} refund has no day in this export and is put on the day of its order."),
                N_("{n} refunds have no day in this export and are put on the day of their order."),
                "n",
                {"n": self.refunds_without_day},
            )


def sale_of(order: Order, exchange: Exchange, notes: OrderNotes) -> Sale:
    """Return the sale, in the shop's currency where a rate is known."""
    sale = Sale(
        order.ref,
        order.created.day,
        order.rows,
        order.status,
        order.created.at,
        order.customer,
        shipping=order.shipping,
        tax=order.tax,
        paid=order.paid,
        lines=order.lines,
        dimensions={name: member for name, member in order.dimensions.items() if member},
        sketch=order.sketch,
    )
    if sale.status == Status.PAID:
        if order.paid > 0:
            day = sale.day if order.paid_day is None else max(order.paid_day, sale.day)
            sale.payments.append(Payment(day, order.method, order.paid))
        sale.refunds = [*order.refunds, *_by_amount(order, notes)]
    exchange.apply(sale, order.currency)
    return sale


def _by_amount(order: Order, notes: OrderNotes) -> Iterator[Refund]:
    """Yield a refund for each amount given back, never more than the order's goods."""
    goods = sum(line.goods for line in order.lines) - sum(one.goods for one in order.refunds)
    amounts = order.given_back
    if order.whole and not amounts and not order.refunds:
        amounts = [GivenBack(max(order.paid, goods), None)]
    with_tax = _with_tax(order, goods)
    left, left_goods = with_tax, goods
    for one in amounts:
        taken = min(one.amount, left)
        part = left_goods if taken >= left - TOLERANCE else rounded(taken * goods, with_tax)
        if taken <= 0 or part <= 0:
            continue
        left -= taken
        left_goods -= part
        everything = part == goods and not order.refunds
        if one.day is None:
            notes.refunds_without_day += 1
        yield Refund(
            order.created.day if one.day is None else max(one.day, order.created.day),
            part,
            sum(line.cost or 0 for line in order.lines) if everything else 0,
            sum(line.units for line in order.lines) if everything else 0,
            one.day is None or not everything,
            list(order.lines) if everything else [],
        )


def _with_tax(order: Order, goods: int) -> int:
    """Return what goods cost with their tax."""
    tax = order.goods_tax
    if tax is None:
        tax = 0
        if goods + order.shipping > 0:
            tax = shared_out(order.tax, [max(goods, 0), order.shipping])[0]
    return goods + tax
