"""A random walk of weekly levels: the second opinion beside exponential smoothing.

Weekly means are taken as a local level with noise (A. C. Harvey, "Forecasting, structural time
series models and the Kalman filter", 1989, chapters 2.3 and 4.1):

    w(t) = m(t) + ε        m(t+1) = m(t) + η

whose differences have the autocovariances c(0) = var η + 2 var ε and c(1) = −var ε. What the level
is now follows by its steady-state filter; how it moves on is drawn from the weeks that were.
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


@dataclass(frozen=True, slots=True)
class Walk:
    """One series by weeks, the newest last.

    ``moves`` are past differences of weekly means scaled to the level's own, ``noise`` scaled to
    what passes with its week; ``level`` is the filtered level of the last week. ``profile`` is the
    shape of a week and ``around`` the weeks' days around it. ``doubt``: standard error of the
    level.
    """

    level: float
    doubt: float
    moves: Array
    noise: Array
    profile: Array
    around: Array


def walk(series: Array) -> Walk:
    """Read one series of at least four weeks, which ends with a whole week."""
    weeks = len(series) // WEEK
    days = series[len(series) - weeks * WEEK :].reshape(weeks, WEEK)
    means = days.mean(1)
    shape = days - means[:, None]
    profile = shape[-PROFILE_WEEKS:].mean(0)
    changes = np.diff(means)
    changes = changes - changes.mean()
    variance = float(changes.var())
    together = float((changes[1:] * changes[:-1]).mean()) if len(changes) > 3 else 0.0
    moving = min(max(variance + 2 * min(together, 0.0), LEAST_MOVE * variance), variance)
    passing = (variance - moving) / 2
    gain = _gain(moving, passing)
    level = float(means[0])
    for mean in means[1:]:
        level += gain * (float(mean) - level)
    scale = np.sqrt(moving / variance) if variance > 0 else 0.0
    other = np.sqrt(passing / variance) if variance > 0 else 0.0
    return Walk(
        level=level,
        doubt=float(np.sqrt(gain * passing)),
        moves=changes * scale,
        noise=changes * other,
        profile=profile,
        around=shape - profile,
    )


def _gain(moving: float, passing: float) -> float:
    """Return the steady-state gain of the local level's filter."""
    if passing <= 0:
        return 1.0
    ratio = moving / passing
    return float((np.sqrt(ratio * ratio + 4 * ratio) - ratio) / 2)
