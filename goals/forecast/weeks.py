"""Sample paths of figures that come once a week: a weekly export, told on one day of each.

Weekdays say nothing here, so there is no smoothing model beside the walk of weekly levels: half of
the paths let its moves settle, half keep them. Tried on weekly sums of the study's series: said 60
to 80 %, 73 % came; 80 % ranges hold 76 to 82 % (benchmarks/goal_calibration.py --weekly).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.smoothing import WEEK
from goals.forecast.walk import SETTLING, added_up, level_of

if TYPE_CHECKING:
    from goals.forecast.smoothing import Array

LEAST_WEEKS = 16
"""Four months: below, nobody knows how weeks follow each other."""
MOST_WEEKS = 104
LATELY = 12 * WEEK


def telling_day(terms: Array) -> int | None:
    """Return the place in the week of the only days with figures, by row modulo 7; else ``None``.

    The last twelve weeks decide; ``terms`` has a row a day, a column a term.
    """
    late = max(0, len(terms) - LATELY)
    places = {(late + int(row)) % WEEK for row in np.flatnonzero(terms[late:].any(axis=1))}
    told = np.count_nonzero(terms[late:].any(axis=1))
    return places.pop() if told >= 4 and len(places) == 1 else None


def paths_by_week(terms: Array, ahead: int, rng: np.random.Generator, many: int) -> Array:
    """Return what the days after the last one may bring: terms × paths × days.

    All terms draw the same weeks. ``terms`` is told on one weekday, for at least four weeks.
    """
    place = telling_day(terms)
    assert place is not None
    known = terms[place::WEEK][-MOST_WEEKS:]
    told = [day for day in range(ahead) if (len(terms) + day) % WEEK == place]
    size = (many, len(told))
    moves = rng.integers(0, len(known) - 1, size)
    noise = rng.integers(0, len(known) - 1, size)
    doubt = rng.standard_normal(many)[:, None]
    settling = np.where(np.arange(many) % 2, 1.0, SETTLING)
    result = np.zeros((terms.shape[1], many, ahead))
    for one in range(terms.shape[1]):
        weeks = known[:, one]
        logs = bool(weeks.min() > 0)
        level = level_of(np.log(weeks) if logs else weeks)
        drawn = level.value + level.doubt * doubt + added_up(level.moves[moves], settling)
        drawn += level.noise[noise]
        if logs:
            drawn = np.exp(drawn)
        elif weeks.min() >= 0:
            drawn = np.maximum(drawn, 0.0)
        result[one][:, told] = drawn
    return result
