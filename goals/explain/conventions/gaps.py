"""The same metric by the rules of other systems, from the same rows, with the gap itemised.

Steps are taken one after the other from our figure to theirs: what an item amounts to is by how
much the figure moved with it, so the items of a ratio sum as those of an amount do. Amounts are
rounded to what is shown so that they sum to the gap as it is shown, to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.explain.conventions.systems import SUBJECTS, SYSTEMS
from goals.explain.effects import from_minor, settled, to_minor
from goals.metrics.catalogue import METRICS
from goals.metrics.errors import unknown
from goals.metrics.formula import in_units
from goals.metrics.reading import read_many
from goals.metrics.window import measure_name
from store.messages import N_, Message, Quantity, counted
from store.money import MONEY_SCALE
from store.tallies import tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from goals.explain.conventions.rule import Convention, Doubt, Step, System, Term
    from goals.metrics.figures import Figure
    from goals.metrics.metric import Metric, Unit
    from goals.metrics.periods import Period
    from store.facts import Facts
    from store.spans import Span
    from store.tallies import Name

SHARE_DIGITS = 4
"""A share is shown to the hundredth of a point."""
MONEY_COLUMNS = frozenset({"goods", "discount", "shipping", "tax", "amount"})
FINEST = Fraction(1, 10**6)
NO_VALUE = N_("By these rules there is nothing to divide by.")
NOT_TOLD = N_("Cannot be told: no source gives {measure} for these days.")


@dataclass(frozen=True, slots=True)
class Item:
    """What one reason adds to our figure, and how many rows (orders, refunds…) it rests on.

    ``amount`` is in the metric's unit, rounded to what is shown.
    """

    step: Step
    amount: Fraction
    rows: int | None

    @property
    def id(self) -> str:
        return self.step.id

    @property
    def tallies(self) -> tuple[str, ...]:
        """The sets of rows it is made of; none where it is made of measures alone."""
        return tuple(name for name, _sign in told_by(self.step))


@dataclass(frozen=True, slots=True)
class Gap:
    """Our figure, items, and theirs: ``ours`` + the items = ``value``, as they are shown.

    ``nothing`` are the reasons that were looked at and made no difference, ``doubts`` what rows
    cannot tell. Without a ``value`` the ``reason`` says why.
    """

    system: System
    convention: Convention
    ours: Fraction | None
    value: Fraction | None = None
    items: tuple[Item, ...] = ()
    nothing: tuple[Step, ...] = ()
    doubts: tuple[Message, ...] = ()
    reason: Message | None = None
    theirs: Fraction | None = None
    """What the owner's back office shows, as typed."""

    @property
    def difference(self) -> Fraction | None:
        return None if self.value is None or self.ours is None else self.value - self.ours

    @property
    def unexplained(self) -> Fraction | None:
        """What the back office shows beyond what its rules give from the rows here."""
        return None if self.theirs is None or self.value is None else self.theirs - self.value

    @property
    def met(self) -> bool:
        """Whether what was typed is explained but for its rounding: 5.5 % typed of 5.52 %."""
        left, typed = self.unexplained, self.theirs
        if left is None or typed is None:
            return False
        step = Fraction(1, 100 if METRICS[self.convention.metric].unit == "share" else 1)
        while typed % step and step > FINEST:
            step /= 10
        return abs(left) * 2 <= step


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric beside the figures of every system; ``digits`` are those amounts are shown with.

    ``none`` are the systems without a figure, with what there is to say of it.
    """

    figure: Figure
    digits: int
    gaps: tuple[Gap, ...]
    none: tuple[tuple[System, str], ...] = ()

    @property
    def metric(self) -> Metric:
        return self.figure.metric

    @property
    def span(self) -> Span:
        return self.figure.span

    @property
    def ours(self) -> Fraction | None:
        """Our figure as it is shown."""
        return None if self.figure.value is None else _shown(self.figure.value, self.digits)


def check_subject(name: str) -> None:
    """Refuse a metric that no other system is compared by.

    Raises:
        QuestionError: there is none, or other systems have no figure to set beside it.
    """
    if name not in SUBJECTS:
        what = (
            N_("No other system is compared by “{name}”.")
            if name in METRICS
            else N_("“{name}” is not a metric.")
        )
        raise unknown(what, name, SUBJECTS, N_("`kpi-tui conventions` lists those there are."))


def conventions(
    facts: Facts, names: Sequence[str], period: Period, money_digits: int
) -> list[Comparison]:
    """Return metrics beside every system's figures over the same days and rows."""
    for name in names:
        check_subject(name)
    with facts.snapshot():
        readings = read_many(facts, names, period, "none")
        found = []
        for name in names:
            figure = readings[name].figure
            found.append(_comparison(facts, figure, shown_digits(figure.metric.unit, money_digits)))
    return found


