"""Targets month by month by keyboard: typed in place, pasted, kept and taken back together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.events import Paste

from store.database import connect, create
from store.plans import Plans
from tests.desks import app_on, opened, plans_of, press, screen_lines, screen_text, settled
from tests.plan_shop import PlanShop
from tui.screens.cockpit import Cockpit
from tui.screens.months import MonthGrid
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


async def on_grid(pilot: Pilot[None], metric: str = "orders") -> MonthGrid:
    cockpit = pilot.app.screen
    assert isinstance(cockpit, Cockpit)
    assert cockpit.query_one(Tiles).select(metric)
    cockpit.tile_moved()
    await settled(pilot)
    await press(pilot, "E")
    grid = pilot.app.screen
    assert isinstance(grid, MonthGrid)
    return grid


def targets(path: Path) -> list[str]:
    return [
        target for metric, target, state in plans_of(path) if (metric, state) == ("orders", "open")
    ]


async def test_months_are_typed_in_place_and_kept_together(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_grid(pilot)
        text = screen_text(pilot)
        assert "Targets by month: Orders" in text
        assert "last year" in text and "forecast" in text
        await press(pilot, "'800", "enter", "'1 200", "enter", "'=")
        text = screen_text(pilot)
        assert "3,200" in text, "the sum of what is typed"
        assert targets(desk_shop) == [], "nothing is stored before it is saved"
        await press(pilot, "ctrl+s")
        assert "3 months saved; u takes them back." in screen_lines(pilot)[-1]
        assert targets(desk_shop) == [">= 800", ">= 1200", ">= 1200"]
        await press(pilot, "u")
    assert targets(desk_shop) == [], "one key takes back all of them"


async def test_what_cannot_be_read_is_said_and_nothing_is_saved(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_grid(pilot)
        await press(pilot, "'800", "enter", "'many", "enter", "ctrl+s")
        assert "Nothing is saved yet" in screen_text(pilot)
        assert "“many” cannot be read" in screen_text(pilot)
        assert targets(desk_shop) == []
        await press(pilot, "'900", "ctrl+s")
    assert targets(desk_shop) == [">= 800", ">= 900"]


async def test_a_row_of_a_spreadsheet_is_pasted_month_after_month(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        grid = await on_grid(pilot)
        pilot.app.post_message(Paste("800\t900\t1 000 \n"))
        await settled(pilot)
        assert grid.draft is not None
        assert grid.draft.texts == {(0, 0): "800", (0, 1): "900", (0, 2): "1 000"}
        await press(pilot, "down")
        pilot.app.post_message(Paste("1;2;3;4;5;6;7;8;9;10;11;12;13"))
        await settled(pilot)
        assert "2 pasted texts are beyond the table" in screen_text(pilot)
        await press(pilot, "home", *["delete"] * 9)
        pilot.app.post_message(Paste("950"))
        await settled(pilot)
        assert grid.draft.texts[0, 1] == "950", "a single text is typed, not laid out"


async def test_a_year_typed_as_a_sum_is_laid_on_the_months(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        grid = await on_grid(pilot)
        await press(pilot, "pagedown", "pagedown", "'12 000", "enter")
        assert grid.draft is not None
        assert sum(int(text) for text in grid.draft.texts.values()) == 12_000
        assert len(grid.draft.texts) == 12


async def test_one_text_fills_the_months_that_are_left(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        grid = await on_grid(pilot)
        await press(pilot, "pagedown", "ctrl+f")
        assert "nothing in this month" in screen_text(pilot)
        await press(pilot, "'700", "ctrl+f")
        assert grid.draft is not None
        assert set(grid.draft.texts) == {(0, month) for month in range(6, 12)}


async def test_what_was_typed_and_not_saved_is_there_again(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_grid(pilot)
        await press(pilot, "'800", "escape")
        assert isinstance(pilot.app.screen, Cockpit)
    async with opened(app_on(desk_shop)) as pilot:
        grid = await on_grid(pilot)
        assert "what you had typed" in screen_text(pilot)
        assert grid.draft is not None and grid.draft.texts == {(0, 0): "800"}
        await press(pilot, "ctrl+r", "escape")
        again = await on_grid(pilot)
        assert again.draft is not None and again.draft.texts == {}


async def test_typing_survives_a_connection_that_drops(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_grid(pilot)
        await press(pilot, "'800")
        pilot.app.leave()  # type: ignore[attr-defined]
    async with opened(app_on(desk_shop)) as pilot:
        grid = await on_grid(pilot)
        assert grid.draft is not None and grid.draft.texts == {(0, 0): "800"}


async def test_a_month_that_changed_elsewhere_is_shown_and_not_overwritten(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_grid(pilot)
        await press(pilot, "'800", "ctrl+s")
        await on_grid(pilot)
        await press(pilot, "'850")
        with connect(desk_shop) as elsewhere:
            plans = Plans(elsewhere)
            (row,) = [row for row in plans.goals() if row.metric == "orders"]
            plans.save_goal(replace(row, target="777"), at=1)
        await press(pilot, "ctrl+s")
        assert "nothing was saved" in screen_text(pilot)
        await press(pilot, "enter")
        assert "set: ≥ 777" in screen_text(pilot)
        await press(pilot, "ctrl+s")
    assert targets(desk_shop) == [">= 850"]


async def test_months_by_channel_stand_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR") as store:
        shop = PlanShop(store)
        for channel, many in (("google", 500), ("facebook", 300)):
            shop.give("visits", many, channel=channel)
    async with opened(app_on(path)) as pilot:
        await on_grid(pilot, "visits")
        await press(pilot, "ctrl+t", "'channel", "enter")
        text = screen_text(pilot)
        assert "Visits · Channel" in text
        assert "google" in text and "facebook" in text
        await press(pilot, "'9000", "right", "'9500", "down", "'4k", "ctrl+s")
    with connect(path, write=False) as store:
        rows = Plans(store).goals()
    assert [(row.where_member, row.target, row.start_day.month) for row in rows] == [
        ("google", "9000", 10),
        ("google", "9500", 11),
        ("facebook", "4000", 11),
    ]


async def test_on_a_small_screen_the_table_scrolls(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop), (60, 20)) as pilot:
        grid = await on_grid(pilot)
        await press(pilot, *["down"] * 9)
        assert grid.place == (0, 9)
        assert "Jul 2027" in screen_text(pilot)
