"""Why a back office says something else: other systems' rules on the same rows, to the cent."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.explain.conventions import SUBJECTS, SYSTEMS, conventions, with_theirs
from goals.metrics.errors import QuestionError
from goals.metrics.periods import parse_period
from store.messages import Quantity
from store.records import Status
from store.tallies import TALLIES, tally_rows
from tests.builders import TestShop, a_shop, days

if TYPE_CHECKING:
    from goals.explain.conventions import Comparison, Gap
    from store.facts import Facts

LAST = date(2026, 4, 30)
MARCH, APRIL = "2026-03", "2026-04"


def told_shop() -> TestShop:
    """A shop whose March has one of everything that systems count differently."""
    shop = a_shop()
    shop.covered("2026-01-01", "2026-04-30")
    ana = shop.order("2026-03-30", by="ana", goods=100, discount=10, shipping=5, tax=21, ref="A")
    shop.payment("2026-03-30", 126, of=ana)
    shop.refund("2026-04-02", 40, of=ana, ordered="2026-03-30", by="ana")
    guest = shop.order("2026-03-05", goods=60, shipping=3, tax=12, ref="B")
    shop.payment("2026-03-05", 75, of=guest)
    late = shop.order("2026-03-31", by="bob", goods=80, tax=16, ref="C")
    shop.payment("2026-04-03", 96, of=late)
    early = shop.order("2026-02-27", by="cyd", goods=50, tax=10, ref="D")
    shop.payment("2026-03-02", 60, of=early)
    undone = shop.order("2026-03-10", by="dan", goods=30, shipping=2, tax=6, ref="E")
    shop.payment("2026-03-10", 38, of=undone)
    shop.refund("2026-03-20", 30, of=undone, ordered="2026-03-10", by="dan")
    for status, goods, who in (
        (Status.PENDING, 20, "eve"), (Status.CANCELLED, 15, "fay"), (Status.TEST, 7, ""),
    ):  # fmt: skip
        shop.order("2026-03-15", by=who, goods=goods, discount=1, shipping=1, tax=4, status=status)
    shop.order("2026-03-16", goods=9, status=Status.NO_RATE, currency="THB")
    for visitor, steps in (("v1", 31), ("v1", 31), ("v2", 31), ("v3", 3), ("v3", 1), ("v4", 0)):
        shop.visit("2026-03-12", by=visitor, steps=steps)
    for visitor, step in (
        ("v1", "paid"), ("v2", "paid"), ("v3", "filled"), ("v3", "filled"), ("v4", "checkout"),
    ):  # fmt: skip
        shop.cart("2026-03-12", by=visitor, step=step)  # type: ignore[arg-type]
    shop.cart("2026-03-15", by="v5", step="payment", ordered=early)
    shop.series("empty_carts", "2026-03-12", 4)
    shop.row("engagement", "2026-03-12", kind=2, times=3)
    return shop


@pytest.fixture(scope="module")
def facts() -> Facts:
    return told_shop().publish()


def compared(facts: Facts, metric: str, period: str = MARCH) -> Comparison:
    return conventions(facts, [metric], parse_period(period, LAST), 2)[0]


def gap_of(facts: Facts, metric: str, system: str, figure: str, period: str = MARCH) -> Gap:
    found = [
        one
        for one in compared(facts, metric, period).gaps
        if (one.system.id, one.convention.id) == (system, figure)
    ]
    return found[0]


def items(gap: Gap) -> dict[str, Fraction]:
    return {one.id: one.amount for one in gap.items}


def test_march_is_270_less_30_here_and_the_refund_of_april_is_april_s(facts: Facts) -> None:
    # 100 + 60 + 80 + 30 on their days, less the 30 given back in March.
    assert compared(facts, "revenue").ours == 240
    assert compared(facts, "revenue", APRIL).ours == -40


def test_shopify_counts_orders_not_paid_with_shipping_and_tax(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "shopify", "total_sales")
    assert items(gap) == {"pending": 20, "shipping": 11, "tax": 59}
    assert gap.value == 330
    net = gap_of(facts, "revenue", "shopify", "net_sales")
    assert net.value == 260
    assert items(net) == {"pending": 20}
    gross = gap_of(facts, "revenue", "shopify", "gross_sales")
    # 110 + 60 + 80 + 30 paid, 21 pending, 16 cancelled: before discounts, no refund.
    assert gross.value == 317
    assert items(gross) == {"pending": 20, "cancelled": 15, "discounts": 12, "refunds": 30}


def test_woocommerce_counts_on_the_day_of_payment(facts: Facts) -> None:
    net = gap_of(facts, "revenue", "woocommerce", "net_sales")
    assert items(net) == {"placed_earlier": 50, "paid_later": -80}
    assert net.value == 210
    total = gap_of(facts, "revenue", "woocommerce", "total_sales")
    assert items(total) == {"placed_earlier": 50, "paid_later": -80, "shipping": 10, "tax": 49}
    basket = gap_of(facts, "aov", "woocommerce", "average_order_value")
    assert basket.value == Fraction(210, 4)  # 240 goods paid in March less 30, by 4 orders


def test_prestashop_lets_an_order_given_back_whole_drop_out_of_the_past(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "prestashop", "sales")
    assert items(gap) == {
        "placed_earlier": 50, "paid_later": -80, "given_back_whole": -30, "refunds": 30,
    }  # fmt: skip
    assert gap.value == 100 + 60 + 50
    # The refund of 40 of 100 takes nothing off, in March or in April.
    assert gap_of(facts, "revenue", "prestashop", "sales", APRIL).value == 80
    orders = gap_of(facts, "orders", "prestashop", "orders")
    assert orders.value == 4  # three, and the one in a currency without a rate


def test_matomo_keeps_whatever_was_confirmed_with_tax_and_shipping(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "matomo", "revenue")
    assert items(gap) == {
        "pending": 20, "cancelled": 15, "test": 7, "refunds": 30, "shipping": 13, "tax": 67,
    }  # fmt: skip
    assert gap.value == 392
    assert gap_of(facts, "revenue", "matomo", "subtotal").value == 312
    assert gap_of(facts, "orders", "matomo", "orders").value == 8


def test_google_takes_refunds_off_only_where_it_is_told_of_them(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "ga4", "purchase_revenue")
    assert items(gap) == {"pending": 20, "cancelled": 15, "test": 7}
    assert any("If your shop sends Google no refunds" in one.text for one in gap.doubts)


def test_a_conversion_by_visits_with_an_order_is_told_in_two_steps(facts: Facts) -> None:
    # 4 orders by 4 visitors here; 3 of 6 visits ended in an order there.
    gap = gap_of(facts, "conversion", "shopify", "conversion_rate")
    assert compared(facts, "conversion").ours == 1
    assert gap.value == Fraction(1, 2)
    assert items(gap) == {"sessions": Fraction(-1, 4), "visits": Fraction(-1, 4)}
    by_user = gap_of(facts, "conversion", "ga4", "purchaser_rate")
    assert by_user.value == Fraction(2, 4)


def test_empty_carts_and_several_carts_of_one_guest_are_told_apart(facts: Facts) -> None:
    gap = gap_of(facts, "abandoned_carts", "prestashop", "abandoned_carts")
    assert compared(facts, "abandoned_carts").ours == 4
    # One became an order that is not paid, two are of one visitor, four have nothing in them.
    assert items(gap) == {"ordered": -1, "guests": -1, "empty_carts": 4}
    assert gap.value == 6
    rate = gap_of(facts, "cart_abandonment", "shopify", "checkout_abandonment")
    assert rate.value == Fraction(2, 4)  # of four that reached the checkout, two were left


def test_customers_without_a_paid_order_count_elsewhere(facts: Facts) -> None:
    assert compared(facts, "customers").ours == 3
    gap = gap_of(facts, "customers", "shopify", "customers")
    assert gap.value == 5
    assert items(gap) == {"placed": 2}
    assert any("Guests are customers there" in one.text for one in gap.doubts)
    assert gap_of(facts, "new_customers", "shopify", "new_customers").value == 5
    accounts = gap_of(facts, "new_customers", "prestashop", "new_customers")
    assert accounts.value == 3
    known = gap_of(facts, "returning_share", "shopify", "returning_customer_rate")
    assert known.value == 0


def test_every_item_opens_on_the_rows_that_make_it(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "prestashop", "sales")
    (whole,) = [one for one in gap.items if one.id == "given_back_whole"]
    page = tally_rows(facts, whole.tallies[0], days("2026-03-01", "2026-03-31"))
    assert (page.total, whole.rows) == (1, 1)
    assert [column.id for column in page.columns][:3] == ["day", "ref", "paid_on"]
    assert page.rows[0][1] == "E"


@pytest.mark.parametrize("name", sorted(TALLIES))
def test_the_rows_of_a_tally_are_as_many_as_it_counts(name: str, facts: Facts) -> None:
    from store.tallies import tallies

    span = days("2026-02-01", "2026-04-30")
    counted = tallies(facts, span, [(name, "rows")])[name, "rows"]
    page = tally_rows(facts, name, span)
    assert page.total == (1 if name == "empty_carts" else counted)
    assert len(page.rows) == page.total


def test_what_the_owner_types_leaves_what_the_rows_do_not_explain(facts: Facts) -> None:
    gap = gap_of(facts, "revenue", "shopify", "total_sales")
    assert with_theirs(gap, Fraction(342)).unexplained == 12
    assert not with_theirs(gap, Fraction(342)).met
    assert with_theirs(gap, Fraction(330)).met
    rate = gap_of(facts, "conversion", "shopify", "conversion_rate")
    assert with_theirs(rate, Fraction("0.5")).met
    assert not with_theirs(rate, Fraction("0.52")).met


def test_a_metric_nobody_else_has_is_refused_with_the_nearest(facts: Facts) -> None:
    with pytest.raises(QuestionError, match="revenue"):
        conventions(facts, ["revenu"], parse_period(MARCH, LAST), 2)
    with pytest.raises(QuestionError, match="No other system"):
        conventions(facts, ["nps"], parse_period(MARCH, LAST), 2)


def test_what_the_rows_do_not_have_is_said_and_not_taken_for_nothing() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-31")
    shop.order("2026-03-10", by="ana", goods=50)
    facts = shop.publish()
    gap = gap_of(facts, "revenue", "shopify", "total_sales")
    assert gap.difference == 0
    assert not gap.items
    said = " ".join(one.text for one in gap.doubts)
    assert "No tax is on record" in said
    assert "No shipping is on record" in said
    # No cart and no visit is told one by one: what counts people there has no value.
    for metric, system, figure in (
        ("customers", "ga4", "purchasers"), ("cart_abandonment", "ga4", "purchase_journey"),
    ):  # fmt: skip
        assert gap_of(facts, metric, system, figure).value is None
    uncounted = a_shop()
    uncounted.covered("2026-03-01", "2026-03-31", "sales", "refunds")
    uncounted.order("2026-03-10", by="ana", goods=50)
    accounts = gap_of(uncounted.publish(), "new_customers", "prestashop", "new_customers")
    assert accounts.reason is not None
    assert accounts.value is None


def test_what_rows_cannot_tell_is_bounded_where_they_bound_it_and_not_said_of_nothing(
    facts: Facts,
) -> None:
    gap = gap_of(facts, "revenue", "ga4", "purchase_revenue")
    said = {one.text: one.values for one in gap.doubts}
    kept = "If your shop sends Google no refunds, its figure is higher by {most}."
    assert said[kept] == {"most": Quantity(Fraction(30), "money", "EUR")}
    unrated = "{most} order in a currency without a rate is left out here; import the rates."
    assert said[unrated] == {"most": 1}
    missed = "Its tag misses visitors who refuse cookies or block it; rows do not tell how many."
    assert said[missed] == {}, "nothing bounds it"
    quiet = gap_of(facts, "revenue", "ga4", "purchase_revenue", "2026-02")
    assert [one.text for one in quiet.doubts] == [missed], "no refund, no order without a rate"


def test_without_orders_nothing_is_compared_and_the_reason_is_said() -> None:
    bare = a_shop().publish()
    for one in conventions(bare, SUBJECTS, parse_period(MARCH, LAST), 2):
        assert one.ours is None
        assert all(gap.value is None and gap.reason is not None for gap in one.gaps)


def test_every_system_has_figures_or_says_why_not_with_a_page_of_its_vendor() -> None:
    for system in SYSTEMS:
        for metric in SUBJECTS:
            assert system.of(metric) or system.none[metric]
        names = [(one.metric, one.id) for one in system.conventions]
        assert len(names) == len(set(names))
        assert all(one.source.url.startswith("https://") for one in system.conventions)
