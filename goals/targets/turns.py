"""The turns of a recurring goal that are over: each a record of its own, as it was known then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from goals.targets.exact import from_text, to_text
from goals.targets.target import Operator, Target
from store.turns import TurnRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from goals.targets.assess import Assessment


def to_record(found: Assessment) -> Iterable[TurnRow]:
    """Yield the turns that are over and have a figure, judged by the target of today."""
    goal, day = found.goal, found.day
    if goal.recurrence == "none" or goal.state != "open" or day is None:
        return
    turns = [(one.span, one.value) for one in found.turns if one.kept is None]
    if found.over:
        turns.append((found.stretch, found.value))
    for span, value in turns:
        if value is not None:
            yield TurnRow(
                goal=goal.id,
                days=span,
                value=to_text(value),
                met=goal.target.met_by(value),
                operator=goal.target.operator,
                target=to_text(goal.target.value),
                target_high=None if goal.target.high is None else to_text(goal.target.high),
                known_day=day,
            )


@dataclass(frozen=True, slots=True)
class Record:
    """A recorded turn: the figure, the verdict, the target it was judged by, known up to a day."""

    value: Fraction
    met: bool
    target: Target
    known_day: date


def from_record(row: TurnRow) -> Record:
    """Return a turn as it was recorded."""
    high = None if row.target_high is None else from_text(row.target_high)
    target = Target(cast("Operator", row.operator), from_text(row.target), high)
    return Record(from_text(row.value), row.met, target, row.known_day)
