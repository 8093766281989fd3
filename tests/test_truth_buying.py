"""Real customers: the models of buying and spending give the figures that their papers print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from goals.customers import spending
from goals.customers.backtest import back_tested
from goals.customers.buying import Past, fitted
from goals.customers.model import modelled
from goals.customers.pasts import BuyingDays
from store.spans import to_number
from tests.real_shops import truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.real_data]

CALIBRATED = to_number(date(1997, 9, 30))
LAST = date(1998, 6, 30)


def purchases(file: Path, customer: int, day: int, amount: int) -> BuyingDays:
    """Return a file of purchases as days, its columns being named by their places."""
    sums: dict[tuple[int, int], list[int]] = {}
    for line in file.read_text("ascii").splitlines():
        cells = line.split()
        if not cells[0].isdigit():
            continue
        number = to_number(date.fromisoformat(cells[day]))
        euros, cents = cells[amount].split(".")
        one = sums.setdefault((int(cells[customer]), number), [0, 0])
        one[0] += 1
        one[1] += int(euros) * 10_000 + int(cents) * 100
    return BuyingDays.of([(*key, *one, 0) for key, one in sorted(sums.items())])


@pytest.fixture(scope="module")
def sample(real_data: Callable[[str], Path]) -> BuyingDays:
    return purchases(real_data("cdnow") / "CDNOW_sample.txt", 1, 2, 4)


def test_buying_has_the_published_parameters(
    sample: BuyingDays, real_data: Callable[[str], Path]
) -> None:
    known = sample.known(CALIBRATED)
    told = truth(real_data("cdnow"))["sample"]["calibration_39w"]
    assert int(known.past.x.sum()) == told["sum_x_recomputed"]
    assert int((known.past.x > 0).sum()) == told["customers_with_repeat"]
    model = fitted(known.past)
    assert model.sure
    assert (model.r, model.a, model.b) == pytest.approx((0.2426, 0.7929, 2.4257), abs=0.002)
    assert model.alpha == pytest.approx(4.4135, abs=0.005)
    assert model.log_likelihood == pytest.approx(-9582.43, abs=0.05)


def test_one_customer_of_the_paper_is_expected_to_buy_so_often(sample: BuyingDays) -> None:
    model = fitted(sample.known(CALIBRATED).past)
    # t = 30.43 and T = 38.86 weeks are 213 and 272 days.
    one = Past(*(np.array([n], dtype="int64") for n in (2, 213, 272)))
    assert model.expected(one, 39 * 7)[0] == pytest.approx(1.226, abs=0.001)


def test_repeat_orders_of_all_grow_as_told(
    sample: BuyingDays, real_data: Callable[[str], Path]
) -> None:
    """What is expected of new customers, added up over the weeks since each joined."""
    known = sample.known(CALIBRATED)
    model = fitted(known.past)
    told = truth(real_data("cdnow"))["cumulative_repeat_tx"]
    start = int(known.first.min())
    for weeks, figures in told.items():
        end = start + int(weeks) * 7 - 1
        since = np.maximum(0, end - known.first).astype("int64")
        nothing = np.zeros(len(known), dtype="int64")
        said = model.expected(Past(nothing, nothing, nothing), since).sum()
        assert said == pytest.approx(figures["expected_bgnbd"], rel=0.01), weeks
        assert int(sample.known(end).past.x.sum()) == figures["actual"], weeks


def test_spending_has_the_published_parameters(
    sample: BuyingDays, real_data: Callable[[str], Path]
) -> None:
    known = sample.known(CALIBRATED)
    model = spending.fitted(known.past.x, known.mean)
    assert model is not None
    assert model.sure
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.745, 15.45), abs=0.02)
    told = truth(real_data("cdnow"))["gammagamma_fit_independent"]
    assert model.mean == pytest.approx(told["mean_transaction_value"], abs=0.05)


def test_39_weeks_of_cdnow_come_as_expected_within_a_seventh(sample: BuyingDays) -> None:
    test = back_tested(sample, LAST, to_number(LAST), 39, early=False)
    assert (test.customers, test.came) == (2357, 1882)
    assert test.ratio == pytest.approx(0.9, abs=0.03)
    assert test.chances == "usable"


def test_all_of_cdnow_may_be_used(real_data: Callable[[str], Path]) -> None:
    days = purchases(real_data("cdnow") / "CDNOW_master.txt", 0, 1, 3)
    model = modelled(days, LAST)
    assert model.customers == 23_570
    assert model.test is not None
    assert model.test.early, "group by group it misses a seventh less than the paper's own model"
    assert (model.test.weeks, model.chances, model.values) == (26, "usable", "usable")
    assert model.test.ratio == pytest.approx(0.947, abs=0.005)
    assert 0.9 < (model.test.money_ratio or 0) < 1.1
    value = model.value(365)
    assert value is not None
    assert 10 < value.mean() < 60
