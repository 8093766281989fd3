"""The same change by member: channels, devices, countries, categories.

Traffic falls into all visits (as if every member had grown alike) and the mix (members whose share
grew or shrank); conversion and basket are those inside each member. So a conversion that fell
though no channel converts worse shows as mix. The parts of all members sum to the whole change.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from goals.explain.bridge import LABELS, STEPS, Part, chained, split_effects
from goals.explain.effects import from_minor, settled, to_minor
from goals.metrics.breakdown import overlaps
from goals.metrics.catalogue import METRICS
from goals.metrics.formula import in_units
from goals.metrics.parsing import unknown_dimension
from goals.metrics.reader import Reader
from goals.metrics.window import measure_name
from store.dimensions import DIMENSIONS, SEGMENT
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goals.explain.bridge import Bridge, Pair
    from goals.metrics.figures import Where
    from store.facts import Facts
    from store.spans import Span

_MEASURES = (
    "visits", "orders", "units", "goods_sold", "refunds", "costed_sales", "cost_of_goods",
    "costed_refunds", "refund_cost", "spend", "running_costs",
)  # fmt: skip
_OF = {"visits": "visits", "orders": "orders", "units": "units", "gmv": "goods_sold"}
_SALES = {"visits", "orders", "units", "goods_sold"}
_FREE = frozenset({"mix", "unmatched"})

UNSPLIT = N_("{dimension}: not known for {measure}.")
NOT_BY_VISITS = N_("Visits are not known by {dimension}: orders and basket only.")
BY_UNITS = N_("An order may be in several of them: units and prices instead of orders.")


@dataclass(frozen=True, slots=True)
class MemberBridge:
    """What one member did to the change; ``""`` are the rows that name none."""

    member: str
    before: Fraction
    now: Fraction
    parts: tuple[Part, ...]

    @property
    def change(self) -> Fraction:
        return self.now - self.before


IN_SEVERAL = N_("A customer may be in several segments: their parts would not add up.")


@dataclass(frozen=True, slots=True)
class Split:
    """A bridge by member, those that moved it most first; without any ``reason`` says why."""

    dimension: str
    members: tuple[MemberBridge, ...] = ()
    parts: tuple[Part, ...] = ()
    """The sums over all members, in the order of ``LABELS``."""
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def split(facts: Facts, bridge: Bridge, dimension: str, where: Where, digits: int) -> Split:
    """Return the change of a bridge by member of a dimension.

    Raises:
        QuestionError: no such dimension.
    """
    if dimension not in DIMENSIONS:
        raise unknown_dimension(dimension)
    if bridge.reason is not None or bridge.earlier is None:
        return Split(dimension, reason=bridge.reason)
    if dimension == SEGMENT:
        return Split(dimension, reason=Message(IN_SEVERAL))
    reader = Reader(facts)
    if not reader.has("goods_sold", dimension):
        values = {"dimension": Message(DIMENSIONS[dimension].label),
                  "measure": measure_name("goods_sold")}  # fmt: skip
        return Split(dimension, reason=Message(UNSPLIT, values))
    chain, notes = _chain(reader, bridge, dimension)
    with facts.snapshot():
        found = [
            _by_member(reader, dimension, span, where) for span in (bridge.earlier, bridge.span)
        ]
    names = sorted({name for one in found for name in one})
    figures = {
        name: {
            measure: (found[0].get(name, {}).get(measure, Fraction(0)),
                      found[1].get(name, {}).get(measure, Fraction(0)))
            for measure in _MEASURES
        }
        for name in names
    }  # fmt: skip
    members = _members(bridge, chain, figures, digits)
    members.sort(key=lambda one: (-abs(one.change), -abs(one.now), one.member))
    return Split(dimension, tuple(members), _summed(members), None, notes)


def _chain(
    reader: Reader, bridge: Bridge, dimension: str
) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Return the figures that lead to the product where they are split by this dimension."""
    if overlaps(METRICS["orders"], dimension):
        margin = ("gross_margin",) if "gross_margin" in bridge.chain else ()
        return ("units", "gmv", *margin), (Message(BY_UNITS),)
    if bridge.chain[0] == "visits" and not reader.has("visits", dimension):
        label = Message(DIMENSIONS[dimension].label)
        return bridge.chain[1:], (Message(NOT_BY_VISITS, {"dimension": label}),)
    return bridge.chain, ()


