"""One order of Shopify's export, from its rows to a sale.

What the export leaves open is decided here, each decision once:

- *Tax*: an order's prices include it when Subtotal + Shipping is the Total, and do not when Taxes
  have to be added. Included tax is taken out of taxable lines and shipping in proportion.
- *Discounts*: what the lines' prices exceed the Subtotal by, first where ``Lineitem discount`` says
  so, the rest over all lines in proportion.
- *Refunds*: only their sum is exported. It is taken as goods first, then shipping. Its day is that
  of the cancellation, else (estimated) that of the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.columns.questions import ask_status, status_id
from store.importers.exchange import Exchange
from store.importers.shops.shopify_places import places
from store.money import MONEY_SCALE, rounded, shared_out
from store.records import Line, Payment, Refund, Sale, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.columns.days import Moment
    from store.importers.protocol import Context
    from store.importers.shops.shopify_columns import ShopifyColumns

_TOLERANCE = MONEY_SCALE // 50
"""Two hundredths: sums of rounded amounts may be that far off."""

_STATUSES = {
    "paid": Status.PAID,
    "partially_refunded": Status.PAID,
    "refunded": Status.PAID,
    "pending": Status.PENDING,
    "authorized": Status.PENDING,
    "partially_paid": Status.PENDING,
    "unpaid": Status.PENDING,
    "voided": Status.CANCELLED,
    "expired": Status.CANCELLED,
}
STATUS_WORDS: dict[str, Status] = {
    "paid": Status.PAID,
    "pending": Status.PENDING,
    "cancelled": Status.CANCELLED,
    "test": Status.TEST,
}


@dataclass(slots=True)
class _Item:
    """A line as exported: ``full`` is price × quantity, ``off`` its own discount."""

    sku: str
    name: str
    units: int
    full: int
    off: int
    taxable: bool


@dataclass(slots=True)
class OrderNotes:
    """What the receipt warns of, counted over the file."""

    refunds_without_day: int = 0
    below_subtotal: int = 0


class OrderReader:
    """Makes a sale of the rows of one order."""

    def __init__(self, file: str, columns: ShopifyColumns, context: Context) -> None:
        self._file = file
        self._columns = columns
        self._context = context
        self.notes = OrderNotes()
        self.exchange = Exchange(context)

    def sale(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Sale:
        """Return the sale of an order's first row and of all its rows.

        Raises ``BadCellError`` for the first cell that cannot be read, ``AmbiguousFileError``
        for a status nobody knows.
        """
        created: Moment = self._read(head, "Created at")
        sale = Sale(
            self._read(head, "Name"),
            created.day,
            len(rows),
            at=created.at,
            customer=self._read(head, "Email"),
            dimensions=places(lambda name: self._read(head, name)),
        )
        items = [self._item(row) for row in rows if self._columns.has_line(row)]
        cancelled: Moment | None = self._read(head, "Cancelled at")
        sale.status = self._status(head, cancelled)
        goods_with_tax = self._amounts(sale, head, items)
        if sale.status == Status.PAID:
            self._pay(sale, head, created)
            self._refund(sale, head, cancelled, goods_with_tax)
        self.exchange.apply(sale, self._read(head, "Currency"))
        return sale

    def _read(self, row: Sequence[str], name: str) -> Any:
        return self._columns.read(row, name)

    def _item(self, row: Sequence[str]) -> _Item:
        units = self._read(row, "Lineitem quantity")
        return _Item(
            self._read(row, "Lineitem sku"),
            self._read(row, "Lineitem name"),
            units,
            units * self._read(row, "Lineitem price"),
            self._read(row, "Lineitem discount"),
            self._read(row, "Lineitem taxable").lower() != "false",
        )

    def _status(self, head: Sequence[str], cancelled: Moment | None) -> Status:
        """Return what the order is worth: one that was paid and then cancelled was an order."""
        tags = {tag.strip().lower() for tag in self._read(head, "Tags").split(",")}
        if "bogus" in self._read(head, "Payment Method").lower() or "test" in tags:
            return Status.TEST
        word = self._read(head, "Financial Status").lower().replace(" ", "_")
        status = _STATUSES.get(word) if word else self._of_no_status(head)
        if status is None:
            answer = self._context.answers.get(status_id(word), "")
            status = STATUS_WORDS.get(answer)
        if status is None:
            raise ask_status(self._file, word)
        if cancelled is not None and status == Status.PENDING:
            return Status.CANCELLED
        return status

    def _of_no_status(self, head: Sequence[str]) -> Status:
        return Status.PAID if self._read(head, "Paid at") is not None else Status.PENDING

    def _amounts(self, sale: Sale, head: Sequence[str], items: list[_Item]) -> int:
        """Fill in lines, shipping, tax and total; return what the goods cost with their tax."""
        subtotal, shipping = self._read(head, "Subtotal"), self._read(head, "Shipping")
        sale.tax, sale.paid = self._read(head, "Taxes"), self._read(head, "Total")
        charged = self._charged(items, subtotal)
        included = _includes_tax(
            subtotal + shipping, sale.tax, sale.paid - self._read(head, "Duties")
        )
        taxes = [0] * len(charged)
        sale.shipping = shipping
        if included:
            weights = [
                amount if item.taxable else 0 for item, amount in zip(items, charged, strict=False)
            ] + [0] * (len(charged) - len(items))
            if sum(weights) + shipping <= 0:
                weights = charged
            *taxes, of_shipping = shared_out(sale.tax, [*weights, shipping])
            sale.shipping = shipping - of_shipping
        lines = []
        for number, (amount, tax) in enumerate(zip(charged, taxes, strict=True)):
            if number < len(items):
                item = items[number]
                off = item.full - amount
                # A discount is told without the tax that it saved as well.
                off = rounded(off * (amount - tax), amount) if amount > 0 else off
                lines.append(Line(item.sku, item.name, item.units, amount - tax, off))
            else:
                lines.append(Line("", "", 0, amount - tax))
        sale.lines = lines
        return sum(charged) + (0 if included else self._tax_of_goods(sale, shipping, subtotal))

    def _tax_of_goods(self, sale: Sale, shipping: int, subtotal: int) -> int:
        return shared_out(sale.tax, [subtotal, shipping])[0] if subtotal + shipping > 0 else 0

    def _charged(self, items: list[_Item], subtotal: int) -> list[int]:
        """Return what each line was charged after discounts: together, the subtotal.

        Where lines are missing (an edited order, a tip), one more amount makes up the difference.
        """
        after = [item.full - min(max(item.off, 0), item.full) for item in items]
        rest = sum(after) - subtotal
        if rest < 0:
            # Lineitem discount may already be in the prices: then they need none taken off.
            full = [item.full for item in items]
            if sum(full) - subtotal >= -_TOLERANCE:
                after, rest = full, sum(full) - subtotal
        if rest >= 0 and items:
            return [
                amount - off for amount, off in zip(after, shared_out(rest, after), strict=True)
            ]
        if rest < -_TOLERANCE:
            self.notes.below_subtotal += 1
        return [*after, -rest] if rest else after

    def _pay(self, sale: Sale, head: Sequence[str], created: Moment) -> None:
        paid: Moment | None = self._read(head, "Paid at")
        amount = sale.paid - self._read(head, "Outstanding Balance")
        if amount > 0:
            day = created.day if paid is None else paid.day
            sale.payments.append(Payment(day, self._read(head, "Payment Method"), amount))

    def _refund(
        self,
        sale: Sale,
        head: Sequence[str],
        cancelled: Moment | None,
        goods_with_tax: int,
    ) -> None:
        """Add the refund: of all that was cancelled, or of the amount the export gives."""
        given: int = self._read(head, "Refunded Amount")
        word = self._read(head, "Financial Status").lower()
        goods = sum(line.goods for line in sale.lines)
        if given <= 0 and word != "refunded" and cancelled is None:
            return
        whole = cancelled is not None and given <= 0
        whole = whole or (word == "refunded" and given <= 0) or given >= sale.paid
        if not whole and goods_with_tax > 0:
            goods = rounded(min(given, goods_with_tax) * goods, goods_with_tax)
        if cancelled is None:
            self.notes.refunds_without_day += 1
        sale.refunds.append(
            Refund(
                sale.day if cancelled is None else max(cancelled.day, sale.day),
                goods,
                units=sum(line.units for line in sale.lines) if whole else 0,
                estimated=cancelled is None or not whole,
                lines=list(sale.lines) if whole else [],
            )
        )


def _includes_tax(before: int, tax: int, total: int) -> bool:
    """Return whether prices include the tax: is the total without it, or with it, the nearer."""
    return tax != 0 and abs(total - before) < abs(total - before - tax)
