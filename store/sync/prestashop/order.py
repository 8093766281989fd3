"""One order of PrestaShop, from its rows to a sale.

What the tables leave open is decided here:

- *Whether it counts*: when it is ``valid``, or its state has the flag ``paid`` or ``logable``. One
  that once was, and is no more, was an order: what is left of it is given back on the day it
  ceased.
- *Goods*: ``total_products`` less the discounts that are not on shipping, over the lines in
  proportion; no tax, no shipping, no wrapping.
- *Currency*: amounts are in the order's and divided by its rate; costs are in the shop's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.importers.exchange import Exchange, at_rate
from store.money import MONEY_SCALE, rounded, shared_out
from store.records import Lines, Payment, Sale, Status
from store.sync.prestashop.catalogue import sku_of
from store.sync.prestashop.refunds import Ended, add_refunds
from store.sync.values import amount, rate, said, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.records import LineColumns
    from store.sync.origin import Origin
    from store.sync.prestashop.catalogue import Known
    from store.sync.prestashop.rows import Head, Item, Rule, Slip
    from store.sync.prestashop.shop import Shop

_TOLERANCE = MONEY_SCALE // 50
"""Two hundredths a line: sums of rounded amounts may be that far off."""
_MILLION = 10**6
WEB = "web"


@dataclass(slots=True)
class Parts:
    """What belongs to one order beside its own row."""

    items: Sequence[Item] = ()
    rules: Sequence[Rule] = ()
    slips: Sequence[Slip] = ()
    history: Sequence[tuple[int, str | None]] = ()
    payments: Sequence[Sequence[str]] = ()
    origin: Origin | None = None
    kept: Mapping[str, str] = field(default_factory=dict)
    """What an earlier sync knew of where the order came from."""


class OrderReader:
    """Makes sales of orders; ``off_by`` counts those whose lines are not their total."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.exchange = Exchange(shop.context)
        self.off_by = 0

    def sale(self, head: Head, parts: Parts, known: Mapping[int, Known]) -> Sale:
        """Return an order as a sale; ``CellError`` where an amount or a day cannot be read."""
        moment = self._shop.clock.moment(head.added)
        sale = Sale(
            str(head.number),
            moment.day,
            1,
            at=moment.at,
            customer=said(head.email) or _numbered(head.customer),
            dimensions=self._members(head, parts),
        )
        code, by = self._rate(head, moment.day)
        turn = _turning(by)
        sale.currency = code
        sale.paid = turn(amount(head.paid))
        sale.tax = sale.paid - turn(amount(head.untaxed))
        sale.shipping, off = self._discounts(head, parts.rules, turn)
        items = parts.items
        costs = self._costs(items)
        columns = self._columns(items, turn, turn(amount(head.products)), off, known)
        for place, (unit, units) in enumerate(zip(costs, columns[2], strict=False)):
            columns[5][place] = None if unit is None else unit * units
        lines = Lines(columns)
        sale.lines = lines
        ended = self._status(sale, head, parts.history)
        if sale.status == Status.PAID:
            add_refunds(sale, lines, items, parts.slips, ended, costs, turn, self._shop.clock)
            sale.payments = [self._payment(row) for row in parts.payments]
        if by is None:
            self.exchange.apply(sale, code)
        return sale

    def _rate(self, head: Head, day: int) -> tuple[str, int | None]:
        """Return a foreign currency's code and what to divide by; ``None``: no rate is known."""
        code, _ = self._shop.currencies.get(whole(head.currency), ("", 0))
        home = self._shop.context.currency
        if not code or code == home:
            return "", _MILLION
        if self._shop.currency == home:
            return code, rate(head.rate) or None
        return code, self._shop.context.rate(code, day)

    def _members(self, head: Head, parts: Parts) -> dict[str, str]:
        shop = self._shop
        device = "mobile" if head.mobile == "1" else shop.devices.get(whole(head.system), "")
        found = {
            "country": shop.countries.get(whole(head.country), ""),
            "region": shop.regions.get(whole(head.region), ""),
            "customer_group": shop.groups.get(whole(head.group), ""),
            "payment_method": said(head.payment),
            "promo": ", ".join(dict.fromkeys(rule.name for rule in parts.rules if rule.name)),
            "sales_channel": WEB,
            "device": device,
        }
        found = {name: member for name, member in found.items() if member}
        came = parts.origin.members() if parts.origin else {}
        return {**parts.kept, **came, **found}

    def _discounts(
        self, head: Head, rules: Sequence[Rule], turn: Callable[[int], int]
    ) -> tuple[int, int]:
        """Return the shipping that was paid for, and the discounts on goods."""
        shipping, discounts = turn(amount(head.shipping)), turn(amount(head.discounts))
        free = turn(sum(rule.amount for rule in rules if rule.free_shipping))
        of_shipping = max(min(shipping, free, discounts), 0)
        return shipping - of_shipping, discounts - of_shipping

    def _columns(
        self,
        items: Sequence[Item],
        turn: Callable[[int], int],
        products: int,
        off: int,
        known: Mapping[int, Known],
    ) -> LineColumns:
        """Return the lines by column; together they are what was charged for the goods."""
        totals = [turn(amount(item.total)) for item in items]
        numbers = [whole(item.product) for item in items]
        named = [known[number] for number in numbers]
        skus = [sku_of(item.reference, number) for item, number in zip(items, numbers, strict=True)]
        names = [product.name for product in named]
        units = [whole(item.units) for item in items]
        whole_sum = sum(totals)
        rest = products - whole_sum
        if rest and abs(rest) <= _TOLERANCE * (len(totals) + 1) and whole_sum > 0:
            totals = shared_out(products, totals)
        elif rest:
            self.off_by += 1
            totals.append(rest)
            skus.append("")
            names.append("")
            units.append(0)
        goods, parts = totals, [0] * len(totals)
        if off > 0:
            weights = [max(total, 0) for total in totals]
            if sum(weights) > 0:
                parts = shared_out(min(off, sum(weights)), weights)
                goods = [total - part for total, part in zip(totals, parts, strict=True)]
        more = [""] * (len(totals) - len(items))
        return (
            skus, names, units, goods, parts, [None] * len(totals),
            [product.category for product in named] + more,
            [product.subcategory for product in named] + more,
        )  # fmt: skip

    def _costs(self, items: Sequence[Item]) -> list[int | None]:
        """Return what one unit of each line cost the shop, in the store's currency.

        PrestaShop notes 0 where nobody said what a product costs.
        """
        worth = self._shop.worth
        costs: list[int | None] = []
        for item in items:
            unit = amount(item.supplier_price) or amount(item.wholesale_price)
            if unit <= 0 or worth is None:
                costs.append(None)
            else:
                costs.append(unit if worth == _MILLION else rounded(unit * worth, _MILLION))
        return costs

    def _status(
        self, sale: Sale, head: Head, history: Sequence[tuple[int, str | None]]
    ) -> Ended | None:
        """Set what the order is worth; say when it ceased to count, if it did."""
        states, current = self._shop.states, whole(head.state)
        state = states.get(current)
        if head.valid == "1" or (state is not None and state.counts):
            return None
        counted = [
            place for place, (past, _) in enumerate(history)
            if past in states and states[past].counts
        ]  # fmt: skip
        if not counted:
            gone = current in self._shop.ended
            sale.status = Status.CANCELLED if gone else Status.PENDING
            return None
        after = history[counted[-1] + 1 :]
        day = self._shop.clock.day(after[0][1] if after else head.updated)
        last = sale.day if day is None else max(day, sale.day)
        return Ended(last, restocked=current in self._shop.restocked)

    def _payment(self, row: Sequence[str]) -> Payment:
        currency, value, method, by, at = row
        code, _ = self._shop.currencies.get(whole(currency), ("", 0))
        day = self._shop.clock.moment(at).day
        given = amount(value)
        home = self._shop.context.currency
        if code and code != home:
            own = self._shop.currency == home
            known = rate(by) if own else self._shop.context.rate(code, day)
            given = at_rate(given, known) if known and known > 0 else 0
        return Payment(day, said(method), given)


def _turning(by: int | None) -> Callable[[int], int]:
    """Return what makes an amount of the order's currency one of the store's."""
    if by is None or by == _MILLION:
        return int
    return lambda value: at_rate(value, by)


def _numbered(customer: str) -> str:
    return "" if customer == "0" else customer