def _by_member(
    reader: Reader, dimension: str, span: Span, where: Where
) -> dict[str, dict[str, Fraction]]:
    """Return the measures of every member in units; what is not split belongs to nobody."""
    known = [one for one in _MEASURES if _covered(reader, one, span)]
    splittable = [one for one in known if reader.has(one, dimension)]
    fixed = [name for name, _member in where]
    askable = [one for one in splittable if all(reader.has(one, name) for name in fixed)]
    found = reader.facts.by_member(askable, dimension, span, where)
    members = {
        name: {one: in_units(one, value) for one, value in sums.items()}
        for name, sums in found.items()
    }
    rest = [
        one for one in known
        if one not in splittable and one not in _SALES
        and all(reader.has(one, name) for name in fixed)
    ]  # fmt: skip
    for one in rest:
        if total := reader.total(one, span, where):
            members.setdefault("", {})[one] = in_units(one, total)
    return members


def _covered(reader: Reader, measure: str, span: Span) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in reader.coverage(measure))


def _level(name: str, figures: Mapping[str, Pair]) -> Pair:
    """Return a figure of the chain for one member, before and now."""
    if name != "gross_margin":
        return figures[_OF[name]]
    sales, cost, back, kept = (
        figures[one] for one in ("costed_sales", "cost_of_goods", "costed_refunds", "refund_cost")
    )
    before, now = ((sales[n] - cost[n]) - (back[n] - kept[n]) for n in (0, 1))
    return before, now


def _members(
    bridge: Bridge, chain: Sequence[str], figures: dict[str, dict[str, Pair]], digits: int
) -> list[MemberBridge]:
    off = [one.id for one in bridge.parts if one.id in ("refunds", "spend", "running_costs")]
    levels = {
        name: {one: _level(one, measures) for one in chain} for name, measures in figures.items()
    }
    whole = [sum((one[chain[0]][n] for one in levels.values()), Fraction(0)) for n in (0, 1)]
    exact: dict[str, dict[str, Part]] = {}
    ends: dict[str, Pair] = {}
    for name, measures in figures.items():
        parts = _parts(levels[name], chain, (whole[0], whole[1]))
        product = levels[name][chain[-1]]
        taken = {one: measures[one] for one in off}
        parts |= {one: Part(one, pair[0] - pair[1], *pair) for one, pair in taken.items()}
        before, now = (product[n] - sum(pair[n] for pair in taken.values()) for n in (0, 1))
        if any((before, now, *(one.amount for one in parts.values()))):
            exact[name], ends[name] = parts, (before, now)
    was, one = (
        settled([pair[n] for pair in ends.values()],
                to_minor(sum((pair[n] for pair in ends.values()), Fraction(0)), digits), digits)
        for n in (0, 1)
    )  # fmt: skip
    return [
        _member(name, parts, was[n], one[n], digits)
        for n, (name, parts) in enumerate(exact.items())
    ]


def _member(name: str, parts: dict[str, Part], was: int, now: int, digits: int) -> MemberBridge:
    ordered = [parts[one] for one in LABELS if one in parts]
    amounts = settled([one.amount for one in ordered], now - was, digits)
    return MemberBridge(
        name,
        from_minor(was, digits),
        from_minor(now, digits),
        tuple(
            Part(one.id, from_minor(amount, digits), one.before, one.now)
            for one, amount in zip(ordered, amounts, strict=True)
        ),
    )


def _parts(levels: dict[str, Pair], chain: Sequence[str], whole: Pair) -> dict[str, Part]:
    """Return the exact parts of one member: all visits, its share of them, its own rates.

    Where something follows from nothing (orders of a member without visits) its change is told as
    one amount, ``unmatched``: no rate could be made of it.
    """
    broken = any(
        levels[other][n] and not levels[one][n] for one, other in pairwise(chain) for n in (0, 1)
    )
    product = levels[chain[-1]]
    if broken or not all(whole):
        return {"unmatched": Part("unmatched", product[1] - product[0])}
    first = chain[0]
    factors = chained(levels, chain)
    own = factors.pop(STEPS["", first])
    shares = own[0] / whole[0], own[1] / whole[1]
    volume = {STEPS["", first]: whole, "mix": shares, **factors}
    return {
        name: Part(name, amount, *_told(name, volume[name]))
        for name, amount in split_effects(volume).items()
    }


def _told(name: str, pair: Pair) -> tuple[Fraction | None, Fraction | None]:
    return pair if name not in _FREE else (None, None)


def _summed(members: Sequence[MemberBridge]) -> tuple[Part, ...]:
    found: dict[str, Fraction] = {}
    for one in members:
        for part in one.parts:
            found[part.id] = found.get(part.id, Fraction(0)) + part.amount
    return tuple(Part(name, found[name]) for name in LABELS if name in found)
