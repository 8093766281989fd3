"""Months to plan for: what each may bring by itself, and a target laid on them.

Plain values and exact arithmetic, for grids and tables; ``goals.forecast.months`` reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.errors import QuestionError
from goals.metrics.periods import YEARS, bucket_of
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.metric import Metric
    from store.messages import Message
    from store.spans import Span

MOST_MONTHS = 24
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure as likely to be passed as not, with the range that holds it four times of five."""

    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """``known`` days of the month are counted in as they were; the rest is forecast.

    ``last_year`` is the same month a year earlier, as it was.
    """

    span: Span
    expected: Expected | None
    last_year: Fraction | None
    known: int = 0

    @property
    def over(self) -> bool:
        """Whether all its days are known: what it brought is a fact, and no forecast."""
        return self.known >= self.span.days


@dataclass(frozen=True, slots=True)
class MonthsAhead:
    """Months in their order. ``reason`` says why nothing is forecast, ``notes`` what to know."""

    metric: Metric
    months: tuple[MonthAhead, ...]
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def parse_months(text: str) -> list[Span]:
    """Return the whole months that ``2026-12`` or ``2026-12..2027-03`` names."""
    found = _MONTHS.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        first = date(int(found[1]), int(found[2]), 1)
        last = date(int(found[3]), int(found[4]), 1) if found[3] else first
        if first.year not in YEARS or last.year not in YEARS:
            raise ValueError
    except ValueError as error:
        raise QuestionError(
            N_("“{text}” names no months."),
            N_("Write the first month, two dots, the last month: 2026-12..2027-03."),
            text=text,
        ) from error
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= many <= MOST_MONTHS:
        raise QuestionError(
            N_("“{text}” is not 1 to {most} months in their order."),
            N_("Write the first month, two dots, the last month: 2026-12..2027-03."),
            text=text,
            most=MOST_MONTHS,
        )
    return months_from(first, many)


def months_from(day: date, many: int) -> list[Span]:
    """Return as many whole months, the first one with ``day`` in it."""
    found = [bucket_of(day, "month")]
    while len(found) < many:
        found.append(bucket_of(found[-1].end, "month"))
    return found


def spread(total: Fraction, months: Sequence[MonthAhead], digits: int) -> list[Fraction]:
    """Return a sum laid on the months in the proportion of what each may bring by itself.

    Amounts have ``digits`` decimals and add up to the sum, rounded so, exactly. Months without a
    forecast, or that may bring nothing, all count the same.
    """
    weights = [one.expected.value if one.expected else Fraction(0) for one in months]
    if any(one <= 0 for one in weights):
        weights = [Fraction(1)] * len(months)
    whole, units = round(total * 10**digits), Fraction(0)
    found, given = [], 0
    for weight in weights:
        units += weight
        reached = round(whole * units / sum(weights))
        found.append(Fraction(reached - given, 10**digits))
        given = reached
    return found
