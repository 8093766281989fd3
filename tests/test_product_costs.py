"""A product's cost reaches the orders that were sold without one, and changes no others."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from store.database import connect, in_memory
from store.facts import Facts
from store.ingest import apart
from store.ingest.feed import feed
from store.privacy import unkept
from store.records import Line, Product, Refund, Sale, Status
from store.spans import Span
from tests.import_shop import EURO, MARCH, NOW, a_shop, give, order, sums

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store

SPRING = Span.of(date(2026, 3, 1), date(2026, 5, 31))
COSTS = ("costed_sales", "cost_of_goods", "costed_refunds", "refund_cost")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with closing(a_shop(tmp_path)) as store:
        yield store


def figures(store: Store, *measures: str) -> tuple[int, ...]:
    totals = Facts(store).totals(measures, SPRING)
    return tuple(totals[measure] for measure in measures)


def soap(units: int, euros: int, cost: int | None = None, sku: str = "SOAP") -> Line:
    return Line(sku, sku.title(), units, euros * EURO, cost=None if cost is None else cost * EURO)


def costs(store: Store, *told: tuple[str, int], file: str = "products.csv") -> tuple[int, ...]:
    return sums(give(store, [Product(sku, cost=c * EURO) for sku, c in told], file=file))


def test_a_first_cost_reaches_orders_sold_before_and_after(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(2, 20), soap(1, 30, sku="TOWEL")])], file="old.csv")
    assert figures(shop, *COSTS) == (0, 0, 0, 0)
    receipt = give(shop, [Product("SOAP", cost=4 * EURO)], file="products.csv")
    assert sums(receipt) == (1, 0, 1, 0, 0, 0)
    assert [one.values for one in receipt.warnings] == [{"n": 1, "lines": 1}]
    assert figures(shop, *COSTS) == (20 * EURO, 8 * EURO, 0, 0)
    give(shop, [order("2", 1, lines=[soap(3, 30)])], file="new.csv")
    assert figures(shop, *COSTS) == (50 * EURO, 20 * EURO, 0, 0)
    assert costs(shop, ("SOAP", 4)) == (1, 0, 0, 1, 0, 0)


def test_a_later_cost_changes_nothing_of_the_past(shop: Store) -> None:
    costs(shop, ("SOAP", 4))
    first = order("1", 0, lines=[soap(1, 10)])
    give(shop, [first], file="a.csv")
    assert costs(shop, ("SOAP", 5)) == (1, 0, 1, 0, 0, 0)
    assert figures(shop, *COSTS) == (10 * EURO, 4 * EURO, 0, 0)
    assert sums(give(shop, [first], file="a.csv"))[3] == 1, "the same order is unchanged"
    give(shop, [order("2", 1, lines=[soap(1, 10)])], file="b.csv")
    assert figures(shop, *COSTS) == (20 * EURO, 9 * EURO, 0, 0)


def test_an_order_told_anew_keeps_the_cost_it_had(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(1, 10)])], file="a.csv")
    costs(shop, ("SOAP", 4))
    costs(shop, ("SOAP", 6))
    again = order("1", 0, lines=[soap(3, 30), soap(1, 10, sku="TOWEL")])
    assert sums(give(shop, [again], file="a.csv"))[2] == 1
    assert figures(shop, *COSTS) == (30 * EURO, 12 * EURO, 0, 0)


def test_a_cost_of_the_orders_own_is_never_touched_and_goes_for_its_other_lines(
    shop: Store,
) -> None:
    back = Refund(MARCH + 3, 10 * EURO, units=1, lines=[soap(1, 10)])
    told = order("1", 0, lines=[soap(1, 10, cost=3), soap(2, 20)], refunds=[back])
    known = (30 * EURO, 9 * EURO, 10 * EURO, 3 * EURO)
    give(shop, [told])
    assert figures(shop, *COSTS) == known
    costs(shop, ("SOAP", 4))
    assert figures(shop, *COSTS) == known
    give(shop, [replace(told, shipping=EURO)])
    assert figures(shop, *COSTS) == known, "told again with something else changed"


def test_a_cost_that_was_told_once_stays_where_a_later_export_tells_none(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(2, 20, cost=6)])], file="a.csv")
    give(shop, [order("1", 0, lines=[soap(3, 30)])], file="b.csv")
    assert figures(shop, *COSTS) == (30 * EURO, 9 * EURO, 0, 0)
    give(shop, [order("1", 0, lines=[soap(3, 30, cost=15)])], file="c.csv")
    assert figures(shop, *COSTS) == (30 * EURO, 15 * EURO, 0, 0)


def test_a_cost_of_an_order_without_a_rate_is_not_taken_for_one_of_the_shops_money(
    shop: Store,
) -> None:
    baht = order("1", 0, lines=[soap(1, 400, cost=100)], status=Status.NO_RATE, currency="THB")
    give(shop, [baht], file="a.csv")
    give(shop, [order("1", 0, lines=[soap(1, 10)])], file="b.csv")
    assert figures(shop, *COSTS) == (0, 0, 0, 0)


@pytest.mark.parametrize("catalogue_first", [True, False])
def test_what_cost_nothing_and_comes_back_for_nothing_still_costs_nothing(
    shop: Store, catalogue_first: bool
) -> None:
    gift = soap(1, 0, cost=0)
    told = order("1", 0, lines=[gift], refunds=[Refund(MARCH + 3, 0, units=1, lines=[gift])])
    if catalogue_first:
        costs(shop, ("SOAP", 4))
    give(shop, [told])
    if not catalogue_first:
        costs(shop, ("SOAP", 4))
    assert figures(shop, *COSTS) == (0, 0, 0, 0)


def test_what_is_given_back_takes_its_margin_along(shop: Store) -> None:
    items = Refund(MARCH + 3, 10 * EURO, units=1, lines=[soap(1, 10)])
    amount = Refund(MARCH + 4, 6 * EURO)
    told = [
        order("1", 0, lines=[soap(2, 20), soap(1, 10, sku="BAG")], refunds=[items, amount]),
        order("2", 1, lines=[], refunds=[Refund(MARCH + 5, 10 * EURO, lines=[soap(1, 10)])]),
    ]
    give(shop, told)
    assert figures(shop, "refunds", *COSTS) == (26 * EURO, 0, 0, 0, 0)
    costs(shop, ("SOAP", 4))
    # Of the amount 6 × 20 / 30 = 4 is for soap; whether pieces came back with it nobody says.
    after = (26 * EURO, 20 * EURO, 8 * EURO, (10 + 4 + 10) * EURO, 8 * EURO)
    assert figures(shop, "refunds", *COSTS) == after
    by_product = Facts(shop).by_member(["costed_refunds", "refund_cost"], "product", SPRING)
    assert by_product["Soap"] == {"costed_refunds": 24 * EURO, "refund_cost": 8 * EURO}


def test_other_rows_of_an_order_are_kept_when_it_is_written_again(shop: Store) -> None:
    give(shop, [order("1", 0, customer="ada@example.org", lines=[soap(1, 10)], paid=12 * EURO)])
    before = figures(shop, "orders", "goods_sold", "new_customers", "guest_orders", "units")
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (1,)
    costs(shop, ("SOAP", 4))
    assert figures(shop, "orders", "goods_sold", "new_customers", "guest_orders", "units") == before
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (1,)
    assert shop.sql.execute("SELECT COUNT(*) FROM replaced").fetchone() == (0,)


def test_a_trial_says_how_many_orders_a_cost_would_reach(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(1, 10)]), order("2", 1, lines=[soap(1, 10)])])
    with closing(connect(shop.path, write=False)) as looked_at:
        receipt = give(looked_at, [Product("SOAP", cost=4 * EURO)], file="p.csv", dry_run=True)
    assert receipt.warnings[0].values == {"n": 2, "lines": 2}
    assert figures(shop, *COSTS) == (0, 0, 0, 0)


def test_a_catalogue_that_is_stopped_leaves_nothing(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(1, 10)])])

    def broken() -> Iterator[Product]:
        yield Product("SOAP", "Renamed", "Care", cost=4 * EURO)
        raise ZeroDivisionError

    with (
        pytest.raises(ZeroDivisionError),
        feed(
            shop, importer="x", source="x", file="", covers={}, pseudonyms=unkept(), now=NOW
        ) as stage,
    ):
        for product in broken():
            stage.add_product(product)
    assert figures(shop, *COSTS) == (0, 0, 0, 0)
    assert shop.sql.execute("SELECT name, cost FROM product").fetchall() == [("Soap", None)]


def test_names_and_categories_of_a_catalogue_are_those_of_past_sales_too(shop: Store) -> None:
    give(shop, [order("1", 0, lines=[soap(1, 10)])])
    told = [Product("SOAP", "Lavender soap", "Care", "Soaps"), Product("BAG", "", "Home")]
    assert sums(give(shop, told, file="p.csv")) == (2, 1, 1, 0, 0, 0)
    assert sums(give(shop, told, file="p.csv")) == (2, 0, 0, 2, 0, 0)
    facts = Facts(shop)
    assert facts.by_member(["goods_sold"], "category", SPRING)["Care"]["goods_sold"] == 10 * EURO
    assert facts.by_member(["goods_sold"], "product", SPRING)["Lavender soap"]


def test_products_travel_from_the_other_process(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "WORTHWHILE", 1)
    assert apart._PLACE[Product], "a catalogue may be read apart"
    assert sums(give(shop, [Product("SOAP", cost=4 * EURO)]))[:2] == (1, 1)
    give(shop, [order("1", 0, lines=[soap(2, 20)])], file="b.csv")
    assert figures(shop, *COSTS) == (20 * EURO, 8 * EURO, 0, 0)


_lines = st.lists(
    st.builds(
        soap, st.integers(0, 3), st.integers(0, 9), st.sampled_from([None, None, 0, 2]),
        sku=st.sampled_from(["SOAP", "BAG", "BOX"]),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@st.composite
def _sales(draw: st.DrawFn) -> list[Sale]:
    sales = []
    for number in range(draw(st.integers(1, 4))):
        lines = draw(_lines)
        refunds = []
        for _ in range(draw(st.integers(0, 2))):
            back = lines[:1] if draw(st.booleans()) else []
            goods = back[0].goods if back else draw(st.integers(0, 9)) * EURO
            own = sum(line.cost or 0 for line in back)
            refunds.append(Refund(MARCH + draw(st.integers(5, 7)), goods, own, lines=back))
        status = draw(st.sampled_from([Status.PAID, Status.PAID, Status.CANCELLED]))
        sales.append(
            replace(order(f"{number}", number), lines=lines, refunds=refunds, status=status)
        )
    return sales


@settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)  # fmt: skip
@given(sales=_sales(), known=st.sets(st.sampled_from(["SOAP", "BAG", "BOX"])))
def test_the_catalogue_may_come_before_the_orders_or_after(
    sales: list[Sale], known: set[str]
) -> None:
    told = []
    keys = unkept()
    products = [Product(sku, cost=4 * EURO) for sku in sorted(known)]
    for catalogue_first in (True, False):
        with closing(in_memory(currency="EUR", timezone="Europe/Paris", country="FR")) as store:
            for catalogue in (catalogue_first, not catalogue_first):
                with feed(
                    store, importer="t", source="t", file="", covers={}, pseudonyms=keys, now=NOW
                ) as stage:
                    for product in products if catalogue else ():
                        stage.add_product(product)
                    for sale in () if catalogue else sales:
                        stage.add_sale(sale)
            facts = Facts(store)
            by_product = facts.by_member(list(COSTS), "product", SPRING)
            told.append((figures(store, *COSTS, "refunds", "goods_sold"), by_product))
    assert told[0] == told[1]
