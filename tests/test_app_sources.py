"""The sources on screen: what each covers, which counts, what was answered, taking one out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.answers import remembered
from store.database import connect
from store.facts import Facts
from store.spans import Span
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.cli import main
from tui.screens.sources import SourcesPage
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A shop whose visits two tools count, one of them with a hole and a rejected row."""
    path = tmp_path / "shop.db"

    def run(*words: object) -> None:
        assert main(["--db", str(path), *map(str, words)]) == 0, capsys.readouterr().err

    run("init", "--currency", "EUR", "--timezone", "Europe/Paris", "--name", "Zoé")
    for name, source, rows, more in (
        ("a", "log", "2026-09-01,100\n2026-09-02,110\n", ()),
        ("b", "log", "2026-09-08,100\n2026-09-09,x\n", ()),
        ("c", "matomo", "01/09/2026,70\n02/09/2026,80\n", ("--answer", "date_order=dmy")),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text("day,visits\n" + rows)
        run("import", file, "--source", source, *more)
    capsys.readouterr()
    return path


def line_with(pilot: object, text: str) -> str:
    return next((line for line in screen_lines(pilot) if text in line), "")  # type: ignore[arg-type]


async def test_each_source_says_what_it_covers_misses_and_waits_for(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, SourcesPage)
        text = screen_text(pilot)
        assert "up to Sep 8, 2026" in line_with(pilot, "▌")
        assert "missing: Sep 3 – 7, 2026" in text
        assert "1 row of it was rejected" in text
        assert "Visits: counted from log." in text
        await press(pilot, "v")
        assert "line 3, visits: This is not a number." in screen_text(pilot)
        await press(pilot, "escape", "down")
        text = screen_text(pilot)
        assert "stored, not counted: Visits" in text
        assert "Answered: date_order = dmy – day first" in text
        await press(pilot, "enter")
        assert "What is read" in screen_text(pilot), "the owner's page of its importer"
        await press(pilot, "escape", "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_the_owner_picks_which_source_counts_and_figures_follow(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "s", "down", "f")
        assert "Visits: counted from" in screen_text(pilot) and "counts now" in screen_text(pilot)
        await press(pilot, "'matomo", "enter", "enter")
        assert "Visits: counted from matomo." in screen_text(pilot)
        assert "stored, not counted" not in screen_text(pilot)
    with connect(shop, write=False) as store:
        days = Span(date(2026, 9, 1), date(2026, 9, 3))
        assert Facts(store).totals(["visits"], days) == {"visits": 150}


async def test_a_choice_can_begin_on_a_day_that_is_typed(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "s", "f", "'matomo", "enter", "'2026-13-01", "enter")
        assert "This is not a day as YYYY-MM-DD." in screen_text(pilot)
        await press(pilot, "f", "'matomo", "enter", "'2026-09-02", "enter")
        assert "log; from Sep 2, 2026 on matomo" in screen_text(pilot)


async def test_an_answer_is_forgotten_and_a_source_taken_out_after_asking(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "s", "a")
        assert "Nothing was asked about its files." in screen_text(pilot)
        await press(pilot, "down", "a", "enter")
        assert "Forgotten: its next file asks again." in screen_text(pilot)
        await press(pilot, "d")
        assert "One import with 2 rows read goes out" in screen_text(pilot)
        await press(pilot, "escape")
        assert "matomo" in screen_text(pilot)
        await press(pilot, "d", "enter")
        assert "Took out matomo." in screen_text(pilot)
        assert not line_with(pilot, "  matomo")
    with connect(shop, write=False) as store:
        assert remembered(store) == []


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_sources_fit_small_terminals_in_french(shop: Path, size: tuple[int, int]) -> None:
    language.use("fr")
    async with opened(app_on(shop), size) as pilot:
        await press(pilot, "s", "down")
        lines = screen_lines(pilot)
        assert any("matomo" in line for line in lines[:5])
        assert "?" in lines[-1]


async def test_a_store_without_imports_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert main(["--db", str(path), "init", "--currency", "EUR", "--timezone", "UTC"]) == 0
    async with opened(app_on(path, as_of=None)) as pilot:
        await press(pilot, "s", "f")
        assert screen_text(pilot).count("Nothing was imported yet: i imports a file.") == 2


def test_a_forgotten_answer_is_told_and_what_was_never_given_is_an_error(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["--db", str(shop), "sources"]
    assert main(base) == 0
    assert "date_order  dmy – day first" in capsys.readouterr().out
    assert main([*base, "forget", "matomo", "date_order"]) == 0
    assert capsys.readouterr().out == "Forgotten: date_order of matomo.\n"
    assert main([*base, "forget", "matomo", "date_order"]) == 1
    assert "Nothing is remembered of date_order for matomo." in capsys.readouterr().err


async def test_sources_are_found_by_a_text_of_theirs(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "s", "slash", "'MATO", "enter")
        page = pilot.app.screen
        assert isinstance(page, SourcesPage)
        assert page.source is not None and page.source.source == "matomo"
        assert "⧩ “MATO”" in screen_lines(pilot)[0]
        await press(pilot, "slash", "'zzz", "enter")
        assert not page.query_one(Rows).rows
        assert "No source has “zzz”" in screen_text(pilot)
        await press(pilot, "u", "escape")
        assert len(page.query_one(Rows).rows) == 2
        assert "⧩" not in screen_lines(pilot)[0]
        await press(pilot, "slash", "'visits", "enter")
        assert len(page.query_one(Rows).rows) == 2, "what they tell of counts as well"
