"""How long forecasts take: the bar is 12 metrics × 730 days × 2,000 paths in under a second.

    python benchmarks/forecast_speed.py [--ahead 90]

The metrics are ratios, two series each, of a shop with weekdays, growth and noise. Nothing is
asserted: machines differ.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from goals.forecast.season import drawn

METRICS, DAYS, PATHS = 12, 730, 2000
LAST = date(2026, 10, 31)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ahead", type=int, default=90)
    ahead = parser.parse_args().ahead
    rng = np.random.default_rng(1)
    week = np.tile([1.0, 0.9, 0.9, 1.0, 1.1, 1.3, 1.2], DAYS // 7 + 1)[:DAYS, None]
    shape = week * np.linspace(1, 1.5, DAYS)[:, None]
    metrics = [
        np.round(shape * (40, 2000) * rng.lognormal(0, 0.2, (DAYS, 2))) for _one in range(METRICS)
    ]
    began, worked = perf_counter(), 0.0
    for terms in metrics:
        one = perf_counter()
        found = drawn(terms, LAST, ahead, rng, PATHS)
        sums = found[0].sum(1) / found[1].sum(1)
        np.quantile(sums, (0.1, 0.5, 0.9))
        worked = max(worked, perf_counter() - one)
    print(f"{METRICS} ratios × {DAYS} days × {PATHS:,} paths, {ahead} days ahead:"
          f" {perf_counter() - began:.2f} s, the slowest {worked:.3f} s")  # fmt: skip


if __name__ == "__main__":
    main()
