"""Pictures of the screens, looked at by a person once: `pytest --snapshot-update` renews them.

The shop, the day, the language and the theme are fixed, so that only a change of ours shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desks import app_on, press, settled
from tui import language
from tui.screens.cockpit import Cockpit
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from typing import Any

    from textual.pilot import Pilot


@pytest.fixture
def looks_as_before(built_shop: Path, snap_compare: Callable[..., bool]) -> Callable[..., None]:
    """Compare the screen after some keys with its picture."""

    def check(
        *keys: str,
        size: tuple[int, int] = (80, 24),
        theme: str = "dark",
        lang: str = "en",
        figure: str = "visits",
    ) -> None:
        language.use(lang)
        app = app_on(built_shop)
        app.theme = theme

        async def before(pilot: Pilot[Any]) -> None:
            await settled(pilot)
            cockpit = pilot.app.screen
            assert isinstance(cockpit, Cockpit)
            cockpit.query_one(Tiles).select(figure)
            cockpit.tile_moved()
            await settled(pilot)
            await press(pilot, *keys)

        run: Callable[[Pilot[Any]], Awaitable[None]] = before
        assert snap_compare(app, terminal_size=size, run_before=run)

    return check


def test_the_cockpit_at_80_by_24(looks_as_before: Callable[..., None]) -> None:
    looks_as_before()


def test_the_cockpit_at_120_by_40_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before(size=(120, 40), lang="fr", figure="cart_abandonment")


def test_the_cockpit_at_60_by_20_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before(size=(60, 20), lang="fr")


def test_the_cockpit_on_a_light_background(looks_as_before: Callable[..., None]) -> None:
    looks_as_before(theme="light")


def test_the_cockpit_in_the_colours_of_the_terminal(
    looks_as_before: Callable[..., None],
) -> None:
    looks_as_before("tab", theme="terminal")


def test_a_goal_under_the_cursor(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("tab", "down")


def test_a_figure_in_full(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("enter", figure="spend", lang="fr")


def test_a_goal_in_full(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("tab", "enter")


def test_the_editor_with_a_target_being_typed(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("g", "'< 58 %", figure="cart_abandonment")


def test_the_editor_with_a_mistake_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("g", "'soixante", figure="cart_abandonment", lang="fr")


def test_linking_a_lever_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("tab", "l", lang="fr")


def test_the_help_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("question_mark", lang="fr")


def test_the_morning(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("W")


def test_targets_by_month_on_a_light_background(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("E", "'+5 %", theme="light")


def test_the_back_office_compared(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("B")


def test_why_revenue_moved_in_french(looks_as_before: Callable[..., None]) -> None:
    looks_as_before("w", lang="fr")
