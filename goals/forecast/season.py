"""What a time of the year brings, taken off before a forecast and put back after it.

Where two years and more are known, weeks are compared with the same weeks of earlier years, Black
Friday with Black Friday (``goals.targets.shape``). On Superstore and on a page's visits this took a
third off the error of what 28 to 90 days bring; benchmarks/goal_calibration.py prints it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.paths import MOST_DAYS, fit, paths
from goals.forecast.weeks import paths_by_week, telling_day
from goals.targets.shape import YEAR, year_factors

if TYPE_CHECKING:
    from datetime import date

    from goals.forecast.smoothing import Array


def drawn(terms: Array, day: date, ahead: int, rng: np.random.Generator, many: int) -> Array:
    """Return what the days after ``day`` may bring: terms × paths × days.

    ``terms`` has a row a day up to ``day``, a column a term.
    """
    if telling_day(terms) is not None:
        return paths_by_week(terms, ahead, rng, many)
    if len(terms) < 2 * YEAR:
        return paths(fit(terms), ahead, rng, many)
    kept = terms[-MOST_DAYS:]
    factors = [_factors(terms[:, one], day, len(kept), ahead) for one in range(terms.shape[1])]
    plain = kept / np.column_stack([one[: len(kept)] for one in factors])
    result = paths(fit(plain), ahead, rng, many)
    for one, factor in enumerate(factors):
        result[one] *= factor[len(kept) :]
    return result


def _factors(values: Array, day: date, known: int, ahead: int) -> Array:
    """Return the factors of the last ``known`` days and of those to come."""
    past = {day - timedelta(days=n): float(value) for n, value in enumerate(values[::-1])}
    days = [day + timedelta(days=n + 1) for n in range(-known, ahead)]
    found = year_factors(past, day, days)
    return np.array([found.get(one, 1.0) for one in days])
