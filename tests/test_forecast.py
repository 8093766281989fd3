"""Forecasts on shops whose truth is known: they are made here, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from goals.forecast import outlooks
from goals.forecast.paths import LEAST_DAYS, fit, paths
from goals.forecast.season import drawn
from goals.targets.foresight import Foresight, in_sight
from goals.targets.outlook import Outlook
from goals.targets.shape import black_friday, weights, year_factors
from store.database import in_memory
from store.plans import Plans
from store.spans import Span
from tests.plan_shop import TODAY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.goal import Goal

YEAR = Span(date(2025, 11, 1), TODAY)
LAST = date(2026, 10, 31)


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        yield PlanShop(store)


def noisy(mean: float, seed: int = 1, spread: float = 0.2) -> dict[date, int]:
    """A shop without trend: the same mean every day, and chance."""
    rng = np.random.default_rng(seed)
    return {day: round(mean * max(0.0, 1 + spread * rng.standard_normal())) for day in YEAR}


def seen(shop: PlanShop, goal: Goal, day: date = LAST) -> Outlook:
    return outlooks.outlook(shop.book().facts, goal, day)


# -- the engine ------------------------------------------------------------------------------


def test_a_shop_that_never_changes_comes_in_under_a_forecast_as_often_as_said() -> None:
    rng = np.random.default_rng(7)
    places = []
    for _shop in range(60):
        days = rng.poisson(30, 200).astype(float)[:, None]
        sums = paths(fit(days[:172]), 28, rng, 300)[0].sum(1)
        places.append(float((sums < days[172:].sum()).mean()))
    found = np.array(places)
    assert 0.65 <= ((found > 0.1) & (found < 0.9)).mean() <= 0.97, "80 % ranges"
    assert 0.4 <= (found < 0.5).mean() <= 0.6 or abs(found.mean() - 0.5) < 0.08, "no lean"


def test_weekdays_come_again() -> None:
    rng = np.random.default_rng(3)
    week = np.array([10, 10, 10, 10, 20, 40, 5])
    days = (np.tile(week, 20) * rng.lognormal(0, 0.05, 140))[:, None]
    ahead = np.median(paths(fit(days), 14, rng)[0], axis=0)
    assert ahead[5] > 3 * ahead[0]
    assert ahead == pytest.approx(np.tile(week, 2), rel=0.2)


def test_orders_are_never_fewer_than_none() -> None:
    rng = np.random.default_rng(5)
    days = rng.poisson(0.3, 120).astype(float)[:, None]
    assert paths(fit(days), 60, rng).min() >= 0


def test_orders_and_visits_that_move_together_make_a_steady_conversion() -> None:
    rng = np.random.default_rng(11)
    busy = rng.lognormal(0, 0.5, 200)
    days = np.column_stack([20 * busy, 1000 * busy])
    top, bottom = paths(fit(days), 28, rng)
    conversion = top.sum(1) / bottom.sum(1)
    assert np.std(np.log(bottom.sum(1))) > 0.05
    assert np.ptp(np.quantile(conversion, [0.1, 0.9])) < 0.002, "of 2 %: they draw the same weeks"


def test_black_friday_is_expected_where_two_years_had_one() -> None:
    last = date(2026, 11, 15)
    days = [last - timedelta(days=n) for n in range(3 * 364)][::-1]
    busy = {black_friday(year) for year in (2023, 2024, 2025)}
    past = np.array([[400.0 if day in busy else 100.0] for day in days])
    ahead = np.median(drawn(past, last, 28, np.random.default_rng(1), 500)[0], axis=0)
    place = (black_friday(2026) - last).days - 1
    assert black_friday(2026) == date(2026, 11, 27)
    assert ahead[place] > 1.25 * ahead[:7].mean()


def test_one_year_alone_makes_no_season() -> None:
    past = {LAST - timedelta(days=n): 100.0 + n for n in range(500)}
    assert year_factors(past, LAST, [LAST + timedelta(days=9)]) == {}


# -- the shape of a sum ----------------------------------------------------------------------


def test_a_shop_closed_on_sundays_owes_nothing_on_sundays() -> None:
    past = {day: 0.0 if day.weekday() == 6 else 100.0 for day in YEAR}
    november = Span(date(2026, 11, 1), date(2026, 12, 1))
    found = weights(past, LAST, november)
    assert found[date(2026, 11, 1)] == 0.0
    assert found[date(2026, 11, 2)] == pytest.approx(7 / 6)


def test_the_end_of_a_month_may_bring_more() -> None:
    past = {day: 150.0 if day.day > 25 else 100.0 for day in YEAR}
    for month_days in (Span(date(2027, 2, 1), date(2027, 3, 1)), Span(TODAY, date(2026, 12, 1))):
        found = weights(past, LAST, month_days)
        assert found[month_days.last] > 1.3 * found[month_days.start]


def test_chance_makes_no_shape_of_a_month() -> None:
    past = {day: float(value) for day, value in noisy(100, spread=0.3).items()}
    parts = weights(past, LAST, Span(TODAY, date(2026, 12, 1)))
    weekday = {day: weights(past, LAST, [day])[day] for day in parts}
    assert max(parts.values()) / min(weekday.values()) < 1.4


# -- goals -----------------------------------------------------------------------------------


def test_a_sum_that_chance_decides_is_about_even(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    at = {
        target: seen(shop, shop.goal(metric="orders", target=str(target), by="30/11")).probability
        for target in (2800, 3000, 3200)
    }
    assert at[2800] is not None and at[3000] is not None and at[3200] is not None
    assert at[2800] > 0.9 > 0.7 > at[3000] > 0.3 > 0.1 > at[3200]


def test_what_is_probable_and_what_is_forecast_agree(shop: PlanShop) -> None:
    shop.give("carts", noisy(500), YEAR)
    shop.give("carts_converted", noisy(175, 2), YEAR)
    goal = shop.goal(metric="cart_abandonment", target="< 62 %", by="31/12", kind="level")
    found = seen(shop, goal)
    assert found.probability is not None and found.value is not None
    assert found.low is not None and found.high is not None
    assert found.low < found.value < found.high
    assert float(found.value) == pytest.approx(0.64, abs=0.02)
    assert (found.probability < 0.5) == (found.value > goal.target.value)
    assert found.fan[-1].day == date(2026, 12, 31)


def test_a_level_that_is_met_by_far_holds_and_one_that_is_missed_by_far_does_not(
    shop: PlanShop,
) -> None:
    shop.give("visits", noisy(1000), YEAR)
    shop.give("orders", noisy(20, 2), YEAR)
    easy = shop.goal(metric="conversion_visits", target="> 1 %", by="31/12", kind="hold")
    hard = shop.goal(metric="conversion_visits", target="> 3 %", by="31/12", kind="level")
    assert (seen(shop, easy).probability or 0) > 0.97
    assert (seen(shop, hard).probability or 1) < 0.03


def test_every_window_counts_for_a_goal_to_hold(shop: PlanShop) -> None:
    shop.give("orders", noisy(100, spread=0.5), YEAR)
    always = shop.goal(metric="orders", target="> 600", by="31/12", kind="hold", window="7")
    once = replace(always, kind="level")
    assert (seen(shop, always).probability or 0) < (seen(shop, once).probability or 0) - 0.1


@pytest.mark.parametrize(
    ("deadline", "days"), [("28/02/2027", 28), ("30/11", 30), ("31/12", 31), ("29/02/2028", 29)]
)
def test_months_are_as_long_as_they_are(shop: PlanShop, deadline: str, days: int) -> None:
    shop.give("orders", noisy(100, spread=0.01), Span(date(2026, 8, 1), TODAY))
    goal = shop.goal(
        metric="orders", target="3000", by=deadline, start=f"01/{deadline[3:]}", kind="total"
    )
    found = seen(shop, goal)
    if days == 29 or deadline.startswith("28"):
        assert found.probability is None, "further away than the figures go back"
        return
    assert found.value is not None
    assert float(found.value) == pytest.approx(100 * days, rel=0.01)


def test_the_days_on_which_clocks_change_are_days_like_others(shop: PlanShop) -> None:
    """24 and 25 October 2026: the shop's days are counted, whatever their hours."""
    shop.give("orders", noisy(100, spread=0.01), YEAR)
    goal = shop.goal(date(2026, 10, 20), metric="orders", target="1000", by="29/10")
    found = seen(shop, goal, date(2026, 10, 23))
    assert found.value is not None
    assert float(found.value) == pytest.approx(1000, rel=0.02)


