"""Customers as rules see them: everybody known on a day, and who of them a rule chooses."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers import rule_words as words
from goals.customers.conditions import Age, Among, Both, Compare, Either, Has, Not, OnDay, Top
from goals.customers.rules import MOST_WITHIN
from goals.customers.segments import FEW, FEWEST, SEGMENTS, scored
from goals.metrics.errors import QuestionError
from store import portraits
from store.customers import Life, by_pseudonym
from store.messages import N_
from store.money import MONEY_SCALE
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date

    from goals.customers.conditions import Rule
    from store.facts import Facts
    from store.portraits import LeftCart, Purchases

Chosen = frozenset[int]

_BY_SIGN: dict[str, Callable[[int | Fraction, int | Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


@dataclass(slots=True)
class People:
    """Everybody known on ``as_of``: who ordered, by number, and ``others`` who did not.

    ``second`` has the days (numbers) of first and second orders. What is read on the way is kept,
    so that a rule typed letter by letter asks the store once.
    """

    as_of: date
    bought: dict[int, Purchases]
    others: Chosen
    second: list[tuple[int, int | None]]
    _kept: dict[Hashable, object] = field(default_factory=dict)

    @property
    def everybody(self) -> Chosen:
        return _set(self.kept("everybody", lambda: frozenset(self.bought).union(self.others)))

    @property
    def brought(self) -> int:
        """What all of them brought, less what was given back, in stored units."""
        found = self.kept("brought", lambda: sum(one.kept for one in self.bought.values()))
        assert isinstance(found, int)
        return found

    def kept(self, key: Hashable, read: Callable[[], object]) -> object:
        """Return an answer of the store, asked once."""
        if key not in self._kept:
            self._kept[key] = read()
        return self._kept[key]

    @property
    def delays(self) -> list[int]:
        """Days from the first order to the second, sorted, of everybody who ordered again."""

        def read() -> list[int]:
            return sorted(second - first for first, second in self.second if second is not None)

        found = self.kept("delays", read)
        assert isinstance(found, list)
        return found

    @property
    def usual_delay(self) -> tuple[int, int] | None:
        """Days within which half, and nine in ten, of those who ordered again had done so.

        ``None`` where too few ever did.
        """
        delays = self.delays
        if len(delays) < FEWEST:
            return None
        return delays[(len(delays) - 1) // 2], delays[len(delays) * 9 // 10]

    @property
    def returns_told(self) -> bool:
        """Whether refunds name their orders, where there are any: else nobody's are known."""

        def read() -> bool:
            lives = self.bought.values()
            return any(one.returned for one in lives) or all(one.kept == one.goods for one in lives)

        return bool(self.kept("returns told", read))

    @property
    def best(self) -> list[int]:
        """Customers by what they brought, the best first; of two alike who ordered more, later."""

        def ranked() -> list[int]:
            key = operator.itemgetter(1, 2, 3, 4)
            rows = [(p.customer, p.kept, p.orders, p.last_day, -p.customer)
                    for p in self.bought.values()]  # fmt: skip
            return [row[0] for row in sorted(rows, key=key, reverse=True)]

        found = self.kept("best", ranked)
        assert isinstance(found, list)
        return found


def people(facts: Facts, as_of: date) -> People:
    """Return everybody known on a day."""
    with facts.snapshot():
        bought = {one.customer: one for one in portraits.purchases(facts, as_of)}
        others = portraits.met(facts, as_of) - bought.keys()
        return People(as_of, bought, others, portraits.firsts(facts, as_of))


def chosen(facts: Facts, who: People, rule: Rule) -> Chosen:
    """Return the customers whom a rule chooses.

    A customer of whom something is not known (the basket of somebody without an order) does not
    meet a condition on it; “not” takes everybody else.

    Raises:
        QuestionError: the shop has too few customers for what is asked.
    """
    with facts.snapshot():
        return _chosen(facts, who, rule)


def _chosen(facts: Facts, who: People, rule: Rule) -> Chosen:
    match rule:
        case Both(parts):
            return frozenset.intersection(*(_chosen(facts, who, part) for part in parts))
        case Either(parts):
            return frozenset.union(*(_chosen(facts, who, part) for part in parts))
        case Not(part):
            return who.everybody - _chosen(facts, who, part)
        case Compare(id, sign, number):
            return _compared(who, id, _BY_SIGN[sign], number)
        case Age(id, sign, days):
            today = to_number(who.as_of)
            return _by_day(who, id, lambda one: _BY_SIGN[sign](today - one, days))
        case OnDay(id, sign, day):
            asked = to_number(day)
            return _by_day(who, id, lambda one: _BY_SIGN[sign](one, asked))
        case Top(share, count):
            many = count if share is None else max(1, int(len(who.best) * share))
            return frozenset(who.best[:many])
        case Among(id, members, keep):
            found: Chosen = frozenset().union(*(_with(facts, who, id, one) for one in members))
            return found if keep else who.everybody - found
        case Has(id, days):
            return _having(facts, who, id, days)


# -- one condition -------------------------------------------------------------------------------

