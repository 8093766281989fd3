"""One word for how a goal stands: what is certain comes before what is likely."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from goals.targets.pace import Pace
from goals.targets.status import NEEDS_ATTENTION, STATUS_LABELS, STATUS_MARKS, STATUSES, Case, judge

HALF = Fraction(1, 2)


def case(progress: str | None = "0.5", expected: str = "0.5", **more: Any) -> Case:
    known: dict[str, Any] = {
        "state": "open", "kind": "level", "known": progress is not None, "met": False,
        "over": False, "final": False, "hopeless": False, "elapsed": Fraction(expected),
        "days_missing": 0, "stays_under": False,
        "pace": Pace(None if progress is None else Fraction(progress), Fraction(expected), None),
    }  # fmt: skip
    return Case(**{**known, **more})


@pytest.mark.parametrize(
    ("progress", "status"),
    [("0.5", "on pace"), ("0.525", "ahead"), ("0.524", "on pace"), ("0.475", "on pace"),
     ("0.474", "behind"), ("-1", "behind"), ("1", "ahead")],
)  # fmt: skip
def test_within_five_percent_of_the_line_is_on_pace(progress: str, status: str) -> None:
    assert judge(case(progress)) == status


def test_out_on_the_other_side_of_a_range_is_no_success() -> None:
    assert judge(case("1.2", met=True)) == "ahead"
    assert judge(case("3", met=False)) == "behind"


@pytest.mark.parametrize(
    ("used", "status"), [("0.4", "ahead"), ("0.5", "on pace"), ("0.53", "behind")]
)
def test_of_a_budget_less_is_better(used: str, status: str) -> None:
    assert judge(case(used, kind="total", stays_under=True)) == status


def test_before_a_fifth_is_over_pace_says_nothing() -> None:
    assert judge(case("0", "0.19")) == "too early"
    assert judge(case("0", "0.2")) == "behind"


def test_no_figures_are_never_good_news() -> None:
    assert judge(case(None)) == "no data"
    assert judge(case(None, over=True)) == "no data"
    assert judge(case("2", met=True, days_missing=2)) == "ahead"
    assert judge(case("2", met=True, days_missing=3)) == "stale"
    assert {"no data", "stale"} <= NEEDS_ATTENTION


def test_on_the_deadline_a_goal_is_reached_or_missed_even_if_figures_are_old() -> None:
    assert judge(case("1", met=True, over=True, days_missing=40)) == "reached"
    assert judge(case("0.99", over=True)) == "missed"


def test_a_level_met_before_the_deadline_is_ahead_and_not_reached_yet() -> None:
    assert judge(case("1.1", met=True)) == "ahead"


def test_a_sum_that_has_arrived_stays_reached() -> None:
    assert judge(case("1", met=True, final=True, kind="total")) == "reached"
    assert judge(case("1", "0.1", met=True, final=True, kind="total")) == "reached"


def test_out_of_reach_is_said_only_when_proven() -> None:
    assert judge(case("-5")) == "behind"
    assert judge(case("0.5", hopeless=True)) == "out of reach"
    assert judge(case("0.5", "0.01", hopeless=True)) == "out of reach", "however early"


def test_a_goal_to_hold_goes_by_todays_margin() -> None:
    assert judge(case(kind="hold", met=True, margin=Fraction(0))) == "on pace"
    assert judge(case(kind="hold", met=True, margin=Fraction(-1, 100))) == "behind"


def test_a_late_milestone_is_behind_however_early() -> None:
    assert judge(case("0", "0", kind="done", overdue=True)) == "behind"
    assert judge(case("0", "0", kind="done")) == "too early"


def test_a_closed_goal_is_closed_whatever_the_figures() -> None:
    assert judge(case(None, state="closed")) == "closed"


def test_every_status_has_a_word_and_a_mark() -> None:
    assert set(STATUS_LABELS) == set(STATUS_MARKS) == set(STATUSES)
    assert all(len(mark) == 1 for mark in STATUS_MARKS.values())


@pytest.mark.parametrize(
    ("probability", "status"),
    [(1.0, "ahead"), (0.9, "ahead"), (0.899, "on pace"), (0.7, "on pace"), (0.699, "behind"),
     (0.3, "behind"), (0.299, "at risk"), (0.0, "at risk")],
)  # fmt: skip
def test_where_a_probability_is_known_it_decides_and_not_the_line(
    probability: float, status: str
) -> None:
    assert judge(case("0.5", probability=probability)) == status
    assert judge(case("0", probability=probability)) == status


def test_what_is_certain_or_unknown_comes_before_a_probability() -> None:
    assert judge(case("1", over=True, met=True, probability=0.1)) == "reached"
    assert judge(case("0.5", hopeless=True, probability=0.9)) == "out of reach"
    assert judge(case("0.5", days_missing=3, probability=0.9)) == "stale"
    assert judge(case("0", "0.19", probability=0.1)) == "too early"
    assert "at risk" in NEEDS_ATTENTION
