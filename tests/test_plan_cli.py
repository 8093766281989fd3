"""``kpi-tui goal plan``: months by traffic, conversion and basket, and as monthly goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = "2026-12..2027-02"


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def test_a_plan_starts_from_what_the_shop_would_do_by_itself(cli: Runner) -> None:
    told = cli.json("goal", "plan", "gmv", MONTHS)
    december = told["months"][0]
    assert december["forecast"]["value"] == pytest.approx(31 * 2400, rel=0.01)
    drivers = december["drivers"]
    assert drivers["traffic"] == pytest.approx(31 * 2000, rel=0.01)
    assert drivers["conversion"] == pytest.approx(0.02, rel=0.01)
    assert drivers["basket"] == pytest.approx(60, rel=0.01)
    assert december["target"] is None and december["needed"] is None
    out = cli.fine("goal", "plan", "gmv", MONTHS)
    assert "visits/day" in out and "All months" in out and "planned" not in out


def test_a_target_is_laid_on_the_months_and_met_by_their_drivers(cli: Runner) -> None:
    told = cli.json("goal", "plan", "gmv", MONTHS, "--target", "240 k€")
    assert sum(one["target"] for one in told["months"]) == pytest.approx(240_000)
    for one in told["months"]:
        product = 1.0
        for driver in one["needed"]["drivers"]:
            product *= driver["together"]
        assert product == pytest.approx(one["target"], abs=0.005)
        assert 0 < one["chance"] < 1


def test_what_is_said_of_one_driver_changes_the_others(cli: Runner) -> None:
    def december(*said: str) -> dict[str, float]:
        told = cli.json("goal", "plan", "gmv", MONTHS, "--target", "240 k€", *said)
        return {one["id"]: one["together"] for one in told["months"][0]["needed"]["drivers"]}

    free = december()
    held = december("--set", f"basket={free['basket'] * 1.1:.2f} €")
    assert held["basket"] == pytest.approx(free["basket"] * 1.1, abs=0.01)
    assert held["traffic"] * held["conversion"] < free["traffic"] * free["conversion"]
    elsewhere = december("--set", "2027-01 basket=99 €")
    assert elsewhere == free


def test_without_a_target_the_drivers_said_make_one(cli: Runner) -> None:
    told = cli.json(
        "goal", "plan", "gmv", "2026-12", "--set", "traffic=3000", "--set", "basket=70 €"
    )
    (december,) = told["months"]
    conversion = december["drivers"]["conversion"]
    assert december["target"] == pytest.approx(31 * 3000 * conversion * 70, abs=0.01)


def test_a_plan_becomes_monthly_goals_once(cli: Runner) -> None:
    asked = ("goal", "plan", "gmv", MONTHS, "--target", "240 k€", "--save")
    assert "3 goals would be kept." in cli.fine(*asked, "--dry-run")
    assert cli.json("goal", "list")["goals"] == []
    assert "3 goals kept." in cli.fine(*asked)
    goals = cli.json("goal", "list")["goals"]
    assert [one["start"] for one in goals] == ["2026-12-01", "2027-01-01", "2027-02-01"]
    assert {(one["metric"], one["kind"]) for one in goals} == {("gmv", "total")}
    again = cli.json(*asked)
    assert {one["verdict"] for one in again["goals"]} == {"unchanged"}
    assert len(cli.json("goal", "list")["goals"]) == 3


def test_its_drivers_may_be_goals_too(cli: Runner) -> None:
    cli.fine("goal", "plan", "gmv", "2026-12", "--target", "80 k€", "--save", "--drivers")
    goals = {one["metric"]: one for one in cli.json("goal", "list")["goals"]}
    assert {name: one["kind"] for name, one in goals.items()} == {
        "gmv": "total", "visits": "total", "conversion_visits": "level", "aov": "level",
    }  # fmt: skip
    product = (
        goals["visits"]["target"] * goals["conversion_visits"]["target"] * goals["aov"]["target"]
    )
    assert product >= 80_000, "rounded on the side that still reaches it"


def test_mistakes_are_told(cli: Runner) -> None:
    for words, said in (
        (["gmv", "december"], "names no months"),
        (["cart_abandonment", "2026-12"], "has no drivers"),
        (["gmv", "2029-12"], "More than 13 months away"),
        (["gmv", "2026-12", "--set", "basket=many"], "cannot be read"),
        (["gmv", "2026-12", "--save"], "There is no target to keep."),
    ):
        code, out, err = cli.run("goal", "plan", *words)
        assert (code, out) == (1, "") and said in err, words


def test_it_fits_in_french_too(cli: Runner) -> None:
    out = cli.fine("goal", "plan", "revenue", MONTHS, "--target", "240 k€", lang="fr")
    assert "déc. 2026" in out
