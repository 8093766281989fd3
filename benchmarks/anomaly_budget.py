"""Whether odd days are as rare as the budget says on real series, and whether shocks are found.

    python benchmarks/anomaly_budget.py [DATA] [--budget 2] [--shops 60] [--store FILE]...

DATA is the folder of the real data sets (default $KPI_TUI_DATA, else ../shared/data): its daily
series. ``--store`` adds every figure of a store, such as the sample or an import of Online Retail.
Printed are alarms in 100 days by series, and, of simulated shops into which a shock of three days
was put, in how many it was told on its first or second day, by its size and by orders a day. Each
day is judged by the days before alone. Nothing is asserted here; tests/test_anomalies.py does.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from goals.explain.anomalies.budget import BUDGET, LEAST, judged
from goals.explain.anomalies.follow import follow
from goals.explain.anomalies.watch import anomalies
from goals.metrics.catalogue.shop import of
from store.database import connect
from store.facts import Facts
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
LATELY = 1460
SIZES = (-0.6, -0.4, -0.2, 0.2, 0.4, 0.6)
MEANS = (20, 100, 500)
DAYS, SHOCK = 400, 3
WEEK = np.array([1, 1, 1, 1.1, 1.2, 0.8, 0.7])


def scaled(values: Array) -> Array:
    """Return values on the scale they are followed on."""
    least = values.min()
    return np.log(values) if least > 0 else np.sqrt(values) if least >= 0 else values


def scores(values: Array) -> list[float]:
    plain = scaled(values)[:, None]
    found = follow(plain)
    result: list[float] = ((plain - found.expected) / found.usual)[:, 0].tolist()
    return result


def series_of(data: Path) -> dict[str, Array]:
    found: dict[str, list[float]] = {}
    with gzip.open(data / "daily_series" / "daily_series.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["series"], []).append(float(row["value"]))
    return {name: np.array(values[-LATELY:]) for name, values in found.items()}


def rates(known: Iterable[tuple[str, Array]], budget: float) -> None:
    days = alarms = 0
    for name, values in known:
        told = judged(scores(values), budget)
        many = sum(one >= LEAST for one in told.days)
        print(f"  {name:<28} {many:>5} days  {100 * sum(told.alarms) / many:5.2f}")
        days, alarms = days + many, alarms + sum(told.alarms)
    print(f"  {'together':<28} {days:>5} days  {100 * alarms / days:5.2f}")


def in_store(path: Path, budget: float) -> None:
    """Print the rate of each figure of a store, and how long all of them took."""
    with connect(path) as store:
        facts = Facts(store)
        last = facts.as_of() or date.min
        metrics = [one for one in of(facts).values() if one.tile]
        begun = perf_counter()
        board = anomalies(facts, metrics, last, Span.of(date(1970, 1, 1), last), budget=budget)
        took = perf_counter() - begun
    print(f"\n{path.name}: {len(metrics)} figures in {took:.2f} s")
    for one in board.watched:
        rate = 100 * one.alarms / max(1, one.judged)
        print(f"  {one.metric.id:<28} {one.judged:>5} days  {rate:5.2f}")
    days, alarms = sum(o.judged for o in board.watched), sum(o.alarms for o in board.watched)
    print(f"  {'together':<28} {days:>5} days  {100 * alarms / max(1, days):5.2f}")


def simulated(mean: int, size: float, rng: np.random.Generator) -> tuple[Array, int]:
    """Return a shop's orders by day, with a shock, and its first day."""
    level = np.exp(np.cumsum(rng.normal(0, 0.01, DAYS))) * rng.lognormal(0, 0.12, DAYS)
    rate = mean * WEEK[np.arange(DAYS) % 7] * level
    first = int(rng.integers(200, DAYS - 10))
    rate[first : first + SHOCK] *= 1 + size
    return rng.poisson(rate).astype(float), first


def found_shocks(shops: int, budget: float) -> None:
    rng = np.random.default_rng(3)
    print(f"\nShocks of {SHOCK} days told on the first or second, of {shops} shops each")
    print("  size   " + "".join(f"{mean:>8}" for mean in MEANS) + "  orders a day")
    for size in SIZES:
        shares = []
        for mean in MEANS:
            told = 0
            for _one in range(shops):
                values, first = simulated(mean, size, rng)
                errors = scores(values)
                alarms = judged(errors, budget).alarms
                told += any(
                    alarms[day] and (errors[day] > 0) == (size > 0) for day in (first, first + 1)
                )
            shares.append(told / shops)
        print(f"  {size:+.0%}  " + "".join(f"{share:>8.0%}" for share in shares))


def main() -> None:
    parser = argparse.ArgumentParser()
    default = os.environ.get("KPI_TUI_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("data", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--budget", type=float, default=BUDGET)
    parser.add_argument("--shops", type=int, default=60)
    parser.add_argument("--store", type=Path, action="append", default=[])
    given = parser.parse_args()
    print(f"Alarms in 100 days; the budget is {given.budget}")
    rates(series_of(given.data).items(), given.budget)
    for path in given.store:
        in_store(path, given.budget)
    found_shocks(given.shops, given.budget)


if __name__ == "__main__":
    main()
