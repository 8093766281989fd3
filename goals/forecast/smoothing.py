"""Damped exponential smoothing with a weekday season, fitted to many series at once.

The model is ETS(A, Ad, A) in its error-correction form (R. J. Hyndman, G. Athanasopoulos,
"Forecasting: principles and practice", 3rd ed., chapters 8.3 and 8.5):

    e(t) = y(t) − (l + φ b + s)        l = l + φ b + α e        b = φ b + α β e        s = s + γ e

Parameters are tried on a grid, all of them and all series in the same pass over the days, and the
one with the smallest one-step errors wins; errors beyond four robust standard deviations count as
four, so that one Black Friday does not choose the parameters of a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

WEEK = 7
DAMPING = 0.97
GRID = np.array(
    [
        (alpha, beta, gamma, DAMPING if beta else 0.0)
        for alpha, beta, gamma in product(
            (0.02, 0.05, 0.1, 0.2, 0.35, 0.6), (0.0, 0.05, 0.15), (0.02, 0.08, 0.2)
        )
    ]
)
"""Parameters that are tried: α, β, γ, φ a row."""
_OUTLIER = 4 * 1.4826
"""Four standard deviations, in medians of absolute errors of normal noise."""
MOST_WARM = 56
FIRST_WEEKS = 6


@dataclass(frozen=True, slots=True)
class Smoothed:
    """What the model knows after the last day, for each of S series over N days.

    ``level`` and ``trend`` have one value a series, ``season`` seven rows by day of the series
    modulo 7, ``parameters`` the rows α, β, γ, φ; ``errors`` the one-step errors from day ``warm``
    on, one row a day.
    """

    level: Array
    trend: Array
    season: Array
    parameters: Array
    errors: Array
    warm: int
    days: int


def smooth(series: Array) -> Smoothed:
    """Fit the columns of ``series``, one row a day; at least two weeks."""
    days, many = series.shape
    alpha, beta, gamma, phi = GRID.T
    level, trend, season = _start(series, len(GRID))
    errors = np.empty((days, many, len(GRID)))
    for day in range(days):
        place, carried = day % WEEK, phi * trend
        error = series[day][:, None] - (level + carried + season[place])
        errors[day] = error
        level = level + carried + alpha * error
        trend = carried + alpha * beta * error
        season[place] += gamma * error
    warm = min(days // 3, MOST_WARM)
    best = _best(errors[warm:])
    rows = np.arange(many)
    return Smoothed(
        level=level[rows, best],
        trend=trend[rows, best],
        season=season[:, rows, best],
        parameters=GRID[best].T,
        errors=errors[warm:, rows, best],
        warm=warm,
        days=days,
    )


def _start(series: Array, tried: int) -> tuple[Array, Array, Array]:
    """Return level, trend and season before the first day: from the first weeks' means."""
    weeks = min(len(series) // WEEK, FIRST_WEEKS)
    first = series[: weeks * WEEK].reshape(weeks, WEEK, -1)
    season = first.mean(0) - first.mean((0, 1))
    level = first[:2].mean((0, 1))
    wide = (1,) * season.ndim + (tried,)
    return (
        np.repeat(level[:, None], tried, 1),
        np.zeros((series.shape[1], tried)),
        np.tile(season[:, :, None], wide),
    )


def _best(errors: Array) -> NDArray[np.intp]:
    """Return for each series the place of the parameters with the smallest clipped errors."""
    limit = _OUTLIER * np.median(np.abs(errors), axis=0) + 1e-9
    best: NDArray[np.intp] = (np.clip(errors, -limit, limit) ** 2).mean(0).argmin(1)
    return best


def continued(model: Smoothed, one: int, shocks: Array) -> Array:
    """Return the paths of one series when these errors come: a row a path, a column a day."""
    alpha, beta, gamma, phi = model.parameters[:, one]
    many, ahead = shocks.shape
    level, trend = np.full(many, model.level[one]), np.full(many, model.trend[one])
    season = np.tile(model.season[:, one, None], (1, many))
    paths = np.empty((many, ahead))
    for step in range(ahead):
        place, carried, error = (model.days + step) % WEEK, phi * trend, shocks[:, step]
        paths[:, step] = level + carried + season[place] + error
        level = level + carried + alpha * error
        trend = carried + alpha * beta * error
        season[place] += gamma * error
    return paths