def test_on_the_last_day_but_one_a_single_day_decides(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    goal = shop.goal(date(2026, 10, 1), metric="orders", target="1000", by="31/10")
    assert (seen(shop, goal, date(2026, 10, 30)).probability or 0) > 0.99
    over = seen(shop, goal, date(2026, 10, 31))
    assert over.probability is None
    assert "nothing is open" in str(over.reason)


# -- honest refusals -------------------------------------------------------------------------


def test_seven_weeks_are_too_few(shop: PlanShop) -> None:
    first = TODAY - timedelta(days=LEAST_DAYS - 1)
    shop.give("orders", noisy(100), Span(first, TODAY))
    found = seen(shop, shop.goal(metric="orders", target="3000", by="15/11"))
    assert found.probability is None
    assert "55 days" in str(found.reason)
    assert found.value is not None, "a range of what was is shown all the same"


def test_a_long_hole_begins_the_history_anew_and_a_short_one_does_not(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), Span(YEAR.start, date(2026, 9, 1)))
    shop.give("orders", noisy(100), Span(date(2026, 9, 4), TODAY))
    assert seen(shop, shop.goal(metric="orders", target="3000", by="30/11")).probability
    shop.give("carts", noisy(100), Span(YEAR.start, date(2026, 9, 1)))
    shop.give("carts", noisy(100), Span(date(2026, 9, 20), TODAY))
    shop.give("visits", noisy(1000), YEAR)
    gap = seen(shop, shop.goal(metric="cart_rate", target="> 20 %", by="30/11"))
    assert gap.probability is None
    assert "42 days" in str(gap.reason)


