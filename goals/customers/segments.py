"""Segments: customers by how lately, how often and for how much they bought (RFM).

Each customer gets three scores from 1 to 5, the fifths of all customers in that order, as many in
one as in another. Customers alike are told apart by the other two figures and at last by their
pseudonym, so that the same data give the same segments whatever the order they come in. Where most
customers ordered once, fifths by orders would be a toss among these: who has one order, two, or
more decides first.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from store.customers import Life, by_pseudonym, guest_orders, lives
from store.messages import N_, Message, counted
from store.money import MONEY_SCALE
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from goals.metrics.figures import Where
    from store.facts import Facts

    Numbers = NDArray[np.int64]
    Choice = NDArray[np.bool_]

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
NAMES = tuple(SEGMENTS)


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
        known, order = lives(facts, as_of), by_pseudonym(facts)
        if not where:
            return booked(known, as_of, guest_orders(facts, as_of), order=order)
        chosen = {one.customer for one in lives(facts, as_of, where)}
        return booked(known, as_of, chosen=chosen, order=order)


def booked(
    known: list[Life], as_of: date, guests: int = 0, chosen: Collection[int] | None = None,
    order: Sequence[int] = (),
) -> CustomerBook:  # fmt: skip
    """Return the book of these lives; ``guests`` are orders that belong to nobody.

    ``chosen`` are the customers to count, all of them where it is ``None``; ``order`` as ``scored``
    has it.
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
        found = scored(known, order)
        if chosen is not None:
            found = found.kept(found.among(chosen))
        figures = tuple(_figures(found, as_of, whole))
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


@dataclass(frozen=True, slots=True)
class Scored:
    """A row a customer, by number: the life, three scores from 1 to 5, and the segment.

    ``segment`` is a place in ``NAMES``.
    """

    customer: Numbers
    first_day: Numbers
    last_day: Numbers
    orders: Numbers
    goods: Numbers
    recency: Numbers
    frequency: Numbers
    value: Numbers
    segment: Numbers

    def __len__(self) -> int:
        return len(self.customer)

    def of(self, name: str) -> Choice:
        """Return which rows are of a segment."""
        ours: Choice = self.segment == NAMES.index(name)
        return ours

    def among(self, customers: Collection[int]) -> Choice:
        """Return which rows are of some customers."""
        import numpy as np

        return np.isin(self.customer, np.fromiter(customers, dtype=np.int64))

    def kept(self, choice: Choice) -> Scored:
        return Scored(*(getattr(self, one.name)[choice] for one in fields(self)))


def scored(known: Iterable[Life], order: Sequence[int] = ()) -> Scored:
    """Return the customers with their scores and segments.

    ``order`` (``store.customers.by_pseudonym``) tells those apart who are alike; else numbers do.
    """
    import numpy as np

    flat = np.fromiter(chain.from_iterable(known), dtype=np.int64)
    rows = flat.reshape(-1, len(Life._fields))
    customer, first, last, orders, goods = rows[np.argsort(rows[:, 0])].T.copy()
    ties = _ties(customer, order)

    def fifths(*figures: Numbers) -> Numbers:
        """Return the fifth of each customer by the first figure; the others tell them apart."""
        place = np.empty(len(rows), dtype=np.int64)
        place[np.lexsort((customer, ties, *reversed(figures)))] = np.arange(len(rows))
        return place * FIFTHS // max(1, len(rows)) + 1

    recency = fifths(last, orders, goods)
    frequency = fifths(orders, goods, last)
    value = fifths(goods, orders, last)
    again, often = orders > 1, (frequency >= 4) & (orders >= OFTEN)
    rules = {
        "champions": often & (recency >= 4) & (value >= 4),
        "loyal": often & (recency >= 3),
        "promising": again & (recency >= 4),
        "new": recency >= 4,
        "cooling": recency == 3,
        "at_risk": often | (again & (value >= 4)),
        "asleep": recency == 2,
    }
    places = [NAMES.index(name) for name in rules]
    segment = np.select(list(rules.values()), places, default=NAMES.index("lost"))
    return Scored(customer, first, last, orders, goods, recency, frequency, value, segment)


def _ties(customer: Numbers, order: Sequence[int]) -> Numbers:
    """Return the place of each customer in the order; those it does not name come last."""
    import numpy as np

    named = np.fromiter(order, dtype=np.int64)
    places = np.full(1 + max(customer.max(initial=0), named.max(initial=0)), len(named))
    places[named] = np.arange(len(named))
    found: Numbers = places[customer]
    return found


def _figures(found: Scored, as_of: date, whole: int) -> Iterable[SegmentFigures]:
    import numpy as np

    today = to_number(as_of)
    for name, segment in SEGMENTS.items():
        ours = found.of(name)
        people, goods = int(ours.sum()), int(found.goods[ours].sum())
        yield SegmentFigures(
            segment,
            customers=people,
            share=Fraction(people, len(found)),
            sales=Fraction(goods, MONEY_SCALE),
            sales_share=Fraction(goods, whole) if whole > 0 else None,
            orders=int(found.orders[ours].sum()),
            days_since=Fraction(today - float(np.median(found.last_day[ours]))) if people else None,
        )
