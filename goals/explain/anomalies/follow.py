"""One-step forecasts of many daily series, each from the days before alone.

The model is that of ``goals.forecast.smoothing`` (damped Holt-Winters with a weekday season). Here
nothing of a day's future is known to its forecast: the parameters used on a day are those whose
errors were smallest up to the day before, so that every error is one that an owner would have seen.
An odd day moves the model no more than an ordinary one does: errors beyond ``REACH`` usual ones
count as that many, and for less the further they lie (robust smoothing; S. Gelper, R. Fried, C.
Croux, "Robust forecasting with exponential and Holt-Winters smoothing", 2010). A level that moves
for good is followed after some days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.smoothing import FIRST_WEEKS, GRID, WEEK

if TYPE_CHECKING:
    from goals.forecast.smoothing import Array

REACH = 2.5
"""Usual errors; what a normal spread exceeds once in eighty days."""
FAINTEST = 0.4
"""What is left of the weight of an error, however far beyond usual ones it is."""
WARM = 28
"""Days that the model learns from before its errors say anything."""
MEMORY = 0.03
"""How fast the size of usual errors follows: a month or so."""
_NORMAL = 1.2533
"""Standard deviations in mean absolute errors of normal noise."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Row by row a day, column by column a series: what was expected and the usual error then.

    NaN until ``WARM`` days are known.
    """

    expected: Array
    usual: Array


def follow(series: Array) -> Followed:
    """Follow the columns of ``series``, one row a day; NaN where a day is not covered."""
    days, many = series.shape
    alpha, beta, gamma, phi = GRID.T
    level, trend, season = _start(series, len(GRID))
    first = _filled(series)
    usual = np.abs(first - first.mean(0)).mean(0) + 1e-9
    loss = np.zeros((many, len(GRID)))
    expected = np.full((days, many), np.nan)
    sizes = np.full((days, many), np.nan)
    rows = np.arange(many)
    for day in range(days):
        place, carried = day % WEEK, phi * trend
        ahead = level + carried + season[place]
        best = loss.argmin(1)
        if day >= WARM:
            expected[day], sizes[day] = ahead[rows, best], usual * _NORMAL
        told = series[day]
        known = ~np.isnan(told)
        missed = np.where(known[:, None], np.nan_to_num(told)[:, None] - ahead, 0.0)
        limit = (REACH * _NORMAL * usual)[:, None]
        size = np.minimum(np.abs(missed), limit)
        loss += size**2
        far = limit / np.maximum(np.abs(missed), limit)
        error = np.sign(missed) * size * np.maximum(far, FAINTEST)
        level = level + carried + alpha * error
        trend = carried + alpha * beta * error
        season[place] += gamma * error
        moved = (1 - MEMORY) * usual + MEMORY * size[rows, best]
        usual = np.where(known, moved, usual) + 1e-12
    return Followed(expected, sizes)


def _filled(series: Array) -> Array:
    """Return the first whole weeks; what is not known of them is as the middle of the series."""
    weeks = max(1, min(len(series) // WEEK, FIRST_WEEKS))
    first = series[: weeks * WEEK].copy()
    for column, whole in zip(first.T, series.T, strict=True):
        known = whole[~np.isnan(whole)]
        column[np.isnan(column)] = np.median(known) if len(known) else 0.0
    return first


def _start(series: Array, tried: int) -> tuple[Array, Array, Array]:
    """Return level, trend and season before the first day: from the first weeks' medians."""
    first = _filled(series)
    weeks = first.reshape(len(first) // WEEK, WEEK, -1)
    level = np.median(first, 0)
    season = np.median(weeks, 0) - level
    season -= season.mean(0)
    return (
        np.repeat(level[:, None], tried, 1),
        np.zeros((series.shape[1], tried)),
        np.tile(season[:, :, None], (1, 1, tried)),
    )


def followed_ratio(top: Array, bottom: Array, sums: Array) -> Followed:
    """Return, for one ratio by day, what its top was expected to be and the usual error then.

    ``sums`` are the top and the bottom that were expected: the rate expected comes of them, the top
    expected from it and from the bottom as it came. Errors grow with the root of the bottom, as
    those of counts do: few cases say little.
    """
    with np.errstate(all="ignore"):
        rate = np.where(sums[:, 1] > 0, sums[:, 0] / sums[:, 1], np.nan)
        root = np.sqrt(np.where(bottom > 0, bottom, np.nan))
        expected = rate * bottom
        errors = (top - expected) / root
    usual = np.full(len(top), np.nan)
    size = np.nan
    for day, error in enumerate(errors):
        if np.isnan(error):
            continue
        usual[day] = size * _NORMAL
        new = abs(error)
        limit = new if np.isnan(size) else REACH * _NORMAL * size
        size = new if np.isnan(size) else (1 - MEMORY) * size + MEMORY * min(new, limit)
    return Followed(expected, np.maximum(usual * root, 1e-12))
