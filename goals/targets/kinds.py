"""The four kinds of goals: what each reads from the facts, and what it makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.formula import SHORTHANDS
from goals.targets import figures, seasonal
from goals.targets.course import judged_windows, window_to
from goals.targets.pace import (
    Pace,
    cap_per_day,
    done_pace,
    hold_pace,
    level_pace,
    total_pace,
)
from store.messages import N_, Message, Quantity, counted
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.metrics.figures import Figure
    from goals.metrics.metric import Metric
    from goals.targets.course import Course
    from goals.targets.goal import Goal
    from store.facts import Facts
    from store.projects import MilestoneRow, ProjectRow


@dataclass(frozen=True, slots=True)
class Breach:
    """A window of a hold goal that missed the target."""

    span: Span
    value: Fraction


@dataclass(frozen=True, slots=True)
class Steps:
    """A project's milestones: in all, reached, due by the first plan, and the late ones' titles."""

    total: int
    reached: int
    due: int
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a goal has come to, whatever its kind.

    ``span``: the days ``value`` speaks of. ``final``: once met it stays met. ``hopeless``: proven
    out of reach, ``why`` says by what. ``margin``: hold goals only. ``judged``: windows that a
    hold goal has been judged by, ``breach`` the first that missed.
    """

    span: Span
    pace: Pace
    value: Fraction | None = None
    figure: Figure | None = None
    reason: Message | None = None
    met: bool = False
    final: bool = False
    hopeless: bool = False
    why: Message | None = None
    margin: Fraction | None = None
    judged: int = 0
    breach: Breach | None = None
    steps: Steps | None = None
    overdue: bool = False


def level(facts: Facts, goal: Goal, metric: Metric, course: Course) -> Outcome:
    """The metric over a rolling window; what counts is the one that ends on the deadline."""
    span = window_to(course.day, goal.window)
    figure = figures.figure(facts, metric, span, goal.where)
    return Outcome(
        span=span,
        figure=figure,
        value=figure.value,
        reason=figure.reason,
        pace=level_pace(goal, figure.value, course),
        met=figure.value is not None and goal.target.met_by(figure.value),
    )


def total(facts: Facts, goal: Goal, metric: Metric, course: Course, currency: str = "") -> Outcome:
    """The sum since the start; one that may only grow is lost once it is over its cap."""
    start, path = course.whole.start, seasonal.path(facts, metric, goal.where, course)
    if course.day < start:
        return Outcome(
            span=Span(start, start),
            value=Fraction(0),
            pace=total_pace(goal, Fraction(0), course, path),
            met=goal.target.met_by(Fraction(0)),
        )
    span = Span.of(start, course.day)
    figure = figures.figure(facts, metric, span, goal.where)
    value, target = figure.value, goal.target
    grows = never_falls(metric)
    hopeless = value is not None and grows and _over_cap(goal, value)
    return Outcome(
        span=span,
        figure=figure,
        value=value,
        reason=figure.reason,
        pace=total_pace(goal, value, course, path),
        met=value is not None and target.met_by(value),
        final=target.operator in (">", ">="),
        hopeless=hopeless,
        why=_cap_passed(value, metric, currency) if hopeless and value is not None else None,
    )


def never_falls(metric: Metric) -> bool:
    """Whether a sum of the metric can only grow: one plain count or amount, nothing taken off."""
    return (
        not metric.is_ratio
        and metric.numerator.replace("_", "").isalnum()
        and metric.numerator not in SHORTHANDS
    )


def _over_cap(goal: Goal, value: Fraction) -> bool:
    target = goal.target
    if target.operator == "between":
        return target.high is not None and value > target.high
    return target.stays_under and not target.met_by(value)


def _cap_passed(value: Fraction, metric: Metric, currency: str) -> Message:
    return Message(
        N_("The sum is {value} already, and it cannot fall."),
        {"value": Quantity(value, metric.unit, currency)},
    )


def hold(facts: Facts, goal: Goal, metric: Metric, course: Course, currency: str = "") -> Outcome:
    """Every window between start and deadline has to meet the target; the first miss decides."""
    windows = list(judged_windows(goal, course.day))
    values = _values(facts, goal, metric, windows)
    breach = _first_breach(goal, windows, values)
    last = breach.span.start if breach else None
    held = _held(goal, course, last)
    whole_turn = goal.recurrence != "none" and course.day >= course.whole.start
    span = (
        Span.of(course.whole.start, course.day)
        if whole_turn
        else (window_to(course.day, goal.window))
    )
    figure = figures.figure(facts, metric, span, goal.where)
    value = figure.value
    outcome = Outcome(
        span=span,
        figure=figure,
        value=value,
        reason=figure.reason,
        pace=hold_pace(goal, value, course, held),
        met=breach is None,
        hopeless=breach is not None,
        breach=breach,
        judged=sum(one is not None for one in values),
        margin=None if value is None else goal.target.margin(value),
        why=_breached(breach, metric, currency) if breach else None,
    )
    if not whole_turn or not metric.additive:
        return outcome
    share = seasonal.path(facts, metric, goal.where, course).by(course.day)
    return _capped(outcome, goal, metric, course, share)


