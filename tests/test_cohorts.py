"""Cohorts: whole months only make a fall, and refunds and days are those of the rules."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.customers.cohorts import UNCOVERED, arranged, cohorts
from store.customers import CohortMonth
from store.records import Status
from store.spans import Span
from tests.builders import a_shop

if TYPE_CHECKING:
    from goals.customers.cohorts import CohortTable
    from store.facts import Facts

MARCH = date(2026, 3, 31)


def a_quarter() -> Facts:
    """Ana comes every month, Ben in January alone, Cléo from February on; a guest as well."""
    shop = a_shop()
    shop.covered("2026-01-01", "2026-03-31")
    first = shop.order("2026-01-05", by="ana", goods=100)
    shop.order("2026-01-31", by="ben", goods=50)
    shop.order("2026-02-01", by="ana", goods=30)
    shop.order("2026-02-09", by="ana", goods=20)
    shop.order("2026-02-10", by="cléo", goods=10)
    shop.order("2026-03-20", by="ana", goods=40)
    shop.order("2026-03-21", by="cléo", goods=5)
    shop.order("2026-03-22", goods=999)
    shop.order("2026-03-23", by="ben", goods=777, status=Status.CANCELLED)
    shop.refund("2026-03-02", 60, of=first, ordered="2026-01-05", by="ana")
    return shop.publish()


def figures(table: CohortTable, name: str) -> dict[str, list[object]]:
    return {
        f"{cohort.month.start:%Y-%m}": [getattr(cell, name) for cell in cohort.cells]
        for cohort in table.cohorts
    }


def test_a_cohort_is_who_ordered_first_in_a_month_and_who_came_back() -> None:
    table = cohorts(a_quarter(), MARCH)
    assert figures(table, "customers") == {"2026-01": [2, 1, 1], "2026-02": [1, 1, None]}
    assert figures(table, "share")["2026-01"] == [1, Fraction(1, 2), Fraction(1, 2)]
    assert not any(cell.partial for cohort in table.cohorts for cell in cohort.cells)


def test_a_refund_is_taken_off_the_month_of_its_order_and_value_adds_up() -> None:
    table = cohorts(a_quarter(), MARCH)
    assert figures(table, "sales")["2026-01"] == [90, 50, 40]
    assert figures(table, "value")["2026-01"] == [45, 70, 90]
    assert figures(table, "value")["2026-02"][:2] == [10, 15]


def test_as_of_an_earlier_day_neither_later_orders_nor_later_refunds_are_known() -> None:
    table = cohorts(a_quarter(), date(2026, 2, 9))
    assert figures(table, "customers") == {"2026-01": [2, 1]}
    assert figures(table, "sales") == {"2026-01": [150, 50]}
    running = table.cohorts[0].cells[1]
    assert running.partial
    assert str(running.reason) == "Still running: known up to 2026-02-09."


def test_a_month_still_running_makes_no_mean_and_a_month_to_come_has_no_figure() -> None:
    table = cohorts(a_quarter(), date(2026, 3, 21))
    january, february = table.cohorts
    assert [cell.partial for cell in january.cells] == [False, False, True]
    to_come = february.cells[2]
    assert (to_come.customers, to_come.share, to_come.value) == (None, None, None)
    assert str(to_come.reason) == "Not yet: the orders known end on 2026-03-21."
    assert {mean.age: (mean.cohorts, mean.share) for mean in table.means} == {
        0: (2, 1), 1: (1, Fraction(1, 2))
    }  # fmt: skip


def test_all_cohorts_together_are_sums_over_sums() -> None:
    table = cohorts(a_quarter(), MARCH)
    assert {mean.age: mean.share for mean in table.means} == {
        0: 1, 1: Fraction(2, 3), 2: Fraction(1, 2)
    }  # fmt: skip
    assert table.means[1].value == Fraction(70 * 2 + 15, 3)


def test_a_month_that_no_import_covers_is_no_month_without_customers() -> None:
    rows = [
        CohortMonth(date(2026, 1, 1), date(2026, 1, 1), 40, 400_000),
        CohortMonth(date(2026, 1, 1), date(2026, 3, 1), 10, 400_000),
        CohortMonth(date(2026, 3, 1), date(2026, 3, 1), 5, 50_000),
        CohortMonth(date(2026, 3, 1), date(2026, 4, 1), 5, 50_000),
    ]
    covered = [
        Span.of(date(2026, 1, 1), date(2026, 1, 31)),
        Span.of(date(2026, 3, 1), date(2026, 4, 30)),
    ]
    table = arranged(rows, covered, date(2026, 4, 30))
    january, march = table.cohorts
    assert [cell.customers for cell in january.cells] == [40, None, 10, 0]
    assert january.cells[1].reason is not None
    assert january.cells[1].reason.text == UNCOVERED
    assert [cell.value for cell in january.cells] == [1, None, None, None], "a part is missing"
    assert january.cells[2].reason is not None, "and it is said why"
    assert not january.cells[2].partial
    assert [cell.value for cell in march.cells[:2]] == [1, 2], "who came later lost nothing"


def test_days_missing_at_the_start_of_the_first_month_are_before_the_data() -> None:
    rows = [CohortMonth(date(2026, 1, 1), date(2026, 1, 1), 40, 400_000)]
    covered = [Span.of(date(2026, 1, 3), date(2026, 1, 31))]
    table = arranged(rows, covered, date(2026, 1, 31))
    assert not table.cohorts[0].partial
    assert [str(note) for note in table.notes] == [
        "Customers of the first month may have bought before the data begin on 2026-01-03."
    ]


def test_a_refund_of_an_order_from_before_the_data_belongs_to_no_cohort() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-02-28")
    shop.refund("2026-01-02", 500, by="ana")
    shop.order("2026-02-03", by="ana", goods=10)
    table = cohorts(shop.publish(), date(2026, 2, 28))
    assert figures(table, "sales") == {"2026-02": [10]}


def test_a_shop_without_known_customers_says_so() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-01-31")
    shop.order("2026-01-05", goods=10)
    table = cohorts(shop.publish(), date(2026, 1, 31))
    assert table.cohorts == ()
    assert str(table.reason) == "No order by a known customer up to 2026-01-31."


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 1, 4)])
def test_before_the_first_order_there_are_no_cohorts(as_of: date) -> None:
    table = cohorts(a_quarter(), as_of)
    assert table.reason is not None


_ORDERS = st.lists(
    st.tuples(st.integers(1, 12), st.dates(date(2024, 1, 1), date(2025, 6, 30))), min_size=1
)


@given(_ORDERS, st.dates(date(2025, 6, 30), date(2025, 9, 30)), st.booleans())
def test_cells_are_what_counting_one_by_one_gives(
    orders: list[tuple[int, date]], as_of: date, whole: bool
) -> None:
    first = {who: min(day for one, day in orders if one == who) for who, _day in orders}
    seen: dict[tuple[date, date], set[int]] = {}
    for who, day in orders:
        seen.setdefault((first[who].replace(day=1), day.replace(day=1)), set()).add(who)
    rows = [CohortMonth(*key, len(people), 0) for key, people in sorted(seen.items())]
    covered = [Span.of(date(2024, 1, 1), as_of)] if whole else []
    table = arranged(rows, covered, as_of)
    for cohort in table.cohorts:
        assert cohort.size == sum(
            day.replace(day=1) == cohort.month.start for day in first.values()
        )
        for cell in cohort.cells:
            people = seen.get((cohort.month.start, cell.month.start), set())
            if cell.month.start > as_of:
                assert cell.customers is None
                assert cell.reason is not None
            else:
                assert cell.customers == len(people)
                assert cell.partial == (cell.month.last > as_of)
