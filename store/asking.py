"""From measures and members asked for to questions on families, and back to one answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from store import own_values, recency
from store.breakdowns import (
    DISTINCTS_BY_ID,
    FAMILIES_OF,
    MEASURES,
    check_known,
    family_of,
    has_series,
)
from store.family import Family
from store.questions import DAY, NOBODY, Key, Question, Snapshot, Sums, Where
from store.spans import Span, to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from store.family import Distinct

_OWN_SERIES = Family("series", "{series} s", "s.day", (), {})
"""Stands for series of the owner's own, which no measure of the catalogue is made of."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions about one span of one snapshot."""

    snapshot: Snapshot
    span: Span

    def ask(self, measures: Collection[str], where: Where, by: str) -> dict[str, dict[Key, int]]:
        """Return each measure by the key asked for."""
        answer: dict[str, dict[Key, int]] = {}
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for measure in dict.fromkeys(measures):
            if measure in DISTINCTS_BY_ID:
                if by == DAY or not self._people_by_day(measure):
                    answer[measure] = self._distinct(DISTINCTS_BY_ID[measure], where, by)
            elif measure in FAMILIES_OF:
                groups[family_of(measure, where, by).id].append(measure)
            else:
                question = self._question(_OWN_SERIES, [], where, by)
                answer[measure] = own_values.values(self.snapshot, measure, question)
        for names in groups.values():
            family = family_of(names[0], where, by)
            sums = self._sums(family, names, where, by)
            for position, measure in enumerate(names):
                answer[measure] = {key: values[position] for key, values in sums.items()}
        return answer

    def _question(
        self, family: Family, names: list[str], where: Where, by: str, *, rows: bool = False
    ) -> Question:
        return Question(
            family,
            tuple(MEASURES[family.id, name] for name in names),
            to_number(self.span.start),
            to_number(self.span.end),
            where,
            by,
            rows,
        )

    def _sums(self, family: Family, names: list[str], where: Where, by: str) -> Sums:
        """Return what the family knows, and what only the measure's first family knows.

        An order without lines is in no line: its category is unknown, its country is not.
        """
        question = self._question(family, names, where, by)
        own = self._own(question)
        first = FAMILIES_OF[names[0]][0]
        if first is family:
            return own
        finer = question.dimensions - first.dimensions.keys()
        if any(member for dimension, member in where if dimension in finer):
            return own
        coarse = tuple(pair for pair in where if pair[0] not in finer)
        key = "" if by in finer else by
        whole = self._own(self._question(first, names, coarse, key))
        if question.from_products:
            seen = self.snapshot.of_all_products(question)
        else:
            seen = self._own(self._question(family, names, coarse, key, rows=question.from_rows))
        return _plus(own, _less(whole, seen, len(names)), len(names))

    def _own(self, question: Question) -> Sums:
        """Return what one family knows; rows without a member are the total less all members."""
        answer = self.snapshot.answer(question)
        if question.from_rows or question.from_products or question.family.overlapping:
            return answer
        width = len(question.measures)
        if question.by not in ("", DAY):
            total = self.snapshot.answer(replace(question, by=""))
            known: Sums = {"": [sum(column) for column in zip(*answer.values(), strict=True)]}
            return answer | (_less(total, known, width) if answer else total)
        if question.where and not question.where[0][1]:
            total = self.snapshot.answer(replace(question, where=()))
            return _less(total, self.snapshot.known(question, question.where[0][0]), width)
        return answer

    # -- distinct counts ---------------------------------------------------------------------

    def _people_by_day(self, measure: str) -> bool:
        return self.span.days > 1 and has_series(self.snapshot.connection, measure, self.span)

    def _distinct(self, distinct: Distinct, where: Where, by: str) -> dict[Key, int]:
        question = self._question(_OWN_SERIES, [], where, by)
        check_known(distinct.id, question.dimensions, distinct.known)
        days = (question.first, question.end)
        snapshot = self.snapshot
        in_rows = question.dimensions & distinct.row_dimensions.keys()
        if in_rows or len(where) + (by not in ("", DAY)) > 1:
            counts = snapshot.distinct_from_rows(distinct, question)
        elif by in ("", DAY):
            dimension, member = self._place(distinct, where)
            read = recency.active if by == DAY else recency.count
            found = read(
                snapshot.connection, snapshot.generation, distinct.id, days, dimension, member
            )
            counts = dict(found.items()) if by == DAY else {"": sum(found.values())}
        elif self._kept(distinct, by):
            found = recency.count(
                snapshot.connection, snapshot.generation, distinct.id, days, by, None
            )
            names = snapshot.names(set(found))
            counts = {names[number]: n for number, n in found.items()}
        else:
            found = recency.count(snapshot.connection, snapshot.generation, distinct.id, days)
            counts = {"": sum(found.values())}
        if (by == DAY or self.span.days == 1) and self._has_series(distinct.id):
            for key, value in snapshot.series(distinct.id, question).items():
                counts[key] = counts.get(key, 0) + value
        return counts

    def rolling(self, distinct: Distinct, window: int, where: Where) -> dict[date, int]:
        """Return the distinct ids of the ``window`` days up to each day of the span."""
        snapshot = self.snapshot
        asked = {name for name, _ in where}
        check_known(distinct.id, asked, distinct.known)
        days = (to_number(self.span.start), to_number(self.span.end))
        if len(where) > 1 or asked & distinct.row_dimensions.keys():
            question = Question(_OWN_SERIES, (), days[0] - window + 1, days[1], where)
            counts = _rolled(snapshot.active_days(distinct, question), days, window)
        else:
            dimension, member = self._place(distinct, where)
            counts = recency.windows(
                snapshot.connection, snapshot.generation, distinct.id, days, window,
                dimension, member,
            )  # fmt: skip
        if window == 1 and self._has_series(distinct.id):
            question = self._question(_OWN_SERIES, [], where, DAY)
            for day, value in snapshot.series(distinct.id, question).items():
                counts[int(day)] += value
        return {to_day(day): n for day, n in counts.items()}

    def _place(self, distinct: Distinct, where: Where) -> tuple[str, int]:
        """Return the matrix that counts ``where``: its dimension and member."""
        if not where:
            return recency.TOTAL, 0
        dimension, name = where[0]
        if self._kept(distinct, dimension):
            return dimension, self.snapshot.member(dimension, name)
        return (dimension, NOBODY) if name else (recency.TOTAL, 0)

    def _kept(self, distinct: Distinct, dimension: str) -> bool:
        return recency.kept(
            self.snapshot.connection, self.snapshot.generation, distinct.id, dimension
        )

    def _has_series(self, measure: str) -> bool:
        return has_series(self.snapshot.connection, measure, self.span)


def _rolled(
    active: Iterable[tuple[int, int]], days: tuple[int, int], window: int
) -> dict[int, int]:
    """Return, for each day, the ids active on any of the ``window`` days up to it.

    ``active`` is sorted. An id counts from a day it was active on for ``window`` days; where two
    such stretches meet they are one.
    """
    first, end = days
    steps = [0] * (end - first + 1)
    was, until = None, first
    for person, day in active:
        start = max(day, first) if person != was else max(day, first, until)
        was, until = person, min(day + window, end)
        if start < until:
            steps[start - first] += 1
            steps[until - first] -= 1
    return dict(zip(range(first, end), accumulate(steps), strict=False))


def _less(total: Sums, part: Sums, width: int) -> Sums:
    return _plus(total, {key: [-value for value in sums] for key, sums in part.items()}, width)


def _plus(one: Sums, other: Sums, width: int) -> Sums:
    nothing = [0] * width
    return {
        key: [a + b for a, b in zip(one.get(key, nothing), other.get(key, nothing), strict=True)]
        for key in one.keys() | other.keys()
    }
