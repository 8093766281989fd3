"""How often customers buy, and when they are gone: the BG/NBD model.

P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting your customers the easy way: an alternative to
the Pareto/NBD model", Marketing Science 24 (2), 2005. While a customer is one, orders come at
random with a rate of their own (rates of all: gamma, r and α); after each order but the first the
customer may be gone for good, with a probability of their own (of all: beta, a and b).

That first order is where the model may say too much: nobody with one order ever left. So there is
the same model with leaving after the first order already, ``early`` (MBG/NBD: E. P. Batislam,
M. Denizel, A. Filiztekin, International Journal of Research in Marketing 24 (3), 2007). Which one
a shop's customers follow is for a back-test to say.

What is known of a customer is x, the days with an order after the first one; t, the weeks from the
first to the last one; T, the weeks from the first one to today. After T, a customer who is still
one has a rate that is gamma with r + x and α + T, and a probability that is beta with a and b + k,
where k orders might have been the last one (x, or x + 1 with ``early``).
What is expected of them follows as a mean over that beta: of positive terms only, where the paper's
closed form subtracts numbers of nearly the same size, and divides by nothing where a is 1.

scipy and numpy are imported when something is fitted: nothing on the way to a screen waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Point = tuple[float, Array]

WEEK = 7
"""Days: rates are those of weeks."""
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 5.0, 0.5, 3.0), (1.0, 10.0, 0.1, 1.0))
"""Where the search begins, as r, α, a, b: from all of them the same place should be found."""
EDGE = 9.0
"""Parameters lie between exp(−EDGE) and exp(EDGE): beyond, they only say "none" or "all alike"."""
NOBODY_LEAVES = 0.01
"""Below this ``a`` the data show nobody who left for good: what is expected grows without end."""
NODES = 48
_DAY_BITS, _DAY_MASK = 20, (1 << 20) - 1


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of customers, an entry each: repeat days ``x``; ``t`` and ``T`` in days."""

    x: Whole
    t: Whole
    T: Whole

    def __len__(self) -> int:
        return len(self.x)

    def alike(self) -> tuple[Past, Whole, Whole]:
        """Return each different past once, which one each customer has, and how many have it."""
        codes = (self.x << 2 * _DAY_BITS) | (self.t << _DAY_BITS) | self.T
        known, which, many = np.unique(codes, return_inverse=True, return_counts=True)
        one = Past(known >> 2 * _DAY_BITS, (known >> _DAY_BITS) & _DAY_MASK, known & _DAY_MASK)
        return one, which.reshape(-1), many


