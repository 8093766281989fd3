"""What sells, what comes back, what is looked at and what is bought together."""

from __future__ import annotations

import csv
import json
import lzma
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.explain.pairs import SUPPORT, Pair, pair_book, together
from goals.explain.products import product_book, views_of
from goals.metrics.periods import parse_period
from goals.metrics.reading import read
from tests.builders import TestShop, a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui import product_words as words
from tui.cli import main
from tui.screens.products import ProductsPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

MARCH, APRIL = "2026-03-15", "2026-04-15"
LAST = date(2026, 4, 30)
IN_APRIL = parse_period("2026-04", LAST)


@pytest.fixture
def shop() -> TestShop:
    """Soap sells much and well, a towel comes back, a bowl is new and sold below its cost."""
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    for n in range(40):
        soap = item("soap", 10, units=2, cost=4, category="bath")
        towel = item("towel", 30, cost=20, category="linen")
        doc = shop.order(APRIL, by=f"c{n}", lines=[soap, towel] if n < 32 else [soap])
        if n < 8:
            shop.refund("2026-04-20", 30, of=doc, ordered=APRIL, by=f"c{n}", cost=20,
                        lines=[item("towel", 30, cost=20)])  # fmt: skip
    shop.order(APRIL, lines=[item("bowl", 5, cost=8, category="table")])
    shop.order(MARCH, lines=[item("soap", 500, units=100, cost=200, category="bath")])
    return shop


def pairs_of(baskets: Iterable[Sequence[str]]) -> tuple[int, list[tuple[str, str, Pair]]]:
    """Return how many baskets there are, and the pairs of them with the names of both."""
    import numpy as np

    codes: dict[str, int] = {}
    places, items = [], []
    for place, basket in enumerate(baskets):
        for name in basket:
            places.append(place)
            items.append(codes.setdefault(name, len(codes)))
    names = list(codes)
    count, found = together(np.array(places, "int64"), np.array(items, "int64"), SUPPORT)
    return count, [(names[one.first], names[one.second], one) for one in found]


def test_products_by_revenue_less_what_came_back(shop: TestShop) -> None:
    book = product_book(shop.publish(), IN_APRIL)
    assert [one.sku for one in book.products] == ["towel", "soap", "bowl"]
    towel, soap, bowl = book.products
    assert [float(one.revenue) for one in book.products] == [720, 400, 5]
    assert [float(one.margin or 0) for one in book.products] == [240, 240, -3]
    assert (towel.units, towel.returned, towel.return_rate) == (32, 8, Fraction(1, 4))
    assert soap.change == -100
    assert soap.orders == 40
    assert bowl.small
    assert not towel.small


def test_all_products_together_are_the_shop(shop: TestShop) -> None:
    facts = shop.publish()
    for level in ("product", "category"):
        book = product_book(facts, IN_APRIL, level=level)
        assert book.total is not None
        assert book.total.revenue == read(facts, "revenue", IN_APRIL).value
        assert book.total.margin == read(facts, "gross_margin", IN_APRIL).value
        assert sum(one.revenue for one in book.products) == book.total.revenue


def test_the_worst_come_first_where_asked_and_many_returns_are_bad(shop: TestShop) -> None:
    facts = shop.publish()
    worst = product_book(facts, IN_APRIL, order="margin", worst=True)
    assert worst.products[0].sku == "bowl"
    returned = product_book(facts, IN_APRIL, order="returns", worst=True)
    assert [one.sku for one in returned.products] == ["towel", "soap"], "one bowl is no rate"
    assert product_book(facts, IN_APRIL, order="units").products[0].sku == "soap"
    few = product_book(facts, IN_APRIL, most=1)
    assert (len(few.products), few.more) == (1, 2)


def test_what_names_no_product_is_said(shop: TestShop) -> None:
    shop.order(APRIL, goods=70)
    book = product_book(shop.publish(), IN_APRIL)
    assert any("name no product" in str(note) for note in book.notes)


