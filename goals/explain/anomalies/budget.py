"""How odd a day must be to be told: as odd as uses up a budget of alarms, and no more.

For each series and each side the threshold is the size of error that the series' own past exceeds
as often as the budget allows: above its 90th percentile errors thin out exponentially, at the pace
that their median tells (peaks over threshold; R. L. Smith, "Extreme value analysis of environmental
time series", 1989). Where tails are heavier than that, alarms come too often: each alarm raises the
threshold a little, each quiet day lowers it, which holds the rate whatever the series does (I.
Gibbs, E. Candès, "Adaptive conformal inference under distribution shift", 2021).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from math import exp, isnan, log, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Store

BUDGET = 2.0
"""Alarms in 100 days of one series, both sides together."""
SETTING = "anomaly_budget"
"""The setting that keeps it, in hundredths."""
LEAST = 56
"""Days whose errors must be known before one is odd."""
LONGEST = 730
NEVER_ODD = 1.0
"""An error that is no larger than usual is never odd."""
_TAIL = 0.1
_STEP = 0.3
_START = 0.2
"""How much higher than the first days say the first limit is, in powers of e."""
_BOUND = 1.5


@dataclass(frozen=True, slots=True)
class Judged:
    """By day: the limits below and above which an error is told, and how many days were odder.

    ``limits`` are in usual errors, NaN where too few days are known. ``odder`` counts the days
    before that were at least as odd on the same side, ``days`` those that were known.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    alarms: tuple[bool, ...]
    odder: tuple[int, ...]
    days: tuple[int, ...]


def budget_of(store: Store) -> float:
    """Return how many odd days in 100 the owner wants to hear of."""
    kept = store.setting(SETTING)
    return int(kept) / 100 if kept and kept.isdecimal() and int(kept) else BUDGET


def keep_budget(store: Store, budget: float) -> None:
    """Keep how many odd days in 100 the owner wants to hear of, in this store."""
    store.set_setting(SETTING, str(round(budget * 100)))


def judged(scores: Sequence[float], budget: float = BUDGET) -> Judged:
    """Judge errors (in usual ones, NaN where there is none) day by day, from the days before."""
    share = budget / 200
    up, down = _Side(share), _Side(share)
    low, high, alarms, odder, known = [], [], [], [], []
    for score in scores:
        known.append(len(up.past))
        if isnan(score):
            low.append(-down.limit())
            high.append(up.limit())
            alarms.append(False)
            odder.append(0)
            continue
        side, size = (up, score) if score >= 0 else (down, -score)
        odder.append(side.beyond(size))
        high.append(up.seen(score))
        low.append(-down.seen(-score))
        alarms.append(score > high[-1] or score < low[-1])
    return Judged(tuple(low), tuple(high), tuple(alarms), tuple(odder), tuple(known))


class _Side:
    """Errors on one side, the largest last."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.past: list[float] = []
        self._order: deque[float] = deque()
        self._shift = _START

    def limit(self) -> float:
        """Return the size beyond which an error is told."""
        many = len(self.past)
        if many < LEAST:
            return nan
        place = int(many * (1 - _TAIL))
        base = self.past[place]
        middle = self.past[(place + many) // 2] - base
        scale = middle / log(2)
        limit = (base + scale * log(_TAIL / min(self.share, _TAIL))) * exp(self._shift)
        return max(limit, NEVER_ODD)

    def seen(self, size: float) -> float:
        """Take the next error in and return the limit it had to pass."""
        limit = self.limit()
        if not isnan(limit):
            moved = self._shift + _STEP * ((size > limit) - self.share)
            self._shift = min(max(moved, -_BOUND), _BOUND)
        insort(self.past, size)
        self._order.append(size)
        if len(self._order) > LONGEST:
            self.past.pop(bisect_left(self.past, self._order.popleft()))
        return limit

    def beyond(self, size: float) -> int:
        """Return on how many days before an error of this side was at least as large."""
        return len(self.past) - bisect_left(self.past, size)
