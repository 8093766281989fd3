"""How realistic a target is by the shop's own past, in one word and with what speaks for it.

A level is compared with past moves over as many days; a sum with what the same days of earlier
years brought, and how much such sums grew before; a level to hold with past windows. The word
follows the chance: by the forecast where there is one, else by how many past moves went as far.
benchmarks/realism.py shows how many of the targets called so were reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from goals.targets.past import (
    change_of,
    longest_run,
    moves,
    visible_change,
    visible_share,
)
from goals.targets.shape import YEAR
from store.messages import N_, Message, counted

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.metric import Metric
    from goals.targets.past import Move, Moves, Past
    from goals.targets.target import Target
    from store.spans import Span

Word = Literal["easy", "prudent", "ambitious", "extreme", "never seen"]
WORDS: tuple[Word, ...] = get_args(Word)
WORD_LABELS: dict[Word, str] = {
    "easy": N_("easy"),
    "prudent": N_("prudent"),
    "ambitious": N_("ambitious"),
    "extreme": N_("extreme"),
    "never seen": N_("never seen"),
}
EASY, PRUDENT, AMBITIOUS = 0.9, 0.6, 0.25
"""Chances from which a target is easy, prudent, ambitious; measured in benchmarks/realism.py."""
LEAST_DAYS = 56
"""Eight weeks, as for a forecast."""
LEAST_MOVES = 28
"""Fewer moves against a year earlier say less than those against the days before."""
LEAST_APART = 3
"""What did not happen in fewer stretches that share no day may still be usual."""

NO_YEAR = N_("Compared with the days before: too little is known of earlier years.")
TOO_LONG = (
    N_("The figures go back {n} day: too few to compare so long a stretch with."),
    N_("The figures go back {n} days: too few to compare so long a stretch with."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Realism:
    """What the past says of a target; parts that do not apply are ``None``.

    ``change`` is what is asked for, from ``base`` over ``lag`` days, counted as the metric's
    changes are; ``base_days`` are the days it is measured from. ``largest`` is the largest past
    move that way; ``times`` of ``of`` are moves at least as large, ``apart`` of ``apart_of`` those
    that share no day. ``percentile``: the share of past moves that went less far. ``held``: the
    share of past windows that met the target, ``longest`` for how many days on end. ``visible``:
    the smallest change that is more than noise.
    """

    metric: Metric
    days: int
    sign: int = 0
    base: Fraction | None = None
    base_days: Span | None = None
    growth: bool = False
    lag: int = 0
    change: float | None = None
    largest: Move | None = None
    times: int = 0
    of: int = 0
    apart: int = 0
    apart_of: int = 0
    percentile: float | None = None
    best: tuple[float, Span] | None = None
    held: float | None = None
    longest: int | None = None
    visible: float | None = None
    chance: float | None = None
    word: Word | None = None
    reason: Message | None = None
    notes: tuple[Message, ...] = ()

    @property
    def detectable(self) -> bool | None:
        """Whether the change asked for is larger than what noise alone does."""
        if self.change is None or self.visible is None:
            return None
        return abs(self.change) >= self.visible

    @property
    def advance(self) -> bool:
        """Whether it asks for more than to stay as it is, so that past moves tell something."""
        return self.change is not None and self.change * self.sign > 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What a target is measured from, whatever it is: the base and the past moves beside it."""

    past: Past
    base: float | None
    base_day: date
    before: Moves
    notes: tuple[Message, ...] = ()

    def change(self, value: float) -> float | None:
        """Return what a value asks for, counted as the metric's changes are."""
        return None if self.base is None else change_of(self.past.metric)(self.base, value)

    def at(self, chance: float, sign: int) -> float | None:
        """Return the value that so many past moves would have reached."""
        sizes = sorted((one.change for one in self.before.found), reverse=sign > 0)
        if self.base is None or not sizes:
            return None
        size = sizes[min(int(chance * len(sizes)), len(sizes) - 1)]
        relative = self.past.metric.change == "relative"
        return self.base * (1 + size) if relative else self.base + size

    def chance(self, target: Target) -> float:
        """Return how many past moves would have reached a target."""
        if self.base is None or not self.before.found:
            return 0.0
        sign = -1 if target.stays_under else 1
        size = self.change(float(target.value))
        if size is None:
            return 0.0
        return len(self.before.as_large(size, sign)) / len(self.before.found)


