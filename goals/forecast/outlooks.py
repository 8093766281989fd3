"""How probable a goal is, what it may come to, and how such calls did on the shop's own past."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from goals.forecast.ends import Ends
from goals.forecast.history import history
from goals.forecast.paths import LEAST_DAYS, PATHS
from goals.forecast.season import drawn
from goals.forecast.smoothing import WEEK
from goals.forecast.stake import margins, stake, values
from goals.targets.course import course
from goals.targets.outlook import Fan, Outlook
from store.messages import N_, Message

if TYPE_CHECKING:
    from datetime import date

    from goals.forecast.history import History
    from goals.forecast.smoothing import Array
    from goals.forecast.stake import Stake
    from goals.metrics.figures import Where
    from goals.targets.goal import Goal
    from store.facts import Facts

MOST_AHEAD = 400
"""Days; what a year and more may bring is not known from two."""
CALLS, CALL_PATHS = 24, 400
LEAST_STRETCHES = 4
DIGITS = 6


def outlook(facts: Facts, goal: Goal, day: date) -> Outlook:
    """Return what may come of a goal by figures known up to ``day``. The same day, the same."""
    question, past, reason = _asked(facts, goal, day)
    if question is None or past is None:
        return Outlook(reason=reason)
    ahead = (question.last - past.day).days
    if past.reason is not None:
        return _plain_range(question, past, goal, ahead)
    to_come = drawn(past.terms, day, ahead, seeded(goal.metric, goal.where, day), PATHS)
    known = past.since(min(question.first, day))
    chance = Ends(values(known, to_come, question.judged, past)).chance(goal.target)
    return replace(_forecast(question, past, known, to_come), probability=round(chance, DIGITS))


def ends(facts: Facts, goal: Goal, day: date) -> tuple[Ends | None, Message | None]:
    """Return what may decide a goal, whatever its target, or why no forecast can tell."""
    question, past, reason = _asked(facts, goal, day)
    if question is None or past is None or past.reason is not None:
        return None, past.reason if past else reason
    to_come = drawn(
        past.terms, day, (question.last - day).days, seeded(goal.metric, goal.where, day), PATHS
    )
    known = past.since(min(question.first, day))
    return Ends(values(known, to_come, question.judged, past)), None


def tested(facts: Facts, goal: Goal, day: date, found: Outlook) -> Outlook:
    """Return the outlook with the shop's own back-test: the same question on earlier days."""
    if found.probability is None:
        return found
    question, past, _reason = _asked(facts, goal, day)
    if question is None or past is None:
        return found
    return replace(found, places=tuple(_places(question, past, goal)))


def _asked(
    facts: Facts, goal: Goal, day: date
) -> tuple[Stake | None, History | None, Message | None]:
    """Return what decides the goal and the past it may rest on, or why there is no answer."""
    question = stake(goal, course(goal, day))
    if question is None:
        return None, None, Message(N_("The figures of the deadline are known: nothing is open."))
    past, reason = history(facts, goal.about, goal.where, day)
    if past is None:
        return None, None, reason
    ahead = (question.last - day).days
    if ahead > MOST_AHEAD:
        return None, None, Message(N_("The deadline is more than 13 months away: too far to tell."))
    if past.reason is None and ahead > max(past.days, LEAST_DAYS):
        return None, None, Message(N_("The deadline is further away than the figures go back."))
    return question, past, None


def seeded(metric: str, where: Where, day: date) -> np.random.Generator:
    """Return the same chances for the same figure and day, whatever is asked of it.

    Of two goals on one figure the harder one is never the likelier, and a goal keeps the chance
    it was typed with.
    """
    name = f"{metric} {where} {day.isoformat()}"
    return np.random.default_rng(crc32(name.encode()))


def _forecast(question: Stake, past: History, known: Array, to_come: Array) -> Outlook:
    """Return the fan and, of its last day, the value with its 80 % range."""
    found = values(known, to_come, question.drawn, past)
    ends = [one.last for one in question.drawn]
    fan = []
    for place, day in enumerate(ends):
        column = found[:, place]
        column = column[~np.isnan(column)]
        if len(column):
            low, middle, high = map(float, np.quantile(column, (0.1, 0.5, 0.9)))
            fan.append(Fan(day, middle, low, high))
    if not fan:
        return Outlook()
    last = fan[-1]
    return Outlook(
        value=Fraction(last.value),
        low=Fraction(last.low),
        high=Fraction(last.high),
        fan=tuple(fan),
    )


def _plain_range(question: Stake, past: History, goal: Goal, ahead: int) -> Outlook:
    """Return what came after earlier days, if as many came: a range, and no probability."""
    starts = range(past.days - ahead, -1, -WEEK)
    if len(starts) < LEAST_STRETCHES:
        return Outlook(reason=past.reason)
    stretches = np.stack([past.terms[start : start + ahead].T for start in starts], axis=1)
    known = past.since(min(question.first, past.day))
    return replace(_forecast(question, past, known, stretches), reason=past.reason)


def _places(question: Stake, past: History, goal: Goal) -> list[float]:
    """Return, for past days, the share of paths that did worse than what then came."""
    ahead = (question.last - past.day).days
    late = -(-ahead // WEEK) * WEEK
    room = past.days - late - max(LEAST_DAYS, ahead)
    step = max(WEEK, room // CALLS // WEEK * WEEK)
    found = []
    for back in range(late, late + CALLS * step, step):
        known = past.terms[: past.days - back]
        asked = question.earlier(back)
        older = (past.day - asked.first).days + 1
        if len(known) < max(LEAST_DAYS, ahead) or older > past.days:
            break
        then = replace(past, day=past.day - timedelta(days=back), terms=known)
        to_come = drawn(
            known, then.day, ahead, seeded(goal.metric, goal.where, then.day), CALL_PATHS
        )
        came = past.terms[len(known) : len(known) + ahead].T[:, None, :]
        worst, _bound = margins(values(known, to_come, asked.judged, then), goal.target)
        real, _bound = margins(values(known, came, asked.judged, then), goal.target)
        found.append(round(_place(worst, float(real[0])), 4))
    return found


def _place(worst: Array, real: float) -> float:
    """Return the share of paths that did worse, and half of those that did the same."""
    same = np.isclose(worst, real, rtol=1e-9, atol=0.0)
    return float(((worst < real) & ~same).mean() + same.mean() / 2)
