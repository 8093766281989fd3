"""Projects from the command line: milestones promised, reached, moved; hours and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.projects.entry import parse_hours
from store.errors import OwnerError
from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    runner = Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)
    runner.fine("project", "add", "Boutique", "B2B", "--start", "2026-09-01", "--by", "31/12")
    for title, day in (("design", "2026-10-01"), ("catalogue", "2026-11-10")):
        runner.fine("project", "milestone", "add", "Boutique B2B", title, "--by", day)
    return runner


def milestone(shop: Runner, title: str) -> dict[str, object]:
    (project,) = shop.json("project", "show", "Boutique B2B")["projects"]
    return next(one for one in project["milestones"] if one["title"] == title)


def test_a_project_lists_its_milestones_and_what_is_late(shop: Runner) -> None:
    shop.fine("project", "milestone", "reach", "Boutique B2B", "design", "--on", "2026-10-03")
    out = shop.fine("project", "show", "Boutique B2B")
    assert "Oct 3, 2 d late" in out
    assert "Nov 10, 9 d late" in out
    assert "1 of 2" in out
    assert "1 milestone late" in shop.fine("project", "list")


def test_a_long_title_leaves_room_for_how_late_it_is(shop: Runner) -> None:
    title = "Ouverture à tous les professionnels de la région"
    shop.fine("project", "milestone", "add", "1", title, "--by", "2026-10-10")
    out = shop.fine("project", "show", "1", lang="fr")
    assert "10 oct., 40 j de retard" in out


def test_the_first_promise_stays_when_a_milestone_moves(shop: Runner) -> None:
    shop.fine("project", "milestone", "move", "Boutique B2B", "catalogue", "--by", "in 2 weeks")
    assert milestone(shop, "catalogue")["original"] == "2026-11-10"
    assert milestone(shop, "catalogue")["due"] == "2026-12-03"


def test_a_milestone_can_be_open_again(shop: Runner) -> None:
    shop.fine("project", "milestone", "reach", "1", "design")
    assert milestone(shop, "design")["reached"] == "2026-11-19"
    shop.fine("project", "milestone", "reach", "1", "design", "--not")
    assert milestone(shop, "design")["reached"] is None


def test_nothing_is_reached_tomorrow(shop: Runner) -> None:
    code, _out, err = shop.run("project", "milestone", "reach", "1", "design", "--on", "tomorrow")
    assert code == 1
    assert "still to come" in err


def test_names_are_met_with_the_nearest_one(shop: Runner) -> None:
    assert "Boutique B2B" in shop.run("project", "show", "boutique b2b")[2]
    assert "design" in shop.run("project", "milestone", "reach", "1", "desing")[2]
    code, _out, err = shop.run("project", "milestone", "add", "1", "design", "--by", "31/12")
    assert code == 1
    assert "already" in err
    assert shop.run("project", "add", "Boutique B2B", "--by", "31/12")[0] == 1


def test_hours_costs_and_gains_add_up(shop: Runner) -> None:
    shop.fine("project", "hours", "1", "7 h 30", "--milestone", "design")
    shop.fine("project", "hours", "1", "2,5")
    shop.fine("project", "hours", "1", "40", "--available")
    shop.fine("project", "cost", "1", "1 240,50 €", "--on", "2026-11-01")
    shop.fine("project", "gain", "1", "2000")
    (project,) = shop.json("project", "list")["projects"]
    assert project["hours_worked"] == 10
    assert project["hours_available"] == 40
    assert project["cost"] == 1240.5
    assert project["gain"] == 2000
    assert "10 h worked of 40 h (25%)" in shop.fine("project", "show", "1")


def test_a_finished_project_reaches_its_goal(shop: Runner) -> None:
    words = ("goal", "add", "milestone_completion", "--where", "project=Boutique B2B")
    shop.fine(*words, "--by", "31/12")
    assert shop.json("goal", "list")["goals"][0]["kind"] == "done"
    assert shop.run("check")[0] == 1
    shop.fine("project", "finish", "Boutique B2B")
    assert shop.json("goal", "list")["goals"][0]["status"] == "reached"
    assert shop.run("check")[0] == 0


def test_a_project_ends_after_it_starts(shop: Runner) -> None:
    code, _out, err = shop.run("project", "add", "X", "--start", "2026-12-01", "--by", "2026-11-25")
    assert code == 1
    assert "before it starts" in err


def test_an_empty_list_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner = Runner(a_shop_on_disk(tmp_path / "other.db"), capsys)
    assert "kpi-tui project add" in runner.fine("project", "list")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("7", 420), ("7.5", 450), ("7,25 h", 435), ("7 h 30", 450), ("7h", 420), ("1 hour", 60)],
)
def test_hours_are_read_in_many_ways(text: str, minutes: int) -> None:
    assert parse_hours(text) == minutes


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_hours(text: str) -> None:
    try:
        assert parse_hours(text) >= 0
    except OwnerError as refused:
        assert str(refused.remedy)
