"""Whether prudent, ambitious and extreme mean something: how many such targets were reached.

    python benchmarks/realism.py [DATA] [--origins 12]

DATA is the folder of the real data sets (default $KPI_TUI_DATA, else ../shared/data): the daily
series there and daily sums of Superstore's orders, as in goal_calibration.py. On rolling days of
the past three targets are proposed for 14 to 90 days on, for sums and for levels, and a grid of
targets around today's figure gets its word; printed is how many were reached by what then came.
Chances are the forecast's; beside them stand those that past moves alone would give. Every shop
counts once, whatever its series. tests/test_realism.py holds the bars.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.goal_calibration import LEAST, MONTH, ROOT, read, rolled
from goals.forecast.ends import Ends
from goals.forecast.season import drawn
from goals.metrics.catalogue import METRICS
from goals.targets.past import Past
from goals.targets.proposals import proposals
from goals.targets.realism import WORDS, realism, setting, word_of, worded
from goals.targets.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.goal_calibration import Array, Series
    from goals.targets.realism import Setting, Word
    from goals.targets.target import Operator

HORIZONS = (14, 28, 60, 90)
FACTORS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.35, 1.6)
NAMES = ("prudent", "ambitious", "extreme")


@dataclass(frozen=True)
class Called:
    """A target of the past: what it was called, how probable, and whether it was reached.

    ``by`` says what the word came from: the place among three, or the chance by what.
    """

    shop: str
    kind: str
    ahead: int
    by: str
    word: str
    chance: float
    reached: bool


def study(
    series: Iterable[Series], origins: int, paths: int = 600, horizons: Sequence[int] = HORIZONS
) -> list[Called]:
    """Return every target with its word, on days as far apart as half the horizon."""
    found: list[Called] = []
    for one in series:
        for ahead in horizons:
            for back in range(origins):
                end = len(one.terms) - ahead - back * max(14, ahead // 2)
                if end < LEAST:
                    break
                for kind in ("total", "level") if one.terms.shape[1] == 1 else ("level",):
                    found += _asked(one, end, ahead, kind, paths)
    return found


def _asked(one: Series, end: int, ahead: int, kind: str, paths: int) -> list[Called]:
    """Ask on one day for higher and for lower figures."""
    width = ahead if kind == "total" else MONTH
    day = one.last - timedelta(days=len(one.terms) - end)
    whole = one.terms[: end + ahead]
    came = _windows(whole, width)[-1]
    known = _windows(one.terms[:end], width)
    metric = METRICS["revenue" if len(one.terms[0]) == 1 else "aov"]
    past = Past(
        metric, width, day - timedelta(days=len(known) - 1), tuple(map(float, known)),
        day - timedelta(days=end - 1),
    )  # fmt: skip
    before = setting(past, kind, day, day + timedelta(days=ahead))
    to_come = drawn(one.terms[:end], day, ahead, np.random.default_rng(end), paths)
    seen = one.terms[max(end - MONTH, 0) : end].T[:, None, :]
    both = np.concatenate([np.repeat(seen, paths, axis=1), to_come], axis=2)
    last = both[..., -width:]
    ends = Ends(_means(last)[:, None])
    ask = _Asking(one.shop, kind, ahead, before, ends, float(came))
    return [*ask.called(">"), *ask.called("<")]


def _windows(terms: Array, width: int) -> Array:
    """Return means over windows, or ratios of sums, ending on each day from ``width`` on."""
    found: Array = rolled(terms.T[:, None, :], width)[0]
    return found


def _means(terms: Array) -> Array:
    sums: Array = terms.sum(-1)
    found: Array = sums[0] / terms.shape[-1]
    if len(sums) > 1:
        found = np.divide(sums[0], sums[1], out=np.zeros_like(sums[0]), where=sums[1] > 0)
    return found


@dataclass(frozen=True)
class _Asking:
    shop: str
    kind: str
    ahead: int
    before: Setting
    ends: Ends
    came: float

    def called(self, operator: Operator) -> list[Called]:
        sign = 1 if operator == ">" else -1
        now = self.before.base if self.kind == "level" else None
        three = proposals(
            self.before.past.metric,
            operator,
            lambda chance: self.ends.at(chance, sign),
            self.ends.chance,
            lambda _target, chance: word_of(chance),
            beyond=None if now is None else Fraction(now),
        )
        found = [
            self._one(f"{name} of three", one.word, one.chance, one.target)
            for name, one in zip(NAMES, three, strict=False)
        ]
        level = self.before.base
        if level is None or level <= 0:
            return found
        for factor in FACTORS:
            target = Target(operator, Fraction(level * factor))
            by_past = realism(self.before, target, kind=self.kind)
            chance = self.ends.chance(target)
            found.append(self._one("forecast", _word(worded(by_past, chance).word), chance, target))
            if by_past.percentile is not None:
                likely = 1 - by_past.percentile
                found.append(self._one("past moves", _word(by_past.word), likely, target))
                mean = (chance + likely) / 2
                found.append(self._one("mean of both", _word(worded(by_past, mean).word), mean,
                                       target))  # fmt: skip
        return found

    def _one(self, by: str, word: str, chance: float, target: Target) -> Called:
        reached = target.met_by(Fraction(self.came))
        return Called(self.shop, self.kind, self.ahead, by, word, chance, reached)


def _word(word: Word | None) -> str:
    return word or ""


# -- what is printed -------------------------------------------------------------------------------


def reached(called: Sequence[Called]) -> float:
    """Return how many were reached, every shop counting once."""
    return _weighed(called, lambda one: float(one.reached))


def said(called: Sequence[Called]) -> float:
    """Return the mean chance that was said."""
    return _weighed(called, lambda one: one.chance)


def _weighed(called: Sequence[Called], of: Callable[[Called], float]) -> float:
    shops: dict[str, list[float]] = defaultdict(list)
    for one in called:
        shops[one.shop].append(of(one))
    return float(np.mean([np.mean(values) for values in shops.values()])) if shops else float("nan")


def report(called: list[Called]) -> list[str]:
    lines = ["Every shop counts once.", "", "The three that are proposed"]
    for name in NAMES:
        for kind in ("total", "level"):
            ours = [one for one in called if one.by == f"{name} of three" and one.kind == kind]
            usual = [one for one in ours if one.word == name]
            lines.append(
                f"  {name:10} {kind:6} {len(ours):6,}  said {said(ours):4.0%}"
                f"  reached {reached(ours):4.0%}    with the word {name}: {len(usual):6,}"
                f"  said {said(usual):4.0%}  reached {reached(usual):4.0%}"
            )
    for by in ("forecast", "past moves", "mean of both"):
        lines += ["", f"Words, chances by {by}"]
        for word in WORDS:
            for kind in ("total", "level"):
                ours = [
                    one for one in called
                    if one.by == by and one.word == word and one.kind == kind
                ]  # fmt: skip
                lines.append(
                    f"  {word:10} {kind:6} {len(ours):6,}  said {said(ours):4.0%}"
                    f"  reached {reached(ours):4.0%}  "
                    + "  ".join(
                        f"{ahead} d {reached([one for one in ours if one.ahead == ahead]):4.0%}"
                        for ahead in HORIZONS
                    )
                )
        ours = [one for one in called if one.by == by]
        error = _weighed(ours, lambda one: (one.chance - one.reached) ** 2)
        lines.append(f"  Brier {error:.3f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("KPI_TUI_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("data", nargs="?", type=Path, default=default)
    parser.add_argument("--origins", type=int, default=12)
    asked, began = parser.parse_args(), perf_counter()
    series = read(Path(asked.data))
    called = study(series, asked.origins)
    print("\n".join(report(called)))
    print(f"\n{len(series)} series of {len({one.shop for one in series})} shops,"
          f" {perf_counter() - began:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
