"""Whether a goal said to be 70 % probable is reached seven times of ten, on real shops' past.

    python benchmarks/goal_calibration.py [DATA] [--origins 12] [--paths 600] [--weekly]

DATA is the folder of the real data sets (default $KPI_TUI_DATA, else ../shared/data): the daily
series there and daily sums of Superstore's orders. On rolling days of the past a forecast is drawn
from the days before and goals around the level of the last four weeks are asked for: to sum up to
so much (total), to be at so much at the end (level), to stay under or over it (hold), to be at so
much once (reach); for baskets as ratios of revenue and orders. Printed is what was said beside what
came. Nine series are one shop's and had one autumn: each shop counts once, whatever its series.
With --weekly every series is told once a week, as the sum of its days. Nothing is asserted here:
tests/test_goal_calibration.py holds the bars.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from goals.forecast.season import drawn
from goals.targets.status import AHEAD, LIKELY, UNLIKELY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
HORIZONS = (14, 28, 60, 90)
WHOLE = (14, 28, 56, 84)
"""Days ahead where figures come once a week."""
FACTORS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.35)
LEAST, MONTH, WEEK, ELAPSED = 120, 28, 7, (7, 10, 14, 21, 25)


@dataclass(frozen=True)
class Series:
    """Daily terms (one column, or two of a ratio), the newest day last."""

    name: str
    shop: str
    last: date
    terms: Array


@dataclass(frozen=True)
class Call:
    """A goal asked for on a past day: what was said, and whether it came."""

    shop: str
    kind: str
    ahead: int
    said: float
    came: bool


@dataclass(frozen=True)
class Sum:
    """A forecast sum of days: where what came lies among the paths, and the errors of the days."""

    shop: str
    ahead: int
    place: float
    error: float
    naive: float


def read(data: Path) -> list[Series]:
    """Return the daily series, Superstore's sums by day, and baskets as ratios."""
    found: dict[str, list[tuple[date, float]]] = defaultdict(list)
    with gzip.open(data / "daily_series" / "daily_series.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            found[row["series"]].append((date.fromisoformat(row["day"]), float(row["value"])))
    series = [
        Series(name, _shop(name), days[-1][0], np.array([[value] for _day, value in days]))
        for name, days in found.items()
        if name != "uci_aov"
    ]
    series += _superstore(data / "superstore" / "superstore.csv")
    known = {one.name: one for one in series}
    for shop in ("uci", "cdnow", "superstore"):
        top, bottom = known[f"{shop}_rev"], known[f"{shop}_orders"]
        pair = np.hstack([top.terms, bottom.terms])
        series.append(Series(f"{shop}_basket", shop, top.last, pair))
    return series


def _shop(name: str) -> str:
    return name.split("_")[0]


def _superstore(path: Path) -> list[Series]:
    sums: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    orders: dict[date, set[str]] = defaultdict(set)
    with path.open(encoding="latin-1", newline="") as rows:
        for row in csv.DictReader(rows):
            day = date.fromisoformat(row["Order Date"])
            orders[day].add(row["Order ID"])
            sums["rev"][day] += float(row["Sales"])
            sums["units"][day] += float(row["Quantity"])
            sums[row["Category"]][day] += float(row["Sales"])
    sums["orders"] = {day: float(len(ids)) for day, ids in orders.items()}
    first, last = min(orders), max(orders)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        Series(f"superstore_{name}", "superstore", last,
               np.array([[by_day.get(day, 0.0)] for day in days]))
        for name, by_day in sums.items()
    ]  # fmt: skip


def rolled(terms: Array, window: int) -> Array:
    """Return means over windows of the last axis; of two terms their ratio."""
    running = np.cumsum(np.insert(terms, 0, 0.0, axis=-1), axis=-1)
    sums = running[..., window:] - running[..., :-window]
    if len(sums) == 1:
        return sums[0] / window
    return np.divide(sums[0], sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)


