"""How sure a figure is: 95 % intervals of shares and of the net promoter score."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""

SMALL = 30
"""Below this many cases in the denominator a figure is shown without verdict."""


def wilson(hits: float, cases: float) -> tuple[float, float]:
    """Return the 95 % score interval of a share, both ends within 0–1 (Wilson, JASA 1927).

    ``cases`` is positive and ``hits`` lies between 0 and ``cases``.
    """
    share, square = hits / cases, Z95 * Z95
    centre = (share + square / (2 * cases)) / (1 + square / cases)
    half = Z95 * sqrt(share * (1 - share) / cases + square / (4 * cases * cases))
    half /= 1 + square / cases
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == cases else min(1.0, centre + half)
    return low, high


def promoter_interval(promoters: float, detractors: float, answers: float) -> tuple[float, float]:
    """Return the 95 % normal interval of a net promoter score, in points within −100–100.

    Each answer counts +1, 0 or −1; the variance of their mean is (p + d − (p − d)²) ÷ n.
    """
    up, down = promoters / answers, detractors / answers
    half = Z95 * sqrt(max(0.0, up + down - (up - down) ** 2) / answers)
    score = up - down
    return 100 * max(-1.0, score - half), 100 * min(1.0, score + half)
