"""The pages of segments: seen at every size, saved by a typed rule, counted alone everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store import segments
from store.database import connect, create
from tests.builders import a_shop, item
from tests.desks import AS_OF, app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.segment import SegmentPage
from tui.screens.segment_form import SegmentForm
from tui.screens.segments import SegmentsPage

if TYPE_CHECKING:
    from textual.pilot import Pilot

SEEN = [((80, 24), "en"), ((60, 20), "en"), ((60, 20), "fr"), ((120, 40), "fr")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of forty customers: every second one ordered twice, every fifth three times.

    Customer 1 left a cart on the last day but ten.
    """
    path = tmp_path_factory.mktemp("segments") / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", name="Lin") as store:
        shop = a_shop(store=store)
        shop.covered("2026-01-01", AS_OF.isoformat())
        for n in range(40):
            lines = [item(f"S{n % 3}", 20 + n, category="Soaps" if n % 3 else "Towels")]
            shop.order(f"2026-0{n % 9 + 1}-10", by=str(n), lines=lines, country="FR")
            if n % 2 == 0:
                shop.order("2026-10-01", by=str(n), goods=30, country="BE")
            if n % 5 == 0:
                shop.order("2026-10-05", by=str(n), goods=30)
        shop.row("cart", "2026-10-21", customer=shop._customer("1"), visitor=0, step=2,
                 amount=900_000)  # fmt: skip
        shop.visit("2026-10-21", by="somebody")
        shop.publish()
    return path


@pytest.fixture
def shop_path(built: Path, tmp_path: Path) -> Path:
    """A copy of the shop that a test may write to."""
    return Path(shutil.copy(built, tmp_path / "shop.db"))


def screen_of(pilot: Pilot[None]) -> object:
    return pilot.app.screen


async def on_segments(pilot: Pilot[None]) -> SegmentsPage:
    await press(pilot, "G")
    await settled(pilot)
    page = pilot.app.screen
    assert isinstance(page, SegmentsPage)
    return page


async def saved(pilot: Pilot[None], name: str, rule: str) -> None:
    await press(pilot, "n", f"'{name}", "down", "ctrl+u", f"'{rule}")
    await settled(pilot)
    await press(pilot, "enter")
    await settled(pilot)


RULE = {"en": "left payment within 30d", "fr": "paiement laissé sous 30j"}


@pytest.mark.parametrize(("size", "lang"), SEEN, ids=str)
async def test_who_waits_and_what_to_do_is_seen_at_every_size(
    size: tuple[int, int], lang: str, shop_path: Path
) -> None:
    language.use(lang)
    async with opened(app_on(shop_path), size) as pilot:
        await on_segments(pilot)
        lines = screen_lines(pilot)
        assert "2026" in lines[0]
        assert RULE[lang] in screen_text(pilot)
        assert max(map(len, lines)) <= size[0]
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(screen_of(pilot), SegmentPage)
        assert RULE[lang] in screen_lines(pilot)[2]
        assert max(map(len, screen_lines(pilot))) <= size[0]
        await press(pilot, "escape", "escape")
        assert not isinstance(screen_of(pilot), SegmentsPage)


async def test_a_rule_is_counted_and_corrected_while_it_is_typed(shop_path: Path) -> None:
    async with opened(app_on(shop_path)) as pilot:
        await on_segments(pilot)
        await press(pilot, "n")
        assert isinstance(screen_of(pilot), SegmentForm)
        await settled(pilot)
        assert "customer today" in screen_text(pilot), "the rule of the one under the cursor"
        await press(pilot, "down", "ctrl+u", "'ordes > 2")
        await settled(pilot)
        assert "Did you mean “orders”?" in screen_text(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(screen_of(pilot), SegmentForm), "nothing wrong is saved"
        await press(pilot, "ctrl+u", "'orders >= 2")
        await settled(pilot)
        assert "Frozen lets you measure" in screen_text(pilot)
        await press(pilot, "down", "right")
        await settled(pilot)
        assert "their past looks special" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(screen_of(pilot), SegmentsPage)
    with connect(shop_path) as store:
        assert segments.saved(store) == []


async def test_a_saved_segment_is_counted_alone_on_every_page_and_taken_off_again(
    shop_path: Path,
) -> None:
    app = app_on(shop_path)
    async with opened(app, (120, 40)) as pilot:
        page = await on_segments(pilot)
        await press(pilot, "f")
        assert "n saves it under a name" in screen_text(pilot)
        await saved(pilot, "Regulars", "orders >= 3")
        assert "“Regulars” is saved" in screen_text(pilot)
        await press(pilot, *["up"] * 4)
        assert page.chosen is not None and page.chosen.name == "Regulars"
        assert "Frozen on" in screen_text(pilot)
        await press(pilot, "f", "escape")
        await settled(pilot)
        assert app.question.where == (("segment", "Regulars"),)
        assert "⧩ Segment = Regulars" in screen_lines(pilot)[0]
        assert "not by segment" in screen_text(pilot), "visits are nobody's"
        await press(pilot, "P")
        await settled(pilot)
        assert "Regulars" in screen_lines(pilot)[0]
        await press(pilot, "escape", "slash", "'Regulars")
        assert "Regulars" in screen_text(pilot), "/ offers saved segments, too"
        await press(pilot, "escape")


async def test_a_segment_is_edited_exported_and_deleted_after_asking(
    shop_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(shop_path)
    async with opened(app) as pilot:
        page = await on_segments(pilot)
        await press(pilot, "e")
        assert "not saved yet" in screen_text(pilot)
        await saved(pilot, "Regulars", "orders >= 3")
        await press(pilot, *["up"] * 4, "enter")
        await settled(pilot)
        assert isinstance(screen_of(pilot), SegmentPage)
        await press(pilot, "e", "ctrl+u", "'Faithful", "enter")
        await settled(pilot)
        assert "Faithful" in screen_lines(pilot)[1]
        file = Path("out.csv")
        monkeypatch.chdir(tmp_path)
        await press(pilot, "x", "ctrl+u", f"'{file}", "enter")
        await settled(pilot)
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_text().startswith("customer,orders,")
        await press(pilot, "x", "ctrl+u", f"'{file}", "enter")
        await settled(pilot)
        assert "is there already" in screen_text(pilot)
        await press(pilot, "escape", "d")
        assert "Delete the segment “Faithful”?" in screen_text(pilot)
        await press(pilot, "y")
        await settled(pilot)
        assert screen_of(pilot) is page
    with connect(shop_path) as store:
        assert segments.saved(store) == []
