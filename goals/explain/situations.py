"""Situations of the articles: each a rule over the figures, with its evidence and what to do.

A situation holds, does not, or cannot be told; each says by which rule and on which figures. One
that holds leads to an objective, to the metrics that show whether it comes true, and to its levers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.explain.channels import channel_book
from goals.explain.looking import Look
from goals.explain.tunnel import tunnel
from goals.levers.library import for_objective
from goals.levers.objectives import OBJECTIVES, Objective
from goals.metrics.intervals import SMALL, difference_interval
from goals.metrics.making import as_period
from store.messages import N_, Message, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from goals.levers.library import Entry
    from store.facts import Facts

Told = tuple["bool | None", "tuple[Message, ...]"]
"""Whether it holds (``None``: cannot be told), and on what evidence."""

FALL = Fraction(3, 100)
"""A fall of the basket below this is none, however regular."""
MUCH_TRAFFIC = 1000
FEW_ORDERS = Fraction(1, 100)
GOOD = Fraction(2, 100)
ABANDONED = Fraction(67, 100)
PAYMENT_LOST = Fraction(30, 100)
OUTSIDE = Fraction(20, 100)
UNEVEN = 2
"""How many times more margin per euro the best paid channel brings than the worst."""

AGAINST = N_("{metric}: {now} in the last 4 weeks, {before} in the 12 before.")
VALUE = N_("{metric}: {value} in the last {n} days.")
LAST_YEAR = N_("A year ago it was {value}: it may be the season.")
UNKNOWN = N_("Cannot be told: {reason}")
NOT_ENOUGH = N_("Cannot be told: it takes 16 weeks without a gap.")


@dataclass(frozen=True, slots=True)
class Situation:
    """``rule`` says when it holds, thresholds included; texts are msgids."""

    id: str
    title: str
    rule: str
    objective_id: str
    test: Callable[[Look], Told]

    @property
    def objective(self) -> Objective:
        return OBJECTIVES[self.objective_id]

    @property
    def levers(self) -> list[Entry]:
        """What the articles name against it."""
        return for_objective(self.objective_id)


@dataclass(frozen=True, slots=True)
class Finding:
    """A situation as it stands on a day."""

    situation: Situation
    holds: bool | None
    evidence: tuple[Message, ...] = ()


def situations(facts: Facts, as_of: date) -> list[Finding]:
    """Return every situation, those that hold first."""
    look = Look(facts, as_of)
    with facts.snapshot():
        found = [Finding(one, *one.test(look)) for one in SITUATIONS]
    return sorted(found, key=lambda one: {True: 0, None: 2, False: 1}[one.holds])


# -- rules -------------------------------------------------------------------------------------


def _drifted(look: Look, name: str, way: int, least: Fraction) -> Told:
    """Tell whether a metric moved that way beyond chance, and not as it does every year."""
    drift = look.drift(name)
    if drift is None:
        return None, (Message(NOT_ENOUGH),)
    from goals.metrics.catalogue import metric

    told = [
        look.said(AGAINST, metric=Message(metric(name).label), now=look.quantity(name, drift.now),
                  before=look.quantity(name, drift.before))
    ]  # fmt: skip
    holds = drift.beyond(way, least)
    year_ago = look.figure(name, 28, ago=364)
    if holds and year_ago.value is not None and not year_ago.small:
        told.append(look.said(LAST_YEAR, value=look.quantity(name, year_ago.value))
                    if (year_ago.value - drift.now) * way >= 0
                    else look.said(N_("A year ago it was {value}: it is not the season."),
                                   value=look.quantity(name, year_ago.value)))  # fmt: skip
        holds = (year_ago.value - drift.now) * way < 0
    return holds, tuple(told)


def _basket(look: Look) -> Told:
    return _drifted(look, "aov", -1, FALL)


def _abandonment_worse(look: Look) -> Told:
    return _drifted(look, "cart_abandonment", 1, Fraction(0))


def _share(look: Look, name: str, days: int, bound: Fraction, *, above: bool) -> Told:
    """Tell whether the 95 % interval of a share lies wholly above a bound, or below it."""
    figure = look.figure(name, days)
    if figure.value is None or figure.interval is None:
        return None, _why(figure.reason)
    told = look.said(VALUE, metric=Message(figure.metric.label),
                     value=Quantity(figure.value, "share"), n=days)  # fmt: skip
    if figure.small:
        return None, (told, Message(N_("Too few cases for a verdict.")))
    low, high = figure.interval
    return (low > bound if above else high < bound), (told,)


def _why(reason: Message | None) -> tuple[Message, ...]:
    return (Message(UNKNOWN, {"reason": reason}),) if reason is not None else ()


def _abandonment_high(look: Look) -> Told:
    return _share(look, "cart_abandonment", 28, ABANDONED, above=True)


def _payment(look: Look) -> Told:
    return _share(look, "payment_abandonment", 90, PAYMENT_LOST, above=True)


def _few_purchases(look: Look) -> Told:
    visits = look.figure("visits", 28)
    if visits.value is None:
        return None, _why(visits.reason)
    told = look.said(N_("{visits} visits in the last 28 days."), visits=int(visits.value))
    holds, evidence = _share(look, "conversion_visits", 28, FEW_ORDERS, above=False)
    if visits.value < MUCH_TRAFFIC:
        return False, (told, *evidence)
    return holds, (told, *evidence)


def _good_conversion(look: Look) -> Told:
    holds, told = _share(look, "conversion", 28, GOOD, above=True)
    drift = look.drift("visits")
    if holds is None or drift is None:
        return None, told or (Message(NOT_ENOUGH),)
    counts = [Quantity(one, "count") for one in (drift.now, drift.before)]
    moved = look.said(AGAINST, metric=Message(N_("Visits a week")), now=counts[0], before=counts[1])
    return holds and not drift.beyond(1, Fraction(0)), (*told, moved)


def _step_fell(look: Look) -> Told:
    found = tunnel(look.facts, as_period(look.days(28)), "previous")
    if found.reason is not None:
        return None, _why(found.reason)
    worst = found.worst
    if worst is None or worst.passed is None or worst.passed_before is None:
        return False, (Message(N_("No step fell beyond what chance alone may do.")),)
    told = look.said(
        N_("“{step}”: {now} went on in the last 28 days, {before} in the 28 before."),
        step=Message(worst.label), now=Quantity(worst.passed, "share"),
        before=Quantity(worst.passed_before, "share"),
    )  # fmt: skip
    if worst.fall_worth is None:
        return True, (told,)
    return True, (
        told,
        look.said(N_("That took about {amount}."), amount=look.money(worst.fall_worth)),
    )


def _channel_loses(look: Look) -> Told:
    book = channel_book(look.facts, as_period(look.days(90)), "none")
    if book.reason is not None:
        return None, _why(book.reason)
    if not any(one.verdict not in ("", "unknown") for one in book.channels):
        return None, (Message(N_("Cannot be told: spend or margin by channel is not known.")),)
    if not book.losing:
        return False, (Message(N_("No channel loses money beyond chance.")),)
    return True, tuple(
        look.said(
            N_("{channel}: {spend} spent in 90 days for {margin} of margin."),
            channel=one.member or "—", spend=look.money(one.amount("spend") or Fraction(0)),
            margin=look.money(one.amount("gross_margin") or Fraction(0)),
        )
        for one in book.losing
    )  # fmt: skip


def _cost_over_margin(look: Look) -> Told:
    cost, most = look.figure("cac", 90), look.figure("max_cpa", 90)
    if cost.value is None or most.value is None:
        return None, _why(cost.reason or most.reason)
    told = look.said(
        N_("An order costs {cost} to win and brings {margin} of margin (last 90 days)."),
        cost=look.money(cost.value), margin=look.money(most.value),
    )  # fmt: skip
    if cost.small:
        return None, (told, Message(N_("Too few cases for a verdict.")))
    return cost.value > most.value, (told,)


def _uneven(look: Look) -> Told:
    book = channel_book(look.facts, as_period(look.days(90)), "none")
    spend = book.total.amount("spend")
    paid = [
        one
        for one in book.channels
        if spend and (one.amount("spend") or 0) >= spend / 10
        if one.amount("channel_roi") is not None
    ]
    if len(paid) < 2:
        return None, (Message(N_("Cannot be told: it takes two channels with a tenth of the spend"
                                 " each, and their margin.")),)  # fmt: skip
    paid.sort(key=lambda one: one.amount("channel_roi") or Fraction(0))
    worst, best = paid[0], paid[-1]
    ends = [1 + (one.amount("channel_roi") or Fraction(0)) for one in (worst, best)]
    told = look.said(
        N_("One unit of money brings {best_margin} of margin on {best}, {worst_margin} on"
           " {worst} (last 90 days)."),
        best=best.member or "—", worst=worst.member or "—", best_margin=look.money(ends[1]),
        worst_margin=look.money(ends[0]),
    )  # fmt: skip
    enough = min(one.amount("orders") or Fraction(0) for one in (worst, best)) > 0
    return enough and worst.verdict in ("loses", "earns", "later") and (
        ends[1] >= UNEVEN * max(ends[0], Fraction(0))
    ), (told,)  # fmt: skip


def _halves(look: Look, name: str, days: int, way: int) -> Told:
    """Tell whether a share moved beyond chance from one stretch of days to the next."""
    now, before = look.figure(name, days), look.figure(name, days, ago=days)
    if now.value is None or before.value is None:
        return None, _why(now.reason or before.reason)
    told = look.said(
        N_("{metric}: {now} in the last {n} days, {before} in as many before."),
        metric=Message(now.metric.label), now=Quantity(now.value, "share"),
        before=Quantity(before.value, "share"), n=days,
    )  # fmt: skip
    terms = [one.numerator for one in (now, before)] + [one.denominator for one in (now, before)]
    top, was, cases, cases_before = (float(one or 0) for one in terms)
    if min(cases, cases_before) < SMALL:
        return None, (told, Message(N_("Too few cases for a verdict.")))
    low, high = difference_interval(top, cases, was, cases_before)
    return (low > 0 if way > 0 else high < 0), (told,)


def _mobile(look: Look) -> Told:
    return _halves(look, "mobile_share", 90, 1)


def _retention(look: Look) -> Told:
    return _halves(look, "retention", 180, -1)


def _outside(look: Look) -> Told:
    figure = look.figure("ecommerce_share", 90)
    if figure.value is None:
        return None, _why(figure.reason)
    told = look.said(VALUE, metric=Message(figure.metric.label),
                     value=Quantity(figure.value, "share"), n=90)  # fmt: skip
    return 1 - figure.value > OUTSIDE, (told,)


def _late(look: Look) -> Told:
    figure = look.figure("milestone_completion", 90)
    if figure.value is None:
        return None, _why(figure.reason)
    top, bottom = int(figure.numerator or 0), int(figure.denominator or 0)
    told = look.said(N_("{reached} of {due} milestones of the last 90 days were reached in time."),
                     reached=top, due=bottom)  # fmt: skip
    return top < bottom, (told,)


SITUATIONS: tuple[Situation, ...] = (
    Situation("basket_falling", N_("The basket is falling"),
              N_("The last 4 weeks lie at least 3 % under the 12 before, beyond what weeks usually"
                 " differ, and under last year's."), "basket", _basket),
    Situation("abandonment_worse", N_("More carts are abandoned than before"),
              N_("The last 4 weeks lie above the 12 before, beyond what weeks usually differ, and"
                 " above last year's."), "abandonment", _abandonment_worse),
    Situation("abandonment_high", N_("Too many carts are abandoned"),
              N_("Over 67 % of the carts of 28 days, beyond chance (article of Oxatis)."),
              "abandonment", _abandonment_high),
    Situation("step_fell", N_("A step of the tunnel blocks"),
              N_("Fewer go on at a step than in the 28 days before, beyond chance with all steps"
                 " looked at together."), "abandonment", _step_fell),
    Situation("channel_loses", N_("A channel loses money"),
              N_("Its margin of 90 days is under its spend, chance could not make up for it, and"
                 " its customers do not bring it back later."), "acquisition_cost", _channel_loses),
    Situation("cost_over_margin", N_("An order costs more to win than it brings"),
              N_("The acquisition cost of 90 days is over the margin of an order."),
              "acquisition_cost", _cost_over_margin),
    Situation("budget_uneven", N_("The budget does not go where it pays"),
              N_("Of channels with a tenth of the spend of 90 days each, the best brings twice the"
                 " margin per unit of money of the worst."), "budget", _uneven),
    Situation("few_purchases", N_("Much traffic, few purchases"),
              N_("At least 1,000 visits in 28 days, and under 1 order for 100, beyond chance."),
              "conversion", _few_purchases),
    Situation("good_conversion", N_("Conversion is good: more visitors would bring orders"),
              N_("Over 2 % of the visitors of 28 days order, beyond chance, and visits do not"
                 " grow."), "traffic", _good_conversion),
    Situation("mobile_grows", N_("More and more orders come by mobile and tablet"),
              N_("Their share of 90 days is above that of the 90 before, beyond chance."),
              "habits", _mobile),
    Situation("retention_falling", N_("Fewer customers come back"),
              N_("Retention of the customers of 180 days is under that of the 180 before, beyond"
                 " chance."), "retention", _retention),
    Situation("payment_loses", N_("The payment loses customers"),
              N_("Over 30 % of the payments of 90 days are not finished, beyond chance (magazine"
                 " E-commerce: with 3-D Secure)."), "fraud", _payment),
    Situation("outside_sales", N_("Many sales are made elsewhere"),
              N_("Over 20 % of the sales of 90 days are not made online."), "control", _outside),
    Situation("milestones_late", N_("Projects are late"),
              N_("A milestone due in the last 90 days was not reached in time."),
              "balance", _late),
)  # fmt: skip
"""In the order of the articles' objectives."""
