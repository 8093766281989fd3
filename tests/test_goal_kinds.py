"""The four kinds of goals on a real store: what they read and what they make of it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.targets.book import GoalBook
from store.database import in_memory
from store.facts import Facts
from store.spans import Span
from tests.plan_shop import HISTORY, TODAY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.assess import Assessment
    from goals.targets.goal import Goal

AFTER = Span(HISTORY.start, date(2027, 1, 1))
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        yield PlanShop(store)


def seen(shop: PlanShop, goal: Goal, today: date) -> Assessment:
    return shop.book(today, today - timedelta(days=1)).assess(goal)


def from_november(before: int, after: int) -> dict[date, int]:
    return {day: before if day < TODAY else after for day in AFTER}


# -- level -----------------------------------------------------------------------------------


def test_sixty_percent_is_not_below_sixty_percent(shop: PlanShop) -> None:
    shop.give("carts", 100, AFTER)
    shop.give("carts_converted", from_november(35, 40), AFTER)
    below = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    at_most = shop.goal(metric="cart_abandonment", target="≤ 60 %", by="31/12")
    assert seen(shop, below, NEW_YEAR).value == Fraction(3, 5)
    assert seen(shop, below, NEW_YEAR).status == "missed"
    assert seen(shop, at_most, NEW_YEAR).status == "reached"


def test_a_level_is_the_ratio_of_sums_over_its_window(shop: PlanShop) -> None:
    shop.give("goods_sold", lambda day: 10 if day.day % 2 else 270, AFTER, money=True)
    shop.give("orders", lambda day: 1 if day.day % 2 else 9, AFTER)
    goal = shop.goal(metric="aov", target="> 50 €", by="31/12", window="2")
    now = seen(shop, goal, TODAY)
    assert now.value == 28, "not the mean of 10 and 30"
    assert now.span == Span(date(2026, 10, 30), date(2026, 11, 1))


def test_the_baseline_is_frozen_with_its_window_and_interval(shop: PlanShop) -> None:
    shop.give("carts", 100, AFTER)
    shop.give("carts_converted", from_november(37, 60), AFTER)
    goal = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    assert goal.baseline is not None
    figure = goal.baseline.figure
    assert figure.value == Fraction(63, 100)
    assert figure.numerator == 1764
    assert figure.denominator == 2800
    assert figure.interval == pytest.approx((0.612, 0.648), abs=0.001)
    assert goal.baseline.span == Span(date(2026, 10, 4), date(2026, 11, 1))
    later = seen(shop, goal, date(2026, 12, 1))
    assert later.goal.baseline == goal.baseline
    assert later.progress is not None
    assert later.progress > 1


def test_a_rising_level_in_the_middle_is_judged_by_the_straight_line(shop: PlanShop) -> None:
    shop.give("visits", 1000, AFTER)
    shop.give("orders", from_november(10, 12), AFTER)
    goal = shop.goal(
        metric="conversion_visits", target="> 2 %", by="31/12", kind="level", window="7"
    )
    now = seen(shop, goal, date(2026, 12, 1))
    assert now.progress == Fraction(1, 5)
    assert now.expected_today == Fraction(1, 100) + Fraction(1, 100) * Fraction(30, 61)
    assert now.status == "behind"
    assert now.days_left == 30


# -- total -----------------------------------------------------------------------------------


def test_revenue_adds_up_from_the_start_and_takes_refunds_off(shop: PlanShop) -> None:
    shop.give("goods_sold", 1000, AFTER, money=True)
    shop.give("refunds", 100, AFTER, money=True)
    goal = shop.goal(metric="revenue", target="≥ 27 000 €", by="30/11")
    now = seen(shop, goal, date(2026, 11, 11))
    assert now.value == 9_000
    assert now.expected_today == 9_000
    assert now.status == "on pace"
    assert now.pace.per_day == 900
    assert seen(shop, goal, date(2026, 12, 1)).status == "reached"


def test_a_total_is_reached_as_soon_as_it_has_arrived(shop: PlanShop) -> None:
    shop.give("orders", 100, AFTER)
    goal = shop.goal(metric="orders", target="500", by="31/12")
    assert seen(shop, goal, date(2026, 11, 5)).status == "too early"
    assert seen(shop, goal, date(2026, 11, 6)).status == "reached"


def test_a_budget_that_is_used_up_is_out_of_reach_by_arithmetic(shop: PlanShop) -> None:
    shop.give("spend", 300, AFTER, money=True)
    goal = shop.goal(metric="spend", target="< 3000", by="31/12")
    assert seen(shop, goal, date(2026, 11, 10)).status == "too early"
    gone = seen(shop, goal, date(2026, 11, 11))
    assert gone.status == "out of reach", "exactly 3,000 is not below 3,000"
    assert gone.attention


def test_revenue_over_a_cap_may_still_fall_by_refunds(shop: PlanShop) -> None:
    shop.give("goods_sold", 1000, AFTER, money=True)
    shop.give("refunds", 0, AFTER, money=True)
    goal = shop.goal(metric="revenue", target="< 20 000 €", by="30/11")
    assert seen(shop, goal, date(2026, 11, 25)).status == "behind"


def test_a_total_that_starts_later_waits_at_nothing(shop: PlanShop) -> None:
    shop.give("orders", 100, AFTER)
    goal = shop.goal(metric="orders", target="500", by="31/12", start="1 December")
    now = seen(shop, goal, date(2026, 11, 15))
    assert now.value == 0
    assert now.status == "too early"


def test_different_visitors_are_counted_once_over_the_whole_stretch(shop: PlanShop) -> None:
    for day in range(1, 20):
        shop.life.visit(f"2026-11-{day:02d}", by="the same phone")
    shop.life.covered("2026-06-01", "2026-12-31", "visits")
    shop.life.publish()
    goal = shop.goal(metric="visitors", target="500", by="31/12")
    assert goal.kind == "total"
    assert seen(shop, goal, date(2026, 11, 20)).value == 1


# -- hold ------------------------------------------------------------------------------------


def test_a_goal_to_hold_shows_its_first_breach(shop: PlanShop) -> None:
    bad = date(2026, 11, 20)
    shop.give("spend", lambda day: 900 if day == bad else 100, AFTER, money=True)
    shop.give("orders", 20, AFTER)
    goal = shop.goal(metric="cac", target="< 9 €", by="31/12", window="7")
    assert goal.kind == "hold", "5 € meets it already"
    assert seen(shop, goal, date(2026, 11, 20)).status == "on pace"
    broken = seen(shop, goal, date(2026, 12, 10))
    assert broken.status == "out of reach"
    assert broken.breach is not None
    assert broken.breach.span == Span(date(2026, 11, 14), date(2026, 11, 21))
    assert broken.breach.value == Fraction(1500, 140)
    assert seen(shop, goal, NEW_YEAR).status == "missed"


def test_a_goal_held_to_the_end_is_reached(shop: PlanShop) -> None:
    shop.give("spend", 100, AFTER, money=True)
    shop.give("orders", 20, AFTER)
    goal = shop.goal(metric="cac", target="< 9 €", by="31/12", window="7")
    end = seen(shop, goal, NEW_YEAR)
    assert end.status == "reached"
    assert end.progress == 1
    assert end.judged == 55, "61 days hold 55 windows of 7"


def test_days_before_the_start_are_not_held_against_anybody(shop: PlanShop) -> None:
    shop.give("spend", from_november(400, 100), AFTER, money=True)
    shop.give("orders", 20, AFTER)
    goal = shop.goal(metric="cac", target="< 9 €", by="31/12", kind="hold", window="7")
    early = seen(shop, goal, date(2026, 11, 4))
    assert early.breach is None
    assert early.status == "too early"
    assert seen(shop, goal, NEW_YEAR).status == "reached"


def test_a_monthly_cap_says_what_is_left_of_the_month(shop: PlanShop) -> None:
    shop.give("spend", 100, AFTER, money=True)
    goal = shop.goal(metric="spend", target="< 3050", by="31/12", kind="hold", recurrence="monthly")
    now = seen(shop, goal, date(2026, 11, 21))
    assert now.value == 2000
    assert now.status == "on pace"
    assert now.pace.per_day == Fraction(1050, 10)
    december = seen(shop, goal, date(2026, 12, 31))
    (november,) = december.turns
    assert november.value == 3000
    assert november.met is True
    over = seen(shop, goal, NEW_YEAR)
    assert over.status == "missed"
    assert over.value == 3100


def test_a_cap_of_a_month_is_lost_the_day_it_is_passed(shop: PlanShop) -> None:
    shop.give("spend", 100, AFTER, money=True)
    goal = shop.goal(
        metric="spend", target="<= 1500", by="31/12", kind="hold", recurrence="monthly"
    )
    assert seen(shop, goal, date(2026, 11, 16)).status != "out of reach"
    assert seen(shop, goal, date(2026, 11, 17)).status == "out of reach"


def test_a_monthly_range_is_lost_above_as_well_as_below(shop: PlanShop) -> None:
    shop.give("orders", 10, AFTER)

    def at_ten(target: str) -> str:
        goal = shop.goal(
            metric="orders", target=target, by="30/11", kind="hold", recurrence="monthly"
        )
        return seen(shop, goal, date(2026, 11, 11)).status

    assert at_ten("between 270 and 330") == "on pace"
    assert at_ten("between 330 and 400") == "behind", "too few by now"
    assert at_ten("between 200 and 280") == "behind", "too many by now"
    assert at_ten("between 50 and 90") == "out of reach", "more than the month may bring"


# -- done ------------------------------------------------------------------------------------


def boutique(shop: PlanShop) -> Goal:
    shop.give("orders", 10, AFTER)
    shop.project(
        "boutique B2B",
        ("design", date(2026, 10, 15), date(2026, 10, 14)),
        ("catalogue", date(2026, 11, 15), date(2026, 11, 18)),
        ("opening", date(2026, 12, 15), date(2026, 12, 10)),
    )
    return shop.goal(metric="milestone_completion", where="project=boutique B2B", by="31/12")


def test_a_project_goes_by_milestones_reached_beside_those_due(shop: PlanShop) -> None:
    goal = boutique(shop)
    assert goal.kind == "done"
    assert goal.target.value == 1
    start = seen(shop, goal, TODAY)
    assert start.value == Fraction(1, 3)
    assert start.status == "too early"
    late = seen(shop, goal, date(2026, 11, 16))
    assert late.status == "behind"
    assert late.expected_today == Fraction(2, 3)
    assert late.steps is not None
    assert late.steps.late == ("catalogue",)
    assert seen(shop, goal, date(2026, 11, 20)).status == "on pace"
    assert seen(shop, goal, date(2026, 12, 11)).status == "reached"


def test_an_import_that_is_missing_does_not_make_a_project_stale(shop: PlanShop) -> None:
    goal = boutique(shop)
    book = shop.book(today=date(2026, 12, 5), as_of=date(2026, 11, 1))
    assert book.assess(goal).status == "on pace"


def test_a_project_that_is_gone_gives_no_data(shop: PlanShop) -> None:
    goal = boutique(shop)
    with shop.store.writing() as sql:
        sql.execute("UPDATE project SET name = 'another'")
    now = seen(shop, goal, date(2026, 12, 5))
    assert now.status == "no data"
    assert now.reason is not None


# -- what is known ---------------------------------------------------------------------------


def test_figures_older_than_three_days_are_stale_and_say_since_when(shop: PlanShop) -> None:
    shop.give("orders", 100, Span(HISTORY.start, date(2026, 12, 1)))
    goal = shop.goal(metric="orders", target="6000", by="31/12")
    assert shop.book(date(2026, 12, 3)).assess(goal).status == "on pace"
    stale = shop.book(date(2026, 12, 4)).assess(goal)
    assert stale.status == "stale"
    assert str(stale.reason) == "No figures for 3 days: they end on 2026-11-30."
    assert stale.value == 3000


def test_a_metric_of_another_source_goes_by_its_own_last_day(shop: PlanShop) -> None:
    shop.give("orders", 100, AFTER)
    shop.give("visits", 1000, Span(HISTORY.start, date(2026, 11, 20)))
    goal = shop.goal(metric="visits", target="50000", by="31/12")
    now = seen(shop, goal, date(2026, 12, 10))
    assert now.day == date(2026, 11, 19)
    assert now.status == "stale"
    assert now.value == 19_000


def test_guardrails_are_judged_against_the_day_the_goal_was_set(shop: PlanShop) -> None:
    shop.give("orders", 100, AFTER)
    shop.give("goods_sold", from_november(6000, 5000), AFTER, money=True)
    shop.give("visits", 5000, AFTER)
    goal = shop.goal(
        metric="orders", target="6100", by="31/12", guardrails=("aov", "conversion_visits")
    )
    now = seen(shop, goal, date(2026, 12, 15))
    aov, conversion = now.guardrails
    assert aov.before == 60
    assert aov.now == 50
    assert aov.verdict == "worse"
    assert aov.clear is True
    assert conversion.verdict == "same"
    assert conversion.clear is False
    assert now.status == "on pace"
    assert now.attention, "a guardrail is lost"


def test_a_guardrail_that_moves_within_chance_is_not_lost(shop: PlanShop) -> None:
    shop.give("orders", from_november(100, 99), AFTER)
    shop.give("visits", 5000, AFTER)
    goal = shop.goal(
        metric="visits", target="305000", by="31/12", guardrails=("conversion_visits",)
    )
    (conversion,) = seen(shop, goal, date(2026, 12, 15)).guardrails
    assert conversion.verdict == "worse"
    assert conversion.clear is False


def test_the_panel_gets_everything_in_one_call(shop: PlanShop) -> None:
    shop.give("carts", 100, AFTER)
    shop.give("carts_converted", from_november(37, 39), AFTER)
    shop.give("orders", 100, AFTER)
    shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    shop.goal(metric="orders", target="6100", by="31/12")
    day = date(2026, 11, 30)
    level, total = GoalBook(Facts(shop.store), as_of=day, today=date(2026, 12, 1)).views()
    assert [point[0] for point in level.series][-1] == day
    assert level.series[0] == (date(2026, 10, 31), Fraction(63, 100))
    assert level.line == (
        (date(2026, 10, 31), Fraction(63, 100)),
        (date(2026, 12, 31), Fraction(3, 5)),
    )
    assert total.series[-1] == (day, Fraction(3000))
    assert total.line[-1] == (date(2026, 12, 31), Fraction(6100))
