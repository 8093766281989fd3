"""What a goal that is being typed is measured by: read once, asked with every letter.

The past and the forecast's paths do not depend on the target: they are kept for the last questions,
so that an answer to another target takes some milliseconds. May be shared by threads.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from goals.targets import figures
from goals.targets.course import course, window_to
from goals.targets.goal import Goal
from goals.targets.past import read_past
from goals.targets.proposals import Proposal, proposals
from goals.targets.realism import Realism, Setting, realism, setting, word_of, worded
from goals.targets.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from goals.targets.draft import Draft
    from goals.targets.past import Past
    from goals.targets.realism import Word
    from goals.targets.target import Operator
    from store.facts import Facts
    from store.messages import Message

Found = TypeVar("Found")
MOST_KEPT = 8
MONTH = 28


class Chances(Protocol):
    """What tells the chance of a target, and the value that has a chance."""

    def chance(self, target: Target) -> float: ...

    def at(self, chance: float, sign: int) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """``realism`` of the target typed (without one, of the figure), and three to choose from.

    ``reason`` says why no forecast gives the chances; they follow the past moves then.
    """

    realism: Realism
    proposals: tuple[Proposal, ...] = ()
    reason: Message | None = None


class Yardstick:
    """Pasts and paths of the last questions, by what they depend on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[object, object] = OrderedDict()

    def weigh(self, facts: Facts, goal: Goal, target: Target | None, day: date) -> Weighed | None:
        """Return how realistic a goal is by figures up to ``day``; ``None`` for a project's.

        The goal's own target does not count: ``target`` does, ``None`` while there is none.
        """
        if goal.kind == "done":
            return None
        known = self.setting(facts, goal, day)
        wanted = _operator(goal, target)
        sign = -1 if wanted in ("<", "<=") else 1
        cases = self._cases(facts, goal, day)
        noise = self._noise(facts, goal, known.past, day)
        found = realism(known, target, kind=goal.kind, sign=sign, cases=cases, noise=noise)
        ends, reason = self._ends(facts, goal, day)
        if ends is not None and target is not None:
            found = worded(found, ends.chance(target))
        if wanted is None or (found.reason is not None and ends is None):
            return Weighed(found, (), reason)
        by: Chances = ends if ends is not None else known
        return Weighed(found, self._proposed(known, goal, wanted, by, noise, cases), reason)

    def past(self, facts: Facts, goal: Goal, day: date, chance: float | None) -> Realism | None:
        """Return how realistic a goal is whose chance is known; nothing is drawn."""
        if goal.kind == "done":
            return None
        known = self.setting(facts, goal, day)
        cases = self._cases(facts, goal, day)
        noise = self._noise(facts, goal, known.past, day)
        found = realism(known, goal.target, kind=goal.kind, cases=cases, noise=noise)
        return found if chance is None else worded(found, chance)

    def at_hand(self, facts: Facts, goal: Goal, day: date) -> bool:
        """Whether everything about a goal was read before, so that weighing takes no time."""
        with self._lock:
            return ("ends", *_asked(facts, goal, day)) in self._kept

    def setting(self, facts: Facts, goal: Goal, day: date) -> Setting:
        """Return what targets of this goal are measured from."""
        whole = course(goal, day).whole
        width = whole.days
        if goal.kind != "total" and goal.recurrence == "none":
            width = goal.window if goal.kind == "level" else min(goal.window, whole.days)
        key = ("setting", *_asked(facts, goal, day), width)
        return self._once(
            key,
            lambda: setting(self._past(facts, goal, width, day), goal.kind, day, whole.last),
        )

    def _past(self, facts: Facts, goal: Goal, width: int, day: date) -> Past:
        key = ("past", *_figure(facts, goal), width, day)
        return self._once(key, lambda: read_past(facts, goal.about, goal.where, width, day))

    def _noise(self, facts: Facts, goal: Goal, past: Past, day: date) -> Past | None:
        if past.width <= MONTH:
            return None
        return self._past(facts, goal, MONTH, day)

    def _cases(self, facts: Facts, goal: Goal, day: date) -> float | None:
        """Return how many cases today's share rests on; ``None`` for what is no share of cases."""
        if goal.about.interval != "wilson" or goal.kind == "total":
            return None
        key = ("cases", *_figure(facts, goal), goal.window, day)

        def read() -> float | None:
            span = window_to(day, goal.window)
            cases = figures.figure(facts, goal.about, span, goal.where).denominator
            return None if cases is None else float(cases)

        return self._once(key, read)

    def _ends(self, facts: Facts, goal: Goal, day: date) -> tuple[Chances | None, Message | None]:
        def drawn() -> tuple[Chances | None, Message | None]:
            from goals.forecast.outlooks import ends

            return ends(facts, goal, day)

        return self._once(("ends", *_asked(facts, goal, day)), drawn)

    def _proposed(
        self,
        known: Setting,
        goal: Goal,
        operator: Operator,
        by: Chances,
        noise: Past | None,
        cases: float | None,
    ) -> tuple[Proposal, ...]:
        sign = -1 if operator in ("<", "<=") else 1

        def word(target: Target, chance: float) -> Word:
            if goal.kind == "hold":
                return word_of(chance)
            found = realism(known, target, kind=goal.kind, cases=cases, noise=noise)
            return worded(found, chance).word or word_of(chance)

        begun = goal.baseline.figure.value if goal.baseline else None
        bases = [Fraction(one) for one in (known.base, begun) if one is not None]
        # A goal under way may stand worse than where it was set from: it starts from there.
        beyond = max(bases, key=lambda one: sign * one) if bases and goal.kind == "level" else None
        return proposals(
            known.past.metric,
            operator,
            lambda chance: by.at(chance, sign),
            by.chance,
            word,
            beyond=beyond,
            positive=goal.kind == "total",
        )

    def _once(self, key: object, make: Callable[[], Found]) -> Found:
        """Return what was kept under the key, made where it was not."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Found", self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT * 4:
                self._kept.popitem(last=False)
        return made


def considered(draft: Draft) -> Goal | None:
    """Return a goal with what is known of a draft, whatever its target; ``None`` before it is."""
    if draft.metric is None or not draft.kind or not draft.start or not draft.deadline:
        return None
    if not draft.window or draft.start > draft.deadline or "where" in draft.errors:
        return None
    return Goal(
        title="",
        metric=draft.metric.id,
        target=draft.target or Target(">", Fraction(0)),
        kind=draft.kind,
        start=draft.start,
        deadline=draft.deadline,
        where=draft.where,
        window=draft.window,
        recurrence=draft.recurrence,
        baseline=draft.baseline,
        measured=draft.metric,
    )


def _figure(facts: Facts, goal: Goal) -> tuple[object, ...]:
    """Return what a goal's figure depends on, whatever its days."""
    return facts.store.data_version, goal.metric, goal.about.formula, goal.where


def _asked(facts: Facts, goal: Goal, day: date) -> tuple[object, ...]:
    """Return what past and paths depend on, whatever the target."""
    days = goal.window, goal.start, goal.deadline, goal.recurrence, day
    return *_figure(facts, goal), goal.kind, *days


def _operator(goal: Goal, target: Target | None) -> Operator | None:
    """Return how proposals are written: as typed, else the way that is better."""
    if target is not None and target.high is None:
        return target.operator
    better = goal.about.better
    if not better:
        return None
    if goal.kind == "total":
        return ">=" if better > 0 else "<="
    return ">" if better > 0 else "<"
