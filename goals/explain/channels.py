"""Channels side by side: what each costs, brings and wins, and which one loses money.

A channel loses money where its margin does not cover its spend, more orders by chance could not
make up for that, and the customers it wins do not bring it back later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil, sqrt
from typing import TYPE_CHECKING, Literal, get_args

from goals.metrics.breakdown import breakdown
from goals.metrics.intervals import SMALL, Z95
from goals.metrics.parsing import unknown_dimension
from goals.metrics.periods import comparison
from goals.metrics.reading import read_many
from store.measures import COHORT_DAYS
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goals.metrics.figures import Change, Figure, Where
    from goals.metrics.periods import Comparison, Period
    from store.facts import Facts

By = Literal["channel", "campaign"]
BYS: tuple[By, ...] = get_args(By)
Verdict = Literal["earns", "later", "unsure", "loses", "unknown", ""]

IDS = ("spend", "visits", "orders", "revenue", "gross_margin", "cac", "channel_roi",
       "new_customers", "cac_new")  # fmt: skip
"""The figures of a channel, as ``kpi --by channel`` has them."""

VERDICTS: dict[Verdict, str] = {
    "earns": N_("earns"),
    "later": N_("pays back later"),
    "unsure": N_("cannot be told yet"),
    "loses": N_("loses money"),
    "unknown": N_("margin unknown"),
    "": "",
}
EARNS = N_("{channel} earns: {margin} of margin for {spend} spent.")
LATER = N_("{channel} costs more than these days' margin ({margin} for {spend} spent), but the"
           " customers it wins bring {worth} each in {days} days, more than the {cost} each"
           " costs.")  # fmt: skip
UNSURE = N_("{channel} does not pay in these days ({margin} of margin for {spend} spent); with"
            " {orders} orders that may be chance: {needed} would pay for it.")  # fmt: skip
LOSES = N_("{channel} loses money: {spend} spent for {margin} of margin. {orders} orders;"
           " {needed} would pay for it.")  # fmt: skip
UNKNOWN = N_("{channel}: {spend} spent; the margin is not known.")
FREE = N_("{channel} has no spend on record.")
NOTHING = N_("No source names the channel of visits, orders or spend on these days.")
NO_VALUE = N_("What customers bring later is not known: no cohort is old enough.")


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel; ``figures`` by metric id. ``worth`` is the margin of a customer it won before.

    ``needed`` are the orders that would pay for the spend.
    """

    member: str
    figures: Mapping[str, Figure]
    changes: Mapping[str, Change | None]
    worth: Fraction | None = None
    value: Fraction | None = None
    verdict: Verdict = ""
    needed: Fraction | None = None

    def amount(self, name: str) -> Fraction | None:
        """Return a figure's value, ``None`` where it has none."""
        figure = self.figures.get(name)
        return None if figure is None else figure.value

    @property
    def loss(self) -> Fraction | None:
        """What the spend exceeds the margin by."""
        spend, margin = self.amount("spend"), self.amount("gross_margin")
        return None if spend is None or margin is None else spend - margin


@dataclass(frozen=True, slots=True)
class ChannelBook:
    """The channels of some days, the one with the most revenue first, and all of them.

    ``horizon`` is the number of days over which ``worth`` and ``value`` of a customer are known.
    """

    span: Span
    earlier: Span | None
    by: By
    total: Channel
    channels: tuple[Channel, ...] = ()
    horizon: int | None = None
    reason: Message | None = None
    notes: tuple[Message, ...] = ()

    @property
    def losing(self) -> tuple[Channel, ...]:
        """Those that lose money, the largest loss first."""
        found = [one for one in self.channels if one.verdict == "loses"]
        return tuple(sorted(found, key=lambda one: -(one.loss or Fraction(0))))