def setting(past: Past, kind: str, day: date, last: date) -> Setting:
    """Return what a target for ``last`` is measured from, by figures up to ``day``."""
    notes = (past.cut,) if past.cut else ()
    if kind != "total":
        return Setting(past, past.at(day), day, moves(past, max((last - day).days, 1)), notes)
    years = 1
    while _years_before(last, years) > day:
        years += 1
    base_day = _years_before(last, years)
    grown = moves(past, YEAR * years, apart=past.width, growth=True)
    if past.at(base_day) is not None and len(grown.found) >= LEAST_MOVES:
        return Setting(past, past.at(base_day), base_day, grown, notes)
    notes = (*notes, Message(NO_YEAR))
    return Setting(past, past.at(day), day, moves(past, past.width), notes)


def realism(
    known: Setting,
    target: Target | None,
    *,
    kind: str,
    sign: int = 1,
    cases: float | None = None,
    noise: Past | None = None,
) -> Realism:
    """Return what the past says of a target; without one, what it says of the figure itself.

    ``sign`` is the direction wanted where there is no target. ``cases`` is what today's share
    rests on; ``noise`` a past of shorter windows where those of the setting are long.
    """
    past = known.past
    if target is not None:
        sign = _direction(known, target)
    found = Realism(metric=past.metric, days=past.days, sign=sign, notes=known.notes)
    if known.base is not None:
        found = replace(
            found,
            base=Fraction(known.base),
            base_days=past.window((known.base_day - past.first).days),
        )
    found = replace(found, best=_best(past, sign))
    if past.days < LEAST_DAYS:
        return replace(found, reason=_too_short(past))
    found = replace(found, visible=_visible(past, known.base, cases, noise))
    if target is None:
        return found
    found = _compared(found, known, target)
    if kind == "hold":
        values = [value for _place, value in past.known]
        met = sum(_met(target, value) for value in values)
        found = replace(
            found,
            held=met / len(values) if values else None,
            longest=longest_run(past, lambda value: _met(target, value)),
        )
    return worded(found, None)


def _direction(known: Setting, target: Target) -> int:
    if target.high is None or known.base is None:
        return -1 if target.stays_under else 1
    return 1 if target.bound_for(Fraction(known.base)) >= known.base else -1


def worded(found: Realism, chance: float | None) -> Realism:
    """Return the realism with the chance of a forecast and the word that follows from it."""
    by_past = found.held if found.held is not None else None
    if by_past is None and found.percentile is not None:
        by_past = 1 - found.percentile
    likely = chance if chance is not None else by_past
    return replace(found, chance=chance, word=None if likely is None else _word(found, likely))


def word_of(chance: float) -> Word:
    """Return the word of a chance."""
    if chance >= EASY:
        return "easy"
    if chance >= PRUDENT:
        return "prudent"
    return "ambitious" if chance >= AMBITIOUS else "extreme"


def _word(found: Realism, likely: float) -> Word:
    word = word_of(likely)
    unseen = found.apart_of >= LEAST_APART and found.times == 0 and found.held is None
    return "never seen" if word == "extreme" and unseen else word


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _compared(found: Realism, known: Setting, target: Target) -> Realism:
    if known.base is None:
        return found
    bound = target.bound_for(Fraction(known.base))
    inside = target.high is not None and target.met_by(Fraction(known.base))
    change = 0.0 if inside else known.change(float(bound))
    before = known.before
    found = replace(found, change=change, lag=before.lag, growth=before.growth)
    if change is None:
        return found
    if not before.found:
        return replace(found, reason=counted(TOO_LONG[0], TOO_LONG[1], "n", {"n": found.days}))
    large = before.as_large(change, found.sign)
    return replace(
        found,
        largest=before.largest(found.sign),
        times=len(large),
        of=len(before.found),
        apart=before.separate(large),
        apart_of=before.separate(before.found),
        percentile=1 - len(large) / len(before.found),
    )


def _best(past: Past, sign: int) -> tuple[float, Span] | None:
    found = max(past.known, key=lambda one: one[1] * sign, default=None)
    return None if found is None else (found[1], past.window(found[0]))


def _visible(
    past: Past, base: float | None, cases: float | None, noise: Past | None
) -> float | None:
    if cases is not None and base is not None:
        return visible_share(base, cases)
    if noise is None:
        return visible_change(past)
    shorter = visible_change(noise)
    # Sums of more days are steadier: what is noise evens out, what is season does not belong here.
    return None if shorter is None else shorter * (noise.width / past.width) ** 0.5


def _met(target: Target, value: float) -> bool:
    return target.met_by(Fraction(value))


def _too_short(past: Past) -> Message:
    return counted(
        N_("Not enough history: {n} day; eight weeks are needed to say what is usual."),
        N_("Not enough history: {n} days; eight weeks are needed to say what is usual."),
        "n",
        {"n": past.days},
    )
