"""Formulas over measures: what is understood, what is refused, and that nothing is evaluated."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.metrics.errors import QuestionError
from goals.metrics.formula import Filter, Formula, Leaf
from goals.metrics.parsing import MAX_DEPTH, parse


def value(text: str, **stored: int) -> Fraction | None:
    return parse(text).value({Leaf(name): number for name, number in stored.items()})


def test_money_comes_in_units_and_counts_as_they_are() -> None:
    assert value("spend / orders", spend=30_000_000, orders=425) == Fraction(3000, 425)


def test_products_go_before_sums_and_parentheses_before_both() -> None:
    assert value("orders + visits * 2", orders=1, visits=3) == 7
    assert value("(orders + visits) * 2", orders=1, visits=3) == 8
    assert value("orders - visits - 1", orders=10, visits=3) == 6
    assert value("orders / visits / 2", orders=12, visits=3) == 2
    assert value("-orders + 0.5", orders=1) == Fraction(-1, 2)


def test_a_division_by_zero_has_no_value() -> None:
    assert value("orders / visits", orders=3, visits=0) is None


def test_net_sales_are_goods_minus_refunds() -> None:
    assert value("net_sales", goods_sold=1_000_000, refunds=400_000) == 60


def test_the_cohort_basis_puts_refunds_on_the_day_of_their_order() -> None:
    leaves = parse("net_sales").on("cohort").leaves
    assert leaves == (Leaf("goods_sold"), Leaf("refunds_of_orders"))


def test_a_filter_keeps_or_drops_members_of_a_dimension() -> None:
    assert parse("orders[device=mobile|tablet]").leaves == (
        Leaf("orders", Filter("device", True, ("mobile", "tablet"))),
    )
    assert parse("orders[country != home|unknown]").leaves == (
        Leaf("orders", Filter("country", False, ("home", ""))),
    )
    assert parse("net_sales[sales_channel!=store]").leaves == (
        Leaf("goods_sold", Filter("sales_channel", False, ("store",))),
        Leaf("refunds", Filter("sales_channel", False, ("store",))),
    )


def test_people_cannot_be_added_over_several_members() -> None:
    with pytest.raises(QuestionError):
        parse("visitors[device=mobile|tablet]")
    assert parse("visitors[device=mobile]").leaves


def test_a_sum_of_counts_is_additive_but_no_ratio_and_no_distinct_count_is() -> None:
    assert parse("goods_sold - refunds").additive
    assert parse("project_gain / 2").additive
    assert not parse("orders / visits").additive
    assert not parse("visitors").additive
    assert not parse("orders + 1").additive


def test_a_near_miss_is_named() -> None:
    with pytest.raises(QuestionError) as wrong:
        parse("order / visits")
    assert str(wrong.value.remedy) == "Did you mean “orders”?"


def test_a_whole_division_splits_into_numerator_and_denominator() -> None:
    def text(formula: Formula | None) -> list[str]:
        return [leaf.measure for leaf in formula.leaves] if formula else []

    top, bottom = parse("(carts - carts_converted) / carts").split()
    assert (text(top), text(bottom)) == (["carts", "carts_converted"], ["carts"])
    assert parse("orders / visits - 1").split()[1] is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "orders +", "(orders", "orders)", "orders visits", "orders ** 2", "orders // 2",
     "__import__('os')", "orders.real", "orders[1]", "orders[device]", "orders[device=]",
     "lambda: 1", "1e9", "0x10", "1_000", "orders; visits", "orders[[device=a]]", "٣", "a" * 501,
     "orders[planet=mars]", "[device=mobile]", "orders()", "True"],
)  # fmt: skip
def test_anything_but_names_numbers_and_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        parse(text)


@pytest.mark.parametrize("opener", ["(", "-"])
def test_a_formula_nested_too_deep_is_refused_before_it_can_hurt(opener: str) -> None:
    closing = ")" * (MAX_DEPTH if opener == "(" else 0)
    assert parse(opener * MAX_DEPTH + "orders" + closing).leaves
    with pytest.raises(QuestionError):
        parse(opener * 400 + "orders")


_PIECES = st.sampled_from(
    ["orders", "visits", "spend", "net_sales", "visitors", "1", "0", "2.5", "+", "-", "*", "/",
     "(", ")", "[", "]", "device", "=", "!=", "|", "[device=mobile]", "?", " ", "home", "\x00",
     "é", "💶"],
)  # fmt: skip


@given(st.one_of(st.text(max_size=600), st.lists(_PIECES, max_size=60).map("".join)))
def test_no_text_whatever_does_more_than_be_a_formula_or_be_refused(text: str) -> None:
    try:
        formula = parse(text)
    except QuestionError:
        return
    formula.value(dict.fromkeys(formula.leaves, 3))


@given(st.lists(st.tuples(st.sampled_from("+-*/"), st.integers(0, 99)), max_size=12))
def test_arithmetic_is_exact(steps: list[tuple[str, int]]) -> None:
    text, left_to_right = "orders", Fraction(7)
    for sign, number in steps:
        text = f"({text}) {sign} {number}"
        if sign == "/" and number == 0:
            assert value(text, orders=7) is None
            return
        left_to_right = {
            "+": left_to_right + number,
            "-": left_to_right - number,
            "*": left_to_right * number,
            "/": left_to_right / (number or 1),
        }[sign]
    assert value(text, orders=7) == left_to_right
