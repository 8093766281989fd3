"""Reading metrics: boards, breakdowns, courses and series agree with single figures."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.metrics.catalogue import METRICS
from goals.metrics.errors import QuestionError
from goals.metrics.periods import parse_period
from goals.metrics.reading import (
    breakdown,
    compare,
    coverage,
    daily,
    explain,
    overlaps,
    read,
    read_many,
    rolling,
    series,
)
from store.spans import Span
from tests.builders import a_shop, days, item

if TYPE_CHECKING:
    from store.facts import Facts

QUARTER = days("2026-01-01", "2026-03-31")
TODAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def facts() -> Facts:
    """A quarter with a bit of everything: odd days sell, channels and devices differ."""
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    for n, day in enumerate(QUARTER):
        text, channel = day.isoformat(), ("email", "direct", "facebook")[n % 3]
        device = ("mobile", "desktop")[n % 2]
        for visit in range(3 + n % 4):
            shop.visit(text, by=f"v{(n * visit) % 23}", channel=channel, device=device,
                       pages=1 + visit)  # fmt: skip
            shop.cart(text, by=f"v{(n * visit) % 23}", step="paid" if visit == 1 else "filled",
                      channel=channel, device=device)  # fmt: skip
        if n % 2:
            order = shop.order(text, goods=10 + n, by=f"c{n % 7}", channel=channel, device=device,
                               country=("FR", "BE")[n % 5 == 0])  # fmt: skip
            if n % 9 == 0:
                shop.refund(text, 5, of=order, ordered=text, channel=channel)
        shop.spend(text, 3, channel=channel)
        shop.answer(text, n % 11)
    return shop.publish()


def test_a_board_of_all_metrics_says_the_same_as_each_metric_alone(facts: Facts) -> None:
    period = parse_period("28d", TODAY)
    board = read_many(facts, METRICS, period, "previous", spark_days=14, spark_window=7)
    assert list(board) == list(METRICS)
    for name, reading in board.items():
        assert reading.figure == read(facts, name, period)
        assert reading.change == compare(facts, name, period)
        course = rolling(facts, name, days("2026-03-18", "2026-03-31"), 7)
        assert list(reading.spark) == [value for _day, value in course]


def test_the_same_holds_within_a_channel(facts: Facts) -> None:
    period, where = parse_period("28d", TODAY), (("channel", "email"),)
    board = read_many(facts, METRICS, period, "none", where)
    for name, reading in board.items():
        assert reading.change is None
        assert reading.figure == read(facts, name, period, where)


@pytest.mark.parametrize("name", METRICS)
def test_a_rolling_value_is_the_metric_over_its_window(facts: Facts, name: str) -> None:
    last_days = days("2026-03-25", "2026-03-31")
    for window in (1, 7, 28):
        for day, value in rolling(facts, name, last_days, window):
            span = Span(day - timedelta(days=window - 1), day + timedelta(days=1))
            figure = read(facts, name, span)
            if METRICS[name].known or METRICS[name].measured:
                continue  # the figure has more reasons to say nothing than a chart
            assert value == figure.value, (day, window)


def test_before_the_data_a_course_has_gaps_and_no_zeros(facts: Facts) -> None:
    course = dict(rolling(facts, "orders", days("2025-12-30", "2026-01-10"), 7))
    known = [day for day, value in course.items() if value is not None]
    assert min(known) == date(2026, 1, 7)


@pytest.mark.parametrize("name", ["aov", "conversion", "cart_abandonment", "mobile_share", "cac"])
def test_a_member_in_a_breakdown_is_the_metric_filtered_by_it(facts: Facts, name: str) -> None:
    members = breakdown(facts, name, "channel", QUARTER)
    assert {one.member for one in members} == {"email", "direct", "facebook"}
    for one in members:
        assert one.figure.value == read(facts, name, QUARTER, (("channel", one.member),)).value
    sizes = [one.figure.denominator or Fraction(0) for one in members]
    assert sizes == sorted(sizes, reverse=True)


def test_a_breakdown_compares_each_member_with_itself(facts: Facts) -> None:
    march = parse_period("2026-03", TODAY)
    for one in breakdown(facts, "revenue", "channel", march, compare="previous"):
        assert one.change == compare(facts, "revenue", march, "previous", one.figure.where)


def test_what_cannot_be_split_says_why(facts: Facts) -> None:
    assert breakdown(facts, "cac", "device", QUARTER) == []
    figure = read(facts, "cac", QUARTER, (("device", "mobile"),))
    assert str(figure.reason) == "Device: not known for marketing spend."


def test_an_order_of_two_categories_counts_in_both_and_that_is_said() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    soap, towel = item("soap", 10, category="Care"), item("towel", 30, category="Linen")
    shop.order("2026-03-10", lines=[soap, towel])
    facts = shop.publish()
    assert [one.figure.value for one in breakdown(facts, "orders", "category", QUARTER)] == [1, 1]
    assert overlaps(METRICS["orders"], "category")
    assert overlaps(METRICS["aov"], "product")
    assert not overlaps(METRICS["orders"], "channel")
    assert not overlaps(METRICS["gmv"], "category")


def test_two_filters_go_together(facts: Facts) -> None:
    both = (("channel", "email"), ("device", "mobile"))
    split = breakdown(facts, "orders", "device", QUARTER, (("channel", "email"),))
    found = {one.member: one.figure.value for one in split}
    assert read(facts, "orders", QUARTER, both).value == found.get("mobile", 0)


def test_weeks_of_a_series_are_cut_at_the_ends_of_the_period_and_marked(facts: Facts) -> None:
    points = series(facts, "orders", days("2026-03-04", "2026-03-18"), "week")
    assert [point.span for point in points] == [
        days("2026-03-04", "2026-03-08"), days("2026-03-09", "2026-03-15"),
        days("2026-03-16", "2026-03-18"),
    ]  # fmt: skip
    assert [point.figure.partial for point in points] == [True, False, True]


def test_an_explanation_lists_the_measures_that_make_the_value(facts: Facts) -> None:
    found = explain(facts, "revenue", QUARTER)
    values = {one.measure: one.value or Fraction(0) for one in found.measures}
    assert found.figure.value == values["goods_sold"] - values["refunds"]
    assert set(values) == {"goods_sold", "refunds"}


def test_the_days_a_metric_knows_are_those_all_its_measures_know() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31", "sales")
    shop.covered("2026-02-01", "2026-04-30", "visits")
    facts = shop.publish()
    assert coverage(facts, "conversion") == [days("2026-02-01", "2026-03-31")]
    assert coverage(facts, "cac") == []


def test_a_rise_from_nothing_has_no_percentage_but_a_verdict() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    shop.order("2026-03-10", goods=10)
    change = compare(shop.publish(), "orders", parse_period("2026-03", TODAY))
    assert change is not None
    assert change.change is None
    assert change.verdict == "better"
    still = compare(shop.facts, "orders", parse_period("2026-02", TODAY))
    assert still is not None
    assert still.change == 0, "from nothing to nothing is no change"
    assert still.verdict == "same"


def test_a_loss_that_shrinks_is_better_and_its_change_is_positive() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    for month, given_back in (("02", 100), ("03", 40)):
        shop.refund(f"2026-{month}-10", given_back)
    change = compare(shop.publish(), "revenue", parse_period("2026-03", TODAY))
    assert change is not None
    assert change.change == Fraction(60, 100)
    assert change.verdict == "better"


@pytest.mark.parametrize("name", ["nothing", "", "Orders"])
def test_an_unknown_metric_or_dimension_is_the_askers_mistake(facts: Facts, name: str) -> None:
    with pytest.raises(QuestionError):
        read(facts, name, QUARTER)
    with pytest.raises(QuestionError):
        read(facts, "orders", QUARTER, ((name, "x"),))
    with pytest.raises(QuestionError):
        breakdown(facts, "orders", name, QUARTER)


def test_each_measure_of_a_board_is_asked_for_once(facts: Facts) -> None:
    statements: list[str] = []
    facts.store.sql.set_trace_callback(statements.append)
    try:
        read_many(facts, METRICS, parse_period("28d", TODAY), spark_days=28)
    finally:
        facts.store.sql.set_trace_callback(None)
    sums = [one for one in statements if "SUM(" in one]
    assert len(sums) > 50
    assert len(sums) == len(set(sums))


def test_a_member_nobody_knows_sold_nothing(facts: Facts) -> None:
    assert read(facts, "orders", QUARTER, (("channel", "nobody"),)).value == 0


@pytest.mark.parametrize("name", ["revenue", "aov", "conversion", "mobile_share", "customers"])
def test_within_one_member_its_breakdown_is_that_member(facts: Facts, name: str) -> None:
    where = (("channel", "email"),)
    (email,) = breakdown(facts, name, "channel", QUARTER, where, compare="previous")
    assert email.member == "email"
    assert email.figure.value == read(facts, name, QUARTER, where).value


def test_a_day_is_a_period_too(facts: Facts) -> None:
    assert daily(facts, "orders", days("2026-03-31", "2026-03-31")) == [(TODAY, Fraction(1))]
