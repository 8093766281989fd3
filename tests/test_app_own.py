"""The pages of figures of one's own and of odd days: by keyboard, at every size, in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goals.metrics.catalogue.shop import of_store
from store.database import connect
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.anomalies import AnomaliesPage
from tui.screens.metric import MetricPage
from tui.screens.own import OwnPage
from tui.screens.own_editor import OwnEditor
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


def top(pilot: Pilot[None]) -> object:
    """Return the screen that the owner sees now."""
    return pilot.app.screen


async def on_own(pilot: Pilot[None]) -> OwnPage:
    await press(pilot, "F")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, OwnPage)
    return page


async def write(pilot: Pilot[None], formula: str, name: str) -> None:
    await press(pilot, "n")
    await settled(pilot)
    assert isinstance(top(pilot), OwnEditor)
    await press(pilot, f"'{formula}", "down", f"'{name}")
    await settled(pilot)


async def test_a_figure_is_written_answered_while_typed_and_stands_on_the_board(
    desk_shop: Path,
) -> None:
    app = app_on(desk_shop)
    async with opened(app) as pilot:
        await on_own(pilot)
        assert "None yet" in screen_text(pilot)
        await write(pilot, "spend / gods_sold", "Advertising weight")
        assert "Did you mean “goods_sold”?" in screen_text(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(top(pilot), OwnEditor), "a mistake keeps the panel open"
        await press(pilot, *["end"], *["backspace"] * 9, "'goods_sold")
        await settled(pilot)
        assert "%" in screen_text(pilot), (
            "what it says of the last weeks is there before it is kept"
        )
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(top(pilot), OwnPage)
        assert "Advertising weight" in screen_text(pilot)
        assert "spend ÷ goods_sold" in screen_text(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        tiles = app.cockpit.query_one(Tiles)
        labels = [tile.metric.label for stage in tiles.stages for tile in stage.tiles]
        assert "Advertising weight" in labels


async def test_it_is_changed_put_aside_deleted_and_taken_back(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_own(pilot)
        await write(pilot, "spend / goods_sold", "Weight")
        await press(pilot, "enter")
        await settled(pilot)
        await press(pilot, "z")
        await settled(pilot)
        assert "put aside" in screen_text(pilot)
        with connect(desk_shop) as store:
            assert "weight" not in list(of_store(store))
            assert of_store(store).metric("weight").label == "Weight"
        await press(pilot, "z")
        await settled(pilot)
        await press(pilot, "d")
        await settled(pilot)
        assert "None yet" in screen_text(pilot)
        await press(pilot, "u")
        await settled(pilot)
        assert "Weight" in screen_text(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(top(pilot), MetricPage)


async def test_a_figure_of_ours_is_put_aside_from_the_list(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_own(pilot)
        await press(pilot, "a", "'Average order", "enter")
        await settled(pilot)
        assert "Average order value" in screen_text(pilot)
        with connect(desk_shop) as store:
            assert "aov" not in list(of_store(store))
        await press(pilot, "e")
        assert "not of your own" in screen_text(pilot)


@pytest.mark.parametrize("lang", ["en", "fr"])
async def test_odd_days_are_listed_with_what_was_expected_at_every_size(
    lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "p", "'90d", "enter")
        for size in ((80, 24), (60, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            await press(pilot, "N")
            page = pilot.app.screen
            assert isinstance(page, AnomaliesPage)
            assert page.board is not None
            assert page.board.found
            lines = screen_lines(pilot)
            assert max(map(len, lines)) <= size[0]
            signs = [line for line in lines[2:5] if "▲" in line or "▼" in line]
            assert signs, "a sign, and not a colour alone"
            await press(pilot, "down", "enter")
            assert isinstance(pilot.app.screen, MetricPage)
            if size[1] > 20:
                assert "◆" in screen_text(pilot), "the odd day has its mark on the line"
            await press(pilot, "escape", "escape")


async def test_how_often_a_figure_may_ring_is_chosen(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "N")
        await settled(pilot)
        page = pilot.app.screen
        assert isinstance(page, AnomaliesPage)
        assert page.board is not None
        usual = len(page.board.found)
        await press(pilot, "g", "down", "enter")
        await settled(pilot)
        assert page.board.budget == 5
        assert len(page.board.found) >= usual
