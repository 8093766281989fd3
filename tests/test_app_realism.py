"""While a target is typed: what the past says of it, and three targets to take by key."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.desks import app_on, opened, press, screen_text, settled
from tui import language
from tui.screens.goal_editor import GoalEditor
from tui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from goals.targets.draft import Draft
    from goals.targets.yardstick import Weighed


async def typing(pilot: Pilot[None], metric: str, target: str = "") -> GoalEditor:
    """Open the editor on a metric and type a target."""
    assert pilot.app.screen.query_one(Tiles).select(metric)
    pilot.app.screen.tile_moved()  # type: ignore[attr-defined]
    await settled(pilot)
    await press(pilot, "g", *([f"'{target}"] if target else []))
    await settled(pilot)
    assert isinstance(pilot.app.screen, GoalEditor)
    return pilot.app.screen


async def test_three_targets_are_proposed_and_taken_by_key(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        editor = await typing(pilot, "visits")
        assert editor.weighed is not None and len(editor.weighed.proposals) == 3
        assert "PgDn 1: ≥ " in screen_text(pilot)
        first, second, third = (one.target for one in editor.weighed.proposals)
        for key, chosen in (
            ("pagedown", first), ("pagedown", second), ("pagedown", third), ("pagedown", third),
            ("pageup", second),
        ):  # fmt: skip
            await press(pilot, key)
            await settled(pilot)
            assert editor.draft is not None and editor.draft.target == chosen
        assert "chance" in screen_text(pilot)
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, GoalEditor), "saved as proposed"


async def test_a_target_far_beyond_what_was_is_called_extreme(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await typing(pilot, "visits", ">= 400000")
        text = screen_text(pilot)
        assert "! extreme · chance < 1% · never in 7 months" in text
        assert "Best so far:" in text
        await press(pilot, "home", *["delete"] * 9, "'>= 1000")
        await settled(pilot)
        assert "· easy · chance > 99%" in screen_text(pilot)


async def test_the_word_is_of_the_target_typed_last(
    desk_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        editor = await typing(pilot, "visits", ">= 400000")
        plans = editor.kpi.desk.plans
        weighed, held = type(plans).weighed, Event()

        def slow(self: object, draft: Draft) -> Weighed | None:
            if draft.target is not None and draft.target.value == 4_000_000:
                held.wait(5)
            return weighed(plans, draft)

        monkeypatch.setattr(type(plans), "weighed", slow)
        monkeypatch.setattr(type(plans.yardstick), "at_hand", lambda *_asked: False)
        editor._typed("target").value = ">= 4000000"
        await pilot.pause()
        editor._typed("target").value = ">= 1000"
        await pilot.pause()
        held.set()
        await settled(pilot)
        assert "easy" in screen_text(pilot) and "extreme" not in screen_text(pilot)


async def test_what_cannot_be_read_leaves_the_proposals_and_no_word(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        editor = await typing(pilot, "visits", ">= many")
        assert editor.weighed is not None and editor.weighed.realism.word is None
        assert "PgDn 1: ≥ " in screen_text(pilot)


@pytest.mark.parametrize(("code", "first"), [("en", "PgDn 1: ≥ "), ("fr", "PgDn 1 : ≥ ")])
async def test_in_a_narrow_window_the_verdict_and_the_proposals_are_there(
    desk_shop: Path, code: str, first: str
) -> None:
    language.use(code)
    async with opened(app_on(desk_shop), size=(60, 20)) as pilot:
        await typing(pilot, "visits", ">= 400000")
        text = screen_text(pilot)
        assert "! " in text and first in text
        assert all(len(line) <= 60 for line in text.splitlines())


async def test_a_french_owner_takes_a_proposal_written_with_a_comma(desk_shop: Path) -> None:
    language.use("fr")
    async with opened(app_on(desk_shop)) as pilot:
        editor = await typing(pilot, "cart_abandonment")
        await press(pilot, "pagedown")
        await settled(pilot)
        assert editor.weighed is not None and editor.draft is not None
        assert "." not in editor._typed("target").value
        assert editor.draft.target == editor.weighed.proposals[0].target
