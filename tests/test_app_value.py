"""The page of the customers one by one: list, months, heroes and back-test by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.database import create
from tests.builders import a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.customer import CustomerPage
from tui.screens.customers import CustomersPage
from tui.screens.value import ValuePage
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

HOSTILE = "[/] [@click=app.quit]\x1b[31mCable"


async def on_value(pilot: Pilot[None]) -> ValuePage:
    await press(pilot, "V")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, ValuePage)
    return page


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((60, 20), "fr"), ((120, 40), "fr")], ids=str
)
async def test_every_view_fits_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await on_value(pilot)
        for view in range(1, 5):
            lines = screen_lines(pilot)
            assert f"‹ {view}/4 ›" in lines[1]
            assert "2026" in lines[0]
            assert max(map(len, lines)) <= size[0]
            assert "Esc" in lines[-1]
            await press(pilot, "right")
        assert "‹ 1/4 ›" in screen_lines(pilot)[1], "and round to the first one"


async def test_a_customer_is_opened_by_pseudonym_and_left_again(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        page = await on_value(pilot)
        assert "1,994 customers · 1 to 200" in screen_text(pilot)
        assert "Estimates hold" in screen_text(pilot)
        assert page.book is not None
        best, second = page.book.people[:2]
        assert best.value >= second.value
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, CustomerPage)
        text = screen_text(pilot)
        assert second.pseudonym in text
        assert f"{second.orders} orders since" in text
        assert "Buys within 90 days" in text
        assert "×" in text, "what was in the orders is told"
        await press(pilot, "down", "up", "pagedown", "pageup", "escape")
        assert "1,994 customers · 1 to 200" in screen_text(pilot)


async def test_the_list_is_sorted_limited_and_paged(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        page = await on_value(pilot)
        await press(pilot, "o", "'chance", "enter")
        assert page.book is not None and page.book.sort == "chance"
        chances = [one.chance or 0 for one in page.book.people]
        assert chances == sorted(chances, reverse=True)
        await press(pilot, "d", "'365", "enter")
        assert page.book.within == 365
        assert (page.book.people[0].chance or 0) > chances[0]
        await press(pilot, "f", "'risk", "enter")
        assert {one.segment for one in page.book.people} == {"at_risk"}
        assert "⧩ At risk" in screen_text(pilot)
        await press(pilot, "f", "'all", "enter")
        first = page.book.people[0].customer
        page.query_one(Rows).move(10_000)
        await press(pilot, "pagedown")
        assert "201 to 400" in screen_text(pilot)
        assert page.book.people[0].customer != first
        page.query_one(Rows).move(-10_000)
        await press(pilot, "pageup")
        assert page.book.people[0].customer == first


async def test_margin_is_shown_beside_revenue_and_escape_leads_back(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "C")
        await on_value(pilot)
        await press(pilot, "m")
        assert "← →" in screen_lines(pilot)[-1], "the list has no margin: it says where there is"
        await press(pilot, "right", "m")
        assert "Margin of each customer" in screen_text(pilot)
        await press(pilot, "right")
        assert "of the margin of a year" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CustomersPage)


async def test_few_customers_are_listed_and_nothing_is_said_of_their_future(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", name="Lin") as store:
        shop = a_shop(store=store)
        shop.covered("2026-01-01", "2026-03-31")
        shop.order("2026-03-01", by="ana", lines=[item("x", 10)], channel=HOSTILE)
        shop.order("2026-03-09", by="bob", lines=[item(HOSTILE, 20)])
        shop.publish()
    async with opened(app_on(path, as_of=None)) as pilot:
        page = await on_value(pilot)
        text = screen_text(pilot)
        assert "2 customers" in text
        assert "What customers will do is said from 200 of them on; there are 2." in text
        assert page.book is not None
        assert [one.chance for one in page.book.people] == [None, None]
        await press(pilot, "enter")
        assert "cable" in screen_text(pilot).lower()
        await press(pilot, "escape", "right", "right")
        assert "Heroes are told from 30 customers on" in screen_text(pilot)
        await press(pilot, "right", "L", "L")
        assert pilot.app.is_running


async def test_a_shop_without_known_customers_says_so(built_shop: Path) -> None:
    async with opened(app_on(built_shop), (60, 20)) as pilot:
        await on_value(pilot)
        assert "No order by a known customer" in screen_text(pilot)
        await press(pilot, "enter", "down", "y", "right", "right", "right", "escape")
        assert pilot.app.is_running


async def test_the_expected_value_has_a_page_like_every_figure(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "colon", "'customer value expected", "enter")
        text = screen_text(pilot)
        assert "Customer value expected" in text
        assert "An estimate" in text
        assert "organic" in text, "by channel"
        await press(pilot, "v")
        assert "new customers" in screen_text(pilot), "rows of what is counted, none of estimates"