def shown_digits(unit: Unit, money_digits: int) -> int:
    """Return with how many digits figures of a unit, and their gaps, are shown."""
    return {"money": money_digits, "share": SHARE_DIGITS}.get(unit, 0)


def with_theirs(gap: Gap, theirs: Fraction) -> Gap:
    """Return the gap with what the back office shows."""
    return replace(gap, theirs=theirs)


def _comparison(facts: Facts, figure: Figure, digits: int) -> Comparison:
    known = _Amounts(facts, figure.span)
    pairs = [(one, rule) for one in SYSTEMS for rule in one.of(figure.metric.id)]
    if figure.reason is None:
        known.load(rule for _system, rule in pairs)
    gaps = tuple(_gap(figure, one, rule, known, digits) for one, rule in pairs)
    none = tuple(
        (one, one.none[figure.metric.id]) for one in SYSTEMS if not one.of(figure.metric.id)
    )
    return Comparison(figure, digits, gaps, none)


class _Amounts:
    """The sums that steps are made of, each asked for once."""

    def __init__(self, facts: Facts, span: Span) -> None:
        self.facts, self.span = facts, span
        self._sums: Mapping[tuple[str, Name], int] = {}
        self._measures: dict[str, int] = {}
        self._covered: dict[str, bool] = {}

    def load(self, rules: Iterable[Convention]) -> None:
        rules = list(rules)
        steps = [step for one in rules for step in one.steps]
        terms = [term for step in steps for term in (*step.top, *step.bottom)]
        terms += [term for one in rules for doubt in one.doubts for term in doubt.most]
        wanted = {(term.tally, term.column) for term in terms if term.tally}
        wanted |= {(tally, "rows") for tally, _column in wanted}
        wanted |= {(step.known, "rows") for step in steps if step.known}
        self._sums = tallies(self.facts, self.span, sorted(wanted))
        measures = sorted({term.measure for term in terms if term.measure})
        self._covered = {name: self._covers(name) for name in measures}
        told = [name for name in measures if self._covered[name]]
        self._measures = self.facts.totals(told, self.span) if told else {}

    def _covers(self, measure: str) -> bool:
        covered = any(one.within(self.span) == self.span for one in self.facts.coverage(measure))
        return covered and not self.facts.unaddable(measure, self.span)

    def missing(self, steps: Iterable[Step]) -> str | None:
        """Return a measure that the steps need and no source gives."""
        terms = (term for step in steps for term in (*step.top, *step.bottom))
        return next((t.measure for t in terms if t.measure and not self._told(t.measure)), None)

    def _told(self, measure: str) -> bool:
        return self._covered[measure] and measure in self._measures

    def knows(self, step: Step) -> bool:
        """Whether there is data to tell the step by."""
        return not step.known or self._sums[step.known, "rows"] > 0

    def of(self, terms: Iterable[Term]) -> Fraction:
        return sum((term.sign * self._one(term) for term in terms), Fraction(0))

    def _one(self, term: Term) -> Fraction:
        if term.measure:
            return in_units(term.measure, self._measures[term.measure])
        amount = self._sums[term.tally, term.column]
        return Fraction(amount, MONEY_SCALE if term.column in MONEY_COLUMNS else 1)

    def rows(self, step: Step) -> int | None:
        """Return on how many rows a step rests, ``None`` where it is made of measures."""
        names = [name for name, _sign in told_by(step)]
        return sum(self._sums[name, "rows"] for name in names) if names else None


