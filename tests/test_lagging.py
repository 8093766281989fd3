"""One source is ahead of another: it is said, and nothing is taken for a fall."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from goals.metrics.lagging import Lag, lagging
from store.database import create
from store.facts import Facts
from store.spans import Span
from tests.desks import app_on, opened, screen_lines
from tests.plan_shop import PlanShop
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

FIRST, TODAY = date(2026, 6, 1), date(2026, 10, 31)
YESTERDAY = TODAY - timedelta(days=1)
ALL = Span.of(FIRST, TODAY)


def a_shop(path: Path, *, late: int) -> Path:
    """Ads imported to 31 October, orders and sales ``late`` days less; 40 orders a day."""
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Shop") as store:
        shop = PlanShop(store)
        known = Span.of(FIRST, TODAY - timedelta(days=late))
        shop.give("orders", 40, known)
        shop.give("goods_sold", 2400, known, money=True)
        shop.give("refunds", 0, known, money=True)
        shop.give("spend", 300, ALL, money=True)
        shop.goal(date(2026, 9, 1), metric="gmv", target=">= 290000", by="2026-12-31",
                  kind="total")  # fmt: skip
        shop.goal(date(2026, 10, 1), metric="spend", target="<= 30000", by="2026-12-31",
                  kind="total", guardrails=("orders",))  # fmt: skip
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return a_shop(tmp_path / "shop.db", late=1)


def asked(shop: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    main(["--db", str(shop), "--lang", "en", "--as-of", TODAY.isoformat(), *words])
    return capsys.readouterr().out


def test_what_ends_before_the_newest_source_lags(shop: Path) -> None:
    from store.database import connect

    with connect(shop, write=False) as store:
        facts = Facts(store)
        assert lagging(facts, TODAY) == (Lag(("orders",), YESTERDAY),)
        assert lagging(facts, TODAY + timedelta(days=9)) == (Lag(("orders",), YESTERDAY),)
        assert lagging(facts, YESTERDAY) == (), "asked as of a day that all know"
        assert lagging(facts, None) == ()


def test_without_a_source_ahead_nothing_lags(tmp_path: Path) -> None:
    path = a_shop(tmp_path / "shop.db", late=0)
    from store.database import connect

    with connect(path, write=False) as store:
        assert lagging(Facts(store), TODAY + timedelta(days=30)) == ()


def test_every_text_says_which_figures_end_sooner(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (("check",), ("goal", "list"), ("morning",), ("kpi",)):
        assert "orders to Oct 30" in asked(shop, capsys, *words), words
        found = json.loads(asked(shop, capsys, *words, "--json"))
        assert found["lagging"] == [{"measure": "orders", "last_day": "2026-10-30"}], words
    past = asked(shop, capsys, "kpi", "orders", "--period", "2026-09")
    assert "orders to" not in past, "a month that all know"


def test_goals_are_judged_by_their_own_last_day(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sales, spend = json.loads(asked(shop, capsys, "goal", "list", "--json"))["goals"]
    if sales["metric"] != "gmv":
        sales, spend = spend, sales
    assert sales["value"] == 60 * 2400, "September and 30 days of October"
    assert sales["pace"] == pytest.approx(290000 * 60 / 122, rel=0.002)
    assert sales["status"] not in ("stale", "no data", "behind")
    assert spend["value"] == 31 * 300


def test_a_guardrail_that_lags_has_not_fallen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten days without orders' figures are no loss of a third of the orders."""
    late = a_shop(tmp_path / "late.db", late=10)
    goals = json.loads(asked(late, capsys, "goal", "list", "--json"))["goals"]
    (spend,) = (one for one in goals if one["metric"] == "spend")
    (guarded,) = spend["guardrails"]
    assert (guarded["baseline"], guarded["value"]) == (28 * 40, 28 * 40)


@pytest.mark.parametrize(("size", "said"), [((80, 24), True), ((120, 40), True), ((60, 20), True)])
async def test_the_first_line_names_it(shop: Path, size: tuple[int, int], said: bool) -> None:
    async with opened(app_on(shop, as_of=TODAY), size) as pilot:
        assert ("orders to Oct 30" in screen_lines(pilot)[0]) is said, screen_lines(pilot)[0]
