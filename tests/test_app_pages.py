"""A figure in full, the help, the commands, the first screen and the import."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.conftest import PROJECT
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import actions, language
from tui.app import KpiApp
from tui.cli.context import Session
from tui.screens.cockpit import Cockpit
from tui.screens.metric import MetricPage
from tui.screens.welcome import Welcome
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from textual.pilot import Pilot


async def on_figure(pilot: Pilot[None], metric: str) -> None:
    cockpit = pilot.app.screen
    assert isinstance(cockpit, Cockpit)
    assert cockpit.query_one(Tiles).select(metric)
    cockpit.tile_moved()
    await settled(pilot)


async def test_a_figure_opens_with_its_meaning_terms_interval_and_reference(
    built_shop: Path,
) -> None:
    async with opened(app_on(built_shop), (100, 34)) as pilot:
        await on_figure(pilot, "cart_abandonment")
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "Filled carts that did not become an order" in text
        assert "filled carts 2,320" in text
        assert "95 % sure: between 63.0% and 66.9%" in text
        assert "Reference: 67% of the filled carts are left. (article of Oxatis)" in text
        assert "┤" in text


async def test_a_breakdown_is_switched_and_a_member_opens_as_a_figure_of_its_own(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await on_figure(pilot, "orders")
        await press(pilot, "enter")
        page = pilot.app.screen
        assert isinstance(page, MetricPage)
        assert "By channel" in screen_text(pilot)
        await press(pilot, "right")
        second = page.dimension
        assert second != "channel" and page.members
        await press(pilot, "b", "'channel", "enter")
        assert page.dimension == "channel"
        await press(pilot, "enter")
        member = pilot.app.screen
        assert isinstance(member, MetricPage)
        assert member.where and member.where[0][0] == "channel"
        assert f"Channel = {member.where[0][1]}" in screen_lines(pilot)[1]
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_the_help_lists_every_key_of_the_place_and_the_signs(built_shop: Path) -> None:
    async with opened(app_on(built_shop), (90, 60)) as pilot:
        await press(pilot, "question_mark")
        text = screen_text(pilot)
        for action in actions.at("tiles"):
            assert action.help in text
        assert "this figure has a goal" in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_the_palette_finds_a_command_by_its_words_and_runs_it(built_shop: Path) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        await press(pilot, "ctrl+p", "'compared", "enter")
        assert "Compare with" in screen_text(pilot)
        await press(pilot, "escape", "ctrl+p", "'undo", "enter")
        assert "Nothing to undo" in screen_text(pilot), "a barred command says why"


async def test_the_palette_speaks_french_and_finds_without_accents(built_shop: Path) -> None:
    language.use("fr")
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "ctrl+p", "'periode")
        await press(pilot, "escape", "L")
        assert "Goals" in screen_text(pilot)


async def test_no_store_opens_on_a_screen_that_leads_to_the_sample(
    tmp_path: Path,
) -> None:
    async with opened(app_on(tmp_path / "none.db", as_of=None)) as pilot:
        assert isinstance(pilot.app.screen, Welcome)
        assert "Look at the sample shop" in screen_text(pilot)
        assert str(tmp_path / "none.db")[:20] in screen_text(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Cockpit)
        assert "La Lavandière" in screen_lines(pilot)[0]
    assert not (tmp_path / "none.db").exists()


async def test_an_owner_makes_a_store_and_imports_a_first_file_without_leaving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    source = next((PROJECT / "tests" / "exports" / "shopify").glob("*.csv"))
    shutil.copyfile(source, exports / source.name)
    (exports / "notes.txt").write_text("nothing a shop exports\n")
    monkeypatch.chdir(exports)
    app = KpiApp(Session(tmp_path / "mine.db"))
    async with opened(app) as pilot:
        await press(pilot, "down", "enter", "'My shop", "enter")
        await settled(pilot)
        text = screen_text(pilot)
        assert source.name in text and "Shopify" in text, "what the file is taken for"
        assert "not recognised" in text
        while source.name not in screen_lines_under_cursor(pilot):
            await press(pilot, "down")
        await press(pilot, "enter")
        assert "because it has Shopify's columns" in screen_text(pilot)
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "rows read" in text and "stored" in text and "rejected" in text
        await press(pilot, "enter", "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Cockpit)
        assert "My shop" in screen_lines(pilot)[0]
        assert app.view is not None and not app.view.empty


def screen_lines_under_cursor(pilot: Pilot[None]) -> str:
    return next((line for line in screen_lines(pilot) if "▌" in line), "")


async def test_a_file_that_nobody_recognises_says_what_was_tried(
    desk_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.csv").write_text("colour,mood\nblue,calm\n")
    monkeypatch.chdir(tmp_path)
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i", "enter")
        assert "was not recognised" in screen_text(pilot)


async def test_a_key_without_a_meaning_on_the_page_says_so_until_the_next_key(
    built_shop: Path,
) -> None:
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "z")
        assert "z does nothing here; ? shows every key." in screen_lines(pilot)[-1]
        await press(pilot, "S", "w")
        assert "w does nothing here" in screen_lines(pilot)[-1], "it is one of the cockpit's"
        await press(pilot, "escape", "down")
        assert "nothing here" not in screen_lines(pilot)[-1]
