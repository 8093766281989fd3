"""Segments: customers by how lately, how often and for how much they bought (RFM).

Each customer gets three scores from 1 to 5, the fifths of all customers in that order, as many in
one as in another. Customers alike are told apart by the other two figures and at last by their
number, so that the same data give the same segments whatever the order they come in. Where most
customers ordered once, fifths by orders would be a toss among these: who has one order, two, or
more decides first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from store.customers import Life, guest_orders, lives
from store.messages import N_, Message, counted
from store.money import MONEY_SCALE
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from pandas import DataFrame

    from goals.metrics.figures import Where
    from store.facts import Facts

FEWEST = 30
"""Customers below which fifths say nothing."""
FIFTHS = 5
OFTEN = 3
"""Orders from which a customer may be said to come back often."""

NOBODY = N_("No order by a known customer up to {day}.")
NONE_SUCH = N_("No customer known up to {day} is within the limit.")
COMPARED = N_("Lately, often and much are said in comparison with all your other customers.")
FEW = N_("Segments compare customers with each other: that takes at least {n} of them.")


@dataclass(frozen=True, slots=True)
class Segment:
    """``meaning`` says who they are, ``advice`` what to do; msgids."""

    id: str
    label: str
    meaning: str
    advice: str


SEGMENTS: dict[str, Segment] = {
    one.id: one
    for one in (
        Segment(
            "champions",
            N_("Champions"),
            N_("They bought lately, often and for much: your best customers."),
            N_("Thank them, show them new things first, ask them to recommend you."),
        ),
        Segment(
            "loyal",
            N_("Loyal"),
            N_("They come back often, the last time not long ago."),
            N_("Offer a loyalty card, and what goes with their last purchases."),
        ),
        Segment(
            "promising",
            N_("Promising"),
            N_("They ordered again lately, but not often yet."),
            N_("Give a reason for the next order: complements, a bundle, a favour."),
        ),
        Segment(
            "new",
            N_("New"),
            N_("They ordered for the first time, lately."),
            N_("Welcome them by e-mail after the purchase, and ask how it was."),
        ),
        Segment(
            "cooling",
            N_("Cooling down"),
            N_("Their last order is neither recent nor long ago, and they are no regulars."),
            N_("Write now, with what is close to their last purchase."),
        ),
        Segment(
            "at_risk",
            N_("At risk"),
            N_("They came back, often or for much, but have not been seen for long."),
            N_("Win them back one by one: a personal word, a private sale, a call."),
        ),
        Segment(
            "asleep",
            N_("Asleep"),
            N_("They bought little, and long ago."),
            N_("Remind them with a good offer, a few times at most."),
        ),
        Segment(
            "lost",
            N_("Lost"),
            N_("They bought little, and longest ago of all."),
            N_("Spend nothing on them but a last message; learn why they left."),
        ),
    )
}
"""Every segment, the best customers first."""


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """One segment: how many, what they brought (less refunds), and how they buy.

    ``days_since`` is the median of the days since their last order.
    """

    segment: Segment
    customers: int
    share: Fraction
    sales: Fraction
    sales_share: Fraction | None
    orders: int
    days_since: Fraction | None

    @property
    def orders_each(self) -> Fraction | None:
        return Fraction(self.orders, self.customers) if self.customers else None

    @property
    def value_each(self) -> Fraction | None:
        return self.sales / self.customers if self.customers else None


@dataclass(frozen=True, slots=True)
class CustomerBook:
    """All known customers up to ``as_of``; without segments ``reason`` says why."""

    as_of: date
    customers: int = 0
    repeat: int = 0
    """Customers with at least two orders."""
    orders: int = 0
    sales: Fraction = Fraction(0)
    segments: tuple[SegmentFigures, ...] = ()
    notes: tuple[Message, ...] = ()
    reason: Message | None = None

    @property
    def repeat_share(self) -> Fraction | None:
        return Fraction(self.repeat, self.customers) if self.customers else None


def customers(facts: Facts, as_of: date, where: Where = ()) -> CustomerBook:
    """Return the customers and their segments as they were known on ``as_of``.

    With ``where`` some customers are counted; all are compared with each other as before.

    Raises:
        NoBreakdownError: a customer's life is not known by a dimension of ``where``.
    """
    with facts.snapshot():
        known = lives(facts, as_of)
        if not where:
            return booked(known, as_of, guest_orders(facts, as_of))
        return booked(known, as_of, chosen={one.customer for one in lives(facts, as_of, where)})


def booked(
    known: list[Life], as_of: date, guests: int = 0, chosen: Collection[int] | None = None
) -> CustomerBook:
    """Return the book of these lives; ``guests`` are orders that belong to nobody.

    ``chosen`` are the customers to count, all of them where it is ``None``.
    """
    people = known if chosen is None else [one for one in known if one.customer in chosen]
    whole = sum(life.goods for life in people)
    notes = [_guests(guests)] if guests else []
    reason = None
    if not people:
        reason = Message(NOBODY if chosen is None or not known else NONE_SUCH, {"day": as_of})
    elif len(known) < FEWEST:
        reason = Message(FEW, {"n": FEWEST})
    else:
        notes.append(Message(COMPARED))
    figures: tuple[SegmentFigures, ...] = ()
    if reason is None:
        frame = scored(known)
        if chosen is not None:
            frame = frame[frame["customer"].isin(list(chosen))]
        figures = tuple(_figures(frame, as_of, whole))
    return CustomerBook(
        as_of,
        customers=len(people),
        repeat=sum(life.orders > 1 for life in people),
        orders=sum(life.orders for life in people),
        sales=Fraction(whole, MONEY_SCALE),
        segments=figures,
        notes=tuple(notes),
        reason=reason,
    )


def _guests(orders: int) -> Message:
    return counted(
        "{n} order of a guest belongs to no customer and is left out.",
        "{n} orders of guests belong to no customer and are left out.",
        "n",
        {"n": orders},
    )


# -- scores ------------------------------------------------------------------------------------

_SORTED_BY = {
    "recency": ["last_day", "orders", "goods", "customer"],
    "frequency": ["orders", "goods", "last_day", "customer"],
    "value": ["goods", "orders", "last_day", "customer"],
}


def scored(known: Iterable[Life]) -> DataFrame:
    """Return a row a customer, by number: the life, three scores from 1 to 5, and the segment."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame.from_records(list(known), columns=list(Life._fields))
    frame = frame.sort_values("customer", ignore_index=True)
    for score, keys in _SORTED_BY.items():
        place = np.empty(len(frame), dtype="int64")
        place[frame.sort_values(keys).index] = np.arange(len(frame))
        frame[score] = place * FIFTHS // max(1, len(frame)) + 1
    recency, frequency, value = frame["recency"], frame["frequency"], frame["value"]
    again, often = frame["orders"] > 1, (frequency >= 4) & (frame["orders"] >= OFTEN)
    rules = {
        "champions": often & (recency >= 4) & (value >= 4),
        "loyal": often & (recency >= 3),
        "promising": again & (recency >= 4),
        "new": recency >= 4,
        "cooling": recency == 3,
        "at_risk": often | (again & (value >= 4)),
        "asleep": recency == 2,
    }
    frame["segment"] = np.select(list(rules.values()), list(rules), default="lost")
    return frame


def _figures(frame: DataFrame, as_of: date, whole: int) -> Iterable[SegmentFigures]:
    today = to_number(as_of)
    for name, segment in SEGMENTS.items():
        ours = frame[frame["segment"] == name]
        goods = int(ours["goods"].sum())
        days = today - ours["last_day"]
        yield SegmentFigures(
            segment,
            customers=len(ours),
            share=Fraction(len(ours), len(frame)),
            sales=Fraction(goods, MONEY_SCALE),
            sales_share=Fraction(goods, whole) if whole > 0 else None,
            orders=int(ours["orders"].sum()),
            days_since=Fraction(float(days.median())) if len(ours) else None,
        )
