"""A small Indian shop, its orders in one file and their lines in another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from goals.metrics.periods import parse_period
from goals.metrics.reading import breakdown, read
from store.spans import Span
from tests.real_shops import imported, is_said, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.facts import Facts

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

YEAR = Span.of(date(2018, 4, 1), date(2019, 3, 31))
AS_OF = date(2019, 3, 31)


@pytest.fixture(scope="module")
def known(real_data: Callable[[str], Path]) -> dict[str, Any]:
    return truth(real_data("india_targets"))


@pytest.fixture(scope="module")
def facts(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Facts]:
    folder = real_data("india_targets")
    found = imported(
        tmp_path_factory.mktemp("india"),
        [folder / "Order Details.csv", folder / "List of Orders.csv"],
        currency="INR", zone="Asia/Kolkata", mapping="india_targets",
    )  # fmt: skip
    yield found
    found.store.close()


def test_the_year(facts: Facts, known: dict[str, Any]) -> None:
    def value(name: str) -> Any:
        return read(facts, name, YEAR).value

    assert is_said(value("gmv"), known["amount"])
    assert is_said(value("gross_margin"), known["profit"])
    assert value("orders") == known["orders"]
    assert round(float(value("aov")), 0) == known["aov"]
    assert read(facts, "items_per_order", YEAR).numerator == known["quantity"]


def test_every_month(facts: Facts, known: dict[str, Any]) -> None:
    for month, figures in known["by_month"].items():
        period = parse_period(month, AS_OF)
        assert is_said(read(facts, "gmv", period).value, figures["amount"]), month
        assert is_said(read(facts, "gross_margin", period).value, figures["profit"]), month
        assert read(facts, "orders", period).value == figures["orders"], month


def test_every_category(facts: Facts, known: dict[str, Any]) -> None:
    sales = {one.member: one.figure.value for one in breakdown(facts, "gmv", "category", YEAR)}
    margin = {
        one.member: one.figure.value for one in breakdown(facts, "gross_margin", "category", YEAR)
    }
    for category, figures in known["by_category"].items():
        assert is_said(sales[category], figures["amount"]), category
        assert is_said(margin[category], figures["profit"]), category


def test_every_month_of_a_category_that_had_a_target(facts: Facts, known: dict[str, Any]) -> None:
    for one in known["target_vs_actual"]:
        where = (("category", one["category"]),)
        figure = read(facts, "gmv", parse_period(one["month"], AS_OF), where)
        assert is_said(figure.value, one["actual"]), (one["month"], one["category"])


def test_every_state(facts: Facts, known: dict[str, Any]) -> None:
    found = {one.member: one.figure.value for one in breakdown(facts, "gmv", "region", YEAR)}
    assert set(found) == {state.strip() for state in known["by_state"]}
    for state, amount in known["by_state"].items():
        assert is_said(found[state.strip()], amount), state
