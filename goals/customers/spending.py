"""How much customers spend on a day they buy: the Gamma-Gamma model.

P. S. Fader, B. G. S. Hardie, "The Gamma-Gamma model of monetary value", 2013. What a customer
spends varies from day to day around a mean of their own (gamma, with shape p); the means of all
customers vary, too (q and v). A customer seen often is believed, one seen once or twice is drawn
towards the mean of all. Who spends more is taken to buy no more often than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EDGE = 12.0
LEAST = 30
"""Customers with a repeat day below which no spending is fitted."""


@dataclass(frozen=True, slots=True)
class Spending:
    """The fitted model; money in the units it was fitted in."""

    p: float
    q: float
    v: float
    sure: bool = True

    @property
    def mean(self) -> float:
        """What a customer nothing is known of is expected to spend on a day."""
        return self.p * self.v / (self.q - 1)

    def expected(self, days: NDArray[np.int64], mean: Array) -> Array:
        """Return what each spends on a next day, from the ``mean`` of ``days`` repeat days."""
        known = np.maximum(mean, 0.0) * days
        return self.p * (self.v + known) / (self.p * days + self.q - 1)


def fitted(days: NDArray[np.int64], mean: Array) -> Spending | None:
    """Return the model of customers with repeat ``days`` and what they spent on one, on average.

    Customers without one, or who gave all back, say nothing. ``None`` where too few are left, or
    where the means have no mean (q up to 1: some spend without bounds).
    """
    from scipy.optimize import minimize
    from scipy.special import gammaln

    told = (days > 0) & (mean > 0)
    if int(told.sum()) < LEAST:
        return None
    n, unit = days[told].astype(float), float(mean[told].mean())
    m = mean[told] / unit

    each, many = np.unique(n, return_counts=True)
    share, log_m, log_n, whole = many / len(n), np.log(m), np.log(n), n * m

    def rise(logs: Array) -> float:
        p, q, v = np.exp(logs)
        gammas = float((share * (gammaln(p * each + q) - gammaln(p * each))).sum())
        log = (p * n - 1) * log_m + p * n * log_n - (p * n + q) * np.log(whole + v)
        fixed = float(q * np.log(v) - gammaln(q))
        return -(float(log.mean()) + gammas + fixed)

    ends = [
        minimize(rise, np.log(start), method="L-BFGS-B", bounds=[(-EDGE, EDGE)] * 3,
                 options={"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-8})
        for start in ((5.0, 4.0, 0.5), (1.0, 2.0, 1.0))
    ]  # fmt: skip
    best = min(ends, key=lambda end: float(end.fun))
    p, q, v = (float(one) for one in np.exp(best.x))
    if q <= 1.05:
        return None
    inside = np.abs(best.x) < EDGE
    return Spending(p, q, v * unit, bool(np.all(np.abs(best.jac[inside]) < 1e-3)))
