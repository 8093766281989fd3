"""The steps from a visit to an order: their shares, what is lost at each, and what chance may do.

Those lost at a step are worth what they would have brought had they gone on like those who did.
A step is said to have fallen only where chance alone would hardly do it: all steps are looked at
together, so each must stand out more than a single one would.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from goals.metrics.intervals import SMALL, difference_interval, quantile, wilson
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.spans import Span

STEPS: dict[str, str] = {
    "visits": N_("Visits"),
    "product_visits": N_("Saw a product"),
    "carts": N_("Filled a cart"),
    "checkouts": N_("Checkout"),
    "payments_started": N_("Payment"),
    "payments_done": N_("Order"),
}
"""Measures of the steps, in their order, with what they are called."""

FIRST, CART, LAST = "visits", "carts", "payments_done"
CHANCE = 0.05
"""How often a step may be said to have fallen though none did."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``count`` of those who came to it; ``None`` with a ``reason``.

    ``passed`` is their share of the step before that is known, with its 95 % interval.
    ``lost`` are those who came to the step before and not to this one, ``lost_worth`` what they
    would have brought; ``point_worth`` is what one point more of ``passed`` would bring. ``fall``
    is the change of ``passed`` with the interval that holds for all steps together; ``fell`` says
    that it fell beyond chance, ``fall_worth`` what that took.
    """

    id: str
    count: int | None = None
    before: int | None = None
    passed: Fraction | None = None
    passed_before: Fraction | None = None
    interval: tuple[float, float] | None = None
    lost: int | None = None
    lost_worth: Fraction | None = None
    point_worth: Fraction | None = None
    fall: Fraction | None = None
    fall_interval: tuple[float, float] | None = None
    fall_worth: Fraction | None = None
    small: bool = False
    reason: Message | None = None

    @property
    def label(self) -> str:
        return STEPS[self.id]

    @property
    def fell(self) -> bool:
        return self.fall_interval is not None and self.fall_interval[1] < 0

    @property
    def rose(self) -> bool:
        return self.fall_interval is not None and self.fall_interval[0] > 0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What some visits did in the end: how many, their share of all, and as many before."""

    id: str
    label: str
    count: int
    share: Fraction | None
    before: int | None = None
    share_before: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Tunnel:
    """The steps of some days; ``reason`` says why there are none."""

    span: Span
    earlier: Span | None = None
    steps: tuple[Step, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    basket: Fraction | None = None
    margin_rate: Fraction | None = None
    partial: bool = False
    reason: Message | None = None
    notes: tuple[Message, ...] = ()

    @property
    def worst(self) -> Step | None:
        """The step that fell beyond chance and took most by it."""
        fallen = [one for one in self.steps if one.fell]
        return max(fallen, key=_weight, default=None)

    @property
    def leak(self) -> Step | None:
        """The step from the cart on where most is lost."""
        known = [one for one in self.steps if one.lost and list(STEPS).index(one.id) > 2]
        return max(known, key=lambda one: one.lost or 0, default=None)

    @property
    def through(self) -> Fraction | None:
        """Orders out of those who came to the first step that is known."""
        counts = [one.count for one in self.steps if one.count is not None]
        return Fraction(counts[-1], counts[0]) if len(counts) > 1 and counts[0] else None

    @property
    def abandonment_point(self) -> tuple[Fraction, Fraction | None, Fraction | None] | None:
        """Orders, sales and margin that one point less of abandoned carts would bring."""
        carts = next((one.count for one in self.steps if one.id == CART), None)
        if carts is None:
            return None
        orders = Fraction(carts, 100)
        sales = None if self.basket is None else orders * self.basket
        margin = None if sales is None or self.margin_rate is None else sales * self.margin_rate
        return orders, sales, margin


@dataclass(frozen=True, slots=True)
class MemberTunnel:
    """The tunnel of one member; ``blocks`` is the step where it stays behind all the others.

    ``blocked_worth`` is what it would bring to pass there as the others do.
    """

    member: str
    tunnel: Tunnel
    blocks: str = ""
    blocked_worth: Fraction | None = None


def step_of(
    name: str,
    prior: str,
    now: Mapping[str, int],
    was: Mapping[str, int],
    basket: Fraction | None,
    looks: int,
) -> Step:
    """Return one step beside the one before it, and beside itself in the days before."""
    count, before = now[name], was.get(name)
    if not prior:
        return Step(name, count, before)
    cases, cases_before = now[prior], was.get(prior)
    passed, passed_before = ratio(count, cases), ratio(before, cases_before)
    lost = max(0, cases - count)
    worth = _worth_of_one(name, now, basket)
    fall = ends = fall_worth = None
    if passed is not None and passed_before is not None:
        fall = passed - passed_before
        ends = _beyond_chance(now, was, name, prior, looks)
        if worth is not None and ends is not None and ends[1] < 0:
            fall_worth = -fall * cases * worth
    return Step(
        name, count, before, passed, passed_before,
        wilson(count, cases) if cases > 0 and count <= cases else None,
        lost, None if worth is None else lost * worth,
        None if worth is None else Fraction(cases, 100) * worth,
        fall, ends, fall_worth, cases < SMALL,
    )  # fmt: skip


def _worth_of_one(name: str, now: Mapping[str, int], basket: Fraction | None) -> Fraction | None:
    """Return what one who passes a step brings on average: the chance of an order, times a basket.

    Without anybody who passed there is nothing to go by.
    """
    if basket is None or LAST not in now or not now[name]:
        return None
    return Fraction(min(now[LAST], now[name]), now[name]) * basket


def _beyond_chance(
    now: Mapping[str, int], was: Mapping[str, int], name: str, prior: str, looks: int
) -> tuple[float, float] | None:
    """Return the interval of the change of a share; none for few cases, or more than all."""
    counts = (now[name], now[prior], was[name], was[prior])
    if min(now[prior], was[prior]) < SMALL or now[name] > now[prior] or was[name] > was[prior]:
        return None
    return difference_interval(*counts, quantile(CHANCE, looks))


def behaviours(now: Mapping[str, int], was: Mapping[str, int]) -> list[Behaviour]:
    """Return the three behaviours of the articles: saw a product, left the cart, bought."""
    found = []
    for id, label, of, less in (
        ("seen", N_("Saw a product and filled no cart"), "product_visits", CART),
        ("left", N_("Filled a cart and left it"), CART, LAST),
        ("left_last", N_("of these, at the payment"), "payments_started", LAST),
        ("bought", N_("Bought"), LAST, ""),
    ):
        if of not in now or (less and less not in now):
            continue
        count = max(0, now[of] - (now[less] if less else 0))
        before = None
        if of in was and (not less or less in was):
            before = max(0, was[of] - (was[less] if less else 0))
        whole, earlier = now.get(FIRST), was.get(FIRST)
        found.append(
            Behaviour(id, label, count, ratio(count, whole), before, ratio(before, earlier))
        )
    return found


def blocked(one: MemberTunnel, all_of_them: Sequence[MemberTunnel]) -> MemberTunnel:
    """Return a member with the step where it stays furthest behind the others, beyond chance."""
    best: tuple[Fraction, str] | None = None
    steps = one.tunnel.steps
    looks = max(1, len(all_of_them) * (len(steps) - 1))
    known = [n for n, step in enumerate(steps) if step.count is not None]
    for earlier, n in pairwise(known):
        rest = [other.tunnel.steps for other in all_of_them if other is not one]
        hits = sum(other[n].count or 0 for other in rest)
        cases = sum(other[earlier].count or 0 for other in rest)
        count, prior = steps[n].count or 0, steps[earlier].count or 0
        if min(cases, prior) < SMALL or count > prior or hits > cases:
            continue
        ends = difference_interval(count, prior, hits, cases, quantile(CHANCE, looks))
        gap = Fraction(hits, cases) - Fraction(count, prior)
        if ends[1] < 0 and (best is None or gap * prior > best[0]):
            best = (gap * prior, steps[n].id)
    if best is None:
        return one
    step = next(step for step in steps if step.id == best[1])
    point = step.point_worth
    prior_count = best[0]
    worth = None
    if point is not None and step.count is not None:
        cases = (step.lost or 0) + step.count
        worth = point * 100 * prior_count / cases if cases else None
    return MemberTunnel(one.member, one.tunnel, best[1], worth)


def margin_rate(now: Mapping[str, int]) -> Fraction | None:
    sales, cost = now.get("costed_sales"), now.get("cost_of_goods")
    return Fraction(sales - cost, sales) if sales and cost is not None else None


def ratio(top: int | None, bottom: int | None, scale: int = 1) -> Fraction | None:
    return Fraction(top, bottom * scale) if top is not None and bottom else None


def _weight(one: Step) -> tuple[Fraction, Fraction]:
    """Return what a fall took: in money where that is known, else in points."""
    return one.fall_worth or Fraction(0), -(one.fall or Fraction(0))
