"""Cohorts: customers by the month of their first order, and how many came back month after month.

A month that is not known whole says so: the one still running, months still to come, and months
that no import covers. It is never shown as a fall, and no mean is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from goals.metrics.selected import selected
from store.customers import cohort_months, orders_covered
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame

    from goals.metrics.figures import Where
    from store.customers import CohortMonth
    from store.facts import Facts

SMALL = 30
"""Customers below which a cohort says little: a single one weighs too much."""

NOBODY = N_("No order by a known customer up to {day}.")
RUNNING = N_("Still running: known up to {day}.")
TO_COME = N_("Not yet: the orders known end on {day}.")
UNCOVERED = N_("No import covers all of {days}.")
BEFORE = N_("Customers of the first month may have bought before the data begin on {day}.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cohort in the month ``age`` months after its first.

    ``customers`` ordered in that month, ``share`` of all in the cohort. ``value`` is what one
    customer of the cohort brought from the first order up to the end of that month, ``sales`` what
    all of them brought in it; both less refunds, in units of the currency. ``partial``: the month
    is known in part only. ``reason`` says why that is so, or why there is no figure.
    """

    age: int
    month: Span
    customers: int | None
    share: Fraction | None
    value: Fraction | None
    sales: Fraction | None
    partial: bool = False
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """The ``size`` customers whose first order was in ``month``; one cell for every age."""

    month: Span
    size: int
    cells: tuple[Cell, ...]

    @property
    def small(self) -> bool:
        return self.size < SMALL

    @property
    def partial(self) -> bool:
        """Whether more customers may still join."""
        return self.cells[0].partial


@dataclass(frozen=True, slots=True)
class Mean:
    """All ``cohorts`` whose month of this age is known whole, taken together: sums over sums."""

    age: int
    cohorts: int
    customers: int
    share: Fraction | None
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class CohortTable:
    """The triangle; without cohorts ``reason`` says why."""

    as_of: date
    cohorts: tuple[Cohort, ...] = ()
    means: tuple[Mean, ...] = ()
    notes: tuple[Message, ...] = ()
    reason: Message | None = None


def cohorts(facts: Facts, as_of: date, where: Where = ()) -> CohortTable:
    """Return the cohorts as they were known on ``as_of``, of some customers with ``where``.

    Raises:
        NoBreakdownError: a customer's life is not known by a dimension of ``where``.
    """
    with facts.snapshot():
        table = arranged(cohort_months(facts, as_of, where), orders_covered(facts), as_of)
        chosen = selected(facts, where, table.cohorts[0].month.start) if table.cohorts else []
    return replace(table, notes=(*table.notes, *chosen))


def arranged(rows: Sequence[CohortMonth], covered: Sequence[Span], as_of: date) -> CohortTable:
    """Return the triangle of these months; ``covered`` are the days whose orders are known."""
    if not rows:
        return CohortTable(as_of, reason=Message(NOBODY, {"day": as_of}))
    calendar = Calendar.of(covered, as_of, rows[0].cohort)
    active, goods = _by_age(rows, calendar)
    found = tuple(
        _cohort(
            cohort, calendar,
            [int(one) for one in active.loc[cohort]], [int(one) for one in goods.loc[cohort]],
        )
        for cohort in active.index
    )  # fmt: skip
    notes = []
    if found[0].month.start <= calendar.first <= found[0].month.last:
        notes.append(Message(BEFORE, {"day": calendar.first}))
    return CohortTable(as_of, found, tuple(_means(found)), tuple(notes))


def _by_age(rows: Sequence[CohortMonth], calendar: Calendar) -> tuple[DataFrame, DataFrame]:
    """Return active customers and goods as tables, one row a cohort, one column an age."""
    import pandas as pd

    frame = pd.DataFrame.from_records(rows, columns=["cohort", "month", "customers", "goods"])
    frame["age"] = [_age(one.cohort, one.month) for one in rows]
    ages = range(max(_age(rows[0].cohort, calendar.last), *frame["age"]) + 1)
    active, goods = (
        frame.pivot(index="cohort", columns="age", values=column)
        .reindex(columns=ages)
        .fillna(0)
        .astype("int64")
        for column in ("customers", "goods")
    )
    return active, goods


def _cohort(first: date, calendar: Calendar, active: list[int], goods: list[int]) -> Cohort:
    size = active[0]
    cells: list[Cell] = []
    whole = 0
    hole: Span | None = None
    for age, (customers, sales) in enumerate(zip(active, goods, strict=True)):
        month = calendar.month(first, age)
        known = calendar.known(month)
        hole = hole or known.hole
        whole += sales
        if known.nothing and not customers:
            cells.append(Cell(age, month, None, None, None, None, reason=known.reason))
            continue
        value = None if hole else Fraction(whole, size * MONEY_SCALE)
        reason = known.reason
        if hole and reason is None:
            reason = Message(UNCOVERED, {"days": hole})
        money = Fraction(sales, MONEY_SCALE)
        cells.append(
            Cell(age, month, customers, Fraction(customers, size), value, money,
                 known.reason is not None, reason)
        )  # fmt: skip
    return Cohort(calendar.month(first, 0), size, tuple(cells))


def _means(found: Iterable[Cohort]) -> Iterable[Mean]:
    by_age: dict[int, list[tuple[int, Cell]]] = {}
    for cohort in found:
        for cell in cohort.cells:
            if cell.customers is not None and not cell.partial:
                by_age.setdefault(cell.age, []).append((cohort.size, cell))
    for age, cells in sorted(by_age.items()):
        people = sum(size for size, _cell in cells)
        came = sum(cell.customers or 0 for _size, cell in cells)
        brought = [(size, cell.value * size) for size, cell in cells if cell.value is not None]
        payers = sum(size for size, _value in brought)
        value = sum((value for _size, value in brought), Fraction(0))
        yield Mean(age, len(cells), people, Fraction(came, people),
                   value / payers if payers else None)  # fmt: skip


# -- months ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a month: ``nothing``, or all but what ``reason`` says."""

    reason: Message | None = None
    nothing: bool = False
    hole: Span | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days with known orders: from ``first`` to ``last``, but for the ``holes`` between."""

    first: date
    last: date
    holes: tuple[Span, ...]

    @classmethod
    def of(cls, covered: Sequence[Span], as_of: date, cohort: date) -> Calendar:
        """Return the days covered up to ``as_of``; all of them where no source says which."""
        up_to = Span.of(min(cohort, as_of), as_of)
        if covered:
            up_to = Span.of(min(covered[0].start, as_of), as_of)
        spans = [both for one in covered if (both := one.within(up_to))] or [up_to]
        holes = [Span(one.end, other.start) for one, other in pairwise(spans)]
        return cls(spans[0].start, spans[-1].last, tuple(holes))

    def month(self, first: date, age: int) -> Span:
        """Return the month ``age`` months after the one that begins on ``first``."""
        count = first.year * 12 + first.month - 1 + age
        start, end = (date(n // 12, n % 12 + 1, 1) for n in (count, count + 1))
        return Span(start, end)

    def known(self, month: Span) -> Known:
        """Return what is known of a month."""
        if month.start > self.last:
            return Known(Message(TO_COME, {"day": self.last}), nothing=True)
        hole = next((both for one in self.holes if (both := one.within(month))), None)
        if hole is not None:
            return Known(Message(UNCOVERED, {"days": month}), hole == month, hole)
        if month.last > self.last:
            return Known(Message(RUNNING, {"day": self.last}))
        return Known()


def _age(cohort: date, month: date) -> int:
    return (month.year - cohort.year) * 12 + month.month - cohort.month
