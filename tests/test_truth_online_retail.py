"""A real shop's year: every figure computed elsewhere comes out to the penny.

UCI Online Retail, 541,909 rows; its truth.json was made with pandas and DuckDB, by nobody here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from goals.explain.pairs import pair_book
from goals.metrics.periods import parse_period
from goals.metrics.reading import breakdown, daily, read, series
from store.products import keep_weeks, product_sales
from store.spans import Span
from tests.real_shops import is_said, online_retail, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.facts import Facts

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

YEAR = Span.of(date(2010, 12, 1), date(2011, 12, 9))
AS_OF = date(2011, 12, 9)


@pytest.fixture(scope="module")
def known(real_data: Callable[[str], Path]) -> dict[str, Any]:
    return truth(real_data("online_retail"))


@pytest.fixture(scope="module")
def facts(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Facts]:
    found = online_retail(tmp_path_factory.mktemp("retail"), real_data("online_retail"))
    yield found
    found.store.close()


def test_the_data_end_where_the_shop_stopped(facts: Facts) -> None:
    assert facts.as_of() == AS_OF


def test_the_year(facts: Facts, known: dict[str, Any]) -> None:
    def value(name: str) -> Any:
        return read(facts, name, YEAR).value

    assert is_said(value("gmv"), known["gross_sales"])
    assert value("orders") == known["sale_orders"]
    assert is_said(value("aov"), known["aov_gross"])
    assert round(float(value("items_per_order")), 4) == known["units_per_order"]
    assert value("second_orders") == known["repeat_customers"]
    assert value("customers") == value("new_customers") == known["sale_customers"]
    assert read(facts, "guest_share", YEAR).numerator == known["orders_guest"]
    per_customer = read(facts, "spend_per_customer", YEAR)
    assert is_said(per_customer.numerator, known["gross_with_customer"]), "guests are no customers"
    assert per_customer.denominator == known["sale_customers"]
    assert is_said(value("revenue") - value("gmv"), known["cancelled_amount"])
    assert round(float(value("refund_share")), 6) == known["cancel_rate_value"]


def test_pairs_by_stock_code(facts: Facts) -> None:
    """By code there are 970 in the file, in 19,766 baskets: 42 orders there go over a minute.

    An order has one moment in the store, its first; of these baskets, 40 are one with another.
    """
    book = pair_book(facts, YEAR)
    assert (book.baskets, book.least, len(book.pairs)) == (19_726, 197, 974)
    first = book.pairs[0]
    assert {first.first, first.second} == {"HERB MARKER ROSEMARY", "HERB MARKER THYME"}
    assert (first.pair.baskets, round(float(first.pair.lift), 1)) == (221, 76.6)


def test_products_of_the_year_add_up_to_the_shop(facts: Facts, known: dict[str, Any]) -> None:
    keep_weeks(facts, YEAR)
    sold = product_sales(facts, YEAR)
    sums = facts.totals(["goods_sold", "refunds"], YEAR)
    assert sum(one.goods for one in sold) == sums["goods_sold"]
    assert sum(one.refunds for one in sold) == sums["refunds"]
    members = facts.by_member(["orders"], "product", YEAR)
    assert is_said(Fraction(sum(one.goods for one in sold), 10_000), known["gross_sales"])
    assert max(one["orders"] for one in members.values()) < known["sale_orders"]


def test_cancellations(facts: Facts, known: dict[str, Any]) -> None:
    count = facts.totals(["refund_count"], YEAR)["refund_count"]
    assert count == known["cancel_invoices"]
    share = count / (count + known["sale_orders"])
    assert round(share, 5) == known["cancel_rate_invoices"]


def test_customers_who_came_back(facts: Facts, known: dict[str, Any]) -> None:
    again = read(facts, "second_orders", YEAR).value
    assert again is not None
    assert round(float(again / known["sale_customers"]), 6) == known["repeat_customer_rate"]


def test_every_month(facts: Facts, known: dict[str, Any]) -> None:
    for month, figures in known["by_month"].items():
        period = parse_period(month, AS_OF)
        assert is_said(read(facts, "gmv", period).value, figures["gross"]), month
        assert read(facts, "orders", period).value == figures["orders"], month
        assert is_said(read(facts, "aov", period).value, figures["aov"]), month
        assert read(facts, "customers", period).value == figures["customers"], month
        refunds = read(facts, "refund_share", period).numerator
        assert is_said(refunds, -figures["cancelled"]), month
        assert read(facts, "items_per_order", period).numerator == figures["units"], month


def test_months_as_a_series_are_the_months(facts: Facts, known: dict[str, Any]) -> None:
    points = series(facts, "gmv", YEAR, "month")
    for point, figures in zip(points, known["by_month"].values(), strict=True):
        assert is_said(point.figure.value, figures["gross"])
    assert [point.figure.partial for point in points] == [False] * 12 + [True]


def test_every_country(facts: Facts, known: dict[str, Any]) -> None:
    gross = {one.member: one.figure for one in breakdown(facts, "gmv", "country", YEAR)}
    orders = {one.member: one.figure for one in breakdown(facts, "orders", "country", YEAR)}
    people = {one.member: one.figure for one in breakdown(facts, "customers", "country", YEAR)}
    # What the file calls "Unspecified" is no country: nobody knows where these orders went.
    told = {"" if name == "Unspecified" else name: figures
            for name, figures in known["by_country"].items()}  # fmt: skip
    for country, figures in told.items():
        assert is_said(gross[country].value, figures["gross"]), country
        assert orders[country].value == figures["orders"], country
        assert (people[country].value if country in people else 0) == figures["customers"], country
        alone = read(facts, "gmv", YEAR, (("country", country),))
        assert alone.value == gross[country].value
    assert set(gross) == set(told)


def test_every_day(facts: Facts, known: dict[str, Any]) -> None:
    gross, orders = dict(daily(facts, "gmv", YEAR)), dict(daily(facts, "orders", YEAR))
    for text, figures in known["by_day"].items():
        day = date.fromisoformat(text)
        assert is_said(gross.pop(day), figures["gross"]), text
        assert orders.pop(day) == figures["orders"], text
    assert not any(gross.values())
    assert not any(orders.values())


def test_every_weekday(facts: Facts, known: dict[str, Any]) -> None:
    found: dict[str, Fraction] = {}
    for day, value in daily(facts, "gmv", YEAR):
        found[day.strftime("%A")] = found.get(day.strftime("%A"), Fraction(0)) + (value or 0)
    assert found.pop("Saturday") == 0
    for weekday, figures in known["by_weekday"].items():
        assert is_said(found[weekday], figures["gross"]), weekday


def test_the_products_that_sold_most(facts: Facts, known: dict[str, Any]) -> None:
    found = {one.member: one.figure.value for one in breakdown(facts, "gmv", "product", YEAR)}
    names: dict[str, str] = dict(facts.store.sql.execute("SELECT sku, name FROM product"))
    codes = Counter(names.values())
    own = [one for one in known["top20_by_gross"] if codes[names[one["StockCode"]]] == 1]
    assert len(own) >= 15  # the others share their name with a second code, as 85123A with 85123a
    for one in own:
        name = names[one["StockCode"]]
        assert is_said(found[name], one["gross"]), name
