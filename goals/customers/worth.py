"""What customers are worth: observed 90, 180 and 365 days after the first order, and expected.

By the month of the first order. A month counts at so many days when they have passed for its last
customer, too: before, there is no figure and the reason why, never one that looks like a fall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.customers.cohorts import SMALL, Calendar
from store.customers import orders_covered
from store.measures import COHORT_DAYS
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.spans import Span
from store.worth import months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goals.customers.model import CustomerModel
    from goals.customers.newcomers import Newcomers
    from store.facts import Facts
    from store.worth import MonthWorth

Of = Literal["revenue", "margin"]

NOBODY = N_("No order by a known customer up to {day}.")
NOT_YET = N_("Known from {day} on, {n} days after the last first order of the month.")
UNCOVERED = N_("No import covers all of {days}.")
NO_COSTS = N_("The cost of the items sold is not known.")


@dataclass(frozen=True, slots=True)
class Observed:
    """What each brought within ``days``, in units of the currency; without it, why."""

    days: int
    value: Fraction | None
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The customers of a month; ``expected`` is what each will have brought after 365 days.

    Of revenue only; ``low`` and ``high`` are the ends where a range is all that may be said.
    """

    month: Span
    customers: int
    observed: tuple[Observed, ...]
    expected: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def small(self) -> bool:
        return self.customers < SMALL


@dataclass(frozen=True, slots=True)
class WorthBook:
    """All months, and of those known whole together (sums over sums)."""

    as_of: date
    of: Of
    model: CustomerModel
    months: tuple[MonthOf, ...] = ()
    all: tuple[Observed, ...] = ()
    reason: Message | None = None


def worth_book(facts: Facts, as_of: date, of: Of = "revenue") -> WorthBook:
    """Return what customers are worth as it was known on a day."""
    from goals.customers.newcomers import newcomers

    with facts.snapshot():
        rows = months(facts, as_of)
        expected = newcomers(facts, as_of)
        if not rows:
            return WorthBook(as_of, of, expected.model, reason=Message(NOBODY, {"day": as_of}))
        if of == "margin" and not any(any(row.margins) for row in rows):
            return WorthBook(as_of, of, expected.model, reason=Message(NO_COSTS))
        calendar = Calendar.of(orders_covered(facts), as_of, rows[0].month)
        found = tuple(_month(row, calendar, of, expected) for row in rows)
    return WorthBook(as_of, of, expected.model, found, tuple(_together(rows, found, of)))


def _month(row: MonthWorth, calendar: Calendar, of: Of, expected: Newcomers) -> MonthOf:
    month = calendar.month(row.month, 0)
    sums = row.values if of == "revenue" else row.margins
    observed = tuple(
        _observed(total, days, row.customers, month, calendar)
        for total, days in zip(sums, COHORT_DAYS, strict=True)
    )
    ends = expected.ends(month) if of == "revenue" else None
    if ends is None:
        return MonthOf(month, row.customers, observed)
    low, high = (Fraction(end, row.customers * MONEY_SCALE) for end in ends)
    value = Fraction(expected.total(month), row.customers * MONEY_SCALE)
    if expected.model.values == "usable" or low == high:
        return MonthOf(month, row.customers, observed, value)
    return MonthOf(month, row.customers, observed, None, low, high)


def _observed(total: int, days: int, customers: int, month: Span, calendar: Calendar) -> Observed:
    needed = Span(month.start, month.end + timedelta(days=days))
    if needed.last > calendar.last:
        return Observed(days, None, Message(NOT_YET, {"day": needed.last, "n": days}))
    if any(one.within(needed) for one in calendar.holes):
        return Observed(days, None, Message(UNCOVERED, {"days": needed}))
    return Observed(days, Fraction(total, customers * MONEY_SCALE))


def _together(rows: Iterable[MonthWorth], found: Iterable[MonthOf], of: Of) -> Iterable[Observed]:
    pairs = list(zip(rows, found, strict=True))
    for place, days in enumerate(COHORT_DAYS):
        whole = [row for row, month in pairs if month.observed[place].value is not None]
        people = sum(row.customers for row in whole)
        total = sum((row.values if of == "revenue" else row.margins)[place] for row in whole)
        value = Fraction(total, people * MONEY_SCALE) if people else None
        yield Observed(days, value)
