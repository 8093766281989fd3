"""Makes figures of measures: terms, value, interval, and the reason where there is none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.breaks import apart, inside, note
from goals.metrics.estimates import ESTIMATES, estimated
from goals.metrics.figures import Change, Figure, Verdict
from goals.metrics.intervals import SMALL, promoter_interval, wilson
from goals.metrics.parsing import unknown_dimension
from goals.metrics.periods import Comparison, Period, comparison
from goals.metrics.selected import selected
from goals.metrics.window import Window, measure_name, window
from store.dimensions import DIMENSIONS
from store.messages import N_, Message, Quantity, counted
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goals.metrics.figures import Where
    from goals.metrics.formula import Basis, Columns, Formula, Leaf
    from goals.metrics.metric import Known, Metric
    from goals.metrics.reader import Key, Reader

Stored = dict["Leaf", int]


class Question:
    """One metric over one period: which measures it takes, and the figure they make."""

    def __init__(
        self, reader: Reader, metric: Metric, period: Period, where: Where, basis: Basis
    ) -> None:
        self.reader = reader
        self.metric = metric
        self.period = period
        self.where = where
        self.basis: Basis | None = basis if metric.has_basis else None
        self.top, self.bottom = metric.parsed(basis)
        self.base = metric.base_formula
        formulas: list[Formula] = [
            formula for formula in (self.top, self.bottom, self.base) if formula
        ]
        self.leaves = tuple(dict.fromkeys(leaf for one in formulas for leaf in one.leaves))
        self.beside: tuple[str, ...] = (
            (metric.known.part, metric.known.whole) if metric.known else ()
        )
        self.beside += (metric.measured,) if metric.measured else ()
        coverage = {name: reader.coverage(name) for name in reader.required(self.leaves)}
        self.window = window(period.span, coverage)
        missing = next((name for name, spans in coverage.items() if not spans), None)
        if self.window.reason and missing and (told := reader.not_chosen(missing)):
            self.window = Window(self.window.span, told)
        self.span: Span = self.window.span

    def needs(self) -> list[Key]:
        """Return what the figure needs to be read, nothing when it cannot be read."""
        if self.window.reason:
            return []
        return [
            *self.reader.keys(self.leaves, self.span, self.where),
            *((name, self.span, self.where) for name in self.beside),
        ]

    def figure(self) -> Figure:
        """Return the figure, reading what was not loaded before."""
        reason = self.reason_for(self.where)
        if reason:
            return self._none(reason)
        needs = self.needs()
        self.reader.load(needs)
        refusal = self.reader.refusal(needs)
        if refusal:
            return self._none(refusal)
        stored = {leaf: self.reader.leaf(leaf, self.span, self.where) for leaf in self.leaves}
        beside = {name: self.reader.total(name, self.span, self.where) for name in self.beside}
        return self.made(stored, beside, self.where)

    def without_rows(self, where: Where) -> Figure:
        """Return the figure of members that no row names."""
        if self.window.reason:
            return self._none(self.window.reason, where)
        return self.made(dict.fromkeys(self.leaves, 0), dict.fromkeys(self.beside, 0), where)

    def made(self, stored: Stored, beside: Mapping[str, int], where: Where) -> Figure:
        """Return the figure that these integers of the measures make."""
        top = self.top.value(stored)
        bottom = None if self.bottom is None else self.bottom.value(stored)
        reason = self._nothing_behind(beside) or self._no_division(top, bottom)
        if reason or top is None:
            return self._none(reason, where, top, bottom)
        cases = None if self.base is None else self.base.value(stored)
        return Figure(
            metric=self.metric,
            span=self.span,
            where=where,
            value=self.metric.scale * top / (1 if bottom is None else bottom),
            numerator=top,
            denominator=bottom,
            interval=self._interval(stored, top, bottom),
            partial=self._partial,
            small=cases is not None and cases < SMALL,
            basis=self.basis,
            notes=tuple(self._notes(beside, where)),
        )

    def values(
        self, columns: Columns, beside: Mapping[str, Sequence[int]]
    ) -> list[Fraction | None]:
        """Return the bare values that integers by day make, for courses of many days."""
        found = self._values(columns)
        if not self.beside:
            return found
        names, rows = list(beside), zip(*beside.values(), strict=True)
        return [
            None if self._nothing_behind(dict(zip(names, row, strict=True))) else one
            for one, row in zip(found, rows, strict=True)
        ]

    def _values(self, columns: Columns) -> list[Fraction | None]:
        if self.bottom is None:
            return self.top.values(columns)
        scale, tops, bottoms = self.metric.scale, self.top.sums(columns), self.bottom.sums(columns)
        if tops is None or bottoms is None:
            pairs = zip(self.top.values(columns), self.bottom.values(columns), strict=True)
            return [None if top is None or not by else scale * top / by for top, by in pairs]
        # One fraction a day: charts have thousands of them.
        unit = Fraction(scale * self.bottom.divisor, self.top.divisor)
        up, down = unit.numerator, unit.denominator
        return [
            Fraction(up * top, down * by) if by else None
            for top, by in zip(tops, bottoms, strict=True)
        ]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is made of, each once."""
        return tuple(dict.fromkeys(leaf.measure for leaf in self.leaves))

    def apart(self, earlier: Question) -> Message | None:
        """Return why figures of these days and of earlier ones cannot be compared."""
        return apart(self.reader, self.measures, self.span, earlier.span)

    @property
    def _partial(self) -> bool:
        return self.period.partial or self.span != self.period.span

    def _none(
        self,
        reason: Message | None,
        where: Where | None = None,
        top: Fraction | None = None,
        bottom: Fraction | None = None,
    ) -> Figure:
        return Figure(
            metric=self.metric,
            span=self.span,
            where=self.where if where is None else where,
            numerator=top,
            denominator=bottom,
            reason=reason,
            partial=self._partial,
            basis=self.basis,
        )

    def reason_for(self, where: Where) -> Message | None:
        """Return why the measures cannot be read over these days with these members."""
        if self.window.reason:
            return self.window.reason
        for leaf in self.leaves:
            if self.reader.uncountable(leaf.measure, self.span):
                return Message(
                    N_("The source counts {measure} by day; days would count people twice."),
                    {"measure": measure_name(leaf.measure)},
                )
        return self.reader.obstacle(self.leaves, self.span, where)

    def _nothing_behind(self, beside: Mapping[str, int]) -> Message | None:
        known = self.metric.known
        if known and known.missing and beside[known.whole] and not beside[known.part]:
            return Message(known.missing)
        if self.metric.measured and not beside[self.metric.measured]:
            return Message(
                N_("Not measured in this period: {measure}."),
                {"measure": measure_name(self.metric.measured)},
            )
        return None

    def _no_division(self, top: Fraction | None, bottom: Fraction | None) -> Message | None:
        if self.bottom is None or (top is not None and bottom):
            return None
        return Message(N_("Nothing to divide by: no {cases}."), {"cases": Message(self.metric.per)})

    def _interval(
        self, stored: Stored, top: Fraction, bottom: Fraction | None
    ) -> tuple[float, float] | None:
        if bottom is None or bottom <= 0 or self.metric.interval is None:
            return None
        if self.metric.interval == "wilson":
            return wilson(float(top), float(bottom)) if 0 <= top <= bottom else None
        votes = {leaf.measure: stored[leaf] for leaf in self.top.leaves}
        return promoter_interval(votes["promoters"], votes["detractors"], float(bottom))

    def _notes(self, beside: Mapping[str, int], where: Where) -> list[Message]:
        notes = [note(one) for one in inside(self.reader, self.measures, self.span)]
        notes += selected(self.reader.facts, where, self.span.start)
        if ESTIMATES.keys() & set(self.measures):
            notes += estimated(self.reader.facts).notes(self.span)
        known = self.metric.known
        if known and known.names and beside[known.part] != beside[known.whole]:
            notes.append(Message(known.names, {"members": self._left_out(known, where)}))
        if known and known.share and beside[known.whole]:
            share = Fraction(beside[known.part], beside[known.whole])
            if share != 1:
                notes.append(Message(known.share, {"share": Quantity(share, "share")}))
        if self.metric.settles:
            covered = self.reader.shared_coverage(self.leaves)
            open_days = self.metric.settles - (covered[-1].end - self.span.end).days
            if open_days > 0:
                notes.append(
                    counted(
                        N_("Provisional: goods may come back for {n} more day."),
                        N_("Provisional: goods may come back for {n} more days."),
                        "n",
                        {"n": open_days},
                    )
                )
        return notes

    def _left_out(self, known: Known, where: Where) -> list[str]:
        """Return the members of which a part is not known."""
        both = (known.part, known.whole)
        split = self.reader.facts.by_member(both, known.dimension, self.span, where)
        return [name for name, sums in split.items() if sums[known.part] != sums[known.whole]]


