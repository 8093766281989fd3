"""The score of the quiz as the user's state keeps it: whatever stands there may be nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.quiz import Known, Score
from tui.remembered import part, read_day

if TYPE_CHECKING:
    from tui.remembered import State


def from_state(state: State) -> Score:
    """Return the score, a new one where there is none."""
    figures = {}
    for name, told in part(state, "figures").items():
        if isinstance(told, list) and len(told) == 2:
            miss, day = told[0], read_day(told[1])
            if isinstance(miss, int | float) and 0 <= miss <= 1 and day is not None:
                figures[name] = Known(miss, day)
    return Score(
        _count(state.get("best")), _count(state.get("streak")), read_day(state.get("last")), figures
    )


def to_state(score: Score) -> State:
    return {
        "best": score.best,
        "streak": score.streak,
        "last": score.last.isoformat() if score.last else None,
        "figures": {
            name: [round(one.miss, 3), one.day.isoformat()]
            for name, one in sorted(score.figures.items())
        },
    }


def _count(told: object) -> int:
    return told if isinstance(told, int) and told > 0 else 0
