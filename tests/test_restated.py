"""Whatever way a shop's exports came in, its figures are those of what was told last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import daily, derived
from store.database import Store, in_memory
from store.facts import Facts
from store.feeds import BEGINNING
from store.ingest.run import Request, run_import
from store.money import rounded
from store.product_weeks import keep
from store.products import product_sales
from store.records import Delivery, Line, Payment, Refund, Sale, Status
from tests.builders import days
from tests.import_shop import EURO, MARCH, NOW, Told
from tests.test_daily import rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from store.importers.protocol import Record
    from store.ingest.receipt import Receipt

YEAR = days("2026-01-01", "2027-12-31")
SOURCES = ("web", "till")
ORDERS, CANCELLATIONS = "1234", "89"
MEASURES = sorted(
    {one.id for family in derived.STORED_FAMILIES for one in family.measures} | {"buyers"}
)
BREAKDOWNS = {
    "orders": ["channel", "category", "product", "customer_type", "source"],
    "goods_sold": ["country", "category", "product", "customer_type"],
    "refunds": ["channel", "category", "source"],
    "refunds_of_orders": ["channel", "country"],
    "buyers": ["channel", "country", "source"],
    "new_customers": ["channel", "country"],
    "value_90": ["channel"],
}

_day = st.sampled_from([MARCH + day for day in (0, 1, 2, 3, 40, 95, 120)])
_money = st.integers(0, 9).map(lambda euros: euros * EURO)
_skus = st.sampled_from("abc")


@st.composite
def _lines(draw: st.DrawFn, categories: dict[str, str]) -> list[Line]:
    return [
        Line(
            sku, f"Thing {sku}", draw(st.integers(1, 3)), draw(_money), draw(_money),
            draw(st.none() | _money), categories[sku],
        )
        for sku in draw(st.lists(_skus, max_size=3))
    ]  # fmt: skip


@st.composite
def _sales(draw: st.DrawFn, ref: str, categories: dict[str, str]) -> Sale:
    refunds = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        lines = draw(_lines(categories))
        goods = sum(line.goods for line in lines) if lines else draw(_money)
        refunds.append(Refund(draw(_day), goods, draw(_money), 1, lines=lines))
    sale = Sale(
        ref,
        draw(_day),
        rows=1,
        status=draw(st.sampled_from([Status.PAID, Status.PAID, *Status])),
        at=draw(st.integers(1, 10**9)),  # no two at once: which came first is then another matter
        customer=draw(st.sampled_from(["", "ana@shop", "bob@shop", "17"])),
        lines=draw(_lines(categories)),
        refunds=refunds,
        payments=[Payment(draw(_day), "card", draw(_money))] if draw(st.booleans()) else [],
        deliveries=[Delivery(draw(_day), on_time=True)] if draw(st.booleans()) else [],
        dimensions={
            "channel": draw(st.sampled_from(["", "email", "ads"])),
            "country": draw(st.sampled_from(["", "FR", "DE"])),
        },
    )
    if ref in CANCELLATIONS:
        refunds = refunds or [Refund(draw(_day), EURO)]
        sale = replace(
            sale,
            lines=[],
            refunds=refunds,
            status=Status.PAID,
            order_ref=draw(st.sampled_from(ORDERS)),  # told before, later, or never
        )
    return sale


@st.composite
def _lives(draw: st.DrawFn) -> list[tuple[str, list[Sale]]]:
    """Draw some imports of two sources; orders come again, changed or just so."""
    told: dict[tuple[str, str], Sale] = {}
    story = []
    for _ in range(draw(st.integers(1, 4))):
        source = draw(st.sampled_from(SOURCES))
        categories = {sku: draw(st.sampled_from(["", "Care", "Bath"])) for sku in "abc"}
        refs = draw(st.lists(st.sampled_from(ORDERS + CANCELLATIONS), min_size=1, unique=True))
        sales = []
        for ref in refs:
            old = told.get((source, ref))
            again = old is not None and draw(st.booleans())
            sales.append(old if old and again else draw(_sales(ref, categories)))
        told |= {(source, sale.ref): sale for sale in sales}
        story.append((source, sales))
    return story


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    (made / "a.csv").write_text("told\n1\n")
    return made


def tell(store: Store, folder: Path, source: str, sales: list[Sale]) -> Receipt:
    """Import orders; two sources number them differently, and all that both tell counts."""
    numbered: list[Record] = [
        replace(one, ref=source + one.ref, order_ref=one.order_ref and source + one.order_ref)
        for one in sales
    ]
    request = Request(now=NOW, key=folder / "key", source=source, known={"told": Told(numbered)})
    with store.writing() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO feed VALUES (?, ?, ?)",
            ((one, BEGINNING, name) for one in ("payments", "deliveries") for name in SOURCES),
        )
    (receipt,) = run_import(store, [folder / "a.csv"], request)
    assert receipt.error is None
    return receipt


def with_costs(sale: Sale, before: dict[str, tuple[int, int]]) -> Sale:
    """Give lines without a cost that of the order's others of the sku, else what they had."""
    known = before | costs_of(sale)

    def filled(lines: Any) -> list[Line]:
        return [
            line._replace(cost=rounded(known[line.sku][0] * line.units, known[line.sku][1]))
            if line.cost is None and line.sku in known
            else line
            for line in lines
        ]

    refunds = []
    for refund in sale.refunds:
        lines = filled(refund.lines)
        gained = sum(line.cost or 0 for line in lines) - sum(one.cost or 0 for one in refund.lines)
        refunds.append(replace(refund, lines=lines, cost=refund.cost + gained))
    return replace(sale, lines=filled(sale.lines), refunds=refunds)


