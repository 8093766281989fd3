"""Each turn of a recurring goal is a record of its own: later figures do not rewrite it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.targets.target import Target
from store.database import in_memory
from store.spans import Span
from tests.plan_shop import HISTORY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.book import GoalBook
    from goals.targets.goal import Goal

AFTER = Span(HISTORY.start, date(2027, 1, 1))
NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        made.give("orders", 10, AFTER)
        yield made


def monthly(shop: PlanShop, target: str = ">= 300") -> Goal:
    return shop.goal(metric="orders", target=target, by="31/12", recurrence="monthly")


def mid_december(shop: PlanShop) -> GoalBook:
    return shop.book(date(2026, 12, 15), date(2026, 12, 14))


def test_a_turn_that_is_over_is_recorded_once_with_its_figure_and_target(shop: PlanShop) -> None:
    goal = monthly(shop)
    book = mid_december(shop)
    assert book.record_turns() == 1
    assert book.record_turns() == 0, "once"
    (turn,) = book.assess(goal).turns
    assert turn.span == NOVEMBER
    assert turn.kept is not None
    assert (int(turn.kept.value), turn.kept.met) == (300, True), "at least 300: just reached"
    assert turn.kept.target == Target(">=", Fraction(300))
    assert turn.kept.known_day == date(2026, 12, 14)


def test_what_was_known_of_a_turn_stays_when_its_figures_are_revised(shop: PlanShop) -> None:
    goal = monthly(shop)
    mid_december(shop).record_turns()
    # A later import says that the ten orders of one day were none.
    shop.life.series("orders", "2026-11-03", 0)
    shop.life.covered("2026-06-01", "2026-12-31", "orders", source="tool 1")
    shop.life.publish()
    (turn,) = mid_december(shop).assess(goal).turns
    assert (turn.value, turn.met) == (Fraction(290), False), "by what is known today"
    assert turn.kept is not None
    assert (int(turn.kept.value), turn.kept.met) == (300, True), "as it was known then"


def test_another_target_does_not_rewrite_the_turns_before_it(shop: PlanShop) -> None:
    goal = monthly(shop)
    book = mid_december(shop)
    book.record_turns()
    book.edit(replace(goal, target=Target(">=", Fraction(400))), at=1)
    (turn,) = book.assess(book.goal(goal.id)).turns
    assert turn.met is False, "today's target"
    assert turn.kept is not None and turn.kept.met, "the target it had"
    assert book.record_turns() == 0


def test_the_last_turn_is_recorded_when_it_is_over_too(shop: PlanShop) -> None:
    goal = monthly(shop)
    book = shop.book(date(2027, 1, 1), date(2026, 12, 31))
    assert book.record_turns() == 2
    assert [row.known_day for row in book._turns.of(goal.id).values()] == [date(2026, 12, 31)] * 2


def test_only_goals_under_way_that_come_again_have_records(shop: PlanShop) -> None:
    once = shop.goal(metric="orders", target=">= 300", by="30/11")
    closed = monthly(shop)
    book = mid_december(shop)
    book.close(closed.id, at=1)
    assert book.record_turns() == 0
    assert book.assess(once).turns == ()
