"""What moved with an odd day: the member of a dimension that carries most of what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.forecast.smoothing import WEEK
from store.facts import NoBreakdownError
from store.spans import Span

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.formula import Formula, Leaf
    from goals.metrics.making import Question

DIMENSIONS = ("channel", "device", "country", "category")
WEEKS = 4
"""The same weekday of as many weeks says what is usual of a member."""
LEAST_SHARE, LEAST_MORE = Fraction(1, 3), Fraction(3, 20)
"""A member is told that carries a third of the gap, and clearly more than its usual share."""
Terms = dict[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class Carrier:
    """``share`` of the gap between the day and the weekdays before lies with one member."""

    dimension: str
    member: str
    share: Fraction


def carrier(question: Question, day: date, *, above: bool) -> Carrier | None:
    """Return the member that carries most of the gap, ``None`` where no member stands out."""
    leaves = question.leaves
    if any(leaf.filter for leaf in leaves):
        return None
    best: Carrier | None = None
    for dimension in DIMENSIONS:
        names = {leaf.measure for leaf in leaves}
        if any(dimension == name for name, _member in question.where):
            continue
        if not all(question.reader.has(name, dimension) for name in names):
            continue
        found = _of_dimension(question, dimension, day, above=above)
        if found is not None and (best is None or found.share > best.share):
            best = found
    return best


def _of_dimension(question: Question, dimension: str, day: date, *, above: bool) -> Carrier | None:
    now = _terms(question, dimension, day)
    before: Terms = {}
    for week in range(1, WEEKS + 1):
        for member, (top, bottom) in _terms(
            question, dimension, day - timedelta(days=week * WEEK)
        ).items():
            known = before.get(member, (Fraction(0), Fraction(0)))
            before[member] = (known[0] + top / WEEKS, known[1] + bottom / WEEKS)
    gaps = {
        member: gap
        for member in now.keys() | before.keys()
        if (gap := _gap(question, now.get(member), before.get(member))) is not None
    }
    whole = sum(gaps.values(), Fraction(0))
    if len(gaps) < 2 or whole == 0 or (whole > 0) != above:
        return None
    usual = _usual_shares(before, ratio=question.bottom is not None)
    stands_out = {name: gap / whole - usual.get(name, Fraction(0)) for name, gap in gaps.items()}
    member = max(stands_out, key=lambda name: (stands_out[name], name))
    share = gaps[member] / whole
    if not member or share < LEAST_SHARE or stands_out[member] < LEAST_MORE:
        return None
    return Carrier(dimension, member, share)


def _usual_shares(before: Terms, *, ratio: bool) -> dict[str, Fraction]:
    """Return the share of the whole that each member has on usual days."""
    sizes = {name: abs(terms[1 if ratio else 0]) for name, terms in before.items()}
    whole = sum(sizes.values(), Fraction(0))
    return {name: size / whole for name, size in sizes.items()} if whole else {}


def _gap(
    question: Question,
    now: tuple[Fraction, Fraction] | None,
    before: tuple[Fraction, Fraction] | None,
) -> Fraction | None:
    """Return what a member has more than before; of a ratio, by its rate and not by its size."""
    top, bottom = now or (Fraction(0), Fraction(0))
    top_before, bottom_before = before or (Fraction(0), Fraction(0))
    if question.bottom is None:
        return top - top_before
    return top - top_before / bottom_before * bottom if bottom_before > 0 else None


def _terms(question: Question, dimension: str, day: date) -> Terms:
    reader, span = question.reader, Span.of(day, day)
    names = sorted({leaf.measure for leaf in question.leaves})
    try:
        split = reader.facts.by_member(names, dimension, span, question.where)
    except NoBreakdownError:
        return {}
    found: Terms = {}
    for member, values in split.items():
        stored = {leaf: values[leaf.measure] for leaf in question.leaves}
        top = question.top.value(stored)
        bottom = _value(question.bottom, stored)
        if top is not None and bottom is not None:
            found[member] = (top, bottom)
    return found


def _value(formula: Formula | None, stored: dict[Leaf, int]) -> Fraction | None:
    return Fraction(0) if formula is None else formula.value(stored)
