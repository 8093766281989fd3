"""Importing on screen: what files are, how they are read, mapping columns, receipts, stopping."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from store.database import connect
from store.importers.mapped.own import own_mappings
from store.ingest.history import past_imports
from tests.conftest import PROJECT
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.app import KpiApp
from tui.cli.context import Session
from tui.mapping_draft import MappingDraft, source_of
from tui.paths import mappings_path
from tui.screens.files import Files
from tui.screens.importing import Importing
from tui.screens.mapping import MappingPanel

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

EXPORTS = PROJECT / "tests" / "exports"
ORDERS = "orders_export.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Exports as an owner downloads them, with a spreadsheet between."""
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.copyfile(EXPORTS / "shopify" / ORDERS, folder / ORDERS)
    (folder / "rates.csv").write_text("day,currency,rate\n2026-03-28,USD,1.25\n")
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04")
    (folder / ".hidden.csv").write_text("x")
    (folder / "older").mkdir()
    monkeypatch.chdir(folder)
    return folder


async def to_file(pilot: Pilot[None], name: str) -> None:
    for _ in range(20):
        if name in next((line for line in screen_lines(pilot) if "│ ▌" in line), ""):
            return
        await press(pilot, "down")
    raise AssertionError(f"{name} is not in the list:\n{screen_text(pilot)}")


def line_with(pilot: Pilot[None], text: str) -> str:
    return next((line for line in screen_lines(pilot) if text in line), "")


