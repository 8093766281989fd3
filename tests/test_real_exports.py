"""Real exports of real shops: what the importers read of them, against figures made elsewhere."""

from __future__ import annotations

import gzip
import json
import lzma
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from store.money import MONEY_SCALE
from store.records import Lines, Sale
from store.spans import to_day
from tests.exports_read import a_shop, left_out, load, mapped, read, sales, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from store.importers.protocol import Record

pytestmark = pytest.mark.real_data


def truth_of(folder: Path) -> dict[str, Any]:
    text = (folder / "truth.json").read_text("utf-8")
    found = json.loads(text, parse_float=Decimal)
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True)
class Said:
    """An exact amount that equals a figure of truth.json: half a cent was rounded either way."""

    stored: int

    def __eq__(self, figure: object) -> bool:
        return bool(
            abs(Decimal(self.stored) / MONEY_SCALE - Decimal(str(figure))) <= Decimal("0.005")
        )

    __hash__ = None  # type: ignore[assignment]


def lines_of(sale: Sale) -> Lines:
    assert isinstance(sale.lines, Lines)
    return sale.lines


def goods_by(found: Iterable[Sale], key: Callable[[Sale], str]) -> dict[str, Said]:
    sums: Counter[str] = Counter()
    for sale in found:
        if sale.lines:
            sums[key(sale)] += sum(lines_of(sale).goods)
    return {name: Said(total) for name, total in sums.items()}


@pytest.fixture(scope="module")
def retail(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], list[Record]]:
    folder = real_data("online_retail")
    path = tmp_path_factory.mktemp("retail") / "online_retail.csv"
    with lzma.open(folder / "online_retail.csv.xz") as packed, path.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    context = a_shop(load("online_retail"), currency="GBP", timezone="Europe/London")
    return truth_of(folder), read(path, "order_lines", context)


@pytest.mark.slow
def test_online_retail_comes_out_to_the_penny(retail: tuple[dict[str, Any], list[Record]]) -> None:
    truth, records = retail
    orders = [sale for sale in sales(records) if sale.lines]
    returned = [sale for sale in sales(records) if not sale.lines]
    assert sum(sale.rows for sale in orders) == truth["sale_rows"]
    assert len(orders) == len({sale.ref for sale in orders}) == truth["sale_orders"]
    goods = sum(sum(lines_of(sale).goods) for sale in orders)
    assert Said(goods) == truth["gross_sales"]
    assert sum(sum(lines_of(sale).units) for sale in orders) == truth["units_sold"]
    assert sum(not sale.customer for sale in orders) == truth["orders_guest"]
    by_customer = Counter(sale.customer for sale in orders if sale.customer)
    assert len(by_customer) == truth["sale_customers"]
    assert sum(orders > 1 for orders in by_customer.values()) == truth["repeat_customers"]
    assert len(returned) == truth["cancel_invoices"]
    refunded = sum(refund.goods for sale in returned for refund in sale.refunds)
    assert Said(-refunded) == truth["cancelled_amount"]


