"""Why revenue moved: the parts are those worked out by hand, and sum to the change to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.explain.bridge import SUBJECTS, bridge, readings
from goals.explain.effects import effects, log_mean, product, settled, shapley, to_minor
from goals.explain.mix import split
from goals.metrics.errors import QuestionError
from goals.metrics.periods import parse_period
from store.facts import Facts
from store.ingest.choosing import choose_feed
from store.spans import Span
from tests import import_shop
from tests.builders import TestShop, a_shop, item
from tests.import_shop import give, order, visits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from goals.explain.bridge import Bridge, Readings
    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison

MARCH, APRIL = "2026-03-15", "2026-04-15"


def fractions(*texts: str) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def ends(one: Bridge) -> list[float]:
    """Return the figure before and the figure now."""
    assert one.before is not None
    assert one.now is not None
    return [float(one.before), float(one.now)]


def cents(parts: Sequence[Fraction]) -> list[float]:
    return [round(float(part), 2) for part in parts]


# -- arithmetic --------------------------------------------------------------------------------


def test_40000_visits_at_1_80_percent_and_62_euros_become_44000_at_1_65_percent_and_65() -> None:
    parts = effects(fractions("40000", "0.018", "62"), fractions("44000", "0.0165", "65"))
    assert cents(parts) == [4375.04, -3994.10, 2169.06]
    assert sum(parts) == 2550
    assert settled(parts, 255_000, 2) == [437_504, -399_410, 216_906]


def test_margin_is_split_into_traffic_conversion_basket_and_rate() -> None:
    before = fractions("10000", "0.021", "54", "0.38")
    now = fractions("11200", "0.019", "57.5", "0.36")
    parts = log_mean(before, now)
    assert cents(parts) == [493.76, -436.05, 273.62, -235.57]
    assert cents([sum(parts, Fraction(0))]) == [95.76]


def test_a_fall_to_next_to_nothing_is_split_as_any_other() -> None:
    before, now = fractions("134217.728", "134217.728"), fractions("0.001", "0.001")
    parts = log_mean(before, now)
    assert sum(parts) == product(now) - product(before)
    assert abs(parts[0] - parts[1]) < Fraction(1, 1000), "both fell alike"


def test_with_spend_of_1500_and_1900_taken_off_the_parts_sum_to_minus_304_24() -> None:
    before = fractions("10000", "0.021", "54", "0.38", "1500")
    now = fractions("11200", "0.019", "57.5", "0.36", "1900")

    def left(factors: Sequence[Fraction]) -> Fraction:
        return product(factors[:-1]) - factors[-1]

    parts = shapley(left, before, now)
    assert cents([sum(parts, Fraction(0))]) == [-304.24]
    assert parts[-1] == -400, "what is taken off moves the rest by its own difference, no more"
    assert sum(parts[:-1]) == sum(log_mean(before[:-1], now[:-1]))


def test_shapley_is_the_mean_over_all_orders_in_which_factors_change() -> None:
    before, now = fractions("0", "2", "3"), fractions("5", "7", "11")
    expected = [Fraction(0)] * 3
    for changing in permutations(range(3)):
        state = list(before)
        for n in changing:
            was = product(state)
            state[n] = now[n]
            expected[n] += (product(state) - was) / 6
    assert list(effects(before, now)) == expected


amounts = st.fractions(min_value=Fraction(1, 1000), max_value=10**7, max_denominator=1000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5), st.integers(0, 4))
def test_parts_always_sum_to_the_change_exactly(
    factors: list[tuple[Fraction, Fraction]], zero: int
) -> None:
    before, now = ([pair[n] for pair in factors] for n in (0, 1))
    if zero < len(now):
        now[zero] = Fraction(0)
    parts = effects(before, now)
    whole = product(now) - product(before)
    assert sum(parts) == whole
    rounded = settled(parts, to_minor(whole, 2), 2)
    assert sum(rounded) == to_minor(whole, 2)
    assert all(abs(a - b * 100) <= 1 for a, b in zip(rounded, parts, strict=True))


# -- a shop ------------------------------------------------------------------------------------


LAST = date(2026, 4, 30)


def compared(facts: Facts, where: Where = (), kind: Comparison = "previous") -> Readings:
    return readings(facts, parse_period("2026-04", LAST), kind, where)


def told(one: Bridge) -> dict[str, Fraction]:
    assert one.reason is None
    assert sum(part.amount for part in one.parts) == one.change
    return {part.id: part.amount for part in one.parts}


def many(shop: TestShop, day: str, visits: int, orders: int, goods: int, **members: Any) -> None:
    """Tell of visits and orders of a day; what the orders are worth cost half of it."""
    for _ in range(visits):
        shop.visit(day, **members)
    for _ in range(orders):
        shop.order(day, lines=[item("soap", goods, cost=Decimal(goods) / 2)], **members)


@pytest.fixture
def shop() -> TestShop:
    """From 50 visits, 20 % and 40 euros to 60 visits, 15 % and 50 euros; 25 euros given back."""
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    many(shop, MARCH, 40, 8, 40, channel="email", device="mobile")
    many(shop, MARCH, 10, 2, 40, channel="facebook", device="desktop")
    many(shop, APRIL, 30, 6, 50, channel="email", device="mobile")
    many(shop, APRIL, 30, 3, 50, channel="facebook", device="desktop")
    shop.refund("2026-04-20", 25, cost="12.5", channel="email", device="mobile")
    shop.spend(MARCH, 30, channel="facebook")
    shop.spend(APRIL, 70, channel="facebook")
    return shop


def test_revenue_is_traffic_conversion_basket_less_refunds(shop: TestShop) -> None:
    found = bridge(compared(shop.publish()))
    # 50 × 0.2 × 40 = 400; 60 × 0.15 × 50 = 450; 25 given back.
    assert ends(found) == [400, 425]
    assert found.change == 25
    assert told(found) == {
        "traffic": Fraction("77.40"),
        "conversion": Fraction("-122.13"),
        "basket": Fraction("94.73"),
        "refunds": -25,
    }
    assert found.main is not None
    assert (found.main.id, found.method) == ("basket", "log mean")
    factors = {part.id: (part.before, part.now) for part in found.parts}
    assert factors["conversion"] == (Fraction(1, 5), Fraction(3, 20))
    assert factors["basket"] == (Fraction(40), Fraction(50))


def test_margin_and_profit_are_bridged_to_the_figures_that_other_pages_show(
    shop: TestShop,
) -> None:
    known = compared(shop.publish())
    margin, profit = bridge(known, "gross_margin"), bridge(known, "profit")
    assert ends(margin) == [200, 212.5]
    assert set(told(margin)) == {"traffic", "conversion", "basket", "margin_rate"}
    assert ends(profit) == [170, 142.5]
    parts = told(profit)
    assert parts.pop("spend") == -40
    assert parts.pop("running_costs", 0) == 0
    assert parts == told(margin), "spend changes nothing of what the others did"


def test_by_channel_a_conversion_that_fell_in_no_channel_is_a_change_of_mix() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    many(shop, MARCH, 80, 16, 40, channel="email")
    many(shop, MARCH, 20, 1, 40, channel="facebook")
    many(shop, APRIL, 40, 8, 40, channel="email")
    many(shop, APRIL, 60, 3, 40, channel="facebook")
    facts = shop.publish()
    found = bridge(compared(facts))
    assert set(told(found)) == {"traffic", "conversion", "basket"}
    assert told(found)["conversion"] == -240
    parts = split(facts, found, "channel", (), 2)
    assert {part.id: part.amount for part in parts.parts} == {
        "traffic": 0, "mix": -240, "conversion": 0, "basket": 0,
    }  # fmt: skip
    assert [one.member for one in parts.members] == ["email", "facebook"]
    assert [float(one.change) for one in parts.members] == [-320, 80]


@pytest.mark.parametrize("dimension", ["channel", "device", "category", "country"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_members_and_their_parts_sum_to_the_change(
    shop: TestShop, subject: str, dimension: str
) -> None:
    facts = shop.publish()
    asked = next(one for one in SUBJECTS if one == subject)
    found = bridge(compared(facts), asked)
    parts = split(facts, found, dimension, (), 2)
    if parts.reason is not None:
        assert dimension in ("category", "country"), "nobody told of them"
        return
    assert sum(one.change for one in parts.members) == found.change
    assert sum(part.amount for part in parts.parts) == found.change
    for one in parts.members:
        assert sum(part.amount for part in one.parts) == one.change


def test_a_new_channel_is_mix_and_no_rate_is_made_of_nothing(shop: TestShop) -> None:
    many(shop, APRIL, 10, 2, 50, channel="instagram", device="mobile")
    facts = shop.publish()
    parts = split(facts, bridge(compared(facts)), "channel", (), 2)
    new = next(one for one in parts.members if one.member == "instagram")
    known = {part.id: part.amount for part in new.parts}
    assert not known["conversion"]
    assert not known["basket"]
    assert known["mix"] + known["traffic"] == new.change == 100


def test_orders_of_a_channel_without_visits_are_told_as_one_amount(shop: TestShop) -> None:
    shop.order(APRIL, goods=90, channel="telephone")
    facts = shop.publish()
    parts = split(facts, bridge(compared(facts)), "channel", (), 2)
    phone = next(one for one in parts.members if one.member == "telephone")
    assert {part.id: part.amount for part in phone.parts if part.amount} == {"unmatched": 90}


def test_categories_are_split_by_units_and_prices_for_an_order_may_be_in_several() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    shop.order(
        MARCH, lines=[item("soap", 10, category="bath"), item("towel", 30, category="linen")]
    )
    shop.order(APRIL, lines=[item("soap", 24, units=2, category="bath")])
    facts = shop.publish()
    parts = split(facts, bridge(compared(facts)), "category", (), 2)
    assert {one.member: one.change for one in parts.members} == {"bath": 14, "linen": -30}
    assert {part.id for part in parts.parts} == {"units", "mix", "price"}


def test_a_period_without_any_order_is_split_by_shapley(shop: TestShop) -> None:
    facts = shop.publish()
    may = parse_period("2026-03-16..2026-03-20", LAST)
    found = bridge(readings(facts, may, "previous"))
    assert ends(found) == [400, 0]
    assert found.method == "shapley"
    assert sum(told(found).values()) == -400


# -- honesty -----------------------------------------------------------------------------------


def test_without_traffic_there_are_orders_and_basket_and_a_word_why() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30", "sales", "refunds")
    shop.order(MARCH, goods=40)
    for _ in range(2):
        shop.order(APRIL, goods=30)
    found = bridge(compared(shop.publish()))
    assert told(found) == {"orders": Fraction("34.19"), "basket": Fraction("-14.19")}
    assert "No source gives" in " ".join(map(str, found.notes))


def test_visits_that_end_earlier_than_the_sales_are_not_bridged_with_them() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30", "sales", "refunds")
    shop.covered("2026-03-01", "2026-04-20", "visits")
    many(shop, MARCH, 10, 2, 40)
    many(shop, APRIL, 10, 2, 40)
    found = bridge(compared(shop.publish()))
    assert "traffic" not in told(found)
    assert "other days" in " ".join(map(str, found.notes))


def test_few_orders_are_said_to_be_few(shop: TestShop) -> None:
    found = bridge(compared(shop.publish()))
    assert found.small
    assert "30 orders" in " ".join(map(str, found.notes))


def test_nothing_is_bridged_without_a_comparison_or_before_the_data_begin(shop: TestShop) -> None:
    facts = shop.publish()
    none = bridge(compared(facts, kind="none"))
    assert none.parts == ()
    assert "compare with" in str(none.reason)
    march = parse_period("2026-03", LAST)
    early = bridge(readings(facts, march, "previous"))
    assert early.parts == ()
    assert "Data start" in str(early.reason)
    assert split(facts, early, "channel", (), 2).members == ()


def test_a_source_that_changed_between_the_two_periods_is_no_fall_of_traffic(
    tmp_path: Path,
) -> None:
    store = import_shop.a_shop(tmp_path)
    for source, value in (("log", 100), ("ga4", 60)):
        told_of = [visits(day, value, channel="email") for day in range(60)]
        give(store, told_of, source=source)
    give(store, [order(str(day), day) for day in range(60)], source="web")
    choose_feed(store, "visits", ["ga4"], date(2026, 3, 15))
    period = parse_period("2026-03-20..2026-03-29", date(2026, 4, 29))
    found = bridge(readings(Facts(store), period, "previous"))
    assert "traffic" not in told(found)
    assert "ga4 counts since" in " ".join(map(str, found.notes))


def test_an_unknown_dimension_is_a_mistake_with_a_proposal(shop: TestShop) -> None:
    facts = shop.publish()
    with pytest.raises(QuestionError, match="channel"):
        split(facts, bridge(compared(facts)), "chanel", (), 2)


def test_one_channel_alone_is_bridged_by_its_own_figures(shop: TestShop) -> None:
    facts = shop.publish()
    found = bridge(compared(facts, (("channel", "email"),)))
    assert ends(found) == [320, 275]
    assert set(told(found)) == {"traffic", "basket", "conversion", "refunds"}
    assert isinstance(found.span, Span)
