"""A PrestaShop read where it lives: its figures are those the shop itself would work out."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from store.errors import OwnerError
from tests.prestashop_shop import (
    ACCEPTED,
    AWAITING,
    BACKORDER_PAID,
    CANCELED,
    ERROR,
    EUR,
    GBP,
    INVOICED,
    OLD_PAID,
    RATES,
    REFUNDED,
    SHIPPED,
    USD,
    PrestaShop,
    Sold,
)
from tests.sync_shop import Synced, sums, synced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mariadb import MariaServer

PAYMENT_STEP = '{"checkout-payment-step":{"step_is_reachable":true,"step_is_complete":false}}'
NEVER = "0000-00-00 00:00:00"
_CATALOGUE = {1: Decimal(4), 2: Decimal(0)}


def euros(amount: str | int) -> Decimal:
    return Decimal(amount)


def soap(units: int = 1, price: str = "10", cost: str = "4") -> Sold:
    return Sold(1, units, Decimal(price), "R-1", Decimal(cost))


def oil(units: int = 1, price: str = "20") -> Sold:
    return Sold(2, units, Decimal(price), "R-2")


@pytest.fixture
def shop(mariadb: MariaServer) -> PrestaShop:
    made = PrestaShop(mariadb, "ps")
    made.product(1, "Soap", "10", category=11, cost="4")
    made.product(2, "Oil", "20", category=12)
    return made


@pytest.fixture
def ours(shop: PrestaShop, tmp_path: Path) -> Iterator[Synced]:
    found = synced(shop, tmp_path)
    yield found
    found.store.close()


def test_goods_are_what_was_charged_for_the_items_without_tax_and_shipping(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(
        1, "2026-03-01 10:00:00", [soap(2), oil()], discount="4", code="spring", shipping="5"
    )
    shop.save()
    assert sums(ours.sync())[:2] == (3, 3)  # the order, and two products
    assert ours.euros("goods_sold") == 36
    assert ours.euros("discounts") == 4
    assert ours.euros("shipping") == 5
    assert ours.count("units") == 3
    assert ours.euros("paid_amount") == euros("49.20")  # (36 + 5) with a fifth of tax
    assert ours.members("orders", "promo") == {"SPRING": 1}
    assert ours.members("goods_sold", "category") == {"Soap": 180_000, "Oils": 180_000}
    assert ours.members("goods_sold", "subcategory") == {"Bars": 180_000, "": 180_000}
    assert ours.members("orders", "country") == {"FR": 1}


def test_free_delivery_is_taken_off_the_shipping_and_not_off_the_goods(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap()], discount="1", free_shipping=True, shipping="6")
    shop.save()
    ours.sync()
    assert (ours.euros("goods_sold"), ours.euros("discounts"), ours.euros("shipping")) == (9, 1, 0)


def test_amounts_are_divided_by_the_rate_of_the_order_and_costs_are_not(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap(3, "12.50")], currency=USD, shipping="5")
    shop.order(2, "2026-03-01 11:00:00", [soap(1, "8")], currency=GBP)
    shop.save()
    ours.sync()
    assert ours.euros("goods_sold") == euros("37.5") / RATES[USD] + 8 / RATES[GBP]
    assert ours.euros("shipping") == 4
    assert ours.euros("cost_of_goods") == 16


def test_a_shop_counted_in_the_currency_of_the_orders_takes_them_as_they_are(
    shop: PrestaShop, tmp_path: Path
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap(2, "12.50")], currency=USD)
    shop.save()
    ours = synced(shop, tmp_path, currency="USD")
    ours.sync()
    assert ours.euros("goods_sold") == 25
    assert ours.euros("cost_of_goods") == 10  # 8 euros
    ours.store.close()


def test_an_order_that_no_rate_is_known_for_is_kept_and_does_not_count(
    shop: PrestaShop, tmp_path: Path
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap()], currency=GBP)
    shop.save()
    ours = synced(shop, tmp_path, currency="CHF")
    receipt = ours.sync()
    assert ours.count("orders") == 0
    assert "1 order in GBP has no exchange rate" in str(receipt.warnings[0])
    ours.store.close()


@pytest.mark.parametrize(
    ("state", "past", "counts"),
    [
        (ACCEPTED, (), True),
        (SHIPPED, (), True),
        (BACKORDER_PAID, (), True),  # not valid in PrestaShop's eyes, and paid all the same
        (INVOICED, (), True),  # a state of the shop's own: logable, paid later
        (OLD_PAID, (), True),  # a state deleted since
        (AWAITING, (), False),
        (CANCELED, (), False),
        (ERROR, ((AWAITING, "2026-03-01 10:00:00"),), False),
    ],
)
def test_the_flags_of_its_state_say_whether_an_order_counts(
    shop: PrestaShop,
    ours: Synced,
    state: int,
    past: tuple[tuple[int, str], ...],
    counts: bool,
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap()], state=state, past=past)
    shop.save()
    ours.sync()
    assert (ours.count("orders"), ours.euros("goods_sold")) == ((1, 10) if counts else (0, 0))
    assert ours.count("refund_count") == 0
    assert ours.ask("SELECT COUNT(*) FROM sale") == [(1,)], "kept, so that it can be listed"


def test_an_order_cancelled_after_it_was_paid_is_given_back_on_the_day_it_ceased(
    shop: PrestaShop, ours: Synced
) -> None:
    paid = ((ACCEPTED, "2026-03-01 10:00:00"),)
    shop.order(1, "2026-03-01 10:00:00", [soap(2), oil()], state=CANCELED, past=paid,
               updated="2026-03-09 09:00:00")  # fmt: skip
    sent = (*paid, (SHIPPED, "2026-03-02 10:00:00"))
    shop.order(2, "2026-03-01 10:00:00", [soap()], state=REFUNDED, past=sent,
               updated="2026-03-20 09:00:00")  # fmt: skip
    shop.save()
    ours.sync()
    assert (ours.count("orders"), ours.euros("goods_sold", "2026-03-01")) == (2, 50)
    assert ours.euros("refunds", "2026-03-09") == 40
    assert ours.euros("refund_cost", "2026-03-09") == 8, "PrestaShop puts cancelled goods back"
    assert ours.euros("refunds", "2026-03-20") == 10
    assert ours.euros("refund_cost", "2026-03-20") == 0, "and refunded ones not"


def test_a_credit_slip_counts_on_its_own_day_with_its_own_lines(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-30 10:00:00", [soap(4), oil()])
    shop.slip(1, 1, "2026-04-02 10:00:00", {1: (1, "10")})
    shop.save()
    shop.change("order_detail", "id_order_detail = 1", product_quantity_reinjected=1)
    ours.sync()
    assert ours.euros("refunds", "2026-03-30") == 0
    assert ours.euros("refunds", "2026-04-02") == 10
    assert ours.euros("refunds_of_orders", "2026-03-30") == 10
    assert ours.euros("refund_cost", "2026-04-02") == 4, "it went back into stock"
    assert ours.members("refunds", "category", "2026-04-02") == {"Soap": 100_000}
    assert ours.ask("SELECT estimated FROM refund") == [(0,)]


def test_a_slip_over_an_amount_the_owner_chose_is_estimated_and_adds_up_over_products(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap(2), oil()])
    shop.slip(1, 1, "2026-03-05 10:00:00", {1: (2, "20")}, amount="6")  # of 24 with tax
    shop.slip(2, 1, "2026-03-06 10:00:00", {}, amount="12")
    shop.save()
    ours.sync()
    assert ours.euros("refunds", "2026-03-05") == 5
    assert ours.euros("refunds", "2026-03-06") == 10, "goods are as large a part as of the order"
    assert ours.members("refunds", "category", "2026-03-06") == {"Soap": 50_000, "Oils": 50_000}
    assert ours.ask("SELECT DISTINCT estimated FROM refund") == [(1,)]


def test_an_order_of_nothing_is_an_order(shop: PrestaShop, ours: Synced) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap(1, "0")], payment="Free order")
    shop.save()
    ours.sync()
    assert (ours.count("orders"), ours.count("units"), ours.euros("goods_sold")) == (1, 1, 0)


def test_lines_that_miss_the_total_leave_a_rest_without_a_product(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap(3, "3.333333")])
    shop.order(2, "2026-03-01 10:00:00", [soap()])
    shop.save()
    shop.change("orders", "id_order = 1", total_products="10.00")
    shop.change("orders", "id_order = 2", total_products="13.00")
    receipt = ours.sync()
    assert ours.euros("goods_sold") == 23
    assert ours.members("goods_sold", "category") == {"Soap": 200_000, "": 30_000}
    assert [str(one) for one in receipt.warnings] == [
        "The lines of 1 order do not add up to its total; the rest has no product."
    ]


def test_a_guest_and_an_account_of_one_address_are_one_customer(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.customer(1, "ana@example.org")
    shop.customer(2, "Ana@Example.org ", guest=True, group=4)
    shop.order(1, "2026-03-01 10:00:00", [soap()], customer=1)
    shop.order(2, "2026-03-08 10:00:00", [soap()], customer=2)
    shop.save()
    ours.sync()
    assert (ours.count("buyers"), ours.count("second_orders"), ours.count("accounts")) == (1, 1, 1)
    assert ours.members("orders", "customer_group") == {"Customer": 1, "Resellers": 1}


def test_accounts_and_newsletter_sign_ups_count_on_their_days(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.customer(1, "a@example.org", added="2026-03-01 23:30:00", newsletter="2026-03-05 08:00:00")
    shop.customer(2, "b@example.org", added="2026-03-02 00:30:00", newsletter=NEVER)
    shop.row("emailsubscription", id=1, id_shop=1, email="c@example.org",
             newsletter_date_add="2026-03-05 09:00:00",
             http_referer="https://www.bing.com/")  # fmt: skip
    shop.save()
    ours.sync()
    assert (ours.count("accounts", "2026-03-01"), ours.count("accounts", "2026-03-02")) == (1, 1)
    assert ours.count("signups", "2026-03-05") == 2
    assert ours.members("signups", "channel") == {"organic search": 1, "": 1}


def test_carts_are_those_that_were_filled_with_how_far_they_came(
    shop: PrestaShop, ours: Synced
) -> None:
    at = "2026-03-01 10:00:00"
    shop.cart(1, at, {})
    shop.cart(2, at, {1: 3})
    shop.cart(3, at, {1: 1, 2: 1}, session='{"checkout-addresses-step":{}}')
    shop.cart(4, at, {2: 1}, session=PAYMENT_STEP)
    shop.cart(5, at, {1: 1})
    shop.cart(6, at, {1: 1})
    shop.order(50, at, [soap()], cart=5)
    shop.order(60, at, [soap()], cart=6, state=AWAITING)
    shop.save()
    ours.sync()
    assert ours.count("carts") == 5
    assert ours.count("carts_converted") == 1
    assert ours.count("checkouts") == 4
    assert ours.count("payments_started") == 3
    assert ours.euros("checkout_amount") == 30 + 20 + 10 + 10


def test_empty_carts_are_told_by_day_and_leave_it_once_they_are_filled(
    shop: PrestaShop, ours: Synced
) -> None:
    for number in (1, 2, 3):
        shop.cart(number, "2026-03-01 23:30:00", {})
    shop.cart(4, "2026-03-02 00:30:00", {})
    shop.cart(5, "2026-03-01 10:00:00", {1: 1})
    shop.save()
    ours.sync()
    assert (ours.empty_carts("2026-03-01"), ours.empty_carts("2026-03-02")) == (3, 1)
    assert ours.count("carts") == 1
    shop.row("cart_product", id_cart=2, id_product=1, id_product_attribute=0, quantity=1)
    shop.save()
    ours.sync()
    assert (ours.empty_carts("2026-03-01"), ours.empty_carts("2026-03-02")) == (2, 1)


def test_visits_come_with_their_channel_and_device_and_bring_it_to_the_order(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.guest(7, system=2)
    shop.guest(8, system=3)
    shop.visit(1, 7, "2026-03-01 09:00:00", referrer="https://www.google.com/",
               address="shop.example.org/soap?x=1")  # fmt: skip
    shop.visit(2, 7, "2026-03-02 09:00:00")
    tagged = "shop.example.org/?utm_source=news&utm_medium=email&utm_campaign=may"
    shop.visit(3, 8, "2026-03-02 09:00:00", address=tagged)
    shop.cart(1, "2026-03-02 09:10:00", {1: 1}, guest=7)
    shop.order(1, "2026-03-02 09:30:00", [soap()], cart=1)
    shop.save()
    ours.sync()
    assert ours.members("visits", "channel") == {"organic search": 1, "direct": 1, "email": 1}
    assert ours.members("visits", "device") == {"mobile": 2, "tablet": 1}
    assert (ours.count("visitors"), ours.count("returning_visits")) == (2, 1)
    assert ours.members("orders", "channel") == {"organic search": 1}, "the last not direct"
    assert ours.members("orders", "device") == {"mobile": 1}
    assert ours.facts.coverage("bounces") == [], "nobody kept the pages"
    assert ours.facts.coverage("visits")


def test_pages_of_visits_make_bounces_where_the_shop_keeps_them(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.row("page_type", id_page_type=1, name="index")
    shop.row("page_type", id_page_type=2, name="product")
    shop.row("page", id_page=1, id_page_type=1)
    shop.row("page", id_page=2, id_page_type=2)
    shop.guest(7)
    shop.visit(1, 7, "2026-03-01 09:00:00", pages=[1])
    shop.visit(2, 7, "2026-03-01 12:00:00", pages=[1, 2, 2])
    shop.visit(3, 7, "2026-02-20 12:00:00")  # its pages were cleared away
    shop.save()
    ours.sync()
    assert (ours.count("visits"), str(ours.facts.coverage("visits")[0].start)) == (3, "2026-02-20")
    assert str(ours.facts.coverage("bounces")[0].start) == "2026-03-01"
    assert (ours.count("bounces"), ours.count("page_views")) == (1, 4)
    assert ours.count("product_visits") == 1


def test_where_an_order_came_from_is_kept_when_the_shop_forgets_its_visits(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.guest(7)
    shop.visit(1, 7, "2026-03-01 09:00:00", referrer="https://www.google.com/")
    shop.cart(1, "2026-03-01 09:10:00", {1: 1}, guest=7)
    shop.order(1, "2026-03-01 09:30:00", [soap()], cart=1)
    shop.save()
    ours.sync()
    shop.server.run("DELETE FROM ps_connections", database=shop.name)
    assert sums(ours.sync(full=True))[2] == 0
    assert ours.members("orders", "channel") == {"organic search": 1}


def test_days_are_the_shops_own_on_nights_when_clocks_change(
    shop: PrestaShop, ours: Synced
) -> None:
    for number, at in enumerate(
        (
            "2026-03-28 23:59:59", "2026-03-29 00:00:00", "2026-03-29 02:30:00",  # skipped
            "2026-03-29 03:00:00", "2026-03-29 23:59:59", "2025-10-26 02:30:00",  # twice
            "2025-10-26 23:30:00", "2025-10-27 00:00:00",
        ),
        1,
    ):  # fmt: skip
        shop.order(number, at, [soap()])
    shop.save()
    ours.sync()
    days = ["2026-03-28", "2026-03-29", "2026-03-30", "2025-10-26", "2025-10-27"]
    assert [ours.count("orders", day) for day in days] == [1, 4, 0, 2, 1]


def test_a_shop_on_another_clock_is_put_on_ours(mariadb: MariaServer, tmp_path: Path) -> None:
    far = PrestaShop(mariadb, "ps_far", zone="America/New_York")
    far.order(1, "2026-03-01 17:59:59", [soap()])
    far.order(2, "2026-03-01 18:00:00", [soap()])
    far.save()
    ours = synced(far, tmp_path)
    ours.sync()
    assert [ours.count("orders", day) for day in ("2026-03-01", "2026-03-02")] == [1, 1]
    ours.store.close()


def test_tables_may_have_another_prefix_and_an_old_engine(
    mariadb: MariaServer, tmp_path: Path
) -> None:
    old = PrestaShop(mariadb, "ps_old", prefix="boutique_", engine="MyISAM")
    old.order(1, "2026-03-01 10:00:00", [soap()])
    old.save()
    ours = synced(old, tmp_path)
    receipt = ours.sync()
    assert ours.count("orders") == 1
    assert "keep no snapshot (MyISAM)" in str(receipt.warnings[-1])
    ours.store.close()


def test_of_several_shops_the_owner_says_which_one_counts(
    mariadb: MariaServer, tmp_path: Path
) -> None:
    both = PrestaShop(mariadb, "ps_both", shops=2)
    both.order(1, "2026-03-01 10:00:00", [soap()], shop=1)
    both.order(2, "2026-03-01 10:00:00", [soap(2)], shop=2)
    both.cart(1, "2026-03-01 09:00:00", {1: 1}, shop=1)
    both.cart(2, "2026-03-01 09:00:00", {1: 1}, shop=2)
    both.save()
    ours = synced(both, tmp_path)
    with pytest.raises(OwnerError, match="several shops: 1 \\(Shop 1\\), 2 \\(Shop 2\\)"):
        ours.sync()
    with pytest.raises(OwnerError, match="no shop 3"):
        ours.sync(config={"shop_id": 3})
    ours.sync(config={"shop_id": 2})
    assert (ours.count("orders"), ours.count("units"), ours.count("carts")) == (1, 2, 1)
    ours.sync(config={"shop_id": "all"})
    assert (ours.count("orders"), ours.count("carts")) == (2, 2)
    ours.store.close()


def test_a_row_nobody_can_read_is_rejected_with_its_number(shop: PrestaShop, ours: Synced) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap()])
    shop.order(2, "0000-00-00 00:00:00", [soap()])
    shop.order(3, "2026-03-01 10:00:00", [soap(1, "99999999999999")])
    shop.save()
    receipt = ours.sync()
    assert (ours.count("orders"), receipt.rejected) == (1, 2)
    assert [(one.line, one.column) for one in receipt.rejects] == [(2, "orders"), (3, "orders")]


def test_days_without_orders_are_covered_up_to_yesterday_and_days_to_come_are_not(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.order(1, "2026-03-01 10:00:00", [soap()])
    shop.save()
    ours.sync()
    (days,) = ours.facts.coverage("orders")
    assert (str(days.start), str(days.last)) == ("2026-03-01", "2026-04-19")
    shop.order(2, "2026-04-20 09:00:00", [soap()])
    shop.save()
    ours.sync()
    (days,) = ours.facts.coverage("orders")
    assert str(days.last) == "2026-04-20"


def a_life(shop: PrestaShop, seed: int, orders: int) -> dict[str, dict[str, Decimal]]:
    """Live through some weeks at random; return orders, goods, refunds… by day, in euros."""
    chance = random.Random(seed)
    truth: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    line = 0
    for number in range(1, orders + 1):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(100))
        at = f"{day} {chance.randrange(24):02d}:{chance.randrange(60):02d}:00"
        currency = chance.choice((EUR, EUR, EUR, USD, GBP))
        items = [
            Sold(product, chance.randint(1, 4), Decimal(chance.randint(0, 9_000)) / 100,
                 f"R-{product}", Decimal(chance.choice((0, 2))))
            for product in chance.sample((1, 2), chance.randint(1, 2))
        ]  # fmt: skip
        total = sum((one.price * one.units for one in items), Decimal(0))
        state = chance.choice((ACCEPTED, SHIPPED, SHIPPED, BACKORDER_PAID, AWAITING, CANCELED))
        told = shop.order(
            number, at, items, state=state, currency=currency, shipping="4.90",
            discount=str((total * chance.choice((0, 0, 1)) / 10).quantize(Decimal("0.01"))),
            free_shipping=chance.random() < 0.1, customer=chance.randint(0, 30),
            updated=f"{day} 23:59:59",
        )  # fmt: skip
        line += len(items)
        if told.counts:
            found = truth[told.day]
            found["orders"] += 1
            found["goods_sold"] += told.goods
            found["discounts"] += told.discount
            found["shipping"] += told.shipping
            found["units"] += told.units
            found["cost_of_goods"] += sum(
                ((one.cost or _CATALOGUE[one.product]) * one.units for one in items), Decimal(0)
            )
            if chance.random() < 0.3 and items[-1].price:
                back = day + timedelta(days=chance.randrange(9))
                value = items[-1].price
                shop.slip(number, number, f"{back} 12:00:00", {line: (1, str(value))},
                          currency=currency)  # fmt: skip
                truth[str(back)]["refunds"] += value / RATES[currency]
    for customer in range(1, 31):
        shop.customer(customer, f"c{customer}@example.org", guest=customer % 3 == 0)
    return truth


def test_every_day_of_a_random_life_has_the_figures_of_that_life(
    shop: PrestaShop, ours: Synced
) -> None:
    truth = a_life(shop, 20260421, 400)
    shop.save()
    ours.sync(full=True)
    measures = (
        "orders",
        "goods_sold",
        "discounts",
        "shipping",
        "units",
        "cost_of_goods",
        "refunds",
    )
    for offset in range(115):
        day = str(date(2026, 1, 1) + timedelta(days=offset))
        for measure in measures:
            counted = measure in ("orders", "units")
            found = Decimal(ours.count(measure, day)) if counted else ours.euros(measure, day)
            assert abs(found - truth[day][measure]) < Decimal("0.002"), (day, measure)
    (shops_own,) = shop.ask(
        "SELECT SUM((total_products - total_discounts_tax_excl + COALESCE((SELECT SUM(LEAST("
        "r.value_tax_excl, o.total_shipping_tax_excl)) FROM {p}order_cart_rule r"
        " WHERE r.id_order = o.id_order AND r.free_shipping = 1), 0)) / conversion_rate)"
        " FROM {p}orders o JOIN {p}order_state s ON s.id_order_state = o.current_state"
        " WHERE o.valid = 1 OR s.paid = 1"
    )[0]
    assert abs(ours.euros("goods_sold") - shops_own) < Decimal("0.02")
