"""Targets month by month, for everything or by member: read, typed into, kept all at once.

A cell is the goal that a file of monthly targets would make of it (``goals.targets.monthly``): one
of its month and member, so that a file and the grid speak of the same goals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goals.metrics.catalogue import shop as catalogue
from goals.metrics.errors import QuestionError
from goals.targets.cells import CellText, parse_cell
from goals.targets.checks import default_kind, find_metric
from goals.targets.goal import STATES
from goals.targets.monthly import key_of, monthly_goal
from goals.targets.plan_months import months_from
from goals.targets.scope import members
from goals.targets.target import Target
from store.dimensions import DIMENSIONS
from store.errors import ConflictError, OwnerError
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from fractions import Fraction

    from goals.metrics.metric import Metric
    from goals.targets.book import GoalBook
    from goals.targets.goal import Goal, Where
    from goals.targets.plan_months import MonthAhead
    from goals.targets.target import Operator
    from store.spans import Span

MONTHS = 12
MOST_LINES = 24

Place = tuple[int, int]
"""Which line and which month of it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a line: the goal that is set for it, what may come, and what came a year ago."""

    ahead: MonthAhead
    goal: Goal | None = None

    @property
    def target(self) -> Fraction | None:
        return None if self.goal is None else self.goal.target.value


@dataclass(frozen=True, slots=True)
class Line:
    """The months of one member; of everything where nothing limits it."""

    where: Where
    cells: tuple[Cell, ...]

    @property
    def member(self) -> str:
        return self.where[0][1] if self.where else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """``adds_up``: months and members make a sum. ``reason`` says why nothing is forecast."""

    metric: Metric
    dimension: str
    months: tuple[Span, ...]
    lines: tuple[Line, ...]
    adds_up: bool
    reason: Message | None = None

    def cell(self, place: Place) -> Cell:
        return self.lines[place[0]].cells[place[1]]


def read_grid(
    book: GoalBook,
    name: str,
    dimension: str = "",
    *,
    first: date | None = None,
    many: int = MONTHS,
) -> Grid:
    """Return the months of a metric from the present one on, with the targets that are set.

    Raises:
        QuestionError: nobody can tell whether more or less of it is better, or it is not known by
            the dimension.
    """
    from goals.forecast.months import months_ahead

    metric = find_metric(name, catalogue.of(book.facts))
    if not metric.better:
        raise QuestionError(
            N_("Of {label} neither more nor less is better: months of it cannot be planned alone."),
            N_("Set single goals with < or > in front: kpi-tui goal add {metric} '< 100'."),
            label=Message(metric.label),
            metric=metric.id,
        )
    months = months_from(first or book.today, many)
    kept = {key_of(goal): goal for goal in reversed(book.goals(STATES))}
    lines, reason = [], None
    with book.facts.snapshot():
        for where in _scopes(book, metric, dimension):
            ahead = months_ahead(book.facts, metric, months, book.as_of or book.today, where)
            reason = reason or ahead.reason
            lines.append(
                Line(
                    where, tuple(Cell(one, _set(kept, metric, where, one)) for one in ahead.months)
                )
            )
    adds_up = default_kind(metric, ()) == "total" and metric.additive
    return Grid(metric, dimension, tuple(months), tuple(lines), adds_up, reason)


def _scopes(book: GoalBook, metric: Metric, dimension: str) -> list[Where]:
    if not dimension:
        return [()]
    if dimension not in DIMENSIONS or any(
        dimension not in book.facts.dimensions(measure) for measure in metric.measures
    ):
        raise QuestionError(
            N_("{label} is not known by “{dimension}”."),
            N_("“kpi-tui kpi {metric} --by …” shows what there is."),
            label=Message(metric.label),
            dimension=dimension,
            metric=metric.id,
        )
    known = members(book.facts, metric, dimension)[:MOST_LINES]
    wanted = [
        goal.where[0][1]
        for goal in book.goals()
        if goal.metric == metric.id and goal.where and goal.where[0][0] == dimension
    ]
    return [((dimension, one),) for one in dict.fromkeys([*known, *wanted])]


def _set(
    kept: Mapping[tuple[object, ...], Goal], metric: Metric, where: Where, ahead: MonthAhead
) -> Goal | None:
    """Return the open goal of a month; a range or another sign than usual is one, too."""
    kind = default_kind(metric, where)
    goal = kept.get((metric.id, where, kind, ahead.span.start, ahead.span.last, "none"))
    return goal if goal is not None and goal.state == "open" else None


# -- what is typed ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typed:
    """What texts in cells mean: amounts (``None``: no target any more), and what is wrong."""

    amounts: Mapping[Place, Fraction | None]
    errors: Mapping[Place, OwnerError]


def read_cells(grid: Grid, texts: Mapping[Place, str], currency: str) -> Typed:
    """Read what was typed into cells; ``=`` takes over the month before, typed or set."""
    amounts: dict[Place, Fraction | None] = {}
    errors: dict[Place, OwnerError] = {}
    for place in sorted(texts):
        line, month = place
        cell, before = grid.cell(place), (line, month - 1)
        left = None
        if month:
            left = amounts.get(before, grid.cell(before).target)
        known = CellText(
            texts[place],
            unit=grid.metric.unit,
            currency=currency,
            last_year=cell.ahead.last_year,
            expected=cell.ahead.expected.value if cell.ahead.expected else None,
            before=left,
        )
        try:
            amounts[place] = parse_cell(known)
        except OwnerError as problem:
            errors[place] = problem
    return Typed(amounts, errors)


def sum_of(grid: Grid, line: int, amounts: Mapping[Place, Fraction | None]) -> Fraction | None:
    """Return the sum of a line's targets; nothing where no month has one, or none adds up."""
    if not grid.adds_up:
        return None
    found = [
        amounts.get((line, month), cell.target) for month, cell in enumerate(grid.lines[line].cells)
    ]
    known = [one for one in found if one is not None]
    return sum(known[1:], known[0]) if known else None


def changes(
    book: GoalBook,
    grid: Grid,
    amounts: Mapping[Place, Fraction | None],
    title: Callable[[Span, str], str],
) -> list[Goal]:
    """Return the goals that cells make new, change or take away; nothing is stored.

    A goal that was put away before comes back with the new target. A sign that was chosen for a
    goal (``<`` for ``≤``) stays.

    Raises:
        OwnerError: a target is none that the metric can have.
        ConflictError: a month has a goal that the grid did not know of.
    """
    kept = {key_of(goal): goal for goal in reversed(book.goals(STATES))}
    found = []
    for place, amount in sorted(amounts.items()):
        cell, where = grid.cell(place), grid.lines[place[0]].where
        if amount is None:
            if cell.goal is not None:
                found.append(replace(cell.goal, state="deleted"))
            continue
        if cell.target == amount:
            continue
        operator: Operator = ">=" if grid.metric.better > 0 else "<="
        new = monthly_goal(
            book,
            grid.metric,
            where,
            cell.ahead.span.start,
            Target(operator, amount),
            title(cell.ahead.span, grid.lines[place[0]].member),
        )
        old = cell.goal or kept.get(key_of(new))
        if old is not None and cell.goal is None and old.state == "open":
            raise ConflictError(
                N_("Somebody else set a target for this month meanwhile."),
                N_("Nothing was overwritten. Look at both values, then save again."),
                mine=new,
                theirs=old,
            )
        if old is None:
            found.append(new)
            continue
        keeps_sign = old.target.operator != "between"
        target = Target(old.target.operator if keeps_sign else operator, amount)
        found.append(replace(old, state="open", closing=None, target=target))
    return found
