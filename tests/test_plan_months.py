"""Months to plan for: what each may bring, a target laid on them, the drivers that lead there."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.forecast.drivers import drivers
from goals.forecast.months import months_ahead
from goals.metrics.catalogue import METRICS
from goals.metrics.errors import QuestionError
from goals.targets.plan_months import Expected, MonthAhead, months_from, parse_months, spread
from store.database import in_memory
from store.spans import Span
from tests.plan_shop import PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST = date(2026, 10, 31)
HISTORY = Span(date(2024, 7, 1), date(2026, 11, 1))


def busy(day: date) -> float:
    """Twice as much in December as in any other month."""
    return 2 if day.month == 12 else 1


@pytest.fixture(scope="module")
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        wave = [1.0, 1.1, 0.9, 1.05, 0.95, 1.2, 0.8]
        made.give("visits", lambda day: int(1000 * busy(day) * wave[day.toordinal() % 5]), HISTORY)
        made.give("orders", lambda day: int(20 * busy(day) * wave[day.toordinal() % 7]), HISTORY)
        made.give("goods_sold", lambda day: int(1200 * busy(day)), HISTORY, money=True)
        made.give("refunds", lambda day: 0, HISTORY, money=True)
        yield made


def test_months_are_named_one_by_one_or_from_one_to_another() -> None:
    assert parse_months("2026-12") == [Span(date(2026, 12, 1), date(2027, 1, 1))]
    assert [one.start.month for one in parse_months("2026-12..2027-03")] == [12, 1, 2, 3]
    for wrong in ("2026-13", "2027-03..2026-12", "december", "2026-01..2030-01", ""):
        with pytest.raises(QuestionError):
            parse_months(wrong)


def test_december_is_expected_to_be_what_decembers_were(shop: PlanShop) -> None:
    ahead = months_ahead(shop.book().facts, METRICS["gmv"], months_from(LAST, 4), LAST)
    october, november, december, january = ahead.months
    assert october.known == 31 and october.expected is not None
    assert october.expected.value == october.expected.low == 31 * 1200, "nothing is left to chance"
    assert november.expected and december.expected and january.expected
    assert december.expected.value > Fraction(3, 2) * november.expected.value
    assert january.expected.value < Fraction(3, 4) * december.expected.value
    assert december.last_year == 31 * 2400
    assert ahead.notes == ()


def test_a_month_beyond_thirteen_is_too_far_to_tell(shop: PlanShop) -> None:
    far = [Span(date(2028, 1, 1), date(2028, 2, 1))]
    ahead = months_ahead(shop.book().facts, METRICS["gmv"], far, LAST)
    assert ahead.months[0].expected is None
    assert any("13 months" in str(one) for one in ahead.notes)


def test_a_shop_without_figures_says_so() -> None:
    with in_memory(currency="EUR") as store:
        ahead = months_ahead(
            PlanShop(store).book().facts, METRICS["gmv"], months_from(LAST, 1), LAST
        )
    assert ahead.reason is not None and ahead.months[0].expected is None


def test_traffic_times_conversion_times_basket_is_what_is_expected(shop: PlanShop) -> None:
    found, reason = drivers(shop.book().facts, "revenue", months_from(LAST, 3), LAST)
    assert reason is None and len(found) == 3
    for one in found:
        product = Fraction(1)
        for factor in one.factors:
            product *= factor.value
        assert product == one.value
        assert [factor.id for factor in one.factors] == ["traffic", "conversion", "basket", "kept"]
    traffic, conversion = found[0].factors[:2]
    assert float(conversion.value) == pytest.approx(0.02, rel=0.02)
    assert float(traffic.value) == pytest.approx(31_000, rel=0.02)


def test_what_traffic_and_baskets_did_before_is_measured_over_as_many_days(shop: PlanShop) -> None:
    found, _reason = drivers(shop.book().facts, "gmv", months_from(LAST, 1), LAST)
    traffic = found[0].factors[0]
    assert traffic.first == HISTORY.start + timedelta(days=30)
    assert traffic.spread < 0.1, "each December is like the last"


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
    st.integers(1, 10**9),
    st.integers(0, 2),
)
def test_a_target_is_laid_on_the_months_to_the_cent(
    weights: list[int], cents: int, digits: int
) -> None:
    months = [
        MonthAhead(span, Expected(Fraction(one), Fraction(one), Fraction(one)), None)
        for one, span in zip(weights, months_from(LAST, len(weights)), strict=True)
    ]
    total = Fraction(cents, 10**digits)
    parts = spread(total, months, digits)
    assert sum(parts) == total
    if all(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / sum(weights)) <= Fraction(1, 10**digits)
