"""Seeded chance for the sample shop.

Everything is made from ``random.Random.random()``, the one generator whose sequence Python
promises not to change, so that the same seed gives the same shop on every version.
"""

from __future__ import annotations

import math
import random
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


class Dice:
    """A stream of chance; the same seed always rolls the same."""

    def __init__(self, seed: int) -> None:
        self.roll = random.Random(seed).random
        """Return the next number in [0, 1)."""

    def chance(self, probability: float) -> bool:
        return self.roll() < probability

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both possible."""
        return low + int(self.roll() * (high - low + 1))

    def normal(self, mean: float, deviation: float) -> float:
        """Return a normal number (Box and Muller 1958)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.roll()))
        return mean + deviation * radius * math.cos(2.0 * math.pi * self.roll())

    def poisson(self, mean: float) -> int:
        """Return how many rare things happen (Knuth's product for few, a normal for many)."""
        if mean > 60:
            return max(0, round(self.normal(mean, math.sqrt(mean))))
        limit, product, count = math.exp(-mean), self.roll(), 0
        while product > limit:
            product *= self.roll()
            count += 1
        return count

    def geometric(self, stop: float) -> int:
        """Return how often something goes on (0, 1, 2 …) when it stops with ``stop`` each time."""
        return int(math.log(1.0 - self.roll()) / math.log(1.0 - stop))


class Choice(Generic[T]):
    """A weighted choice that is rolled often."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values = list(weights)
        self._steps = list(accumulate(weights.values()))

    def pick(self, dice: Dice) -> T:
        return self._values[bisect(self._steps, dice.roll() * self._steps[-1])]
