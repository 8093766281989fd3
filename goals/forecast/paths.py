"""Sample paths of daily series: what the next days may bring, drawn from the shop's own errors.

Half of the paths continue the smoothing model, half the walk of weekly levels: one follows trends
and weekdays closely, the other knows that levels move by more than daily errors say, and back.
Errors are drawn in whole weeks that begin on the same weekday (block bootstrap; H. R. Künsch, "The
jackknife and the bootstrap for general stationary observations", 1989), so that a weekday keeps its
spread and a day its likeness to the day before. All series of a metric draw the same weeks: where
orders and visits moved together, they do so in the paths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.smoothing import WEEK, Smoothed, continued, smooth
from goals.forecast.walk import added_up, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goals.forecast.smoothing import Array
    from goals.forecast.walk import Walk

    Places = NDArray[np.intp]

LEAST_DAYS = 56
"""Eight weeks: below, neither weekdays nor their spread are known."""
MOST_DAYS = 730
"""Older days say little of the next ones, and cost time."""
PATHS = 2000


@dataclass(frozen=True, slots=True)
class Model:
    """Fitted series, one a column; ``logs`` tells which are smoothed as logarithms."""

    smoothed: Smoothed
    walks: tuple[Walk, ...]
    logs: tuple[bool, ...]
    floors: tuple[bool, ...]

    @property
    def series(self) -> int:
        return len(self.walks)


def fit(series: Array) -> Model:
    """Fit daily series, one a column, the newest day last: at least ``LEAST_DAYS`` of them."""
    kept = np.asarray(series, dtype=float)[-MOST_DAYS:]
    logs = tuple(bool(low > 0) for low in kept.min(0))
    floors = tuple(bool(low >= 0) for low in kept.min(0))
    scaled = np.where(logs, np.log(np.where(kept > 0, kept, 1.0)), kept)
    walks = tuple(walk(scaled[:, one]) for one in range(kept.shape[1]))
    return Model(smooth(scaled), walks, logs, floors)


def paths(model: Model, ahead: int, rng: np.random.Generator, many: int = PATHS) -> Array:
    """Return what the next days may bring: series × paths × days."""
    near = many // 2
    blocks = _blocks(model.smoothed, ahead, rng, near)
    drawn = _Weeks.drawn(len(model.walks[0].around), ahead, rng, many - near)
    result = np.empty((model.series, many, ahead))
    for one in range(model.series):
        errors = model.smoothed.errors[:, one]
        shocks = (errors - errors.mean())[blocks]
        result[one, :near] = continued(model.smoothed, one, shocks)
        result[one, near:] = _walked(model.walks[one], drawn, ahead)
        if model.logs[one]:
            np.exp(result[one], out=result[one])
        elif model.floors[one]:
            np.maximum(result[one], 0.0, out=result[one])
    return result


def _blocks(model: Smoothed, ahead: int, rng: np.random.Generator, many: int) -> Places:
    """Return the places of the errors that the paths meet, whole weeks from the same weekday."""
    known = len(model.errors)
    starts = np.arange(known - WEEK + 1)
    first = starts[(starts + model.warm - model.days) % WEEK == 0]
    weeks = -(-ahead // WEEK)
    begun = rng.choice(first, (many, weeks))
    return (begun[:, :, None] + np.arange(WEEK)).reshape(many, -1)[:, :ahead]


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Which past weeks lend the paths their moves, their shape and their passing noise."""

    doubt: Array
    moves: Places
    around: Places
    noise: Places

    @classmethod
    def drawn(cls, weeks: int, ahead: int, rng: np.random.Generator, many: int) -> _Weeks:
        size = (many, -(-ahead // WEEK))
        return cls(
            rng.standard_normal(many),
            rng.integers(0, weeks - 1, size),
            rng.integers(0, weeks, size),
            rng.integers(0, weeks - 1, size),
        )


def _walked(known: Walk, drawn: _Weeks, ahead: int) -> Array:
    found = known.level
    level = found.value + found.doubt * drawn.doubt[:, None] + added_up(found.moves[drawn.moves])
    days = (level + found.noise[drawn.noise])[:, :, None] + known.profile
    return (days + known.around[drawn.around]).reshape(len(level), -1)[:, :ahead]
