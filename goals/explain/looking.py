"""What a situation is judged by: recent weeks against those before, and figures of some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from goals.metrics.catalogue import metric
from goals.metrics.reading import read, rolling
from store.messages import Message, Quantity
from store.spans import Span

if TYPE_CHECKING:
    from goals.metrics.figures import Figure
    from store.facts import Facts

RECENT, EARLIER = 4, 12
"""Weeks that are looked at, and weeks before them that say what is usual."""
STANDS_OUT = 2.2
"""How many standard errors recent weeks must lie off: one false alarm in forty (t, 11 degrees)."""


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean of recent weeks against the weeks before; ``errors`` is by how many errors."""

    now: Fraction
    before: Fraction
    errors: float

    @property
    def change(self) -> Fraction:
        return self.now - self.before

    def beyond(self, way: int, least: Fraction) -> bool:
        """Whether it moved that way (1 up, -1 down) beyond chance, by at least a relative part."""
        return (
            self.errors * way >= STANDS_OUT
            and bool(self.before)
            and self.change * way >= least * abs(self.before)
        )


@dataclass(frozen=True, slots=True)
class Look:
    """The facts of a shop as known on a day."""

    facts: Facts
    as_of: date

    def days(self, count: int, *, ago: int = 0) -> Span:
        """Return the last ``count`` days known, or those that ended ``ago`` days earlier."""
        last = self.as_of - timedelta(days=ago)
        return Span.of(last - timedelta(days=count - 1), last)

    def figure(self, name: str, count: int, *, ago: int = 0) -> Figure:
        """Return a metric over the last days."""
        return read(self.facts, name, self.days(count, ago=ago))

    def drift(self, name: str) -> Drift | None:
        """Return how the last four weeks stand to the twelve before; ``None`` where unknown.

        Weeks are of seven days up to the last one known, so that none is cut.
        """
        weeks = RECENT + EARLIER
        values = [
            value
            for day, value in rolling(self.facts, name, self.days(7 * weeks - 6), 7)
            if (self.as_of - day).days % 7 == 0
        ]
        if len(values) != weeks or any(value is None for value in values):
            return None
        known = [value for value in values if value is not None]
        early, late = known[:EARLIER], known[EARLIER:]
        before, now = sum(early, Fraction(0)) / EARLIER, sum(late, Fraction(0)) / RECENT
        spread = sum((float(one - before) ** 2 for one in early), 0.0) / (EARLIER - 1)
        error = sqrt(spread * (1 / RECENT + 1 / EARLIER))
        change = float(now - before)
        if error == 0:
            return Drift(now, before, 0.0 if change == 0 else 99.0 * (1 if change > 0 else -1))
        return Drift(now, before, change / error)

    def quantity(self, name: str, value: Fraction) -> Quantity:
        """Return a metric's value as it stands in a sentence."""
        return Quantity(value, metric(name).unit, self.facts.store.shop.currency)

    def money(self, value: Fraction) -> Quantity:
        return Quantity(value, "money", self.facts.store.shop.currency)

    def said(self, text: str, **values: object) -> Message:
        """Return a sentence of evidence."""
        return Message(text, values)
