"""How often customers buy and what they spend: the models agree with what they were drawn from."""

from __future__ import annotations

from datetime import timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.customers import spending
from goals.customers.backtest import back_tested, better, held_out
from goals.customers.buying import WEEK, Buying, Past, beta_nodes, fitted, likelihood
from goals.customers.model import modelled
from goals.customers.pasts import BuyingDays
from store.spans import Span, to_day, to_number
from tests.drawn_customers import DAYS, drawn

PLAIN = Buying(0.25, 4.4, 0.8, 2.4, 0.0)
EARLY = Buying(0.6, 7.3, 0.8, 1.2, 0.0, early=True)


def past(x: int, t: int, whole: int) -> Past:
    return Past(*(np.array([one], dtype="int64") for one in (x, t, whole)))


def closed_form(model: Buying, x: int, t: float, whole: float, ahead: float) -> float:
    """The paper's equation 10, times in weeks."""
    from scipy.special import hyp2f1

    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    left = (alpha + whole) / (alpha + whole + ahead)
    series = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + whole + ahead))
    bought = (a + b + x - 1) / (a - 1) * (1 - left ** (r + x) * series)
    gone = a / (b + x - 1) * ((alpha + whole) / (alpha + t)) ** (r + x) if x else 0.0
    return float(bought / (1 + gone))


@pytest.mark.parametrize(
    ("x", "t", "whole", "ahead"),
    [(0, 0, 0, 365), (0, 0, 300, 90), (1, 7, 7, 365), (2, 213, 272, 273), (29, 200, 272, 365),
     (60, 270, 272, 56), (300, 700, 730, 730)],
)  # fmt: skip
def test_what_is_expected_is_what_the_paper_says(x: int, t: int, whole: int, ahead: int) -> None:
    said = closed_form(PLAIN, x, t / WEEK, whole / WEEK, ahead / WEEK)
    assert PLAIN.expected(past(x, t, whole), ahead)[0] == pytest.approx(said, rel=1e-8)


def test_where_a_is_1_the_closed_form_divides_by_nothing_and_the_mean_does_not() -> None:
    here, beside = (Buying(0.5, 4.0, a, 2.0, 0.0) for a in (1.0, 1.000001))
    one = past(3, 100, 200)
    assert here.expected(one, 365)[0] == pytest.approx(beside.expected(one, 365)[0], rel=1e-4)


@given(st.floats(0.05, 5000), st.floats(0.05, 9000))
def test_nodes_of_a_beta_give_its_mean_and_variance(a: float, b: float) -> None:
    places, weights = beta_nodes(a, b)
    mean = float(weights @ places)
    assert mean == pytest.approx(a / (a + b), rel=1e-6)
    spread = a * b / ((a + b) ** 2 * (a + b + 1))
    assert float(weights @ (places - mean) ** 2) == pytest.approx(spread, rel=1e-4)


@given(
    st.integers(0, 200), st.integers(0, 700), st.integers(0, 700), st.sampled_from([PLAIN, EARLY])
)
def test_chances_are_chances_and_more_days_never_bring_less(
    x: int, t: int, rest: int, model: Buying
) -> None:
    one = past(x, t if x else 0, t + rest)
    chances = [float(model.chance(one, days)[0]) for days in (0, 1, 30, 90, 365)]
    assert chances[0] == 0
    assert chances == sorted(chances)
    assert chances[-1] <= model.staying(one)[0] <= 1
    expected = [float(model.expected(one, days)[0]) for days in (0, 30, 365)]
    assert expected == sorted(expected)
    assert expected[2] >= chances[-1] * 0.999, "who buys at all buys on one day at least"


def test_nobody_with_one_order_left_but_where_the_first_may_be_the_last() -> None:
    long_ago = past(0, 0, 700)
    assert PLAIN.staying(long_ago)[0] == 1
    assert EARLY.staying(long_ago)[0] < EARLY.staying(past(0, 0, 0))[0] < 1


@pytest.mark.parametrize("early", [False, True])
def test_a_model_finds_what_customers_were_drawn_from(early: bool) -> None:
    days = drawn(6000, r=0.8, alpha=6.0, a=0.8, b=1.6, early=early)
    known = days.known(DAYS)
    found = fitted(known.past, early=early)
    assert found.sure
    assert not found.degenerate
    assert found.r == pytest.approx(0.8, rel=0.2)
    assert found.alpha == pytest.approx(6.0, rel=0.2)
    assert found.a / (found.a + found.b) == pytest.approx(0.8 / 2.4, abs=0.05)
    other = fitted(known.past, early=not early)
    assert found.log_likelihood > other.log_likelihood


@pytest.mark.parametrize("early", [False, True])
def test_the_back_test_finds_which_model_it_is_and_that_it_holds(early: bool) -> None:
    days = drawn(4000, r=0.8, alpha=6.0, a=0.8, b=1.6, early=early)
    both = [back_tested(days, to_day(DAYS), DAYS, 26, early=one) for one in (False, True)]
    test = better(*both)
    assert test.early == early
    assert test.ratio == pytest.approx(1, abs=0.1)
    assert test.money_ratio == pytest.approx(1, abs=0.15)
    assert test.buyers_expected == pytest.approx(test.buyers, rel=0.1)
    assert sum(line.customers for line in test.lines) == test.customers
    assert sum(line.came for line in test.lines) == test.came
    assert (test.chances, test.values) == ("usable", "usable")


