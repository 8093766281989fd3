"""Payments added up: of one means of payment, or of those with 3-D Secure and without."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.intervals import SMALL, wilson
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.paying import Begun, Paid

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Side:
    """Payments of one kind: begun and done (``started`` 0 where nobody tells), paid, and lost.

    ``begun_amount`` is what was in the carts, ``amount`` what was paid, all in units of the
    currency.
    """

    started: int = 0
    done: int = 0
    begun_amount: Fraction = Fraction(0)
    payments: int = 0
    amount: Fraction = Fraction(0)
    fees: Fraction = Fraction(0)
    fraud: Fraction = Fraction(0)
    frauds: int = 0

    @property
    def failure(self) -> Fraction | None:
        """The payments begun and not done, out of all begun."""
        return Fraction(self.started - self.done, self.started) if self.started else None

    @property
    def failure_interval(self) -> Interval | None:
        return wilson(self.started - self.done, self.started) if self.started else None

    @property
    def small(self) -> bool:
        """Whether too few payments were begun for a verdict."""
        return self.started < SMALL

    @property
    def fraud_rate(self) -> Fraction | None:
        """The money lost to fraud out of the money paid."""
        return self.fraud / self.amount if self.amount else None

    @property
    def fraud_interval(self) -> Interval | None:
        """The rate by amount, as sure as the number of frauds makes it.

        The score interval is that of the number of frauds among payments; amounts widen with it.
        """
        rate = self.fraud_rate
        if rate is None or self.frauds > self.payments:
            return None
        low, high = wilson(self.frauds, self.payments)
        if not self.frauds:
            return 0.0, high
        weight = float(rate) * self.payments / self.frauds
        return low * weight, min(1.0, high * weight)

    @property
    def cost(self) -> Fraction | None:
        """Fees and fraud out of the money paid."""
        return (self.fees + self.fraud) / self.amount if self.amount else None


@dataclass(frozen=True, slots=True)
class Means:
    """One member (a means of payment, a device, a country) and its payments."""

    member: str
    side: Side


def added(begun: Iterable[Begun], paid: Iterable[Paid], *, carts: bool) -> Side:
    """Return payments added up; without ``carts`` those begun are the payments tried."""
    begun, paid = list(begun), list(paid)
    return Side(
        sum(one.started for one in begun) if carts else sum(one.tried for one in paid),
        sum(one.done for one in begun) if carts else sum(one.payments for one in paid),
        _units(sum(one.amount for one in (begun if carts else paid))),
        sum(one.payments for one in paid),
        _units(sum(one.amount for one in paid)),
        _units(sum(one.fees for one in paid)),
        _units(sum(one.fraud for one in paid)),
        sum(one.frauds for one in paid),
    )


def _units(stored: int) -> Fraction:
    return Fraction(stored, MONEY_SCALE)
