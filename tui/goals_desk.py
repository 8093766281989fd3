"""All goals, their months, histories and reviews, for the screens; in the desk's threads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.targets.foresight import in_sight
from tui.views import GoalView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from goals.targets.book import GoalBook
    from goals.targets.goal import Goal
    from goals.targets.grid import Grid, Place
    from goals.targets.texts import GoalText
    from goals.targets.urgency import Sort
    from store.plans import HistoryEntry, LinkEntry
    from store.reviews import ReviewRow
    from tui.desk import Desk

MONTHS = "draft:months:"
"""Settings under this name keep what was typed into month grids and not saved."""


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a goal: its versions, its links, its reviews, and the names of levers."""

    view: GoalView
    history: tuple[HistoryEntry, ...]
    links: tuple[LinkEntry, ...]
    reviews: tuple[ReviewRow, ...]
    levers: Mapping[int, str]
    timezone: str


class GoalsDesk:
    """Every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _book(self) -> GoalBook:
        seat = self._desk.seat
        today = self._desk.session.today(seat.store)
        return self._desk.plans.book(seat, self._desk.day(seat), today)

    @property
    def _at(self) -> int:
        return self._desk.session.now()

    # -- the list --------------------------------------------------------------------------------

    def every(self, *, foreseen: bool = False) -> tuple[GoalView, ...]:
        """Return every goal whatever its state; ``foreseen``: with all forecasts of open ones.

        Without, nobody waits: those known already are there.
        """
        from goals.targets.goal import STATES

        book, seat = self._book(), self._desk.seat
        if foreseen:
            book.foresee = in_sight(self._desk.plans.foresight, seat.facts)
        with book.facts.snapshot():
            views = [
                GoalView(one.assessment, one.levers, one.urgency, one.review)
                for one in book.views(STATES, series=False)
            ]
        self._desk.plans.foresight.save(seat.store)
        return tuple(views)

    def record_turns(self) -> int:
        """Record turns of recurring goals that are over, by the figures known now."""
        book, known = self._book(), self._desk.seat.facts.as_of()
        if self._desk.seat.store.read_only or known is None or book.as_of is None:
            return 0
        return book.record_turns() if book.as_of >= known else 0

    # -- one goal --------------------------------------------------------------------------------

    def copied(self, number: int) -> GoalText:
        """Return the texts of a goal like another one, for the next like stretch of days."""
        from goals.targets.copies import copied_text

        book = self._book()
        return copied_text(book.goal(number), book.today)

    def past(self, number: int) -> Past:
        """Return all that became of a goal."""
        from goals.levers.lever import LEVER_STATES

        book = self._book()
        found = book.view(book.goal(number), series=False)
        view = GoalView(found.assessment, found.levers, found.urgency, found.review)
        return Past(
            view,
            tuple(book.history(number)),
            tuple(book.plans.link_history(number)),
            tuple(book.reviews(number)),
            {row.id: row.name for row in book.plans.levers(LEVER_STATES)},
            self._desk.seat.store.shop.timezone,
        )

    def reopen(self, number: int) -> Goal:
        return self._book().reopen(number, at=self._at)

    def archive(self, number: int) -> Goal:
        return self._book().archive(number, at=self._at)

    def restore(self, number: int, version: int) -> Goal:
        """Make a goal again what it was in one of its versions."""
        return self._book().restore(number, version, at=self._at)

    def undo(self, numbers: tuple[int, ...]) -> list[Goal]:
        """Take back the last change of each goal: of all of them, or of none."""
        return self._book().undo_all(dict.fromkeys(numbers), at=self._at)

    def review(self, number: int, decision: str, note: str, again: str) -> ReviewRow:
        return self._book().review(number, decision, note, again, at=self._at)

    def day_ahead(self, text: str) -> date:
        """Return the day that a text names, to say it while it is typed."""
        from goals.targets.days import parse_ahead

        book = self._book()
        return parse_ahead(text, book.today, day_first=book.day_first)

    # -- months ----------------------------------------------------------------------------------

    def months(self, metric: str, dimension: str) -> tuple[Grid, dict[str, str]]:
        """Return the month grid of a metric, with what was typed into it and not saved."""
        from goals.targets.grid import read_grid

        grid = read_grid(self._book(), metric, dimension)
        body = self._desk.seat.store.setting(_draft(metric, dimension))
        try:
            kept = json.loads(body or "{}")
            return grid, {str(key): str(text) for key, text in kept.items()}
        except (AttributeError, ValueError):
            return grid, {}

    def dimensions(self, metric: str) -> list[str]:
        """Return the dimensions that a metric is known by."""
        from goals.metrics.reading import split_by
        from store.dimensions import DIMENSIONS

        shared = split_by(self._desk.seat.facts, metric)
        return [name for name in DIMENSIONS if name in shared and name != "product"]

    def keep_months(self, metric: str, dimension: str, texts: Mapping[str, str]) -> None:
        """Keep what was typed; nothing typed forgets it."""
        store, key = self._desk.seat.store, _draft(metric, dimension)
        body = json.dumps(dict(texts)) if texts else ""
        if not store.read_only and (store.setting(key) or "") != body:
            store.set_setting(key, body)

    def write_months(self, grid: Grid, amounts: Mapping[Place, Fraction | None]) -> tuple[int, ...]:
        """Keep the targets typed into a grid, all of them or none; return the goals changed."""
        from goals.targets.grid import changes
        from tui.month_words import goal_title

        book = self._book()
        found = changes(book, grid, amounts, goal_title)
        written = book.write(found, at=self._at)
        self.keep_months(grid.metric.id, grid.dimension, {})
        return tuple(goal.id for goal in written)


def _draft(metric: str, dimension: str) -> str:
    return f"{MONTHS}{metric}:{dimension}"


def in_order(views: tuple[GoalView, ...], sort: Sort, titles: Mapping[int, str]) -> list[GoalView]:
    """Return goals with those first that ``sort`` puts first; those under way before all others."""
    from goals.targets.goal import STATES
    from goals.targets.urgency import sort_key, urgency

    key = sort_key(sort)

    def place(view: GoalView) -> tuple[object, ...]:
        pressing = view.urgency or urgency(view.assessment)
        return (STATES.index(view.goal.state), *key(view.assessment, pressing, titles[view.id]))

    return sorted(views, key=place)
