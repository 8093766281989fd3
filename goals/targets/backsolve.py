"""What drivers would reach a target: each alone, and the mix nearest to what they did before.

A target is a product of drivers (traffic × conversion × basket × …), with spend and running costs
taken off where it is a profit. Of all mixes that reach it the one is looked for that asks least of
what is known: with x the logarithm of a driver's change and σ the size of its changes in the past,

    minimise Σ (x / σ)²      under      Π driver · eˣ − spend · eʸ − costs = target.

Without costs the answer is closed: with g = log (target ÷ product), x = g σ² ÷ Σσ² — the driver
that has moved twice as far takes four times as much. With spend the drivers share X in the same
proportion and y follows from the constraint; one equation in X is left,

    f′(X) = 2 X ÷ Σσ² + 2 (y ÷ σ_spend²) (product · eˣ ÷ spend) = 0,

which rises with X between "spend alone does it" and "drivers alone do it": Newton's steps inside
a bracket find it. The last driver is what is left of the target exactly, so that the product meets
it to the cent whatever floats did before.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_SPREAD = 1e-4
"""A driver that never moved is taken to move by so little, so that it is asked last."""
STEPS = 100


@dataclass(frozen=True, slots=True)
class Driver:
    """``value`` is what is expected of it, ``spread`` the size of its past changes (log).

    ``most`` is what it cannot pass: a share of 1.
    """

    id: str
    value: Fraction
    spread: float = 0.0
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """``drivers`` multiply with ``fixed`` to what ``spend`` and ``costs`` are taken off."""

    drivers: tuple[Driver, ...]
    fixed: Fraction = Fraction(1)
    spend: Driver | None = None
    costs: Fraction = Fraction(0)

    def value(self, given: Mapping[str, Fraction] | None = None) -> Fraction:
        """Return the result with some drivers at other values."""
        known = given or {}
        result = self.fixed
        for one in self.drivers:
            result *= known.get(one.id, one.value)
        if self.spend is not None:
            result -= known.get(self.spend.id, self.spend.value)
        return result - self.costs

    @property
    def all(self) -> tuple[Driver, ...]:
        return self.drivers if self.spend is None else (*self.drivers, self.spend)


def alone(equation: Equation, target: Fraction) -> dict[str, Fraction | None]:
    """Return for each driver what it would have to be if no other moved, ``None`` if nothing does.

    A share may not pass 100 %, spend not fall below nothing.
    """
    off = equation.costs + (equation.spend.value if equation.spend else 0)
    needed: dict[str, Fraction | None] = {}
    product = equation.value() + off
    for one in equation.drivers:
        value = one.value * (target + off) / product if product > 0 else None
        possible = value is not None and value >= 0 and (one.most is None or value <= one.most)
        needed[one.id] = value if possible else None
    if equation.spend is not None:
        left = product - equation.costs - target
        needed[equation.spend.id] = left if left >= 0 else None
    return needed


def mix(
    equation: Equation, target: Fraction, pinned: Mapping[str, Fraction] | None = None
) -> dict[str, Fraction] | None:
    """Return the mix nearest to history that reaches the target; ``None`` where there is none.

    ``pinned`` drivers are what somebody says they are; the others make up for it.
    """
    held = dict(pinned or {})
    for _driver in equation.all:
        found = _free(equation, target, held)
        if found is None:
            return None
        over = [one for one in equation.drivers if one.most is not None and one.id not in held]
        passed = [one for one in over if one.most is not None and found[one.id] > one.most]
        if not passed:
            return found
        held |= {one.id: one.most for one in passed if one.most is not None}
    return None


def _free(
    equation: Equation, target: Fraction, held: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Solve with some drivers held, and no bound for the others."""
    free = [one for one in equation.drivers if one.id not in held]
    spend = equation.spend if equation.spend and equation.spend.id not in held else None
    spent = held.get(equation.spend.id, equation.spend.value) if equation.spend else Fraction(0)
    product = equation.value(held) + spent + equation.costs
    if product <= 0 or (not free and spend is None):
        return None if equation.value(held) != target else {**_values(equation), **held}
    found = {**_values(equation), **held}
    if spend is not None and spend.value > 0:
        gross = _gross(product, equation.costs + target, free, spend)
        if gross is None:
            return None
        found[spend.id] = gross - equation.costs - target
    else:
        gross = target + equation.costs + spent
    if gross <= 0:
        return None
    return found | _shared(free, product, gross)


def _values(equation: Equation) -> dict[str, Fraction]:
    return {one.id: one.value for one in equation.all}


def _squares(free: Sequence[Driver]) -> list[float]:
    return [max(one.spread, LEAST_SPREAD) ** 2 for one in free]


def _shared(free: Sequence[Driver], product: Fraction, gross: Fraction) -> dict[str, Fraction]:
    """Share the growth by squares of spreads; the last driver takes what floats left over."""
    if not free:
        return {}
    squares = _squares(free)
    ratio = gross / product
    growth = log(float(ratio))
    found = {
        one.id: one.value * Fraction(exp(growth * square / sum(squares)))
        for one, square in zip(free[:-1], squares[:-1], strict=True)
    }
    rest = ratio
    for one in free[:-1]:
        rest *= one.value / found[one.id]
    return found | {free[-1].id: free[-1].value * rest}


def _gross(
    product: Fraction, needed: Fraction, free: Sequence[Driver], spend: Driver
) -> Fraction | None:
    """Return what the drivers should bring before spend; ``needed`` is left after it."""
    if not free:
        return product if product >= needed else None
    start, off, spent = float(product), float(needed), float(spend.value)
    if off + spent <= 0:
        return None
    total, square = sum(_squares(free)), max(spend.spread, LEAST_SPREAD) ** 2
    whole = log((off + spent) / start)
    if whole == 0:
        return product
    low, high = min(0.0, whole), max(0.0, whole)
    if off > 0:
        low = max(low, log(off / start) + 1e-12)

    def slope(growth: float) -> float:
        gross = start * exp(growth)
        left = gross - off
        if left <= 0:
            return float("-inf")
        return growth / total + log(left / spent) / square * gross / left

    growth = (low + high) / 2
    for _step in range(STEPS):
        here = slope(growth)
        low, high = (growth, high) if here < 0 else (low, growth)
        if high - low < 1e-13:
            break
        width = 1e-6 * (high - low)
        steep = (slope(growth + width) - here) / width if width else 0.0
        ahead = growth - here / steep if steep > 0 else low - 1
        growth = ahead if low < ahead < high else (low + high) / 2
    return product * Fraction(exp(growth))
