"""Real customers: cohorts computed elsewhere come out cell by cell.

UCI Online Retail (pandas and DuckDB) and CDNOW, the shop that papers on customers begin with.
"""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from goals.customers.cohorts import cohorts
from goals.customers.segments import customers, scored
from store.customers import lives
from tests.real_shops import imported, is_said, online_retail, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goals.customers.cohorts import CohortTable
    from store.facts import Facts

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

MAPPING = """
kind = "order_lines"
label = "CDNOW: one row per purchase"
date = "%Y%m%d"
decimal = "."
currency = "USD"

[columns]
order = "purchase"
day = "date"
sku = "purchase"
quantity = "number_of_cds"
amount = "dollar_value"
customer = "customer_id"
"""


@pytest.fixture(scope="module")
def retail(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Facts]:
    found = online_retail(tmp_path_factory.mktemp("retail"), real_data("online_retail"))
    yield found
    found.store.close()


@pytest.fixture(scope="module")
def cdnow(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Facts]:
    """The purchases, separated by commas and numbered: each row of the file is an order."""
    folder = tmp_path_factory.mktemp("cdnow")
    rows = (real_data("cdnow") / "CDNOW_master.txt").read_text("ascii").splitlines()
    file, mapping = folder / "purchases.csv", folder / "cdnow.toml"
    mapping.write_text(MAPPING, "utf-8")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["purchase", *rows[0].split()])
        writer.writerows([number, *row.split()] for number, row in enumerate(rows[1:], 1))
    shop = folder / "shop"
    shop.mkdir()
    found = imported(shop, [file], currency="USD", zone="America/New_York", mapping=str(mapping))
    yield found
    found.store.close()


def cells(table: CohortTable) -> dict[str, dict[str, int]]:
    """Return the known cells as truth.json has them, without months in which nobody came."""
    return {
        f"{cohort.month.start:%Y-%m}": {
            str(cell.age): cell.customers for cell in cohort.cells if cell.customers
        }
        for cohort in table.cohorts
    }


def test_every_cohort_of_online_retail(retail: Facts, real_data: Callable[[str], Path]) -> None:
    known = truth(real_data("online_retail"))
    table = cohorts(retail, date(2011, 12, 9))
    assert cells(table) == known["cohort_active_customers"]
    running = [cell for cohort in table.cohorts for cell in cohort.cells if cell.partial]
    assert {cell.month.start for cell in running} == {date(2011, 12, 1)}
    assert len(running) == len(table.cohorts)
    assert max(mean.age for mean in table.means) == 11


def test_the_customers_of_online_retail(retail: Facts, real_data: Callable[[str], Path]) -> None:
    known = truth(real_data("online_retail"))
    book = customers(retail, date(2011, 12, 9))
    assert (book.customers, book.repeat) == (known["sale_customers"], known["repeat_customers"])
    assert book.orders == known["orders_with_customer"]
    assert book.repeat_share is not None
    assert round(float(book.repeat_share), 6) == known["repeat_customer_rate"]
    assert sum(one.customers for one in book.segments) == known["sale_customers"]


def test_online_retail_as_it_was_known_in_june(
    retail: Facts, real_data: Callable[[str], Path]
) -> None:
    known = truth(real_data("online_retail"))["cohort_active_customers"]
    months = [f"{month:%Y-%m}" for month in (date(2010 + n // 12, n % 12 + 1, 1) for n in
                                             range(11, 18))]  # fmt: skip
    expected = {
        month: {age: known[month][age] for age in known[month] if int(age) < len(months) - place}
        for place, month in enumerate(months)
    }
    table = cohorts(retail, date(2011, 6, 30))
    assert cells(table) == expected
    assert not any(cell.partial for cohort in table.cohorts for cell in cohort.cells)


def test_every_cohort_of_cdnow(cdnow: Facts, real_data: Callable[[str], Path]) -> None:
    known: dict[str, Any] = truth(real_data("cdnow"))
    table = cohorts(cdnow, date(1998, 6, 30))
    assert cells(table) == known["cohort_active_customers"]
    assert {month: found["0"] for month, found in cells(table).items()} == known[
        "new_customers_by_month"
    ]
    found = [cell.sales for cohort in table.cohorts for cell in cohort.cells if cell.sales]
    brought = sum(found, Fraction(0))
    assert is_said(brought, known["revenue"])


def test_the_customers_of_cdnow(cdnow: Facts, real_data: Callable[[str], Path]) -> None:
    known: dict[str, Any] = truth(real_data("cdnow"))
    book = customers(cdnow, date(1998, 6, 30))
    assert (book.customers, book.repeat) == (known["customers"], known["repeat_customers_rows"])
    assert book.orders == known["transactions"]
    assert is_said(book.sales, known["revenue"])
    frame = scored(lives(cdnow, date(1998, 6, 30)))
    for score in ("recency", "frequency", "value"):
        sizes = frame[score].value_counts()
        assert len(sizes) == 5
        assert sizes.max() - sizes.min() <= 1
