"""The tunnel of some days: which steps are known on them, in all and by member of a dimension."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from goals.explain.steps import (
    CART,
    STEPS,
    MemberTunnel,
    Step,
    Tunnel,
    behaviours,
    blocked,
    margin_rate,
    ratio,
    step_of,
)
from goals.metrics.breaks import apart
from goals.metrics.parsing import unknown_dimension
from goals.metrics.periods import comparison
from goals.metrics.reader import Reader
from goals.metrics.window import measure_name, window
from store.dimensions import DIMENSIONS
from store.messages import N_, Message
from store.money import MONEY_SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.facts import Facts
    from store.spans import Span

_MONEY = ("orders", "goods_sold")
_MARGIN = ("costed_sales", "cost_of_goods")
_ALL = (*STEPS, *_MONEY, *_MARGIN)
_CHOSEN_AT = {"payment_method": ("payments_started", "payments_done", *_MONEY, *_MARGIN)}
"""Dimensions that are known of nobody before a step: a way to pay is chosen at the payment."""

NOTHING = N_("No source tells of visits or carts on these days.")
NO_STEP = N_("{step}: {reason}")
NO_WORTH = N_("What is lost cannot be told in money: the orders of these days are not known.")
MORE_THAN_ALL = N_("{step}: more than the step before. Two sources count it, or a step is skipped.")
UNSPLIT = N_("{dimension}: not known for {measure}.")


def tunnel(facts: Facts, period: Period, compare: Comparison, where: Where = ()) -> Tunnel:
    """Return the steps over a period.

    Raises:
        QuestionError: no such dimension.
    """
    for dimension, _member in where:
        if dimension not in DIMENSIONS:
            raise unknown_dimension(dimension)
    with facts.snapshot():
        return _Asked(Reader(facts), period, compare, where).tunnel()


def by_member(
    facts: Facts, period: Period, compare: Comparison, dimension: str, where: Where = ()
) -> tuple[list[MemberTunnel], Message | None]:
    """Return the tunnel of every member, the busiest first, or why there is none."""
    if dimension not in DIMENSIONS:
        raise unknown_dimension(dimension)
    with facts.snapshot():
        return _Asked(Reader(facts), period, compare, where).members(dimension)


class _Asked:
    """One question: which steps are known on which days, and their counts."""

    def __init__(self, reader: Reader, period: Period, compare: Comparison, where: Where) -> None:
        self.reader, self.where = reader, where
        self.reasons: dict[str, Message] = {}
        ends = {name: end for name in _ALL if (end := self._end(name, period)) is not None}
        self.period = period.until(self._last(ends, period))
        self.span = self.period.span
        self.partial = period.partial or self.span != period.span
        self.known = [name for name, end in ends.items() if end >= self.span.end]
        for name in ends.keys() - set(self.known):
            values = {"day": ends[name] - timedelta(days=1)}
            self.reasons[name] = Message(N_("Known up to {day} only."), values)
        self.earlier = comparison(self.period, compare)
        self.before = [name for name in self.known if self._comparable(name)]

    def _end(self, name: str, period: Period) -> date | None:
        """Return the day after the last that is known of a measure, ``None`` with a reason."""
        reader = self.reader
        for dimension, _member in self.where:
            if reader.coverage(name) and not reader.has(name, dimension):
                values = {"dimension": Message(DIMENSIONS[dimension].label),
                          "measure": measure_name(name)}  # fmt: skip
                self.reasons[name] = Message(UNSPLIT, values)
                return None
        found = window(period.span, {name: reader.coverage(name)})
        if found.reason is not None:
            self.reasons[name] = found.reason
            return None
        return found.span.end

    @staticmethod
    def _last(ends: Mapping[str, date], period: Period) -> date:
        """Return the day to read up to: that of the step which ends first, unless far too early."""
        half = period.span.start + timedelta(days=(period.span.days + 1) // 2)
        steps = [end for name, end in ends.items() if name in STEPS and end >= half]
        return min(steps, default=period.span.end)

    def _comparable(self, name: str) -> bool:
        """Whether the days before are covered, and counted by the same source."""
        if self.earlier is None:
            return False
        whole = any(
            one.start <= self.earlier.start and self.earlier.end <= one.end
            for one in self.reader.coverage(name)
        )
        return whole and apart(self.reader, [name], self.span, self.earlier) is None

    # -- counts ----------------------------------------------------------------------------------

    def tunnel(self) -> Tunnel:
        now = self._totals(self.known, self.span)
        was = self._totals(self.before, self.earlier) if self.earlier else {}
        return self._made(now, was)

    def _totals(self, names: Sequence[str], span: Span) -> dict[str, int]:
        self.reader.load((name, span, self.where) for name in names)
        return {name: self.reader.total(name, span, self.where) for name in names}

    def members(self, dimension: str) -> tuple[list[MemberTunnel], Message | None]:
        chosen = _CHOSEN_AT.get(dimension, _ALL)
        split = [one for one in self.known if one in chosen and self.reader.has(one, dimension)]
        if not any(name in STEPS for name in split):
            values = {"dimension": Message(DIMENSIONS[dimension].label),
                      "measure": measure_name(CART)}  # fmt: skip
            return [], Message(UNSPLIT, values)
        facts = self.reader.facts
        now = facts.by_member(split, dimension, self.span, self.where)
        before = [name for name in self.before if name in split]
        was = facts.by_member(before, dimension, self.earlier, self.where) if self.earlier else {}
        for name in _ALL:
            if name not in split and name in self.known:
                values = {"dimension": Message(DIMENSIONS[dimension].label),
                          "measure": measure_name(name)}  # fmt: skip
                self.reasons[name] = Message(UNSPLIT, values)
        found = [
            MemberTunnel(member, self._made(sums, was.get(member, dict.fromkeys(before, 0))))
            for member, sums in now.items()
            if any(sums[name] for name in split if name in STEPS)
        ]
        found.sort(key=lambda one: (*(-(step.count or 0) for step in one.tunnel.steps), one.member))
        return [blocked(one, found) for one in found], None

    # -- steps -----------------------------------------------------------------------------------

    def _made(self, now: Mapping[str, int], was: Mapping[str, int]) -> Tunnel:
        if not any(name in now for name in STEPS):
            unsplit = [one for one in self.reasons.values() if one.text == UNSPLIT]
            return Tunnel(self.span, self.earlier, reason=(*unsplit, Message(NOTHING))[0])
        basket = ratio(now.get("goods_sold"), now.get("orders"), MONEY_SCALE)
        known = [name for name in STEPS if name in now]
        steps = []
        for name in STEPS:
            if name not in now:
                steps.append(Step(name, reason=self.reasons.get(name)))
            else:
                place = known.index(name)
                prior = known[place - 1] if place else ""
                steps.append(step_of(name, prior, now, was, basket, len(known) - 1))
        return Tunnel(
            self.span, self.earlier, tuple(steps), tuple(behaviours(now, was)), basket,
            margin_rate(now), self.partial, None, tuple(self._notes(now, known)),
        )  # fmt: skip

    def _notes(self, now: Mapping[str, int], known: Sequence[str]) -> list[Message]:
        notes = []
        for name in STEPS:
            if name not in now and name in self.reasons:
                values = {"step": Message(STEPS[name]), "reason": self.reasons[name]}
                notes.append(Message(NO_STEP, values))
        for one, other in pairwise(known):
            if now[other] > now[one]:
                notes.append(Message(MORE_THAN_ALL, {"step": Message(STEPS[other])}))
        if "orders" not in now or "goods_sold" not in now:
            notes.append(Message(NO_WORTH))
        return notes
