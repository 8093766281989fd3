"""A WooCommerce read where it lives: the same figures from its posts and from its own tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from store.ingest.run import Request, run_import
from tests.sync_shop import NOW, Synced, sums, synced
from tests.woocommerce_shop import WooCommerce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mariadb import MariaServer

SOAP = {"product": 1, "name": "Soap as it was called then", "units": 2, "total": "18",
        "subtotal": "20", "_cogs_value": "8"}  # fmt: skip
OIL = {"product": 2, "variation": 3, "name": "Oil - big", "total": "20"}


@pytest.fixture(params=[True, False], ids=["own tables", "posts"])
def shop(mariadb: MariaServer, request: pytest.FixtureRequest) -> WooCommerce:
    own = bool(request.param)
    made = WooCommerce(mariadb, "woo_own" if own else "woo_posts", own=own)
    made.product(1, "Soap", "S-1", category=2)
    made.product(2, "Oil", "O-1", category=3, cost="7")
    made.product(3, "Oil, big", "O-2", parent=2, category=0)
    return made


@pytest.fixture
def ours(shop: WooCommerce, tmp_path: Path) -> Iterator[Synced]:
    found = synced(shop, tmp_path)
    yield found
    found.store.close()


def an_order(shop: WooCommerce, number: int = 101, at: str = "2026-03-01 23:30:00") -> None:
    shop.order(
        number, at, lines=[SOAP, OIL], coupon="spring", shipping="5", tax="8.6", shipping_tax="1",
        total="51.6", email="ana@example.org",
        meta={"_wc_order_attribution_source_type": "organic",
              "_wc_order_attribution_utm_source": "google",
              "_wc_order_attribution_utm_medium": "organic",
              "_wc_order_attribution_device_type": "Mobile"},
    )  # fmt: skip


def test_an_order_is_its_items_after_discounts_without_tax_and_shipping(
    shop: WooCommerce, ours: Synced
) -> None:
    an_order(shop)
    shop.save()
    ours.sync()
    day = "2026-03-02"  # half past midnight in Paris
    assert (ours.count("orders", day), ours.count("units", day)) == (1, 3)
    assert ours.euros("goods_sold") == 38
    assert ours.euros("discounts") == 2
    assert ours.euros("shipping") == 5
    assert ours.euros("paid_amount") * 10 == 516
    assert ours.euros("cost_of_goods") == 8 + 7, "the line's own, else its product's"
    for dimension, member in (
        ("promo", "SPRING"), ("channel", "organic search"), ("device", "mobile"),
        ("country", "FR"), ("sales_channel", "web"), ("customer_group", "private"),
        ("payment_method", "Card"),
    ):  # fmt: skip
        assert ours.members("orders", dimension) == {member: 1}
    assert ours.members("goods_sold", "category") == {"Oils": 200_000, "Soap": 180_000}
    assert ours.members("goods_sold", "product") == {"Oil, big": 200_000, "Soap": 180_000}


def test_refunds_count_on_their_own_days_with_lines_or_by_amount(
    shop: WooCommerce, ours: Synced
) -> None:
    an_order(shop)
    back = {"product": 1, "name": "Soap", "units": -1, "total": "-9", "_cogs_value": "-4"}
    shop.refund(102, 101, "2026-03-05 09:00:00", "10.8", [back])
    shop.refund(103, 101, "2026-03-06 09:00:00", "12.2")
    shop.save()
    ours.sync()
    assert ours.euros("refunds", "2026-03-05") == 9
    assert ours.euros("refund_cost", "2026-03-05") == 4
    assert ours.members("refunds", "category", "2026-03-05") == {"Soap": 90_000}
    # 12.20 of what is left: 29 of goods that were 36.60 minus… with their tax.
    spread = ours.members("refunds", "category", "2026-03-06")
    assert sum(spread.values()) == ours.count("refunds", "2026-03-06") > 90_000
    assert set(spread) == {"Soap", "Oils"}
    assert ours.ask("SELECT estimated FROM refund ORDER BY day") == [(0,), (1,)]


@pytest.mark.parametrize(
    ("status", "paid", "orders", "refunds"),
    [
        ("wc-completed", "", 1, 0), ("wc-processing", None, 1, 0), ("wc-on-hold", None, 0, 0),
        ("wc-pending", None, 0, 0), ("wc-failed", None, 0, 0), ("wc-cancelled", None, 0, 0),
        ("wc-cancelled", "", 1, 10), ("trash", "", 0, 0), ("wc-shipped", "", 1, 0),
        ("wc-awaiting-quote", None, 0, 0),
    ],
)  # fmt: skip
def test_a_status_counts_by_what_it_says_and_one_of_the_owners_own_once_it_is_paid(
    shop: WooCommerce, ours: Synced, status: str, paid: str | None, orders: int, refunds: int
) -> None:
    shop.order(201, "2026-03-01 10:00:00", status=status, paid=paid, lines=[{"total": "10"}],
               total="12", tax="2", updated="2026-03-08 10:00:00")  # fmt: skip
    shop.save()
    ours.sync()
    assert ours.count("orders") == orders
    assert ours.euros("refunds", "2026-03-08") == refunds


def test_a_draft_of_the_checkout_is_no_order(shop: WooCommerce, ours: Synced) -> None:
    shop.order(201, "2026-03-01 10:00:00", status="wc-checkout-draft", lines=[{"total": "10"}])
    shop.save()
    ours.sync()
    assert ours.ask("SELECT COUNT(*) FROM sale") == [(0,)]


@pytest.mark.parametrize(
    "meta",
    [
        {"_wcpay_multi_currency_order_exchange_rate": "1.25",
         "_wcpay_multi_currency_order_default_currency": "EUR"},
        {"_woocs_order_rate": "1.25", "_woocs_order_base_currency": "EUR"},
    ],
    ids=["WooPayments", "WOOCS"],
)  # fmt: skip
def test_a_rate_noted_with_the_order_turns_it_and_not_its_costs(
    shop: WooCommerce, ours: Synced, meta: dict[str, str]
) -> None:
    shop.order(201, "2026-03-01 10:00:00", currency="USD", meta=meta,
               lines=[{"total": "25", "_cogs_value": "8"}], total="30", tax="5")  # fmt: skip
    shop.order(202, "2026-03-01 10:00:00", currency="USD", lines=[{"total": "25"}], total="30")
    shop.save()
    receipt = ours.sync()
    assert (ours.euros("goods_sold"), ours.euros("cost_of_goods")) == (20, 8)
    assert "1 order in USD has no exchange rate" in str(receipt.warnings[0])


def test_the_shops_own_people_are_no_accounts(shop: WooCommerce, ours: Synced) -> None:
    shop.customer(5, "ana@example.org", "2026-03-01 23:30:00")
    shop.customer(6, "boss@example.org", "2026-03-01 10:00:00", "administrator")
    shop.save()
    ours.sync()
    assert (ours.count("accounts"), ours.count("accounts", "2026-03-02")) == (1, 1)


def test_what_changed_comes_along_and_what_was_deleted_is_found(
    shop: WooCommerce, ours: Synced
) -> None:
    for number in range(1, 41):
        an_order(shop, 200 + number, f"2026-03-{(number + 1) // 2:02d} 10:00:00")
    shop.save()
    ours.sync()
    assert ours.count("orders") == 40
    shop.refund(900, 203, "2026-04-18 09:00:00", "51.6")
    shop.save()
    receipt = ours.sync()
    assert (receipt.updated, ours.euros("refunds", "2026-04-18")) == (1, 38)
    assert receipt.read < 20
    orders, key = ("wc_orders", "id") if shop.own else ("posts", "ID")
    shop.server.run(f"DELETE FROM wp_{orders} WHERE {key} = 207", database=shop.name)
    receipt = ours.sync(full=True)
    assert (receipt.updated, ours.count("orders")) == (1, 39)
    assert "1 order is no longer in the shop's database" in str(receipt.warnings[0])
    assert ours.sync(full=True).updated == 0


def test_orders_go_by_the_number_customers_see(shop: WooCommerce, ours: Synced) -> None:
    shop.order(201, "2026-03-01 10:00:00", lines=[{"total": "10"}], total="10",
               meta={"_order_number": "5001"})  # fmt: skip
    shop.save()
    ours.sync()
    assert ours.ask("SELECT ref FROM sale") == [("5001",)]
    ours.sync(full=True)
    assert ours.count("orders") == 1, "not taken for deleted"


def test_an_export_of_the_same_order_finds_it_unchanged(
    shop: WooCommerce, ours: Synced, tmp_path: Path
) -> None:
    an_order(shop)
    shop.save()
    ours.sync()
    export = tmp_path / "orders.json"
    export.write_text(json.dumps([{
        "id": 101, "number": "101", "status": "completed", "currency": "EUR",
        "date_created": "2026-03-02T00:30:00", "date_created_gmt": "2026-03-01T23:30:00",
        "date_paid_gmt": "2026-03-01T23:30:00", "date_paid": "2026-03-02T00:30:00",
        "created_via": "checkout", "total": "51.60", "total_tax": "8.60", "shipping_total": "5.00",
        "shipping_tax": "1.00", "customer_id": 0, "payment_method": "card",
        "payment_method_title": "Card", "billing": {"email": "ana@example.org", "country": "FR"},
        "shipping": {}, "coupon_lines": [{"code": "spring"}], "fee_lines": [], "refunds": [],
        "line_items": [
            {"sku": "S-1", "name": "Soap", "quantity": "2", "total": "18", "subtotal": "20",
             "cost_of_goods_sold": {"total_value": "8"}},
            {"sku": "O-2", "name": "Oil, big", "quantity": "1", "total": "20", "subtotal": "20"},
        ],
        "meta_data": [
            {"key": f"_wc_order_attribution_{key}", "value": value} for key, value in (
                ("source_type", "organic"), ("utm_source", "google"), ("utm_medium", "organic"),
                ("device_type", "Mobile"))
        ],
    }]))  # fmt: skip
    (receipt,) = run_import(
        ours.store, [export], Request(now=NOW, key=tmp_path / "customers.key", source="woocommerce")
    )
    assert receipt.error is None
    assert sums(receipt) == (1, 0, 0, 1, 0, 0)


def test_a_site_of_several_shares_its_users_with_the_others(
    mariadb: MariaServer, tmp_path: Path
) -> None:
    shop = WooCommerce(mariadb, "woo_site", own=False, prefix="wp_2_")
    shop.customer(5, "ana@example.org", "2026-03-01 10:00:00")
    shop.order(201, "2026-03-01 10:00:00", lines=[{"total": "10"}], total="10")
    shop.save()
    shop.server.run(
        "DROP TABLE IF EXISTS wp_users, wp_usermeta",
        "CREATE TABLE wp_users AS SELECT * FROM wp_2_users",
        "CREATE TABLE wp_usermeta AS SELECT * FROM wp_2_usermeta",
        database=shop.name,
    )
    ours = synced(shop, tmp_path)
    ours.sync()
    assert (ours.count("orders"), ours.count("accounts")) == (1, 1)
    ours.store.close()
