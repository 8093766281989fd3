"""What an import does to the figures: nothing twice, nothing half, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.derived import live_generation
from store.errors import ImportFileError, StoreError
from store.facts import Facts
from store.ingest.feed import feed
from store.ingest.lock import only_import
from store.ingest.run import Request, Stopped, run_import
from store.privacy import unkept
from store.records import Delivery, ExchangeRate, LeftOut, Line, Payment, Refund, Status
from store.spans import Span
from tests.import_shop import EURO, MARCH, NOW, Told, a_shop, bad_row, give, order, sums, visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from store.database import Store
    from store.importers.protocol import Record
    from store.ingest.stage import Stage
    from store.records import Sale

SPRING = Span(date(2026, 3, 1), date(2026, 6, 1))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with a_shop(tmp_path) as store:
        yield store


def figures(store: Store, *measures: str, span: Span = SPRING) -> tuple[int, ...]:
    found = Facts(store).totals(measures, span)
    return tuple(found[measure] for measure in measures)


def test_orders_of_a_file_become_figures(shop: Store) -> None:
    receipt = give(shop, [order("1", 0, 10), order("2", 1, 20, rows=3), bad_row(5)])
    assert sums(receipt) == (5, 4, 0, 0, 0, 1)
    assert receipt.covers == Span(date(2026, 3, 1), date(2026, 3, 3))
    assert figures(shop, "orders", "goods_sold", "units") == (2, 30 * EURO, 2)


def test_a_second_import_of_the_same_file_stores_nothing(shop: Store) -> None:
    records = [order(str(n), n % 30, n + 1, rows=2, customer=f"{n}@shop") for n in range(200)]
    give(shop, records)
    before = shop.sql.execute("SELECT * FROM sale ORDER BY day, doc").fetchall()
    version = shop.data_version
    receipt = give(shop, records)
    assert sums(receipt) == (400, 0, 0, 400, 0, 0)
    assert shop.sql.execute("SELECT * FROM sale ORDER BY day, doc").fetchall() == before
    assert shop.data_version == version


def test_a_changed_order_replaces_its_older_version(shop: Store) -> None:
    give(shop, [order("1", 0, 10), order("2", 0, 10)])
    receipt = give(shop, [order("1", 3, 25), order("2", 0, 10)])
    assert sums(receipt) == (2, 0, 1, 1, 0, 0)
    assert figures(shop, "orders", "goods_sold") == (2, 35 * EURO)
    assert Facts(shop).by_day(["orders"], SPRING)["orders"] == {
        date(2026, 3, 1): 1,
        date(2026, 3, 4): 1,
    }
    assert shop.sql.execute("SELECT COUNT(*) FROM replaced").fetchone() == (0,)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (2,)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale_line").fetchone() == (2,)


def test_overlapping_exports_never_count_twice(shop: Store) -> None:
    everything = [order(str(n), n, 10) for n in range(90)]
    give(shop, everything[:60], file="january.csv")
    receipt = give(shop, everything[30:], file="february.csv")
    assert sums(receipt) == (60, 30, 0, 30, 0, 0)
    assert figures(shop, "orders", "goods_sold") == (90, 900 * EURO)


def test_large_restatements_replace_thousands_of_orders(shop: Store) -> None:
    give(shop, [order(str(n), n % 80, 10) for n in range(8_000)])
    receipt = give(shop, [order(str(n), n % 80, 11) for n in range(8_000)])
    assert sums(receipt) == (8_000, 0, 8_000, 0, 0, 0)
    assert figures(shop, "orders", "goods_sold") == (8_000, 88_000 * EURO)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale_line").fetchone() == (8_000,)
    generations = shop.sql.execute("SELECT COUNT(DISTINCT generation) FROM daily_sales").fetchone()
    assert generations == (1,)


def test_all_parts_of_an_order_are_stored_and_restated(shop: Store) -> None:
    whole = order(
        "1",
        0,
        100,
        customer="ada@example.org",
        dimensions={"channel": "Google", "country": "FR"},
        lines=[Line("a", "Soap", 2, 60 * EURO, 5 * EURO, 20 * EURO, "Care"),
               Line("", "Gift wrap", 1, 40 * EURO)],
        refunds=[Refund(MARCH + 10, 60 * EURO, 20 * EURO, 2, lines=[
            Line("a", "Soap", 2, 60 * EURO, cost=20 * EURO)])],
        payments=[Payment(MARCH, "card", 120 * EURO, fee=2 * EURO)],
        deliveries=[Delivery(MARCH + 4, True, "Colissimo")],
    )  # fmt: skip
    give(shop, [whole, order("2", 20)])
    measures = ("refunds", "refund_cost", "payment_fees", "delivered", "costed_sales", "discounts")
    assert figures(shop, *measures) == (
        60 * EURO, 20 * EURO, 2 * EURO, 1, 60 * EURO, 5 * EURO,
    )  # fmt: skip
    assert Facts(shop).by_member(["goods_sold"], "channel", SPRING)["Google"] == {
        "goods_sold": 100 * EURO
    }
    later = replace(whole, refunds=[], deliveries=[])
    assert sums(give(shop, [later])) == (1, 0, 1, 0, 0, 0)
    assert figures(shop, *measures) == (0, 0, 2 * EURO, 0, 60 * EURO, 5 * EURO)


def test_a_refund_takes_margin_away_only_for_items_whose_cost_is_known(shop: Store) -> None:
    known = Line("a", "Soap", 1, 60 * EURO, cost=20 * EURO, category="Care")
    unknown = Line("b", "Gift wrap", 1, 40 * EURO, category="Paper")
    by_items = order(
        "1", lines=[known, unknown], refunds=[Refund(MARCH + 5, 40 * EURO, lines=[unknown])]
    )
    give(shop, [by_items])
    measures = ("refunds", "costed_refunds", "costed_refunds_of_orders", "refund_cost")
    assert figures(shop, *measures) == (40 * EURO, 0, 0, 0)
    amount = order("2", 1, lines=[known, unknown], refunds=[Refund(MARCH + 6, 50 * EURO)])
    give(shop, [amount], file="b.csv")
    assert figures(shop, *measures) == (90 * EURO, 30 * EURO, 30 * EURO, 0)
    everything = Refund(MARCH + 7, 100 * EURO, 20 * EURO, lines=[known, unknown])
    give(shop, [order("3", 2, lines=[known, unknown], refunds=[everything])], file="c.csv")
    assert figures(shop, *measures) == (190 * EURO, 90 * EURO, 90 * EURO, 20 * EURO)
    by_category = Facts(shop).by_member(["costed_refunds"], "category", SPRING)
    assert by_category == {"Care": {"costed_refunds": 90 * EURO}}


def test_a_cancellation_finds_the_order_it_names(shop: Store) -> None:
    back = order("C1", 9, lines=[], refunds=[Refund(MARCH + 9, 4 * EURO)], order_ref="1")
    alone = order("C2", 9, lines=[], refunds=[Refund(MARCH + 9, 1 * EURO)])
    give(shop, [order("1", 2), back, alone])
    assert figures(shop, "orders", "refunds", "orders_returned") == (1, 5 * EURO, 1)
    rows = shop.sql.execute("SELECT order_day FROM refund ORDER BY goods").fetchall()
    assert rows == [(MARCH + 9,), (MARCH + 2,)]


def test_unpaid_and_test_orders_are_kept_and_never_counted(shop: Store) -> None:
    refund = [Refund(MARCH, EURO)]
    for n, status in enumerate(Status):
        give(shop, [order(str(n), n, status=status, refunds=refund)], file=f"{n}.csv")
    assert figures(shop, "orders", "refunds") == (1, EURO)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (len(Status),)


def test_two_sources_may_use_the_same_order_numbers(shop: Store) -> None:
    give(shop, [order("1")], source="shop")
    give(shop, [order("1")], source="market")
    assert figures(shop, "orders") == (2,)
    by_source = Facts(shop).by_member(["orders"], "source", SPRING)
    assert {name: row["orders"] for name, row in by_source.items() if row["orders"]} == {
        "shop": 1, "market": 1,
    }  # fmt: skip


def test_a_customer_number_means_somebody_only_within_its_source(shop: Store) -> None:
    for source, number, address in (("web", "17850", "a@shop"), ("till", "17850", " A@SHOP")):
        told = [order("1", customer=number), order("2", customer=address)]
        give(shop, told, source=source)
    assert figures(shop, "orders", "buyers") == (4, 3)


def test_nobody_speaks_for_days_that_have_not_come(shop: Store) -> None:
    now = 1_773_000_000  # 8 March 2026
    beyond = Span(date(2026, 3, 1), date(2026, 4, 1))
    assert give(shop, [order("1")], now=now, covers=beyond).covers == Span(
        date(2026, 3, 1), date(2026, 3, 9)
    )
    assert Facts(shop).as_of() == date(2026, 3, 8)
    refused = give(shop, [order("2")], now=now, covers=Span(date(2026, 3, 9), date(2026, 4, 1)))
    assert refused.error is not None
    assert refused.error.what.values == {"day": date(2026, 3, 9)}
    assert figures(shop, "orders") == (1,)


def test_a_refused_file_leaves_no_exchange_rates(shop: Store) -> None:
    give(shop, [order("1")])
    rate = ExchangeRate("USD", MARCH, 1_100_000)
    assert give(shop, [rate, visits(0, 5, "orders")], source="other").error is not None
    assert shop.sql.execute("SELECT * FROM exchange_rate").fetchall() == []
    give(shop, [rate])
    assert shop.sql.execute("SELECT rate FROM exchange_rate").fetchall() == [(1_100_000,)]


def test_days_without_rows_are_covered_when_the_owner_says_so(shop: Store) -> None:
    quiet = Span(date(2026, 2, 1), date(2026, 4, 1))
    receipt = give(shop, [order("1", 5)], covers=quiet)
    assert receipt.covers == quiet
    assert Facts(shop).coverage("orders") == [quiet]
    assert Facts(shop).as_of() == date(2026, 3, 31)


def test_a_trial_says_what_would_happen_and_writes_nothing(shop: Store) -> None:
    give(shop, [order("1"), order("2")])
    before = shop.sql.execute("SELECT COUNT(*), SUM(goods) FROM sale").fetchone()
    receipt = give(shop, [order("1"), order("2", euros=5), order("3"), bad_row(9)], dry_run=True)
    assert sums(receipt) == (4, 1, 1, 1, 0, 1)
    assert receipt.import_id is None
    assert shop.sql.execute("SELECT COUNT(*), SUM(goods) FROM sale").fetchone() == before
    assert shop.sql.execute("SELECT COUNT(*) FROM import").fetchone() == (1,)


def test_a_file_that_fails_half_way_leaves_nothing_and_the_next_goes_on(shop: Store) -> None:
    class Breaking(Told):
        def extract(self, file, context):  # type: ignore[no-untyped-def]
            for n in range(9_000):
                yield order(str(n), n % 60, customer=f"{n}@x", dimensions={"channel": f"c{n}"})
            raise ImportFileError("{file} breaks off.", "Export it again.", file=file.name)

    folder = shop.path.parent
    for name, head in (("a.csv", "broken"), ("b.csv", "told")):
        (folder / name).write_text(f"{head}\n1\n")
    breaking = Breaking(name="breaking")
    request = Request(now=NOW, key=folder / "k", known={"breaking": breaking}, importer="breaking")
    (receipt,) = run_import(shop, [folder / "a.csv"], request)
    assert str(receipt.error and receipt.error.what) == "a.csv breaks off."
    for table in ("sale", "sale_line", "document", "import", "customer", "product", "left_out"):
        assert shop.sql.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,), table
    assert shop.sql.execute("SELECT COUNT(*) FROM member WHERE id > 0").fetchone() == (0,)
    give(shop, [order("1")])
    assert figures(shop, "orders") == (1,)


def test_the_owner_may_stop_an_import_and_nothing_is_lost(shop: Store) -> None:
    give(shop, [order("old")])
    asked = iter([False, True])
    many = [order(str(n), n % 60) for n in range(9_000)]
    with pytest.raises(Stopped):
        give(shop, many, stop=lambda: next(asked))
    assert figures(shop, "orders") == (1,)
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (1,)
    give(shop, many)
    assert figures(shop, "orders") == (9_001,)


def test_a_second_import_at_the_same_time_is_told_who_holds_the_store(shop: Store) -> None:
    with only_import(shop.path, "orders.csv"), pytest.raises(StoreError) as told:
        give(shop, [order("1")])
    assert "importing orders.csv" in str(told.value)
    give(shop, [order("1")])
    assert figures(shop, "orders") == (1,)


def test_product_names_and_categories_follow_the_newest_file(shop: Store) -> None:
    def soap(ref: str, name: str, category: str) -> list[Line]:
        return [Line("s", name, 1, 10 * EURO, category=category)]

    give(shop, [order("1", lines=soap("1", "Soap", "Care")), order("2", 40)])
    give(shop, [order("3", 41, lines=soap("3", "Soap bar", "Bath"))])
    assert shop.sql.execute("SELECT name FROM product WHERE sku = 's'").fetchone() == ("Soap bar",)
    by_category = Facts(shop).by_member(["goods_sold"], "category", SPRING)
    assert by_category["Bath"]["goods_sold"] == 20 * EURO


def test_a_product_moves_though_none_of_its_orders_changed(shop: Store) -> None:
    def told(category: str) -> list[Record]:
        return [order("1", lines=[Line("a", f"Soap, {category}", 1, EURO, category=category)])]

    give(shop, told("Care"))
    version = shop.data_version
    assert sums(give(shop, told("Bath"))) == (1, 0, 0, 1, 0, 0)
    assert shop.data_version > version
    facts = Facts(shop)
    assert facts.by_member(["goods_sold"], "category", SPRING) == {"Bath": {"goods_sold": EURO}}
    assert set(facts.by_member(["goods_sold"], "product", SPRING)) == {"Soap, Bath"}


def test_a_product_that_moves_changes_all_its_past_without_making_anybody_wait(
    shop: Store,
) -> None:
    # Every day it was sold on is derived again: beside the live figures, not while all others wait.
    give(shop, [order("1"), order("2", 20, lines=[Line("a", "Soap", 1, EURO)])])
    generations = [live_generation(shop.sql)]
    for ref, category in (("3", "Care"), ("4", "Care"), ("5", "Bath")):
        give(shop, [order(ref, 20, lines=[Line("a", "Soap", 1, EURO, category=category)])])
        generations.append(live_generation(shop.sql))
    first, with_category, same_category, moved = generations
    assert first < with_category == same_category < moved


def test_an_order_on_another_day_takes_the_cancellation_that_names_it_along(shop: Store) -> None:
    def back(customer: str = "") -> Sale:
        money = [Refund(MARCH + 9, 4 * EURO)]
        return order("C1", 9, lines=[], refunds=money, order_ref="1", customer=customer)

    def returned() -> dict[date, int]:
        days = Facts(shop).by_day(["refunds_of_orders", "orders_returned"], SPRING)
        assert days["refunds_of_orders"].keys() == days["orders_returned"].keys()
        return {day: money for day, money in days["refunds_of_orders"].items() if money}

    give(shop, [order("1", 0), back(), order("2", 5)])
    assert returned() == {date(2026, 3, 1): 4 * EURO}
    give(shop, [order("1", 2)])  # the cancellation is not in this file
    assert returned() == {date(2026, 3, 3): 4 * EURO}
    assert sums(give(shop, [back(), order("1", 2)])) == (2, 0, 0, 2, 0, 0)
    give(shop, [back("ada@example.org"), order("1", 4)])  # named before its order is told
    assert returned() == {date(2026, 3, 5): 4 * EURO}
    assert figures(shop, "refunds") == (4 * EURO,)
    assert shop.sql.execute("SELECT COUNT(*) FROM refund").fetchone() == (1,)


def test_a_product_without_a_name_gets_the_first_one_that_comes(shop: Store) -> None:
    nameless, named = Line("s", "", 1, EURO), Line("s", "Soap", 1, EURO)
    give(shop, [order("1", lines=[nameless]), order("2", lines=[nameless, named])])
    assert shop.sql.execute("SELECT name FROM product").fetchall() == [("Soap",)]


def test_a_daily_series_is_added_up_by_day_and_restated_by_its_source(shop: Store) -> None:
    first = [visits(0, 100, channel="Google"), visits(0, 20, channel="Mail"), visits(1, 70)]
    assert sums(give(shop, first)) == (3, 3, 0, 0, 0, 0)
    assert figures(shop, "visits") == (190,)
    again = [visits(0, 100, channel="Google"), visits(0, 25, channel="Mail"), visits(1, 70)]
    assert sums(give(shop, again)) == (3, 0, 1, 2, 0, 0)
    assert figures(shop, "visits") == (195,)
    assert shop.sql.execute("SELECT COUNT(*) FROM series").fetchone() == (3,)


def test_rows_of_a_series_with_the_same_key_are_one_value(shop: Store) -> None:
    rows = [visits(0, 5, "spend", channel="Google"), visits(0, 7, "spend", channel="Google")]
    assert sums(give(shop, rows)) == (2, 2, 0, 0, 0, 0)
    assert figures(shop, "spend") == (12,)
    assert sums(give(shop, rows)) == (2, 0, 0, 2, 0, 0)


def test_a_finer_breakdown_takes_the_place_of_the_total(shop: Store) -> None:
    give(shop, [visits(0, 100), visits(1, 50)])
    give(shop, [visits(0, 60, channel="Google"), visits(0, 42, channel="Mail")])
    assert figures(shop, "visits") == (152,)


def test_the_same_measure_of_the_same_day_from_another_source_is_refused(shop: Store) -> None:
    give(shop, [visits(0, 100, "goods_sold"), visits(1, 50, "goods_sold")], source="web")
    second = [visits(1, 55, "goods_sold"), visits(2, 60, "goods_sold")]
    receipt = give(shop, second, source="books")
    assert receipt.error is not None
    assert "goods_sold" in str(receipt.error.what)
    assert "web" in str(receipt.error.remedy)
    assert figures(shop, "goods_sold") == (150,)
    assert give(shop, second[1:], source="books").error is None
    assert figures(shop, "goods_sold") == (210,)


def test_orders_and_a_daily_series_of_orders_never_add_up(shop: Store) -> None:
    give(shop, [visits(0, 9, "orders"), visits(1, 9, "orders")], source="sheet")
    refused = give(shop, [order("1", 1)], source="shop")
    assert refused.error is not None
    assert "sheet" in str(refused.error.remedy)
    assert give(shop, [order("1", 5)], source="shop").error is None
    late = give(shop, [visits(5, 9, "orders")], source="sheet")
    assert late.error is not None
    assert figures(shop, "orders") == (19,)


def test_left_out_rows_are_kept_with_their_line_column_and_reason(shop: Store) -> None:
    excluded = [LeftOut(n, "status", "A draft", rejected=False) for n in range(4)]
    receipt = give(shop, [order("1"), bad_row(7), *excluded])
    assert [(row.line, row.column) for row in receipt.rejects] == [(7, "price")]
    assert [(str(reason), rows) for reason, rows in receipt.excluded_by] == [("A draft", 4)]
    kept = shop.sql.execute(
        "SELECT line, column_name, reason, detail FROM left_out WHERE kind = 'rejected'"
    ).fetchall()
    assert kept == [(7, "price", "“{value}” is not an amount.", '{"value": "abc"}')]


def feeding(store: Store, *subjects: str) -> AbstractContextManager[Stage]:
    return feed(
        store,
        importer="test",
        source="shop database",
        file="",
        covers=dict.fromkeys(subjects, (MARCH, MARCH + 30)),
        pseudonyms=unkept(),
        now=NOW,
    )


def cart(number: int, day: int, step: int, **more: object) -> dict[str, object]:
    return {"day": MARCH + day, "ref": f"c{number}", "step": step, "visitor": number % 7} | more


def test_rows_of_any_table_are_fed_by_name(shop: Store) -> None:
    with feeding(shop, "carts", "visits", "spend", "sales") as stage:
        stage.add_sale(order("1"))
        stage.add_rows("cart", [cart(n, n % 30, n % 4, channel="Google") for n in range(100)])
        stage.add_rows("cart", [cart(100, 0, 3, sale_doc="1", customer="ada@example.org")])
        stage.add_rows(
            "visit",
            [{"day": MARCH + n, "visitor": 5, "pages": 2, "device": "mobile"} for n in range(4)],
        )
        stage.add_rows("spend", [{"day": MARCH, "channel": "Google", "amount": 3 * EURO}])
    measures = ("carts", "carts_converted", "cart_visitors", "visits", "visitors", "spend")
    assert figures(shop, *measures) == (101, 26, 6, 4, 1, 3 * EURO)
    doc = shop.sql.execute("SELECT sale_doc, customer <> 0 FROM cart WHERE sale_doc <> 0")
    sale = shop.sql.execute("SELECT doc FROM sale").fetchone()
    assert doc.fetchall() == [(*sale, 1)]


def test_fed_rows_with_a_ref_are_restated_and_never_doubled(shop: Store) -> None:
    rows = [cart(n, n % 30, 0) for n in range(50)]
    for _ in range(2):
        with feeding(shop, "carts") as stage:
            stage.add_rows("cart", rows)
        assert figures(shop, "carts", "carts_converted") == (50, 0)
    assert (stage.tally.stored, stage.tally.unchanged) == (0, 50)
    with feeding(shop, "carts") as stage:
        stage.add_rows("cart", [cart(7, 8, 3), cart(99, 1, 0)])
    assert (stage.tally.stored, stage.tally.updated) == (1, 1)
    assert figures(shop, "carts", "carts_converted") == (51, 1)


def test_a_feed_that_fails_leaves_nothing(shop: Store) -> None:
    with pytest.raises(ZeroDivisionError), feeding(shop, "carts") as stage:
        stage.add_rows("cart", [cart(n, n % 30, 0) for n in range(12_000)])
        raise ZeroDivisionError
    assert figures(shop, "carts") == (0,)
    assert shop.sql.execute("SELECT COUNT(*) FROM cart").fetchone() == (0,)
    assert Facts(shop).coverage("carts") == []


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_two_orders_of_one_number_are_a_mistake_that_its_owner_can_mend(
    shop: Store, known: bool
) -> None:
    if known:
        give(shop, [order("1", 0)])
    path = shop.path.with_name("b.csv")
    path.write_text("told\n1\n")
    told = Told([order("1", 1, 20), order("2"), order("1", 2, 30)])
    key = path.with_name("pseudonyms.key")
    (receipt,) = run_import(shop, [path], Request(now=NOW, key=key, known={"told": told}))
    assert str(receipt.error).startswith("Two entries of told have the same number")
    assert shop.sql.execute("SELECT COUNT(*) FROM sale").fetchone() == (int(known),)
