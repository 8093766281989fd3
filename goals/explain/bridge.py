"""Why revenue moved: how much of the change is traffic, conversion, basket, and what is taken off.

The same for gross margin (the rate is a factor more) and for the profit after acquisition (spend
and running costs come off). Amounts are rounded to the currency's minor unit so that the parts sum
to the change as it is shown, to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from goals.explain.effects import effects, from_minor, settled, to_minor
from goals.metrics.catalogue import metric
from goals.metrics.reading import read_many
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.figures import Reading, Where
    from goals.metrics.metric import Unit
    from goals.metrics.periods import Comparison, Period
    from store.facts import Facts
    from store.spans import Span

Subject = Literal["revenue", "gross_margin", "profit"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
Pair = tuple[Fraction, Fraction]
"""A figure of the days compared with, and of the days looked at."""

LABELS: dict[str, str] = {
    "traffic": N_("Traffic"),
    "orders": N_("Number of orders"),
    "units": N_("Units sold"),
    "mix": N_("Mix"),
    "conversion": N_("Conversion"),
    "basket": N_("Average basket"),
    "price": N_("Price of a unit"),
    "margin_rate": N_("Margin rate"),
    "unmatched": N_("Orders without visits"),
    "refunds": N_("Refunds"),
    "spend": N_("Marketing spend"),
    "running_costs": N_("Running costs"),
}
"""What a part of the change is called, by id, in the order in which parts are told."""

STEPS: dict[tuple[str, str], str] = {
    ("", "visits"): "traffic",
    ("", "orders"): "orders",
    ("", "units"): "units",
    ("visits", "orders"): "conversion",
    ("orders", "gmv"): "basket",
    ("units", "gmv"): "price",
    ("gmv", "gross_margin"): "margin_rate",
}
"""The factor that leads from one figure to the next."""

UNITS: dict[str, Unit] = {
    "traffic": "count", "orders": "count", "units": "count", "conversion": "share",
    "basket": "money", "price": "money", "margin_rate": "share", "refunds": "money",
    "spend": "money", "running_costs": "money",
}  # fmt: skip

CHAIN = ("visits", "orders", "gmv")
_IDS = (*CHAIN, "revenue", "gross_margin", "spend", "contribution")

NOT_COMPARED = N_("A bridge leads from one period to another: choose what to compare with.")
NO_ORDERS = N_("Without the number of orders the change cannot be told apart: {reason}")
NO_TRAFFIC = N_("Without traffic, by orders and basket only. {reason}")
NO_REFUNDS = N_("Refunds are not known and not taken off. {reason}")
NO_RUNNING = N_("Running costs are not known and not taken off.")
OTHER_DAYS = N_("Known for other days only: {metric}, {days}.")
FEW = N_("Fewer than 30 orders on one side: chance alone moves conversion and basket.")


@dataclass(frozen=True, slots=True)
class Part:
    """What one factor did: ``amount`` in units of the currency, rounded to its minor unit.

    ``before`` and ``now`` are the factor itself in its ``unit``, ``None`` where it has no value.
    """

    id: str
    amount: Fraction
    before: Fraction | None = None
    now: Fraction | None = None

    @property
    def label(self) -> str:
        return LABELS[self.id]

    @property
    def unit(self) -> Unit | None:
        """The unit of the factor; ``None`` where it is none that has a figure."""
        return UNITS.get(self.id)


@dataclass(frozen=True, slots=True)
class Bridge:
    """The way from ``before`` to ``now``; without parts ``reason`` says why there is none.

    ``method`` says how the product was split: by the logarithmic mean, or by Shapley's values.
    """

    subject: Subject
    label: str
    span: Span
    earlier: Span | None = None
    before: Fraction | None = None
    now: Fraction | None = None
    parts: tuple[Part, ...] = ()
    method: Literal["log mean", "shapley"] = "log mean"
    reason: Message | None = None
    notes: tuple[Message, ...] = ()
    partial: bool = False
    small: bool = False
    chain: tuple[str, ...] = ()
    """The figures that led from the first to the product, for splitting it by member."""

    @property
    def change(self) -> Fraction | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def change_share(self) -> Fraction | None:
        """The change out of the value before."""
        if self.change is None or not self.before:
            return None
        return self.change / abs(self.before)

    @property
    def main(self) -> Part | None:
        """The part that did most in the direction of the change."""
        change = self.change
        ours = [one for one in self.parts if change and one.amount * change > 0]
        return max(ours, key=lambda one: abs(one.amount), default=None)


@dataclass(frozen=True, slots=True)
class Readings:
    """The figures a bridge is made of, read once for all its subjects."""

    figures: dict[str, Reading]
    digits: int

    def pair(self, name: str) -> Pair:
        """Return a figure before and now; ``obstacle`` has said that there is one."""
        reading = self.figures[name]
        assert reading.change is not None
        return reading.change.previous.value or Fraction(0), reading.figure.value or Fraction(0)

    def obstacle(self, name: str, like: str = "") -> Message | None:
        """Return why a figure cannot be compared, or not over the same days as another."""
        reading = self.figures[name]
        change = reading.change
        if change is None:
            return Message(NOT_COMPARED)
        reason = reading.figure.reason or change.previous.reason or change.apart
        if reason is not None or not like:
            return reason
        other = self.figures[like]
        for mine, theirs in (
            (reading.figure, other.figure),
            (change.previous, other.change.previous if other.change else change.previous),
        ):
            if mine.span != theirs.span:
                label = Message(metric(name).label)
                return Message(OTHER_DAYS, {"metric": label, "days": mine.span})
        return None

    @property
    def small(self) -> bool:
        return min(self.pair("orders")) < 30


def readings(
    facts: Facts, period: Period, compare: Comparison, where: Where = (), digits: int = 2
) -> Readings:
    """Read what bridges are made of; ``digits`` are those of the currency's minor unit."""
    return Readings(read_many(facts, _IDS, period, compare, where), digits)


