"""Hero buyers: the smallest group of customers that brings a good part of what the shop earns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.customers.model import HORIZON, customer_model
from store.buying_days import buying_days, sold
from store.first_orders import first_orders
from store.measures import COHORT_DAYS
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.one_customer import pseudonyms
from store.spans import Span, to_number
from store.worth import first_products, observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from store.facts import Facts

Of = Literal["revenue", "margin"]
PARTS = (Fraction(1, 5), Fraction(1, 2))
DAYS = 365
FEWEST = 30
LATE = 2
"""Times their usual pause after which somebody is cooling down."""
LEAST_LATE = 30
RHYTHM = 3
"""Days with an order from which somebody has a usual pause."""
MOST_NAMED, MOST_FIRST = 200, 3

FEW = N_("Heroes are told from {least} customers on; {n} bought in these days.")
NOTHING = N_("Customers brought nothing in these days.")


@dataclass(frozen=True, slots=True)
class Cooling:
    """Somebody who lets it wait: ``days_ago`` is long for a usual pause of ``pause`` days."""

    customer: int
    pseudonym: str
    value: Fraction
    days_ago: int
    pause: int


@dataclass(frozen=True, slots=True)
class Group:
    """Customers, what they brought and how they buy: sums over sums, in units of the currency.

    ``basket`` is the average order value of the catalogue: returns are not deducted from it.
    """

    customers: int
    share: Fraction
    value: Fraction
    value_share: Fraction
    basket: Fraction | None
    orders_each: Fraction


@dataclass(frozen=True, slots=True)
class Heroes:
    """The group that brings ``part`` of all, and what sets it apart.

    ``products`` and ``channels`` are those of the first orders, with how many had them. ``cooling``
    names those who let it wait, the ones who brought most first. ``observed`` is what each brought
    in the first days after the first order, of those for whom these are over; ``expected`` what
    each should bring in the next 365 days, revenue only and where it may be said.
    """

    part: Fraction
    group: Group
    others: Group | None
    products: tuple[tuple[str, int], ...]
    channels: tuple[tuple[str, int], ...]
    cooling: tuple[Cooling, ...]
    observed: tuple[tuple[int, Fraction | None], ...]
    expected: Fraction | None
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class HeroBook:
    """The groups of the last year up to ``span.last``; without them ``reason`` says why."""

    span: Span
    of: Of
    customers: int = 0
    groups: tuple[Heroes, ...] = ()
    reason: Message | None = None


@dataclass(slots=True)
class _Year:
    """One customer: what the year brought, and all days with an order."""

    goods: int = 0
    margin: int = 0
    sold: int = 0
    orders: int = 0
    first: int = 0
    last: int = 0
    days: int = 0

    def worth(self, of: Of) -> int:
        return self.goods if of == "revenue" else self.margin


def hero_book(facts: Facts, as_of: date, of: Of = "revenue") -> HeroBook:
    """Return the heroes of the 365 days up to ``as_of``."""
    span = Span.of(as_of - timedelta(days=DAYS - 1), as_of)
    with facts.snapshot():
        years = {who: year for who, year in _years(facts, span).items() if year.orders}
        if len(years) < FEWEST:
            few = Message(FEW, {"least": FEWEST, "n": len(years)})
            return HeroBook(span, of, len(years), reason=few)
        ranked = sorted(years, key=lambda who: (-years[who].worth(of), who))
        whole = sum(years[who].worth(of) for who in ranked)
        if whole <= 0:
            return HeroBook(span, of, len(years), reason=Message(NOTHING))
        channels = first_orders(facts, as_of, "channel")
        groups = tuple(_heroes(facts, part, ranked, years, of, channels, as_of) for part in PARTS)
    return HeroBook(span, of, len(years), groups)


def _years(facts: Facts, span: Span) -> dict[int, _Year]:
    start = to_number(span.start)
    years: dict[int, _Year] = {}
    for customer, day, orders, goods, margin in buying_days(facts, span.last):
        year = years.setdefault(customer, _Year())
        if orders:
            year.first = year.first or day
            year.last, year.days = day, year.days + 1
        if day >= start:
            year.goods += goods
            year.margin += margin
            year.orders += orders
    for customer, goods in sold(facts, span).items():
        years[customer].sold = goods
    return years


def _heroes(
    facts: Facts, part: Fraction, ranked: Sequence[int], years: dict[int, _Year], of: Of,
    channels: dict[int, str], as_of: date,
) -> Heroes:  # fmt: skip
    whole = sum(years[who].worth(of) for who in ranked)
    brought, many = 0, 0
    while brought < part * whole:
        brought += years[ranked[many]].worth(of)
        many += 1
    ours, rest = ranked[:many], ranked[many:]
    came = Counter(channels.get(who, "") for who in ours)
    return Heroes(
        part,
        _group(ours, years, of, len(ranked), whole),
        _group(rest, years, of, len(ranked), whole) if rest else None,
        tuple(first_products(facts, ours, MOST_FIRST)),
        tuple(sorted(came.items(), key=lambda one: (-one[1], one[0]))[:MOST_FIRST]),
        tuple(_cooling(facts, ours, years, of, as_of)),
        tuple(_observed(facts, ours, of, as_of)),
        _expected(facts, ours, as_of) if of == "revenue" else None,
        frozenset(ours),
    )


def _observed(
    facts: Facts, people: Sequence[int], of: Of, as_of: date
) -> Iterable[tuple[int, Fraction | None]]:
    found = observed(facts, people, as_of)
    for days, (many, value, margin) in zip(COHORT_DAYS, found, strict=True):
        total = value if of == "revenue" else margin
        yield days, Fraction(total, many * MONEY_SCALE) if many else None


def _expected(facts: Facts, people: Sequence[int], as_of: date) -> Fraction | None:
    model = customer_model(facts, as_of)
    value = model.value(HORIZON)
    if model.values != "usable" or value is None or model.known is None:
        return None
    ours = set(people)
    known = zip(model.known.customers.tolist(), value.tolist(), strict=True)
    total = sum(worth for customer, worth in known if customer in ours)
    return Fraction(str(round(total / len(people), 4)))


def _group(people: Sequence[int], years: dict[int, _Year], of: Of, all_: int, whole: int) -> Group:
    orders = sum(years[who].orders for who in people)
    value = sum(years[who].worth(of) for who in people)
    goods = sum(years[who].sold for who in people)
    return Group(
        len(people), Fraction(len(people), all_), Fraction(value, MONEY_SCALE),
        Fraction(value, whole), Fraction(goods, orders * MONEY_SCALE) if orders else None,
        Fraction(orders, len(people)),
    )  # fmt: skip


def _cooling(
    facts: Facts, people: Sequence[int], years: dict[int, _Year], of: Of, as_of: date
) -> Iterable[Cooling]:
    today = to_number(as_of)
    late = []
    for who in people:
        year = years[who]
        pause = (year.last - year.first) // max(1, year.days - 1)
        if year.days >= RHYTHM and today - year.last > max(LEAST_LATE, LATE * pause):
            late.append((who, pause))
    names = pseudonyms(facts, [who for who, _pause in late[:MOST_NAMED]])
    for who, pause in late[:MOST_NAMED]:
        value = Fraction(years[who].worth(of), MONEY_SCALE)
        yield Cooling(who, names.get(who, ""), value, today - years[who].last, pause)