def test_where_nobody_ever_leaves_the_fit_is_degenerate_and_claims_nothing() -> None:
    days = drawn(800, r=0.8, alpha=6.0, a=0.0, b=1.0, early=False)
    model = modelled(days, to_day(DAYS))
    assert model.buying is not None
    assert model.buying.degenerate
    assert (model.chances, model.values) == ("refused", "refused")
    assert "no customer who left" in str(model.reason)
    assert model.test is not None and model.test.ratio is not None
    assert model.chance(90) is None
    assert model.value(365) is None


def test_the_same_customers_twice_change_nothing_but_the_likelihood() -> None:
    one = drawn(300, r=0.8, alpha=6.0, a=0.8, b=1.6, early=False).known(DAYS).past
    twice = Past(*(np.concatenate([part, part]) for part in (one.x, one.t, one.T)))
    found, again = fitted(one), fitted(twice)
    assert again.log_likelihood == pytest.approx(2 * found.log_likelihood, rel=1e-9)
    assert (again.r, again.b) == pytest.approx((found.r, found.b), rel=1e-3)


def test_spending_is_drawn_to_the_mean_of_all_the_less_a_customer_was_seen() -> None:
    dice = np.random.default_rng(5)
    days = dice.integers(0, 8, 4000)
    nu = dice.gamma(4.0, 1 / 30.0, 4000)
    mean = np.array(
        [dice.gamma(5.0 * max(n, 1), 1 / v) / max(n, 1) for n, v in zip(days, nu, strict=True)]
    )
    model = spending.fitted(days, np.where(days > 0, mean, 0.0))
    assert model is not None
    assert model.sure
    assert (model.p, model.q, model.v) == pytest.approx((5, 4, 30), rel=0.15)
    assert model.mean == pytest.approx(50, rel=0.05)
    said = model.expected(np.array([0, 1, 7]), np.array([0.0, 200.0, 200.0]))
    assert said[0] == pytest.approx(model.mean)
    assert model.mean < said[1] < said[2] < 200


def test_too_few_repeats_or_money_given_back_say_nothing_of_spending() -> None:
    assert spending.fitted(np.array([0] * 500), np.zeros(500)) is None
    assert spending.fitted(np.array([2] * 500), np.zeros(500)) is None


def test_the_weeks_held_out_grow_with_the_past() -> None:
    weeks = {n: held_out(n * 7 + 3) for n in (10, 23, 24, 40, 52, 78, 117, 156, 300)}
    assert weeks == {10: 0, 23: 0, 24: 8, 40: 13, 52: 26, 78: 26, 117: 39, 156: 52, 300: 52}


def test_what_was_known_on_a_day_holds_nothing_of_later() -> None:
    first = 100
    rows = [
        (7, first, 2, 500_000, 0),  # two orders of one day are one day
        (7, first + 10, 1, 300_000, 0), (7, first + 12, 0, -100_000, 0),  # a refund alone
        (7, first + 40, 1, 990_000, 0), (9, first + 30, 1, 10_000, 0),
    ]  # fmt: skip
    days = BuyingDays.of(rows)
    known = days.known(first + 20)
    assert known.customers.tolist() == [7]
    assert (known.past.x[0], known.past.t[0], known.past.T[0]) == (1, 10, 20)
    assert known.mean[0] == 20
    came, brought = days.after(first + 20, known.customers)
    assert (came.tolist(), brought.tolist()) == ([1], [99.0])
    assert days.within(30, known.customers, known.first).tolist() == [700_000]


@pytest.mark.parametrize(
    ("customers", "weeks", "said"),
    [(250, 12, "takes 24 weeks"), (250, 30, "")],
)
def test_a_short_past_says_how_much_is_missing(customers: int, weeks: int, said: str) -> None:
    days = drawn(customers, r=2.0, alpha=4.0, a=0.8, b=2.4, early=False)
    first = int(days.day.min())
    model = modelled(days.until(first + weeks * 7), to_day(first + weeks * 7))
    assert said in str(model.reason or "")
    assert (model.test is None) == bool(said)


def test_a_hole_in_the_orders_is_not_taken_for_a_pause() -> None:
    days = drawn(300, r=2.0, alpha=4.0, a=0.8, b=2.4, early=False)
    first, last = to_day(int(days.day.min())), to_day(DAYS)
    middle = first + timedelta(days=200)
    model = modelled(days, last, [Span(first, middle), Span.of(middle + timedelta(days=20), last)])
    assert "missing" in str(model.reason)
    assert to_number(first) < DAYS


def test_the_likelihood_is_that_of_a_single_customer_by_hand() -> None:
    # One customer with x = 0: likelihood (α / (α + T))^r, whatever a and b are.
    one, _which, many = past(0, 0, 70).alike()
    value, _slope = likelihood(one, many, early=False)(np.log([0.25, 4.4, 0.8, 2.4]))
    assert value == pytest.approx(-0.25 * log(4.4 / 14.4))
