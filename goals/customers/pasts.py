"""The days on which customers bought, cut at a day: what was known then, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goals.customers.buying import Past
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.customers.buying import Array, Whole


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of ``customers`` (their numbers, ascending) on a day.

    ``first`` is the day number of their first order, ``mean`` what they spent on average on one of
    their repeat days, in units of the currency and less refunds (0 without any).
    """

    customers: Whole
    first: Whole
    past: Past
    mean: Array

    def __len__(self) -> int:
        return len(self.customers)


@dataclass(frozen=True, slots=True)
class BuyingDays:
    """One entry a customer and day, in this order; ``goods`` and ``margin`` in stored units.

    ``bought`` is false for a day with nothing but a refund of an order of that day.
    """

    customer: Whole
    day: Whole
    bought: Whole
    goods: Whole
    margin: Whole

    @classmethod
    def of(cls, rows: Sequence[tuple[int, ...]]) -> BuyingDays:
        """Return the rows of ``store.buying_days``."""
        table = np.array(rows, dtype="int64").reshape(-1, 5)
        customer, day, orders, goods, margin = table.T
        return cls(customer, day, (orders > 0).astype("int64"), goods, margin)

    def __len__(self) -> int:
        return len(self.customer)

    def until(self, day: int) -> BuyingDays:
        """Return the days up to ``day``."""
        kept = self.day <= day
        return BuyingDays(*(one[kept] for one in (
            self.customer, self.day, self.bought, self.goods, self.margin)))  # fmt: skip

    def known(self, day: int) -> Known:
        """Return what was known on a day, of the customers who had bought by then."""
        here = self.until(day)
        customers, start, which = np.unique(here.customer, return_index=True, return_inverse=True)
        first = here.day[start]
        later = here.day > first[which]
        times = _summed(which, here.bought * later, len(customers))
        last = first.copy()
        np.maximum.at(last, which, np.where(here.bought > 0, here.day, 0))
        goods = _summed(which, here.goods * later, len(customers)) / MONEY_SCALE
        mean = np.where(times > 0, goods / np.maximum(times, 1), 0.0)
        return Known(customers, first, Past(times, last - first, day - first), mean)

    def after(self, day: int, customers: Whole) -> tuple[Whole, Array]:
        """Return on how many days after ``day`` each of these bought, and for how much in units."""
        kept = (self.day > day) & np.isin(self.customer, customers)
        which = np.searchsorted(customers, self.customer[kept])
        goods = _summed(which, self.goods[kept], len(customers)) / MONEY_SCALE
        return _summed(which, self.bought[kept], len(customers)), goods

    def within(self, days: int, customers: Whole, first: Whole) -> Whole:
        """Return what each of these brought up to ``days`` after the first order, stored units."""
        ours = np.isin(self.customer, customers)
        which, goods = np.searchsorted(customers, self.customer[ours]), self.goods[ours]
        kept = self.day[ours] <= first[which] + days
        return _summed(which[kept], goods[kept], len(customers))


def _summed(which: Whole, values: Whole, many: int) -> Whole:
    """Return sums of whole numbers by place: exact below 2^53, some 900 billion euros."""
    return np.bincount(which, weights=values, minlength=many).astype("int64")