def _values(
    facts: Facts, goal: Goal, metric: Metric, windows: Sequence[Span]
) -> list[Fraction | None]:
    if not windows:
        return []
    if goal.recurrence == "none":
        days = Span.of(windows[0].last, windows[-1].last)
        found = dict(figures.rolling(facts, metric, days, windows[0].days, goal.where))
        return [found.get(window.last) for window in windows]
    return [figures.figure(facts, metric, window, goal.where).value for window in windows]


def _first_breach(
    goal: Goal, windows: Sequence[Span], values: Sequence[Fraction | None]
) -> Breach | None:
    for window, value in zip(windows, values, strict=True):
        if value is not None and not goal.target.met_by(value):
            return Breach(window, value)
    return None


def _held(goal: Goal, course: Course, breached_on: date | None) -> Fraction:
    """Return the part of the whole stretch that was held, up to the first miss."""
    whole = Span.of(goal.start, goal.deadline)
    until = course.day if breached_on is None else breached_on
    days = (until - whole.start).days + (breached_on is None)
    return Fraction(min(max(days, 0), whole.days), whole.days)


def _breached(breach: Breach, metric: Metric, currency: str) -> Message:
    return Message(
        N_("First missed over {days}: {value}."),
        {"days": breach.span, "value": Quantity(breach.value, metric.unit, currency)},
    )


def _capped(
    outcome: Outcome, goal: Goal, metric: Metric, course: Course, share: Fraction
) -> Outcome:
    """Judge a turn that still runs: a sum by its part of the way, with what is left of its cap."""
    value, target = outcome.value, goal.target
    if value is None or course.over:
        return outcome
    low = None if target.stays_under else target.value
    cap = target.value if target.stays_under else target.high
    margins = [] if low is None else [value - low * share]
    margins += [] if cap is None else [cap * share - value]
    passed = never_falls(metric) and _over_cap(goal, value)
    return replace(
        outcome,
        margin=min(margins),
        pace=replace(outcome.pace, per_day=cap_per_day(target.value - value, course)),
        hopeless=outcome.hopeless or passed,
        met=outcome.met and not passed,
        breach=outcome.breach or (Breach(outcome.span, value) if passed else None),
    )


def done(
    goal: Goal, project: ProjectRow | None, milestones: Sequence[MilestoneRow], course: Course
) -> Outcome:
    """The share of a project's milestones that are reached; a finished project is done."""
    span = Span.of(min(goal.start, course.day), course.day)
    if project is None:
        return Outcome(
            span=span,
            pace=done_pace(0, 0, 0, goal.target.value),
            reason=Message(N_("The project of this goal is not in the store any more.")),
        )
    steps = _steps(milestones, course.day)
    finished = project.finished_day is not None and project.finished_day <= course.day
    if steps.total == 0 and not finished:
        return Outcome(
            span=span,
            pace=done_pace(0, 0, 0, goal.target.value),
            reason=Message(N_("The project has no milestone yet.")),
            steps=steps,
        )
    value = Fraction(1) if finished else Fraction(steps.reached, steps.total)
    pace = (
        Pace(1 / goal.target.value if goal.target.value else None, Fraction(1), Fraction(1))
        if finished
        else done_pace(steps.reached, steps.due, steps.total, goal.target.value)
    )
    late = None
    if steps.late and not finished:
        late = counted(
            "{n} milestone is late: {titles}.",
            "{n} milestones are late: {titles}.",
            "n",
            {"n": len(steps.late), "titles": list(steps.late)},
        )
    return Outcome(
        span=span,
        value=value,
        pace=pace,
        met=goal.target.met_by(value),
        final=True,
        steps=steps,
        overdue=late is not None and steps.reached < steps.due,
        why=late,
    )


def _steps(milestones: Sequence[MilestoneRow], day: date) -> Steps:
    reached = [one for one in milestones if one.reached_day is not None and one.reached_day <= day]
    due = [one for one in milestones if one.original_day <= day]
    late = tuple(one.title for one in due if one not in reached)
    return Steps(len(milestones), len(reached), len(due), late)
