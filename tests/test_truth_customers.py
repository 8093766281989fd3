"""Real customers: cohorts computed elsewhere come out cell by cell.

UCI Online Retail (pandas and DuckDB) and CDNOW, the shop that papers on customers begin with.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from goals.customers.cohorts import cohorts
from goals.customers.model import customer_model
from goals.customers.segments import customers, scored
from goals.metrics.reading import read, series
from store.customers import lives
from store.spans import Span
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
    scores = scored(lives(cdnow, date(1998, 6, 30)))
    for score in (scores.recency, scores.frequency, scores.value):
        sizes = Counter(score.tolist()).values()
        assert len(sizes) == 5
        assert max(sizes) - min(sizes) <= 1


def test_every_month_of_cdnow(cdnow: Facts, real_data: Callable[[str], Path]) -> None:
    known: dict[str, Any] = truth(real_data("cdnow"))["by_month"]
    whole = Span.of(date(1997, 1, 1), date(1998, 6, 30))
    found = {
        name: [point.figure.value for point in series(cdnow, name, whole, "month")]
        for name in ("revenue", "orders", "customers")
    }
    for place, (month, figures) in enumerate(known.items()):
        assert is_said(found["revenue"][place], figures["revenue"]), month
        assert found["orders"][place] == figures["transactions"], month
        assert found["customers"][place] == figures["customers"], month
    units = cdnow.by_day(["units"], whole)["units"]
    sold: Counter[str] = Counter()
    for day, count in units.items():
        sold[f"{day:%Y-%m}"] += count
    assert sold == {month: figures["cds"] for month, figures in known.items()}


def test_customers_of_cdnow_who_came_on_two_days(
    cdnow: Facts, real_data: Callable[[str], Path]
) -> None:
    known: dict[str, Any] = truth(real_data("cdnow"))
    model = customer_model(cdnow)
    assert model.known is not None
    assert len(model.known) == known["customers"]
    assert int((model.known.past.x > 0).sum()) == known["repeat_customers_days"]
    assert int(model.known.past.x.sum()) + len(model.known) == known["order_days"]


def test_what_customers_of_cdnow_will_do_may_be_said(cdnow: Facts) -> None:
    """The model of the imported shop is the one of the bare file (tests/test_truth_buying.py)."""
    model = customer_model(cdnow)
    assert (model.chances, model.values) == ("usable", "usable")
    assert model.test is not None
    assert model.test.ratio == pytest.approx(0.947, abs=0.005)
    figure = read(cdnow, "clv_predicted", Span.of(date(1997, 3, 1), date(1997, 3, 31)))
    assert is_said(figure.value, float(read(cdnow, "clv", _a_year_later()).value or 0))


def _a_year_later() -> Span:
    """The days on which the customers won in March 1997 had been there for 365 days."""
    return Span.of(date(1998, 3, 1), date(1998, 3, 31))


def test_what_customers_of_online_retail_will_do_may_not_be_said(retail: Facts) -> None:
    model = customer_model(retail)
    assert model.buying is not None
    assert model.buying.degenerate, "no customer is seen to leave: a goes to 0"
    assert (model.chances, model.values) == ("refused", "refused")
    assert "no customer who left for good" in str(model.reason)
    assert model.test is not None
    assert model.test.came == 6826
    assert model.test.ratio == pytest.approx(0.907, abs=0.005), "shown, and nothing claimed"
    figure = read(retail, "clv_predicted", Span.of(date(2011, 11, 1), date(2011, 11, 30)))
    assert figure.value is None
    assert figure.reason == model.reason
