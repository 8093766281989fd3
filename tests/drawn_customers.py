"""Customers drawn from a known model, so that a fit can be held against the truth."""

from __future__ import annotations

import numpy as np

from goals.customers.pasts import BuyingDays

DAYS = 10_000 + 78 * 7
"""The number of the last day; the first customers came 78 weeks before."""
JOINING = 30 * 7


def drawn(many: int, *, r: float, alpha: float, a: float, b: float, early: bool) -> BuyingDays:
    """Return the buying days of ``many`` customers; with ``a`` 0 nobody ever leaves."""
    dice = np.random.default_rng(1)
    rows = []
    for number in range(1, many + 1):
        rate = dice.gamma(r, 7 / alpha) / 49  # orders a day
        leaves = dice.beta(a, b) if a else 0.0
        moment = 10_000 + dice.uniform(0, JOINING)
        spends = dice.gamma(5.0, 4.0) + 5
        days: dict[int, int] = {}
        first = True
        while moment < DAYS + 1:
            day = int(moment)
            days[day] = days.get(day, 0) + int(dice.gamma(5.0, spends / 5.0) * 10_000)
            if (early or not first) and dice.random() < leaves:
                break
            first = False
            moment += dice.exponential(1 / rate) if rate > 1e-9 else DAYS
        rows += [(number, day, 1, goods, goods // 3) for day, goods in sorted(days.items())]
    return BuyingDays.of(rows)