@dataclass(frozen=True, slots=True)
class Buying:
    """The fitted model; ``log_likelihood`` is that of all customers, with time in weeks.

    ``early``: the first order may be the last one. ``sure`` tells that the search ended on level
    ground, and as high from another start.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    early: bool = False
    sure: bool = True

    @property
    def degenerate(self) -> bool:
        """Whether the data show nobody who left: then nothing can be said about the future."""
        return self.a < NOBODY_LEAVES

    def staying(self, past: Past) -> Array:
        """Return the probability that each is still a customer."""
        x, t, whole = past.x.astype(float), past.t / WEEK, past.T / WEEK
        k = x + self.early
        again = k > 0
        gone = np.log(self.a) - np.log(np.where(again, self.b + k - 1, 1.0))
        gone += (self.r + x) * np.log((self.alpha + whole) / (self.alpha + t))
        there: Array = np.where(again, 1 / (1 + np.exp(np.minimum(gone, 700.0))), 1.0)
        return there

    def chance(self, past: Past, days: int) -> Array:
        """Return the probability that each buys on one of the next days."""
        wait = days / WEEK / (self.alpha + past.T / WEEK)
        buys: Array = self.staying(past) * -np.expm1(-(self.r + past.x) * np.log1p(wait))
        return buys

    def expected(self, past: Past, days: Whole | int) -> Array:
        """Return on how many of the next days each is expected to buy."""
        result = np.zeros(len(past))
        ahead = np.broadcast_to(np.asarray(days), len(past)) / WEEK
        for x in np.unique(past.x):
            ours = past.x == x
            nodes, weights = beta_nodes(self.a, self.b + x + self.early)
            wait = ahead[ours] / (self.alpha + past.T[ours] / WEEK)
            # E[(1 − e^(−λ p s)) / p] for the customer's own λ, and then over p.
            bought = -np.expm1(-(self.r + x) * np.log1p(np.outer(wait, nodes))) / nodes
            result[ours] = (bought * weights).sum(1)
        return result * self.staying(past)


def fitted(past: Past, *, early: bool = False) -> Buying:
    """Return the parameters under which these pasts are most likely."""
    from scipy.optimize import minimize

    one, _which, many = past.alike()
    rise = likelihood(one, many, early=early)
    found = [
        minimize(rise, np.log(start), jac=True, method="L-BFGS-B", bounds=[(-EDGE, EDGE)] * 4,
                 options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-8})
        for start in STARTS
    ]  # fmt: skip
    best = min(found, key=lambda end: float(end.fun))
    # The slope a customer at the best place, where a parameter is free to move.
    inside = np.abs(best.x) < EDGE
    level = bool(np.all(np.abs(best.jac[inside]) < 1e-4))
    together = sum(end.fun - best.fun < 1e-4 for end in found) > 1
    r, alpha, a, b = (float(one) for one in np.exp(best.x))
    return Buying(r, alpha, a, b, -float(best.fun) * len(past), early, level and together)


def likelihood(past: Past, many: Whole, *, early: bool) -> Callable[[Array], Point]:
    """Return what is to be made small: −log-likelihood a customer and its slope, by log parameters.

    The paper's equation 6 with A1 to A4 as logarithms.
    """
    from scipy.special import gammaln, psi

    x, t, whole = past.x.astype(float), past.t / WEEK, past.T / WEEK
    k = x + early
    again, share = k > 0, many / many.sum()
    # Gamma functions are dear, and depend on x alone: they are asked once for each different x.
    each, which = np.unique(x, return_inverse=True)
    times = np.bincount(which.reshape(-1), weights=share)

    def rise(logs: Array) -> Point:
        r, alpha, a, b = np.exp(logs)
        n = each + early
        before = np.where(again, b + k - 1, 1.0)
        early_logs, late_logs = np.log(alpha + t), np.log(alpha + whole)
        leaves = np.where(again, np.log(a) - np.log(before) - (r + x) * early_logs, -np.inf)
        either = np.logaddexp(-(r + x) * late_logs, leaves)
        left = np.exp(leaves - either)
        gammas = gammaln(r + each) + gammaln(b + n) - gammaln(a + b + n)
        fixed = gammaln(a + b) - gammaln(b) - gammaln(r) + r * np.log(alpha)
        rate = (1 - left) / (alpha + whole) + left / (alpha + t)
        time = (1 - left) * late_logs + left * early_logs
        both = psi(a + b) - psi(a + b + n)
        # Sums, no products of matrices: those would wake threads that only get in each other's way.
        slopes = (
            r * ((times * psi(r + each)).sum() - psi(r) + np.log(alpha) - (share * time).sum()),
            r - alpha * (share * (r + x) * rate).sum(),
            a * (times * both).sum() + (share * left).sum(),
            b * ((times * (both + psi(b + n))).sum() - psi(b))
            - b * (share * np.where(again, left / before, 0.0)).sum(),
        )
        return -float((share * either).sum() + (times * gammas).sum() + fixed), -np.array(slopes)

    return rise


def beta_nodes(a: float, b: float) -> tuple[Array, Array]:
    """Return places in (0, 1) and weights, for means over the beta distribution of a and b.

    Gauss–Jacobi quadrature by the eigenvalues of the Jacobi matrix (G. H. Golub, J. H. Welsch,
    "Calculation of Gauss quadrature rules", 1969). The weights add up to 1.
    """
    n = np.arange(1, NODES, dtype=float)
    low, high, both = a - 1, b - 1, a + b - 2
    middle = np.empty(NODES)
    middle[0] = (low - high) / (both + 2)
    middle[1:] = (low - high) * both / ((2 * n + both) * (2 * n + both + 2))
    side = np.empty(NODES - 1)
    side[0] = 4 * a * b / ((both + 2) ** 2 * (both + 3))
    k = n[1:]
    side[1:] = 4 * k * (k + low) * (k + high) * (k + both)
    side[1:] /= (2 * k + both) ** 2 * (2 * k + both + 1) * (2 * k + both - 1)
    matrix = np.diag(middle) + np.diag(np.sqrt(side), 1) + np.diag(np.sqrt(side), -1)
    places, vectors = np.linalg.eigh(matrix)
    return np.clip((1 + places) / 2, 1e-15, 1.0), vectors[0] ** 2