_NUMBERS: dict[str, Callable[[Purchases], int | Fraction | None]] = {
    "orders": lambda one: one.orders,
    "value": lambda one: Fraction(one.kept, MONEY_SCALE),
    "basket": lambda one: Fraction(one.goods, one.orders * MONEY_SCALE),
    "margin": lambda one: Fraction(one.costed - one.cost, MONEY_SCALE) if one.costed else None,
    "items": lambda one: one.units,
    "returns": lambda one: one.returned,
    "return_share": lambda one: Fraction(one.returned, one.orders),
    "discounted": lambda one: one.reduced,
    "full_price": lambda one: one.orders - one.reduced,
}
_NONE_YET = {"orders", "value", "items", "returns", "discounted", "full_price"}
"""What is 0, and not unknown, of somebody who never ordered."""
_RETURNS = {"returns", "return_share"}


def _compared(
    who: People, id: str, holds: Callable[[int | Fraction, int | Fraction], bool], number: Fraction
) -> Chosen:
    if id in _RETURNS and not who.returns_told:
        return frozenset()
    read = _NUMBERS[id]
    found = {
        one.customer
        for one in who.bought.values()
        if (value := read(one)) is not None and holds(value, number)
    }
    if id in _NONE_YET and holds(0, number):
        found |= who.others
    return frozenset(found)


def _by_day(who: People, id: str, holds: Callable[[int], bool]) -> Chosen:
    first = id == "first"
    return frozenset(
        one.customer
        for one in who.bought.values()
        if holds(one.first_day if first else one.last_day)
    )


def _with(facts: Facts, who: People, id: str, member: str) -> Chosen:
    if id == "segment":
        return _rfm(facts, who).get(member, frozenset())
    word = words.BY_ID[id]

    def read() -> Chosen:
        if word.dimension in portraits.BOUGHT_MEMBERS:
            return portraits.bought(facts, who.as_of, word.dimension, member)
        first = id.startswith("first_")
        return portraits.ordered_with(facts, who.as_of, word.dimension, member, first=first)

    return _set(who.kept((id, member), read))


def _set(this: object) -> Chosen:
    assert isinstance(this, frozenset)
    return this


def _rfm(facts: Facts, who: People) -> dict[str, Chosen]:
    """Return who is in which segment by last order, orders and value."""
    if len(who.bought) < FEWEST:
        raise QuestionError(FEW, N_("Use a rule without “segment”."), n=FEWEST)

    def read() -> dict[str, Chosen]:
        found = scored(
            (Life(one.customer, one.first_day, one.last_day, one.orders, one.kept)
             for one in who.bought.values()),
            by_pseudonym(facts),
        )  # fmt: skip
        return {name: frozenset(found.customer[found.of(name)].tolist()) for name in SEGMENTS}

    found = who.kept("rfm", read)
    assert isinstance(found, dict)
    return found


def _having(facts: Facts, who: People, id: str, days: int) -> Chosen:
    as_of = who.as_of
    if id in ("left_cart", "left_payment"):
        step = 2 if id == "left_payment" else 0
        return frozenset(one.customer for one in waiting(facts, who, days) if one.step >= step)
    if id == "seen_product":
        return _only_looked(facts, who, days)
    if id == "second_due":
        return second_due(who)
    if id in _SIGNED:
        return _set(who.kept(id, lambda: portraits.signed_up(facts, as_of, _SIGNED[id])))
    said = who.kept("said", lambda: portraits.verdicts(facts, as_of, 1))
    assert isinstance(said, dict)
    verdict = 1 if id == "promoter" else -1
    return frozenset(number for number, one in said.items() if one == verdict)


_SIGNED = {"newsletter": 1, "account": 2, "loyalty_card": 3}


def all_left(facts: Facts, who: People) -> list[LeftCart]:
    """Return every cart that a known customer left in the last year, by customer and time."""
    first = who.as_of - timedelta(days=MOST_WITHIN - 1)
    found = who.kept("left", lambda: portraits.left_carts(facts, first, who.as_of))
    assert isinstance(found, list)
    return found


def waiting(facts: Facts, who: People, days: int) -> list[LeftCart]:
    """Return the last cart of each customer who left one in the last days and has not bought since.

    Whoever ordered on the day of the cart or later has bought it, or what took its place.
    """
    first = to_number(who.as_of) - days + 1
    last = {one.customer: one for one in all_left(facts, who)}
    return [
        one
        for one in last.values()
        if one.day >= first
        and ((was := who.bought.get(one.customer)) is None or was.last_day < one.day)
    ]


def _only_looked(facts: Facts, who: People, days: int) -> Chosen:
    """Return who saw a product in the last days, filled no cart since, and has not bought."""
    first = who.as_of - timedelta(days=days - 1)
    saw = who.kept(("saw", days), lambda: portraits.saw_products(facts, first, who.as_of))
    assert isinstance(saw, dict)
    carts = {one.customer: one.day for one in all_left(facts, who)}
    return frozenset(
        customer
        for customer, day in saw.items()
        if carts.get(customer, 0) < to_number(first)
        and ((was := who.bought.get(customer)) is None or was.last_day < day)
    )


def second_due(who: People) -> Chosen:
    """Return who ordered once, longer ago than half of those who came back took to do so.

    Nine in ten had come back by the end of the span: later is too late to be due.
    """
    usual = who.usual_delay
    if usual is None:
        return frozenset()
    today = to_number(who.as_of)
    return frozenset(
        one.customer
        for one in who.bought.values()
        if one.orders == 1 and usual[0] < today - one.first_day <= usual[1]
    )