def costs_of(sale: Sale) -> dict[str, tuple[int, int]]:
    """Return what an order's lines cost, and of how many units, by sku."""
    found: dict[str, tuple[int, int]] = {}
    for line in sale.lines:
        if line.cost is not None:
            cost, units = found.get(line.sku, (0, 0))
            found[line.sku] = (cost + line.cost, units + line.units)
    return found


def unplaced(sale: Sale) -> Sale:
    """Return an order without the categories of its products, which are not its own."""
    refunds = [
        replace(refund, lines=[line._replace(category="") for line in refund.lines])
        for refund in sale.refunds
    ]
    return replace(sale, lines=[line._replace(category="") for line in sale.lines], refunds=refunds)


def last_told(
    story: list[tuple[str, list[Sale]]], *, in_its_words: bool = False
) -> dict[str, list[Sale]]:
    """Return the last version of every order, its products where they were put last.

    A cost once known of an order stays where a later version tells none, but ``in_its_words``.
    """
    told: dict[tuple[str, str], Sale] = {}
    costed: dict[tuple[str, str], Sale] = {}
    places: dict[str, str] = {}
    for source, sales in story:
        first: dict[str, str] = {}
        for sale in sorted(sales, key=lambda one: bool(one.order_ref)):
            key = (source, sale.ref)
            if key not in told or unplaced(told[key]) != unplaced(sale):
                before = costed.get(key)
                counted = before is not None and before.status != Status.NO_RATE
                costed[key] = with_costs(sale, costs_of(before) if counted and before else {})
            told[key] = sale
            refunds = sale.refunds if sale.status == Status.PAID else []
            for line in (*sale.lines, *(line for refund in refunds for line in refund.lines)):
                first.setdefault(line.sku, line.category)
        places |= {sku: category for sku, category in first.items() if category}

    def placed(lines: Any) -> list[Line]:
        return [line._replace(category=places.get(line.sku, "")) for line in lines]

    found: dict[str, list[Sale]] = {}
    for (source, _), sale in (told if in_its_words else costed).items():
        refunds = [replace(refund, lines=placed(refund.lines)) for refund in sale.refunds]
        found.setdefault(source, []).append(
            replace(sale, lines=placed(sale.lines), refunds=refunds)
        )
    return found


def figures(store: Store) -> dict[object, object]:
    facts = Facts(store)
    by_day = facts.by_day(MEASURES, YEAR)
    found: dict[object, object] = {
        "totals": facts.totals(MEASURES, YEAR),
        "by day": {name: {d: n for d, n in one.items() if n} for name, one in by_day.items()},
    }
    for measure, dimensions in BREAKDOWNS.items():
        for dimension in dimensions:
            found[measure, dimension] = facts.by_member([measure], dimension, YEAR)
    return found


def products(store: Store) -> dict[str, tuple[object, ...]]:
    """Return what every product sold, by its SKU: some may have other numbers there."""
    return {one.sku: one[2:] for one in product_sales(Facts(store), YEAR)}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=_lives())
def test_figures_after_any_imports_are_those_of_the_last_told_orders_alone(
    folder: Path, story: list[tuple[str, list[Sale]]]
) -> None:
    with in_memory() as store, in_memory() as fresh:
        for source, sales in story:
            tell(store, folder, source, sales)
            keep(store, YEAR)
        followed = rows_of(store, derived.live_generation(store.sql))
        assert followed == rows_of(store, daily.derive(store.sql, days=None))
        for source, sales in sorted(last_told(story).items(), reverse=True):
            tell(fresh, folder, source, sales)
        assert figures(store) == figures(fresh)
        assert products(store) == products(fresh)
        for source, sales in last_told(story, in_its_words=True).items():
            receipt = tell(store, folder, source, sales)
            assert (receipt.stored, receipt.updated) == (0, 0)


def test_the_cost_of_an_amount_given_back_stays_with_what_it_was_given_for(folder: Path) -> None:
    lines = [Line("a", "Thing a", 1, goods, 0, cost, "") for goods, cost in ((0, 0), (EURO, None))]
    sale = Sale("1", MARCH, rows=1, at=1, lines=lines, refunds=[Refund(MARCH, EURO, EURO)])
    with in_memory() as store:
        tell(store, folder, "web", [sale])
        (sold,) = product_sales(Facts(store), YEAR)
    assert (sold.refunds, sold.refund_cost) == (EURO, EURO)
