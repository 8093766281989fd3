"""Credit slips become refunds, each on its own day.

A slip's goods are its ``total_products_tax_excl``. Where the shop's owner chose another amount, its
part without tax is taken as large as that of the products. A slip without products, and what is
left of an order that was cancelled after some slips, has no lines: it is spread over those of its
order. The cost of an item comes back only with items that went back into stock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from store.money import MONEY_SCALE, rounded, shared_out
from store.records import Line, Refund
from store.sync.values import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.records import Lines, Sale
    from store.sync.prestashop.rows import Item, Slip
    from store.sync.values import Clock

_TOLERANCE = MONEY_SCALE // 50


class Ended(NamedTuple):
    """When an order ceased to count, and whether all its goods went back into stock."""

    day: int
    restocked: bool


def add_refunds(
    sale: Sale,
    lines: Lines,
    items: Sequence[Item],
    slips: Sequence[Slip],
    ended: Ended | None,
    costs: Sequence[int | None],
    turn: Callable[[int], int],
    clock: Clock,
) -> None:
    """Add what was given back of an order; ``turn`` brings amounts into the store's currency."""
    if not slips and ended is None:
        return
    places = {whole(item.number): place for place, item in enumerate(items)}
    in_stock = [whole(item.reinjected) for item in items]
    for slip in slips:
        day = max(sale.day, clock.moment(slip.day_text).day)
        goods, estimated = _goods(sale, lines, slip, turn)
        given = [one for one in slip.items if one[0] in places]
        if not given:
            sale.refunds.append(Refund(day, goods, estimated=True))
            continue
        values = [turn(value) for _, _, value in given]
        if sum(values) != goods:
            values = shared_out(goods, values if sum(values) > 0 else [1] * len(values))
        returned: list[Line] = []
        for (line, units, _), value in zip(given, values, strict=True):
            place = places[line]
            back = min(units, in_stock[place])
            in_stock[place] -= back
            cost = _of_stock(costs[place], back)
            sold = lines[place]
            returned.append(sold._replace(units=units, goods=value, discount=0, cost=cost))
        sale.refunds.append(_refund(day, goods, returned, estimated=estimated))
    if ended is not None:
        _give_back_rest(sale, lines, ended, costs, in_stock)


def _give_back_rest(
    sale: Sale,
    lines: Lines,
    ended: Ended,
    costs: Sequence[int | None],
    in_stock: Sequence[int],
) -> None:
    """Take back what no slip speaks of."""
    left = sum(lines.goods) - sum(refund.goods for refund in sale.refunds)
    if sale.refunds:
        if left > _TOLERANCE:
            sale.refunds.append(Refund(ended.day, left, estimated=True))
        return
    returned = []
    for place, line in enumerate(lines):
        known = costs[place] if place < len(costs) else None
        back = line.units if ended.restocked else (in_stock[place] if known is not None else 0)
        returned.append(line._replace(discount=0, cost=_of_stock(known, back)))
    sale.refunds.append(_refund(ended.day, left, returned, estimated=False))


def _refund(day: int, goods: int, lines: list[Line], *, estimated: bool) -> Refund:
    return Refund(
        day,
        goods,
        cost=sum(line.cost or 0 for line in lines),
        units=sum(line.units for line in lines),
        estimated=estimated,
        lines=lines,
    )


def _of_stock(unit: int | None, units: int) -> int | None:
    """Return what units back in stock cost; nothing is known of one whose cost nobody said."""
    return None if unit is None else unit * units


def _goods(sale: Sale, lines: Lines, slip: Slip, turn: Callable[[int], int]) -> tuple[int, bool]:
    """Return what a slip gives back for goods without tax, and whether that is an estimate."""
    totals = (slip.untaxed, slip.taxed)
    if slip.untaxed and (
        not slip.amount or any(abs(slip.amount - total) <= _TOLERANCE for total in totals)
    ):
        return turn(slip.untaxed), False
    if slip.untaxed and slip.taxed:
        return turn(rounded(slip.amount * slip.untaxed, slip.taxed)), True
    items = sum(value for _, _, value in slip.items)
    if items:
        return turn(items), False  # slips of older versions say no totals
    # Only an amount with tax is known: its goods are as large a part as those of the order.
    if sale.paid <= 0:
        return 0, True
    return rounded(turn(slip.amount) * sum(lines.goods), sale.paid), True
