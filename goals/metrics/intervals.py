"""How sure a figure is: 95 % intervals of shares and of the net promoter score."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""

SMALL = 30
"""Below this many cases in the denominator a figure is shown without verdict."""


def wilson(hits: float, cases: float, z: float = Z95) -> tuple[float, float]:
    """Return the 95 % score interval of a share, both ends within 0–1 (Wilson, JASA 1927).

    ``cases`` is positive and ``hits`` lies between 0 and ``cases``. Another ``z`` than that of
    95 % gives a wider interval or a narrower one.
    """
    share, square = hits / cases, z * z
    centre = (share + square / (2 * cases)) / (1 + square / cases)
    half = z * sqrt(share * (1 - share) / cases + square / (4 * cases * cases))
    half /= 1 + square / cases
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == cases else min(1.0, centre + half)
    return low, high


def difference_interval(
    hits: float, cases: float, hits_before: float, cases_before: float, z: float = Z95
) -> tuple[float, float]:
    """Return the interval of a share less another one (Newcombe, Statistics in Medicine 1998).

    Its ends come from the score intervals of both shares; it holds for few cases, too.
    """
    share, before = hits / cases, hits_before / cases_before
    low, high = wilson(hits, cases, z)
    low_before, high_before = wilson(hits_before, cases_before, z)
    difference = share - before
    return (
        difference - sqrt((share - low) ** 2 + (high_before - before) ** 2),
        difference + sqrt((high - share) ** 2 + (before - low_before) ** 2),
    )


def quantile(chance: float, looks: int = 1) -> float:
    """Return how many standard deviations leave ``chance`` on both sides of all looks together.

    Who looks at five steps would see one fall by chance alone in one case of four: each look is
    allowed a part of the whole chance only (Bonferroni).
    """
    from statistics import NormalDist  # 3 ms that the first screen need not wait for

    return NormalDist().inv_cdf(1 - chance / (2 * max(1, looks)))


def promoter_interval(promoters: float, detractors: float, answers: float) -> tuple[float, float]:
    """Return the 95 % normal interval of a net promoter score, in points within −100–100.

    Each answer counts +1, 0 or −1; the variance of their mean is (p + d − (p − d)²) ÷ n.
    """
    up, down = promoters / answers, detractors / answers
    half = Z95 * sqrt(max(0.0, up + down - (up - down) ** 2) / answers)
    score = up - down
    return 100 * max(-1.0, score - half), 100 * min(1.0, score + half)
