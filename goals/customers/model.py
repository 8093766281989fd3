"""What customers are expected to do: fitted to the shop's orders, tested on them, or refused.

The fit says what it can; whether it may be believed is said by the shop's own past. Nothing of it
is shown where the past refuses it, and a range in place of a figure where it came near only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from store.buying_days import buying_days, known_customers
from store.customers import orders_covered
from store.messages import N_, Message, Quantity
from store.spans import Span, to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.customers.backtest import BackTest, Verdict
    from goals.customers.buying import Array, Buying, Whole
    from goals.customers.pasts import BuyingDays, Known
    from goals.customers.spending import Spending
    from store.facts import Facts

FEWEST, FEWEST_CAME = 200, 30
"""Customers below which nothing is fitted; repeat days below which a back-test says nothing."""
HORIZON = 365
"""Days ahead that a value is said for."""
LONGEST_HOLE = 7
"""Days without orders known that do not look like a pause of all customers."""

NOBODY = N_("No order by a known customer up to {day}.")
FEW = N_("What customers will do is said from {least} of them on; there are {n}.")
SHORT = N_("What customers will do takes {least} weeks of orders to learn; {n} are known.")
HOLE = N_("Orders of {days} are missing: it would look as if all customers had paused.")
NOBODY_LEFT = N_(
    "Nothing is said of the future: these orders show no customer who left for good, so what is "
    "expected would grow without end."
)
UNSURE = N_("Nothing is said of the future: no model was found that these orders settle on.")
FEW_CAME = N_("Nothing is said of the future: {n} repeat orders in {weeks} weeks are too few.")
MISSED = N_(
    "Nothing is said of the future: tested on your own past, the model was off {off} times."
)
UNSPENT = N_("Nothing is said of values: too few customers came back to tell what they spend.")
BEGINNING = N_("Customers may have bought before the data begin on {day}: they count as new.")


@dataclass(frozen=True, slots=True)
class CustomerModel:
    """What was fitted to the ``customers`` known on ``as_of``, and what the past says of it.

    ``reason`` says why nothing may be shown of it (``chances`` and ``values`` are then refused);
    ``value_reason`` why no values. What was fitted is there all the same, where there was enough.
    """

    as_of: date
    customers: int
    chances: Verdict = "refused"
    values: Verdict = "refused"
    reason: Message | None = None
    value_reason: Message | None = None
    test: BackTest | None = None
    buying: Buying | None = None
    spending: Spending | None = None
    days: BuyingDays | None = None
    known: Known | None = None
    notes: tuple[Message, ...] = ()

    @property
    def off(self) -> float:
        """By how many times a value may be off: where a range is shown, its ends."""
        return 1.0 if self.test is None else self.test.off

    def chance(self, days: int) -> Array | None:
        """Return the probability that each customer buys on one of the next days."""
        if self.chances == "refused" or self.buying is None or self.known is None:
            return None
        return self.buying.chance(self.known.past, days)

    def value(self, days: Whole | int) -> Array | None:
        """Return what each is expected to bring on the next days, in units of the currency."""
        from goals.customers.backtest import worth

        if self.values == "refused" or self.buying is None or self.known is None:
            return None
        expected = self.buying.expected(self.known.past, days)
        return worth(expected, self.known, self.spending)


def customer_model(facts: Facts, as_of: date | None = None) -> CustomerModel:
    """Return the model of what is known on a day, at most the last one whose orders are known.

    It is fitted once for the same figures.
    """
    with facts.snapshot():
        covered = orders_covered(facts)
        known = covered[-1].last if covered else facts.as_of() or date.min
        day = known if as_of is None else min(as_of, known)
        return facts.remembered(("customer model", day), lambda: _made(facts, day, covered))


def _made(facts: Facts, as_of: date, covered: Sequence[Span]) -> CustomerModel:
    many = known_customers(facts, as_of)
    if not many:
        return CustomerModel(as_of, 0, reason=Message(NOBODY, {"day": as_of}))
    if many < FEWEST:
        return CustomerModel(as_of, many, reason=Message(FEW, {"least": FEWEST, "n": many}))
    from goals.customers.pasts import BuyingDays

    days = BuyingDays.of(buying_days(facts, as_of))
    upto = Span.of(to_day(int(days.day.min())), as_of)
    return modelled(days, as_of, [both for one in covered if (both := one.within(upto))])


def modelled(days: BuyingDays, as_of: date, covered: Sequence[Span] = ()) -> CustomerModel:
    """Return the model of these days; ``covered`` are the days whose orders are known."""
    from goals.customers import backtest, buying, spending

    today = to_number(as_of)
    known = days.known(today)
    first = int(days.day.min())
    made = CustomerModel(as_of, len(known), days=days, known=known, notes=_notes(first, covered))
    hole = next((gap for gap in _gaps(covered) if gap.days > LONGEST_HOLE), None)
    if hole is not None:
        return replace(made, reason=Message(HOLE, {"days": hole}))
    span = today - first + 1
    weeks = backtest.held_out(span)
    if not weeks:
        short = {"least": backtest.LEAST_WEEKS, "n": span // buying.WEEK}
        return replace(made, reason=Message(SHORT, short))
    test = backtest.better(
        *(backtest.back_tested(days, as_of, today, weeks, early=early) for early in (False, True))
    )
    model = buying.fitted(known.past, early=test.early)
    spent = spending.fitted(known.past.x, known.mean)
    made = replace(made, test=test, buying=model, spending=spent)
    return _judged(made, model, test)


def _judged(made: CustomerModel, model: Buying, test: BackTest) -> CustomerModel:
    """Return the model with what may be shown of it."""
    reason = None
    if model.degenerate or test.degenerate:
        reason = Message(NOBODY_LEFT)
    elif not model.sure:
        reason = Message(UNSURE)
    elif test.came < FEWEST_CAME:
        reason = Message(FEW_CAME, {"n": test.came, "weeks": test.weeks})
    elif test.chances == "refused":
        reason = _missed(test)
    if reason is not None:
        return replace(made, reason=reason, value_reason=reason)
    if made.spending is None or not made.spending.sure:
        return replace(made, chances=test.chances, value_reason=Message(UNSPENT))
    if test.values == "refused":
        return replace(made, chances=test.chances, value_reason=_missed(test))
    return replace(made, chances=test.chances, values=test.values)


def _missed(test: BackTest) -> Message:
    return Message(MISSED, {"off": Quantity(Fraction(round(test.off, 1)), "ratio")})


def _notes(first: int, covered: Sequence[Span]) -> tuple[Message, ...]:
    if not covered or to_day(first) > covered[0].start + timedelta(days=31):
        return ()
    return (Message(BEGINNING, {"day": covered[0].start}),)


def _gaps(covered: Sequence[Span]) -> list[Span]:
    return [Span(one.end, other.start) for one, other in pairwise(covered)]