def study(
    series: Iterable[Series], origins: int, paths: int, horizons: Sequence[int] = HORIZONS
) -> tuple[list[Call], list[Sum]]:
    """Return every call and every sum, on days of the past as far apart as half the horizon."""
    calls: list[Call] = []
    sums: list[Sum] = []
    for one in series:
        for ahead in horizons:
            for back in range(origins):
                end = len(one.terms) - ahead - back * max(14, ahead // 2)
                if end < LEAST:
                    break
                _ask(one, end, ahead, paths, calls, sums)
    return calls, sums


def once_a_week(one: Series) -> Series:
    """Return a series told on every seventh day, the last one among them, as sums of weeks."""
    whole = one.terms[len(one.terms) % WEEK :]
    told = np.zeros_like(whole)
    told[WEEK - 1 :: WEEK] = whole.reshape(-1, WEEK, whole.shape[1]).sum(1)
    return replace(one, terms=told)


def _ask(one: Series, end: int, ahead: int, paths: int, calls: list[Call], sums: list[Sum]) -> None:
    past, came = one.terms[:end], one.terms[end : end + ahead]
    day = one.last - timedelta(days=len(one.terms) - end)
    found = drawn(past, day, ahead, np.random.default_rng(end), paths)
    before = past[-MONTH + 1 :].T[:, None, :]
    whole = np.concatenate([np.repeat(before, paths, axis=1), found], axis=2)
    real = np.concatenate([before, came.T[:, None, :]], axis=2)
    level = float(rolled(past[-MONTH:].T[:, None, :], MONTH)[0, 0])
    if len(found) == 1:
        sums.append(_sum(one, past[:, 0], came[:, 0], found[0]))
    windows, truth = rolled(whole, MONTH), rolled(real, MONTH)
    weeks, week = rolled(whole[..., MONTH - WEEK :], WEEK), rolled(real[..., MONTH - WEEK :], WEEK)
    total, sum_came = rolled(found, ahead)[:, 0], rolled(came.T[:, None, :], ahead)[0, 0]
    late = slice(MONTH, None) if ahead > MONTH else slice(-1, None)
    for factor in FACTORS:
        aim = factor * level

        def call(kind: str, said: NDArray[np.bool_], came: object) -> None:
            calls.append(Call(one.shop, kind, ahead, float(said.mean()), bool(came)))

        call("total", total >= aim, sum_came >= aim)
        call("level", windows[:, -1] >= aim, truth[0, -1] >= aim)
        if factor > 1:
            call("reach", weeks.max(1) >= aim, week.max() >= aim)
        if ahead >= MONTH and factor >= 0.95:
            call("hold under", windows[:, late].max(1) <= aim, truth[0, late].max() <= aim)
        if ahead >= MONTH and factor <= 1.05:
            call("hold over", windows[:, late].min(1) >= aim, truth[0, late].min() >= aim)


def _sum(one: Series, past: Array, came: Array, found: Array) -> Sum:
    """Return how a sum did, with its days' errors beside those of last week's weekdays."""
    scale = float(np.abs(past[WEEK:] - past[:-WEEK]).mean())
    weeks = -(-len(came) // WEEK)
    naive = np.tile(past[-WEEK:], weeks)[: len(came)]
    middle = np.median(found, axis=0)
    return Sum(
        one.shop,
        len(came),
        float((found.sum(1) < came.sum()).mean()),
        float(np.abs(came - middle).mean()) / scale,
        float(np.abs(came - naive).mean()) / scale,
    )


def mid_period(series: Iterable[Series], origins: int, paths: int) -> list[tuple[str, Call, float]]:
    """Return calls in the middle of four weeks' sums, with their share of the straight pace."""
    found = []
    for one in series:
        if one.terms.shape[1] > 1:
            continue
        values = one.terms[:, 0]
        for back in range(origins):
            start = len(values) - MONTH * (back + 1)
            if start < LEAST:
                break
            for elapsed in ELAPSED:
                end = start + elapsed
                day = one.last - timedelta(days=len(values) - end)
                rest = drawn(
                    one.terms[:end], day, MONTH - elapsed, np.random.default_rng(end), paths
                )[0].sum(1)
                done, all_of_it = values[start:end].sum(), values[start : start + MONTH].sum()
                for factor in FACTORS:
                    aim = factor * values[start - MONTH : start].sum()
                    if aim > 0:
                        said = float((done + rest >= aim).mean())
                        call = Call(one.shop, "total", elapsed, said, bool(all_of_it >= aim))
                        found.append((_status(said), call, float(done / (aim * elapsed / MONTH))))
    return found


def _status(said: float) -> str:
    if said >= AHEAD:
        return "ahead"
    if said >= LIKELY:
        return "on pace"
    return "behind" if said >= UNLIKELY else "at risk"


# -- what is printed -------------------------------------------------------------------------------


def weights(calls: Sequence[Call]) -> Array:
    """Return weights that let every shop count once."""
    counts: dict[str, int] = defaultdict(int)
    for call in calls:
        counts[call.shop] += 1
    found = np.array([1 / counts[call.shop] for call in calls])
    return found / found.sum()


@dataclass(frozen=True)
class Score:
    calls: int
    brier: float
    ece: float
    said: float
    came: float
    """Of the calls said 60 to 80 %."""

    def __str__(self) -> str:
        return (
            f"{self.calls:7,}  Brier {self.brier:.3f}  ECE {self.ece:.3f}"
            f"  said 60-80 %: {self.said:4.0%} said, {self.came:4.0%} came"
        )


def score(calls: Sequence[Call]) -> Score:
    said = np.array([call.said for call in calls])
    came = np.array([float(call.came) for call in calls])
    weight = weights(calls)
    bins = np.minimum((said * 10).astype(int), 9)
    ece = sum(abs((weight * (said - came))[bins == one].sum()) for one in range(10))
    mid = (said >= 0.6) & (said < 0.8)
    of = weight[mid] / weight[mid].sum() if mid.any() else weight[mid]
    return Score(
        len(calls),
        float((weight * (said - came) ** 2).sum()),
        float(ece),
        float((of * said[mid]).sum()),
        float((of * came[mid]).sum()),
    )


def coverage(sums: Sequence[Sum], within: float) -> float:
    """Return the share of sums inside the interval that should hold ``within`` of them."""
    tail = (1 - within) / 2
    by_shop: dict[str, list[bool]] = defaultdict(list)
    for one in sums:
        by_shop[one.shop].append(tail <= one.place <= 1 - tail)
    return float(np.mean([np.mean(inside) for inside in by_shop.values()]))


def reliability(calls: Sequence[Call]) -> list[str]:
    """Return a line for each tenth of what was said: how many of it came, by kind."""
    kinds = dict.fromkeys(call.kind for call in calls)
    columns = [_came(calls), *(_came([one for one in calls if one.kind == kind]) for kind in kinds)]
    lines = [" " * 12 + "".join(f"{name:>14}" for name in ("all kinds", *kinds))]
    for one in range(10):
        cells = "".join(f"{column.get(one, ''):>14}" for column in columns)
        lines.append(f"  {one * 10:3}-{one * 10 + 10:3} %{cells}")
    return lines


def _came(calls: Sequence[Call]) -> dict[int, str]:
    """Return by tenth of what was said: the mean said and the share that came."""
    said = np.array([call.said for call in calls])
    came = np.array([float(call.came) for call in calls])
    weight, bins = weights(calls), np.minimum((said * 10).astype(int), 9)
    found = {}
    for one in range(10):
        of = weight * (bins == one)
        if of.sum() > 0:
            means = (float((of * values).sum() / of.sum()) for values in (said, came))
            found[one] = " → ".join(f"{mean:3.0%}" for mean in means)
    return found


def report(calls: list[Call], sums: list[Sum], middle: list[tuple[str, Call, float]]) -> list[str]:
    lines = ["Every shop counts once.", "", f"all               {score(calls)}"]
    for kind in dict.fromkeys(call.kind for call in calls):
        ours = [call for call in calls if call.kind == kind]
        lines.append(f"{kind:17} {score(ours)}")
        for ahead in sorted({call.ahead for call in ours}):
            some = [call for call in ours if call.ahead == ahead]
            lines.append(f"  {ahead:3} days        {score(some)}")
    lines += ["", "Said → came", *reliability(calls), "", "Sums of days"]
    for ahead in sorted({one.ahead for one in sums}):
        some_sums = [one for one in sums if one.ahead == ahead]
        error = np.mean([one.error for one in some_sums])
        naive = np.mean([one.naive for one in some_sums])
        lines.append(
            f"  {ahead:3} days  80 % holds {coverage(some_sums, 0.8):4.0%}"
            f"  95 % holds {coverage(some_sums, 0.95):4.0%}  MASE {error:.2f}"
            f"  seasonal naive {naive:.2f}"
        )
    if not middle:
        return lines
    lines += ["", "In the middle of four weeks: goals reached, by status"]
    for status in ("ahead", "on pace", "behind", "at risk"):
        ours = [call for name, call, _pace in middle if name == status]
        reached = float((weights(ours) * np.array([call.came for call in ours])).sum())
        lines.append(f"  {status:8} {len(ours):6,} goals  {reached:4.0%} reached")
    for name, low, high in (("≥ 95 %", 0.95, np.inf), ("75-95 %", 0.75, 0.95), ("< 75 %", 0, 0.75)):
        ours = [call for _status, call, pace in middle if low <= pace < high]
        reached = float((weights(ours) * np.array([call.came for call in ours])).sum())
        lines.append(
            f"  pace {name:8} {len(ours):6,} goals  {reached:4.0%} reached (straight line)"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("KPI_TUI_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("data", nargs="?", type=Path, default=default)
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--paths", type=int, default=600)
    parser.add_argument("--weekly", action="store_true")
    asked, began = parser.parse_args(), perf_counter()
    series = read(Path(asked.data))
    if asked.weekly:
        series = [once_a_week(one) for one in series]
    calls, sums = study(series, asked.origins, asked.paths, WHOLE if asked.weekly else HORIZONS)
    middle = [] if asked.weekly else mid_period(series, asked.origins, asked.paths)
    print("\n".join(report(calls, sums, middle)))
    print(f"\n{len(series)} series of {len({one.shop for one in series})} shops,"
          f" {perf_counter() - began:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
