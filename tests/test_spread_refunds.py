"""An amount given back for no item is spread over its order's lines, and every sum stays whole.

Whatever importer handed the order over: it is done on the way into the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import in_memory
from store.facts import Facts
from store.ingest.feed import feed
from store.ingest.run import Request, run_import
from store.privacy import unkept
from store.records import Line, Refund, Sale
from tests.builders import days
from tests.import_shop import EURO, MARCH, NOW, Told, a_shop, give, order

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store

SPRING = days("2026-03-01", "2026-05-31")
DIMENSIONS = ("product", "category", "channel", "country", "source")
_money = st.integers(-30_000, 300_000)
_day = st.integers(0, 20).map(lambda day: MARCH + day)


def _line(sku: str, goods: int, category: str = "", cost: int | None = None) -> Line:
    return Line(sku, f"Thing {sku}", 1, goods, cost=cost, category=category)


_lines = st.lists(
    st.builds(
        _line, st.sampled_from("abc"), _money, st.just(""), st.none() | st.integers(0, 90_000)
    ).map(lambda line: line._replace(category={"a": "Care", "b": "Bath"}.get(line.sku, ""))),
    max_size=4,
)
_refunds = st.builds(Refund, _day, st.integers(0, 400_000), st.integers(0, 9_000)) | st.builds(
    Refund, _day, st.integers(0, 400_000), lines=_lines
)
_sales = st.builds(
    Sale,
    st.sampled_from("12345678"),
    _day,
    rows=st.just(1),
    at=st.integers(1, 10**9),
    customer=st.sampled_from(["", "ana", "bob"]),
    lines=_lines,
    refunds=st.lists(_refunds, max_size=3),
    dimensions=st.fixed_dictionaries(
        {
            "channel": st.sampled_from(["", "email"]),
            "country": st.sampled_from(["", "FR", "DE"]),
        }
    ),
)


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    return a_shop(tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    (made / "a.csv").write_text("told\n1\n")
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=st.lists(_sales, min_size=1, max_size=6, unique_by=lambda sale: sale.ref))
def test_sums_over_any_dimension_are_the_total_whatever_was_given_back(
    folder: Path, told: list[Sale]
) -> None:
    with in_memory() as store:
        request = Request(now=NOW, key=folder / "key", known={"told": Told(list(told))})
        (receipt,) = run_import(store, [folder / "a.csv"], request)
        assert receipt.error is None
        _whole(store)
        for goods, parts in store.sql.execute(_AMOUNTS):
            assert goods == parts


_AMOUNTS = """
    SELECT r.goods, (SELECT SUM(l.goods) FROM refund_line l WHERE l.day = r.day AND l.doc = r.doc)
    FROM (SELECT day, doc, SUM(goods) AS goods, MIN(estimated) AS estimated FROM refund
          GROUP BY day, doc) r
    WHERE r.estimated = 1 AND r.goods <> 0
        AND EXISTS (SELECT 1 FROM sale_line s WHERE s.doc = r.doc)"""
"""Refunds by amount alone, of orders with lines: what was given back, and over the lines."""


def _whole(store: Store) -> None:
    facts = Facts(store)
    measures = ["refunds", "costed_refunds", "refund_cost"]
    totals = facts.totals(measures, SPRING)
    for dimension in DIMENSIONS:
        members = facts.by_member(measures, dimension, SPRING)
        for measure in measures:
            added = sum(sums[measure] for sums in members.values())
            assert added == totals[measure], (dimension, measure)


def test_an_amount_is_spread_by_what_the_lines_cost_and_marked_estimated(shop: Store) -> None:
    lines = [
        _line("a", 60 * EURO, "Care", cost=20 * EURO),
        _line("b", 30 * EURO, "Bath"),
        _line("c", 10 * EURO),
    ]
    give(shop, [order("1", 0, lines=lines, refunds=[Refund(MARCH + 5, 50 * EURO)])])
    by_product = Facts(shop).by_member(["refunds"], "product", SPRING)
    assert {name: sums["refunds"] // EURO for name, sums in by_product.items()} == {
        "Thing a": 30, "Thing b": 15, "Thing c": 5,
    }  # fmt: skip
    by_category = Facts(shop).by_member(["refunds"], "category", SPRING)
    assert {name: sums["refunds"] // EURO for name, sums in by_category.items()} == {
        "Care": 30, "Bath": 15, "": 5,
    }  # fmt: skip
    assert shop.sql.execute("SELECT estimated FROM refund").fetchall() == [(1,)]
    assert set(shop.sql.execute("SELECT estimated FROM refund_line")) == {(1,)}


def test_items_given_back_are_not_estimated(shop: Store) -> None:
    line = _line("a", 60 * EURO, "Care")
    refund = Refund(MARCH + 5, 60 * EURO, lines=[line])
    give(shop, [order("1", 0, lines=[line], refunds=[refund])])
    assert shop.sql.execute("SELECT estimated FROM refund").fetchall() == [(0,)]


def test_rows_without_a_file_are_spread_as_well(shop: Store) -> None:
    covers = {"sales": (MARCH, MARCH + 9), "refunds": (MARCH, MARCH + 9)}
    with feed(shop, importer="sync", source="shop", file="", covers=covers,
              pseudonyms=unkept(), now=NOW) as stage:  # fmt: skip
        lines = [_line("a", 60 * EURO, "Care"), _line("b", 30 * EURO, "Bath")]
        stage.add_sale(order("1", 0, lines=lines, refunds=[Refund(MARCH + 5, 9 * EURO)]))
    _whole(shop)
    by_category = Facts(shop).by_member(["refunds"], "category", SPRING)
    assert by_category == {"Care": {"refunds": 6 * EURO}, "Bath": {"refunds": 3 * EURO}}
