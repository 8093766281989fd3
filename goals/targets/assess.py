"""How a goal stands today: its figure, progress, pace and status, and what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Literal

from goals.metrics.catalogue import shop as catalogue
from goals.targets import figures, kinds
from goals.targets.course import course, past_turns, window_to
from goals.targets.outlook import Outlook
from goals.targets.pace import done_pace
from goals.targets.status import BAND, NEEDS_ATTENTION, STALE_DAYS, Case, Status, judge
from store.messages import N_, Message, counted
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from goals.metrics.figures import Figure
    from goals.metrics.metric import Metric
    from goals.targets.course import Course
    from goals.targets.goal import Closing, Goal, Known
    from goals.targets.kinds import Breach, Outcome, Steps
    from goals.targets.pace import Pace
    from goals.targets.turns import Record
    from store.facts import Facts
    from store.projects import MilestoneRow, ProjectRow

    Foresee = Callable[[Goal, date], Outlook | None]

Verdict = Literal["better", "worse", "same"]
BY_CHANCE: frozenset[Status] = frozenset({"ahead", "on pace", "behind", "at risk"})
"""What a probability decides; everything else is certain, or not known at all."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A metric that must not get worse: now beside what it was when the goal was set.

    ``clear``: the change is more than chance or 5 %; no ``verdict`` where too little is known.
    """

    metric: Metric
    before: Fraction | None
    now: Fraction | None
    verdict: Verdict | None
    clear: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a recurring goal that is over, by what is known now; ``kept``: as recorded."""

    span: Span
    value: Fraction | None
    met: bool | None
    kept: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """``day`` is the last day that figures are known for; ``span`` the days ``value`` speaks of.

    ``days_left`` counts from today to the end of the stretch (negative when it is over),
    ``per_day`` is what each day still to come has to bring, or may take. ``reason`` says why there
    is no value or what decided the status. ``outlook``: probability and forecast, where asked for.
    ``breaks`` say from which days another source of its figure counts.
    """

    goal: Goal
    metric: Metric
    status: Status
    day: date | None
    stretch: Span
    span: Span | None
    value: Fraction | None
    figure: Figure | None
    pace: Pace
    met: bool
    over: bool
    elapsed: Fraction
    days_left: int
    margin: Fraction | None = None
    reason: Message | None = None
    breach: Breach | None = None
    judged: int = 0
    steps: Steps | None = None
    guardrails: tuple[Guarded, ...] = ()
    turns: tuple[Turn, ...] = ()
    closed: Closing | None = None
    breaks: tuple[Message, ...] = ()
    outlook: Outlook | None = None

    @property
    def probability(self) -> float | None:
        """How probable it is that the goal is reached, ``None`` where nobody can tell."""
        return self.outlook.probability if self.outlook else None

    @property
    def awaited(self) -> bool:
        """Whether there is an outlook to ask for that was not computed yet."""
        return (
            self.outlook is None
            and self.goal.state == "open"
            and self.value is not None
            and not self.over
        )

    @property
    def by_chance(self) -> bool:
        """Whether the status comes from the probability and not from the line."""
        return self.probability is not None and self.status in BY_CHANCE

    @property
    def by_line(self) -> bool:
        """Whether the status comes from the line, for want of a probability."""
        return self.probability is None and self.status in BY_CHANCE

    @property
    def progress(self) -> Fraction | None:
        return self.pace.progress

    @property
    def expected_today(self) -> Fraction | None:
        return self.pace.expected

    @property
    def guardrail_lost(self) -> bool:
        """Whether a metric that must not get worse clearly did."""
        return any(one.verdict == "worse" and one.clear for one in self.guardrails)

    @property
    def attention(self) -> bool:
        """Whether the owner should look: a bad status, or a guardrail that is lost."""
        return self.status in NEEDS_ATTENTION or (self.goal.state == "open" and self.guardrail_lost)


def assess(
    facts: Facts,
    goal: Goal,
    *,
    as_of: date | None,
    today: date,
    project: ProjectRow | None = None,
    milestones: Sequence[MilestoneRow] = (),
    currency: str = "",
    foresee: Foresee | None = None,
) -> Assessment:
    """Judge a goal by the figures known up to ``as_of``; a ``done`` goal by its milestones today.

    A closed goal is measured again up to the day it was closed by. ``foresee`` gives the outlook
    of an open goal; without it the line it should follow decides on the pace.
    """
    metric = goal.about
    day = _last_day(facts, goal, as_of, today)
    if day is None:
        return _unknown(goal, metric, today)
    run = course(goal, day)
    outcome = _outcome(facts, goal, metric, run, project, milestones, currency)
    missing = 0 if goal.kind == "done" else max((today - day).days - 1, 0)
    outlook = _outlook(goal, outcome, run, day, foresee)
    status = judge(_case(goal, outcome, run, missing, outlook))
    return Assessment(
        goal=goal,
        metric=metric,
        status=status,
        day=day,
        stretch=run.whole,
        span=outcome.span,
        value=outcome.value,
        figure=outcome.figure,
        pace=outcome.pace,
        met=outcome.met,
        over=run.over,
        elapsed=run.elapsed,
        days_left=(run.whole.last - today).days,
        margin=outcome.margin,
        reason=_reason(status, outcome, missing, day),
        breach=outcome.breach,
        judged=outcome.judged,
        steps=outcome.steps,
        guardrails=tuple(_guarded(facts, goal, name, day) for name in goal.guardrails),
        turns=tuple(_turn(facts, goal, metric, span) for span in past_turns(goal, day)),
        closed=goal.closing,
        outlook=outlook,
        breaks=figures.breaks(facts, goal, day),
    )


