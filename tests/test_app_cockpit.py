"""The screen of every morning: what is on it, at every size, in both languages, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from store.database import connect
from store.plans import Plans
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.cockpit import Cockpit
from tui.widgets.tiles import Tiles, row_heights

if TYPE_CHECKING:
    from pathlib import Path

SIZES = [(80, 24), (120, 40), (60, 20)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_figures_chart_goals_and_keys_stand_on_one_screen_of_any_size(
    built_shop: Path, size: tuple[int, int]
) -> None:
    async with opened(app_on(built_shop), size) as pilot:
        lines = screen_lines(pilot)
        text = "\n".join(lines)
        assert "La Lavandière" in lines[0]
        assert "28 days to Oct 31, 2026" in lines[0]
        assert "ACQUISITION" in lines[1]
        assert "Visits" in text and "◎" in text
        assert "Cart abandonment < 60%" in text
        assert "┤" in text, "the chart of the figure under the cursor is drawn"
        assert "? help" in lines[-1]
        assert len(lines) == size[1]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_no_label_value_or_change_is_cut_in_french(
    sample_store: Path, size: tuple[int, int]
) -> None:
    language.use("fr")
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        tiles = pilot.app.screen.query_one(Tiles)
        shown = screen_lines(pilot)[1 : 1 + tiles.size.height]
        assert not [line for line in shown if "…" in line]
        assert "moins bien" in "\n".join(shown) or "mieux" in "\n".join(shown)


async def test_a_change_is_told_by_arrow_sign_and_word_not_by_colour_alone(
    built_shop: Path,
) -> None:
    async with opened(app_on(built_shop)) as pilot:
        text = screen_text(pilot)
        assert "▲+" in text and "better" in text


async def test_arrows_and_hjkl_move_the_cursor_and_the_chart_follows(built_shop: Path) -> None:
    async with opened(app_on(built_shop)) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        seen = []
        for key in ("right", "l", "down", "j", "h", "left", "k", "up"):
            await press(pilot, key)
            assert cockpit.metric is not None
            seen.append((cockpit.query_one(Tiles).column, cockpit.query_one(Tiles).row))
            assert cockpit.metric.label in screen_text(pilot)
        assert seen == [(1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0)]


async def test_below_the_last_figure_come_the_goals_and_above_the_first_goal_the_figures(
    built_shop: Path,
) -> None:
    async with opened(app_on(built_shop)) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        rows = len(cockpit.query_one(Tiles).stages[0].tiles)
        await press(pilot, *["down"] * rows)
        assert cockpit.place == "goals"
        assert cockpit.goal is not None
        await press(pilot, "up")
        assert cockpit.place == "tiles"
        await press(pilot, "tab")
        assert cockpit.place == "goals"


async def test_the_chart_of_a_goal_shows_the_line_it_should_follow_up_to_its_deadline(
    built_shop: Path,
) -> None:
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "tab")
        text = screen_text(pilot)
        assert "today on pace" in text
        assert "Dec 31" in text
        assert "╌" in text, "the target's own line"


async def test_columns_that_do_not_fit_are_scrolled_to(built_shop: Path) -> None:
    async with opened(app_on(built_shop), (60, 20)) as pilot:
        assert "›" in screen_lines(pilot)[1]
        await press(pilot, *["right"] * 6)
        heading = screen_lines(pilot)[1]
        assert "‹" in heading and "ACQUISITION" not in heading


async def test_the_language_changes_everything_at_once_and_asks_nothing_again(
    built_shop: Path,
) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        asked = app.view
        await press(pilot, "L")
        text = screen_text(pilot)
        assert "28 jours au 31 oct. 2026" in text
        assert "Objectifs" in text and "? aide" in text
        assert "Goals" not in text
        assert app.view is asked


async def test_a_period_is_chosen_from_a_list_with_its_days_or_typed(built_shop: Path) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        await press(pilot, "p")
        assert "Oct 1 – 31, 2026" in screen_text(pilot)
        await press(pilot, "'7 days", "enter")
        assert app.question.period == "7d"
        assert "7 days to Oct 31, 2026" in screen_text(pilot)
        await press(pilot, "p", "'2026-08", "enter")
        assert app.question.period == "2026-08"
        assert "Aug 1 – 31, 2026" in screen_text(pilot)
        await press(pilot, "p", "'nonsense", "enter")
        assert app.question.period == "2026-08"
        assert "is not a period" in screen_text(pilot)


async def test_the_comparison_is_chosen_from_a_list_and_can_be_none(built_shop: Path) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        await press(pilot, "c", "end", "'nothing", "enter")
        assert app.question.compare == "none"
        assert "better" not in screen_text(pilot)


async def test_a_key_that_cannot_work_now_says_why(built_shop: Path) -> None:
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "u")
        assert "Nothing to undo" in screen_lines(pilot)[-1]
        await press(pilot, "right")
        assert "? help" in screen_lines(pilot)[-1]


async def test_a_figure_without_data_says_what_is_missing_instead_of_zero(
    built_shop: Path,
) -> None:
    app = app_on(built_shop)
    async with opened(app) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        assert cockpit.query_one(Tiles).select("nps")
        await press(pilot, "down", "up")
        assert "No source gives" in screen_text(pilot)


def test_more_figures_go_before_sparklines_and_air_comes_last() -> None:
    assert row_heights(7, 8) == [3, 2, 2]
    assert row_heights(5, 8) == [3, 2]
    assert row_heights(14, 8) == [3, 3, 3, 3, 2]
    assert row_heights(16, 4) == [4, 4, 4, 4]
    assert row_heights(2, 8) == [2]


@pytest.mark.parametrize("size", [(40, 12), (20, 8), (12, 5), (300, 90)])
async def test_no_size_is_refused_and_none_breaks_it(
    built_shop: Path, size: tuple[int, int]
) -> None:
    app = app_on(built_shop)
    async with opened(app, size) as pilot:
        await press(pilot, "down", "right", "tab", "enter", "escape", "question_mark", "escape")
        await press(pilot, "p", "escape", "g", "escape")
        await pilot.resize_terminal(80, 24)
        await press(pilot, "left")
        assert app.is_running
        assert "La Lavandière" in screen_lines(pilot)[0]


async def test_what_another_session_changes_is_noticed(desk_shop: Path) -> None:
    app = app_on(desk_shop)
    async with opened(app) as pilot:
        assert app.view is not None and len(app.view.goals) == 3
        with connect(desk_shop) as elsewhere:
            plans = Plans(elsewhere)
            plans.save_goal(replace(plans.goals()[0], state="archived"), at=1)
        app._look()
        await settled(pilot)
        assert len(app.view.goals) == 2


async def test_the_rows_behind_a_figure_are_one_key_away(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        cockpit.query_one(Tiles).select("aov")
        await press(pilot, "v")
        text = screen_text(pilot)
        assert "Rows behind: Average order value" in text
        assert "Order" in text and "€" in text
        await press(pilot, "pagedown", "right")
        assert "rows" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_charts_can_be_drawn_with_plain_characters(built_shop: Path) -> None:
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "M", "'plain", "enter")
        lines = screen_lines(pilot)
        assert not any(0x2800 <= ord(letter) < 0x2900 for letter in "".join(lines))
        assert "*" in "".join(lines)


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
async def test_with_no_color_not_one_colour_is_left_and_the_cursor_is_still_seen(
    built_shop: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(built_shop)
    async with opened(app) as pilot:
        app.theme = theme
        await settled(pilot)
        assert "▌" in screen_text(pilot)
        for strip in pilot.app.screen._compositor.render_strips():
            for segment in strip:
                style = segment.style
                assert style is None or style.color is None or style.color.is_default
                assert style is None or style.bgcolor is None or style.bgcolor.is_default