def test_days_without_data_have_a_reason_and_no_products(shop: TestShop) -> None:
    facts = shop.publish()
    early = product_book(facts, parse_period("2025-04", LAST))
    assert early.products == ()
    assert "Data start" in str(early.reason)
    empty = product_book(facts, parse_period("2026-04-01..2026-04-05", LAST))
    assert "Nothing was sold" in str(empty.reason)


def test_a_page_is_a_products_where_its_address_can_be_nobody_elses() -> None:
    products = {1: ("Savon lavande 100 g", "SAV-LAV"), 2: ("Savon miel 100 g", "SAV-MIE"),
                3: ("Brume d'oreiller", "BRU")}  # fmt: skip
    paths = {"/savons/savon-lavande": 10, "/savons": 99, "/p/sav-mie.html": 5,
             "/12-brume-oreiller": 7, "/savon": 3, "/blog/savon-lavande?utm=x": 1,
             "/savon-vert": 4}  # fmt: skip
    assert views_of(paths, products) == {1: 11, 2: 5, 3: 7}
    assert views_of({"/savon-x": 1}, {1: ("Savon X grand", ""), 2: ("Savon X petit", "")}) == {}


# -- bought together ---------------------------------------------------------------------------


def test_support_confidence_and_lift_are_those_worked_out_by_hand() -> None:
    # 20 baskets: tea in 10, biscuits in 8, both in 6, the rest holds bread.
    baskets = [["tea", "biscuits"]] * 6 + [["tea"]] * 4 + [["biscuits"]] * 2 + [["bread"]] * 8
    count, found = pairs_of(baskets)
    assert count == 20
    ((first, second, pair),) = found
    assert (first, second, pair.baskets) == ("biscuits", "tea", 6)
    assert pair.support == Fraction(6, 20)
    assert pair.confidence == Fraction(6, 8)
    assert pair.lift == Fraction(6 * 20, 8 * 10)


def test_a_product_counts_once_a_basket_and_few_baskets_make_no_pair() -> None:
    count, found = pairs_of([["tea", "tea", "cup"]] * 5)
    assert (count, [pair.baskets for _one, _other, pair in found]) == (5, [5])
    assert pairs_of([["tea", "cup"]] * 4) == (4, [])
    assert pairs_of([["tea"]] * 50) == (50, [])


def test_invoices_of_one_customer_at_one_moment_are_one_basket() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    for n in range(6):
        moment = 1_776_000_000 + 60 * n
        shop.order(APRIL, by=f"c{n}", at=moment, lines=[item("tea", 3)])
        shop.order(APRIL, by=f"c{n}", at=moment, lines=[item("cup", 3)])
        shop.order(APRIL, by=f"d{n}", at=moment, lines=[item("tea", 3)])
    shop.order(APRIL, lines=[item("pot", 3)])
    book = pair_book(shop.publish(), IN_APRIL.span)
    assert book.baskets == 13
    ((one, other, baskets),) = [(p.first, p.second, p.pair.baskets) for p in book.pairs]
    assert (one, other, baskets) == ("Cup", "Tea", 6)


def test_without_lines_there_is_a_reason_and_no_pair() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    shop.order(APRIL, goods=10)
    assert "lines" in str(pair_book(shop.publish(), IN_APRIL.span).reason)


