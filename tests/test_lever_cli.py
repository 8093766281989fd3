"""Levers from the command line: out of the library, started, stopped, linked to goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goals.levers.library import LIBRARY
from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    runner = Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)
    runner.fine("goal", "add", "cart_abandonment", "< 60 %", "--by", "31/12", "--title", "Carts")
    return runner


def test_the_library_is_shown_by_objective(shop: Runner) -> None:
    out = shop.fine("lever", "library")
    for one in LIBRARY.values():
        assert f"  {one.id} " in out
    assert "FEWER ABANDONED CARTS  [abandonment]" in out


def test_the_library_needs_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Runner(tmp_path / "none.db", capsys).run("lever", "library")[0] == 0


def test_everything_fits_80_cells_in_french_too(shop: Runner) -> None:
    shop.fine("lever", "library", lang="fr")
    shop.fine("lever", "add", "mobile_path", "--cost", "1 240,50 €", "--owner", "Léa", lang="fr")
    shop.fine("lever", "show", "1", lang="fr")
    for name in LIBRARY:
        shop.fine("lever", "library", name, lang="fr")


def test_an_entry_says_when_what_and_from_whom(shop: Runner) -> None:
    out = shop.fine("lever", "library", "reminder_hours")
    assert "Too many carts are left" in out
    assert "cart_abandonment" in out
    assert "Oxatis" in out


def test_levers_of_a_metric_can_be_asked_for(shop: Runner) -> None:
    found = shop.json("lever", "library", "--metric", "nps")["levers"]
    assert {one["id"] for one in found} == {
        "follow_comments", "solve_fast", "service", "sustainability",
    }  # fmt: skip
    assert shop.run("lever", "library", "--objective", "abandonement")[0] == 1


def test_a_lever_of_the_library_brings_what_it_should_move(shop: Runner) -> None:
    out = shop.fine("lever", "add", "reminder_hours", "--goal", "1")
    assert "Should move: Cart abandonment" in out
    assert "Goal 1 · Carts" in out
    (lever,) = shop.json("lever", "list")["levers"]
    assert lever["library"] == "reminder_hours"
    assert lever["state"] == "idea"
    assert lever["goals"] == [1]
    assert shop.json("goal", "show", "1")["goals"][0]["levers"] == [1]


def test_a_lever_of_ones_own_needs_a_name_only(shop: Runner) -> None:
    shop.fine(
        "lever", "add", "Call", "every", "buyer", "--moves", "nps", "--moves",
        "cart_abandonment=-3%", "--cost", "1 240,50 €", "--start", "2026-11-01", "--owner", "Léa",
    )  # fmt: skip
    (lever,) = shop.json("lever", "show", "1")["levers"]
    assert lever["name"] == "Call every buyer"
    assert lever["state"] == "running"
    assert lever["cost"] == 1240.5
    assert lever["effects"] == [
        {"metric": "nps", "expected": None},
        {"metric": "cart_abandonment", "expected": -0.03},
    ]


def test_a_slip_in_an_entrys_name_is_not_taken_for_a_name(shop: Runner) -> None:
    code, _out, err = shop.run("lever", "add", "remindr_hours")
    assert code == 1
    assert "reminder_hours" in err


def test_a_lever_starts_stops_and_can_be_taken_back(shop: Runner) -> None:
    shop.fine("lever", "add", "reminder_hours", "--goal", "1")
    assert "running" in shop.fine("lever", "start", "1", "--on", "1 november")
    assert "▶ Reminder" in shop.fine("goal", "list")
    assert shop.run("lever", "start", "1")[0] == 1
    shop.fine("lever", "stop", "1", "--on", "15/11")
    (lever,) = shop.json("lever", "show", "1")["levers"]
    assert (lever["state"], lever["start"], lever["end"]) == ("stopped", "2026-11-01", "2026-11-15")
    shop.fine("lever", "undo", "1")
    assert shop.json("lever", "show", "1")["levers"][0]["state"] == "running"
    assert [one["change"] for one in shop.json("lever", "history", "1")["history"]] == [
        "add", "start", "stop", "undo",
    ]  # fmt: skip


def test_a_start_to_come_is_a_plan(shop: Runner) -> None:
    shop.fine("lever", "add", "free_delivery")
    assert "planned" in shop.fine("lever", "start", "1", "--on", "in 2 weeks")


def test_a_lever_cannot_stop_before_it_started(shop: Runner) -> None:
    shop.fine("lever", "add", "free_delivery", "--start", "2026-11-10")
    code, _out, err = shop.run("lever", "stop", "1", "--on", "2026-11-01")
    assert code == 1
    assert "cannot stop" in err


def test_links_come_and_go(shop: Runner) -> None:
    shop.fine("lever", "add", "free_delivery")
    assert "is linked" in shop.fine("lever", "link", "1", "1")
    assert "already" in shop.fine("lever", "link", "1", "1")
    assert "not linked any more" in shop.fine("lever", "unlink", "1", "1")
    assert "was not linked" in shop.fine("lever", "unlink", "1", "1")
    assert shop.run("lever", "link", "1", "99")[0] == 1
    assert shop.run("lever", "link", "99", "1")[0] == 1


def test_an_edit_changes_what_is_named(shop: Runner) -> None:
    shop.fine("lever", "add", "free_delivery")
    shop.fine("lever", "edit", "1", "--name", "Free from 49 €", "--where", "country=FR")
    (lever,) = shop.json("lever", "show", "1")["levers"]
    assert lever["name"] == "Free from 49 €"
    assert lever["where"] == {"country": "FR"}
    assert lever["library"] == "free_delivery"
    code, _out, err = shop.run("lever", "edit", "1", "--start", "1/11", "--end", "1/10")
    assert code == 1
    assert "before it starts" in err


@pytest.mark.parametrize("text", ["aov=0%", "aov=5000%", "aov=x", "aow", "aov=0.5"])
def test_an_effect_nobody_can_mean_is_refused(shop: Runner, text: str) -> None:
    assert shop.run("lever", "add", "Something", "--moves", text)[0] == 1


def test_a_figure_of_the_owner_s_own_is_named_wherever_levers_and_goals_are_told(
    shop: Runner,
) -> None:
    shop.fine("metric", "add", "weight", "spend / goods_sold", "--label", "Advertising weight",
              "--unit", "share", "--better", "lower")  # fmt: skip
    shop.fine("goal", "add", "weight", "< 10 %", "--by", "31/12", "--title", "Weight",
              "--guardrail", "orders")  # fmt: skip
    shop.fine("goal", "edit", "1", "--guardrail", "weight")
    added = shop.fine("lever", "add", "Cheaper ads", "--moves", "weight=-5%", "--goal", "2")
    edited = shop.fine("lever", "edit", "1", "--moves", "orders")
    shop.fine("lever", "edit", "1", "--moves", "weight=-5%")
    said = "Should move: Advertising weight (\N{MINUS SIGN}5.0%)"
    assert said in added and "Advertising" not in edited
    for words in (("lever", "list"), ("lever", "show", "1")):
        assert said in shop.fine(*words), words
    for words in (("lever", "history", "1"), ("goal", "history", "1"), ("goal", "show", "1")):
        assert "Advertising weight" in shop.fine(*words), words
    assert "No lever of the library" in shop.fine("lever", "library", "--metric", "weight")
    shop.fine("metric", "retire", "weight")
    assert "Advertising weight" in shop.fine("lever", "show", "1"), "put aside, it is still named"
