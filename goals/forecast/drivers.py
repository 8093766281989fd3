"""What leads to a figure: traffic × conversion × basket…, as forecast, and how it moved before.

The drivers come from the same drawn weeks: where orders and visits moved together, they do so
here. Medians of sums are taken and the drivers are their quotients, so that they multiply to the
median of the figure exactly; of a profit, to what spend and running costs are taken off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from goals.explain.bridge import STEPS
from goals.forecast.history import history
from goals.forecast.outlooks import MOST_AHEAD, seeded
from goals.forecast.paths import LEAST_DAYS, PATHS
from goals.forecast.season import drawn
from goals.forecast.stake import sums
from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue import shop as catalogue
from goals.targets import figures
from goals.targets.shape import YEAR
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.forecast.history import History
    from goals.forecast.smoothing import Array
    from goals.metrics.figures import Where
    from store.facts import Facts
    from store.spans import Span

CHAINS: dict[str, tuple[str, ...]] = {
    "orders": ("visits", "orders"),
    "gmv": ("visits", "orders", "gmv"),
    "revenue": ("visits", "orders", "gmv", "revenue"),
    "gross_margin": ("visits", "orders", "gmv", "gross_margin"),
    "contribution": ("visits", "orders", "gmv", "gross_margin", "contribution"),
}
"""The figures that lead to a metric; the quotient of two neighbours is a driver."""
KEPT = "kept"
"""What refunds leave of the sales: a factor that nobody plans with, held as it is forecast."""
LEAST_CHANGES = 28

NO_DRIVERS = N_("{label} has no drivers to solve for; revenue, orders, margin and profit have.")
NO_TRAFFIC = N_("Traffic is not known over the same days: by orders and basket only.")
NO_SPEND = N_("Spend is not known over the same days and not taken off.")
TOO_FAR = N_("More than 13 months away: too far to tell.")


@dataclass(frozen=True, slots=True)
class Factor:
    """A driver over one span: its median, its paths, and the past.

    ``past`` are its values over as many days, ending on each known day from ``first`` on;
    ``changes`` its past changes over such a span, as logarithms.
    """

    id: str
    value: Fraction
    paths: Array
    past: Array
    first: date
    changes: Array

    @property
    def spread(self) -> float:
        return float(np.sqrt((self.changes**2).mean())) if len(self.changes) else 0.0


@dataclass(frozen=True, slots=True)
class Drivers:
    """``factors`` multiply to ``gross``; ``spend`` and ``costs`` are taken off: the ``value``."""

    span: Span
    factors: tuple[Factor, ...]
    gross: Fraction
    value: Fraction
    paths: Array
    spend: Factor | None = None
    costs: Fraction = Fraction(0)
    notes: tuple[Message, ...] = ()


def drivers(
    facts: Facts, metric: str, spans: Sequence[Span], day: date, where: Where = ()
) -> tuple[list[Drivers], Message | None]:
    """Return the drivers of a metric over spans to come, by figures known up to ``day``.

    Or the reason why there are none. Spans more than 13 months away are left out.
    """
    if metric not in CHAINS:
        label = catalogue.of(facts).known(metric).label
        return [], Message(NO_DRIVERS, {"label": Message(label)})
    chain, pasts, notes, reason = _known(facts, CHAINS[metric], where, day)
    if reason is not None:
        return [], reason
    last = next(iter(pasts.values())).day
    terms = np.column_stack([one.terms[:, 0] for one in pasts.values()])
    first = last - timedelta(days=len(terms) - 1)
    near = [one for one in spans if (one.last - last).days <= MOST_AHEAD and one.start >= first]
    if not near:
        return [], Message(TOO_FAR)
    ahead = max(1, max((one.last - last).days for one in near))
    rng = seeded(metric, where, last)
    found = sums(terms, drawn(terms, last, ahead, rng, PATHS), near, last)
    columns = dict(zip(pasts, found, strict=True))
    return [
        replace(_drivers(chain, {name: one[:, n] for name, one in columns.items()},
                         dict(zip(pasts, terms.T, strict=True)), span, first), notes=notes)
        for n, span in enumerate(near)
    ], None  # fmt: skip


def _known(
    facts: Facts, wanted: tuple[str, ...], where: Where, day: date
) -> tuple[tuple[str, ...], dict[str, History], tuple[Message, ...], Message | None]:
    """Return the chain as far as its figures are known, their pasts over the same days, notes.

    Traffic and what is taken off may be missing; anything else is the reason of the last value.
    """
    ends = {name: figures.known_until(facts, METRICS[name], day) for name in (*wanted, "spend")}
    last = ends[wanted[-1]] or ends[wanted[-2]]
    if last is None:
        return (), {}, (), Message(N_("No import has brought figures for this yet."))
    names = [name for name in wanted if name != "contribution"]
    profit = "contribution" in wanted
    found, notes = {}, []
    for name in (*names, *(("spend", "contribution") if profit else ())):
        past, reason = history(facts, METRICS[name], where, last)
        reason = reason or (past.reason if past else None)
        if past is not None and reason is None:
            found[name] = past
        elif name == "visits":
            notes.append(Message(NO_TRAFFIC))
        elif name in ("spend", "contribution"):
            notes += [Message(NO_SPEND)] * profit
            profit = False
        else:
            return (), {}, (), reason
    if not profit:
        found = {name: one for name, one in found.items() if name in names}
    days = min(one.days for one in found.values())
    if "visits" in found and days < LEAST_DAYS <= min(
        one.days for name, one in found.items() if name != "visits"
    ):
        del found["visits"]
        notes.append(Message(NO_TRAFFIC))
        days = min(one.days for one in found.values())
    cut = {name: replace(one, terms=one.terms[-days:]) for name, one in found.items()}
    return tuple(name for name in names if name in cut), cut, tuple(notes), None


def _drivers(
    chain: tuple[str, ...], drawn_sums: dict[str, Array], terms: dict[str, Array],
    span: Span, first: date,
) -> Drivers:  # fmt: skip
    middle = {name: Fraction(float(np.median(one))) for name, one in drawn_sums.items()}
    past = {name: _windows(one, span.days) for name, one in terms.items()}
    start = first + timedelta(days=span.days - 1)
    factors = []
    for below, name in pairwise(("", *chain)):
        id_ = KEPT if name == "revenue" else STEPS[below, name]
        if not below:
            value, drawn_one, was = middle[name], drawn_sums[name], past[name]
        else:
            value = middle[name] / middle[below] if middle[below] > 0 else Fraction(0)
            drawn_one = _over(drawn_sums[name], drawn_sums[below])
            was = _over(past[name], past[below])
        factors.append(Factor(id_, value, drawn_one, was, start, changes(was, span.days)))
    gross = Fraction(1)
    for one in factors:
        gross *= one.value
    if "contribution" not in drawn_sums:
        return Drivers(span, tuple(factors), gross, gross, drawn_sums[chain[-1]])
    was = past["spend"]
    spend = Factor("spend", middle["spend"], drawn_sums["spend"], was, start,
                   changes(was, span.days))  # fmt: skip
    paths = drawn_sums["contribution"]
    running = drawn_sums[chain[-1]] - drawn_sums["spend"] - paths
    costs = Fraction(float(np.median(running)))
    value = gross - spend.value - costs
    return Drivers(span, tuple(factors), gross, value, paths, spend, costs)


def _windows(values: Array, days: int) -> Array:
    running = np.concatenate([[0.0], np.cumsum(values)])
    return running[days:] - running[:-days] if days < len(running) else np.empty(0)


def _over(top: Array, bottom: Array) -> Array:
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def changes(past: Array, days: int) -> Array:
    """Return past changes over a span, as logarithms: against a year before where known that long.

    Else against the days before.
    """
    lag = YEAR if len(past) >= YEAR + LEAST_CHANGES else days
    if len(past) <= lag:
        return np.empty(0)
    now, before = past[lag:], past[:-lag]
    there = (now > 0) & (before > 0)
    return np.log(now[there] / before[there])
