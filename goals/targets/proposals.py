"""Three targets to choose from, rounded as people round: prudent, ambitious, extreme."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor, log10
from typing import TYPE_CHECKING

from goals.targets.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goals.metrics.metric import Metric
    from goals.targets.realism import Word
    from goals.targets.target import Operator

WANTED = (0.8, 0.4, 0.1)
"""Chances that a prudent, an ambitious and an extreme target should have."""
FINEST = {"share": Fraction(1, 10000), "count": Fraction(1), "money": Fraction(1, 100)}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target with its chance and the word that goes with it."""

    target: Target
    chance: float
    word: Word


def wanted(least: float | None) -> tuple[float, ...]:
    """Return the chances to aim at; beyond today's figure nothing is likelier than ``least``.

    Where that is less than a prudent chance, the first target is the next round one beyond today.
    """
    if least is None or least >= WANTED[0]:
        return WANTED
    return least / 2, least / 8


def step(numbers: Sequence[float], finest: Fraction) -> Fraction:
    """Return the round step (1, 2 or 5 with noughts) that keeps the numbers apart."""
    gaps = [abs(one - other) for one, other in pairwise(numbers) if one != other]
    size = min(gaps) / 2 if gaps else max((abs(one) for one in numbers), default=0.0) / 100
    if size <= 0:
        return finest
    power = floor(log10(size))
    unit = Fraction(10) ** power
    mantissa = size / float(unit)
    round_one = 5 if mantissa >= 5 else 2 if mantissa >= 2 else 1
    return max(unit * round_one, finest)


def rounded(
    numbers: Sequence[float],
    sign: int,
    *,
    finest: Fraction = FINEST["money"],
    beyond: Fraction | None = None,
    within: tuple[Fraction | None, Fraction | None] = (None, None),
) -> list[Fraction]:
    """Return the numbers rounded, each further in the direction ``sign`` than the one before.

    ``beyond``: what all have to lie beyond; with fewer than three numbers the next round one
    beyond it comes first. Those outside the bounds ``within`` are left out.
    """
    start = [] if beyond is None else [float(beyond)]
    size = step([*start, *numbers], finest)
    found: list[Fraction] = []
    last = beyond
    if beyond is not None and len(numbers) < len(WANTED):
        numbers = [float(beyond), *numbers]
    for number in numbers:
        value = _nearest(number, size)
        if last is not None and (value - last) * sign <= 0:
            value = _next(last, size, sign)
        low, high = within
        if (low is not None and value <= low) or (high is not None and value >= high):
            continue
        found.append(value)
        last = value
    return found


def _nearest(number: float, size: Fraction) -> Fraction:
    return size * floor(Fraction(number) / size + Fraction(1, 2))


def _next(value: Fraction, size: Fraction, sign: int) -> Fraction:
    """Return the next round number in a direction."""
    steps = floor(value / size)
    if sign > 0:
        return size * (steps + 1)
    return size * (steps if size * steps < value else steps - 1)


def proposals(
    metric: Metric,
    operator: Operator,
    at: Callable[[float], float | None],
    chance: Callable[[Target], float],
    word: Callable[[Target, float], Word],
    *,
    beyond: Fraction | None = None,
    positive: bool = False,
) -> tuple[Proposal, ...]:
    """Return up to three targets, each harder than the one before.

    ``at`` gives the value that is reached with a chance, ``chance`` the chance of a target.
    ``beyond`` is today's figure where a target met today is none.
    """
    sign = -1 if operator in ("<", "<=") else 1
    least = None if beyond is None else chance(Target(operator, beyond))
    numbers = [one for one in map(at, wanted(least)) if one is not None]
    low = Fraction(0) if positive or metric.is_part else None
    high = Fraction(1) if metric.is_part else None
    if metric.interval == "promoters":
        low, high = Fraction(-100), Fraction(100)
    finest = FINEST.get(metric.unit, Fraction(1, 100))
    found = rounded(numbers, sign, finest=finest, beyond=beyond, within=(low, high))
    targets = [Target(operator, one) for one in found]
    chances = [chance(one) for one in targets]
    return tuple(
        Proposal(one, likely, word(one, likely))
        for one, likely in zip(targets, chances, strict=True)
    )
