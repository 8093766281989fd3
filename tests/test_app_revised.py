"""A figure that a later export revised says so on its tile, its page and the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.metrics.catalogue import METRICS
from goals.metrics.figures import Figure, Reading, Revision
from store.records import Refund, Status
from store.spans import Span
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tests.import_shop import EURO, MARCH, a_shop, give, order
from tui import words
from tui.cli import main
from tui.revised_words import revised_texts
from tui.screens.metric import MetricPage
from tui.screens.revised import RevisedPanel
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 3, 28)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Four weeks of 100 € a day; a day later one order is cancelled and one partly given back."""
    with a_shop(tmp_path) as store:
        told = [order(f"#{day}", day, euros=100) for day in range(28)]
        give(store, told, source="web", now=_noon(29))
        gone = order("#5", 5, euros=100, status=Status.CANCELLED)
        back = order("#6", 6, euros=100, refunds=[Refund(MARCH + 8, 12 * EURO)])
        give(store, [gone, back], source="web", file="later.csv", now=_noon(30))
        return store.path


def _noon(day: int) -> int:
    return int(datetime(2026, 3, day, 12, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_the_tile_the_page_and_one_key_tell_it(shop: Path, size: tuple[int, int]) -> None:
    async with opened(app_on(shop, as_of=AS_OF), size) as pilot:
        tiles = pilot.app.screen.query_one(Tiles)
        assert tiles.select("revenue")
        await press(pilot, "down", "up")
        text = screen_text(pilot)
        assert "rev" in text and "4.0%" in text, text
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, MetricPage)
        page = " ".join(screen_text(pilot).split())
        assert "Revised \u22124.0% since Mar 30" in page, page
        await press(pilot, "R")
        assert isinstance(pilot.app.screen, RevisedPanel)
        lines = screen_lines(pilot)
        (gone,) = (line for line in lines if "#5" in line)
        assert "Mar 6, 2026" in gone and "€100.00 →   €0.00" in gone
        assert any("later.csv" in line and "2 orders" in line for line in lines)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MetricPage)


def test_the_command_line_marks_it_and_lists_the_orders(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--lang", "en", "--db", str(shop), "kpi"]
    assert main([*asked, "revenue", "aov"]) == 0
    out = capsys.readouterr().out
    assert "€2,688.00~" in out
    assert " ~ Revenue: revised \u22124.0% since Mar 30, from €2,800.00 (kpi explain" in out
    assert main([*asked, "revenue", "visits", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["metrics"]
    assert first["revised"] == {
        "since": "2026-03-30", "before": 2800, "change": -0.04, "kind": "relative",
    }  # fmt: skip
    assert second["revised"] is None
    assert main([*asked, "explain", "revenue"]) == 0
    out = capsys.readouterr().out
    assert "Revised     revised \u22124.0% since Mar 30, from €2,800.00" in out
    assert "Mar 30, 2026 · web · later.csv · 2 orders" in out
    assert "  #5  Mar 6, 2026  paid → cancelled  €100.00  →   €0.00" in out
    assert "  #6  Mar 7, 2026                    €100.00  →  €88.00" in out
    assert main([*asked, "explain", "revenue", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["revised"]
    assert told["before"] == 2800
    (imported,) = told["imports"]
    assert (imported["source"], imported["orders"]) == ("web", 2)
    assert imported["listed"][0] == {
        "order": "#5", "day": "2026-03-06", "now": "2026-03-06", "before": 100, "after": 0,
        "status": "paid → cancelled",
    }  # fmt: skip


def test_a_tile_says_it_in_as_many_words_as_fit() -> None:
    revised = Revision(Fraction(100), Fraction(-18, 1000), "relative", date(2026, 11, 3))
    texts = [text.replace("\u2212", "-") for text in revised_texts(revised)]
    assert texts == ["revised -1.8% since Nov 3", "rev. -1.8% Nov 3", "rev. -1.8%", "~-1.8%"]
    sizes = [len(words.revised_in(revised, room)) for room in (30, 18, 12, 6, 3)]
    assert sizes == [25, 16, 10, 6, 0]
    tiny = Revision(Fraction(10**9), Fraction(1, 10**9), "relative", date(2026, 11, 3))
    assert revised_texts(tiny)[0] == "revised since Nov 3"
    reading = Reading(Figure(METRICS["revenue"], Span.of(AS_OF, AS_OF)), revised=None)
    assert words.revised_in(reading.revised, 30) == ""
