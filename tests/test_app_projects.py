"""Projects in the app: their time on one scale, milestones promised, moved, reached by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.database import connect
from store.projects import Projects
from tests.desks import app_on, copied, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.project import ProjectPage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(built_shop: Path, tmp_path: Path) -> Path:
    return copied(built_shop, tmp_path / "shop.db")


async def test_a_project_is_added_by_keyboard_and_its_milestones_after_it(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "J")
        assert "No project yet." in screen_text(pilot)
        await press(pilot, "n", "'Boutique B2B", "down", "'2026-09-01", "down", "'in 8 weeks")
        assert "Dec 26, 2026" in screen_text(pilot), "the day as it was read"
        await press(pilot, "enter")
        assert "Boutique B2B" in screen_lines(pilot)[3]
        await press(pilot, "enter", "n", "'Price list", "down", "'2026-11-20", "enter")
        await press(pilot, "n", "'Pilot", "down", "'2026-10-20", "enter")
        assert isinstance(pilot.app.screen, ProjectPage)
        text = screen_text(pilot)
        assert "late · 0/2" in text
        assert "Oct 20, 11 d late" in text
    with connect(shop, write=False) as store:
        found = {row.title: row.due_day.isoformat() for row in Projects(store).milestones()}
    assert found == {"Price list": "2026-11-20", "Pilot": "2026-10-20"}


async def test_a_milestone_is_reached_moved_and_hours_are_noted(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "J", "n", "'B2B", "down", "'2026-09-01", "down", "'2026-12-31", "enter")
        await press(pilot, "enter", "n", "'Pilot", "down", "'2026-11-20", "enter")
        await press(pilot, "x")
        assert "1/1" in screen_lines(pilot)[1]
        await press(pilot, "x")
        assert "0/1" in screen_lines(pilot)[1]
        await press(pilot, "e", "down", "ctrl+a", "ctrl+k", "'2026-12-01", "enter")
        assert "promised for Nov 20, 2026 → Dec 1, 2026" in screen_text(pilot)
        await press(pilot, "t", "'7 h 30", "enter")
        assert "7.5 h worked" in screen_text(pilot)
        await press(pilot, "v", "enter", "y")
        assert "h worked" not in screen_text(pilot)
    with connect(shop, write=False) as store:
        (step,) = Projects(store).milestones()
    assert (step.original_day.isoformat(), step.due_day.isoformat()) == ("2026-11-20", "2026-12-01")


async def test_a_mistake_in_the_form_is_said_at_its_field_and_nothing_is_kept(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "J", "n", "'B2B", "down", "'2026-12-01", "down", "'2026-11-01", "enter")
        assert "before it starts" in screen_text(pilot)
        await press(pilot, "escape")
    with connect(shop, write=False) as store:
        assert Projects(store).projects() == []


async def test_the_sample_projects_show_their_time_in_any_window_and_in_french(
    sample_store: Path,
) -> None:
    for size in ((80, 24), (60, 20), (120, 40)):
        language.use("fr")
        async with opened(app_on(sample_store, as_of=None), size) as pilot:
            await press(pilot, "J")
            lines = screen_lines(pilot)
            row = next(line for line in lines if "Emballage" in line)
            assert "✓" in row
            assert "2/4" in row
            await press(pilot, "enter")
            await settled(pilot)
            assert any("!" in line or "✓" in line for line in screen_lines(pilot))


async def test_without_colour_or_braille_the_signs_are_plain(sample_store: Path) -> None:
    app = app_on(sample_store, as_of=None)
    app.marks = "ascii"
    async with opened(app) as pilot:
        await press(pilot, "J")
        assert "v reached" in screen_text(pilot)
        assert "✓" not in screen_text(pilot)


async def test_a_question_in_french_breaks_no_line_before_a_sign(shop: Path) -> None:
    async with opened(app_on(shop)) as pilot:
        await press(pilot, "J", "n", "'B2B", "down", "'2026-09-01", "down", "'2026-12-31", "enter")
        await press(pilot, "enter", "n", "'Ouverture à tous les professionnels")
        await press(pilot, "down", "'2026-11-20", "enter", "L")
        await settled(pilot)
        await press(pilot, "d")
        asked = [line.split("│")[1].strip() for line in screen_lines(pilot) if "│" in line]
        assert "avec toutes ses dates promises ?" in " ".join(asked)
        assert not [line for line in asked if line.startswith(("»", "?"))]