def bridge(known: Readings, subject: Subject = "revenue") -> Bridge:
    """Return what led from the figure before to the one now."""
    top, off, notes = _top(known, subject)
    figure = known.figures[top]
    reason = known.obstacle(top)
    if reason is None and (blocked := known.obstacle("orders", top)) is not None:
        reason = Message(NO_ORDERS, {"reason": blocked})
    if reason is None and subject == "profit":
        reason = known.obstacle("spend", top)
    label = _label(known, subject, top)
    if reason is not None or figure.change is None:
        return Bridge(subject, label, figure.figure.span, reason=reason)
    chain: tuple[str, ...] = CHAIN
    if (blocked := _no_traffic(known)) is not None:
        chain = CHAIN[1:]
        notes = (*notes, Message(NO_TRAFFIC, {"reason": blocked}))
    chain += ("gross_margin",) if subject != "revenue" else ()
    factors = chained({name: known.pair(name) for name in chain}, chain)
    exact = split_effects(factors)
    taken = [Part(name, was - one, was, one) for name, (was, one) in off.items()]
    before, now = (known.pair(chain[-1])[n] - sum(pair[n] for pair in off.values()) for n in (0, 1))
    if known.small:
        notes = (*notes, Message(FEW))
    parts = [
        *(Part(name, part, *factors[name]) for name, part in exact.items()),
        *taken,
    ]
    return Bridge(
        subject, label, figure.figure.span, figure.change.previous.span,
        *_rounded(before, now, known.digits), _settled(parts, before, now, known.digits),
        "log mean" if _positive(factors) else "shapley", None,
        (*notes, *figure.figure.notes), figure.figure.partial, known.small, chain,
    )  # fmt: skip


def _top(known: Readings, subject: Subject) -> tuple[str, dict[str, Pair], tuple[Message, ...]]:
    """Return the metric that the bridge speaks of, what is taken off the product, and notes."""
    if subject == "gross_margin":
        return "gross_margin", {}, ()
    if subject == "profit":
        off = {"spend": known.pair("spend")} if known.obstacle("spend") is None else {}
        if known.obstacle("contribution", "gross_margin") is not None:
            return "gross_margin", off, (Message(NO_RUNNING),)
        margin, spend, left = (known.pair(n) for n in ("gross_margin", "spend", "contribution"))
        costs = (margin[0] - spend[0] - left[0], margin[1] - spend[1] - left[1])
        return "gross_margin", off | ({"running_costs": costs} if any(costs) else {}), ()
    reason = known.obstacle("revenue")
    if reason is not None and known.obstacle("gmv") is None:
        return "gmv", {}, (Message(NO_REFUNDS, {"reason": reason}),)
    if reason is not None:
        return "revenue", {}, ()
    sold, kept = known.pair("gmv"), known.pair("revenue")
    given_back = (sold[0] - kept[0], sold[1] - kept[1])
    return "revenue", {"refunds": given_back} if any(given_back) else {}, ()


def _label(known: Readings, subject: Subject, top: str) -> str:
    name = {"profit": "contribution"}.get(subject, top)
    return known.figures[name].figure.metric.label


def _no_traffic(known: Readings) -> Message | None:
    """Return why visits cannot lead to the orders; ``None`` where they do."""
    blocked = known.obstacle("visits", "orders")
    if blocked is not None:
        return blocked
    visits, orders = known.pair("visits"), known.pair("orders")
    if any(many and not seen for many, seen in zip(orders, visits, strict=True)):
        return Message(N_("There are orders and no visits."))
    return None


# -- factors -----------------------------------------------------------------------------------


def chained(figures: dict[str, Pair], chain: Sequence[str]) -> dict[str, Pair]:
    """Return the factors that lead along a chain of figures, such as orders per visit.

    A factor that nothing stands under (the basket of no orders) did not move: it is taken as it was
    at the other time, or as nothing where it has no value at either.
    """
    factors = {STEPS["", chain[0]]: figures[chain[0]]}
    for one, other in pairwise(chain):
        ratios = [
            top / bottom if bottom else None
            for bottom, top in zip(figures[one], figures[other], strict=True)
        ]
        was, now = ratios
        factors[STEPS[one, other]] = (
            (was if was is not None else now) or Fraction(0),
            (now if now is not None else was) or Fraction(0),
        )
    return factors


def split_effects(factors: dict[str, Pair]) -> dict[str, Fraction]:
    """Return what each factor did to the change of their product, by its name."""
    before, now = ([pair[n] for pair in factors.values()] for n in (0, 1))
    return dict(zip(factors, effects(before, now), strict=True))


def _positive(factors: dict[str, Pair]) -> bool:
    return all(one > 0 for pair in factors.values() for one in pair)


# -- to the cent -------------------------------------------------------------------------------


def _rounded(before: Fraction, now: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    was, one = (from_minor(to_minor(value, digits), digits) for value in (before, now))
    return was, one


def _settled(
    parts: Sequence[Part], before: Fraction, now: Fraction, digits: int
) -> tuple[Part, ...]:
    whole = to_minor(now, digits) - to_minor(before, digits)
    amounts = settled([one.amount for one in parts], whole, digits)
    return tuple(
        Part(one.id, from_minor(amount, digits), one.before, one.now)
        for one, amount in zip(parts, amounts, strict=True)
    )
