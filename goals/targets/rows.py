"""Goals to rows of the store and back: numbers as exact texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from goals.metrics.catalogue import METRICS
from goals.targets.exact import from_text, to_text
from goals.targets.goal import Baseline, Closing, Goal, Kind, Recurrence, State
from goals.targets.target import Operator, Target
from store.plans import GoalRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from goals.metrics.metric import Metric


def to_row(goal: Goal) -> GoalRow:
    """Return the row that keeps the goal; at most one dimension scopes it."""
    dimension, member = goal.where[0] if goal.where else (None, None)
    closing = goal.closing
    return GoalRow(
        id=goal.id,
        version=goal.version,
        state=goal.state,
        title=goal.title,
        metric=goal.metric,
        where_dimension=dimension,
        where_member=member,
        operator=goal.target.operator,
        target=to_text(goal.target.value),
        target_high=_text(goal.target.high),
        kind=goal.kind,
        window_days=goal.window,
        baseline=goal.baseline.to_json() if goal.baseline else None,
        start_day=goal.start,
        deadline_day=goal.deadline,
        recurrence=goal.recurrence,
        stage=goal.stage,
        guardrails=goal.guardrails,
        note=goal.note,
        closed_value=_text(closing.value) if closing else None,
        closed_day=closing.day if closing else None,
    )


def _text(number: Fraction | None) -> str | None:
    return None if number is None else to_text(number)


def from_row(row: GoalRow, catalogue: Mapping[str, Metric] = METRICS) -> Goal:
    """Return the goal that a row keeps; ``catalogue`` knows the metrics of its shop."""
    where = ((row.where_dimension, row.where_member or ""),) if row.where_dimension else ()
    high = from_text(row.target_high) if row.target_high is not None else None
    closing = None
    if row.closed_day is not None:
        known = from_text(row.closed_value) if row.closed_value is not None else None
        closing = Closing(known, row.closed_day)
    return Goal(
        id=row.id,
        version=row.version,
        state=cast("State", row.state),
        title=row.title,
        metric=row.metric,
        measured=catalogue.get(row.metric),
        where=where,
        target=Target(cast("Operator", row.operator), from_text(row.target), high),
        kind=cast("Kind", row.kind),
        window=row.window_days,
        baseline=Baseline.from_json(row.baseline) if row.baseline else None,
        start=row.start_day,
        deadline=row.deadline_day,
        recurrence=cast("Recurrence", row.recurrence),
        stage=row.stage,
        guardrails=tuple(str(name) for name in row.guardrails),
        note=row.note,
        closing=closing,
    )
