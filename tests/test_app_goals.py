"""Goals by keyboard: set, edited, closed, deleted, taken back, pulled at by levers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from store.database import connect
from store.plans import Plans
from tests.desks import AS_OF, app_on, opened, plans_of, press, screen_lines, screen_text, settled
from tui import language
from tui.app import KpiApp
from tui.cli.context import Session
from tui.screens.cockpit import Cockpit
from tui.screens.conflict import Conflict
from tui.screens.goal_editor import GoalEditor

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from store.database import Store

TO_ABANDONMENT = ("down", "down", "right")
"""From the first figure to cart abandonment."""


async def on_abandonment(pilot: Pilot[None]) -> None:
    cockpit = pilot.app.screen
    assert isinstance(cockpit, Cockpit)
    from tui.widgets.tiles import Tiles

    assert cockpit.query_one(Tiles).select("cart_abandonment")
    cockpit.tile_moved()
    await settled(pilot)


async def test_a_goal_is_set_by_keyboard_and_stands_on_the_screen_with_its_mark(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g")
        text = screen_text(pilot)
        assert "A new goal" in text
        assert "Cart abandonment" in text and "now 65.0%" in text, "the baseline is there at once"
        await press(pilot, "'< 55 %")
        assert "Starts from 65.0%" in screen_text(pilot)
        assert "−10.0 pt in 56 days." in screen_text(pilot)
        await press(pilot, "enter")
        assert "Cart abandonment < 55%" in screen_text(pilot)
        assert "Saved; u takes it back." in screen_lines(pilot)[-1]
        assert isinstance(pilot.app.screen, Cockpit)
        assert pilot.app.screen.goal is not None, "the cursor stands on the new goal"
    assert ("cart_abandonment", "< 0.55", "open") in plans_of(desk_shop)


async def test_keys_that_arrive_in_one_go_have_their_effect_in_their_order(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g")
        for key in ("<", "9", "backspace", "55", "9", "backspace", "%", "enter"):
            for letter in (key,) if len(key) > 2 else key:
                pilot.app.post_message(Key(letter, letter if len(letter) == 1 else None))
        await settled(pilot)
        assert isinstance(pilot.app.screen, Cockpit), "saved"
    assert ("cart_abandonment", "< 0.55", "open") in plans_of(desk_shop)


async def test_what_is_wrong_is_said_beside_its_field_while_it_is_typed(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g", "'150 %")
        text = screen_text(pilot)
        assert "! Cart abandonment lies" in text
        assert "Write a target in between." in text
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, GoalEditor), "nothing is saved"
        await press(pilot, "home", *["delete"] * 5, "'< 60 %")
        assert "lies" not in screen_text(pilot)
    assert len(plans_of(desk_shop)) == 3


async def test_a_french_owner_types_targets_and_days_the_french_way(desk_shop: Path) -> None:
    language.use("fr")
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g", "'moins de 58,5 %", "tab", "tab")
        await press(pilot, "end", *["backspace"] * 20, "'31/12", "enter")
        assert "Abandon de panier < 58,5 %" in screen_text(pilot)


async def test_escape_keeps_what_was_typed_for_the_next_time(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g", "'< 5", "escape")
        assert isinstance(pilot.app.screen, Cockpit)
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g")
        assert "< 5" in screen_text(pilot)
        assert "what you had typed" in screen_text(pilot)
        await press(pilot, "end", "'0 %", "enter")
    assert ("cart_abandonment", "< 0.5", "open") in plans_of(desk_shop)
    async with opened(app_on(desk_shop)) as pilot:
        await on_abandonment(pilot)
        await press(pilot, "g")
        assert "what you had typed" not in screen_text(pilot), "saved, so nothing is left over"


async def test_a_goal_is_edited_and_the_edit_taken_back(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab")
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit) and cockpit.goal is not None
        while cockpit.goal.goal.metric != "cart_abandonment":
            await press(pilot, "down")
        await press(pilot, "e")
        assert "Edit the goal" in screen_text(pilot)
        await press(pilot, "home", *["delete"] * 8, "'< 62 %", "enter")
        assert "Cart abandonment < 62%" in screen_text(pilot)
        await press(pilot, "u")
        assert "Cart abandonment < 60%" in screen_text(pilot)
    assert ("cart_abandonment", "< 0.6", "open") in plans_of(desk_shop)


async def test_a_goal_is_closed_with_the_figure_known_and_opened_again_by_undo(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab", "x")
        assert len(screen_goals(pilot)) == 2
        await press(pilot, "u")
        assert len(screen_goals(pilot)) == 3
    assert {state for _metric, _target, state in plans_of(desk_shop)} == {"open"}


def screen_goals(pilot: Pilot[None]) -> list[str]:
    cockpit = pilot.app.screen
    assert isinstance(cockpit, Cockpit) and cockpit.view is not None
    return [one.goal.metric for one in cockpit.view.goals]


async def test_deleting_asks_first_and_can_be_taken_back(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab", "d")
        assert "Delete the goal" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(screen_goals(pilot)) == 3
        await press(pilot, "d", "enter")
        assert len(screen_goals(pilot)) == 2
        await press(pilot, "u")
        assert len(screen_goals(pilot)) == 3


async def test_two_who_edit_the_same_goal_see_both_values_and_lose_none(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab")
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        while cockpit.goal is None or cockpit.goal.goal.metric != "cart_abandonment":
            await press(pilot, "down")
        number = cockpit.goal.id
        await press(pilot, "e", "home", *["delete"] * 8, "'< 62 %")
        with connect(desk_shop) as elsewhere:
            plans = Plans(elsewhere)
            row = plans.goal(number)
            from dataclasses import replace

            plans.save_goal(replace(row, target="0.58"), at=1)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Conflict), "nothing is overwritten in silence"
        text = screen_text(pilot)
        assert "Changed elsewhere meanwhile" in text
        assert "< 58%" in text and "< 62%" in text, "both values side by side"
        await press(pilot, "enter")
        assert "Cart abandonment < 62%" in screen_text(pilot)
    with connect(desk_shop, write=False) as store:
        targets = [entry.body["target"] for entry in Plans(store).history("goal", number)]
    assert targets == ["0.6", "0.58", "0.62"]


async def test_a_lever_of_the_library_is_linked_and_taken_off_again(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab")
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        while cockpit.goal is None or cockpit.goal.goal.metric != "cart_abandonment":
            await press(pilot, "down")
        await press(pilot, "l", "'apple", "enter")
        names = [lever.name for lever in cockpit.goal.levers]
        assert names == ["Relance par e-mail", "Apple Pay"]
        await press(pilot, "l", "'relance")
        assert "linked" in screen_text(pilot)
        await press(pilot, "enter")
        assert [lever.name for lever in cockpit.goal.levers] == ["Apple Pay"]


async def test_a_lever_of_ones_own_needs_only_a_name(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab", "l", "'A note in each parcel", "enter")
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit) and cockpit.goal is not None
        assert "A note in each parcel" in [lever.name for lever in cockpit.goal.levers]


async def test_the_page_of_a_goal_shows_its_course_its_levers_and_its_history(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "tab")
        cockpit = pilot.app.screen
        assert isinstance(cockpit, Cockpit)
        while cockpit.goal is None or cockpit.goal.goal.metric != "cart_abandonment":
            await press(pilot, "down")
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "of the way" in text and "61 days left" in text
        assert "Relance par e-mail" in text and "since Sep 22, 2026" in text
        assert "History" in text and "set" in text
        await press(pilot, "enter", "'stop", "enter")
        assert "stopped" in screen_text(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_on_a_read_only_store_goals_say_why_they_cannot_be_changed(
    desk_shop: Path,
) -> None:
    class LookingOnly(Session):
        def open(self, write: bool = False) -> Store:
            return super().open(write=False)

    async with opened(KpiApp(LookingOnly(desk_shop, as_of=AS_OF))) as pilot:
        for key in ("g", "u", "i"):
            await press(pilot, key)
            assert "read-only" in screen_lines(pilot)[-1]
