"""``kpi-tui check`` for cron: 0 all well, 1 somebody should look, 2 it cannot tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def test_without_goals_all_is_well(shop: Runner) -> None:
    assert shop.run("check") == (0, "There is no goal to check yet.\n", "")


def test_goals_on_pace_are_well(shop: Runner) -> None:
    shop.fine("goal", "add", "orders", "2400", "--by", "31/12", day="2026-10-31")
    code, out, _err = shop.run("check")
    assert code == 0
    assert "Every goal is on pace or reached." in out


def test_goals_that_need_attention_are_named(shop: Runner) -> None:
    shop.fine("goal", "add", "orders", "2400", "--by", "31/12", day="2026-10-31")
    shop.fine(
        "goal", "add", "cart_abandonment", "< 50 %", "--by", "31/12", "--title", "Lost carts",
        day="2026-10-31",
    )  # fmt: skip
    code, out, err = shop.run("check")
    assert code == 1
    assert "Lost carts" in out
    assert "Orders ≥ 2,400" not in out
    assert err == ""
    code, out, _err = shop.run("check", "--json")
    assert code == 1
    (goal,) = json.loads(out)["attention"]
    assert goal["status"] == "at risk"
    assert json.loads(out)["checked"] == 2


def test_figures_that_stopped_coming_need_attention(shop: Runner) -> None:
    shop.fine("goal", "add", "orders", "2400", "--by", "31/12", day="2026-10-31")
    assert shop.run("check", day="2026-11-22")[0] == 0
    code, out, _err = shop.run("check", day="2026-11-23")
    assert code == 1
    assert "stale" in out
    assert "No figures for 3 days: they end on Nov 19, 2026." in out


def test_what_cannot_be_told_is_an_error_and_not_a_verdict(
    shop: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = Runner(tmp_path / "none.db", capsys).run("check")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 2
    assert shop.run("check", "--nonsense")[0] == 2
