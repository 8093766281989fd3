"""What calls for something: each situation holds by its rule, on its figures, and beyond chance."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from goals.explain.situations import SITUATIONS, situations
from goals.levers.objectives import OBJECTIVES
from store.money import MONEY_SCALE
from tests.builders import TestShop, a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.cli import main
from tui.screens.metric import MetricPage
from tui.screens.situations import SituationsPage

if TYPE_CHECKING:
    from pathlib import Path

    from goals.explain.situations import Finding

AS_OF = date(2026, 8, 31)


def one_of(shop: TestShop, name: str) -> Finding:
    return next(one for one in situations(shop.publish(), AS_OF) if one.situation.id == name)


def baskets(shop: TestShop, now: int, before: int, *, end: date = AS_OF) -> None:
    """Tell of 120 days of ten orders: around ``before`` euros each, in the last 28 days ``now``."""
    for ago in range(121):
        day = end - timedelta(days=ago)
        basket = (now if ago < 28 else before) + ago % 5 - 2
        shop.series("orders", day.isoformat(), 10)
        shop.series("goods_sold", day.isoformat(), 10 * basket * MONEY_SCALE)
    shop.covered((end - timedelta(days=120)).isoformat(), end.isoformat(), "orders", "goods_sold")


def test_every_situation_leads_to_an_objective_and_levers_of_the_library() -> None:
    assert len({one.id for one in SITUATIONS}) == len(SITUATIONS)
    for one in SITUATIONS:
        assert one.objective is OBJECTIVES[one.objective_id]
        assert one.levers
        assert one.objective.metrics


def test_a_basket_that_fell_beyond_what_weeks_differ_is_falling() -> None:
    shop = a_shop()
    baskets(shop, now=54, before=60)
    found = one_of(shop, "basket_falling")
    assert found.holds is True
    assert "in the last 4 weeks" in str(found.evidence[0])


@pytest.mark.parametrize("now", [60, 59, 66])
def test_a_basket_as_usual_or_higher_is_not(now: int) -> None:
    shop = a_shop()
    baskets(shop, now=now, before=60)
    assert one_of(shop, "basket_falling").holds is False


def test_a_basket_that_falls_every_year_at_this_time_is_the_season() -> None:
    shop = a_shop()
    baskets(shop, now=54, before=60)
    baskets(shop, now=50, before=60, end=AS_OF - timedelta(days=364))
    found = one_of(shop, "basket_falling")
    assert found.holds is False
    assert "season" in str(found.evidence[-1])


def test_too_short_a_past_tells_nothing() -> None:
    shop = a_shop()
    shop.covered("2026-08-01", "2026-08-31")
    shop.order("2026-08-15", goods=10)
    found = one_of(shop, "basket_falling")
    assert found.holds is None
    assert "16 weeks" in str(found.evidence[0])


def test_much_traffic_and_few_purchases() -> None:
    shop = a_shop()
    shop.covered("2026-06-01", "2026-08-31")
    shop.series("visits", "2026-08-15", 4000)
    for _ in range(20):
        shop.order("2026-08-15", goods=10)
    assert one_of(shop, "few_purchases").holds is True
    quiet = a_shop()
    quiet.covered("2026-06-01", "2026-08-31")
    quiet.series("visits", "2026-08-15", 900)
    assert one_of(quiet, "few_purchases").holds is False, "900 visits are not much traffic"
    unsure = a_shop()
    unsure.covered("2026-06-01", "2026-08-31")
    unsure.series("visits", "2026-08-15", 1200)
    for _ in range(10):
        unsure.order("2026-08-15", goods=10)
    assert one_of(unsure, "few_purchases").holds is False, "10 of 1,200 may be 1 % by chance"


def test_a_channel_that_loses_money_and_a_budget_that_does_not_go_where_it_pays() -> None:
    shop = a_shop()
    shop.covered("2026-06-01", "2026-08-31")
    for channel, orders, spend in (("facebook", 10, 400), ("google", 40, 100)):
        for _ in range(orders):
            shop.order("2026-08-15", channel=channel, lines=[item("soap", 30, cost=20)])
        shop.spend("2026-08-15", spend, channel=channel)
    facts = shop.publish()
    found = {one.situation.id: one for one in situations(facts, AS_OF)}
    assert found["channel_loses"].holds is True
    assert "facebook: 400 spent" in str(found["channel_loses"].evidence[0])
    assert found["budget_uneven"].holds is True
    assert found["cost_over_margin"].holds is False


def test_an_order_that_costs_more_than_it_brings() -> None:
    shop = a_shop()
    shop.covered("2026-06-01", "2026-08-31")
    for _ in range(40):
        shop.order("2026-08-15", lines=[item("soap", 30, cost=20)])
    shop.spend("2026-08-15", 500)
    found = one_of(shop, "cost_over_margin")
    assert found.holds is True
    assert "12.5" in str(found.evidence[0])


@pytest.mark.parametrize(("left", "holds"), [(160, True), (140, False)])
def test_too_many_carts_are_abandoned_only_beyond_chance(left: int, holds: bool) -> None:
    # 160 of 200 are 80 %: more than 67 % beyond chance. 140 are 70 %, which chance may do.
    shop = a_shop()
    shop.covered("2026-06-01", "2026-08-31", "carts")
    for n in range(200):
        shop.cart("2026-08-15", step="filled" if n < left else "paid")
    assert one_of(shop, "abandonment_high").holds is holds


@pytest.mark.parametrize(("mobile", "holds"), [(60, True), (33, False)])
def test_mobile_orders_grow_from_one_quarter_to_the_next(mobile: int, holds: bool) -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-08-31")
    for n in range(100):
        shop.order("2026-04-15", goods=10, device="mobile" if n < 30 else "desktop")
        shop.order("2026-08-15", goods=10, device="mobile" if n < mobile else "desktop")
    assert one_of(shop, "mobile_grows").holds is holds


def test_those_that_hold_come_first_and_an_empty_shop_has_none() -> None:
    shop = a_shop()
    shop.covered("2026-08-01", "2026-08-31", "sales")
    found = situations(shop.publish(), AS_OF)
    assert len(found) == len(SITUATIONS)
    assert not any(one.holds for one in found)
    for one in found:
        assert one.evidence, f"{one.situation.id} does not say why it cannot be told"


# -- without and with a screen -----------------------------------------------------------------


def test_situations_as_text_and_json(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    args = ["--db", str(sample_store), "situations"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    holding = [one for one in found["situations"] if one["holds"]]
    assert "channel_loses" in {one["id"] for one in holding}
    for one in holding:
        assert one["evidence"]
        assert one["levers"]
        assert one["objective"]["metrics"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "A CHANNEL LOSES MONEY" in out
    assert "Win customers for less" in out
    assert "The basket is falling" not in out
    assert main([*args, "--all"]) == 0
    assert "The basket is falling" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_s_shows_situations_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "S")
        assert isinstance(pilot.app.screen, SituationsPage)
        lines = screen_lines(pilot)
        assert "facebook" in "\n".join(lines)
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_a_situation_leads_to_its_figure_and_to_a_goal(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "S", "enter")
        page = pilot.app.screen
        assert isinstance(page, MetricPage)
        assert page.metric.id == "cac"
        await press(pilot, "escape", "g")
        assert "Acquisition cost per order" in screen_text(pilot)
