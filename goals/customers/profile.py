"""One segment looked at: who they are, how they buy, what, when last, and what they did since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from goals.metrics import reading
from goals.metrics.catalogue import METRICS
from goals.metrics.selected import standing
from store import portraits
from store.messages import Message
from store.money import MONEY_SCALE
from store.spans import Span, to_number

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from goals.customers.people import People
    from store.facts import Facts
    from store.portraits import LastOrder, MostBought
    from store.segments import SavedSegment

MOST_BOUGHT, MOST_ORDERS = 5, 8


@dataclass(frozen=True, slots=True)
class Since:
    """What the members did after ``day``: how many ordered, how often, for what (less refunds).

    ``others_share`` is how many of everybody else known on that day ordered since.
    """

    day: date
    buyers: int
    share: Fraction | None
    others_share: Fraction | None
    orders: int
    sales: Fraction


@dataclass(frozen=True, slots=True)
class Profile:
    """Figures of some customers up to ``as_of``; ``None`` where there is nothing to divide by.

    ``again`` is the share with a second order, ``returned`` that of orders with a refund (``None``,
    too, where refunds name no order), ``days_since`` the median of the days since the last order.
    """

    as_of: date
    customers: int
    share: Fraction | None
    orders: int
    sales: Fraction
    sales_share: Fraction | None
    value_each: Fraction | None
    orders_each: Fraction | None
    basket: Fraction | None
    margin: Fraction | None
    again: Fraction | None
    returned: Fraction | None
    days_since: Fraction | None
    bought: tuple[MostBought, ...]
    last: tuple[LastOrder, ...]
    since: Since | None = None
    notes: tuple[Message, ...] = ()


def profile(
    facts: Facts, who: People, members: Collection[int], saved: SavedSegment | None = None
) -> Profile:
    """Return the figures of these customers, as a saved segment with what they did since."""
    lives = [who.bought[one] for one in members if one in who.bought]
    orders = sum(one.orders for one in lives)
    kept = sum(one.kept for one in lives)
    whole = sum(one.kept for one in who.bought.values())
    costed = [one for one in lives if one.costed]
    today = to_number(who.as_of)
    notes = (standing(saved),) if saved else ()
    untold = _unnamed(who)
    return Profile(
        as_of=who.as_of,
        customers=len(members),
        share=_ratio(len(members), len(who.everybody)),
        orders=orders,
        sales=Fraction(kept, MONEY_SCALE),
        sales_share=_ratio(kept, whole),
        value_each=_ratio(kept, len(members), MONEY_SCALE),
        orders_each=_ratio(orders, len(members)),
        basket=_ratio(sum(one.goods for one in lives), orders, MONEY_SCALE),
        margin=Fraction(sum(one.costed - one.cost for one in costed), MONEY_SCALE)
        if costed
        else None,
        again=_ratio(sum(one.orders > 1 for one in lives), len(lives)),
        returned=None if untold else _ratio(sum(one.returned for one in lives), orders),
        days_since=Fraction(median(today - one.last_day for one in lives)) if lives else None,
        bought=tuple(portraits.most_bought(facts, who.as_of, members, MOST_BOUGHT)),
        last=tuple(portraits.last_orders(facts, who.as_of, members, MOST_ORDERS)),
        since=_since(facts, who, members, saved),
        notes=(*notes, untold) if untold else notes,
    )


def _unnamed(who: People) -> Message | None:
    """Return what the catalogue says where money was given back and no refund names its order."""
    known = METRICS["return_rate"].known
    return Message(known.missing) if known and not who.returns_told else None


def _since(
    facts: Facts, who: People, members: Collection[int], saved: SavedSegment | None
) -> Since | None:
    """Return what frozen members did after they were chosen, ``None`` before the day after."""
    if saved is None or saved.follows or saved.made_day >= who.as_of:
        return None
    day = to_number(saved.made_day)
    buyers = sum(one in who.bought and who.bought[one].last_day > day for one in members)
    others = [
        one for one in who.bought.values() if one.customer not in members and one.first_day <= day
    ]
    after = Span.of(saved.made_day + timedelta(days=1), who.as_of)
    where = (("segment", saved.name),)
    found = reading.read_many(facts, ["orders", "revenue"], after, "none", where)
    return Since(
        saved.made_day,
        buyers,
        _ratio(buyers, len(members)),
        _ratio(sum(one.last_day > day for one in others), len(others)),
        int(found["orders"].figure.value or 0),
        found["revenue"].figure.value or Fraction(0),
    )


def _ratio(top: int, bottom: int, scale: int = 1) -> Fraction | None:
    return Fraction(top, bottom * scale) if bottom > 0 else None