def ask(
    reader: Reader, metric_id: str, period: Period | Span, where: Where, basis: Basis
) -> Question:
    """Return the question about a metric by its id; a plain span is a period that is over.

    Raises:
        QuestionError: no such metric or dimension.
    """
    for dimension, _member in where:
        if dimension not in DIMENSIONS:
            raise unknown_dimension(dimension)
    return Question(reader, reader.catalogue.known(metric_id), as_period(period), where, basis)


def ask_before(question: Question, kind: Comparison) -> Question | None:
    """Return the same question about the compared days: as many as could be read now."""
    span = comparison(question.period.until(question.span.end), kind)
    if span is None:
        return None
    basis = question.basis or "accounting"
    return Question(question.reader, question.metric, as_period(span), question.where, basis)


def as_period(period: Period | Span) -> Period:
    """Return a plain span as a period that is over."""
    return Period("", "range", period, period) if isinstance(period, Span) else period


def changed(figure: Figure, previous: Figure, apart: Message | None = None) -> Change:
    """Return the change between two figures of one metric, with its verdict where there is one.

    ``apart`` says why they are not to be compared.
    """
    kind = figure.metric.change
    if figure.value is None or previous.value is None or apart is not None:
        return Change(previous, None, None, kind, None, apart)
    difference = figure.value - previous.value
    relative: Fraction | None = difference
    if kind == "relative" and difference:
        relative = difference / abs(previous.value) if previous.value else None
    return Change(previous, difference, relative, kind, _verdict(figure, previous, difference))


def _verdict(figure: Figure, previous: Figure, difference: Fraction) -> Verdict | None:
    """Few cases on either side: no verdict (rule 8)."""
    if figure.small or previous.small:
        return None
    if difference == 0:
        return "same"
    if figure.metric.better == 0:
        return "changed"
    return "better" if (difference > 0) == (figure.metric.better > 0) else "worse"
