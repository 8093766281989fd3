"""When a goal is news: it became worse, or it is well again; once for each crossing.

A goal is told of when its status sinks to a graver level than was told last. It can be told of
again only after it has been well: by a probability clearly above the line it had crossed
(``MARGIN``), or by a status that stayed better on ``CALM_DAYS`` different days. So figures that
swing round a line from morning to morning make one message, and not one each.

Each turn of a recurring goal is a matter of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goals.targets.status import LIKELY, UNLIKELY, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from goals.targets.assess import Assessment

Why = Literal["worse", "well", "reached"]

MARGIN = 0.05
"""Probability by which a line must be passed again before its next crossing is news."""
CALM_DAYS = 3
"""Days of figures with a better status after which it is believed."""

GRAVITY: dict[Status, int] = {
    "behind": 1, "no data": 1, "stale": 1, "at risk": 2, "out of reach": 2, "missed": 3,
}  # fmt: skip
"""How bad a status is; those not named are fine (0), unless a guardrail is lost (1)."""
_LINES = {1: LIKELY, 2: UNLIKELY, 3: UNLIKELY}
"""The probability that a goal of a gravity has fallen below."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is remembered of one turn of a goal: how grave what was told of it is.

    ``better_days`` counts the days with figures on which it has been better since, ``last_day`` is
    the last day of figures looked at; ``reached`` says that its being reached was told.
    """

    goal: int
    turn: date
    gravity: int = 0
    better_days: int = 0
    last_day: date | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Why a goal is to be told of."""

    goal: int
    why: Why


def settle(
    known: Mapping[tuple[int, date], Alarm], judged: Iterable[Assessment], as_of: date | None
) -> tuple[list[News], list[Alarm]]:
    """Return what is news of the goals as judged now, and what to remember of every one of them."""
    news: list[News] = []
    kept: list[Alarm] = []
    for now in judged:
        if now.goal.state != "open" or now.status in ("too early", "closed"):
            continue
        key = (now.goal.id, now.stretch.start)
        before = known.get(key) or Alarm(*key)
        why, after = _settled(before, now, as_of)
        kept.append(after)
        if why is not None:
            news.append(News(now.goal.id, why))
    return news, kept


def _settled(was: Alarm, now: Assessment, as_of: date | None) -> tuple[Why | None, Alarm]:
    gravity = max(GRAVITY.get(now.status, 0), int(now.attention))
    reached = now.status == "reached"
    newer = was.last_day is None or (as_of is not None and as_of > was.last_day)
    day = as_of if newer else was.last_day

    def remember(level: int, better: int) -> Alarm:
        return Alarm(was.goal, was.turn, level, better, day, was.reached or reached)

    if reached and not was.reached:
        return "reached", remember(0, 0)
    if gravity > was.gravity:
        return "worse", remember(gravity, 0)
    if gravity == was.gravity:
        return None, remember(gravity, 0)
    better = was.better_days + newer
    if reached or better >= CALM_DAYS or _clearly_past(was.gravity, now.probability):
        return ("well" if gravity == 0 and not reached else None), remember(gravity, 0)
    return None, remember(was.gravity, better)


def _clearly_past(gravity: int, probability: float | None) -> bool:
    return probability is not None and probability >= _LINES[gravity] + MARGIN
