"""Segments that are there unasked: by behaviour, by habit, by what was bought and where.

Each is a rule of ``goals.customers.rules`` that an owner may save, change and use. What visitors do
whom nobody can name is told beside them: those cannot be written to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers import people as known
from goals.customers.saved import check
from goals.customers.segments import FEWEST, SEGMENTS
from goals.customers.told import NotToldError
from goals.explain.tunnel import tunnel
from goals.metrics.periods import parse_period
from store import portraits
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goals.customers.people import People
    from goals.customers.saved import Checked
    from goals.explain.steps import Behaviour
    from store.facts import Facts

WAITS = 30
"""Days after which a cart is given up, and before which one may still be bought."""
BEFORE = 28
MOST_MEMBERS = 5
VISITS, PAGES = 1, 3
"""More of both makes a visitor interested."""

GROUPS: dict[str, str] = {
    "pending": N_("Waiting for you"),
    "habits": N_("How they buy"),
    "rfm": N_("How lately, how often, for how much"),
    "first_channel": N_("By the channel of their first order"),
    "category": N_("By what they bought"),
    "country": N_("By country"),
    "device": N_("By device"),
    "group": N_("By customer group"),
}


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """``label``, ``meaning`` and ``advice`` are msgids, ``member`` is a name of the shop's own.

    So is a ``rule`` without a member: its translation is a rule too, which asks the same.
    """

    id: str
    group: str
    rule: str
    label: str = ""
    meaning: str = ""
    advice: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A built-in segment as it stands.

    ``share`` is of all known customers. ``sales`` is what they brought, less refunds. ``worth`` is
    the amount of the carts they left, ``expected`` what may still come of them by itself, as it did
    in the past. ``before`` is how many they were 28 days earlier.
    """

    of: BuiltIn
    customers: int
    share: Fraction | None
    sales: Fraction
    sales_share: Fraction | None
    worth: Fraction | None = None
    expected: Fraction | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Visitors:
    """What visitors did in the last 28 days, whoever they are; ``interested`` ones are counted."""

    behaviours: tuple[Behaviour, ...] = ()
    interested: int | None = None
    interested_before: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """All of them on a day; without any ``reason`` says why."""

    as_of: date
    customers: int = 0
    visitors: Visitors = Visitors()
    standings: tuple[Standing, ...] = ()
    notes: tuple[Message, ...] = ()
    reason: Message | None = None


ALWAYS: tuple[BuiltIn, ...] = (
    BuiltIn(
        "left_payment", "pending", N_("left payment within 30d"),
        N_("Left at the payment"),
        N_("They began to pay and did not finish; they have not bought since."),
        N_("Write within hours: ask what went wrong, offer another way to pay."),
    ),
    BuiltIn(
        "left_cart", "pending", N_("left cart within 30d"),
        N_("Left a cart"),
        N_("They filled a cart, left, and have not bought since."),
        N_("Remind them of the cart, once or twice; answer what holds them back."),
    ),
    BuiltIn(
        "seen_product", "pending", N_("seen product within 30d"),
        N_("Only looked"),
        N_("They came back, saw a product and filled no cart."),
        N_("Show them what they looked at, and what goes with their last purchase."),
    ),
    BuiltIn(
        "second_due", "pending", N_("second order due"),
        N_("Second order due"),
        N_("They ordered once, and half of those who order again have done so by now."),
        N_("Write now: a complement to their first order, a small reason to come back."),
    ),
    BuiltIn(
        "heroes", "habits", N_("top 5 %"),
        N_("Heroes"),
        N_("The five in a hundred who brought most."),
        N_("Know them by name: early access, a personal word, no discounts they don't need."),
    ),
    BuiltIn(
        "discounts_only", "habits", N_("orders >= 2 and full price = 0"),
        N_("Discounts only"),
        N_("They ordered at least twice, and never without a discount or a code."),
        N_("Offer value instead of less: bundles, early access, free delivery above a threshold."),
    ),
    BuiltIn(
        "returners", "habits", N_("returns >= 2 and return share >= 50 %"),
        N_("Send much back"),
        N_("They sent back something of at least two orders, and of every second one."),
        N_("Ask why; better photos and sizes come before stricter rules."),
    ),
    *(
        BuiltIn(
            f"rfm_{one.id}", "rfm", f"segment = {one.id.replace('_', ' ')}", one.label,
            one.meaning, one.advice,
        )
        for one in SEGMENTS.values()
    ),
)  # fmt: skip
_BY_MEMBER: tuple[tuple[str, str, str, bool], ...] = (
    ("first_channel", "first channel", "channel", True),
    ("category", "category", "category", False),
    ("country", "country", "country", False),
    ("device", "device", "device", False),
    ("group", "group", "customer_group", False),
)
NOBODY = N_("No customer is known yet: import orders with their customers.")
EXPECTED = N_(
    "Expected: what would come by itself, as it did of such customers in the past. More than that "
    "is what writing to them brings."
)


