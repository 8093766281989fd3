"""What each factor did to the change of their product, and amounts rounded so that they sum.

Where all factors are positive the logarithmic mean splits the change (Ang, LMDI, Energy Policy
2004): no factor comes first, nothing is left over, and parts of parts add up. A factor of nothing
has no logarithm: then each factor gets its mean effect over all orders of change (Shapley 1953).
What is taken off the product afterwards needs neither: it moved the rest by its own difference.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb, log, log1p
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def product(factors: Sequence[Fraction]) -> Fraction:
    """Return the product; of nothing it is 1."""
    result = Fraction(1)
    for one in factors:
        result *= one
    return result


def effects(before: Sequence[Fraction], now: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the effect of each factor on the change of their product; they sum to it exactly."""
    if all(one > 0 for one in (*before, *now)):
        return log_mean(before, now)
    return shapley(product, before, now)


def log_mean(before: Sequence[Fraction], now: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the effects by the logarithmic mean of both products; all factors are positive."""
    first, last = product(before), product(now)
    growth = _log(last / first)
    mean = float(first) if growth == 0 else float(last - first) / growth
    parts = [Fraction(mean * _log(one / was)) for was, one in zip(before, now, strict=True)]
    # What floats left over, some billionths, goes where it weighs least.
    largest = max(range(len(parts)), key=lambda n: abs(parts[n]), default=None)
    if largest is not None:
        parts[largest] += last - first - sum(parts)
    return tuple(parts)


def shapley(
    value: Callable[[Sequence[Fraction]], Fraction],
    before: Sequence[Fraction],
    now: Sequence[Fraction],
) -> tuple[Fraction, ...]:
    """Return the mean effect of each factor on ``value``, over all orders in which they change."""
    count = len(before)
    known: dict[frozenset[int], Fraction] = {}
    for size in range(count + 1):
        for changed in combinations(range(count), size):
            mixed = [now[n] if n in changed else before[n] for n in range(count)]
            known[frozenset(changed)] = value(mixed)
    parts = []
    for n in range(count):
        part = Fraction(0)
        for others, worth in known.items():
            if n not in others:
                weight = Fraction(1, count * comb(count - 1, len(others)))
                part += weight * (known[others | {n}] - worth)
        parts.append(part)
    return tuple(parts)


def _log(ratio: Fraction) -> float:
    """Return the logarithm: exact near 1, and of a ratio that is nearly nothing, too."""
    if abs(ratio - 1) < Fraction(1, 2):
        return log1p(float(ratio - 1))
    return log(ratio.numerator) - log(ratio.denominator)


def to_minor(amount: Fraction, digits: int) -> int:
    """Return an amount in minor units (cents), halves away from zero as on an invoice."""
    scaled: Fraction = abs(amount) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return -whole if amount < 0 else whole


def settled(parts: Sequence[Fraction], whole: int, digits: int) -> list[int]:
    """Return parts in minor units that sum to ``whole`` exactly.

    Each is its exact amount rounded down or up: up for those that lose most by rounding down.
    ``whole`` differs from the exact sum by no more than rounding does.
    """
    scaled = [part * 10**digits for part in parts]
    floors = [one.numerator // one.denominator for one in scaled]
    missing = whole - sum(floors)
    order = sorted(range(len(parts)), key=lambda n: (floors[n] - scaled[n], n))
    for place in range(abs(missing) if parts else 0):
        n = order[place % len(order)] if missing > 0 else order[-1 - place % len(order)]
        floors[n] += 1 if missing > 0 else -1
    return floors


def from_minor(units: int, digits: int) -> Fraction:
    """Return an amount of minor units in units of the currency."""
    return Fraction(units, 10**digits)
