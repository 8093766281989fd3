"""From a paid cart to the shop's books: the order, its payment, delivery and refunds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.money import MONEY_SCALE
from store.records import Delivery, Line, Payment, Refund, Sale, Status
from store.sample import story
from store.sample.dice import Choice
from store.sample.fiction import CARRIERS, HOME, LAST_DAY, ZONE
from store.spans import to_number

if TYPE_CHECKING:
    from store.sample.dice import Dice
    from store.sample.shopping import Cart, Item

CENT = MONEY_SCALE // 100
_ZONE = ZoneInfo(ZONE)
_HOURS = Choice(
    dict(
        enumerate(
            (2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 11, 10, 11, 11, 10, 9, 9, 10, 12, 14, 16, 15, 9, 4)
        )
    )
)
_CARRIER = Choice(CARRIERS)
_FREE_DELIVERY_FROM = 4083  # cents without tax: 49 € with it


def instant(dice: Dice, day: date) -> int:
    """Return a second of ``day`` in the shop's zone, as people are awake."""
    seconds = _HOURS.pick(dice) * 3600 + dice.between(0, 3599)
    return int((datetime(day.year, day.month, day.day, tzinfo=_ZONE)).timestamp()) + seconds


def sale(dice: Dice, cart: Cart, reference: str) -> Sale:
    """Return the order of a paid cart with all that followed from it up to the last day."""
    visit = cart.visit
    goods = sum(item.price for item in cart.items)
    fee = 0
    if goods < _FREE_DELIVERY_FROM and not cart.business:
        fee = story.delivery_fee(visit.day)
    tax = round((goods + fee) * 0.20) if visit.country != "CH" else 0
    status = _status(dice, cart)
    in_pounds = visit.day in story.ORDERS_IN_POUNDS and cart.number % 4 == 0
    if in_pounds:
        status = Status.NO_RATE
    paid = (goods + fee + tax) * CENT
    guest = not cart.business and dice.chance(0.03)
    order = Sale(
        ref=reference,
        day=to_number(visit.day),
        rows=len(cart.items),
        status=status,
        at=instant(dice, visit.day),
        customer="" if guest else f"client-{cart.customer}",
        currency="GBP" if in_pounds else "",
        shipping=fee * CENT,
        tax=tax * CENT,
        paid=paid,
        lines=[_line(item) for item in cart.items],
        dimensions={
            "channel": visit.channel,
            "campaign": visit.campaign,
            "promo": cart.promo,
            "device": visit.device,
            "country": visit.country,
            "region": cart.region if visit.country == HOME else "",
            "customer_group": "professionnels" if cart.business else "particuliers",
            "sales_channel": "marketplace" if cart.marketplace else "web",
            "payment_method": cart.payment_method,
            "landing_page": visit.landing_page,
            "keyword": visit.keyword,
        },
    )
    if status is Status.PAID:
        order.payments.append(_payment(dice, cart, paid))
        order.deliveries.extend(_delivery(dice, visit.day))
        order.refunds.extend(_refunds(dice, cart))
    return order


def _status(dice: Dice, cart: Cart) -> Status:
    if cart.number in (10_003, 10_911, 12_004):
        return Status.TEST
    if cart.payment_method == "virement" and (LAST_DAY - cart.visit.day).days < 3:
        return Status.PENDING
    return Status.CANCELLED if dice.chance(0.012) else Status.PAID


def _line(item: Item) -> Line:
    product = item.product
    return Line(
        sku=product.sku,
        name=product.name,
        units=item.units,
        goods=item.price * CENT,
        discount=item.discount * CENT,
        cost=product.cost * item.units * CENT,
        category=product.category,
        subcategory=product.subcategory,
    )


def _payment(dice: Dice, cart: Cart, paid: int) -> Payment:
    card = cart.payment_method == "carte"
    small = card and paid <= 30 * MONEY_SCALE  # stolen cards are tried where nobody asks
    fraud = paid if small and dice.chance(0.035) else 0
    rate, fixed = {"carte": (0.014, 25), "PayPal": (0.029, 35)}.get(
        cart.payment_method, (0.014, 25)
    )
    fee = round(paid * rate) + fixed * CENT if cart.payment_method != "virement" else 0
    day = cart.visit.day
    if cart.payment_method == "virement":  # a transfer takes its days
        day = min(LAST_DAY, day + timedelta(days=2 + cart.number % 4))
    return Payment(to_number(day), cart.payment_method, paid, fee, fraud, secured=cart.secured)


def _delivery(dice: Dice, ordered: date) -> list[Delivery]:
    carrier = _CARRIER.pick(dice)
    shipped = ordered + timedelta(days=dice.between(1, 2) + (ordered.weekday() >= 5))
    took = 1 if carrier == "Chronopost" else 2 + dice.geometric(0.62)
    if ordered.month == 12 or (ordered.month == 11 and ordered.day > 24):
        took += dice.between(0, 2)
    arrived = shipped + timedelta(days=took)
    promised = ordered + timedelta(days=3 if carrier == "Chronopost" else 6)
    if arrived > LAST_DAY:
        return []
    on_time = arrived <= promised
    return [Delivery(to_number(arrived), on_time, carrier, to_number(promised), to_number(shipped))]


def _refunds(dice: Dice, cart: Cart) -> list[Refund]:
    back = [item for item in cart.items if dice.chance(item.product.returns)]
    day = cart.visit.day + timedelta(days=dice.between(5, 24))
    if not back or day > LAST_DAY:
        return []
    return [
        Refund(
            day=to_number(day),
            goods=sum(item.price for item in back) * CENT,
            cost=sum(item.product.cost * item.units for item in back) * CENT,
            units=sum(item.units for item in back),
            lines=[_line(item) for item in back],
        )
    ]
