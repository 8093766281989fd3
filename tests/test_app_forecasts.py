"""Forecasts in the dashboard: they come after the figures, and nothing waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desks import app_on, build_shop, opened, press, screen_lines, screen_text, settled
from tui.views import Question

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_goals_say_how_probable_they_are(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        lines = screen_lines(pilot)
        assert any("Visits ≥ 150,000" in line and "at risk · < 1%" in line for line in lines)
        assert any("Gross merchandise value" in line and "ahead · > 99%" in line for line in lines)


async def test_the_first_figures_do_not_wait_for_forecasts(tmp_path: Path) -> None:
    build_shop(tmp_path / "shop.db")  # nobody has looked at it yet: no forecast is kept in it
    app = app_on(tmp_path / "shop.db")
    first = app.desk.cockpit(Question())
    assert all(goal.assessment.outlook is None for goal in first.goals)
    assert any(goal.assessment.awaited for goal in first.goals)
    known = {goal.id: goal.assessment.probability for goal in app.desk.plans.foreseen()}
    again = app.desk.cockpit(Question())
    assert {goal.id: goal.assessment.probability for goal in again.goals} == known
    assert not any(goal.assessment.awaited for goal in again.goals)
    app.desk.stop()


async def test_the_next_session_has_them_at_once(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)):
        pass
    app = app_on(desk_shop)
    assert not any(goal.assessment.awaited for goal in app.desk.cockpit(Question()).goals)
    app.desk.stop()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_a_goals_page_draws_the_fan_and_tells_how_such_calls_did(
    desk_shop: Path, size: tuple[int, int]
) -> None:
    async with opened(app_on(desk_shop), size=size) as pilot:
        await press(pilot, "tab", "down", "enter")
        text = " ".join(screen_text(pilot).split())
        assert "Visits ≥ 150,000" in text
        assert "░░" in text, "the range of what may come"
        assert "< 1% probable · of" in text
        assert "such calls on this shop’s past" in text


async def test_a_fan_has_no_strange_signs_where_only_plain_ones_are_wanted(
    desk_shop: Path,
) -> None:
    app = app_on(desk_shop)
    app.marks = "ascii"
    async with opened(app) as pilot:
        await press(pilot, "tab", "down", "enter")
        await settled(pilot)
        chart = "".join(screen_lines(pilot)[2:12])
        assert "░" not in chart
        assert ",," in chart
