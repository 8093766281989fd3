"""Know your figures by heart (Oxatis): guess, then the figure. Which ones, how far off, what score.

Pure: days and chance are arguments. A guess scores by how far it lies from the figure, relative to
it: all points within 2 %, none from 50 % on.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.targets.entry import parse_amount

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from goals.metrics.figures import Figure, Reading

Verdict = Literal["exact", "close", "near", "far", "passed"]

COUNT = 5
POINTS = 20
EXACT, CLOSE, NEAR, NOTHING = Fraction(2, 100), Fraction(10, 100), Fraction(25, 100), Fraction(1, 2)
"""How far off a guess may be, relative to the figure, to be exact, close, near; worth nothing."""
NEVER_ASKED = 0.6
"""How badly a figure counts as known that was never asked for."""
TODAY = 0.15
"""What is left of the weight of a figure that was asked for today already."""
AIMED_AT = 1.5
"""How much more a figure weighs that a goal is set on."""


@dataclass(frozen=True, slots=True)
class Known:
    """How well a figure is known: ``miss`` is 0 by heart and 1 not at all, recent guesses most."""

    miss: float
    day: date


@dataclass(frozen=True, slots=True)
class Score:
    """What is kept of a player. ``best`` of 100 points, ``streak`` of days in a row."""

    best: int = 0
    streak: int = 0
    last: date | None = None
    figures: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guess:
    """``off`` is how far what was said lies from the figure, relative to it; ``None``: passed."""

    figure: Figure
    said: Fraction | None
    off: Fraction | None
    points: int
    verdict: Verdict


def candidates(readings: Mapping[str, Reading]) -> list[Figure]:
    """Return the figures that can be asked for: known, not 0, and not left to a few cases."""
    figures = [one.figure for one in readings.values()]
    return [one for one in figures if one.value and not one.small]


def drawn(
    figures: Sequence[Figure],
    score: Score,
    today: date,
    seed: str,
    *,
    aimed_at: Collection[str] = (),
    count: int = COUNT,
) -> list[Figure]:
    """Return figures to ask for, each once; those guessed badly or never come more often."""
    chance = random.Random(seed)
    # Weighted draw without replacement (Efraimidis and Spirakis): the largest u^(1/w) win.
    keys = {
        one.metric.id: chance.random() ** (1 / _weight(one.metric.id, score, today, aimed_at))
        for one in figures
    }
    return sorted(figures, key=lambda one: -keys[one.metric.id])[:count]


def _weight(metric: str, score: Score, today: date, aimed_at: Collection[str]) -> float:
    known = score.figures.get(metric)
    weight = 0.1 + (NEVER_ASKED if known is None else known.miss)
    if known is not None and known.day == today:
        weight *= TODAY
    return weight * (AIMED_AT if metric in aimed_at else 1)


def guessed(figure: Figure, text: str, currency: str) -> Guess:
    """Judge a guess as people write it; an empty one passes.

    Raises:
        EntryError: it cannot be read, or reads two ways.
    """
    value = figure.value
    assert value is not None and value
    if not text.strip():
        return Guess(figure, None, None, 0, "passed")
    said = parse_amount(text, unit=figure.metric.unit, currency=currency)
    off = abs(said - value) / abs(value)
    bounds: tuple[tuple[Fraction, Verdict], ...] = (
        (EXACT, "exact"), (CLOSE, "close"), (NEAR, "near"),
    )  # fmt: skip
    verdict: Verdict = next((name for bound, name in bounds if off <= bound), "far")
    left = max(Fraction(0), min(Fraction(1), (NOTHING - off) / (NOTHING - EXACT)))
    return Guess(figure, said, off, round(POINTS * left), verdict)


def learned(score: Score, guess: Guess, today: date) -> Score:
    """Return what is known after a guess: the last one weighs half."""
    metric = guess.figure.metric.id
    missed = 1.0 if guess.off is None else float(min(Fraction(1), guess.off / NOTHING))
    before = score.figures.get(metric)
    miss = missed if before is None else (before.miss + missed) / 2
    return replace(score, figures={**score.figures, metric: Known(miss, today)})


def finished(score: Score, points: int, today: date) -> Score:
    """Return the score after a whole round: the best one, and the days in a row."""
    streak = score.streak
    if score.last != today:
        streak = streak + 1 if score.last == today - timedelta(days=1) else 1
    return replace(score, best=max(score.best, points), streak=streak, last=today)


def most(count: int) -> int:
    """Return the points of a round without a fault."""
    return POINTS * count
