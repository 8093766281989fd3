"""The customers one by one, by pseudonym: what they brought, and what to expect of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Literal, get_args

from goals.customers.model import HORIZON, customer_model
from goals.customers.segments import FEWEST, NAMES, scored
from store.customers import by_pseudonym, lives
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.one_customer import CustomerOrder, orders_of, pseudonyms
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from goals.customers.model import CustomerModel
    from goals.customers.segments import Numbers, Scored
    from store.facts import Facts

    Floats = NDArray[np.float64]

Sort = Literal["value", "chance", "expected", "recency", "orders"]
SORTS: tuple[Sort, ...] = get_args(Sort)
WITHIN = 90
MOST = 200

NOBODY = N_("No order by a known customer up to {day}.")
NOBODY_THERE = N_("Nobody is in this segment.")


@dataclass(frozen=True, slots=True)
class Person:
    """One customer; ``value`` and ``expected`` in units of the currency.

    ``expected`` is what the next 365 days should bring, with the ends between which it lies where
    only a range may be said. ``chance`` is that of an order within the days asked for. Both are
    ``None`` where the shop's own past does not allow them.
    """

    customer: int
    pseudonym: str
    segment: str
    orders: int
    first: date
    last: date
    days_ago: int
    value: Fraction
    chance: float | None = None
    expected: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Some of ``total`` customers, from the one at ``offset`` on."""

    as_of: date
    within: int
    sort: Sort
    model: CustomerModel
    people: tuple[Person, ...] = ()
    total: int = 0
    offset: int = 0
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One customer with their orders, the latest first, as far as ``MOST`` of them go."""

    person: Person
    orders: tuple[CustomerOrder, ...]
    model: CustomerModel
    within: int


@dataclass(frozen=True, slots=True)
class _Everybody:
    """A row a customer, by number; ``chance`` and ``expected`` are NaN where nothing is said."""

    rows: Scored
    chance: Floats
    expected: Floats

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def named(self) -> bool:
        """Whether there are enough customers for segments."""
        return len(self) >= FEWEST

    def figure(self, sort: Sort) -> Numbers | Floats:
        """Return what customers are put in order by."""
        rows = self.rows
        figures: dict[Sort, Numbers | Floats] = {
            "value": rows.goods, "recency": rows.last_day, "orders": rows.orders,
            "chance": self.chance, "expected": self.expected,
        }  # fmt: skip
        return figures[sort]


def roster(
    facts: Facts,
    as_of: date,
    *,
    sort: Sort = "value",
    within: int = WITHIN,
    segment: str = "",
    only: Collection[int] | None = None,
    limit: int = MOST,
    offset: int = 0,
) -> Roster:
    """Return customers known on a day, those first that ``sort`` puts there.

    ``segment`` keeps those of one RFM segment, ``only`` those with these numbers. Where nothing may
    be expected, what was brought decides, and ``Roster.sort`` says so.
    """
    with facts.snapshot():
        model = customer_model(facts, as_of)
        sort = _possible(sort, model)
        found = _everybody(facts, as_of, model, within)
        places = _sorted(facts, as_of, found, within, sort)
        if not len(found):
            return Roster(as_of, within, sort, model, reason=Message(NOBODY, {"day": as_of}))
        if segment:
            places = places[found.rows.of(segment)[places]] if found.named else places[:0]
        if only is not None:
            places = places[found.rows.among(only)[places]]
        people = _people(facts, found, places[offset : offset + limit], as_of, model)
    reason = None if len(places) else Message(NOBODY_THERE)
    return Roster(as_of, within, sort, model, people, len(places), offset, reason)


def dossier(facts: Facts, as_of: date, customer: int, within: int = WITHIN) -> Dossier | None:
    """Return one customer, ``None`` without an order up to the day."""
    found = roster(facts, as_of, within=within, only=[customer], limit=1)
    if not found.people:
        return None
    (person,) = found.people
    orders = orders_of(facts, customer, to_number(person.first), as_of)
    return Dossier(person, tuple(orders), found.model, within)


def _possible(sort: Sort, model: CustomerModel) -> Sort:
    unknown = {"chance": model.chances == "refused", "expected": model.values == "refused"}
    return "value" if unknown.get(sort) else sort


def _sorted(facts: Facts, as_of: date, found: _Everybody, within: int, sort: Sort) -> Numbers:
    """Return the rows in the order asked for; of two alike, who brought more comes first."""
    import numpy as np

    def made() -> Numbers:
        # NaN comes last.
        return np.lexsort((found.rows.customer, -found.rows.goods, -found.figure(sort)))

    return facts.remembered(("roster", as_of, within, sort), made)


def _everybody(facts: Facts, as_of: date, model: CustomerModel, within: int) -> _Everybody:
    """Return everybody with the segment, the chance and what is expected."""
    import numpy as np

    def made() -> _Everybody:
        rows = scored(lives(facts, as_of), by_pseudonym(facts))
        unknown = np.full(len(rows), np.nan)
        chance, value = model.chance(within), model.value(HORIZON)
        # Both are in the order of the customers' numbers.
        known = model.known is not None and len(model.known) == len(rows)
        return _Everybody(
            rows,
            chance if known and chance is not None else unknown,
            value if known and value is not None else unknown,
        )

    return facts.remembered(("everybody", as_of, within), made)


def _people(
    facts: Facts, found: _Everybody, places: Numbers, as_of: date, model: CustomerModel
) -> tuple[Person, ...]:
    rows = found.rows
    columns = (rows.customer, rows.segment, rows.orders, rows.first_day, rows.last_day, rows.goods,
               found.chance, found.expected)  # fmt: skip
    names = pseudonyms(facts, rows.customer[places].tolist())
    off = Fraction(str(round(model.off, 4))) if model.values == "range" else None
    today = to_number(as_of)
    people = []
    for who, segment, orders, first, last, goods, chance, value in zip(
        *(column[places].tolist() for column in columns), strict=True
    ):
        expected = None if isnan(value) else Fraction(str(round(value, 4)))
        ends = (expected / off, expected * off) if expected is not None and off else (None, None)
        people.append(
            Person(
                who, names.get(who, ""), NAMES[segment] if found.named else "", orders,
                to_day(first), to_day(last), today - last, Fraction(goods, MONEY_SCALE),
                None if isnan(chance) else chance, expected, *ends,
            )
        )  # fmt: skip
    return tuple(people)
