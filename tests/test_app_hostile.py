"""Names from data on every surface: shown as they stand, never markup, never an escape sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from goals.levers.book import LeverBook
from goals.levers.lever import Lever
from store import segments
from store.database import connect, create
from store.own import OwnMetricRow, OwnMetrics
from store.plans import GoalRow, Plans
from store.projects import MilestoneRow, ProjectRow, Projects
from store.reviews import ReviewRow, Reviews
from store.segments import SavedSegment
from tests.desks import AS_OF, HISTORY, app_on, opened, press, screen_text
from tests.plan_shop import PlanShop
from tui.cells import letters
from tui.screens.pick import Choice, Pick
from tui.shell import CleanLines
from tui.text import clean
from tui.widgets.prose import wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app import KpiApp

MARKUP = "T-Shirt [XL] [/] [@click=app.quit]go[/] [red]"
ESCAPES = "\x1b[31mred\x1b]52;c;aGk=\x07 \x9b2J \u202egnp.exe \u200bzero\u0000"
WIDE = "🧑‍💻 日本語チャンネル ❤️ تسويق " + "x" * 60
HARMFUL = {chr(n) for n in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x200B)} - {"\n"}


@pytest.fixture(params=[MARKUP, ESCAPES, WIDE], ids=["markup", "escapes", "wide"])
def hostile_shop(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A shop, channel, goal and lever whose names try to be something else."""
    name = str(request.param)
    path = tmp_path / "hostile.db"
    with create(path, currency="EUR", timezone="Europe/Paris", name="Shop") as store:
        with store.writing() as sql:
            sql.execute("UPDATE setting SET value = ? WHERE key LIKE '%name%'", (name,))
        shop = PlanShop(store)
        shop.give("visits", 100, HISTORY, channel=name)
        shop.give("orders", 5, HISTORY)
        plans = Plans(store)
        goal = plans.add_goal(
            GoalRow(
                title=name, metric="visits", operator=">=", target="5000", kind="total",
                start_day=HISTORY.start, deadline_day=AS_OF, note=name,
                where_dimension="channel", where_member=name,
            ),
            at=0,
        )  # fmt: skip
        lever = LeverBook(plans).add(Lever(name=name), at=0)
        plans.link(goal.id, lever.id, at=0)
    return path


def assert_harmless(text: str) -> None:
    assert not HARMFUL & set(text)


async def test_hostile_names_pass_through_every_screen_as_plain_text(
    hostile_shop: Path,
) -> None:
    with connect(hostile_shop, write=False) as store:
        name = clean(Plans(store).goals()[0].title)
    app = app_on(hostile_shop)
    async with opened(app, (120, 40)) as pilot:
        seen = [screen_text(pilot)]
        for keys in (
            ("tab",), ("enter",), ("enter",), ("escape",), ("escape",), ("d",), ("escape",),
            ("l",), ("escape",), ("e",), ("tab", "space"), ("escape",), ("escape",),
            ("tab", "enter"), ("b",), ("escape",), ("enter",), ("g",), ("escape",), ("y",),
            ("escape", "escape"), ("question_mark",), ("escape",), ("ctrl+p",), ("escape",),
        ):  # fmt: skip
            await press(pilot, *keys)
            seen.append(screen_text(pilot))
        assert app.is_running, "nothing in a name can quit the app"
        for text in seen:
            assert_harmless(text)
        assert sum(name[:16] in text for text in seen) >= 5


@pytest.mark.parametrize("name", [MARKUP, ESCAPES], ids=["markup", "escapes"])
async def test_hostile_names_of_what_owners_make_themselves_are_plain_text(
    desk_shop: Path, name: str
) -> None:
    day = HISTORY.start
    with connect(desk_shop) as store:
        OwnMetrics(store).add(
            OwnMetricRow(
                name="own", label=name, short=name[:18], note=name,
                formula="orders / visits", unit="share", stage="revenue",
            ),
            at=0,
        )  # fmt: skip
        segments.add(
            store,
            SavedSegment(
                name=name, rule="orders >= 1", follows=False, made_day=day, counted_day=day
            ),
            (),
        )
        projects = Projects(store)
        project = projects.add_project(
            ProjectRow(name=name, start_day=day, due_day=AS_OF, note=name)
        )
        projects.add_milestone(
            MilestoneRow(
                project=project.id, title=name, phase=name, original_day=day, due_day=AS_OF
            )
        )
        Reviews(store).add(ReviewRow(goal=1, day=day, decision="keep", note=name))
    shown = clean(name)[:12]
    async with opened(app_on(desk_shop), (120, 40)) as pilot:
        seen = {}
        for place, keys in {
            "own figures": ("F", "enter"), "segments": ("G", "enter"), "projects": ("J",),
            "project": ("J", "enter"), "goal": ("tab", "enter"),
        }.items():  # fmt: skip
            await press(pilot, *keys)
            seen[place] = screen_text(pilot)
            await press(pilot, "escape", "escape", "escape")
        assert pilot.app.is_running, "nothing in a name can quit the app"
        for text in seen.values():
            assert_harmless(text)
        assert [place for place, text in seen.items() if shown not in text] == []


async def test_a_hostile_file_name_is_only_a_name(
    desk_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a[b]c[@click=app.quit].csv").write_text("x\n")
    (tmp_path / "c\x1b[31md.csv").write_text("x\n")
    monkeypatch.chdir(tmp_path)
    async with opened(app_on(desk_shop)) as pilot:
        await press(pilot, "i")
        text = screen_text(pilot)
        assert "a[b]c[@click=app.quit].csv" in text
        assert_harmless(text)


@given(st.text(st.sampled_from("ab 🧑💻\u200d❤\ufe0f日本é\u0301"), max_size=30).map("a".__add__))
@settings(max_examples=300, deadline=None)
def test_the_signs_of_a_text_take_as_many_cells_as_the_whole(text: str) -> None:
    assert "".join(sign for sign, _size in letters(text)) == text
    assert sum(size for _sign, size in letters(text)) == cell_len(text)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_last_net_lets_no_control_character_through(text: str) -> None:
    (segment,) = CleanLines().apply([Segment(text)], Color.parse("black"))
    assert not set(segment.text) & (HARMFUL | {"\n"})


@given(st.text(max_size=120), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_wrapping_loses_no_word_and_keeps_within_the_width(text: str, width: int) -> None:
    lines = ["".join(piece for piece, _ink in line) for line in wrapped(((text, ""),), width)]
    assert all(cell_len(line.rstrip(" ")) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@pytest.mark.parametrize("name", [MARKUP, ESCAPES])
async def test_choices_and_their_notes_are_data_too(built_shop: Path, name: str) -> None:
    app: KpiApp = app_on(built_shop)
    async with opened(app) as pilot:
        app.push_screen(Pick(name, [Choice("a", name, name, name, name)]))
        await press(pilot, "down", "enter")
        assert_harmless(screen_text(pilot))
        assert app.is_running
