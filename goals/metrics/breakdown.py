"""A metric by member of a dimension: channels, devices, countries, products."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.figures import Figure, MemberFigure, Where
from goals.metrics.making import ask, ask_before, changed
from goals.metrics.parsing import unknown_dimension
from goals.metrics.reader import Reader
from store.dimensions import DIMENSIONS, SEGMENT
from store.measures import FAMILIES

if TYPE_CHECKING:
    from goals.metrics.formula import Basis
    from goals.metrics.making import Question
    from goals.metrics.metric import Metric
    from goals.metrics.periods import Comparison, Period
    from store.facts import Facts
    from store.spans import Span


def breakdown(
    facts: Facts,
    metric_id: str,
    dimension: str,
    period: Period | Span,
    where: Where = (),
    basis: Basis = "accounting",
    compare: Comparison = "none",
) -> list[MemberFigure]:
    """Return a metric by member of a dimension, the largest first; ``[]`` when it cannot be split.

    Members of an additive metric add up to its total: the member ``""`` holds the rows that name
    none. ``read`` with the dimension in ``where`` says why a metric cannot be split.
    """
    reader = Reader(facts)
    question = ask(reader, metric_id, period, where, basis)
    if dimension not in DIMENSIONS:
        raise unknown_dimension(dimension)
    members = _by_member(question, dimension)
    earlier = ask_before(question, compare)
    before = {} if earlier is None else _by_member(earlier, dimension)
    result = []
    for member, figure in members.items():
        change = None
        if earlier is not None:
            previous = before.get(member) or earlier.without_rows((*where, (dimension, member)))
            change = changed(figure, previous, question.apart(earlier))
        result.append(MemberFigure(member, figure, change))
    return sorted(result, key=_weight)


def overlaps(metric: Metric, dimension: str) -> bool:
    """Whether members of the dimension share cases, so that they add up to more than the total.

    An order counts in every category it has a line of, and a customer in several segments.
    """
    if dimension == SEGMENT:
        return True
    for name in metric.measures:
        family = next((one for one in FAMILIES if dimension in one.dimensions
                       and any(own.id == name for own in one.measures)), None)  # fmt: skip
        if family and not all(own.additive for own in family.measures if own.id == name):
            return True
    return False


def _by_member(question: Question, dimension: str) -> dict[str, Figure]:
    """Return the figures of all members that any measure of the metric has rows of."""
    reader, span, where = question.reader, question.span, question.where
    if question.reason_for((*where, (dimension, ""))):
        return {}
    wanted: dict[Where, set[str]] = {}
    for leaf in question.leaves:
        if leaf.filter is None or leaf.filter.dimension == dimension:
            wanted.setdefault(where, set()).add(leaf.measure)
        else:
            for _sign, part in reader.parts(leaf, where):
                wanted.setdefault(part, set()).add(leaf.measure)
    wanted.setdefault(where, set()).update(question.beside)
    found: dict[tuple[str, Where], dict[str, int]] = {}
    names: dict[str, None] = {}
    for part, measures in wanted.items():
        for member, values in reader.by_member(measures, dimension, span, part).items():
            names[member] = None
            for measure, value in values.items():
                found.setdefault((measure, part), {})[member] = value
    figures = {}
    for member in names:
        scope = (*where, (dimension, member))
        stored = {}
        for leaf in question.leaves:
            total = 0
            for sign, part in reader.parts(leaf, scope):
                beyond = part[len(scope) :]
                total += sign * found.get((leaf.measure, (*where, *beyond)), {}).get(member, 0)
            stored[leaf] = total
        beside = {one: found.get((one, where), {}).get(member, 0) for one in question.beside}
        figures[member] = question.made(stored, beside, scope)
    return figures


def _weight(one: MemberFigure) -> tuple[Fraction, str]:
    figure = one.figure
    size = figure.denominator if figure.denominator is not None else figure.value
    return (-abs(size) if size is not None else Fraction(0), one.member)
