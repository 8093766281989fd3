"""Goals from the command line: written as people write, answered in 80 cells or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def abandonment(shop: Runner, *more: str) -> int:
    words = ("goal", "add", "cart_abandonment", "< 60 %", "--by", "31/12", *more)
    return int(shop.json(*words, day="2026-10-31")["goals"][0]["id"])


def test_a_goal_is_set_in_one_line_and_shown_at_once(shop: Runner) -> None:
    out = shop.fine(
        "goal", "add", "cart_abandonment", "< 60 %", "--by", "31/12", "--title", "Fewer lost carts"
    )
    assert out.startswith("Goal 1 is set: Fewer lost carts\n")
    assert "Cart abandonment < 60% · by Dec 31, 2026 · 42 days left" in out


def test_a_goal_speaks_french_to_a_french_owner(shop: Runner) -> None:
    words = ("goal", "add", "revenue", "≥ 140 000 €", "--by", "fin d'année")
    out = shop.fine(*words, lang="fr")
    assert "140 000 €" in out.replace("\u202f", " ").replace("\xa0", " ")
    assert "31 déc. 2026" in out


def test_json_has_the_shape_of_the_contract(shop: Runner) -> None:
    abandonment(shop, "--guardrail", "aov", "--title", "Carts")
    (goal,) = shop.json("goal", "list")["goals"]
    assert {
        "id", "version", "title", "metric", "where", "operator", "target", "kind", "window",
        "start", "deadline", "baseline", "value", "progress", "pace", "status", "probability",
        "forecast", "realism", "levers", "guardrails",
    } <= set(goal)  # fmt: skip
    assert goal["operator"] == "<"
    assert goal["target"] == 0.6
    assert goal["deadline"] == "2026-12-31"
    assert goal["start"] == "2026-10-31"
    assert goal["baseline"]["value"] == 0.63
    assert goal["baseline"]["denominator"] == 2800
    assert goal["baseline"]["end"] == "2026-10-30"
    assert goal["value"] == pytest.approx((62 * 19 + 63 * 9) / 2800)
    (kpi,) = shop.json("kpi", "cart_abandonment")["metrics"]
    assert goal["interval"] == kpi["interval"]
    for low_and_high in (goal["interval"], goal["baseline"]["interval"]):
        assert [round(end, 6) for end in low_and_high] == low_and_high
    assert goal["status"] == "at risk"
    assert goal["status_by"] == "probability"
    assert 0 < goal["probability"] < 0.01, "62 lost carts of 100 every day"
    forecast = goal["forecast"]
    assert forecast["low"] <= forecast["value"] <= forecast["high"]
    assert forecast["value"] == pytest.approx(0.62, abs=0.005)
    assert goal["realism"]["word"] == "never seen"
    assert "probability" not in goal["reasons"]
    assert goal["guardrails"][0]["metric"] == "aov"


def test_the_list_says_how_each_goal_stands(shop: Runner) -> None:
    abandonment(shop, "--title", "Fewer lost carts")
    shop.fine("goal", "add", "revenue", "140000", "--by", "31/12", day="2026-10-01")
    out = shop.fine("goal", "list")
    assert "La Test · figures to Nov 19, 2026 · 2 goals · 1 needs attention" in out
    assert "Fewer lost carts" in out
    assert "at risk" in out
    assert "< 1% probable" in out


def test_a_page_tells_target_baseline_and_what_is_needed(shop: Runner) -> None:
    number = abandonment(shop)
    out = shop.fine("goal", "show", str(number))
    for word in ("Baseline", "63.0% · 1,764 of 2,800", "28 days to Nov 19, 2026", "Should be",
                 "behind the line", "Needed", "Probability", "< 1%",
                 "such calls on this shop’s past", "came true", "Forecast",
                 "four times of five between"):  # fmt: skip
        assert word in out


def test_a_page_says_what_the_baseline_was_made_of_in_its_unit(shop: Runner) -> None:
    abandonment(shop)
    assert "1,764 of 2,800" in shop.fine("goal", "show", "1")
    shop.fine("goal", "add", "aov", ">= 90", "--by", "31/12")
    assert "€67,200.00 ÷ 1,120" in shop.fine("goal", "show", "2")


def test_a_figure_never_contradicts_the_verdict(shop: Runner) -> None:
    shop.fine("goal", "add", "aov", "> 60.0010", "--by", "31/12", "--kind", "level")
    out = shop.fine("goal", "list")
    assert "€60.000 " in out
    assert "> €60.001" in out


def test_an_empty_list_says_how_to_begin(shop: Runner) -> None:
    assert "kpi-tui goal add cart_abandonment '< 60 %' --by 31/12" in shop.fine("goal", "list")


@pytest.mark.parametrize(
    ("words", "what", "remedy"),
    [
        (("cart_abandonement", "< 60 %", "--by", "31/12"), "not a metric", "cart_abandonment"),
        (("cart_abandonment", "< 63 %", "--by", "2026-12-31"), "figure is today", "hold"),
        (("cart_abandonment", "< 60 %", "--by", "2026-10-01"), "not in the future", "31/12"),
        (("cart_abandonment", "< 60 %", "--by", "31/02"), "no such day", "2026-12-31"),
        (("visits", "9", "--by", "31/12", "--where", "channel=facebok"), "not there", "facebook"),
        (("revenue", "1,240 €", "--by", "31/12"), "two ways", "1240"),
        (("revenue", "--by", "31/12"), "no target", "60 %"),
    ],
)
def test_a_mistake_is_one_line_of_what_and_one_of_remedy(
    shop: Runner, words: tuple[str, ...], what: str, remedy: str
) -> None:
    code, out, err = shop.run("goal", "add", *words, day="2026-10-31")
    assert code == 1
    assert out == ""
    first, second = err.strip().splitlines()
    assert what in first
    assert remedy in second
    assert shop.json("goal", "list")["goals"] == []


def test_a_date_in_the_middle_of_the_year_is_asked_for_without_a_country(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from store.database import create

    create(tmp_path / "x.db", currency="USD", timezone="America/New_York").close()
    shop = Runner(tmp_path / "x.db", capsys)
    code, _out, err = shop.run("goal", "add", "orders", "9", "--by", "03/04")
    assert code == 1
    assert "reads two ways" in err


def test_a_dry_run_keeps_nothing(shop: Runner) -> None:
    out = shop.fine("goal", "add", "orders", "9000", "--by", "31/12", "--dry-run")
    assert out.startswith("This would be set")
    assert shop.json("goal", "list")["goals"] == []


def test_a_level_that_is_met_is_said_to_be_held(shop: Runner) -> None:
    out = shop.fine("goal", "add", "cart_abandonment", "< 70 %", "--by", "31/12")
    assert "meets the target already: this is a goal to hold it." in out
    assert shop.json("goal", "show", "1")["goals"][0]["kind"] == "hold"


def test_an_edit_changes_what_is_named_and_history_shows_it(shop: Runner) -> None:
    number = abandonment(shop)
    shop.fine("goal", "edit", str(number), "--target", "< 58,5 %", "--title", "Carts")
    (goal,) = shop.json("goal", "show", str(number))["goals"]
    assert (goal["target"], goal["title"], goal["version"]) == (0.585, "Carts", 2)
    assert goal["baseline"]["value"] == 0.63
    out = shop.fine("goal", "history", str(number))
    assert "Target: 60% → 58.5%" in out
    assert "Title: — → Carts" in out
    changes = [entry["change"] for entry in shop.json("goal", "history", str(number))["history"]]
    assert changes == ["add", "edit"]


def test_an_edit_of_an_old_version_is_refused(shop: Runner) -> None:
    number = abandonment(shop)
    shop.fine("goal", "edit", str(number), "--title", "theirs")
    code, _out, err = shop.run("goal", "edit", str(number), "--title", "mine", "--if-version", "1")
    assert code == 1
    assert "Somebody else" in err


def test_an_edit_that_changes_nothing_is_no_version(shop: Runner) -> None:
    number = abandonment(shop)
    assert "is as it was" in shop.fine("goal", "edit", str(number), "--target", "< 60 %")
    assert len(shop.json("goal", "history", str(number))["history"]) == 1


def test_undo_takes_the_last_change_back(shop: Runner) -> None:
    number = abandonment(shop)
    shop.fine("goal", "delete", str(number))
    assert shop.json("goal", "list")["goals"] == []
    shop.fine("goal", "undo", str(number))
    assert [goal["id"] for goal in shop.json("goal", "list")["goals"]] == [number]


def test_closing_keeps_the_figure_and_reopening_forgets_it(shop: Runner) -> None:
    number = abandonment(shop)
    (closed,) = shop.json("goal", "close", str(number))["goals"]
    assert closed["state"] == "closed"
    assert closed["closed"]["value"] == pytest.approx(closed["value"])
    assert closed["closed"]["day"] == "2026-11-19"
    assert "At closing" in shop.fine("goal", "show", str(number))
    (open_again,) = shop.json("goal", "reopen", str(number))["goals"]
    assert open_again["closed"] is None


def test_every_state_can_be_listed(shop: Runner) -> None:
    first, second = abandonment(shop), abandonment(shop)
    shop.fine("goal", "archive", str(first))
    shop.fine("goal", "delete", str(second))
    assert shop.json("goal", "list")["goals"] == []
    states = [goal["state"] for goal in shop.json("goal", "list", "--all")["goals"]]
    assert states == ["archived", "deleted"]
    assert len(shop.json("goal", "list", "--state", "archived")["goals"]) == 1


def test_a_goal_that_is_not_there_is_said_so(shop: Runner) -> None:
    code, _out, err = shop.run("goal", "show", "7")
    assert code == 1
    assert "7" in err


def test_a_title_with_control_characters_does_not_reach_the_terminal(shop: Runner) -> None:
    abandonment(shop, "--title", "a\x1b[31mred\u202e title")
    for words in (("list",), ("show", "1"), ("history", "1")):
        out = shop.fine("goal", *words)
        assert "\x1b" not in out
        assert "\u202e" not in out
