"""What customers won in a period will have brought: observed where it is over, else an estimate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.customers.model import customer_model
from goals.customers.newcomers import newcomers
from goals.metrics.periods import parse_period
from goals.metrics.reading import breakdown, explain, read, read_many, rolling, series
from store.database import connect
from store.facts import Facts
from tests.builders import a_shop, days
from tui.roster_words import verdict
from tui.sample import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "clv_predicted"
AS_OF = date(2026, 10, 31)
YEAR_BEFORE = days("2024-11-01", "2025-10-31")
LAST_YEAR = days("2025-11-01", "2026-10-31")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    path = tmp_path_factory.mktemp("shop") / "s.db"
    path.write_bytes(shipped().read_bytes())
    path.chmod(0o600)
    with connect(path) as store:
        yield Facts(store)


def test_customers_of_long_ago_are_worth_what_they_brought(facts: Facts) -> None:
    """365 days later, the cohorts that ``clv`` looks at are these very customers."""
    figure = read(facts, NAME, YEAR_BEFORE)
    assert figure.value == read(facts, "clv", LAST_YEAR).value
    assert not figure.notes, "nothing is estimated"


def test_customers_of_late_are_worth_more_than_they_brought_so_far(facts: Facts) -> None:
    figure = read(facts, NAME, LAST_YEAR)
    model = customer_model(facts)
    assert model.values == "usable"
    assert model.days is not None and model.known is not None
    won = model.known.first >= (date(2025, 11, 1) - date(1970, 1, 1)).days
    so_far = model.days.within(365, model.known.customers, model.known.first)[won].sum()
    assert figure.numerator is not None
    rest = figure.numerator - Fraction(int(so_far), 10_000)
    assert 0 < rest < figure.numerator / 4
    assert figure.denominator == won.sum()
    assert "An estimate" in str(figure.notes[0])


def test_members_and_months_add_up_to_all(facts: Facts) -> None:
    whole = read(facts, NAME, LAST_YEAR)
    channels = breakdown(facts, NAME, "channel", LAST_YEAR)
    assert len(channels) > 3
    assert sum(one.figure.numerator or 0 for one in channels) == whole.numerator
    for one in channels[:3]:
        again = read(facts, NAME, LAST_YEAR, (("channel", one.member),))
        assert again.value == one.figure.value
    months = series(facts, NAME, LAST_YEAR, "month")
    assert sum(point.figure.numerator or 0 for point in months) == whole.numerator


def test_a_course_of_days_is_the_figure_over_its_window(facts: Facts) -> None:
    last = days("2026-10-25", "2026-10-31")
    for day, value in rolling(facts, NAME, last, 28):
        assert (
            value
            == read(facts, NAME, days(str(date.fromordinal(day.toordinal() - 27)), str(day))).value
        )


def test_what_it_is_made_of_is_told(facts: Facts) -> None:
    found = explain(facts, NAME, LAST_YEAR)
    (expected, customers) = found.measures
    assert (expected.measure, customers.measure) == ("expected_365", "new_customers")
    assert expected.coverage == customers.coverage
    assert expected.value is not None and customers.value is not None
    assert found.figure.value == expected.value / customers.value


def test_a_dimension_that_first_orders_do_not_know_says_so(facts: Facts) -> None:
    figure = read(facts, NAME, LAST_YEAR, (("device", "mobile"),))
    assert figure.value is None
    assert "not known for" in str(figure.reason)


def test_one_model_serves_figure_comparison_and_course(facts: Facts) -> None:
    first = customer_model(facts)
    read_many(facts, [NAME, "clv"], parse_period("28d", AS_OF), spark_days=28)
    assert customer_model(facts) is first
    assert customer_model(facts, AS_OF) is first
    assert customer_model(facts, date(2026, 6, 30)) is not first


def test_few_customers_have_a_reason_and_no_value() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    for n in range(30):
        shop.order("2026-03-01", by=f"c{n}", goods=10)
    facts = shop.publish()
    figure = read(facts, NAME, days("2026-03-01", "2026-03-31"))
    assert figure.value is None
    assert str(figure.reason) == "What customers will do is said from 200 of them on; there are 30."
    assert [value for _day, value in rolling(facts, NAME, days("2026-03-30", "2026-03-31"), 7)] == [
        None, None,
    ]  # fmt: skip
    assert breakdown(facts, NAME, "channel", days("2026-03-01", "2026-03-31")) == []


def test_an_import_changes_the_model() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    shop.order("2026-03-01", by="ana", goods=10)
    facts = shop.publish()
    assert customer_model(facts).customers == 1
    shop.order("2026-03-02", by="bob", goods=10)
    shop.publish()
    assert customer_model(facts).customers == 2


def test_where_many_figures_are_asked_for_no_model_is_made(facts: Facts) -> None:
    period = parse_period("28d", AS_OF)
    board = read_many(facts, [NAME, "clv"], period, guess=False)
    assert board[NAME].figure.value is None
    assert "asked for by name" in str(board[NAME].figure.reason)
    assert board["clv"].figure.value == read(facts, "clv", period).value


def test_where_the_test_came_near_only_a_range_is_said(facts: Facts) -> None:
    found = newcomers(facts)
    test = found.model.test
    assert test is not None
    far = replace(test, money_expected=1.5 * test.money)
    assert (far.chances, far.values) == ("usable", "range")
    near = replace(found, model=replace(found.model, test=far, values=far.values))
    assert "the model was 1.5 times off" in str(near.refusal(LAST_YEAR))
    assert near.refusal(YEAR_BEFORE) is None, "there nothing is estimated"
    ends = near.ends(LAST_YEAR)
    assert ends is not None
    low, high = ends
    assert low < near.total(LAST_YEAR) < high
    assert near.ends(YEAR_BEFORE) == (near.total(YEAR_BEFORE), near.total(YEAR_BEFORE))
    worse = replace(test, money_expected=2.5 * test.money, expected=0.1)
    assert (worse.chances, worse.values) == ("refused", "refused")


def test_asked_as_of_a_day_nothing_later_is_known(facts: Facts) -> None:
    """What came after the day is an estimate as it was on that day."""
    day, span = date(2026, 8, 31), days("2025-09-01", "2026-08-31")
    then = Facts(facts.store, until=day)
    figure = read(then, NAME, span)
    assert "An estimate" in str(figure.notes[0])
    expected = newcomers(facts, day).total(span, ())
    assert figure.numerator == Fraction(expected, 10_000)
    assert figure.numerator != read(facts, NAME, span).numerator


def test_a_year_tested_on_less_says_so(facts: Facts) -> None:
    model = customer_model(facts)
    assert model.test is not None and model.test.weeks == 26
    assert "tested on 26 weeks only" in verdict(model)
    long = replace(model, test=replace(model.test, weeks=52))
    assert "tested on" not in verdict(long)
    assert "tested on" not in verdict(replace(model, values="refused")), "no year is said"