def on_mondays(day: date) -> int:
    return 700 + day.day if day.weekday() == 0 else 0


def test_fifteen_weekly_figures_have_a_range_and_no_probability(shop: PlanShop) -> None:
    shop.give("shares", on_mondays, Span(TODAY - timedelta(days=15 * 7 - 1), TODAY))
    found = seen(shop, shop.goal(metric="shares", target="5000", by="30/11", kind="total"))
    assert found.probability is None
    assert "once a week" in str(found.reason)
    assert found.low is not None and found.high is not None and found.low < found.high


def test_figures_told_on_mondays_are_forecast_on_mondays(shop: PlanShop) -> None:
    shop.give("shares", on_mondays, YEAR)
    mondays = 5  # of November
    near = seen(shop, shop.goal(metric="shares", target=str(700 * mondays), by="30/11"))
    far = seen(shop, shop.goal(metric="shares", target=str(900 * mondays), by="30/11"))
    assert near.probability is not None and near.probability > 0.9
    assert far.probability is not None and far.probability < 0.1


def test_figures_that_settle_later_are_not_forecast(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    shop.give("orders_returned", noisy(10), YEAR)
    goal = shop.goal(metric="return_rate", target="< 8 %", by="31/12", kind="level")
    assert "settle" in str(seen(shop, goal).reason)


def test_a_deadline_beyond_what_is_known_is_refused(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    far = shop.goal(metric="orders", target="100000", by="2028-06-30", kind="total")
    assert "13 months" in str(seen(shop, far).reason)


# -- kept, tested, told ----------------------------------------------------------------------


def test_the_same_goal_on_the_same_day_has_the_same_probability(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    goal = shop.goal(metric="orders", target="3000", by="30/11")
    assert seen(shop, goal) == seen(shop, goal)


def test_a_probability_is_computed_once_and_kept_until_something_changes(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    goal = shop.goal(metric="orders", target="3000", by="30/11")
    facts, foresight = shop.book().facts, Foresight()
    assert foresight.known(facts, goal, LAST) is None
    found = foresight.tested(facts, goal, LAST)
    foresight.save(shop.store)
    assert Foresight().known(facts, goal, LAST) == found
    assert Foresight().known(facts, goal, date(2026, 10, 30)) is None
    shop.give("visits", 1, YEAR)
    assert Foresight().known(facts, goal, LAST) is None, "new figures"


def test_a_store_with_a_spoilt_memory_computes_anew(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    goal = shop.goal(metric="orders", target="3000", by="30/11")
    shop.store.set_setting("outlooks", '{"1": {"key": 3}}')
    assert Foresight().of(shop.book().facts, goal, LAST).probability is not None


def test_the_shops_own_past_tells_how_such_calls_did(shop: PlanShop) -> None:
    shop.give("orders", noisy(100), YEAR)
    goal = shop.goal(metric="orders", target="2950", by="30/11")
    found = outlooks.tested(shop.book().facts, goal, LAST, seen(shop, goal))
    assert found.calls is not None
    asked, came_true = found.calls
    assert asked >= 20
    assert found.probability is not None
    assert abs(came_true / asked - found.probability) < 0.3


def test_a_reason_survives_being_kept() -> None:
    found = Outlook(reason=None, places=(0.1, 0.2))
    assert Outlook.from_json(found.to_json()) == found
    assert found.calls is None


def test_the_status_comes_from_the_probability_and_the_line_speaks_without_one(
    shop: PlanShop,
) -> None:
    shop.give("orders", noisy(100), YEAR)
    shop.give("visits", noisy(1000), Span(date(2026, 10, 1), TODAY))
    shop.goal(date(2026, 10, 10), metric="orders", target="5600", by="30/11")
    shop.goal(date(2026, 10, 10), metric="visits", target="52000", by="30/11")
    book = shop.book()
    book.foresee = in_sight(Foresight(), book.facts)
    sure, unsure = (book.assess(goal) for goal in book.goals())
    assert (sure.status, sure.by_chance) == ("at risk", True)
    assert (unsure.by_line, unsure.probability) == (True, None)
    assert unsure.outlook is not None and "eight weeks" in str(unsure.outlook.reason)
    assert Plans(shop.store).goals(("open",))


def test_what_is_lost_or_won_for_certain_needs_no_forecast(shop: PlanShop) -> None:
    shop.give("spend", 300, YEAR, money=True)
    shop.goal(date(2026, 10, 1), metric="spend", target="< 5000", by="30/11")
    shop.goal(date(2026, 10, 1), metric="spend", target="> 5000", by="30/11")
    book = shop.book()
    book.foresee = in_sight(Foresight(), book.facts)
    lost, won = (book.assess(goal) for goal in book.goals())
    assert (lost.status, lost.probability) == ("out of reach", 0.0)
    assert (won.status, won.probability) == ("reached", 1.0)
