"""One limit on every page: chosen once with /, worn as a badge, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goals.metrics.scopes import scopes
from store.database import connect
from store.facts import Facts
from tests.desks import AS_OF, app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.screens.cockpit import Cockpit
from tui.screens.limit import Limit
from tui.screens.metric import MetricPage
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app import KpiApp
    from tui.screens.base import Page
    from tui.views import Where

SIZES = [(80, 24), (120, 40), (60, 20)]
FACEBOOK = (("channel", "facebook"),)


def test_what_can_be_counted_alone_is_what_has_data_the_largest_first(built_shop: Path) -> None:
    with connect(built_shop, write=False) as store:
        found = scopes(Facts(store), AS_OF)
    assert [(one.dimension, one.member, one.of) for one in found] == [
        ("channel", "google", "spend"),
        ("channel", "facebook", "spend"),
    ]
    assert sum(one.part for one in found) == 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_limit_is_chosen_by_a_few_letters_and_worn_as_a_badge(
    built_shop: Path, size: tuple[int, int]
) -> None:
    app = app_on(built_shop)
    async with opened(app, size) as pilot:
        await press(pilot, "slash", "'face", "enter")
        assert limit_of(app) == FACEBOOK
        assert "⧩" in screen_lines(pilot)[0] and "facebook" in screen_lines(pilot)[0]
        assert size[0] < 80 or "La Lavandière" in screen_lines(pilot)[0], "the name is whole"
        await press(pilot, "escape")
        assert limit_of(app) == ()
        assert "⧩" not in screen_text(pilot)


async def test_a_limit_goes_with_its_owner_from_page_to_page_and_back(built_shop: Path) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        await press(pilot, "slash", "'face", "enter")
        for key in ("enter", "w", "escape", "t", "escape", "A"):
            await press(pilot, key)
            assert "facebook" in screen_lines(pilot)[0], key
            assert where_of(app.page) == FACEBOOK
        await press(pilot, "escape", "P")
        assert "facebook" in screen_lines(pilot)[0]
        await press(pilot, "left")
        assert "⧩ whole shop" in screen_lines(pilot)[0], "pairs are not limited, and say so"
        await press(pilot, "escape", "escape")
        assert "⧩ Channel = facebook" in screen_lines(pilot)[0]


async def test_a_figure_that_is_not_known_by_the_limit_says_so_and_shows_no_whole(
    built_shop: Path,
) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        before = [tile.metric.id for stage in _tiles(app.screen).stages for tile in stage.tiles]
        await press(pilot, "slash", "'face", "enter")
        tiles = _tiles(app.screen)
        assert [t.metric.id for s in tiles.stages for t in s.tiles] == before, "nothing moves"
        visits = next(t for s in tiles.stages for t in s.tiles if t.metric.id == "visits")
        assert visits.value is None and visits.unlimited == "channel"
        text = screen_text(pilot)
        assert "not by channel" in text
        assert "Channel: not known for visits." in text
        spend = next(t for s in tiles.stages for t in s.tiles if t.metric.id == "spend")
        assert spend.value is not None and spend.unlimited == ""


async def test_the_same_key_twice_or_escape_on_the_first_page_counts_everything_again(
    built_shop: Path,
) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        await press(pilot, "slash", "'google", "enter", "slash")
        assert isinstance(app.screen, Limit)
        await press(pilot, "slash")
        assert limit_of(app) == ()
        await press(pilot, "slash", "'google", "enter", "escape")
        assert limit_of(app) == ()
        await press(pilot, "escape")
        assert "q leaves kpi-tui" in screen_lines(pilot)[-1]


async def test_a_limit_chosen_on_a_member_s_page_takes_the_place_of_the_member(
    built_shop: Path,
) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        assert _tiles(app.screen).select("spend")
        await press(pilot, "enter", "enter")
        page = app.page
        assert isinstance(page, MetricPage)
        assert own_of(page) == (("channel", "google"),)
        await press(pilot, "slash", "'facebook", "enter")
        assert own_of(page) == ()
        assert where_of(page) == FACEBOOK
        await press(pilot, "enter")
        assert app.page is page, "one limit at a time"
        await press(pilot, "w")
        assert app.page.place == "bridge"
        assert (where_of(app.page), own_of(app.page)) == (FACEBOOK, ())


async def test_a_goal_set_under_a_limit_is_a_goal_on_that_limit(desk_shop: Path) -> None:
    app = app_on(desk_shop)
    async with opened(app) as pilot:
        await press(pilot, "slash", "'facebook", "enter")
        _tiles(app.screen).select("spend")
        await press(pilot, "g")
        assert "facebook" in screen_text(pilot)


async def test_the_badge_is_in_french_and_cut_before_the_days_are(built_shop: Path) -> None:
    language.use("fr")
    app = app_on(built_shop)
    async with opened(app, (60, 20)) as pilot:
        await press(pilot, "slash", "'facebook", "enter")
        first = screen_lines(pilot)[0]
        assert "⧩" in first and "facebook" in first and "28 jours" in first
        assert len(first) <= 60


def limit_of(app: KpiApp) -> Where:
    return app.question.where


def where_of(page: Page) -> Where:
    return page.where


def own_of(page: Page) -> Where:
    return page.own


def _tiles(screen: object) -> Tiles:
    assert isinstance(screen, Cockpit)
    return screen.query_one(Tiles)


async def test_lines_of_a_long_list_are_found_by_the_same_key_and_escape_shows_all_again(
    sample_store: Path,
) -> None:
    app = app_on(sample_store, as_of=None)
    async with opened(app) as pilot:
        await press(pilot, "P", "slash", "'BOUGIE", "enter")
        text = screen_text(pilot)
        assert "⧩ “BOUGIE”" in text and limit_of(app) == ()
        assert "Bougie verveine" in text and "Huile de massage" not in text
        await press(pilot, "slash", "'zzzz", "enter")
        assert "Huile de massage" not in screen_text(pilot)
        await press(pilot, "escape")
        assert "Huile de massage" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, Cockpit)
