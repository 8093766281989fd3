"""The last look at a shop, as the user's state keeps it: whatever stands there may be nonsense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.explain.morning import LastLook
from goals.targets.status import STATUSES
from tui.remembered import read_day

if TYPE_CHECKING:
    from tui.remembered import State

_LATEST, _DIGITS = 10**11, 19
"""An instant and a number of digits beyond which a number means nothing."""


@dataclass(frozen=True, slots=True)
class Looked:
    """``at`` is the instant of the last look, in seconds UTC; 0 where it is not known."""

    look: LastLook
    at: int = 0


def from_state(state: State) -> Looked | None:
    """Return the last look, ``None`` where there was none or it cannot be read."""
    as_of = read_day(state.get("as_of"))
    if as_of is None:
        return None
    goals, situations, at = state.get("goals"), state.get("situations"), state.get("at")
    known = {}
    for number, told in goals.items() if isinstance(goals, dict) else ():
        if _is_number(number) and isinstance(told, list) and told and told[0] in STATUSES:
            chance = told[1] if len(told) > 1 and isinstance(told[1], float) else None
            likely = chance is not None and 0 <= chance <= 1
            known[int(number)] = (str(told[0]), chance if likely else None)
    held = None
    if isinstance(situations, list):
        held = frozenset(one for one in situations if isinstance(one, str))
    instant = at if isinstance(at, int) and 0 < at < _LATEST else 0
    return Looked(LastLook(as_of, known, held, instant), instant)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < _DIGITS


def to_state(look: LastLook, at: int) -> State:
    """Return a look as it is kept; the probability to a thousandth."""
    return {
        "at": at,
        "as_of": look.as_of.isoformat(),
        "goals": {
            str(number): [status, None if chance is None else round(float(chance), 3)]
            for number, (status, chance) in sorted(look.goals.items())
        },
        "situations": sorted(look.situations or ()),
    }
