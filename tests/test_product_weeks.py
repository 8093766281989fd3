"""What each product sold is kept by week, and is what its lines add up to over any days."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import product_sums, product_weeks
from store.database import connect, create
from store.facts import Facts
from store.ingest.removal import remove_source
from store.ingest.run import Request, run_import
from store.measures import PRODUCT_FAMILIES
from store.product_weeks import BLOCK, WEEK, forget_names, keep
from store.products import keep_weeks, product_sales
from store.questions import Question
from store.spans import Span, to_number
from tests.builders import TestShop, a_shop, days, item
from tests.import_shop import NOW
from tests.shop_lives import Told, imports, tell
from tui.cli.context import Session
from tui.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.questions import Sums

YEAR = days("2025-12-01", "2026-12-31")
SPANS = (
    YEAR,
    days("2026-01-02", "2026-01-06"),
    days("2026-01-03", "2026-04-01"),
    days("2026-01-05", "2026-01-11"),  # Monday to Sunday
    days("2026-03-31", "2026-07-01"),
)
ADDITIVE = ["goods_sold", "units", "cost_of_goods", "refunds", "refund_cost"]
PARTS = (
    "SELECT l.product, COUNT(DISTINCT l.doc), SUM(l.units), SUM(l.goods),"
    " SUM(CASE WHEN l.cost IS NULL THEN 0 ELSE l.goods END), COALESCE(SUM(l.cost), 0)"
    " FROM {sale_line} l WHERE l.status = 0 AND l.day >= ? AND l.day < ? GROUP BY 1",
    "SELECT l.product, SUM(l.goods), SUM(l.costed), SUM(l.cost)"
    " FROM {refund_line} l WHERE l.day >= ? AND l.day < ? GROUP BY 1",
    "SELECT l.product, SUM(l.units)"
    " FROM {refund_line} l WHERE l.order_day >= ? AND l.order_day < ? GROUP BY 1",
)


def in_lines(facts: Facts, span: Span) -> list[tuple[int, ...]]:
    """Return what every product sold, by the lines and nothing else."""
    with facts.snapshot() as snapshot:
        parts = [
            {
                product: sums
                for product, *sums in snapshot.connection.execute(
                    snapshot.relation(part), (to_number(span.start), to_number(span.end))
                )
            }
            for part in PARTS
        ]
    return [
        (product, *(value for part, width in zip(parts, (5, 3, 1), strict=True)
                    for value in part.get(product, [0] * width)))
        for product in sorted(set().union(*parts))
    ]  # fmt: skip


def by_name(facts: Facts, span: Span, *, rows: bool) -> list[Sums]:
    """Return the measures of both families of lines by product, of weeks or of rows.

    Daily sums of a source know no product: they are left out.
    """
    with facts.snapshot() as snapshot:
        answers = []
        for family in PRODUCT_FAMILIES[:2]:
            first, end = to_number(span.start), to_number(span.end)
            asked = Question(family, family.measures, first, end, (), "product", rows)
            assert asked.from_rows is rows
            answers.append({name: sums for name, sums in snapshot.answer(asked).items() if name})
    return answers


def check(facts: Facts, span: Span) -> None:
    found = [(one.product, *one[5:]) for one in product_sales(facts, span)]
    assert found == in_lines(facts, span)
    assert by_name(facts, span, rows=False) == by_name(facts, span, rows=True)
    with facts.snapshot() as snapshot:
        days_asked = (to_number(span.start), to_number(span.end))
        orders = product_sums.of_all(snapshot, PRODUCT_FAMILIES[0], *days_asked)[0]
        (told,) = snapshot.connection.execute(
            snapshot.relation(
                "SELECT COUNT(DISTINCT doc) FROM {sale_line} l"
                " WHERE l.status = 0 AND l.day >= ? AND l.day < ?"
            ),
            days_asked,
        ).fetchone()
    assert orders == told
    members = facts.by_member(ADDITIVE, "product", span)
    assert facts.totals(ADDITIVE, span) == {
        measure: sum(member[measure] for member in members.values()) for measure in ADDITIVE
    }


def marks(store: Store, width: int = WEEK) -> int:
    (count,) = store.sql.execute(
        "SELECT COUNT(*) FROM weekly_kept WHERE width = ?", (width,)
    ).fetchone()
    return int(count)


def connect_copy(store: Store, path: Path) -> Store:
    """Open a copy of a store that is in memory."""
    with closing(sqlite3.connect(path)) as copy:
        store.sql.backup(copy)
    path.chmod(0o600)
    return connect(path)


def of_one_name(shop: TestShop) -> None:
    """Let soap and box be called the same, as two sizes of a thing often are."""
    with shop.store.writing() as sql:
        sql.execute("UPDATE product SET name = 'Soap' WHERE sku IN ('soap', 'box')")
        forget_names(sql)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(imports, st.booleans(), st.sampled_from(SPANS))
def test_weeks_are_what_the_lines_add_up_to_after_any_imports(
    story: list[list[Told]], whole: bool, asked: Span
) -> None:
    shop = a_shop()
    for events in story:
        tell(shop, events)
        facts = shop.publish(whole=whole)
        of_one_name(shop)
        keep(shop.store, asked)
        check(facts, asked)
    for span in SPANS:
        check(facts, span)


@pytest.fixture
def busy() -> TestShop:
    """Half a year of orders of soap and boxes, some of both."""
    shop = a_shop()
    for month in range(1, 7):
        for day in (2, 9, 17, 28):
            shop.order(f"2026-{month:02}-{day:02}", lines=[item("soap", 10), item("box", 5)])
            shop.order(f"2026-{month:02}-{day:02}", lines=[item("soap", 10, cost=4)])
    shop.order("2026-06-30", lines=[item("towel", 9)])
    shop.publish()
    return shop


def test_a_second_question_reads_only_the_lines_of_the_days_at_the_edges(busy: TestShop) -> None:
    span = days("2026-01-05", "2026-06-30")
    keep_weeks(busy.facts, span)
    assert marks(busy.store) == 25 * len(PRODUCT_FAMILIES)
    assert marks(busy.store, BLOCK) == 2 * len(PRODUCT_FAMILIES)
    before = product_sales(busy.facts, span)
    with busy.store.writing() as sql:
        sql.execute("DELETE FROM sale_line WHERE day < ?", (to_number(date(2026, 6, 29)),))
    assert product_sales(busy.facts, span) == before


def test_an_order_that_arrives_late_is_in_its_week_and_others_stay_kept(busy: TestShop) -> None:
    keep_weeks(busy.facts, YEAR)
    known = marks(busy.store)
    busy.order("2026-02-11", lines=[item("box", 7)])
    busy.publish(whole=False)
    assert marks(busy.store) == known - len(PRODUCT_FAMILIES)
    check(busy.facts, YEAR)
    keep_weeks(busy.facts, YEAR)
    assert marks(busy.store) == known
    check(busy.facts, YEAR)


def test_goods_that_come_back_later_are_counted_in_the_week_they_were_bought(
    busy: TestShop,
) -> None:
    doc = busy.order("2026-01-14", lines=[item("towel", 9, units=3)])
    busy.publish(whole=False)
    keep_weeks(busy.facts, YEAR)
    busy.refund("2026-06-10", 3, of=doc, ordered="2026-01-14", lines=[item("towel", 3)])
    busy.publish(whole=False)
    keep_weeks(busy.facts, YEAR)
    january = days("2026-01-01", "2026-01-31")
    (towel,) = [one for one in product_sales(busy.facts, january) if one.sku == "towel"]
    assert (towel.units, towel.units_back, towel.refunds) == (3, 1, 0)
    check(busy.facts, YEAR)


def test_an_order_with_two_products_of_one_name_is_one_order_of_that_name(busy: TestShop) -> None:
    keep_weeks(busy.facts, YEAR)
    of_one_name(busy)
    keep_weeks(busy.facts, YEAR)
    orders = busy.facts.by_member(["orders"], "product", YEAR)
    assert orders == {"Soap": {"orders": 48}, "Towel": {"orders": 1}}
    assert busy.facts.totals(["orders"], YEAR, (("product", "Soap"),)) == {"orders": 48}
    check(busy.facts, YEAR)


def test_nothing_is_kept_inside_a_snapshot_and_figures_are_the_same(busy: TestShop) -> None:
    with busy.facts.snapshot():
        keep_weeks(busy.facts, YEAR)
    assert marks(busy.store) == 0
    check(busy.facts, YEAR)


def test_an_import_published_while_weeks_are_read_keeps_its_own_figures(
    busy: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def looking(connection: sqlite3.Connection) -> Iterator[None]:
        yield
        monkeypatch.undo()
        busy.order("2026-06-15", lines=[item("box", 7)])
        busy.publish(whole=False)

    monkeypatch.setattr(product_weeks, "_looking", looking)
    keep(busy.store, YEAR)
    assert marks(busy.store) == 0
    check(busy.facts, YEAR)


def test_the_app_keeps_two_years_ready_behind_the_first_figures(
    busy: TestShop, tmp_path: Path
) -> None:
    path = tmp_path / "shop.db"
    with connect_copy(busy.store, path) as store:
        assert marks(store) == 0
    desk = Desk(Session(path, as_of=date(2026, 6, 30)))
    desk.keep_products(1)
    desk.keep_products(1)
    desk._behind.shutdown(wait=True)
    desk.stop()
    with connect(path) as store:
        assert marks(store) == 25 * len(PRODUCT_FAMILIES)
        check(Facts(store), YEAR)


LINES = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def test_a_product_that_gets_the_name_of_another_and_a_source_that_goes(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    rows = [f"{500 + n},{sku},{sku} 100 g,1,2026-03-{n % 28 + 1:02} 10:00:00,5.00,{n}.0,France"
            for n in range(60) for sku in ("SOAP", "BAR")]  # fmt: skip
    first.write_text(LINES + "\n".join(rows) + "\n")
    second.write_text(LINES + "900,BAR,SOAP 100 g,2,2026-04-02 10:00:00,5.00,7.0,France\n")
    span = days("2026-03-01", "2026-04-30")
    with create(tmp_path / "shop.db", currency="GBP", timezone="Europe/London") as store:
        request = Request(now=NOW, source="one", mapping="online_retail", key=tmp_path / "key")
        (receipt,) = run_import(store, [first], request)
        assert receipt.error is None
        facts = Facts(store)
        keep_weeks(facts, span)
        assert marks(store)
        request = Request(now=NOW, source="two", mapping="online_retail", key=tmp_path / "key")
        (receipt,) = run_import(store, [second], request)
        assert receipt.error is None
        check(facts, span)
        keep_weeks(facts, span)
        check(facts, span)
        assert facts.by_member(["orders"], "product", span) == {"SOAP 100 g": {"orders": 61}}
        remove_source(store, "two", NOW)
        assert facts.by_member(["orders"], "product", span) == {"SOAP 100 g": {"orders": 60}}
        check(facts, span)
        keep_weeks(facts, span)
        check(facts, span)
    with connect(tmp_path / "shop.db", write=False) as store:
        keep_weeks(Facts(store), YEAR)
        check(Facts(store), span)
