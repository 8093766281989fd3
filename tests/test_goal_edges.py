"""Goals at their edges: the deadline's day, months of any length, clock changes, late revisions."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.targets.goal import Closing, Goal
from goals.targets.target import Target
from store.database import in_memory
from store.spans import Span
from tests.plan_shop import PlanShop
from tui.closing_words import closing_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.assess import Assessment

DAYS = Span(date(2026, 6, 1), date(2028, 4, 1))


@pytest.fixture(scope="module")
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR", timezone="Europe/Paris") as store:
        made = PlanShop(store)
        made.give("orders", 10, DAYS)
        made.give("carts", 100, DAYS)
        made.give("carts_converted", 40, DAYS)
        yield made


def month(first: date, last: date, target: str, operator: str = ">=") -> Goal:
    aim = Target(operator, Fraction(target))  # type: ignore[arg-type]
    return Goal(title="", metric="orders", target=aim, kind="total", start=first, deadline=last)


def seen(shop: PlanShop, goal: Goal, today: date, as_of: date) -> Assessment:
    return shop.book(today, as_of).assess(goal)


MONTHS = [
    (date(2026, 10, 1), date(2026, 10, 31)),  # the clocks go back on the 25th
    (date(2026, 11, 1), date(2026, 11, 30)),
    (date(2027, 2, 1), date(2027, 2, 28)),
    (date(2027, 3, 1), date(2027, 3, 31)),  # the clocks go forward on the 28th
    (date(2028, 2, 1), date(2028, 2, 29)),
]


@pytest.mark.parametrize(("first", "last"), MONTHS)
def test_a_month_of_any_length_is_over_with_its_last_day_and_not_before(
    shop: PlanShop, first: date, last: date
) -> None:
    days = (last - first).days + 1
    goal = month(first, last, str(days * 10))
    eve = seen(shop, goal, last, last - timedelta(days=1))
    assert (eve.over, eve.days_left, eve.value) == (False, 0, Fraction((days - 1) * 10))
    assert eve.status != "missed", "its last day is still to come"
    after = seen(shop, goal, last + timedelta(days=1), last)
    assert (after.over, after.days_left, after.value) == (True, -1, Fraction(days * 10))
    assert after.status == "reached", "exactly the target is at least the target"
    more = month(first, last, str(days * 10 + 1))
    assert seen(shop, more, last + timedelta(days=1), last).status == "missed"


@pytest.mark.parametrize(
    ("operator", "target", "status"),
    [(">=", "300", "reached"), (">", "300", "missed"), ("<=", "300", "reached"),
     ("<", "300", "missed"), (">", "299.999999", "reached"), ("<", "300.000001", "reached")],
)  # fmt: skip
def test_a_sum_just_at_its_target_goes_by_its_sign(
    shop: PlanShop, operator: str, target: str, status: str
) -> None:
    goal = month(date(2026, 11, 1), date(2026, 11, 30), target, operator)
    assert seen(shop, goal, date(2026, 12, 1), date(2026, 11, 30)).status == status


@pytest.mark.parametrize(
    ("today", "status"),
    [(date(2026, 11, 30), "reached"), (date(2026, 12, 2), "reached")],
)
def test_a_sum_that_arrived_needs_no_last_day(shop: PlanShop, today: date, status: str) -> None:
    goal = month(date(2026, 11, 1), date(2026, 11, 30), "290")
    assert seen(shop, goal, today, date(2026, 11, 29)).status == status


@pytest.mark.parametrize(
    ("late", "status"), [(1, "no verdict"), (2, "no verdict"), (3, "stale"), (4, "stale")]
)
def test_a_deadline_gone_by_without_its_figures_is_no_miss(
    shop: PlanShop, late: int, status: str
) -> None:
    """Figures end on 28 November; the deadline is the 30th: nobody knows yet."""
    goal = month(date(2026, 11, 1), date(2026, 11, 30), "300")
    found = seen(shop, goal, date(2026, 11, 29) + timedelta(days=late), date(2026, 11, 28))
    assert not found.over
    assert found.status not in ("missed", "reached")
    assert (found.status == "stale") == (status == "stale")


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28), date(2028, 2, 29)])
def test_a_goal_of_a_single_day_is_that_day(shop: PlanShop, day: date) -> None:
    found = seen(shop, month(day, day, "10"), day + timedelta(days=1), day)
    assert (found.value, found.status) == (Fraction(10), "reached")
    assert found.stretch.days == 1


def test_recurring_turns_are_calendar_months_across_clock_changes_and_leap_days(
    shop: PlanShop,
) -> None:
    goal = Goal(
        title="", metric="orders", target=Target(">=", Fraction(290)), kind="total",
        start=date(2026, 10, 1), deadline=date(2028, 3, 31), recurrence="monthly",
    )  # fmt: skip
    found = seen(shop, goal, date(2028, 3, 15), date(2028, 3, 14))
    assert [turn.span.days for turn in found.turns] == [
        31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29,
    ]  # fmt: skip
    lost = [turn.span.start for turn in found.turns if not turn.met]
    assert lost == [date(2027, 2, 1)], "28 days bring 280, the leap February's 29 bring 290"


# -- closed, and revised afterwards ----------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        ("300", "300", ["reached", "300"]),
        ("310", "300", ["reached", "310", "today that is 300"]),
        ("280", "300", ["missed", "280", "today that is 300", "reached by what is known now"]),
    ],
)
def test_a_closed_goal_says_what_was_known_and_what_is(
    shop: PlanShop, then: str, now: str, words: list[str]
) -> None:
    goal = month(date(2026, 11, 1), date(2026, 11, 30), "300")
    closing = Closing(Fraction(then), date(2026, 11, 30))
    closed = Goal(
        **{name: getattr(goal, name) for name in ("title", "metric", "target", "kind", "start")},
        deadline=goal.deadline, state="closed", closing=closing,
    )  # fmt: skip
    found = seen(shop, closed, date(2026, 12, 5), date(2026, 12, 4))
    assert found.value == Fraction(now)
    text = closing_text(closed, found, "EUR")
    for word in words:
        assert word in text


def test_a_goal_reached_and_lost_by_a_later_import_says_both(shop: PlanShop) -> None:
    goal = month(date(2026, 11, 1), date(2026, 11, 30), "305")
    closing = Closing(Fraction(310), date(2026, 11, 30))
    closed = Goal(
        **{name: getattr(goal, name) for name in ("title", "metric", "target", "kind", "start")},
        deadline=goal.deadline, state="closed", closing=closing,
    )  # fmt: skip
    found = seen(shop, closed, date(2026, 12, 5), date(2026, 12, 4))
    text = closing_text(closed, found, "EUR")
    assert text.startswith("reached: closed with 310")
    assert text.endswith("today that is 300, missed by what is known now")