def told_by(step: Step) -> list[tuple[str, int]]:
    """Return the sets of rows a step counts, with their sign: those added, else those taken off."""
    terms = [term for term in (*step.top, *step.bottom) if term.tally]
    added = [term for term in terms if term.sign > 0] or terms
    return list({term.tally: term.sign for term in added}.items())


def _gap(figure: Figure, system: System, rule: Convention, known: _Amounts, digits: int) -> Gap:
    ours = None if figure.value is None else _shown(figure.value, digits)
    bare = Gap(system, rule, ours)
    if figure.reason is not None or figure.value is None:
        return replace(bare, reason=figure.reason or Message(NO_VALUE))
    steps = [step for step in rule.steps if known.knows(step)]
    doubts = [Message(step.unknown) for step in rule.steps if not known.knows(step)]
    doubts += [told for one in rule.doubts if (told := _doubt(one, known)) is not None]
    reason = _obstacle(rule, steps, known)
    if reason is not None:
        return replace(bare, reason=reason)
    moved, last = _moves(figure, steps, known)
    if last is None:
        return replace(bare, doubts=tuple(doubts), reason=Message(NO_VALUE))
    shown = settled(moved, to_minor(last, digits) - to_minor(figure.value, digits), digits)
    items, nothing = [], []
    for step, exact, units in zip(steps, moved, shown, strict=True):
        rows = known.rows(step)
        if exact or known.of(step.top) or known.of(step.bottom):
            items.append(Item(step, from_minor(units, digits), rows))
        elif step.unsaid:
            doubts.append(Message(step.unsaid))
        else:
            nothing.append(step)
    return replace(
        bare, value=_shown(last, digits), items=tuple(items), nothing=tuple(nothing),
        doubts=tuple(doubts),
    )  # fmt: skip


def _obstacle(rule: Convention, steps: Sequence[Step], known: _Amounts) -> Message | None:
    """Return why theirs cannot be worked out at all."""
    for step in rule.steps:
        if step.needed and not known.knows(step):
            return Message(step.unknown)
    missing = known.missing(steps)
    return None if missing is None else Message(NOT_TOLD, {"measure": measure_name(missing)})


def _moves(
    figure: Figure, steps: Sequence[Step], known: _Amounts
) -> tuple[list[Fraction], Fraction | None]:
    """Return by how much each step moves the figure, and where it ends.

    A step that leaves nothing to divide by moves nothing: the next one moves for both.
    """
    assert figure.value is not None
    assert figure.numerator is not None
    top, bottom = figure.numerator, figure.denominator
    level = figure.value
    last: Fraction | None = level
    moved = []
    for step in steps:
        top += known.of(step.top)
        if bottom is not None:
            bottom += known.of(step.bottom)
        last = _value(figure.metric, top, bottom)
        moved.append(Fraction(0) if last is None else last - level)
        level = level if last is None else last
    return moved, last


def _value(metric: Metric, top: Fraction, bottom: Fraction | None) -> Fraction | None:
    if bottom is None:
        return metric.scale * top
    return metric.scale * top / bottom if bottom > 0 else None


def _shown(value: Fraction, digits: int) -> Fraction:
    return from_minor(to_minor(value, digits), digits)


def _doubt(doubt: Doubt, known: _Amounts) -> Message | None:
    if not doubt.most:
        return Message(doubt.text)
    most = known.of(doubt.most)
    if not most:
        return None
    if doubt.one:
        return counted(doubt.one, doubt.text, "most", {"most": int(most)})
    currency = known.facts.store.shop.currency if doubt.unit == "money" else ""
    return Message(doubt.text, {"most": Quantity(most, doubt.unit, currency)})
