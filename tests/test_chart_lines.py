"""The line of a figure over the days on screen falls where the figure fell, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import TestShop, a_shop, days
from tui.charts_desk import metric_chart
from tui.seat import Seat
from tui.views import Question

ORDERS_TO, ADS_TO = "2026-06-24", "2026-06-25"  # a Wednesday, and the day after


@pytest.fixture(scope="module")
def shop() -> TestShop:
    """One visit, order and euro of ads a day; the ads were imported a day later than the rest."""
    shop = a_shop()
    for day in days("2026-01-01", ADS_TO):
        shop.spend(str(day), 1)
        if day <= date.fromisoformat(ORDERS_TO):
            shop.visit(str(day))
            shop.order(str(day), goods=50)
    shop.covered("2026-01-01", ORDERS_TO)
    shop.covered("2026-01-01", ADS_TO, "spend", source="ads")
    shop.publish()
    return shop


def line(shop: TestShop, metric: str, period: str) -> list[float | None]:
    seat = Seat(shop.store, shop.facts)
    asked = Question(period, "none")
    chart = metric_chart(date.fromisoformat(ADS_TO), seat, metric, asked, (), ())
    return [None if value is None else float(value) for _day, value in chart.points]


def test_weeks_that_are_cut_are_left_out_of_a_sum(shop: TestShop) -> None:
    half = f"2026-01-03..{ADS_TO}"  # begins on a Saturday
    for metric in ("visits", "orders", "spend"):
        first, *whole, last = line(shop, metric, half)
        assert (first, last) == (None, None), metric
        assert set(whole) == {7.0}, metric


def test_a_mean_of_a_week_that_is_not_over_is_drawn(shop: TestShop) -> None:
    assert set(line(shop, "aov", f"2026-01-03..{ADS_TO}")) == {50.0}


def test_a_day_that_one_source_has_and_another_has_not_yet_is_no_fall(shop: TestShop) -> None:
    end = date.fromisoformat(ADS_TO)
    month = f"{end - timedelta(days=27)}..{end}"
    assert line(shop, "orders", month) == [1.0] * 27 + [None]
    assert line(shop, "spend", month) == [1.0] * 28
