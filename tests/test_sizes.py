"""Amounts that cannot be true: rejected one by one, and an import full of them is refused."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.facts import Facts
from store.ingest import sizes
from store.ingest.run import Request, run_import
from store.records import Fact, Line, Payment, Product, Refund
from store.spans import Span
from tests.import_shop import EURO, MARCH, NOW, Told, a_shop, give, order, sums, visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.records import Sale

SPRING = Span.of(date(2026, 3, 1), date(2026, 5, 31))
TRILLION = 10**12 * EURO
BAR_CODE = 376_012_345_678


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with closing(a_shop(tmp_path)) as store:
        yield store


def line(units: int, goods: int) -> Line:
    return Line("SOAP", "Soap", units, goods)


@pytest.mark.parametrize(
    "told",
    [
        order("1", lines=[line(1, 2 * TRILLION)]),
        order("1", lines=[line(1, 10**30), line(1, -(10**30))]),
        order("1", lines=[line(BAR_CODE, 10 * EURO)]),
        order("1", shipping=-2 * TRILLION),
        order("1", refunds=[Refund(MARCH, 2 * TRILLION, lines=[line(1, 2 * TRILLION)])]),
        order("1", payments=[Payment(MARCH, "card", 2 * TRILLION)]),
    ],
)
def test_an_order_too_large_to_be_true_is_rejected_and_the_others_count(
    shop: Store, told: Sale
) -> None:
    receipt = give(shop, [told, order("2")])
    assert sums(receipt) == (2, 1, 0, 0, 0, 1)
    assert receipt.rejects[0].reason == "This number is too large to be true."
    assert Facts(shop).totals(["orders"], SPRING) == {"orders": 1}


def test_other_rows_and_daily_values_too_large_to_be_true_are_rejected(shop: Store) -> None:
    spent = Fact("spend", {"day": MARCH, "ref": "a", "amount": 10**17})
    assert sums(give(shop, [spent, visits(0, 10**17), visits(1, 5)])) == (3, 1, 0, 0, 0, 2)


def test_the_largest_amounts_there_may_be_are_kept_to_the_last_digit(shop: Store) -> None:
    give(shop, [order("1", lines=[line(1, TRILLION)]), order("2", lines=[line(3, -1)])])
    assert Facts(shop).totals(["goods_sold"], SPRING) == {"goods_sold": TRILLION - 1}
    give(shop, [Product("SOAP", cost=900_000 * EURO)], file="products.csv")
    assert Facts(shop).totals(["cost_of_goods"], SPRING) == {"cost_of_goods": 3_600_000 * EURO}


def test_a_column_of_codes_read_as_amounts_is_refused_before_it_fills_the_store(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "_MOST", 3 * TRILLION)
    told = Told([order(f"{n}", lines=[line(1, TRILLION)]) for n in range(4)])
    path = shop.path.with_name("a.csv")
    path.write_text("told\n1\n")
    request = Request(now=NOW, key=path.with_name("key"), source="till", known={"told": told})
    (receipt,) = run_import(shop, [path], request)
    assert "till add up to more than can be true" in str(receipt.error)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (0,)
