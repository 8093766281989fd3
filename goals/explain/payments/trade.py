"""What asking for 3-D Secure everywhere, nowhere, or where it pays would cost and save.

Whoever is asked for it leaves more often: the margin of what they would have bought is lost. Who is
not asked can pay with a stolen card: that money is lost. Both are taken from the shop's own
payments with and without it, which nobody drew by lot: larger or riskier payments may be asked more
often, so that the difference is not all its doing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Literal

from goals.metrics.intervals import SMALL, difference_interval
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.payments.tallying import Interval, Side

PlanId = Literal["everywhere", "nowhere", "where_it_pays"]
PLANS: dict[PlanId, str] = {
    "everywhere": N_("3-D Secure everywhere"),
    "nowhere": N_("3-D Secure nowhere"),
    "where_it_pays": N_("3-D Secure where it pays"),
}
Verdict = Literal["ask", "leave", "unsure"]
VERDICTS: dict[Verdict, str] = {
    "ask": N_("pays: ask"),
    "leave": N_("does not pay"),
    "unsure": N_("cannot be told"),
}

NONE_WITH = N_("No payment with 3-D Secure is known in these days: nothing to compare.")
NONE_WITHOUT = N_("No payment without 3-D Secure is known in these days: nothing to compare.")
NONE_BEGUN = N_("No source tells payments that were begun and not finished.")
FEW = N_("Fewer than 30 payments begun with 3-D Secure or without: chance alone decides.")
NO_FRAUD = N_("No fraud is known in your data: what 3-D Secure saves cannot be told.")
NO_MARGIN = N_("The margin is not known: what a lost sale costs cannot be told. {reason}")

NOT_DRAWN = N_("Nobody drew by lot who was asked: the difference is not all 3-D Secure's doing.")
LOSS = N_("A sale lost costs its margin ({margin} of the cart); a fraud costs all that was paid.")
ALIKE = N_("Who is not asked today would leave as often as those who are asked, and who is asked"
           " today would be as honest as those who are not.")  # fmt: skip
ONCE = N_("The bank's rules (strong authentication, liability) may not leave you the choice.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan would change against today, over the days looked at.

    ``margin`` is what sales won or lost bring (negative: lost), ``fraud`` the fraud avoided
    (negative: added); ``net`` is both together with its 95 % ``interval``.
    """

    id: PlanId
    margin: Fraction
    margin_interval: Interval
    fraud: Fraction
    fraud_interval: Interval

    @property
    def label(self) -> str:
        return PLANS[self.id]

    @property
    def net(self) -> Fraction:
        return self.margin + self.fraud

    @property
    def interval(self) -> Interval:
        return _together(
            float(self.margin), self.margin_interval, float(self.fraud), self.fraud_interval
        )

    @property
    def beyond_chance(self) -> bool:
        low, high = self.interval
        return low > 0 or high < 0


@dataclass(frozen=True, slots=True)
class Band:
    """Payments of like amounts, from ``low`` up to ``high`` (``None``: no end).

    ``break_even`` is the fraud rate from which 3-D Secure pays; ``rate`` that of those without it.
    """

    low: Fraction
    high: Fraction | None
    unasked: Side
    asked: Side
    rate: Fraction | None
    rate_interval: Interval | None
    break_even: Fraction
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trade:
    """The trade-off in money; without plans the ``reason`` says why there is none.

    ``difference`` is by how much less often payments are finished with 3-D Secure, ``price`` the
    margin that this costs today.
    """

    difference: Fraction | None = None
    interval: Interval | None = None
    margin_rate: Fraction | None = None
    price: Fraction | None = None
    price_interval: Interval | None = None
    plans: tuple[Plan, ...] = ()
    bands: tuple[Band, ...] = ()
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class _Rates:
    """What both sides differ by: finishing, and fraud."""

    lost: Fraction
    lost_interval: Interval
    margin: Fraction
    saved: Fraction
    saved_interval: Interval
    left: Fraction
    left_interval: Interval
    """The fraud that 3-D Secure lets through, of all amounts: a band has too few such frauds."""
    begun: Fraction
    """What was in the carts begun, for each unit of money paid."""


def obstacle(asked: Side, unasked: Side) -> Message | None:
    """Return why both sides cannot be compared."""
    if not (asked.started or asked.payments):
        return Message(NONE_WITH)
    if not (unasked.started or unasked.payments):
        return Message(NONE_WITHOUT)
    if not (asked.started and unasked.started):
        return Message(NONE_BEGUN)
    if asked.small or unasked.small:
        return Message(FEW)
    return None


