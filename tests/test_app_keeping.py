"""All goals in the app: by urgency, closed ones with results, copies, reviews, histories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from goals.targets.reviews import due
from store.database import connect
from store.plans import Plans
from tests.desks import AS_OF, app_on, opened, plans_of, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.cockpit import Cockpit
from tui.screens.goals import GoalsPage
from tui.widgets.goals import Goals

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


async def on_goals(pilot: Pilot[None]) -> GoalsPage:
    await press(pilot, "X")
    page = pilot.app.screen
    assert isinstance(page, GoalsPage)
    return page


async def onto(pilot: Pilot[None], page: GoalsPage, metric: str) -> None:
    while page.goal is None or page.goal.goal.metric != metric:
        await press(pilot, "down")


async def test_all_goals_stand_by_urgency_with_its_terms(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        text = screen_text(pilot)
        assert "All goals, by urgency" in text
        assert "urgency " in text and " × 0.3" in text and "61 days left" in text
        scores = [view.urgency.score for view in page.views if view.urgency]
        shown = [view.urgency.score for view in page.query_one(Goals).goals if view.urgency]
        assert shown == sorted(scores, reverse=True)
        await press(pilot, "enter")
        assert "Levers" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_goals_are_filtered_by_stage_status_and_state_with_a_badge(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await press(pilot, "f", "'activation", "enter")
        assert "⧩ Activation" in screen_text(pilot)
        assert [view.goal.metric for view in page.query_one(Goals).goals] == ["cart_abandonment"]
        await press(pilot, "f", "'missed", "enter")
        assert "⧩ Activation · missed" in screen_text(pilot)
        assert page.goal is None
        await press(pilot, "f", "'everything", "enter", "o", "'name", "enter")
        assert "All goals, by name" in screen_text(pilot)
        assert page.goal is not None


async def test_a_closed_goal_is_there_the_next_time_and_opened_again(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "x")
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        text = screen_text(pilot)
        assert "closed" in text and "closed with" in text, "its result"
        await press(pilot, "e")
        assert "X opens it again" in screen_lines(pilot)[-1]
        await press(pilot, "X", "'open", "enter")
        assert "Open again" in screen_lines(pilot)[-1]
    assert {state for _metric, _target, state in plans_of(desk_shop)} == {"open"}


async def test_a_deleted_goal_is_found_and_brought_back_after_a_restart(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "d", "enter")
        assert len(page.query_one(Goals).goals) == 2
    async with opened(app_on(desk_shop)) as pilot:
        await on_goals(pilot)
        await press(pilot, "f", "'deleted", "enter", "H")
        assert "deleted" in screen_text(pilot)
        await press(pilot, "down", "enter", "enter")
    assert {state for _metric, _target, state in plans_of(desk_shop)} == {"open"}


async def test_an_archived_goal_leaves_the_board_and_u_brings_it_back(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "gmv")
        await press(pilot, "X", "'archive", "enter")
        assert ("gmv", ">= 100000", "archived") in plans_of(desk_shop)
        await press(pilot, "u")
    assert ("gmv", ">= 100000", "open") in plans_of(desk_shop)


async def test_a_copy_opens_in_the_editor_with_the_next_days(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "gmv")
        await press(pilot, "D")
        text = screen_text(pilot)
        assert "A new goal" in text
        assert "2027-01-01" in text and "2027-03-31" in text, "after a quarter the next one"
        assert len(plans_of(desk_shop)) == 3, "nothing is stored yet"
        await press(pilot, "enter")
    assert ("gmv", ">= 100000", "open") in plans_of(desk_shop)[3:]


async def test_a_review_is_noted_and_leads_on_to_what_was_decided(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "n")
        assert "Nov 14, 2026" in screen_text(pilot), "two weeks on, if nothing else is said"
        await press(pilot, "right", "down", "'too high", "enter")
        assert "Edit the goal" in screen_text(pilot), "the target is changed at once"
        await press(pilot, "escape")
        assert "change the target" in screen_text(pilot)
        await press(pilot, "H")
        text = screen_text(pilot)
        assert "review: change the target" in text and "too high" in text
    with connect(desk_shop, write=False) as store:
        assert due(store, AS_OF) == []
        (one,) = due(store, AS_OF.replace(month=11, day=15))
    assert (one.goal.metric, one.days, one.review.note) == ("visits", 1, "too high")


async def test_a_version_of_the_history_comes_back(desk_shop: Path) -> None:
    with connect(desk_shop) as elsewhere:
        elsewhere.author = "anna"
        plans = Plans(elsewhere)
        (row,) = [row for row in plans.goals() if row.metric == "visits"]
        plans.save_goal(replace(row, target="160000"), at=1_793_000_000)
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "H")
        text = screen_text(pilot)
        assert "edited  anna" in text, "who, where several change plans"
        assert "Target: 150,000 → 160,000" in text
        await press(pilot, "enter")
        assert "This is how the goal is now." in screen_text(pilot)
        await press(pilot, "down", "enter", "enter")
        assert "Version 1 is back" in screen_lines(pilot)[-1]
        assert ("visits", ">= 150000", "open") in plans_of(desk_shop)
        await press(pilot, "u")
    assert ("visits", ">= 160000", "open") in plans_of(desk_shop)


async def test_every_field_of_a_goal_is_reached_by_keyboard(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "e", *["down"] * 6, "right", "down", "space", "'gross margin", "enter")
        await press(pilot, "down", "'talk to Anna", "enter")
    with connect(desk_shop, write=False) as store:
        (row,) = [row for row in Plans(store).goals() if row.metric == "visits"]
    assert row.recurrence == "weekly"
    assert row.note == "talk to Anna"
    assert len(row.guardrails) == 1


async def test_saving_a_goal_as_it_was_leaves_nothing_to_take_back(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "e", "enter", "u")
        assert "Nothing to undo" in screen_lines(pilot)[-1]


async def test_of_two_changes_each_field_may_be_theirs_or_mine(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "e", "home", *["delete"] * 10, "'>= 155000")
        with connect(desk_shop) as elsewhere:
            plans = Plans(elsewhere)
            (row,) = [row for row in plans.goals() if row.metric == "visits"]
            plans.save_goal(replace(row, target="140000", title="Visites", note="x"), at=1)
        await press(pilot, "enter")
        text = screen_text(pilot)
        assert "3 fields are not as you saw them" in text
        assert "● ≥ 155,000" in text, "what I changed is mine at first"
        assert "● Visites" in text, "what only they changed is theirs"
        await press(pilot, "enter")
    with connect(desk_shop, write=False) as store:
        (row,) = [row for row in Plans(store).goals() if row.metric == "visits"]
    assert (row.target, row.title, row.note) == ("155000", "Visites", "x")


async def test_taking_all_of_theirs_changes_nothing(desk_shop: Path) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        await onto(pilot, page, "visits")
        await press(pilot, "e", "home", *["delete"] * 10, "'>= 155000")
        with connect(desk_shop) as elsewhere:
            plans = Plans(elsewhere)
            (row,) = [row for row in plans.goals() if row.metric == "visits"]
            plans.save_goal(replace(row, target="140000"), at=1)
        await press(pilot, "enter", "t", "enter")
        assert isinstance(pilot.app.screen, GoalsPage)
    with connect(desk_shop, write=False) as store:
        assert [entry.change for entry in Plans(store).history("goal", row.id)] == ["add", "edit"]


async def test_the_page_speaks_french_and_fits_small_screens(desk_shop: Path) -> None:
    language.use("fr")
    async with opened(app_on(desk_shop), (60, 20)) as pilot:
        page = await on_goals(pilot)
        assert page.goal is not None
        await press(pilot, "L")
        await settled(pilot)
        assert "All goals, by urgency" in screen_text(pilot)


async def test_goals_are_found_by_a_text_of_theirs_and_escape_shows_all_again(
    desk_shop: Path,
) -> None:
    async with opened(app_on(desk_shop)) as pilot:
        page = await on_goals(pilot)
        everything = len(page.query_one(Goals).goals)
        await press(pilot, "slash", "'relance", "enter")
        (found,) = page.query_one(Goals).goals
        assert found.goal.metric == "cart_abandonment", "by the name of its lever"
        assert "⧩ “relance”" in screen_text(pilot)
        await press(pilot, "slash", "'VISITS", "enter")
        assert [one.goal.metric for one in page.query_one(Goals).goals] == ["visits"]
        await press(pilot, "slash", "'zzz", "enter")
        assert not page.query_one(Goals).goals and page.goal is None
        assert "No goal is like that." in screen_text(pilot)
        await press(pilot, "enter", "up", "e", "escape")
        assert len(page.query_one(Goals).goals) == everything
        await press(pilot, "slash", "'visits", "enter", "slash", "slash")
        assert len(page.query_one(Goals).goals) == everything, "the same key twice"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Cockpit)
