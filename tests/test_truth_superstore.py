"""Tableau's Superstore: sales, profit and margin as computed elsewhere."""

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

YEARS = Span.of(date(2014, 1, 3), date(2017, 12, 30))
AS_OF = date(2017, 12, 30)


@pytest.fixture(scope="module")
def known(real_data: Callable[[str], Path]) -> dict[str, Any]:
    return truth(real_data("superstore"))


@pytest.fixture(scope="module")
def shops(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Facts]]:
    """The shop by region, and the same by state."""
    files = [real_data("superstore") / "superstore.csv"]
    found = {
        mapping: imported(
            tmp_path_factory.mktemp(mapping), files, currency="USD", zone="America/New_York",
            mapping=mapping,
        )
        for mapping in ("superstore", "superstore_states")
    }  # fmt: skip
    yield found
    for facts in found.values():
        facts.store.close()


@pytest.fixture(scope="module")
def facts(shops: dict[str, Facts]) -> Facts:
    return shops["superstore"]


def test_four_years(facts: Facts, known: dict[str, Any]) -> None:
    def value(name: str) -> Any:
        return read(facts, name, YEARS).value

    assert is_said(value("gmv"), known["sales"])
    assert is_said(value("gross_margin"), known["profit"])
    assert value("orders") == known["orders"]
    assert is_said(value("aov"), known["aov"])
    assert round(100 * float(value("margin_rate")), 4) == known["margin_pct"]
    assert read(facts, "items_per_order", YEARS).numerator == known["quantity"]
    assert value("customers") == known["customers"]
    assert value("second_orders") == known["repeat_customers"]


def test_every_month(facts: Facts, known: dict[str, Any]) -> None:
    for month, figures in known["by_month"].items():
        first = parse_period(month, AS_OF).span
        period = first.within(YEARS)
        assert period is not None
        assert is_said(read(facts, "gmv", period).value, figures["sales"]), month
        assert is_said(read(facts, "gross_margin", period).value, figures["profit"]), month
        assert read(facts, "orders", period).value == figures["orders"], month
        assert read(facts, "customers", period).value == figures["customers"], month


@pytest.mark.parametrize(
    ("shop", "dimension", "key"),
    [
        ("superstore", "region", "by_Region"),
        ("superstore", "category", "by_Category"),
        ("superstore", "subcategory", "by_Sub-Category"),
        ("superstore", "customer_group", "by_Segment"),
        ("superstore_states", "region", "by_State"),
    ],
)
def test_every_breakdown(
    shops: dict[str, Facts], known: dict[str, Any], shop: str, dimension: str, key: str
) -> None:
    facts = shops[shop]
    found = {
        name: {one.member: one.figure.value for one in breakdown(facts, name, dimension, YEARS)}
        for name in ("gmv", "gross_margin", "orders")
    }
    assert set(found["gmv"]) == set(known[key])
    for member, figures in known[key].items():
        assert is_said(found["gmv"][member], figures["sales"]), member
        assert is_said(found["gross_margin"][member], figures["profit"]), member
        assert found["orders"][member] == figures["orders"], member
