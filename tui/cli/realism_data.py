"""How realistic a goal is, for programs: the shape that every command of goals writes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.yardstick import Yardstick
from tui.cli.context import json_value

if TYPE_CHECKING:
    from goals.targets.book import GoalBook, GoalView
    from goals.targets.past import Move
    from goals.targets.realism import Realism
    from goals.targets.yardstick import Weighed
    from store.spans import Span
    from tui.cli.kpi_data import Plain


def realism_of(book: GoalBook, view: GoalView) -> Realism | None:
    """Return how realistic it still is to reach an open goal from where it stands."""
    now = view.assessment
    if view.goal.state != "open" or now.day is None or now.over or view.goal.kind == "done":
        return None
    return Yardstick().past(book.facts, view.goal, now.day, now.probability)


def realism_object(found: Realism | None, currency: str) -> Plain | None:
    """Return what the past says: changes are fractions (of a share: of 1), days are included.

    ``times`` counts past moves at least as large from each day on, ``apart`` those that share no
    day; ``percentile`` is the share of past moves that went less far.
    """
    if found is None:
        return None
    unit = found.metric.unit

    def money(value: float | Fraction | None) -> float | int | None:
        return json_value(unit, None if value is None else Fraction(value), currency)

    best = found.best
    return {
        "word": found.word,
        "chance": _rounded(found.chance),
        "change": _rounded(found.change),
        "change_in": found.metric.change,
        "from": money(found.base),
        "from_days": None if found.base_days is None else _days(found.base_days),
        "compared": "year" if found.growth else "before",
        "over_days": found.lag,
        "largest": _move(found.largest),
        "times": found.times,
        "of": found.of,
        "apart": found.apart,
        "apart_of": found.apart_of,
        "percentile": _rounded(found.percentile),
        "best": None if best is None else {"value": money(best[0]), **_days(best[1])},
        "held": _rounded(found.held),
        "longest": found.longest,
        "visible": _rounded(found.visible),
        "detectable": found.detectable,
        "history_days": found.days,
        "reason": found.reason,
        "notes": list(found.notes),
    }


def proposals_object(weighed: Weighed, currency: str) -> list[Plain]:
    """Return the targets to choose from, each harder than the one before."""
    unit = weighed.realism.metric.unit
    return [
        {
            "operator": one.target.operator,
            "target": json_value(unit, one.target.value, currency),
            "chance": _rounded(one.chance),
            "word": one.word,
        }
        for one in weighed.proposals
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _days(span: Span) -> Plain:
    return {"start": span.start, "end": span.last}


def _move(move: Move | None) -> Plain | None:
    if move is None:
        return None
    return {"change": _rounded(move.change), "start": move.start, "end": move.end}
