"""Whether what a goal or lever is limited to exists: a dimension with data, a member seen."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from goals.metrics import reading
from goals.metrics.errors import QuestionError
from goals.metrics.window import measure_name
from store.dimensions import DIMENSIONS
from store.messages import N_, Message
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goals.metrics.metric import Metric
    from goals.targets.goal import Where
    from store.facts import Facts

MOST_NAMED = 5


def check_scope(facts: Facts, metric: Metric, where: Where, projects: Collection[str] = ()) -> None:
    """Refuse a scope that the figures know nothing of.

    Raises:
        QuestionError: the metric is not known by this dimension, or no row has this member.
    """
    for dimension, member in where:
        if dimension == "project":
            check_member(dimension, member, projects)
            continue
        for measure in metric.measures:
            if dimension not in facts.dimensions(measure) and _counts(facts, measure):
                raise QuestionError(
                    N_("Not known by {dimension}: {measure}."),
                    N_("Choose another scope; “kpi-tui kpi {metric} --by …” shows what there is."),
                    dimension=Message(DIMENSIONS[dimension].label),
                    measure=measure_name(measure),
                    metric=metric.id,
                )
        check_member(dimension, member, members(facts, metric, dimension))


def _counts(facts: Facts, measure: str) -> bool:
    """Whether the measure was ever anything: no refund at all needs no channel to be split by."""
    covered = facts.coverage(measure)
    if not covered:
        return False
    found = facts.totals([measure], Span(covered[0].start, covered[-1].end))
    return not found or any(found.values())


def members(facts: Facts, metric: Metric, dimension: str) -> list[str]:
    """Return every member of the dimension that the metric has rows of, the largest first."""
    covered = reading.coverage(facts, metric.id)
    if not covered:
        return []
    whole = Span(covered[0].start, covered[-1].end)
    size: dict[str, int] = {}
    for measure in metric.measures:
        if dimension in facts.dimensions(measure):
            for member, values in facts.by_member([measure], dimension, whole).items():
                size[member] = size.get(member, 0) + abs(values.get(measure, 0))
    return sorted(size, key=lambda member: -size[member])


def check_member(dimension: str, member: str, known: Collection[str]) -> None:
    """Refuse a member that does not exist, naming the nearest one.

    Raises:
        QuestionError: it is not among ``known``.
    """
    if member in known:
        return
    label = Message(DIMENSIONS[dimension].label)
    near = nearest(member, known)
    what = N_("“{member}” is not there: {dimension}.")
    if near is not None:
        raise QuestionError(what, N_("Did you mean “{near}”?"), member=member, dimension=label,
                            near=near)  # fmt: skip
    named = [name for name in known if name][:MOST_NAMED]
    remedy = N_("There are: {known}.") if named else N_("Nothing is known by it yet.")
    if dimension == "segment" and not named:
        remedy = N_("“kpi-tui segment list” shows those there are.")
    raise QuestionError(what, remedy, member=member, dimension=label, known=named)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one that was probably meant, whatever its capitals."""
    folded = {one.casefold(): one for one in names}
    if name.casefold() in folded:
        return folded[name.casefold()]
    near = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[near[0]] if near else None
