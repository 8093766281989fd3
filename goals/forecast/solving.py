"""What would reach a target: each driver alone with its own realism, and the mix of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from goals.explain.bridge import LABELS, UNITS
from goals.forecast.drivers import CHAINS, KEPT, NO_DRIVERS, drivers
from goals.targets import figures
from goals.targets.backsolve import Driver, Equation, alone, mix
from goals.targets.course import course, window_to
from goals.targets.realism import word_of
from store.messages import N_, Message
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from goals.forecast.drivers import Drivers, Factor
    from goals.metrics.metric import Unit
    from goals.targets.goal import Goal
    from goals.targets.realism import Word
    from goals.targets.target import Target
    from store.facts import Facts

SHARES = frozenset({"conversion", "margin_rate"})
BY_THE_DAY = frozenset({"traffic", "orders"})
"""Drivers that people say by the day."""
OVER = N_("The figures of these days are known: nothing is left to solve for.")
REFUNDS = N_("Refunds are taken to leave as much of the sales as forecast.")
COSTS = N_("Running costs are taken as forecast.")
NOTHING = N_("Nothing these drivers can be reaches it.")


@dataclass(frozen=True, slots=True)
class Solved:
    """One driver: what is expected, what it would have to be ``alone``, and in the mix.

    ``chance`` and ``word`` are those of ``alone``; ``best`` is the best it ever was over as many
    days; ``largest`` its largest past change that way, in parts.
    """

    id: str
    expected: Fraction
    alone: Fraction | None
    together: Fraction | None
    chance: float | None = None
    word: Word | None = None
    best: tuple[Fraction, Span] | None = None
    largest: float | None = None

    @property
    def label(self) -> str:
        return LABELS[self.id]

    @property
    def unit(self) -> Unit:
        return UNITS[self.id]

    def change(self, value: Fraction | None) -> Fraction | None:
        """Return by how much a value differs from what is expected, in parts."""
        return None if value is None or not self.expected else value / self.expected - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """The drivers over ``span`` that reach ``target``; ``expected`` is what comes by itself.

    Of a sum under way the days to come count alone: ``known`` has come already.
    """

    span: Span
    target: Fraction
    expected: Fraction
    drivers: tuple[Solved, ...] = ()
    known: Fraction = Fraction(0)
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def solve(
    facts: Facts,
    goal: Goal,
    target: Target,
    day: date,
    pinned: Mapping[str, Fraction] | None = None,
) -> Solution:
    """Return what would reach a target by figures known up to ``day``.

    ``pinned`` are drivers that somebody knows: traffic and orders by the day, spend in all.
    """
    span, known = _left(facts, goal, day)
    aim = target.value if target.high is None else target.bound_for(target.value)
    aim -= known
    if span is None:
        return Solution(course(goal, day).whole, aim, Fraction(0), reason=Message(OVER))
    if goal.metric not in CHAINS:
        label = Message(goal.about.label)
        return Solution(span, aim, Fraction(0), reason=Message(NO_DRIVERS, {"label": label}))
    found, reason = drivers(facts, goal.metric, [span], day, goal.where)
    if not found:
        return Solution(span, aim, Fraction(0), known=known, reason=reason)
    return solved(found[0], aim, known, in_all(pinned or {}, span))


def _left(facts: Facts, goal: Goal, day: date) -> tuple[Span | None, Fraction]:
    """Return the days that still decide, and what a sum has brought already."""
    whole = course(goal, day).whole
    if goal.kind != "total":
        width = goal.window if goal.recurrence == "none" else whole.days
        return (
            (window_to(whole.last, width), Fraction(0)) if whole.last > day else (None, Fraction(0))
        )
    if whole.start > day:
        return whole, Fraction(0)
    came = figures.figure(facts, goal.about, Span.of(whole.start, min(day, whole.last)), goal.where)
    known = came.value or Fraction(0)
    if whole.last <= day:
        return None, known
    return Span.of(day + timedelta(days=1), whole.last), known


def in_all(pinned: Mapping[str, Fraction], span: Span) -> dict[str, Fraction]:
    """Return drivers that are told by the day as they are over all days of a span."""
    return {
        name: value * span.days if name in BY_THE_DAY else value for name, value in pinned.items()
    }


def equation(found: Drivers) -> Equation:
    """Return drivers as an equation to solve: what refunds leave is held as forecast."""
    kept = [one.value for one in found.factors if one.id == KEPT]
    return Equation(
        tuple(_driver(one) for one in found.factors if one.id != KEPT),
        kept[0] if kept else Fraction(1),
        _driver(found.spend) if found.spend else None,
        found.costs,
    )


def _driver(one: Factor) -> Driver:
    return Driver(one.id, one.value, one.spread, Fraction(1) if one.id in SHARES else None)


def solved(
    found: Drivers,
    aim: Fraction,
    known: Fraction = Fraction(0),
    pinned: Mapping[str, Fraction] | None = None,
) -> Solution:
    """Return what reaches ``aim`` with these drivers."""
    asked = equation(found)
    single, all_of_them = alone(asked, aim), mix(asked, aim, pinned)
    up = aim >= found.value
    factors = [one for one in found.factors if one.id != KEPT]
    factors += [found.spend] if found.spend else []
    parts = tuple(_solved(one, found.span, single, all_of_them, up) for one in factors)
    notes = list(found.notes)
    notes += [Message(REFUNDS)] if len(asked.drivers) < len(found.factors) else []
    notes += [Message(COSTS)] if found.costs else []
    reason = Message(NOTHING) if all_of_them is None else None
    return Solution(found.span, aim, found.value, parts, known, reason, tuple(notes))


def _solved(
    one: Factor,
    span: Span,
    single: Mapping[str, Fraction | None],
    together: Mapping[str, Fraction] | None,
    up: bool,
) -> Solved:
    needed = single[one.id]
    more = up != (one.id == "spend")
    sign = 1 if more else -1
    chance = None
    if needed is not None:
        met = np.nan_to_num(one.paths * sign, nan=-np.inf) >= float(needed) * sign
        chance = (float(met.sum()) + 1) / (len(met) + 2)
    largest = None
    if len(one.changes):
        furthest = float(np.max(one.changes * sign)) * sign
        largest = float(np.expm1(furthest)) if furthest * sign > 0 else None
    return Solved(
        one.id, one.value, needed, None if together is None else together[one.id],
        chance, None if chance is None else word_of(chance), _best(one, span, sign), largest,
    )  # fmt: skip


def _best(one: Factor, span: Span, sign: int) -> tuple[Fraction, Span] | None:
    there = ~np.isnan(one.past)
    if not there.any():
        return None
    place = int(np.argmax(np.where(there, one.past * sign, -np.inf)))
    last = one.first + timedelta(days=place)
    days = Span.of(last - timedelta(days=span.days - 1), last)
    return Fraction(float(one.past[place])), days
