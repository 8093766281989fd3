"""How realistic a goal is, for programs: the shape that every command of goals writes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.yardstick import Yardstick
from tui.cli.context import json_value
from tui.cli.kpi_data import days, rounded

if TYPE_CHECKING:
    from goals.targets.book import GoalBook, GoalView
    from goals.targets.past import Move
    from goals.targets.realism import Realism
    from goals.targets.yardstick import Weighed
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
        "chance": rounded(found.chance),
        "change": rounded(found.change),
        "change_in": found.metric.change,
        "from": money(found.base),
        "from_days": None if found.base_days is None else days(found.base_days),
        "compared": "year" if found.growth else "before",
        "over_days": found.lag,
        "largest": _move(found.largest),
        "times": found.times,
        "of": found.of,
        "apart": found.apart,
        "apart_of": found.apart_of,
        "percentile": rounded(found.percentile),
        "best": None if best is None else {"value": money(best[0]), **days(best[1])},
        "held": rounded(found.held),
        "longest": found.longest,
        "visible": rounded(found.visible),
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
            "chance": rounded(one.chance),
            "word": one.word,
        }
        for one in weighed.proposals
    ]


def _move(move: Move | None) -> Plain | None:
    if move is None:
        return None
    return {"change": rounded(move.change), "start": move.start, "end": move.end}
