"""The eleven rules that hold for every metric, each from its worked example."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.metrics.catalogue import METRICS
from goals.metrics.intervals import promoter_interval, wilson
from goals.metrics.periods import parse_period
from goals.metrics.reading import (
    breakdown,
    compare,
    daily,
    excluded,
    explain,
    read,
    read_many,
    rolling,
    series,
)
from store.columns.days import Clocks, moments
from store.records import Status
from store.spans import to_day
from tests.builders import TestShop, a_shop, days, item, money, number

if TYPE_CHECKING:
    from goals.metrics.formula import Basis

MARCH = days("2026-03-01", "2026-03-31")


def a_covered_shop(first: str = "2026-01-01", last: str = "2026-03-31") -> TestShop:
    shop = a_shop()
    shop.covered(first, last)
    return shop


# -- 1: a ratio is sum over sum ----------------------------------------------------------------


def test_two_days_of_1_order_at_10_and_9_orders_at_30_make_a_basket_of_28_not_20() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=10, channel="email")
    for _ in range(9):
        shop.order("2026-03-03", goods=30, channel="email")
    facts = shop.publish()
    assert read(facts, "aov", MARCH).value == 28
    for grain in ("week", "month", "quarter", "year"):
        (point,) = series(facts, "aov", days("2026-03-02", "2026-03-03"), grain)
        assert point.figure.value == 28
    by_day = series(facts, "aov", days("2026-03-02", "2026-03-03"), "day")
    assert [point.figure.value for point in by_day] == [10, 30]
    (member,) = breakdown(facts, "aov", "channel", MARCH)
    assert member.figure.value == 28
    assert rolling(facts, "aov", days("2026-03-03", "2026-03-03"), 2)[0][1] == 28


def test_3000_of_spend_and_425_orders_cost_7_06_an_order() -> None:
    shop = a_covered_shop()
    shop.spend("2026-03-01", 3000)
    for _ in range(425):
        shop.order("2026-03-02", goods=1)
    figure = read(shop.publish(), "cac", MARCH)
    assert figure.value == Fraction(3000, 425)
    assert round(float(figure.value), 2) == 7.06
    assert figure.numerator == 3000
    assert figure.denominator == 425


def test_100_entries_and_1_sale_are_1_per_cent() -> None:
    shop = a_covered_shop()
    for _ in range(100):
        shop.visit("2026-03-02")
    shop.order("2026-03-02", goods=1)
    assert read(shop.publish(), "conversion_visits", MARCH).value == Fraction(1, 100)


# -- 2: no value is not zero -------------------------------------------------------------------


def test_a_covered_day_without_orders_is_0_and_a_day_nobody_imported_is_no_value() -> None:
    shop = a_shop()
    shop.covered("2026-03-10", "2026-03-20")
    shop.order("2026-03-12", goods=50)
    facts = shop.publish()
    assert read(facts, "orders", days("2026-03-13", "2026-03-14")).value == 0
    before = read(facts, "orders", days("2026-03-01", "2026-03-14"))
    assert before.value is None
    assert str(before.reason) == "Data start on 2026-03-10: orders."
    after = read(facts, "orders", days("2026-04-01", "2026-04-02"))
    assert after.value is None
    assert str(after.reason) == "Data end on 2026-03-20: orders."
    course = dict(daily(facts, "orders", days("2026-03-09", "2026-03-12")))
    assert list(course.values()) == [None, 0, 0, 1]


def test_a_hole_between_two_imports_never_looks_like_a_fall() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-10")
    shop.covered("2026-03-20", "2026-03-31")
    shop.order("2026-03-02", goods=50)
    facts = shop.publish()
    figure = read(facts, "revenue", MARCH)
    assert figure.value is None
    assert figure.reason is not None
    assert figure.reason.values["days"] == days("2026-03-11", "2026-03-19")
    week = parse_period("7d", date(2026, 3, 26))
    change = compare(facts, "revenue", week)
    assert change is not None
    assert (change.previous.value, change.change, change.verdict) == (None, None, None)


def test_half_a_month_before_a_hole_is_not_compared_with_a_whole_month() -> None:
    shop = a_shop()
    shop.covered("2026-02-01", "2026-02-14")
    shop.covered("2026-03-01", "2026-03-31")
    shop.order("2026-02-02", goods=50)
    shop.order("2026-03-02", goods=60)
    facts = shop.publish()
    change = compare(facts, "revenue", parse_period("2026-03", date(2026, 3, 31)))
    assert change is not None
    assert (change.previous.value, change.verdict) == (None, None)
    assert change.previous.reason is not None
    assert change.previous.reason.values["days"] == days("2026-02-15", "2026-02-28")


def test_members_have_no_figure_before_the_data_begin() -> None:
    shop = a_covered_shop("2026-03-01")
    shop.order("2026-03-02", goods=50, country="FR")
    march = parse_period("2026-03", date(2026, 3, 31))
    (france,) = breakdown(shop.publish(), "revenue", "country", march, compare="previous")
    assert france.change is not None
    assert (france.change.previous.value, france.change.verdict) == (None, None)


def test_nothing_to_divide_by_is_no_value_and_says_so() -> None:
    shop = a_covered_shop()
    shop.spend("2026-03-01", 3000)
    figure = read(shop.publish(), "cac", MARCH)
    assert figure.value is None
    assert str(figure.reason) == "Nothing to divide by: no orders."


def test_a_metric_whose_measure_no_source_gives_says_which() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-31", "sales")
    shop.order("2026-03-01", goods=5)
    figure = read(shop.publish(), "conversion", MARCH)
    assert str(figure.reason) == "No source gives unique visitors yet."


# -- 3: people are counted once over the whole period ------------------------------------------


def test_a_visitor_of_monday_and_tuesday_is_1_visitor_of_the_week() -> None:
    shop = a_covered_shop()
    shop.visit("2026-03-02", by="ana")
    shop.visit("2026-03-03", by="ana")
    shop.visit("2026-03-03", by="ben")
    facts = shop.publish()
    assert read(facts, "visitors", days("2026-03-02", "2026-03-08")).value == 2
    course = daily(facts, "visitors", days("2026-03-02", "2026-03-03"))
    assert [value for _day, value in course] == [1, 2]
    assert rolling(facts, "visitors", days("2026-03-03", "2026-03-03"), 7)[0][1] == 2


def test_daily_visitors_of_a_tool_are_not_added_up_but_refused_with_the_reason() -> None:
    shop = a_covered_shop()
    shop.series("visitors", "2026-03-02", 10)
    shop.series("visitors", "2026-03-03", 10)
    facts = shop.publish()
    assert read(facts, "visitors", days("2026-03-02", "2026-03-02")).value == 10
    week = read(facts, "visitors", days("2026-03-02", "2026-03-03"))
    assert week.value is None
    assert "twice" in str(week.reason)
    assert rolling(facts, "visitors", days("2026-03-02", "2026-03-03"), 7)[0][1] is None


# -- 4: money is exact, and never added over currencies ----------------------------------------


def test_orders_in_a_currency_without_a_rate_are_left_out_and_counted() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=100)
    for _ in range(12):
        shop.order("2026-03-03", goods=1000, currency="THB", status=Status.NO_RATE)
    shop.order("2026-03-03", goods=30, status=Status.TEST)
    facts = shop.publish()
    assert read(facts, "revenue", MARCH).value == 100
    assert [str(note) for note in excluded(facts, ["revenue"], MARCH)] == [
        "Left out: 12 orders in THB, without a rate for their day.",
        "Left out: 1 test order.",
    ]
    assert excluded(facts, ["visits"], MARCH) == []


def test_ten_cents_ten_times_are_one_euro_exactly() -> None:
    shop = a_covered_shop()
    for _ in range(10):
        shop.order("2026-03-02", goods="0.1")
    assert read(shop.publish(), "revenue", MARCH).value == 1


# -- 5: the local day ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-12-31T22:50:00Z", date(2026, 12, 31)),
        ("2026-12-31T23:10:00Z", date(2027, 1, 1)),
        ("2026-03-29T22:10:00Z", date(2026, 3, 30)),  # after the night of 23 hours
        ("2026-10-24T22:10:00Z", date(2026, 10, 25)),  # the day of 25 hours begins
    ],
)
def test_an_order_belongs_to_the_shops_local_day(instant: str, day: date) -> None:
    parse = moments(Clocks.of("Europe/Paris"), "%Y-%m-%dT%H:%M:%S%z")
    assert to_day(parse(instant).day) == day


# -- 6: members add up to the total -------------------------------------------------------------

ORDERS = st.lists(
    st.tuples(
        st.integers(1, 28),
        st.integers(0, 10_000),
        st.sampled_from(["", "email", "facebook", "direct"]),
        st.sampled_from(["", "FR", "BE"]),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(ORDERS)
def test_members_and_the_unknown_one_add_up_to_the_total(
    orders: list[tuple[int, int, str, str]],
) -> None:
    shop = a_covered_shop()
    for day, cents, channel, country in orders:
        amount = f"{cents // 100}.{cents % 100:02}"
        shop.order(f"2026-03-{day:02}", goods=amount, channel=channel, country=country)
    facts = shop.publish()
    for name in ("orders", "revenue", "gmv"):
        assert METRICS[name].additive
        total = read(facts, name, MARCH).value
        assert total is not None
        for where in ((), (("country", "FR"),)):
            within = read(facts, name, MARCH, where).value
            members = breakdown(facts, name, "channel", MARCH, where)
            if within is None or not any(channel for _, _, channel, _ in orders):
                continue  # no country, or no channel at all: the reason says so
            known = sum((one.figure.value or Fraction(0) for one in members), Fraction(0))
            assert known == within
        course = [value or Fraction(0) for _day, value in daily(facts, name, MARCH)]
        assert sum(course, Fraction(0)) == total
        weeks = [point.figure.value or 0 for point in series(facts, name, MARCH, "week")]
        assert sum(weeks) == total


def test_what_no_row_says_is_the_unknown_member() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=60, channel="email")
    shop.order("2026-03-03", goods=25)
    members = breakdown(shop.publish(), "revenue", "channel", MARCH)
    assert [f"{one.member}: {one.figure.value}" for one in members] == ["email: 60", ": 25"]


# -- 7: the period ends with the data, and is compared like for like ----------------------------


def test_a_running_month_is_partial_and_compared_with_as_many_days() -> None:
    shop = a_shop()
    shop.covered("2026-02-01", "2026-03-10")
    shop.order("2026-02-05", goods=100)
    shop.order("2026-02-20", goods=900)  # after as many days: not compared with
    shop.order("2026-03-05", goods=150)
    facts = shop.publish()
    assert facts.as_of() == date(2026, 3, 10)
    month = parse_period("2026-03", date(2026, 3, 10))
    reading = read_many(facts, ["revenue"], month)["revenue"]
    assert reading.figure.partial
    assert reading.figure.span == days("2026-03-01", "2026-03-10")
    assert reading.change is not None
    assert reading.change.previous.span == days("2026-02-01", "2026-02-10")
    assert reading.change.change == Fraction(1, 2)


def test_a_metric_whose_data_end_earlier_is_cut_there_and_compared_with_as_many_days() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-10", "sales", "refunds")
    shop.covered("2026-01-01", "2026-03-05", "visits")
    for day in range(1, 10):
        shop.visit(f"2026-02-{day:02}")
        shop.visit(f"2026-03-{day:02}") if day <= 5 else None
    facts = shop.publish()
    reading = read_many(facts, ["visits"], parse_period("2026-03", date(2026, 3, 10)))["visits"]
    assert reading.figure.partial
    assert reading.figure.span == days("2026-03-01", "2026-03-05")
    assert reading.change is not None
    assert reading.change.previous.span == days("2026-02-01", "2026-02-05")
    assert reading.change.change == 0
    assert reading.change.verdict == "same"


# -- 8: how sure a figure is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(20, 1000, 1.3, 3.1), (134, 200, 60, 73), (0, 30, 0, 11.4)],
)
def test_a_share_has_its_wilson_interval(hits: int, cases: int, low: float, high: float) -> None:
    found = wilson(hits, cases)
    digits = 0 if cases == 200 else 1
    assert [round(100 * end, digits) for end in found] == [low, high]


def test_50_answers_half_promoters_and_a_fifth_detractors_are_30_plus_minus_22() -> None:
    shop = a_covered_shop()
    for score, times in ((10, 25), (8, 15), (3, 10)):
        for _ in range(times):
            shop.answer("2026-03-02", score)
    figure = read(shop.publish(), "nps", MARCH)
    assert figure.value == 30
    assert figure.interval is not None
    low, high = figure.interval
    assert round(30 - low) == 22
    assert round(high - 30) == 22
    assert figure.interval == promoter_interval(25, 10, 50)


@given(st.integers(1, 10**9), st.data())
def test_an_interval_holds_its_share_and_stays_between_0_and_1(
    cases: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, cases))
    low, high = wilson(hits, cases)
    assert 0 <= low <= hits / cases <= high <= 1


def test_under_30_cases_there_is_no_verdict() -> None:
    shop = a_covered_shop()
    for day, carts in (("2026-02-02", 29), ("2026-03-02", 40), ("2026-01-05", 40)):
        for n in range(carts):
            shop.cart(day, step="paid" if n < 10 else "filled")
    facts = shop.publish()
    few = compare(facts, "cart_abandonment", parse_period("2026-03", date(2026, 3, 31)))
    assert few is not None
    assert few.previous.small
    assert few.change is not None
    assert few.change > 0
    assert few.verdict is None
    enough = compare(facts, "cart_abandonment", MARCH, "year")
    assert enough is not None
    assert enough.previous.reason is not None
    figure = read(facts, "cart_abandonment", MARCH)
    assert not figure.small
    assert figure.interval == wilson(30, 40)


@pytest.mark.parametrize(
    ("name", "more_is"), [("orders", "better"), ("spend", "changed"), ("cac", "worse")]
)
def test_the_verdict_follows_the_direction_of_the_metric(name: str, more_is: str) -> None:
    shop = a_covered_shop()
    for _ in range(40):
        shop.order("2026-02-02", goods=10)
        shop.order("2026-03-02", goods=10)
    shop.order("2026-03-02", goods=10)
    shop.spend("2026-02-02", 100)
    shop.spend("2026-03-02", 200)
    change = compare(shop.publish(), name, parse_period("2026-03", date(2026, 3, 31)))
    assert change is not None
    assert change.verdict == more_is


# -- 9: the definition and the rows are at hand --------------------------------------------------


def test_every_metric_says_what_it_is_what_is_in_and_what_is_out() -> None:
    for metric in METRICS.values():
        for text in (metric.definition, metric.includes, metric.excludes):
            assert text.endswith("."), metric.id
        assert (metric.denominator is None) == (not metric.per), metric.id


def test_a_figure_is_explained_by_its_measures_and_their_days() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=60)
    shop.order("2026-03-05", goods=40)
    found = explain(shop.publish(), "aov", MARCH)
    assert found.formula == "goods_sold / orders"
    assert {one.measure: one.value for one in found.measures} == {"goods_sold": 100, "orders": 2}
    assert found.measures[0].coverage == (days("2026-01-01", "2026-03-31"),)


def test_the_rows_behind_a_figure_are_the_ones_it_counts() -> None:
    shop = a_covered_shop()
    for n in range(1, 6):
        shop.order(f"2026-03-0{n}", goods=n, channel="email" if n > 2 else "direct")
    facts = shop.publish()
    page = facts.rows("orders", MARCH, (("channel", "email"),), limit=2, offset=0)
    assert page.total == 3
    assert len(page.rows) == 2


# -- 10: two bases for refunds --------------------------------------------------------------------


def test_a_refund_of_april_lowers_april_or_the_march_of_its_order_and_both_sum_to_60() -> None:
    shop = a_covered_shop("2026-03-01", "2026-04-30")
    order = shop.order("2026-03-30", goods=100)
    shop.refund("2026-04-02", 40, of=order, ordered="2026-03-30")
    facts = shop.publish()
    april, both = days("2026-04-01", "2026-04-30"), days("2026-03-01", "2026-04-30")

    def revenue(basis: Basis) -> list[Fraction | None]:
        return [read(facts, "revenue", span, (), basis).value for span in (MARCH, april, both)]

    assert revenue("accounting") == [100, -40, 60]
    assert revenue("cohort") == [60, 0, 60]
    assert read(facts, "revenue", MARCH).basis == "accounting"
    assert read(facts, "orders", MARCH).basis is None


def test_the_return_rate_follows_the_orders_and_is_provisional_for_30_days() -> None:
    shop = a_covered_shop("2026-02-01", "2026-03-31")
    order = shop.order("2026-02-27", goods=100)
    shop.order("2026-02-28", goods=100)
    shop.refund("2026-03-20", 100, of=order, ordered="2026-02-27")
    facts = shop.publish()
    february = read(facts, "return_rate", days("2026-02-01", "2026-02-28"))
    assert february.value == Fraction(1, 2)
    assert february.notes == ()
    assert [
        str(note) for note in read(facts, "return_rate", days("2026-02-01", "2026-03-11")).notes
    ] == ["Provisional: goods may come back for 10 more days."]


def test_refunds_that_name_no_order_make_no_return_rate_of_0() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=100)
    shop.refund("2026-03-20", 30)
    facts = shop.publish()
    assert read(facts, "return_rate", MARCH).value is None
    assert read(facts, "refund_share", MARCH).value == Fraction(3, 10)


# -- 11: comparisons ------------------------------------------------------------------------------


def test_the_same_figure_against_the_period_before_last_year_and_the_same_weekdays() -> None:
    shop = a_shop()
    shop.covered("2024-12-01", "2026-03-31")
    for day, goods in (("2026-03-31", 100), ("2026-03-30", 80), ("2025-03-31", 50),
                       ("2025-04-01", 25)):  # fmt: skip
        shop.order(day, goods=goods)
    facts = shop.publish()
    today = parse_period("1d", date(2026, 3, 31))
    found = {
        kind: compare(facts, "revenue", today, kind)
        for kind in ("previous", "year", "weekday", "none")
    }
    assert {kind: change and change.previous.value for kind, change in found.items()} == {
        "previous": 80, "year": 50, "weekday": 25, "none": None,
    }  # fmt: skip
    assert found["none"] is None


def test_shares_change_in_points_and_everything_else_in_per_cent() -> None:
    assert METRICS["conversion"].change == "points"
    assert METRICS["nps"].change == "score"
    assert METRICS["revenue"].change == "relative"


# -- what the catalogue says about particular metrics ---------------------------------------------


def test_margin_counts_lines_with_a_known_cost_and_says_how_much_that_is() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", lines=[item("soap", 60, cost=20), item("gift", 40)])
    shop.refund("2026-03-05", 30, cost=10)
    facts = shop.publish()
    figure = read(facts, "gross_margin", MARCH)
    assert figure.value == (60 - 20) - (30 - 10)
    (note,) = figure.notes
    assert note.values["share"].value == Fraction(60, 100)  # type: ignore[attr-defined]
    assert read(facts, "margin_rate", MARCH).value == Fraction(20, 60)


def test_giving_back_what_was_in_no_margin_takes_no_margin_away() -> None:
    shop = a_covered_shop()
    soap, gift = item("soap", 60, cost=20), item("gift", 40)
    first = shop.order("2026-03-02", by="ana", lines=[soap, gift])
    shop.refund("2026-04-03", 40, of=first, ordered="2026-03-02", by="ana", lines=[gift])
    second = shop.order("2026-03-04", by="ben", lines=[soap, gift])
    # Nobody says what the 10 are for: 60 % of this order were goods with a known cost.
    shop.refund("2026-03-09", 10, of=second, ordered="2026-03-04", by="ben")
    shop.covered("2026-03-01", "2027-04-30", "sales", "refunds")
    facts = shop.publish()
    assert read(facts, "gross_margin", MARCH).value == 2 * (60 - 20) - 6
    assert read(facts, "gross_margin", MARCH, basis="cohort").value == 2 * (60 - 20) - 6
    assert read(facts, "gross_margin", days("2026-04-01", "2026-04-30")).value == 0
    assert read(facts, "margin_rate", MARCH).value == Fraction(74, 120)
    matured = facts.totals(["value_365", "margin_365"], days("2027-03-01", "2027-03-31"))
    assert matured == {"value_365": money(200 - 50), "margin_365": money(74)}


def test_goods_with_a_known_cost_that_come_back_take_their_margin_along_on_either_basis() -> None:
    shop = a_covered_shop()
    soap = item("soap", 60, cost=20)
    first = shop.order("2026-03-02", lines=[soap, item("gift", 40)])
    shop.refund("2026-04-03", 60, of=first, ordered="2026-03-02", cost=20, lines=[soap])
    shop.covered("2026-03-01", "2026-04-30", "sales", "refunds")
    facts = shop.publish()
    assert read(facts, "gross_margin", MARCH).value == 40
    assert read(facts, "gross_margin", MARCH, basis="cohort").value == 0
    assert read(facts, "gross_margin", days("2026-04-01", "2026-04-30")).value == -40


def test_a_shop_that_knows_no_cost_has_no_margin_rather_than_0() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=60)
    facts = shop.publish()
    figure = read(facts, "gross_margin", MARCH)
    assert figure.value is None
    assert str(figure.reason) == "The cost of the items sold is not known."
    assert dict(rolling(facts, "gross_margin", MARCH, 28))[date(2026, 3, 29)] is None


def test_export_is_what_leaves_the_shops_own_country_and_unknown_countries_are_no_export() -> None:
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=60, country="FR")
    shop.order("2026-03-02", goods=30, country="BE")
    shop.order("2026-03-02", goods=10)
    facts = shop.publish()
    assert read(facts, "export_share", MARCH).value == Fraction(30, 100)
    abroad = a_shop(country="")
    abroad.covered("2026-03-01", "2026-03-31")
    abroad.order("2026-03-02", goods=60, country="FR")
    assert str(read(abroad.publish(), "export_share", MARCH).reason) == (
        "The shop's own country is not set."
    )


def test_the_online_share_counts_sales_elsewhere_and_orders_without_a_sales_channel_as_online() -> (
    None
):
    shop = a_covered_shop()
    shop.order("2026-03-02", goods=60)
    shop.row("other_sale", "2026-03-02", sales_channel="store", orders=2, goods=money(40))
    facts = shop.publish()
    assert read(facts, "ecommerce_share", MARCH).value == Fraction(60, 100)


def test_mobile_orders_are_those_of_phones_and_tablets_also_within_a_channel() -> None:
    shop = a_covered_shop()
    for device, channel in (("mobile", "email"), ("tablet", "email"), ("desktop", "email"),
                            ("mobile", "direct"), ("", "direct")):  # fmt: skip
        shop.order("2026-03-02", goods=1, device=device, channel=channel)
    facts = shop.publish()
    assert read(facts, "mobile_share", MARCH).value == Fraction(3, 5)
    by_channel = breakdown(facts, "mobile_share", "channel", MARCH)
    assert {one.member: one.figure.value for one in by_channel} == {
        "email": Fraction(2, 3), "direct": Fraction(1, 2),
    }  # fmt: skip
    by_device = breakdown(facts, "mobile_share", "device", MARCH)
    assert {one.member: one.figure.value for one in by_device} == {
        "mobile": 1, "tablet": 1, "desktop": 0, "": 0,
    }  # fmt: skip


def test_a_cohort_counts_when_its_time_has_run_out() -> None:
    shop = a_shop()
    shop.covered("2025-01-01", "2026-03-31", "sales", "refunds")
    shop.order("2025-03-10", goods=100, by="ana")
    shop.order("2025-06-10", goods=50, by="ana")
    shop.order("2025-03-11", goods=30, by="ben")
    shop.order("2026-03-20", goods=70, by="ben")  # too late for the 365 days
    facts = shop.publish()
    assert read(facts, "retention", MARCH).value == Fraction(1, 2)
    assert read(facts, "clv", MARCH).value == (150 + 30) / Fraction(2)
    early = read(facts, "retention", days("2025-06-01", "2025-06-30"))
    assert early.reason is not None
    assert early.reason.values["day"] == date(2026, 1, 1)


def test_a_project_without_measured_gain_has_no_return_rather_than_minus_100_per_cent() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    facts = shop.publish()
    with shop.store.writing() as sql:
        sql.execute(
            "INSERT INTO project (id, name, start_day, due_day) VALUES (1, 'Shop', 20454, 20600)"
        )
        sql.execute(
            "INSERT INTO project_entry (project, day, kind, amount) VALUES (1, 20514, 3, 5000000)"
        )
    assert read(facts, "project_roi", MARCH).value is None
    assert str(read(facts, "project_roi", MARCH).reason) == (
        "Not measured in this period: margin gained by the projects."
    )


def test_the_return_of_all_projects_is_that_of_those_whose_gain_was_measured() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    facts = shop.publish()
    day = number("2026-03-02")
    cost, gain, worked = 3, 4, 1
    with shop.store.writing() as sql:
        for project, name in enumerate(("Mobile", "B2B", "Boxes"), 1):
            sql.execute(
                "INSERT INTO project (id, name, start_day, due_day) VALUES (?, ?, ?, ?)",
                (project, name, day, day),
            )
        sql.executemany(
            "INSERT INTO project_entry (project, day, kind, amount) VALUES (?, ?, ?, ?)",
            [
                (1, day, cost, money(100)), (1, day, gain, money(150)), (1, day, worked, 600),
                (2, day, cost, money(900)), (2, day, worked, 6000),
                (3, day - 60, gain, money(70)), (3, day, cost, money(20)),
            ],
        )  # fmt: skip
    figure = read(facts, "project_roi", MARCH)
    assert figure.value == Fraction(150 - 120, 120)
    (note,) = figure.notes
    assert note.text == "Left out, because no gain was measured yet: {members}."
    assert note.values["members"] == ["B2B"]
    by_project = {
        one.member: one.figure for one in breakdown(facts, "project_roi", "project", MARCH)
    }
    assert by_project["Mobile"].value == Fraction(1, 2)
    assert by_project["Mobile"].notes == ()
    assert by_project["B2B"].value is None
    assert read(facts, "margin_per_hour", MARCH).value == Fraction(150, 10)