def _outlook(
    goal: Goal, outcome: Outcome, run: Course, day: date, foresee: Foresee | None
) -> Outlook | None:
    """Return what may come of an open goal; what is certain needs no forecast."""
    if foresee is None or goal.state != "open" or run.over or outcome.value is None:
        return None
    if goal.kind == "done":
        return Outlook(reason=Message(N_("Milestones follow a plan; no figures foretell them.")))
    outlook = foresee(goal, day)
    if outlook is not None and outcome.hopeless:
        return replace(outlook, probability=0.0, reason=None)
    if outlook is not None and outcome.final and outcome.met:
        return replace(outlook, probability=1.0, reason=None)
    return outlook


def _last_day(facts: Facts, goal: Goal, as_of: date | None, today: date) -> date | None:
    if goal.kind == "done":
        day: date | None = today
    else:
        day = None if as_of is None else figures.known_until(facts, goal.about, as_of)
    return min(day, goal.closing.day) if day and goal.closing else day


def _outcome(
    facts: Facts,
    goal: Goal,
    metric: Metric,
    run: Course,
    project: ProjectRow | None,
    milestones: Sequence[MilestoneRow],
    currency: str,
) -> Outcome:
    if goal.kind == "level":
        return kinds.level(facts, goal, metric, run)
    if goal.kind == "total":
        return kinds.total(facts, goal, metric, run, currency)
    if goal.kind == "hold":
        return kinds.hold(facts, goal, metric, run, currency)
    return kinds.done(goal, project, milestones, run)


def _case(goal: Goal, outcome: Outcome, run: Course, missing: int, outlook: Outlook | None) -> Case:
    return Case(
        state=goal.state,
        kind=goal.kind,
        known=outcome.value is not None,
        met=outcome.met,
        over=run.over,
        final=outcome.final,
        hopeless=outcome.hopeless,
        elapsed=run.elapsed,
        days_missing=missing,
        stays_under=goal.target.stays_under,
        pace=outcome.pace,
        margin=outcome.margin,
        overdue=outcome.overdue,
        probability=outlook.probability if outlook else None,
    )


def _unknown(goal: Goal, metric: Metric, today: date) -> Assessment:
    """Nothing was ever imported that this goal could be judged by."""
    stretch = Span.of(goal.start, goal.deadline)
    return Assessment(
        goal=goal,
        metric=metric,
        status="no data" if goal.state == "open" else "closed",
        day=None,
        stretch=stretch,
        span=None,
        value=None,
        figure=None,
        pace=done_pace(0, 0, 0, Fraction(0)),
        met=False,
        over=False,
        elapsed=Fraction(0),
        days_left=(stretch.last - today).days,
        reason=Message(N_("No import has brought figures for this goal yet.")),
        closed=goal.closing,
    )


def _reason(status: Status, outcome: Outcome, missing: int, day: date) -> Message | None:
    if outcome.value is None:
        return outcome.reason
    if status == "stale" and missing >= STALE_DAYS:
        return counted(
            "No figures for {n} day: they end on {day}.",
            "No figures for {n} days: they end on {day}.",
            "n",
            {"n": missing, "day": day},
        )
    return outcome.why


def _turn(facts: Facts, goal: Goal, metric: Metric, span: Span) -> Turn:
    days = window_to(span.last, goal.window) if goal.kind == "level" else span
    value = figures.figure(facts, metric, days, goal.where).value
    return Turn(span, value, None if value is None else goal.target.met_by(value))


def _guarded(facts: Facts, goal: Goal, name: str, day: date) -> Guarded:
    metric = catalogue.of(facts).known(name)
    before = goal.baseline.guardrails.get(name) if goal.baseline else None
    until = figures.known_until(facts, metric, day) or day
    now = figures.figure(facts, metric, window_to(until, goal.window), ())
    known = before.value if before else None
    if before is None or known is None or now.value is None or now.small or not metric.better:
        return Guarded(metric, known, now.value, None, False)
    better = (now.value - known) * metric.better
    verdict: Verdict = "same" if better == 0 else "better" if better > 0 else "worse"
    return Guarded(metric, known, now.value, verdict, _clear(now, before))


def _clear(now: Figure, before: Known) -> bool:
    """Return whether a change is more than chance.

    Shares: their intervals lie apart. Means over cases and counts of cases: more than twice the
    standard error, taking the spread of single cases to be as large as their mean (baskets are no
    narrower, counts are Poisson). Anything else: more than 5 %.
    """
    if now.value is None or before.value is None:
        return False
    if now.interval is not None and before.interval is not None:
        return now.interval[0] > before.interval[1] or now.interval[1] < before.interval[0]
    cases, earlier = _cases(now.metric, now), _cases(now.metric, before)
    limit = float(BAND)
    if cases and earlier and cases > 0 and earlier > 0:
        limit = max(limit, 2 * sqrt(1 / cases + 1 / earlier))
    return abs(now.value - before.value) > limit * abs(before.value)


def _cases(metric: Metric, figure: Figure | Known) -> Fraction | None:
    """Return how many cases a figure rests on, where it says so itself."""
    if not metric.is_ratio:
        return figure.value if metric.unit == "count" else None
    counts = metric.base is None and metric.base_formula is not None
    return figure.denominator if counts else None