async def test_a_folder_shows_what_each_file_is_and_what_is_no_export(
    desk_shop: Path, folder: Path
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i")
        assert "Shopify: orders export" in line_with(pilot, ORDERS)
        assert "Daily figures" in line_with(pilot, "rates.csv")
        assert "a spreadsheet: save it as CSV" in line_with(pilot, "book.xlsx")
        assert "older/" in screen_text(pilot) and ".hidden" not in screen_text(pilot)


async def test_a_look_says_why_how_it_is_read_and_what_the_first_rows_become(
    desk_shop: Path, folder: Path
) -> None:
    async with opened(app_on(desk_shop), (100, 34)) as pilot:
        await press(pilot, "i")
        await to_file(pilot, ORDERS)
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "because it has Shopify's columns, like Financial Status" in text
        assert "cells parted by “,”, decimal sign “.”, days as YYYY-MM-DD" in text
        assert "order #1001  Mar 28, 2026  goods €50.00  2 lines" in text
        assert "example.org" not in text
        await press(pilot, "t")
        text = screen_text(pilot)
        assert "A trial: nothing was stored." in text and "12 rows read" in text
        await press(pilot, "enter", "o")
        assert "Get it" in screen_text(pilot) and "How it counts" in screen_text(pilot)
    with connect(desk_shop, write=False) as store:
        assert all(one.file != ORDERS for one in past_imports(store))


async def test_marked_files_are_imported_in_the_order_they_need_each_other(
    desk_shop: Path, folder: Path
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i", "a")
        assert "import 2 files" in screen_text(pilot)
        await press(pilot, "enter")
        assert "2 files imported" in screen_text(pilot)
        panel = pilot.app.screen
        assert isinstance(panel, Importing)
        assert [one.file for one in panel.receipts] == ["rates.csv", ORDERS]
        await press(pilot, "down", "enter")
        assert "12 rows read" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Files), "there may be more to import"
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_space_marks_one_file_and_the_filter_finds_it(desk_shop: Path, folder: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i", "slash", "'rat")
        assert line_with(pilot, "rates.csv") and not line_with(pilot, ORDERS)
        await press(pilot, "tab", "space")
        assert "✓ rates.csv" in screen_text(pilot)
        await press(pilot, "escape")
        assert line_with(pilot, ORDERS), "Escape takes the filter away first"
        assert "✓ rates.csv" in screen_text(pilot)
        await press(pilot, "slash", f"'{folder.parent}", "enter")
        assert "exports/" in screen_text(pilot)


async def test_a_folder_is_typed_from_the_one_on_screen_and_what_helps_is_said_in_keys(
    desk_shop: Path, folder: Path
) -> None:
    (folder / "older" / "till.csv").write_text("colour,mood\nblue,calm\n")
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i", "slash", "'older/", "enter")
        assert line_with(pilot, "till.csv")
        await press(pilot, "slash", "'till", "enter")
        text = " ".join(screen_text(pilot).split())
        assert "Its columns: colour, mood." in text
        assert "Press m and say what its columns mean" in text
        assert "--as" not in text


TILL = """Ticket;Le;Désignation;Nombre;Montant;État;Vendeuse
T1;03/03/2026;Savon;2;12,50;payé;Zoé
T2;13/03/2026;Nappe;1;40,00;annulé;Zoé
T3;14/03/2026;Nappe;1;abc;payé;Zoé
"""


async def test_columns_nobody_knows_are_explained_once_by_keyboard(
    desk_shop: Path, folder: Path
) -> None:
    (folder / "caisse 2026.csv").write_text(TILL)
    async with opened(app_on(desk_shop), (100, 34)) as pilot:
        await press(pilot, "i")
        await to_file(pilot, "caisse")
        await press(pilot, "m")
        panel = pilot.app.screen
        assert isinstance(panel, MappingPanel) and panel.draft is not None
        assert panel.draft.source == "caisse"
        assert panel.draft.meanings["Le"] == "role:day", "by its cells, not by its title"
        assert "columns.quantity is missing" in screen_text(pilot)
        await press(pilot, "s")
        assert "cannot be saved yet" in screen_text(pilot)
        await to_file(pilot, "Nombre")
        await press(pilot, "enter", "'quantity", "enter")
        text = screen_text(pilot)
        assert "order T1 · Mar 3, 2026 · goods €12.50 · 1 line" in text
        assert "annulé" in line_with(pilot, "it was cancelled")
        await press(pilot, "s")
        assert "its columns are those of your mapping caisse.toml" in screen_text(pilot)
        await press(pilot, "enter")
        assert "3 rows read" in screen_text(pilot)
        await press(pilot, "v")
        assert "line 4, Montant: This is not a number." in screen_text(pilot)
        await press(pilot, "escape", "enter")
        assert "caisse: Order lines" in line_with(pilot, "caisse 2026.csv")
    assert own_mappings(mappings_path()).named("caisse") is not None
    (folder / "caisse mai.csv").write_text(TILL.replace("/03/", "/02/"))
    async with opened(app_on(desk_shop), (60, 20)) as pilot:
        await press(pilot, "i")
        assert "caisse: Order" in line_with(pilot, "caisse mai.csv"), "recognised next time"


async def test_a_table_of_spend_becomes_daily_figures(desk_shop: Path, folder: Path) -> None:
    (folder / "radio.csv").write_text("Quand;Coût;Canal\n03/03/2026;12,50;radio\n14/03/2026;1;tv\n")
    async with opened(app_on(desk_shop), (100, 34)) as pilot:
        await press(pilot, "i")
        await to_file(pilot, "radio.csv")
        await press(pilot, "m", "enter", "'daily figures", "enter")
        text = screen_text(pilot)
        assert "marketing spend" in line_with(pilot, "Coût") and "Channel" in line_with(
            pilot, "Canal"
        )
        assert "Mar 3, 2026 · marketing spend €12.50 · Channel: radio" in text
        await press(pilot, "s", "enter")
        assert "2 rows read" in screen_text(pilot)


async def test_what_a_file_leaves_open_is_asked_and_remembered(
    desk_shop: Path, folder: Path
) -> None:
    (folder / "clicks.csv").write_text("day,shares\n03/04/2026,10\n")
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i")
        await to_file(pilot, "clicks.csv")
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "Order of day and month" in text, "the title says it in short"
        assert "clicks.csv: The dates of column day" in text, "and the panel whole, with the file"
        await press(pilot, "down", "enter")
        assert "Mar 4, 2026  shares 10" in screen_text(pilot)
        await press(pilot, "enter", "enter")
        (folder / "clicks.csv").write_text("day,shares\n04/04/2026,10\n")
        await press(pilot, "enter")
        assert "Apr 4, 2026  shares 10" in screen_text(pilot), "not asked again"


async def test_escape_stops_and_nothing_of_the_file_is_stored(
    desk_shop: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        monkeypatch.setattr("store.ingest.file_import._TELL_EVERY", 1)
        # As Escape does, at a moment when the file is at work.
        monkeypatch.setattr(Importing, "_note", lambda panel, _progress: panel._stop.set())
        await press(pilot, "i")
        await to_file(pilot, ORDERS)
        await press(pilot, "enter", "enter")
        assert "Stopped: nothing of the file was kept." in screen_text(pilot)
    with connect(desk_shop, write=False) as store:
        assert all(one.file != ORDERS for one in past_imports(store))


async def test_a_first_import_leaves_the_list_open_for_the_next_one(
    tmp_path: Path, folder: Path
) -> None:
    app = KpiApp(Session(tmp_path / "mine.db"))
    async with opened(app) as pilot:
        await press(pilot, "down", "enter", "enter", "a", "enter")
        assert "2 files imported" in screen_text(pilot)
        app._look()
        await settled(pilot)
        assert isinstance(pilot.app.screen, Importing), "new figures close no panel"
        await press(pilot, "escape", "escape")
        assert len(pilot.app.screen_stack) == 1
        assert app.view is not None and not app.view.empty


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_every_step_fits_a_small_terminal_in_french(
    desk_shop: Path, folder: Path, size: tuple[int, int]
) -> None:
    language.use("fr")
    async with opened(app_on(desk_shop), size) as pilot:
        await press(pilot, "i")
        await to_file(pilot, ORDERS[:8])
        for keys in (("enter",), ("m",), ("escape", "t")):
            await press(pilot, *keys)
            last = screen_lines(pilot)[-3:]
            assert any("Esc" in line or "⏎" in line for line in last), screen_text(pilot)


async def test_an_empty_folder_and_a_folder_that_is_none_say_so(
    desk_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i", "a")
        assert "No file here can be read as it is." in screen_text(pilot)
        await press(pilot, "slash", "'/nowhere/at/all", "enter")
        assert "There is no file all." in screen_text(pilot)


def test_names_of_files_make_names_of_sources() -> None:
    assert source_of("Export_caisse (2) 2026-03.csv") == "export caisse"
    assert source_of("2026.csv") == "file"


def test_a_price_and_an_amount_are_not_both_guessed() -> None:
    from store.ingest.look import RawTable

    header = ("Commande", "Date", "Qté", "Prix", "Total", "TVA")
    draft = MappingDraft(RawTable("utf-8", ";", header, {}, {}))
    draft.guess()
    assert draft.meanings["Prix"] == "role:price" and "Total" not in draft.meanings
    assert "TVA" not in draft.meanings, "whose tax it is nobody can guess"


def test_a_price_with_tax_is_not_taken_for_one_without() -> None:
    from store.ingest.look import RawTable

    header = ("Commande", "Date", "Qté", "Prix TTC", "Prix HT")
    draft = MappingDraft(RawTable("utf-8", ";", header, {}, {}))
    draft.guess()
    assert draft.meanings["Prix HT"] == "role:price" and "Prix TTC" not in draft.meanings
