"""What traffic, conversion, basket, margin and spend would have to be for a target."""

from __future__ import annotations

from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.targets.backsolve import Driver, Equation, alone, mix

SHOP = Equation(
    (
        Driver("traffic", Fraction(40_000), 0.2),
        Driver("conversion", Fraction(2, 100), 0.1, Fraction(1)),
        Driver("basket", Fraction(60), 0.05),
    )
)
PROFIT = Equation(
    (*SHOP.drivers, Driver("margin_rate", Fraction(1, 2), 0.02, Fraction(1))),
    spend=Driver("spend", Fraction(4_000), 0.3),
    costs=Fraction(2_000),
)


def test_each_driver_alone_has_to_grow_by_all_that_is_missing() -> None:
    assert SHOP.value() == 48_000
    needed = alone(SHOP, Fraction(60_000))
    assert needed == {
        "traffic": 50_000, "conversion": Fraction(25, 1000), "basket": 75,
    }  # fmt: skip


def test_a_conversion_beyond_one_order_a_visit_is_no_way() -> None:
    assert alone(SHOP, Fraction(60_000_000))["conversion"] is None
    assert alone(SHOP, Fraction(60_000_000))["traffic"] is not None


def test_a_profit_may_be_reached_by_spending_less_down_to_nothing() -> None:
    assert PROFIT.value() == 18_000
    assert alone(PROFIT, Fraction(20_000))["spend"] == 2_000
    assert alone(PROFIT, Fraction(23_000))["spend"] is None
    assert alone(PROFIT, Fraction(20_000))["margin_rate"] == Fraction(26, 48)


def test_what_moved_twice_as_far_before_is_asked_for_four_times_as_much() -> None:
    found = mix(SHOP, Fraction(60_000))
    assert found is not None
    moved = {one.id: log(found[one.id] / one.value) for one in SHOP.drivers}
    assert moved["traffic"] == pytest.approx(4 * moved["conversion"])
    assert moved["conversion"] == pytest.approx(4 * moved["basket"])


def test_a_driver_that_is_said_stays_and_the_others_make_up_for_it() -> None:
    found = mix(SHOP, Fraction(60_000), {"basket": Fraction(66)})
    assert found is not None
    assert found["basket"] == 66 and SHOP.value(found) == 60_000
    assert found["traffic"] > 40_000


def test_everything_said_either_meets_the_target_or_there_is_no_mix() -> None:
    said = {one.id: one.value for one in SHOP.drivers}
    assert mix(SHOP, Fraction(48_000), said) == said
    assert mix(SHOP, Fraction(48_001), said) is None


def test_a_share_that_would_pass_all_of_it_stops_there() -> None:
    tight = Equation(
        (
            Driver("traffic", Fraction(100), 0.1),
            Driver("conversion", Fraction(4, 5), 0.5, Fraction(1)),
        )
    )
    found = mix(tight, Fraction(200))
    assert found is not None and found["conversion"] == 1 and found["traffic"] == 200


def test_a_loss_that_no_product_can_make_good_has_no_mix() -> None:
    nothing = Equation((Driver("traffic", Fraction(0)), Driver("basket", Fraction(50))))
    assert mix(nothing, Fraction(100)) is None
    assert alone(nothing, Fraction(100)) == {"traffic": None, "basket": None}


values = st.fractions(Fraction(1, 100), 10**5, max_denominator=1000)
spreads = st.floats(0, 2)


@given(st.lists(st.tuples(values, spreads), min_size=1, max_size=4), values)
def test_the_mix_meets_the_target_to_the_cent(
    drivers: list[tuple[Fraction, float]], target: Fraction
) -> None:
    equation = Equation(
        tuple(Driver(str(n), value, spread) for n, (value, spread) in enumerate(drivers))
    )
    found = mix(equation, target)
    assert found is not None
    assert equation.value(found) == target
    for name, value in alone(equation, target).items():
        assert value is not None and equation.value({name: value}) == target


@given(st.lists(st.tuples(values, spreads), min_size=1, max_size=4))
def test_what_is_forecast_already_asks_nothing_of_anybody(
    drivers: list[tuple[Fraction, float]],
) -> None:
    equation = Equation(
        tuple(Driver(str(n), value, spread) for n, (value, spread) in enumerate(drivers))
    )
    found = mix(equation, equation.value())
    assert found == {one.id: one.value for one in equation.drivers}


@given(st.floats(0.05, 0.6), st.floats(0.02, 0.5), st.integers(-5_000, 60_000))
def test_the_mix_of_a_profit_meets_it_and_asks_least(
    spend: float, traffic: float, target: int
) -> None:
    equation = Equation(
        (Driver("traffic", Fraction(40_000), traffic), Driver("worth", Fraction(6, 10), 0.1)),
        spend=Driver("spend", Fraction(4_000), spend),
        costs=Fraction(2_000),
    )
    found = mix(equation, Fraction(target))
    assert found is not None and equation.value(found) == target
    assert found["spend"] >= 0

    def far(given: dict[str, Fraction]) -> float:
        return sum((log(given[one.id] / one.value) / one.spread) ** 2 for one in equation.all)

    best = far(found)
    for factor in (Fraction(99, 100), Fraction(101, 100)):
        other = dict(found)
        other["spend"] = found["spend"] * factor
        other["traffic"] = (target + 2_000 + other["spend"]) / found["worth"]
        if other["traffic"] > 0:
            assert far(other) >= best - 1e-6 * max(best, 1)


def test_a_profit_forecast_already_asks_nothing_of_anybody() -> None:
    found = mix(PROFIT, PROFIT.value())
    assert found == {one.id: one.value for one in PROFIT.all}
