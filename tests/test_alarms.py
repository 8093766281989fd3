"""When a goal is news: once for each crossing, again only after it was well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.targets.alarms import CALM_DAYS, settle
from goals.targets.outlook import Outlook
from goals.targets.status import LIKELY, STATUSES
from store.database import in_memory
from store.spans import Span
from tests.plan_shop import PlanShop

if TYPE_CHECKING:
    from goals.targets.alarms import Alarm
    from goals.targets.assess import Assessment
    from goals.targets.status import Status

DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def goal() -> Assessment:
    shop = PlanShop(in_memory(currency="EUR", country="FR", name="Test shop"))
    shop.give("orders", 10)
    kept = shop.goal(metric="orders", target="> 400", by="2026-12-31")
    return shop.book().view(kept).assessment


class Watch:
    """Judges one goal day after day and remembers what was told."""

    def __init__(self, goal: Assessment) -> None:
        self.goal = goal
        self.day = DAY
        self.known: dict[tuple[int, date], Alarm] = {}
        self.told: list[str] = []

    def judged(self, status: Status, chance: float | None = None, days: int = 1) -> list[str]:
        self.day += timedelta(days=days)
        outlook = None if chance is None else Outlook(probability=chance)
        now = replace(self.goal, status=status, outlook=outlook)
        news, kept = settle(self.known, [now], self.day)
        self.known.update({(one.goal, one.turn): one for one in kept})
        self.told.extend(one.why for one in news)
        return [one.why for one in news]


def test_a_goal_that_falls_behind_is_told_of_once(goal: Assessment) -> None:
    watch = Watch(goal)
    assert watch.judged("on pace", 0.8) == []
    assert watch.judged("behind", 0.6) == ["worse"]
    assert watch.judged("behind", 0.5) == []
    assert watch.judged("behind", 0.4) == []


def test_a_goal_that_gets_worse_still_is_told_of_again(goal: Assessment) -> None:
    watch = Watch(goal)
    watch.judged("behind", 0.6)
    assert watch.judged("at risk", 0.2) == ["worse"]
    assert watch.judged("behind", 0.32) == [], "a little above the line is not well"
    assert watch.judged("at risk", 0.28) == [], "and falling under it again is no news"


def test_a_goal_that_swings_round_the_line_is_told_of_once(goal: Assessment) -> None:
    watch = Watch(goal)
    for n in range(20):
        chance = LIKELY + (0.02 if n % 2 else -0.02)
        watch.judged("on pace" if n % 2 else "behind", chance)
    assert watch.told == ["worse"]


def test_a_goal_clearly_well_again_is_said_to_be_and_can_be_told_of_anew(goal: Assessment) -> None:
    watch = Watch(goal)
    watch.judged("behind", 0.6)
    assert watch.judged("on pace", 0.76) == ["well"]
    assert watch.judged("behind", 0.65) == ["worse"]


def test_without_a_probability_three_better_days_make_a_goal_well(goal: Assessment) -> None:
    watch = Watch(goal)
    watch.judged("stale")
    assert [watch.judged("on pace") for _day in range(CALM_DAYS)] == [[], [], ["well"]]


def test_checking_ten_times_a_day_does_not_make_a_day_ten(goal: Assessment) -> None:
    watch = Watch(goal)
    watch.judged("behind")
    for _time in range(10):
        assert watch.judged("on pace", days=0) == []
    assert watch.told == ["worse"]


def test_a_goal_reached_is_told_of_once_and_a_missed_one_too(goal: Assessment) -> None:
    watch = Watch(goal)
    assert watch.judged("reached") == ["reached"]
    assert watch.judged("reached") == []
    other = Watch(goal)
    other.judged("at risk", 0.1)
    assert other.judged("missed") == ["worse"]
    assert other.judged("missed") == []


def test_the_next_turn_of_a_recurring_goal_is_a_matter_of_its_own(goal: Assessment) -> None:
    watch = Watch(goal)
    watch.judged("missed")
    watch.goal = replace(goal, stretch=Span(date(2026, 12, 1), date(2027, 1, 1)))
    assert watch.judged("behind", 0.5) == ["worse"]


def test_too_early_and_closed_goals_are_no_news(goal: Assessment) -> None:
    watch = Watch(goal)
    assert watch.judged("too early") == []
    closed = replace(goal, goal=replace(goal.goal, state="closed"), status="closed")
    assert settle({}, [closed], DAY) == ([], [])


STATUS_CHANCE_DAYS = st.tuples(
    st.sampled_from(STATUSES), st.none() | st.floats(0, 1), st.integers(0, 2)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(STATUS_CHANCE_DAYS, max_size=40))
def test_nothing_is_told_twice_without_having_been_better_between(
    goal: Assessment, lives: list[tuple[Status, float | None, int]]
) -> None:
    watch, gravity = Watch(goal), 0
    for status, chance, days in lives:
        told = watch.judged(status, chance, days)
        now = next(iter(watch.known.values())).gravity if watch.known else 0
        assert ("worse" in told) == (now > gravity)
        gravity = now
