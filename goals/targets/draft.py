"""A goal that is being typed: what can be read of it already, and what is wrong, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from goals.metrics.catalogue import shop as catalogue
from goals.targets import figures, texts
from goals.targets.checks import (
    check_bounds,
    check_kind,
    check_level,
    default_kind,
    find_metric,
    nothing_to_start_from,
)
from goals.targets.course import baseline_span, first_day, window_to
from goals.targets.days import parse_deadline, parse_start
from goals.targets.entry import EntryError, parse_target
from goals.targets.goal import Baseline, Goal, Kind, Recurrence, Where
from goals.targets.relative import aim, parse_change, told
from goals.targets.scope import check_scope
from store.errors import OwnerError
from store.messages import N_, Message, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from goals.metrics.metric import Metric
    from goals.targets.relative import Change
    from goals.targets.target import Target
    from goals.targets.texts import GoalText
    from store.facts import Facts
    from store.projects import MilestoneRow

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a field, and what to do about it."""

    what: Message
    remedy: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the texts mean so far. ``goal`` is there once nothing is wrong any more.

    ``errors`` go by the fields of ``GoalText``; a field that is still empty has its error too.
    ``baseline`` is read as soon as metric, scope and days are known; ``baseline_reason`` says why
    there is no figure. ``notes`` say what was chosen for the owner.
    """

    errors: Mapping[str, Complaint] = field(default_factory=dict)
    goal: Goal | None = None
    metric: Metric | None = None
    where: Where = ()
    target: Target | None = None
    kind: Kind | None = None
    window: int = 0
    start: date | None = None
    deadline: date | None = None
    recurrence: Recurrence = "none"
    baseline: Baseline | None = None
    baseline_reason: Message | None = None
    notes: tuple[Message, ...] = ()

    def error(self) -> OwnerError | None:
        """Return the first complaint as an error to raise, in the order of the fields."""
        for complaint in self.errors.values():
            problem = EntryError(
                complaint.what.text, complaint.remedy.text, **complaint.what.values
            )
            problem.what, problem.remedy = complaint.what, complaint.remedy
            return problem
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a draft is checked against: the figures, the days, the shop, its projects.

    ``day_first`` says how 03/04 reads (``None``: ask). ``milestones`` by the name of the project.
    """

    facts: Facts
    as_of: date | None
    today: date
    currency: str = ""
    day_first: bool | None = None
    milestones: Mapping[str, Sequence[MilestoneRow]] = field(default_factory=dict)


def draft(desk: Desk, text: GoalText, *, editing: Goal | None = None) -> Draft:
    """Read and check a goal as typed; nothing is stored.

    With ``editing`` the frozen baseline stays, unless what is measured (metric, scope, kind,
    window, start) is another now; a deadline that does not change may be over.
    """
    return _Reading(desk, text, editing).draft()