def trade(
    asked: Side, unasked: Side, margin_rate: Fraction | None, why: Message | None,
    bands: Sequence[tuple[Fraction, Fraction | None, Side, Side]],
) -> Trade:  # fmt: skip
    """Return what asking for 3-D Secure costs and saves; bands as (low, high, asked, unasked)."""
    reason = obstacle(asked, unasked)
    if reason is not None:
        return Trade(reason=reason)
    lost = Fraction(unasked.done, unasked.started) - Fraction(asked.done, asked.started)
    interval = difference_interval(unasked.done, unasked.started, asked.done, asked.started)
    if margin_rate is None:
        return Trade(lost, interval, reason=Message(NO_MARGIN, {"reason": why or ""}))
    margin = asked.begun_amount * margin_rate
    price = Trade(lost, interval, margin_rate, margin * lost, _times(interval, float(margin)))
    with_it, without = asked.fraud_interval, unasked.fraud_interval
    if not (asked.fraud or unasked.fraud) or with_it is None or without is None:
        return replace(price, reason=Message(NO_FRAUD))
    rate, left = unasked.fraud_rate or Fraction(0), asked.fraud_rate or Fraction(0)
    saved = _apart(float(rate), without, float(left), with_it)
    begun = unasked.begun_amount / unasked.amount if unasked.amount else Fraction(1)
    rates = _Rates(lost, interval, margin_rate, rate - left, saved, left, with_it, begun)
    judged = tuple(_band(low, high, one, other, rates) for low, high, one, other in bands)
    plans = (
        _asking("everywhere", unasked, rates),
        _not_asking("nowhere", asked, rates),
        _where_it_pays(judged, rates),
    )
    return replace(price, plans=plans, bands=judged)


def _asking(name: PlanId, side: Side, rates: _Rates) -> Plan:
    """Return what asking payments that are not asked today would change."""
    margin = side.begun_amount * rates.margin
    low, high = rates.lost_interval
    return Plan(
        name, -margin * rates.lost, (-float(margin) * high, -float(margin) * low),
        side.amount * rates.saved, _times(rates.saved_interval, float(side.amount)),
    )  # fmt: skip


def _not_asking(name: PlanId, side: Side, rates: _Rates) -> Plan:
    """Return what no longer asking those who are asked today would change."""
    margin = side.begun_amount * rates.margin
    low, high = _times(rates.saved_interval, float(side.amount))
    return Plan(
        name, margin * rates.lost, _times(rates.lost_interval, float(margin)),
        -side.amount * rates.saved, (-high, -low),
    )  # fmt: skip


def _band(low: Fraction, high: Fraction | None, asked: Side, unasked: Side, rates: _Rates) -> Band:
    """Judge payments of like amounts: is the fraud of those not asked above the break-even?

    Only a rate that lies above or below it beyond chance decides; it takes 30 payments.
    """
    price = rates.lost * rates.margin * rates.begun
    even = price + rates.left
    rate, interval = unasked.fraud_rate, unasked.fraud_interval
    verdict: Verdict = "unsure"
    if rate is not None and interval is not None and unasked.payments >= SMALL:
        even_ends = _together(
            float(price), _times(rates.lost_interval, float(rates.margin * rates.begun)),
            float(rates.left), rates.left_interval,
        )  # fmt: skip
        ends = _apart(float(rate), interval, float(even), even_ends)
        verdict = "ask" if ends[0] > 0 else "leave" if ends[1] < 0 else "unsure"
    return Band(low, high, unasked, asked, rate, interval, even, verdict)


def _where_it_pays(bands: Sequence[Band], rates: _Rates) -> Plan:
    """Ask where the band says that it pays, leave where it does not, else do as today."""
    margin = fraud = Fraction(0)
    left = right = (0.0, 0.0)
    for one in bands:
        if one.verdict == "unsure":
            continue
        if one.verdict == "ask":
            part = _asking("where_it_pays", one.unasked, _own(one, rates))
        else:
            part = _not_asking("where_it_pays", one.asked, _own(one, rates))
        margin += part.margin
        fraud += part.fraud
        left = (left[0] + part.margin_interval[0], left[1] + part.margin_interval[1])
        right = (right[0] + part.fraud_interval[0], right[1] + part.fraud_interval[1])
    return Plan("where_it_pays", margin, left, fraud, right)


def _own(band: Band, rates: _Rates) -> _Rates:
    """Return the rates with the fraud of the band itself: large payments may be riskier."""
    if band.rate is None or band.rate_interval is None:
        return rates
    saved = _apart(float(band.rate), band.rate_interval, float(rates.left), rates.left_interval)
    return replace(rates, saved=band.rate - rates.left, saved_interval=saved)


def _times(interval: Interval, by: float) -> Interval:
    return interval[0] * by, interval[1] * by


def _apart(one: float, ends: Interval, other: float, other_ends: Interval) -> Interval:
    """Return the interval of a difference from those of both (Zou and Donner 2008)."""
    gap = one - other
    return (
        gap - sqrt((one - ends[0]) ** 2 + (other_ends[1] - other) ** 2),
        gap + sqrt((ends[1] - one) ** 2 + (other - other_ends[0]) ** 2),
    )


def _together(one: float, ends: Interval, other: float, other_ends: Interval) -> Interval:
    """Return the interval of a sum from those of both."""
    return _apart(one, ends, -other, (-other_ends[1], -other_ends[0]))
