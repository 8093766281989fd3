"""What the windows that decide a goal may come to, whatever its target.

Drawn once, asked with every letter of a target that is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.stake import margins, met

if TYPE_CHECKING:
    from goals.forecast.smoothing import Array
    from goals.targets.target import Target


@dataclass(frozen=True, slots=True)
class Ends:
    """``found``: paths × windows, all of which have to meet a target; a gap meets none."""

    found: Array

    def chance(self, target: Target) -> float:
        """Return how probable it is that the target is met: never quite 0, nor quite 1."""
        worst, bound = margins(self.found, target)
        return (float(met(worst, bound, target).sum()) + 1) / (len(self.found) + 2)

    def at(self, chance: float, sign: int) -> float | None:
        """Return what is reached with this chance, upwards (1) or downwards (-1)."""
        worst = np.where(np.isnan(self.found), -np.inf, self.found * sign).min(1)
        value = float(np.quantile(worst, 1 - chance, method="lower"))
        return value * sign if np.isfinite(value) else None