@pytest.mark.real_data
@pytest.mark.slow
def test_online_retail_has_885_pairs_at_1_percent_the_herb_markers_first(
    real_data: Callable[[str], Path],
) -> None:
    """A basket is what a customer bought at a moment, a product its description, as published."""
    described: dict[tuple[str, str], set[str]] = defaultdict(set)
    coded: dict[tuple[str, str], set[str]] = defaultdict(set)
    with lzma.open(real_data("online_retail") / "online_retail.csv.xz", "rt", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        for _invoice, code, description, quantity, moment, price, customer, _country in rows:
            if quantity[0] not in "-0" and price[0] != "-" and price.strip("0."):
                described[moment, customer].add(description.strip())
                coded[moment, customer].add(code)
    assert header[1:3] == ["StockCode", "Description"]
    count, found = pairs_of(map(sorted, described.values()))
    assert (count, len(found)) == (19766, 885)
    by_code, pairs_by_code = pairs_of(map(sorted, coded.values()))
    assert (by_code, len(pairs_by_code)) == (19766, 970), "one code has had several descriptions"
    first, second, pair = found[0]
    assert {first, second} == {"HERB MARKER ROSEMARY", "HERB MARKER THYME"}
    assert (pair.baskets, round(float(pair.lift), 1)) == (221, 76.8)


# -- without and with a screen -----------------------------------------------------------------


def test_products_as_text_json_and_csv(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    args = ["--db", str(sample_store), "products", "--limit", "5"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["products"]) == 5
    assert main(["--db", str(sample_store), "kpi", "revenue", "--json"]) == 0
    revenue = json.loads(capsys.readouterr().out)["metrics"][0]
    assert found["all"]["revenue"] == revenue["value"]
    assert found["all"]["revenue_before"] == revenue["compare"]["value"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert found["products"][0]["name"][:15] in out
    assert main([*args, "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["name"] for row in rows] == [one["name"] for one in found["products"]]
    assert main([*args, "--json", "--csv"]) == 2


def test_pairs_as_text_json_and_csv(capsys: pytest.CaptureFixture[str], sample_store: Path) -> None:
    args = ["--db", str(sample_store), "products", "--pairs", "--period", "365d", "--limit", "3"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    lifts = [one["lift"] for one in found["pairs"]]
    assert lifts == sorted(lifts, reverse=True)
    assert found["count"] > 3
    assert main(args) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "Lift" in out
    assert main([*args, "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_p_shows_products_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "P")
        assert isinstance(pilot.app.screen, ProductsPage)
        lines = screen_lines(pilot)
        assert "‹ 1/4 ›" in lines[1]
        assert "Huile de massage" in "\n".join(lines)
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_arrows_lead_to_categories_and_pairs_and_o_and_w_sort(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "P", "right")
        assert "Senteurs" in screen_text(pilot)
        await press(pilot, "left", "left")
        assert "Lift" in screen_text(pilot)
        assert "pairs in at least" in screen_lines(pilot)[1]
        await press(pilot, "o", "'units", "enter")
        assert "best by units sold" in screen_lines(pilot)[1]
        await press(pilot, "w")
        assert "worst by units sold" in screen_lines(pilot)[1]


async def test_names_are_whole_where_there_is_room_and_those_of_a_pair_below(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "P")
        assert "Recharge savon liquide 1 l " in screen_text(pilot)
        await press(pilot, "left", "down")
        lines = screen_lines(pilot)
        (pair,) = [line for line in lines if " + " in line]
        first, second = pair.split(" + ")
        listed = next(line for line in lines if line.startswith("▌"))
        assert listed[1:].startswith(first.strip()[:15])
        assert second.strip()[:15] in listed
        assert "customer buys at one moment." in "\n".join(lines), "the notes have the blank room"
    async with opened(app_on(sample_store, as_of=None), (60, 20)) as pilot:
        await press(pilot, "P", "left")
        head, first = screen_lines(pilot)[2:4]
        assert head.split()[-1] == "Lift"
        assert "…" not in first[len(head.rstrip()) - 6 :], "no figure is cut"


def test_a_column_that_no_product_fills_is_left_out(shop: TestShop) -> None:
    book = product_book(shop.publish(), IN_APRIL)
    bare = replace(book, products=tuple(replace(one, margin=None) for one in book.products))
    assert "Margin" in words.lines(book, "EUR", 76)[0]
    assert "Margin" not in words.lines(bare, "EUR", 76)[0]