@pytest.mark.slow
def test_online_retail_by_day_country_and_reason(
    retail: tuple[dict[str, Any], list[Record]],
) -> None:
    truth, records = retail
    by_day = goods_by(sales(records), lambda sale: to_day(sale.day).isoformat())
    assert by_day == {day: told["gross"] for day, told in truth["by_day"].items()}
    by_country = goods_by(
        sales(records), lambda sale: sale.dimensions.get("country", "Unspecified")
    )
    known = {name: told["gross"] for name, told in truth["by_country"].items()}
    assert by_country == {name: gross for name, gross in known.items() if gross}
    reasons = Counter((row.column, row.rejected) for row in left_out(records))
    assert reasons == {
        ("InvoiceNo", False): truth["adjust_invoices_A"],
        ("Quantity", False): truth["rows_quantity_neg_not_C"],
        ("UnitPrice", False): truth["rows"] - truth["sale_rows"] - truth["cancel_rows"]
        - truth["adjust_invoices_A"] - truth["rows_quantity_neg_not_C"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "dimension", "part"),
    [("superstore", "region", "by_Region"), ("superstore", "customer_group", "by_Segment"),
     ("superstore_states", "region", "by_State")],
)  # fmt: skip
def test_superstore_by_what_its_orders_have(
    real_data: Callable[[str], Path], mapping: str, dimension: str, part: str
) -> None:
    folder = real_data("superstore")
    context = a_shop(load(mapping), currency="USD", timezone="America/New_York")
    records = read(folder / "superstore.csv", "order_lines", context)
    truth = truth_of(folder)
    orders = sales(records)
    assert (len(orders), len(left_out(records))) == (truth["orders"], 0)
    assert len({sale.customer for sale in orders}) == truth["customers"]
    sold: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sale in orders:
        sums = sold[sale.dimensions[dimension]]
        goods = sum(lines_of(sale).goods)
        sums[0] += goods
        sums[1] += goods - sum(cost or 0 for cost in lines_of(sale).costs)
        sums[2] += 1
    assert {
        name: {"sales": Said(goods), "profit": Said(profit), "orders": n}
        for name, (goods, profit, n) in sold.items()
    } == truth[part]


def test_superstore_by_what_its_lines_have(real_data: Callable[[str], Path]) -> None:
    folder = real_data("superstore")
    context = a_shop(load("superstore"), currency="USD", timezone="America/New_York")
    orders = sales(read(folder / "superstore.csv", "order_lines", context))
    truth = truth_of(folder)
    for place, part in ((6, "by_Category"), (7, "by_Sub-Category")):
        sold: Counter[str] = Counter()
        for sale in orders:
            for line in sale.lines:
                sold[str(line[place])] += line.goods
        known = {name: told["sales"] for name, told in truth[part].items()}
        assert {name: Said(goods) for name, goods in sold.items()} == known
    by_name: Counter[str] = Counter()
    for sale in orders:
        for line in sale.lines:
            by_name[line.name] += line.goods
    for product in truth["top20_products_by_sales"]:
        assert Said(by_name[product["Product Name"]]) == product["sales"]


def test_india_is_read_from_its_two_files(real_data: Callable[[str], Path]) -> None:
    folder = real_data("india_targets")
    context = a_shop(load("india_targets"), currency="INR", timezone="Asia/Kolkata")
    records = read(folder / "Order Details.csv", "order_lines", context)
    truth = truth_of(folder)
    orders = sales(records)
    assert (len(orders), len(left_out(records))) == (truth["orders"], 0)
    assert len({sale.customer for sale in orders}) == truth["customers_by_name"]
    by_month = goods_by(orders, lambda sale: f"{to_day(sale.day):%Y-%m}")
    assert by_month == {month: told["amount"] for month, told in truth["by_month"].items()}
    profit = sum(
        sum(lines_of(sale).goods) - sum(cost or 0 for cost in lines_of(sale).costs)
        for sale in orders
    )
    assert Said(profit) == truth["profit"]
    by_state = goods_by(orders, lambda sale: sale.dimensions["region"])
    assert by_state == {state.strip(): amount for state, amount in truth["by_state"].items()}


def test_real_daily_series_are_read_through_a_mapping(
    real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "series.csv"
    packed = real_data("daily_series") / "daily_series.csv.gz"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    mapping = mapped(
        'kind = "daily_series"\ndecimal = "."\n'
        '[columns]\nday = "day"\nmeasure = "series"\nvalue = "value"\n'
        '[measures]\nwiki_visits = "visits"\nuci_orders = "orders"\nuci_rev = "goods_sold"\n'
        '[[rule]]\ncolumn = "series"\nequals = ["bike", "cdnow_orders", "cdnow_rev", "mad_bus",'
        ' "mad_metro", "uci_aov", "uci_newcust", "uci_rev_EIRE", "uci_rev_France",'
        ' "uci_rev_Germany", "uci_rev_uk", "uci_units"]\n'
    )
    found = Counter(value.measure for value in values(read(path, "daily_series", a_shop(mapping))))
    assert found == {
        "visits": 2964 - 27,
        "orders": 373,
        "goods_sold": 373,
    }  # 27 are no whole number
