"""A later export that tells the past differently is said to, with the orders that did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.metrics.reading import read, read_many, restated
from store.database import in_memory
from store.facts import Facts
from store.ingest.choosing import choose_feed
from store.ingest.removal import remove_source
from store.ingest.run import Request, run_import
from store.records import Line, Refund, Sale, Status
from store.revisions import MEASURES, NOT_KNOWN
from store.spans import Span
from tests.builders import days
from tests.import_shop import EURO, MARCH, Told, a_shop, give, order, visits

if TYPE_CHECKING:
    from pathlib import Path

    from goals.metrics.figures import Revision
    from store.database import Store
    from store.importers.protocol import Record

WEEK = days("2026-03-01", "2026-03-07")


def noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


MARCH_8, MARCH_9, MARCH_10 = (noon(date(2026, 3, day)) for day in (8, 9, 10))


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    """A week of an order of 100 € a day, exported on the day after."""
    store = a_shop(tmp_path)
    give(store, [order(str(day), day, euros=100) for day in range(7)], source="web", now=MARCH_8)
    return store


def revised(shop: Store, metric: str, span: Span = WEEK) -> Revision | None:
    return read_many(Facts(shop), [metric], span)[metric].revised


def test_what_a_later_export_restates_is_told_with_the_figure_before(shop: Store) -> None:
    assert revised(shop, "revenue") is None
    back = order("2", 2, euros=100, refunds=[Refund(MARCH + 3, 35 * EURO)])
    gone = order("5", 5, euros=100, status=Status.CANCELLED)
    give(shop, [back, gone, order("7", 7, euros=80)], source="web", now=MARCH_9)
    found = revised(shop, "revenue")
    assert found is not None
    assert (found.before, found.change) == (Fraction(700), Fraction(-135, 700))
    assert (found.kind, found.since) == ("relative", date(2026, 3, 9))
    orders = revised(shop, "orders")
    assert orders is not None
    assert orders.before == 7
    basket = revised(shop, "aov")
    assert basket is None, "7 orders for 700 € were as much each as 6 for 600 €"
    first_days = revised(shop, "revenue", days("2026-03-01", "2026-03-02"))
    assert first_days is None, "these days are as they were"


def test_the_orders_that_did_it_are_listed(shop: Store) -> None:
    back = order("2", 2, euros=100, refunds=[Refund(MARCH + 3, 35 * EURO)])
    gone = order("5", 5, euros=100, status=Status.CANCELLED)
    late = order("4b", 4, euros=20)
    dearer = order("1", 1, euros=101)
    give(shop, [back, gone, late, dearer, order("7", 7)], source="web", now=MARCH_9)
    (one,) = restated(Facts(shop), WEEK)
    assert (one.day, one.source, one.orders) == (date(2026, 3, 9), "web", 4)
    told = [
        (order.ref, order.old_status, order.status, order.before // EURO, order.after // EURO)
        for order in one.listed
    ]
    assert told == [
        ("5", Status.PAID, Status.CANCELLED, 100, 0),
        ("2", Status.PAID, Status.PAID, 100, 65),
        ("4b", NOT_KNOWN, Status.PAID, 0, 20),
        ("1", Status.PAID, Status.PAID, 100, 101),
    ]
    assert [len(one.listed) for one in restated(Facts(shop), WEEK, most=2)] == [2]


def test_an_order_that_moves_to_another_day_is_listed_with_both(shop: Store) -> None:
    give(shop, [order("3", 4, euros=100)], source="web", now=MARCH_9)
    ((moved,),) = (one.listed for one in restated(Facts(shop), WEEK))
    assert (moved.day, moved.now) == (date(2026, 3, 4), date(2026, 3, 5))
    assert (moved.before, moved.after) == (100 * EURO, 100 * EURO)
    assert revised(shop, "revenue") is None
    assert revised(shop, "revenue", days("2026-03-05", "2026-03-05")) is not None


def test_new_days_and_the_rest_of_a_running_day_revise_nothing(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    at_noon = noon(date(2026, 3, 2))
    give(shop, [order("0", 0), order("1", 1)], source="web", now=at_noon)
    give(shop, [order("0", 0), order("1", 1), order("1b", 1), order("2", 2)], source="web",
         now=at_noon + 86_400)  # fmt: skip
    assert revised(shop, "revenue", days("2026-03-01", "2026-03-03")) is None
    assert shop.sql.execute("SELECT COUNT(*) FROM revision").fetchone() == (0,)
    give(shop, [order("1", 1, euros=11)], source="web", now=at_noon + 2 * 86_400)
    assert revised(shop, "revenue", days("2026-03-01", "2026-03-03")) is not None


def test_what_the_files_of_one_day_tell_one_after_the_other_revises_nothing(
    tmp_path: Path,
) -> None:
    shop = a_shop(tmp_path)
    give(shop, [order("0", 0), order("1", 1)], source="web", now=MARCH_9)
    give(shop, [order("1", 1, euros=40), order("2", 1)], source="market", now=MARCH_9 + 60)
    assert revised(shop, "revenue") is None, "two shops' exports, imported in one go"
    give(shop, [order("1", 1, euros=11)], source="web", now=MARCH_10)
    assert revised(shop, "revenue") is not None


def test_two_revisions_are_told_together_since_the_first(shop: Store) -> None:
    give(shop, [order("1", 1, euros=90)], source="web", now=MARCH_9)
    give(shop, [order("1", 1, euros=80), order("2", 2, euros=95)], source="web", now=MARCH_10)
    found = revised(shop, "revenue")
    assert found is not None
    assert (found.before, found.since) == (Fraction(700), date(2026, 3, 9))
    give(shop, [order("1", 1, euros=100), order("2", 2, euros=100)], source="web", now=MARCH_10)
    assert revised(shop, "revenue") is None, "all is as it was"


def test_only_revisions_of_the_last_thirty_days_are_told(shop: Store) -> None:
    give(shop, [order("1", 1, euros=90)], source="web", now=MARCH_9)
    give(shop, [order("new", 38)], source="web", now=noon(date(2026, 4, 9)))
    assert Facts(shop).as_of() == date(2026, 4, 8)
    assert revised(shop, "revenue") is not None
    give(shop, [order("newer", 39)], source="web", now=noon(date(2026, 4, 10)))
    assert revised(shop, "revenue") is None


def test_daily_values_are_revised_too_but_not_by_what_does_not_count(shop: Store) -> None:
    give(shop, [visits(day, 100) for day in range(7)], source="ga4", now=MARCH_8)
    give(shop, [visits(day, 50) for day in range(7)], source="log", now=MARCH_9)
    assert revised(shop, "visits") is None
    give(shop, [visits(0, 80)], source="ga4", now=MARCH_9)
    found = revised(shop, "visits")
    assert found is not None
    assert found.before == 700
    ratio = revised(shop, "conversion_visits")
    assert ratio is not None
    assert (ratio.before, ratio.kind) == (Fraction(7, 700), "points")
    choose_feed(shop, "visits", ["log"])
    assert revised(shop, "visits") is None, "the days count from another source now"


def test_what_is_taken_out_takes_its_revisions_along(shop: Store) -> None:
    give(shop, [order("m1", 1, euros=50)], source="market", now=MARCH_9)
    found = revised(shop, "revenue")
    assert found is not None
    assert found.before == 700
    remove_source(shop, "market", MARCH_10)
    assert revised(shop, "revenue") is None
    left = [
        shop.sql.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        for table in ("revision", "revised_order", "restated")
    ]
    assert left == [0, 0, 0]


def test_a_large_import_is_compared_with_the_figures_beside_it(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    first = [order(str(day), day, euros=100) for day in range(120)]
    give(shop, first, source="web", now=noon(date(2026, 7, 1)))
    again = [replace(one, lines=[one.lines[0]._replace(goods=90 * EURO)]) for one in first]
    give(shop, again, source="web", now=noon(date(2026, 7, 2)))
    found = revised(shop, "revenue", days("2026-03-01", "2026-06-28"))
    assert found is not None
    assert (found.before, found.change) == (Fraction(12_000), Fraction(-1, 10))
    (one,) = restated(Facts(shop), days("2026-03-01", "2026-06-28"), most=1_000)
    assert (one.orders, len(one.listed)) == (120, 120)


# -- any life of a shop ------------------------------------------------------------------------

_day = st.integers(0, 6)
_euros = st.integers(0, 9)


@st.composite
def _orders(draw: st.DrawFn, ref: str) -> Sale:
    refunds = [
        Refund(MARCH + draw(st.integers(0, 9)), draw(_euros) * EURO)
        for _ in range(draw(st.integers(0, 2)))
    ]
    return Sale(
        ref,
        MARCH + draw(_day),
        rows=1,
        at=draw(st.integers(1, 10**9)),
        status=draw(st.sampled_from([Status.PAID, Status.PAID, *Status])),
        customer=draw(st.sampled_from(["", "ana", "bob"])),
        shipping=draw(_euros) * EURO,
        lines=[Line("soap", "Soap", draw(st.integers(1, 3)), draw(_euros) * EURO,
                    cost=draw(st.none() | _euros))],
        refunds=refunds,
    )  # fmt: skip


@st.composite
def _imports(draw: st.DrawFn) -> list[list[Record]]:
    story: list[list[Record]] = []
    for _ in range(draw(st.integers(1, 4))):
        refs = draw(st.lists(st.sampled_from("123456"), min_size=1, unique=True))
        rows: list[Record] = [draw(_orders(ref)) for ref in refs]
        for day in draw(st.lists(_day, unique=True, max_size=2)):
            rows.append(visits(day, draw(st.integers(1, 50))))
        story.append(rows)
    return story


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    (made / "a.csv").write_text("told\n1\n")
    return made


def tell(store: Store, folder: Path, records: list[Record], now: int) -> None:
    subjects = frozenset({"sales", "sale_lines", "refunds", "refunds_by_order", "visits:alone"})
    told = Told(list(records), subjects=subjects)
    request = Request(now=now, key=folder / "key", source="web", known={"told": told}, covers=WEEK)
    (receipt,) = run_import(store, [folder / "a.csv"], request)
    assert receipt.error is None


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=_imports(), span=st.tuples(_day, _day))
def test_the_figure_before_is_the_one_that_was_on_screen(
    folder: Path, story: list[list[Record]], span: tuple[int, int]
) -> None:
    first, last = (WEEK.start + timedelta(days=n) for n in sorted(span))
    period = Span.of(first, last)
    names = ["revenue", "orders", "gmv", "aov", "items_per_order", "refund_share", "visits",
             "conversion_visits", "margin_rate"]  # fmt: skip
    with in_memory(timezone="Europe/Paris") as store:
        for n, records in enumerate(story):
            if n == 1:
                seen = {name: read(Facts(store), name, period).value for name in names}
                totals = Facts(store).by_day(sorted(MEASURES), WEEK)
            tell(store, folder, records, MARCH_8 + 86_400 * n)
        if len(story) == 1:
            assert all(one.revised is None for one in _board(store, names, period))
            return
        for one in _board(store, names, period):
            if one.figure.value is None:
                continue
            name = one.figure.metric.id
            before = one.revised.before if one.revised else one.figure.value
            assert before == seen[name], name
        _add_up(store, totals)


def _board(store: Store, names: list[str], period: Span) -> list[Any]:
    return list(read_many(Facts(store), names, period).values())


def _add_up(store: Store, totals: dict[str, dict[date, int]]) -> None:
    """Every day's revision is its change since; the orders make up that of revenue."""
    facts = Facts(store)
    now = facts.by_day(sorted(MEASURES), WEEK)
    for day in WEEK:
        found = facts.revised(MEASURES, Span.of(day, day), date(2026, 3, 1))
        for measure in MEASURES:
            change = now[measure].get(day, 0) - totals[measure].get(day, 0)
            told = found[measure].change if measure in found else 0
            assert told == change, (measure, day)
    listed = [
        one for import_ in facts.restatements(WEEK, date(2026, 3, 1)) for one in import_.listed
    ]
    week = facts.revised(MEASURES, WEEK, date(2026, 3, 1))
    sold, back = (week[name].change if name in week else 0 for name in ("goods_sold", "refunds"))
    assert sum(one.after - one.before for one in listed) == sold - back
