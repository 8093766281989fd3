"""The catalogue as a whole: every metric is complete, and the list is the one agreed on."""

from __future__ import annotations

import pytest

from goals.metrics.catalogue import METRICS, metric
from goals.metrics.errors import QuestionError
from goals.metrics.formula import SHORTHANDS, UNITS
from goals.metrics.labels import MEASURES
from goals.metrics.metric import SEEDS, STAGES, Metric
from goals.metrics.reading import read
from tests.builders import a_shop, days

AGREED = """
visits visitors spend cac cac_new cost_per_visit channel_roi roas bounce_rate pages_per_visit
search_ctr search_position signup_rate account_rate cart_rate cart_abandonment visitor_abandonment
payment_abandonment conversion conversion_visits orders revenue gmv aov spend_per_customer
checkout_value items_per_order discount_rate gross_margin margin_rate contribution profit_per_human
max_cpa return_rate refund_share fraud_rate mobile_share export_share ecommerce_share retention
returning_share returning_visits second_orders loyalty_signups order_frequency clv clv_predicted
clv_to_cac nps satisfaction referral_share shares availability on_time_delivery milestone_completion
resource_utilisation project_roi
"""

LOWER_IS_BETTER = """
cac cac_new cost_per_visit bounce_rate search_position cart_abandonment visitor_abandonment
payment_abandonment discount_rate return_rate refund_share fraud_rate page_failures slow_pages
refunds abandoned_carts
"""


def test_every_metric_agreed_on_is_there() -> None:
    assert set(AGREED.split()) <= set(METRICS)


def test_lower_is_better_for_costs_abandonment_returns_and_places_in_results() -> None:
    assert {name for name, one in METRICS.items() if one.better < 0} == set(LOWER_IS_BETTER.split())
    neither = [name for name, one in METRICS.items() if one.better == 0]
    assert neither == ["spend", "guest_share"]


@pytest.mark.parametrize("one", METRICS.values(), ids=METRICS)
def test_a_metric_is_complete(one: Metric) -> None:
    assert one.label
    assert len(one.tile_label) <= 18
    assert one.stage in STAGES
    assert set(one.seed) <= set(SEEDS)
    assert one.parsed()[0].leaves
    assert set(one.measures) <= set(UNITS)
    if one.unit == "share":
        assert one.denominator is not None
    if one.interval == "wilson":
        top, bottom = one.parsed()
        assert top.counts
        assert bottom is not None
        assert bottom.counts
    if one.reference and one.reference.value is not None:
        assert 0 < float(one.reference.value) < 1


def test_tiles_are_ordered_by_stage() -> None:
    stages = [one.stage for one in METRICS.values()]
    assert stages == sorted(stages, key=list(STAGES).index)


def test_every_measure_has_a_name_for_people() -> None:
    assert set(MEASURES) == set(UNITS)


def test_a_shorthand_never_hides_a_measure() -> None:
    assert not set(SHORTHANDS) & set(UNITS)


def test_only_metrics_with_refunds_have_two_bases() -> None:
    named = {name for name, one in METRICS.items() if one.has_basis}
    assert {"revenue", "roas", "gross_margin", "margin_rate", "refund_share"} <= named
    assert not {"orders", "gmv", "aov", "visits", "return_rate", "clv"} & named


def test_additive_metrics_are_sums_and_no_ratio_or_count_of_people_is_one() -> None:
    additive = {name for name, one in METRICS.items() if one.additive}
    assert additive == {
        "visits", "spend", "orders", "revenue", "gmv", "gross_margin", "contribution",
        "new_customers", "second_orders", "loyalty_signups", "shares", "refunds",
        "abandoned_carts",
    }  # fmt: skip


def test_a_near_miss_of_a_metric_is_named() -> None:
    with pytest.raises(QuestionError) as wrong:
        metric("conversions")
    assert str(wrong.value.remedy) == "Did you mean “conversion”?"
    with pytest.raises(QuestionError):
        metric("x" * 40)


@pytest.mark.parametrize("name", METRICS)
def test_an_empty_covered_shop_answers_every_metric_with_0_or_a_reason(name: str) -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-31")
    figure = read(shop.publish(), name, days("2026-03-05", "2026-03-20"))
    assert (figure.value is None) == (figure.reason is not None)
    if figure.value is not None:
        assert figure.value == 0
        assert figure.denominator is None


@pytest.mark.parametrize("name", METRICS)
def test_a_store_without_imports_answers_every_metric_with_a_reason(name: str) -> None:
    figure = read(a_shop().publish(), name, days("2026-03-05", "2026-03-20"))
    assert figure.value is None
    assert figure.reason is not None
