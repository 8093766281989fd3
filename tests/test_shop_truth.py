"""One truth written as the export of every shop system: all are read into the same figures."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from store.database import in_memory
from store.facts import Facts
from store.files import open_file
from store.importers import importers
from store.importers.protocol import Context
from store.ingest.run import Request, run_import
from store.records import Sale, Status
from store.spans import Span, to_number
from store.tables import sample
from tests import shop_truth
from tests.shop_truth import LAYOUTS, PRODUCTS, Bought, Layout, shops

if TYPE_CHECKING:
    from pathlib import Path

    from store.ingest.receipt import Receipt

CENT = 100
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
NOW = 1_795_000_000
YEAR = Span.of(date(2026, 1, 1), date(2026, 11, 30))
Told = dict[str, Counter[object]]
"""What a shop's figures are made of: orders, goods… by day, by product and by customer."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("truth")


def true_figures(shop: list[Bought], layout: Layout) -> Told:
    told: Told = {name: Counter() for name in ("orders", "goods", "shipping", "back", "people")}
    told |= {"products": Counter(), "units": Counter(), "returned": Counter()}
    for one in shop:
        day = to_number(one.when.date())
        if not one.counts:
            continue
        told["orders"][day] += 1
        told["people"][one.email] += 1
        told["goods"][day] += one.goods * CENT
        told["shipping"][day] += one.shipping * CENT
        for line in one.lines:
            name = PRODUCTS[line.product][1]
            told["products"][name] += line.goods * CENT
            told["units"][name] += line.units
        if one.back is not None:
            told["back"][to_number(one.back_at.date()) if layout.days else day] += one.given * CENT
            if one.back.amount is None:  # of an amount nobody says for which items
                told["returned"][PRODUCTS[one.lines[0].product][1]] += one.given * CENT
    return told


def read_figures(sales: list[Sale], by_items: set[str]) -> Told:
    told: Told = {name: Counter() for name in ("orders", "goods", "shipping", "back", "people")}
    told |= {"products": Counter(), "units": Counter(), "returned": Counter()}
    for sale in sales:
        if sale.status != Status.PAID:
            assert not sale.refunds and not sale.payments
            continue
        told["orders"][sale.day] += 1
        told["people"][sale.customer] += 1
        told["shipping"][sale.day] += sale.shipping
        for line in sale.lines:
            told["goods"][sale.day] += line.goods
            told["products"][line.name] += line.goods
            told["units"][line.name] += line.units
        for refund in sale.refunds:
            told["back"][refund.day] += refund.goods
            assert not refund.lines or sum(line.goods for line in refund.lines) == refund.goods
            for line in refund.lines if sale.ref in by_items else ():
                told["returned"][line.name] += line.goods
    return told


def read(folder: Path, text: bytes, importer: str) -> list[Sale]:
    """Return the sales of a file that this importer alone claims, every row accounted for."""
    path = folder / "export"
    path.write_bytes(text)
    with open_file(path) as file:
        first = sample(file)
        claims = [claim for one in importers().values() if (claim := one.identify(first))]
        assert [claim.importer for claim in claims] == [importer]
        records = list(importers()[importer].extract(file, Context("EUR", "Europe/Paris", "FR")))
        sales = [record for record in records if isinstance(record, Sale)]
        assert sum(sale.rows for sale in sales) == file.rows
    return sales


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(shop=shops)
def test_every_layout_tells_the_same_shop(folder: Path, layout: Layout, shop: list[Bought]) -> None:
    by_items = {str(one.number) for one in shop if one.back and one.back.amount is None}
    told = read_figures(read(folder, layout.write(shop), layout.importer), by_items)
    true = true_figures(shop, layout)
    parts = ["orders"]
    if layout.goods:
        parts += ["goods", "back"]
    if layout.lines:
        parts += ["products", "units", "shipping", "people"]
    if layout.items and layout.lines:
        parts.append("returned")
    for part in parts:
        assert +told[part] == +true[part], part


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(shop=shops)
def test_a_list_without_items_tells_what_was_paid(folder: Path, shop: list[Bought]) -> None:
    text = shop_truth.prestashop_list(shop, french=True)
    paid = sum(sale.paid for sale in read(folder, text, "prestashop_orders") if not sale.status)
    assert paid == sum(one.total for one in shop if one.counts) * CENT


MEASURES = ("orders", "goods_sold", "refunds", "shipping", "units", "paid_amount", "guest_orders")


@settings(max_examples=10, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(shop=shops)
def test_no_order_counts_twice_whichever_exports_tell_of_it(
    folder: Path, shop: list[Bought]
) -> None:
    """Layouts of one system agree on orders' numbers, and a poorer one takes nothing away."""
    systems = (
        (
            shop_truth.analytics(shop, french=True),
            shop_truth.woo_json(shop, whole=True),
            shop_truth.webtoffee(shop),
            shop_truth.analytics(shop, french=False),
            shop_truth.woo_json(shop, whole=True),
        ),
        (
            shop_truth.prestashop_list(shop, french=False),
            shop_truth.prestashop_sql(shop),
            shop_truth.prestashop_list(shop, french=True),
        ),
    )
    for exports in systems:
        with closing(in_memory(currency="EUR", timezone="Europe/Paris", country="FR")) as store:
            known = []
            for number, text in enumerate(exports):
                path = folder / f"{number}.csv"
                path.write_bytes(text)
                (receipt,) = run_import(store, [path], Request(NOW, key=folder / "key"))
                assert receipt.error is None, receipt.error
                known.append(Facts(store).totals(MEASURES, YEAR))
                _whole(receipt)
            assert all(figures == known[1] for figures in known[2:])
            true = true_figures(shop, LAYOUTS[0])
            assert known[-1]["orders"] == sum(true["orders"].values())
            assert known[-1]["goods_sold"] == sum(true["goods"].values())
            assert known[-1]["refunds"] == sum(true["back"].values())


def _whole(receipt: Receipt) -> None:
    told = (receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded)
    assert sum(told) == receipt.read and not receipt.rejected
