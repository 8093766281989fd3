"""Pace: where a goal should be today, in exact arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goals.targets.course import Course, course, judged_windows, past_turns, turn, turns
from goals.targets.goal import Baseline, Goal, Known
from goals.targets.pace import done_pace, level_pace, total_pace
from goals.targets.seasonal import Path, straight
from goals.targets.series import line
from goals.targets.target import Target
from store.spans import Span

START, DEADLINE = date(2026, 11, 1), date(2026, 11, 30)


def level(baseline: str, target: Target, **more: Any) -> Goal:
    span = Span(START - timedelta(days=28), START)
    return Goal(
        title="", metric="cart_abandonment", target=target, kind="level", start=START,
        deadline=DEADLINE, baseline=Baseline(Known(Fraction(baseline)), span), **more,
    )  # fmt: skip


def total(target: Target) -> Goal:
    return Goal(
        title="", metric="revenue", target=target, kind="total", start=START, deadline=DEADLINE
    )


BELOW_60 = Target("<", Fraction(3, 5))


def on(goal: Goal, day: int) -> Course:
    return course(goal, date(2026, 11, day))


def evenly(goal: Goal) -> Path:
    return straight(Span.of(goal.start, goal.deadline))


def test_the_line_runs_from_the_baseline_to_the_target_on_the_deadline() -> None:
    goal = level("0.66", BELOW_60)
    halfway = level_pace(goal, Fraction("0.63"), on(goal, 15))
    assert halfway.expected == Fraction("0.63")
    assert halfway.progress == halfway.expected_progress == Fraction(1, 2)
    assert halfway.buffer_days == 0
    assert level_pace(goal, Fraction("0.6"), on(goal, 30)).expected == Fraction("0.6")


def test_progress_may_be_negative_or_beyond_the_target() -> None:
    goal = level("0.66", BELOW_60)
    assert level_pace(goal, Fraction("0.72"), on(goal, 15)).progress == -1
    assert level_pace(goal, Fraction("0.54"), on(goal, 15)).progress == 2


def test_what_is_needed_each_day_closes_the_gap_on_the_deadline() -> None:
    goal = level("0.66", BELOW_60)
    pace = level_pace(goal, Fraction("0.64"), on(goal, 10))
    assert pace.per_day == Fraction("-0.04") / 20
    assert level_pace(goal, Fraction("0.59"), on(goal, 10)).per_day is None, "nothing is needed"


def test_of_a_range_the_nearer_bound_is_the_way_to_go() -> None:
    aims = Target("between", Fraction(1, 2), Fraction(3, 5))
    assert level("0.66", aims).aim == Fraction(3, 5)
    assert level("0.40", aims).aim == Fraction(1, 2)
    through = level("0.66", aims)
    assert level_pace(through, Fraction("0.45"), on(through, 10)).per_day == Fraction("0.05") / 20


def test_a_total_starts_from_nothing_and_grows_in_a_straight_line() -> None:
    goal = total(Target(">=", Fraction(30_000)))
    pace = total_pace(goal, Fraction(9_000), on(goal, 10), evenly(goal))
    assert pace.expected == 10_000
    assert pace.progress == Fraction(3, 10)
    assert pace.buffer_days == -1
    assert pace.per_day == Fraction(21_000, 20)


def test_what_must_stay_under_has_so_much_left_for_each_day() -> None:
    goal = total(Target("<", Fraction(3_000)))
    pace = total_pace(goal, Fraction(900), on(goal, 10), evenly(goal))
    assert pace.buffer_days == 1, "a tenth of the days' worth is unspent"
    assert pace.per_day == Fraction(2_100, 20)


def test_milestones_due_so_far_are_the_pace_of_a_project() -> None:
    pace = done_pace(reached=1, due=2, total=4, aim=Fraction(1))
    assert pace.progress == Fraction(1, 4)
    assert pace.expected == Fraction(1, 2)
    assert done_pace(0, 0, 0, Fraction(1)).progress is None


def test_a_monthly_goal_is_judged_by_its_current_month() -> None:
    goal = Goal(
        title="", metric="spend", target=Target("<", Fraction(3_000)), kind="total",
        start=date(2026, 10, 1), deadline=date(2026, 12, 31), recurrence="monthly",
    )  # fmt: skip
    assert turn(goal, date(2026, 11, 20)) == Span(date(2026, 11, 1), date(2026, 12, 1))
    assert past_turns(goal, date(2026, 11, 20)) == [Span(date(2026, 10, 1), date(2026, 11, 1))]
    assert turn(goal, date(2026, 9, 1)).start == goal.start, "before the start: the first turn"
    assert turn(goal, date(2027, 9, 1)).last == goal.deadline


def test_half_a_month_is_not_asked_for_what_a_month_should_bring() -> None:
    goal = Goal(
        title="", metric="revenue", target=Target(">=", Fraction(3_000)), kind="hold",
        start=date(2026, 9, 15), deadline=date(2026, 12, 10), recurrence="monthly",
    )  # fmt: skip
    months = [Span.of(date(2026, 10, 1), date(2026, 10, 31)),
              Span.of(date(2026, 11, 1), date(2026, 11, 30))]  # fmt: skip
    for sum_of in (goal, replace(goal, kind="total")):
        assert turns(sum_of) == months
        assert list(judged_windows(sum_of, date(2026, 12, 10))) == months
        assert course(sum_of, date(2026, 12, 5)).day == date(2026, 11, 30)
    assert len(turns(replace(goal, metric="aov"))) == 4, "a rate is the same in half a month"
    assert turns(replace(goal, deadline=date(2026, 9, 20))) == [
        Span.of(date(2026, 9, 15), date(2026, 9, 20))
    ]


def test_a_goal_to_hold_is_judged_by_windows_that_lie_inside() -> None:
    goal = level("0.5", BELOW_60, window=28)
    held = list(judged_windows(replace(goal, kind="hold"), date(2026, 11, 29)))
    assert [window.last.day for window in held] == [28, 29]
    assert all(window.start >= START for window in held)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(0, 500),
    st.integers(-600, 1200),
    st.sampled_from(["none", "weekly", "monthly", "quarterly"]),
)
def test_days_gone_and_days_to_come_make_up_every_stretch(
    start: date, length: int, seen: int, recurrence: str
) -> None:
    goal = Goal(
        title="", metric="orders", target=Target(">=", Fraction(1)), kind="total", start=start,
        deadline=start + timedelta(days=length), recurrence=recurrence,  # type: ignore[arg-type]
    )  # fmt: skip
    run = course(goal, start + timedelta(days=seen))
    assert 0 <= run.elapsed <= 1
    assert run.elapsed * run.whole.days + run.days_to_come == run.whole.days
    assert run.over == (run.days_to_come == 0)
    whole = [*past_turns(goal, run.day), run.whole]
    assert whole[0].start == turns(goal)[0].start
    assert goal.start <= whole[0].start
    assert whole[-1].last <= goal.deadline
    assert all(one.end == other.start for one, other in pairwise(whole))


@given(
    st.fractions(0, 1, max_denominator=10_000),
    st.fractions(0, 1, max_denominator=10_000),
    st.integers(1, 30),
)
def test_whoever_is_on_the_line_has_no_buffer_and_no_debt(
    baseline: Fraction, target: Fraction, day: int
) -> None:
    if baseline == target:
        return
    goal = level(str(baseline), Target("<" if target < baseline else ">", target))
    run = on(goal, day)
    expected = level_pace(goal, None, run).expected
    assert expected is not None
    assert level_pace(goal, expected, run).buffer_days == 0
    corners = line(goal, run.day)
    assert corners[0][1] == baseline
    assert corners[-1][1] == target