class _Reading:
    """One pass over the texts; what is wrong is collected, not raised."""

    def __init__(self, desk: Desk, text: GoalText, editing: Goal | None) -> None:
        self.desk = desk
        self.text = text
        self.editing = editing
        self.errors: dict[str, Complaint] = {}
        self.notes: list[Message] = []
        self.change: Change | None = None
        self.known = catalogue.of(desk.facts)

    def draft(self) -> Draft:
        text = self.text
        metric = self.read("metric", lambda: find_metric(text.metric, self.known))
        target = self.read("target", lambda: self._target(metric)) if metric else None
        deadline = self.read("by", self._deadline)
        title = self.read("title", lambda: texts.limited(text.title, texts.MOST_TITLE))
        where = self.read("where", lambda: self._where(metric)) or ()
        window = self.read("window", lambda: texts.parse_window(text.window)) or 0
        rhythm = self.read("recurrence", lambda: texts.parse_recurrence(text.recurrence))
        start = self.read("start", lambda: self._start(rhythm or "none", deadline))
        watched = self.read(
            "guardrails",
            lambda: texts.parse_guardrails(text.guardrails, metric, self.known),
        )
        note = self.read("note", lambda: texts.limited(text.note, texts.MOST_NOTE))
        asked = self.read("kind", lambda: texts.parse_kind(text.kind))
        found = Draft(
            metric=metric,
            where=where,
            target=target,
            kind=asked,
            window=window,
            start=start,
            deadline=deadline,
            recurrence=rhythm or "none",
        )
        found = self._measured(found, watched or ())
        found = replace(found, errors=self.errors, notes=tuple(self.notes))
        if self.errors or not (metric and found.target and found.kind and start and deadline):
            return found
        return replace(found, goal=self._goal(found, title or "", watched or (), note or ""))

    def _measured(self, found: Draft, guardrails: tuple[str, ...]) -> Draft:
        """Add kind and baseline as soon as the days are known, and check the target by them."""
        metric, target, start, deadline = found.metric, found.target, found.start, found.deadline
        if not (metric and found.window and start and deadline) or "where" in self.errors:
            return found
        kind = found.kind or default_kind(metric, found.where)
        baseline, reason = self._baseline(
            metric, found.where, kind, found.window, start, deadline, guardrails
        )
        if self.change is not None:
            target = self.read("target", lambda: self._changed(metric, baseline, reason))
        if target is not None:
            kind = self._settled(kind, found.kind, metric, target, baseline)
            self.read("kind", lambda: check_kind(kind, metric, found.where))
            self.read("target", lambda: self._check_target(kind, metric, target, baseline, reason))
        return replace(found, kind=kind, target=target, baseline=baseline, baseline_reason=reason)

    def _changed(
        self, metric: Metric, baseline: Baseline | None, reason: Message | None
    ) -> Target | None:
        if self.change is None or baseline is None or baseline.figure.value is None:
            raise nothing_to_start_from(reason)
        target = aim(self.change, baseline.figure.value, metric.unit, self.desk.currency)
        self.notes.append(told(self.text.target, target, baseline, metric, self.desk.currency))
        return target

    def read(self, name: str, reader: Callable[[], Found]) -> Found | None:
        """Return what the reader finds; what it complains about is kept for the field."""
        try:
            return reader()
        except OwnerError as problem:
            self.errors.setdefault(name, Complaint(problem.what, problem.remedy))
            return None

    # -- fields ------------------------------------------------------------------------------

    def _target(self, metric: Metric) -> Target | None:
        """Return the target; ``None`` for a change, which waits for what it changes."""
        text = self.text.target
        self.change = parse_change(text, unit=metric.unit, currency=self.desk.currency)
        if self.change is not None:
            return None
        if not text.strip() and self._project(metric):
            text = ">= 100 %"
        return parse_target(
            text, unit=metric.unit, better=metric.better, currency=self.desk.currency
        )

    def _project(self, metric: Metric) -> bool:
        return metric.stage == "projects" and self.text.where.strip().startswith("project")

    def _deadline(self) -> date:
        text = self.text.by
        if not text.strip():
            raise EntryError(
                N_("There is no deadline yet."), N_("Write it like “31/12” or “in 8 weeks”.")
            )
        if self.editing is not None and text.strip() == self.editing.deadline.isoformat():
            return self.editing.deadline
        return parse_deadline(text, self.desk.today, day_first=self.desk.day_first)

    def _start(self, recurrence: Recurrence, deadline: date | None) -> date:
        text = self.text.start
        start = (
            parse_start(text, self.desk.today, day_first=self.desk.day_first)
            if text.strip()
            else first_day(recurrence, self.desk.today)
        )
        if deadline is not None and start > deadline:
            raise EntryError(
                N_("The goal starts on {start}, after its deadline {deadline}."),
                N_("Give an earlier start or a later deadline."),
                start=start,
                deadline=deadline,
            )
        return start

    def _where(self, metric: Metric | None) -> Where:
        where = texts.parse_scope(self.text.where)
        same = self.editing is not None and where == self.editing.where
        if where and metric is not None and not same:
            check_scope(self.desk.facts, metric, where, self.desk.milestones)
        return where

    # -- what the figures say -------------------------------------------------------------------

    def _baseline(
        self,
        metric: Metric,
        where: Where,
        kind: Kind,
        window: int,
        start: date,
        deadline: date,
        guardrails: tuple[str, ...],
    ) -> tuple[Baseline | None, Message | None]:
        old = self.editing
        if old is not None and old.baseline is not None:
            same = (old.metric, old.where, old.kind, old.window, old.start)
            if same == (metric.id, where, kind, window, start):
                return self._with_guardrails(old.baseline, guardrails, window), None
        as_of = self._known_until(metric) if kind != "done" else self.desk.today
        if as_of is None:
            return None, Message(N_("No import has brought figures for this goal yet."))
        span = baseline_span(kind, window, start, deadline, as_of)
        if kind == "done":
            own = self.desk.milestones.get(where[0][1], ()) if where else ()
            return Baseline(figures.reached(own, self.desk.today), span), None
        figure = figures.figure(self.desk.facts, metric, span, where)
        baseline = Baseline(figures.known(figure), span)
        return self._with_guardrails(baseline, guardrails, window), figure.reason

    def _known_until(self, metric: Metric) -> date | None:
        if self.desk.as_of is None:
            return None
        return figures.known_until(self.desk.facts, metric, self.desk.as_of)

    def _with_guardrails(self, baseline: Baseline, names: tuple[str, ...], window: int) -> Baseline:
        span = window_to(baseline.span.last, window)
        kept = {
            name: baseline.guardrails.get(name)
            or figures.known(figures.figure(self.desk.facts, self.known.known(name), span, ()))
            for name in names
        }
        return replace(baseline, guardrails=kept)

    def _settled(
        self,
        kind: Kind,
        asked: Kind | None,
        metric: Metric,
        target: Target,
        baseline: Baseline | None,
    ) -> Kind:
        """Return the kind; a level that is met already is one to hold, if nobody said otherwise."""
        value = baseline.figure.value if baseline else None
        if asked is None and kind == "level" and value is not None and target.met_by(value):
            self.notes.append(
                Message(
                    N_("{value} meets the target already: this is a goal to hold it."),
                    {"value": self._quantity(metric, value)},
                )
            )
            return "hold"
        return kind

    def _quantity(self, metric: Metric, value: Fraction) -> Quantity:
        return Quantity(value, metric.unit, self.desk.currency)

    def _check_target(
        self,
        kind: Kind,
        metric: Metric,
        target: Target,
        baseline: Baseline | None,
        reason: Message | None,
    ) -> None:
        check_bounds(kind, metric, target)
        value = baseline.figure.value if baseline else None
        if kind == "level":
            began = self.editing.baseline if self.editing else None
            running = bool(baseline and began and baseline.figure is began.figure)
            check_level(metric, target, value, reason, self.desk.currency, running=running)
        if kind == "done" and value is not None and target.met_by(value):
            raise EntryError(
                N_("This is reached already: {value} of the milestones."),
                N_("Add the milestones to come first, or choose another project."),
                value=self._quantity(metric, value),
            )
        if kind == "hold" and value is not None and not target.met_by(value):
            self.notes.append(
                Message(
                    N_("{value} does not meet the target yet; days before the start are spared."),
                    {"value": self._quantity(metric, value)},
                )
            )

    def _goal(self, draft: Draft, title: str, guardrails: tuple[str, ...], note: str) -> Goal:
        if not (draft.metric and draft.target and draft.kind and draft.start and draft.deadline):
            raise ValueError("a draft without complaints is whole")
        old = self.editing
        return Goal(
            id=old.id if old else 0,
            version=old.version if old else 0,
            state=old.state if old else "open",
            closing=old.closing if old else None,
            title=title,
            metric=draft.metric.id,
            measured=draft.metric,
            where=draft.where,
            target=draft.target,
            kind=draft.kind,
            window=draft.window,
            start=draft.start,
            deadline=draft.deadline,
            recurrence=draft.recurrence,
            stage=draft.metric.stage,
            guardrails=guardrails,
            note=note,
            baseline=draft.baseline,
        )
