"""Goals from a file of monthly targets: one a month and member; the same file changes nothing.

A sum (revenue, orders) is to add up to the target in its month; a rate is to reach it over the
days of the month. What the owner deleted stays deleted.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from goals.metrics.catalogue import shop as catalogue
from goals.targets import figures
from goals.targets.checks import check_bounds, check_kind, default_kind, find_metric
from goals.targets.course import baseline_span
from goals.targets.entry import parse_target
from goals.targets.goal import STATES, Baseline, Goal
from goals.targets.scope import check_scope, members
from goals.targets.texts import MOST_TITLE, limited
from store.errors import OwnerError
from store.importers.targets_reading import MonthlyTarget
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from goals.metrics.metric import Metric
    from goals.targets.book import GoalBook
    from goals.targets.goal import Where
    from goals.targets.target import Target
    from store.records import LeftOut

Verdict = Literal["stored", "updated", "unchanged", "excluded", "rejected"]
VERDICTS: tuple[Verdict, ...] = ("stored", "updated", "unchanged", "excluded", "rejected")

TWICE = N_("This file gives it twice; the first one counts.")
DELETED = N_("You deleted this goal: “kpi-tui goal reopen {number}” brings it back.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target; ``reason`` says why it makes no goal."""

    line: int
    verdict: Verdict
    goal: Goal | None = None
    reason: Message | None = None
    remedy: Message | None = None
    column: str = ""


def plan(
    book: GoalBook,
    targets: Iterable[MonthlyTarget | LeftOut],
    default_metric: str,
    title: Callable[[MonthlyTarget], str],
) -> list[Outcome]:
    """Return what each target would become; nothing is stored. ``title`` names new goals."""
    known = {key_of(goal): goal for goal in reversed(book.goals(STATES))}
    seen: set[tuple[object, ...]] = set()
    found: list[Outcome] = []
    read = list(targets)
    with book.facts.snapshot():
        for target in read:
            if not isinstance(target, MonthlyTarget):
                verdict: Verdict = "rejected" if target.rejected else "excluded"
                reason = Message(target.reason, target.values)
                found.append(Outcome(target.line, verdict, None, reason, None, target.column))
                continue
            try:
                goal = _goal(book, target, target.metric or default_metric, title(target))
            except OwnerError as problem:
                found.append(Outcome(target.line, "rejected", None, problem.what, problem.remedy))
                continue
            found.append(_compared(target.line, goal, known, seen))
    return found


def planned(book: GoalBook, goals: Iterable[Goal]) -> list[Outcome]:
    """Return what goals of months would become, as ``plan`` does; nothing is stored."""
    known = {key_of(goal): goal for goal in reversed(book.goals(STATES))}
    seen: set[tuple[object, ...]] = set()
    return [_compared(line, goal, known, seen) for line, goal in enumerate(goals, 1)]


def keep(book: GoalBook, outcomes: Sequence[Outcome], *, at: int) -> list[Outcome]:
    """Store what is new or changed, all or nothing; return the outcomes with what is stored."""
    new = [one for one in outcomes if one.goal is not None and one.verdict in ("stored", "updated")]
    written = iter(book.write([one.goal for one in new if one.goal is not None], at=at))
    return [replace(one, goal=next(written)) if one in new else one for one in outcomes]


def key_of(goal: Goal) -> tuple[object, ...]:
    """Return what makes two goals speak of the same month and member."""
    return goal.metric, goal.where, goal.kind, goal.start, goal.deadline, goal.recurrence


def _compared(
    line: int,
    goal: Goal,
    known: dict[tuple[object, ...], Goal],
    seen: set[tuple[object, ...]],
) -> Outcome:
    key = key_of(goal)
    if key in seen:
        return Outcome(line, "excluded", None, Message(TWICE))
    seen.add(key)
    there = known.get(key)
    if there is None:
        return Outcome(line, "stored", goal)
    if there.state == "deleted":
        return Outcome(line, "excluded", None, Message(DELETED, {"number": str(there.id)}))
    if there.target == goal.target:
        return Outcome(line, "unchanged", there)
    return Outcome(line, "updated", replace(there, target=goal.target))


def _goal(book: GoalBook, target: MonthlyTarget, name: str, title: str) -> Goal:
    """Return the goal of a target; ``OwnerError`` says why there is none."""
    metric = find_metric(name, catalogue.of(book.facts))
    first, where = target.month, _where(book, metric, target)
    aim = parse_target(
        target.value,
        unit=metric.unit,
        better=metric.better,
        currency=book.facts.store.shop.currency,
    )
    return monthly_goal(book, metric, where, first, aim, title)


def monthly_goal(
    book: GoalBook, metric: Metric, where: Where, first: date, aim: Target, title: str
) -> Goal:
    """Return the goal of a month that begins on ``first``; ``OwnerError`` says why there is none.

    A sum is to add up to the target in the month; a rate is to reach it over the month's days.
    """
    last = first.replace(day=monthrange(first.year, first.month)[1])
    kind = default_kind(metric, where)
    check_kind(kind, metric, where)
    check_bounds(kind, metric, aim)
    goal = Goal(
        title=limited(title, MOST_TITLE),
        metric=metric.id,
        measured=metric,
        target=aim,
        kind=kind,
        start=first,
        deadline=last,
        where=where,
        window=last.day,
        stage=metric.stage,
    )
    return replace(goal, baseline=_baseline(book, metric, goal))


def _where(book: GoalBook, metric: Metric, target: MonthlyTarget) -> Where:
    if not target.dimension:
        return ()
    known = members(book.facts, metric, target.dimension)
    same = {name.casefold(): name for name in known}
    member = same.get(target.member.casefold(), target.member)
    where = ((target.dimension, member),)
    check_scope(book.facts, metric, where)
    return where


def _baseline(book: GoalBook, metric: Metric, goal: Goal) -> Baseline | None:
    """Return the figure of as many days before the month, where it is known."""
    if book.as_of is None:
        return None
    known = figures.known_until(book.facts, metric, book.as_of)
    if known is None:
        return None
    span = baseline_span(goal.kind, goal.window, goal.start, goal.deadline, known)
    return Baseline(figures.known(figures.figure(book.facts, metric, span, goal.where)), span)