def board(facts: Facts, as_of: date) -> Board:
    """Return every built-in segment as it stands on a day, in its order; empty ones left out."""
    with facts.snapshot():
        who = known.people(facts, as_of)
        visitors = _visitors(facts, as_of)
        if not who.everybody:
            return Board(as_of, visitors=visitors, reason=Message(NOBODY))
        was = known.people(facts, as_of - timedelta(days=BEFORE))
        standings = tuple(_standings(facts, who, was))
    notes = [Message(EXPECTED)] if any(one.expected is not None for one in standings) else []
    return Board(as_of, len(who.everybody), visitors, standings, tuple(notes))


def built_in(facts: Facts, as_of: date) -> Iterable[BuiltIn]:
    """Yield the built-in segments that this shop can have."""
    enough = len(known.people(facts, as_of).bought) >= FEWEST
    yield from (one for one in ALWAYS if one.group != "rfm" or enough)
    for group, word, dimension, first in _BY_MEMBER:
        counts = portraits.counted_by(facts, as_of, dimension, first=first)
        if len(counts) < 2:
            continue
        for member in list(counts)[:MOST_MEMBERS]:
            yield BuiltIn(f"{group}_{member}", group, f"{word} = {member}", member=member)


def _standings(facts: Facts, who: People, was: People) -> Iterable[Standing]:
    for one in built_in(facts, who.as_of):
        found = _told(facts, who, one.rule)
        if found is None or not found.members:
            continue
        earlier = None
        if was.everybody and (one.group != "rfm" or len(was.bought) >= FEWEST):
            earlier = _told(facts, was, one.rule)
        before = None if earlier is None else len(earlier.members)
        worth, expected = _worth(facts, who, one.id)
        yield Standing(
            one, found.customers, found.share, found.sales, found.sales_share, worth, expected,
            before,
        )  # fmt: skip


def _told(facts: Facts, who: People, rule: str) -> Checked | None:
    """Return whom a rule chooses, ``None`` where the data do not tell what it asks."""
    try:
        return check(facts, who, rule)
    except NotToldError:
        return None


def _worth(facts: Facts, who: People, id: str) -> tuple[Fraction | None, Fraction | None]:
    if id in ("left_cart", "left_payment"):
        step = 2 if id == "left_payment" else 0
        left = [one.amount for one in known.waiting(facts, who, WAITS) if one.step >= step]
        amount = Fraction(sum(left), MONEY_SCALE)
        rate = _recovered(facts, who, step)
        return amount, None if rate is None else amount * rate
    if id == "second_due":
        return None, _second_orders(who)
    return None, None


def _recovered(facts: Facts, who: People, step: int) -> Fraction | None:
    """Return the share of carts left in the last year whose customer bought within 30 days.

    Carts that became known only because their visitor bought later would all count as bought:
    they are left out, and so are those of the last 30 days.
    """
    today = to_number(who.as_of)
    days: defaultdict[int, list[int]] = defaultdict(list)
    first = who.as_of - timedelta(days=365)
    for customer, day, _goods in portraits.order_days(facts, first, who.as_of):
        days[customer].append(day)
    cases = came = 0
    for one in known.all_left(facts, who):
        life = who.bought.get(one.customer)
        before = life is not None and life.first_day < one.day
        if one.step < step or one.day > today - WAITS or not (before or one.named):
            continue
        orders = days.get(one.customer, [])
        after = bisect_right(orders, one.day - 1)
        cases += 1
        came += after < len(orders) and orders[after] <= one.day + WAITS
    return Fraction(came, cases) if cases >= FEWEST else None


def _second_orders(who: People) -> Fraction | None:
    """Return what those due may still bring: by age, how many came at all, at a mean order."""
    usual = who.usual_delay
    if usual is None:
        return None
    today, end = to_number(who.as_of), usual[1]
    delays = sorted(
        second - first if second is not None else end + 1
        for first, second in who.second
        if today - first > end
    )
    again = [one for one in who.bought.values() if one.orders > 1]
    orders = sum(one.orders for one in again)
    if len(delays) < FEWEST or not orders:
        return None
    mean = Fraction(sum(one.goods for one in again), orders * MONEY_SCALE)
    in_time = bisect_right(delays, end)
    total = Fraction(0)
    for number in known.second_due(who):
        by_now = bisect_right(delays, today - who.bought[number].first_day)
        if by_now < len(delays):
            total += Fraction(in_time - by_now, len(delays) - by_now)
    return total * mean


def _visitors(facts: Facts, as_of: date) -> Visitors:
    first = as_of - timedelta(days=BEFORE - 1)
    found = tunnel(facts, parse_period(f"{BEFORE}d", as_of), "previous")
    span = timedelta(days=BEFORE)
    return Visitors(
        found.behaviours,
        portraits.interested(facts, first, as_of, VISITS, PAGES),
        portraits.interested(facts, first - span, as_of - span, VISITS, PAGES),
    )
