"""Gaps to other systems in any shop: the items sum, and theirs is what their own rule gives."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goals.explain.conventions import SUBJECTS, conventions
from goals.metrics.periods import parse_period
from store.records import Status
from tests.builders import a_shop

if TYPE_CHECKING:
    from tests.builders import TestShop

LAST = date(2026, 4, 30)
START = date(2026, 2, 20)
_AMOUNT = st.integers(0, 9999).map(lambda cents: Fraction(cents, 100))
_ORDER = st.fixed_dictionaries(
    {
        "day": st.integers(0, 40), "status": st.sampled_from([0, 0, 0, 1, 2, 3, 4]),
        "who": st.sampled_from(["", "a", "b", "c"]), "goods": _AMOUNT, "discount": _AMOUNT,
        "shipping": _AMOUNT, "tax": _AMOUNT, "pays": st.integers(0, 12),
        "back": st.sampled_from([None, None, "part", "whole"]), "returned": st.integers(0, 20),
    }
)  # fmt: skip
_CARTS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["", "v", "w"]), st.integers(0, 3)), max_size=6
)
_VISITS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(["", "v", "w"]), st.sampled_from([0, 1, 31])),
    max_size=6,
)


def _on(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def _decimal(amount: Fraction) -> str:
    return f"{amount.numerator * 100 // amount.denominator / 100:.2f}"


Order = dict[str, Any]
Carts = list[tuple[int, str, int]]


def _shop_of(orders: list[Order], carts: Carts, visits: Carts) -> TestShop:
    shop = a_shop()
    shop.covered("2026-02-01", "2026-04-30")
    for one in orders:
        doc = shop.order(
            _on(one["day"]), by=one["who"], goods=_decimal(one["goods"]),
            discount=_decimal(one["discount"]), shipping=_decimal(one["shipping"]),
            tax=_decimal(one["tax"]), status=Status(one["status"]),
        )  # fmt: skip
        if one["status"] != 0:
            continue
        shop.payment(_on(one["day"] + one["pays"]), 1, of=doc)
        if one["back"]:
            goods = one["goods"] if one["back"] == "whole" else one["goods"] / 2
            shop.refund(_on(one["day"] + one["returned"]), _decimal(goods), of=doc,
                        ordered=_on(one["day"]))  # fmt: skip
    steps = ("filled", "checkout", "payment", "paid")
    for day, who, step in carts:
        shop.cart(_on(day), by=who, step=steps[step])  # type: ignore[arg-type]
    for day, who, bits in visits:
        shop.visit(_on(day), by=who, steps=bits)
    return shop


def _direct(orders: list[Order]) -> dict[tuple[str, str], Fraction]:
    """Work out March by each system's own rule, order by order, without our figure."""
    march = range((date(2026, 3, 1) - START).days, (date(2026, 4, 1) - START).days)
    found = dict.fromkeys(
        [("shopify", "total_sales"), ("shopify", "gross_sales"), ("woocommerce", "total_sales"),
         ("woocommerce", "gross_sales"), ("prestashop", "sales"), ("matomo", "revenue"),
         ("ga4", "purchase_revenue_whole")], Fraction(0),
    )  # fmt: skip
    for one in orders:
        goods, paid = one["goods"], one["status"] == 0
        whole = goods + one["shipping"] + one["tax"]
        back = Fraction(_decimal(goods if one["back"] == "whole" else goods / 2))
        back = back if paid and one["back"] else Fraction(0)
        if one["day"] in march:
            if one["status"] in (0, 1):
                found["shopify", "total_sales"] += whole
            if one["status"] in (0, 1, 2):
                found["shopify", "gross_sales"] += goods + one["discount"]
            if one["status"] in (0, 1, 2, 3):
                found["matomo", "revenue"] += whole
                found["ga4", "purchase_revenue_whole"] += whole
        if paid and one["day"] + one["pays"] in march:
            found["woocommerce", "total_sales"] += whole
            found["woocommerce", "gross_sales"] += goods + one["discount"]
            if not (one["back"] and goods > 0 and back >= goods):
                found["prestashop", "sales"] += goods
        if one["day"] + one["returned"] in march:
            for key in (("shopify", "total_sales"), ("woocommerce", "total_sales"),
                        ("ga4", "purchase_revenue_whole")):  # fmt: skip
                found[key] -= back
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(_ORDER, max_size=8), _CARTS, _VISITS)
def test_in_any_shop_our_figure_and_the_items_sum_to_theirs(
    orders: list[Order], carts: Carts, visits: Carts
) -> None:
    facts = _shop_of(orders, carts, visits).publish()
    found = conventions(facts, SUBJECTS, parse_period("2026-03", LAST), 2)
    for one in found:
        for gap in one.gaps:
            if gap.value is not None:
                assert gap.ours is not None
                assert gap.ours + sum(item.amount for item in gap.items) == gap.value
    direct = _direct(orders)
    revenue = next(one for one in found if one.metric.id == "revenue")
    for gap in revenue.gaps:
        expected = direct.get((gap.system.id, gap.convention.id))
        assert expected is None or gap.value == expected, gap.convention.id