def channel_book(
    facts: Facts,
    period: Period,
    compare: Comparison = "previous",
    by: By = "channel",
    where: Where = (),
) -> ChannelBook:
    """Return the channels of a period.

    Raises:
        QuestionError: no such dimension.
    """
    if by not in BYS:
        raise unknown_dimension(by, BYS)
    with facts.snapshot():
        whole = read_many(facts, IDS, period, compare, where)
        rows: dict[str, dict[str, Figure]] = {}
        changes: dict[str, dict[str, Change | None]] = {}
        for name in IDS:
            for one in breakdown(facts, name, by, period, where, compare=compare):
                rows.setdefault(one.member, {})[name] = one.figure
                changes.setdefault(one.member, {})[name] = one.change
        horizon, worths, values = _customers(facts, period.span, by, where)
    span = whole["revenue"].figure.span
    total = Channel(
        "", {name: one.figure for name, one in whole.items()},
        {name: one.change for name, one in whole.items()}, worths.get(None), values.get(None),
    )  # fmt: skip
    earlier = comparison(period.until(span.end), compare)
    if not any(member for member in rows):
        return ChannelBook(span, earlier, by, total, reason=Message(NOTHING))
    usual = _margin_of_an_order(total)
    channels = [
        _judged(
            Channel(member, figures, changes[member], worths.get(member), values.get(member)), usual
        )
        for member, figures in rows.items()
        if any(figure.value for figure in figures.values())
    ]
    channels.sort(key=lambda one: (-(one.amount("revenue") or 0), -(one.amount("spend") or 0),
                                   one.member))  # fmt: skip
    notes = () if horizon else (Message(NO_VALUE),)
    return ChannelBook(span, earlier, by, total, tuple(channels), horizon, None, notes)


def _customers(
    facts: Facts, span: Span, by: By, where: Where
) -> tuple[int | None, dict[str | None, Fraction], dict[str | None, Fraction]]:
    """Return the margin and the sales of a customer by who won it, over the longest time known.

    Cohorts that matured in the year up to the last day are taken together; ``None`` is all of
    them. Few of them say nothing.
    """
    year = Span(span.end - timedelta(days=365), span.end)
    for days in reversed(COHORT_DAYS):
        names = [f"matured_{days}", f"margin_{days}", f"value_{days}"]
        known = facts.dimensions(names[0])
        if by not in known or not {dimension for dimension, _member in where} <= known:
            return None, {}, {}
        sums: dict[str | None, dict[str, int]] = {None: facts.totals(names, year, where)}
        sums.update(facts.by_member(names, by, year, where))
        enough = {who: one for who, one in sums.items() if one[names[0]] >= SMALL}
        if enough:
            worths, values = (
                {who: Fraction(one[name], one[names[0]] * MONEY_SCALE)
                 for who, one in enough.items()}
                for name in names[1:]
            )  # fmt: skip
            return days, worths if any(worths.values()) else {}, values
    return None, {}, {}


def _margin_of_an_order(one: Channel) -> Fraction | None:
    orders, margin = one.amount("orders"), one.amount("gross_margin")
    return margin / orders if orders and margin is not None else None


def _judged(one: Channel, usual: Fraction | None) -> Channel:
    """Return the channel with its verdict; one without margin of its own by the shop's usual."""
    spend, margin, orders = (one.amount(name) for name in ("spend", "gross_margin", "orders"))
    if not spend:
        return one
    orders = orders or Fraction(0)
    own = _margin_of_an_order(one)
    each = own if own is not None and own > 0 else usual
    if each is None or (margin is None and orders):
        return _with(one, "unknown", None)
    needed = Fraction(ceil(spend / each)) if each > 0 else None
    if (margin or 0) >= spend:
        return _with(one, "earns", needed)
    cost = one.amount("cac_new")
    if one.worth is not None and cost is not None and one.worth >= cost > 0:
        return _with(one, "later", needed)
    if needed is not None and needed <= _most(float(orders)):
        return _with(one, "unsure", needed)
    return _with(one, "loses", needed)


def _with(one: Channel, verdict: Verdict, needed: Fraction | None) -> Channel:
    return Channel(one.member, one.figures, one.changes, one.worth, one.value, verdict, needed)


def _most(orders: float) -> float:
    """Return the most orders that may be usual where so many came: the upper 95 % limit.

    Orders come by chance like calls (Poisson); the limit is that of the score interval.
    """
    return orders + Z95 * Z95 / 2 + Z95 * sqrt(orders + Z95 * Z95 / 4)
