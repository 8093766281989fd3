"""Orders as rows: coded, added up, and told apart from what is stored by a digest."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import count, repeat
from typing import TYPE_CHECKING, Any

from store.ingest.skus import NumberedLines
from store.ingest.unit_costs import filled, of_lines
from store.migrations.m0001_first import ORDER_DIMENSIONS
from store.money import rounded, shared_out
from store.records import Lines, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store.ingest.bulk import Row
    from store.ingest.coding import Coding
    from store.ingest.unit_costs import Known as KnownCost
    from store.records import Delivery, Payment, Refund, Sale

SALE = (
    "day", "doc", "import", "at", "ref", "status", "customer", "currency", *ORDER_DIMENSIONS,
    "goods", "discount", "shipping", "tax", "paid", "units", "costed", "cost",
)  # fmt: skip
SALE_LINE = (
    "day", "doc", "n", "import", "status", "product", "units", "goods", "discount", "cost",
)  # fmt: skip
REFUND = (
    "day", "doc", "n", "import", "ref", "order_doc", "order_day", "customer", *ORDER_DIMENSIONS,
    "goods", "costed", "cost", "units", "estimated",
)  # fmt: skip
REFUND_LINE = (
    "day", "doc", "n", "import", "order_day", "product", "units", "goods", "costed", "cost",
    "estimated",
)  # fmt: skip
PAYMENT = (
    "day", "doc", "n", "import", "payment_method", "device", "country", "channel", "source",
    "amount", "fee", "fraud", "done", "secured",
)  # fmt: skip
DELIVERY = (
    "day", "doc", "n", "import", "carrier", "country", "source", "promised_day", "shipped_day",
    "on_time",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "sale": SALE,
    "sale_line": SALE_LINE,
    "refund": REFUND,
    "refund_line": REFUND_LINE,
    "payment": PAYMENT,
    "delivery": DELIVERY,
}
_PAID_WITH = [ORDER_DIMENSIONS.index(n) for n in ("device", "country", "channel", "source")]
_DELIVERED_TO = [ORDER_DIMENSIONS.index(n) for n in ("country", "source")]
_COSTED = SALE.index("costed") - SALE.index("goods")
_NOT_TRADE = (Status.TEST, Status.NO_RATE)
"""No payment, delivery or refund of these is kept: they would count."""
_PLACES_KEPT = 5_000

Rows = dict[str, list["Row"]]
SoldColumns = tuple[list[int], list[int], list[int], list[int], list[int | None]]
Known = tuple[int, int]
"""A document's number and its order's day."""


def digest(content: tuple[Any, ...]) -> int:
    """Return a signed 64-bit digest of numbers, bytes, and lists and tuples of them.

    Texts are not allowed: marshal writes interned ones differently. Version 2 of its format has
    been the same on every Python 3, and it only writes here: nothing is ever loaded.
    """
    return int.from_bytes(
        blake2b(marshal.dumps(content, 2), digest_size=8).digest(), "big", signed=True
    )


def _returned(refund: Refund) -> Iterator[tuple[int, int, int | None]]:
    """Yield units, goods and cost of each line of a refund."""
    columns = Lines.of(refund.lines).columns
    return zip(columns[2], columns[3], columns[5], strict=True)


def _spread(refund: Refund, products: list[int], lines: Lines) -> NumberedLines:
    """Return an amount that was given back for no line, spread over its order's lines by goods.

    Nothing says that items came back: the parts have no units, and no cost but what is given.
    """
    weights = [max(goods, 0) for goods in lines.goods]
    goods = shared_out(refund.goods, weights)
    costed = [
        part if cost is not None else 0 for part, cost in zip(goods, lines.costs, strict=True)
    ]
    back = shared_out(refund.cost, costed if any(costed) else goods)
    costs = [
        None if cost is None and not given else given
        for cost, given in zip(lines.costs, back, strict=True)
    ]
    nothing = [0] * len(goods)
    parts = NumberedLines(products, nothing, goods, nothing, costs)
    kept = [bool(part) for part in goods]
    return parts if all(kept) else parts.only(kept)


def _by_lines(refund: Refund, products: list[int], sold: Lines) -> Refund:
    """Return a refund with lines: of an amount without any, its parts, which are estimated."""
    if refund.lines or not refund.goods or not sold:
        return refund
    return replace(refund, lines=_spread(refund, products, sold), estimated=True)


@dataclass(slots=True)
class CodedSale:
    """An order in numbers, not yet with a document and an import.

    ``columns`` are the lines' products, units, goods, discounts and costs; ``members`` are in the
    order of ``ORDER_DIMENSIONS``; ``refunds`` are those that count, ``products`` those of each
    refund's lines. ``order`` is the other document a cancellation speaks of.
    """

    sale: Sale
    customer: int
    members: tuple[int, ...]
    amounts: tuple[int, ...]
    columns: SoldColumns
    refunds: list[Refund]
    products: list[list[int]]
    payments: list[tuple[int, ...]]
    deliveries: list[tuple[int | None, ...]]
    order: Known | None
    digest: int = 0

    def seal(self) -> None:
        """Make the digest: equal digests store equal rows.

        Of the order that a cancellation names only the ref is in it: ``moved_orders`` minds which
        document and day that is.
        """
        sale = self.sale
        content = (
            sale.day, sale.at, int(sale.status), sale.currency.encode(), self.customer,
            self.members, self.amounts, self.columns, self.payments, self.deliveries,
            sale.order_ref.encode() or 0, self._told_refunds() if self.products else 0,
        )  # fmt: skip
        self.digest = digest(content)

    def fill_costs(self, known: Mapping[int, KnownCost]) -> None:
        """Give lines without a cost that of their product, as the order itself has it or ``known``.

        Not part of the digest: what a catalogue says does not make another order.
        """
        products, units, goods, discounts, costs = self.columns
        known = {**known, **own} if (own := of_lines(products, units, costs)) else known
        if not known:
            return
        found = filled(products, units, costs, known)
        if found is not None:
            self.columns = (products, units, goods, discounts, found)
            self.amounts = (*self.amounts[:_COSTED], *_costed(goods, found))
        for n, (refund, numbers) in enumerate(zip(self.refunds, self.products, strict=True)):
            lines = Lines.of(refund.lines)
            found = filled(numbers, lines.units, lines.costs, known)
            if found is not None:
                gained = sum(cost or 0 for cost in found) - sum(cost or 0 for cost in lines.costs)
                self.refunds[n] = replace(
                    refund,
                    cost=refund.cost + gained,
                    lines=NumberedLines(numbers, lines.units, lines.goods, lines.discounts, found),
                )

    @property
    def lacks_costs(self) -> bool:
        """Whether any line, sold or given back, has no cost."""
        return None in self.columns[4] or any(
            None in Lines.of(refund.lines).costs for refund in self.refunds
        )

    def _told_refunds(self) -> list[object]:
        return [
            (
                refund.day, refund.goods, refund.cost, refund.units, int(refund.estimated),
                products, list(_returned(refund)),
            )
            for refund, products in zip(self.refunds, self.products, strict=True)
        ]  # fmt: skip

    @property
    def has_order(self) -> bool:
        """False for a cancellation whose order is another document, or unknown."""
        return bool(self.sale.lines) or not self.products

    def days(self) -> set[int]:
        """Return every day that one of its rows, or its order, is on."""
        days = {self.sale.day}
        if self.products:
            days.update(refund.day for refund in self.refunds)
        days.update(payment[0] for payment in self.payments)
        days.update(delivery[0] for delivery in self.deliveries if delivery[0] is not None)
        if self.order:
            days.add(self.order[1])
        return days

    def put(self, doc: int, importing: int, rows: Rows) -> None:
        """Add the rows of every table it is stored in."""
        sale = self.sale
        if self.has_order:
            status = int(sale.status)
            row: Row = (
                sale.day, doc, importing, sale.at, sale.ref, status, self.customer, sale.currency,
                *self.members, *self.amounts,
            )  # fmt: skip
            rows["sale"].append(row)
            same = (repeat(sale.day, len(sale.lines)), repeat(doc), count(), repeat(importing))
            rows["sale_line"].extend(zip(*same, repeat(status), *self.columns, strict=False))
        if self.products:
            self._put_refunds(doc, importing, rows)
        for n, (day, *payment) in enumerate(self.payments):
            rows["payment"].append((day, doc, n, importing, *payment))
        for n, (arrived, *delivery) in enumerate(self.deliveries):
            rows["delivery"].append((arrived, doc, n, importing, *delivery))

    def _put_refunds(self, doc: int, importing: int, rows: Rows) -> None:
        sale, numbers = self.sale, count()
        for n, (refund, products) in enumerate(zip(self.refunds, self.products, strict=True)):
            order_doc, order_day = self.order or (
                (doc, sale.day) if self.has_order else (0, refund.day)
            )
            estimated = int(refund.estimated)
            row: Row = (
                refund.day, doc, n, importing, sale.ref, order_doc, order_day, self.customer,
                *self.members, refund.goods, self._costed_of(refund), refund.cost, refund.units,
                estimated,
            )  # fmt: skip
            rows["refund"].append(row)
            for product, (units, goods, cost) in zip(products, _returned(refund), strict=True):
                row = (
                    refund.day, doc, next(numbers), importing, order_day, product, units, goods,
                    0 if cost is None else goods, cost or 0, estimated,
                )  # fmt: skip
                rows["refund_line"].append(row)

    def _costed_of(self, refund: Refund) -> int:
        """Return the part of a refund that takes margin away: of items whose cost is known.

        An amount without items is taken to be for items with a known cost as far as its order is;
        of a cancellation without items nothing is known.
        """
        if refund.lines:
            return sum(goods for _, goods, cost in _returned(refund) if cost is not None)
        goods, costed = self.amounts[0], self.amounts[_COSTED]
        return rounded(refund.goods * costed, goods) if goods > 0 else 0


class SaleCoder:
    """Codes orders, column by column of their lines."""

    def __init__(self, coding: Coding, source: str, order: Callable[[str], Known | None]) -> None:
        self._coding = coding
        self._source = source
        self._order = order
        self._places: dict[tuple[tuple[str, str], ...], tuple[int, ...]] = {}

    def code(self, sale: Sale) -> CodedSale:
        """Return the order in numbers."""
        lines = Lines.of(sale.lines)
        products = self._coding.products.codes(lines)
        _, _, units, goods, discounts, costs, *_ = lines.columns
        refunds = sale.refunds if sale.status == Status.PAID else []
        refunds = [_by_lines(refund, products, lines) for refund in refunds]
        costed, cost = _costed(goods, costs)
        members = self._members(sale)
        kept = sale.status not in _NOT_TRADE
        coded = CodedSale(
            sale,
            self._coding.customers[sale.customer],
            members,
            (
                sum(goods), sum(discounts), sale.shipping, sale.tax, sale.paid, sum(units),
                costed, cost,
            ),
            (products, units, goods, discounts, costs),
            refunds,
            [self._coding.products.codes(Lines.of(refund.lines)) for refund in refunds],
            [self._payment(payment, members) for payment in sale.payments] if kept else [],
            [self._delivery(delivery, members) for delivery in sale.deliveries] if kept else [],
            self._order(sale.order_ref) if sale.order_ref else None,
        )  # fmt: skip
        coded.seal()
        return coded

    def _members(self, sale: Sale) -> tuple[int, ...]:
        """Return the members in the order of the columns; few combinations occur."""
        given = tuple(sale.dimensions.items())
        known = self._places.get(given)
        if known is None:
            named = {"source": self._source, **sale.dimensions}
            known = tuple(
                self._coding.members(name)[named.get(name, "")] for name in ORDER_DIMENSIONS
            )
            if len(self._places) > _PLACES_KEPT:
                self._places.clear()
            self._places[given] = known
        return known

    def _payment(self, payment: Payment, members: tuple[int, ...]) -> tuple[int, ...]:
        return (
            payment.day, self._coding.members("payment_method")[payment.method],
            *(members[i] for i in _PAID_WITH), payment.amount, payment.fee, payment.fraud,
            int(payment.done), int(payment.secured),
        )  # fmt: skip

    def _delivery(self, delivery: Delivery, members: tuple[int, ...]) -> tuple[int | None, ...]:
        return (
            delivery.day, self._coding.members("carrier")[delivery.carrier],
            *(members[i] for i in _DELIVERED_TO), delivery.promised_day, delivery.shipped_day,
            int(delivery.on_time),
        )  # fmt: skip


def _costed(goods: Sequence[int], costs: Sequence[int | None]) -> tuple[int, int]:
    """Return the goods of lines whose cost is known, and that cost."""
    if costs.count(None) == len(costs):
        return 0, 0
    known = [(sold, cost) for sold, cost in zip(goods, costs, strict=True) if cost is not None]
    return sum(sold for sold, _ in known), sum(cost for _, cost in known)
