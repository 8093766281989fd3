"""The page of the customers: cohorts and segments by keyboard, at every size, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from tests.builders import a_shop
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.cockpit import Cockpit
from tui.screens.customers import CustomersPage
from tui.widgets.triangle import Triangle

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

SIZES = [(80, 24), (60, 20), (120, 40)]


async def on_customers(pilot: Pilot[None]) -> CustomersPage:
    await press(pilot, "C")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, CustomersPage)
    return page


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lang", ["en", "fr"])
async def test_cohorts_segments_and_what_to_do_are_seen_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await on_customers(pilot)
        lines = screen_lines(pilot)
        text = "\n".join(lines)
        assert "2026" in lines[0]
        assert "‹1/3›" in lines[1], "the title is there whole"
        said = {"en": ("Sep 2024", "All ", "Champions", "They bought lately"),
                "fr": ("sept. 2024", "Tout ", "Champions", "Ils achètent souvent")}  # fmt: skip
        for word in said[lang]:
            assert word in text
        assert "▾" not in lines[-2], "what to do is said in full"
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_arrows_scroll_the_cohorts_and_tab_goes_to_the_segments(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        page = await on_customers(pilot)
        table = page.query_one(Triangle)
        await press(pilot, "up", "left")
        assert (table.top, table.first) == (0, 0)
        await press(pilot, "down", "down", "right")
        assert (table.top, table.first) == (2, 1)
        assert "Nov 2024" in screen_lines(pilot)[3]
        await press(pilot, *["down"] * 20, *["right"] * 15)
        assert "Oct 2026" in screen_text(pilot), "and no further than the last month"
        assert "25" in screen_lines(pilot)[2].split()
        top = table.top
        await press(pilot, "tab", "down")
        assert table.top == top
        assert "They come back often" in screen_text(pilot)
        await press(pilot, "shift+tab", "up")
        assert table.top == top - 1
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_m_shows_another_figure_of_the_same_cohorts(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await on_customers(pilot)
        assert "Bought again (%)" in screen_lines(pilot)[1]
        await press(pilot, "m")
        assert "Bought again, by months" in screen_lines(pilot)[1]
        assert "All " not in screen_text(pilot), "counts of different cohorts are not added up"
        await press(pilot, "m")
        assert "Sales per customer so far (EUR)" in screen_lines(pilot)[1]
        await press(pilot, "m", "L")
        assert "Clients revenus (%)" in screen_lines(pilot)[1]
        assert "Fidèles" in screen_text(pilot)


async def test_a_month_still_running_is_marked_by_a_sign_not_by_colour_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", name="[/] [@click=app.quit]x") as s:
        shop = a_shop(store=s)
        shop.covered("2026-01-01", "2026-03-10")
        for n in range(40):
            shop.order("2026-01-05", by=f"c{n}", goods=10)
        for n in range(8):
            shop.order("2026-03-05", by=f"c{n}", goods=10)
        shop.publish()
    async with opened(app_on(path, as_of=None)) as pilot:
        await on_customers(pilot)
        text = screen_text(pilot)
        january = next(line for line in screen_lines(pilot) if "Jan 2026" in line)
        assert january.split() == ["Jan", "2026", "40", "0", "20*"]
        assert "* known in part" in text
        assert "[/] [@click=app.quit]x" in text, "a shop's name is only a name"
        assert pilot.app.is_running


async def test_a_shop_of_daily_sums_says_why_it_has_no_cohorts(built_shop: Path) -> None:
    async with opened(app_on(built_shop), (60, 20)) as pilot:
        await on_customers(pilot)
        assert "No order by a known customer" in screen_text(pilot)
        await press(pilot, "m", "down", "right", "tab", "down", "up")
        assert pilot.app.is_running


async def test_a_new_import_shows_on_the_open_page(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        shop = a_shop(store=store)
        shop.covered("2026-01-01", "2026-01-31")
        shop.order("2026-01-05", by="ana", goods=10)
        shop.publish()
    app = app_on(path, as_of=None)
    async with opened(app) as pilot:
        await on_customers(pilot)
        assert "1 customer ·" in screen_text(pilot)
        with connect(path) as store, store.writing() as sql:
            sql.execute("UPDATE sale SET customer = 0")
            sql.execute("DELETE FROM buyer")
            sql.execute("UPDATE setting SET value = value + 1 WHERE key = 'data_version'")
        app.reload()
        await settled(pilot)
        assert "No order by a known customer" in screen_text(pilot)


async def test_the_page_counts_whom_the_limit_holds_or_says_why_not(sample_store: Path) -> None:
    app = app_on(sample_store, as_of=None)
    async with opened(app) as pilot:
        page = await on_customers(pilot)
        assert page.book is not None
        everybody = page.book.customers
        scopes = {one.where for one in app.desk.scopes()}
        assert (("channel", "email"),) in scopes
        await press(pilot, "slash", "'email", "enter")
        assert page.book.customers < everybody
        assert page.cohorts is not None and page.cohorts.cohorts
        assert "⧩" in screen_lines(pilot)[0] and "email" in screen_lines(pilot)[0]
        app.limit((("device", "mobile"),))
        await settled(pilot)
        text = screen_text(pilot)
        assert "Customers are not known by this: Device." in text
        assert "Channel, country and group of the first order" in text
        assert "0 customers" not in text
        await press(pilot, "tab", "down", "enter", "m")
        app.limit(())
        await settled(pilot)
        assert page.book.customers == everybody
