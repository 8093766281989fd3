"""A walk of weekly levels: the second opinion beside exponential smoothing.

Weekly means are taken as a local level with noise (A. C. Harvey, "Forecasting, structural time
series models and the Kalman filter", 1989, chapters 2.3 and 4.1):

    w(t) = m(t) + ε        m(t+1) = m(t) + η

whose differences have the autocovariances c(0) = var η + 2 var ε and c(1) = −var ε. What the level
is now follows by its steady-state filter; how it moves on is drawn from the weeks that were, and
settles: of a move ``SETTLING`` is left a week later. With moves that stay for ever, what shops were
said to have a chance of 70 % came in 75 of 100 calls, and ranges of 90 days held 90 % for 80
(benchmarks/goal_calibration.py; found with any of its six shops left out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.smoothing import WEEK

if TYPE_CHECKING:
    from goals.forecast.smoothing import Array

PROFILE_WEEKS = 26
LEAST_MOVE = 0.02
"""The share of the differences' variance that the level moves by at least."""
SETTLING = 0.7
_OUTLIER = 3 * 1.4826
"""Three standard deviations, in medians of absolute values of normal noise."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where weekly figures stand, and how they moved.

    ``moves`` are past differences of weeks scaled to the level's own, ``noise`` scaled to what
    passes with its week; ``value`` is the filtered level of the last week, ``doubt`` its standard
    error.
    """

    value: float
    doubt: float
    moves: Array
    noise: Array


@dataclass(frozen=True, slots=True)
class Walk:
    """One series by weeks, the newest last.

    ``profile`` is the shape of a week, ``around`` are the weeks' days around it.
    """

    level: Level
    profile: Array
    around: Array


def walk(series: Array) -> Walk:
    """Read one series of at least four weeks, which ends with a whole week."""
    weeks = len(series) // WEEK
    days = series[len(series) - weeks * WEEK :].reshape(weeks, WEEK)
    means = days.mean(1)
    shape = days - means[:, None]
    profile = shape[-PROFILE_WEEKS:].mean(0)
    found = level_of(means)
    level = Level(found.value, found.doubt, _within(found.moves), _within(found.noise))
    return Walk(level, profile, shape - profile)


def level_of(weeks: Array) -> Level:
    """Read weekly figures, the newest last; at least four."""
    changes = np.diff(weeks)
    changes = changes - changes.mean()
    variance = float(changes.var())
    together = float((changes[1:] * changes[:-1]).mean()) if len(changes) > 3 else 0.0
    moving = min(max(variance + 2 * min(together, 0.0), LEAST_MOVE * variance), variance)
    passing = (variance - moving) / 2
    gain = _gain(moving, passing)
    value = float(weeks[0])
    for week in weeks[1:]:
        value += gain * (float(week) - value)
    scale = np.sqrt(moving / variance) if variance > 0 else 0.0
    other = np.sqrt(passing / variance) if variance > 0 else 0.0
    return Level(value, float(np.sqrt(gain * passing)), changes * scale, changes * other)


def added_up(moves: Array, settling: float | Array = SETTLING) -> Array:
    """Return how far the level is from today's after each move of a path (paths × weeks)."""
    far = np.empty_like(moves)
    now = np.zeros(len(moves))
    for week in range(moves.shape[1]):
        now = settling * now + moves[:, week]
        far[:, week] = now
    return far


def _within(values: Array) -> Array:
    """Return the values with those beyond three robust standard deviations cut to three.

    One Black Friday is in the past of every path to come, but it is not due any week.
    """
    limit = _OUTLIER * float(np.median(np.abs(values))) + 1e-12
    return np.clip(values, -limit, limit)


def _gain(moving: float, passing: float) -> float:
    """Return the steady-state gain of the local level's filter."""
    if passing <= 0:
        return 1.0
    ratio = moving / passing
    return float((np.sqrt(ratio * ratio + 4 * ratio) - ratio) / 2)
