"""``kpi-tui goal what-if``: a target weighed before it is set, and what would reach it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from goals.targets.sentence import parse_sentence
from goals.targets.texts import GoalText
from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 19)


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


# -- the sentence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "target", "start", "by"),
    [
        ("revenue >= 60000 in 2026-12", ">= 60000", "2026-12-01", "2026-12-31"),
        ("revenue 60 k€ en 2026-12", "60 k€", "2026-12-01", "2026-12-31"),
        ("revenue>=60000 in 2026-Q4", ">=60000", "2026-10-01", "2026-12-31"),
        ("aov > 70 € by 31/12", "> 70 €", "", "31/12"),
        ("aov > 70 € d'ici le 31/12", "> 70 €", "", "31/12"),
        ("aov > 70 in 8 weeks", "> 70", "", "in 8 weeks"),
        ("aov plus de 70 € dans 8 semaines", "plus de 70 €", "", "dans 8 semaines"),
        ("aov in 8 weeks", "", "", "in 8 weeks"),
        (
            "conversion between 2 and 3 % in 2026-12",
            "between 2 and 3 %",
            "2026-12-01",
            "2026-12-31",
        ),
        ("aov > 70", "> 70", "", ""),
        ("aov", "", "", ""),
    ],
)
def test_a_wish_is_read_as_it_would_be_said(text: str, target: str, start: str, by: str) -> None:
    found = parse_sentence(text, TODAY)
    assert found.metric == text.split(">")[0].split()[0]
    assert (found.target, found.start, found.by) == (target, start, by)


def test_a_rate_in_a_month_is_measured_over_its_days() -> None:
    assert parse_sentence("aov > 70 in 2027-02", TODAY).window == "28"
    assert parse_sentence("", TODAY) == GoalText()


# -- weighed -------------------------------------------------------------------------------------


def test_a_target_is_weighed_with_three_others_and_with_what_would_reach_it(cli: Runner) -> None:
    out = cli.fine("goal", "what-if", "revenue >= 90000 in 2026-12")
    assert "Revenue ≥ €90,000 · Dec 1" in out
    assert "TARGETS TO CHOOSE FROM" in out and "WHAT WOULD REACH IT" in out
    for driver in ("Visits a day", "Conversion", "Average basket"):
        assert driver in out
    assert "Nothing is stored" in " ".join(cli.fine("goal", "what-if", "--help").split())
    assert cli.json("goal", "list")["goals"] == []


def test_the_drivers_of_each_way_multiply_to_the_target(cli: Runner) -> None:
    told = cli.json("goal", "what-if", "gmv", ">= 90000", "--start", "2026-12-01", "--by", "31/12")
    drivers = {one["id"]: one for one in told["drivers"]["drivers"]}
    assert list(drivers) == ["traffic", "conversion", "basket"]
    together = 1.0
    for one in drivers.values():
        together *= one["together"]
    assert together == pytest.approx(90_000, abs=0.005)
    for name, one in drivers.items():
        product = one["alone"]
        for other, value in drivers.items():
            product *= 1 if other == name else value["expected"]
        assert product == pytest.approx(90_000, abs=0.005)
    assert told["drivers"]["needed"] == 90_000


def test_a_driver_that_is_said_stays(cli: Runner) -> None:
    told = cli.json("goal", "what-if", "gmv >= 90000 in 2026-12", "--set", "basket=66 €")
    drivers = {one["id"]: one for one in told["drivers"]["drivers"]}
    assert drivers["basket"]["together"] == 66
    code, _out, err = cli.run("goal", "what-if", "gmv >= 90000 in 2026-12", "--set", "weather=9")
    assert code == 1 and "“weather” is not a driver." in err


def test_of_a_month_under_way_only_what_is_missing_counts(cli: Runner) -> None:
    told = cli.json("goal", "what-if", "gmv >= 90000 in 2026-11")
    assert told["drivers"]["start"] == "2026-11-20"
    assert told["drivers"]["come"] == 19 * 2400
    assert told["drivers"]["needed"] == 90_000 - 19 * 2400
    assert "has come already" in cli.fine("goal", "what-if", "gmv >= 90000 in 2026-11")


def test_a_rate_has_no_drivers_and_says_so(cli: Runner) -> None:
    told = cli.json("goal", "what-if", "cart_abandonment < 55 % in 8 weeks")
    assert told["drivers"]["drivers"] == [] and "no drivers" in told["drivers"]["reason"]
    assert told["realism"]["change_in"] == "points"
    assert told["realism"]["detectable"] is True
    assert told["realism"]["history_days"] == 172


def test_without_a_target_there_are_those_to_choose_from(cli: Runner) -> None:
    told = cli.json("goal", "what-if", "revenue in 2026-12")
    assert told["target"] is None and told["drivers"] is None and told["probability"] is None
    targets = [one["target"] for one in told["proposals"]]
    assert targets == sorted(targets)


def test_mistakes_are_told_with_their_remedy(cli: Runner) -> None:
    for words, said in (
        (["revenu >= 5 in 2026-12"], "Did you mean"),
        (["revenue >= many in 2026-12"], "cannot be read as a target"),
        (["revenue >= 60000"], "There is no deadline yet."),
        (["revenue >= 60000 by 2026-11-19"], "is not in the future"),
        (["revenue >= 60000 in 2026-10"], "is not in the future"),
        (["cart_abandonment < 120 % in 8 weeks"], "lies between 0 and 100"),
        (["nps > 40 in 8 weeks"], "No import has brought figures"),
    ):
        code, out, err = cli.run("goal", "what-if", *words)
        assert (code, out) == (1, "") and said in err, words


def test_to_stay_as_it_is_is_no_move_to_compare(cli: Runner) -> None:
    out = cli.fine("goal", "what-if", "spend < 90000 in 2026-12")
    assert "easy" in out and "times in" not in out and "never went" not in out


def test_it_speaks_french(cli: Runner) -> None:
    out = cli.fine("goal", "what-if", "revenue >= 90 k€ en 2026-12", lang="fr")
    assert "90 000 €" in out.replace("\u202f", " ").replace("\xa0", " ")


# -- in the goals --------------------------------------------------------------------------------


def test_goals_under_way_say_how_realistic_they_still_are(cli: Runner) -> None:
    cli.fine("goal", "add", "cart_abandonment", "< 55 %", "--by", "31/12")
    (goal,) = cli.json("goal", "list")["goals"]
    realism = goal["realism"]
    assert realism["from"] == pytest.approx(goal["value"])
    assert realism["change"] == pytest.approx(0.55 - goal["value"], abs=1e-5)
    assert realism["chance"] == pytest.approx(goal["probability"], abs=1e-5)
    assert "realism" not in goal["reasons"]
    (shown,) = cli.json("goal", "show", "1")["goals"]
    assert shown["realism"] == realism
    assert "Realism" in cli.fine("goal", "show", "1")
    cli.fine("goal", "close", "1")
    (closed,) = cli.json("goal", "show", "1")["goals"]
    assert closed["realism"] is None and closed["reasons"]["realism"]
