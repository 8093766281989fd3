"""What is remembered of the user: their choices, in their own file, and nothing that surprises."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from tests.desks import AS_OF, opened, press
from tui import language, paths
from tui.app import KpiApp
from tui.cli import dashboard
from tui.cli.context import Session
from tui.remembered import MOST_SHOPS, Remembered
from tui.views import Question

if TYPE_CHECKING:
    from pathlib import Path


def app_of(shop: Path, file: Path) -> KpiApp:
    return KpiApp(Session(shop, as_of=AS_OF), remembered=Remembered(file))


async def test_days_comparison_colours_and_signs_are_as_they_were_left(
    built_shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "state" / "state.json"
    async with opened(app_of(built_shop, file)) as pilot:
        await press(pilot, "p", "'7 days", "enter", "c", "'nothing", "enter")
        await press(pilot, "T", "'light", "enter", "M", "'plain", "enter")
        await press(pilot, "slash", "'facebook", "enter")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    again = app_of(built_shop, file)
    async with opened(again):
        assert again.question == Question("7d", "none"), "a limit would be a surprise: it is not"
        assert (again.theme, again.marks) == ("light", "ascii")


def test_no_color_and_the_variable_of_chart_signs_win_over_what_was_chosen(
    built_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = Remembered(tmp_path / "state.json")
    for suggested in ("dark", "light", "terminal"):
        remembered.choose("theme", suggested, "light")
    for suggested in ("braille", "block"):
        remembered.choose("marks", suggested, "ascii")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("KPI_TUI_CHARTS", "block")
    app = app_of(built_shop, tmp_path / "state.json")
    app.desk.stop()
    assert (app.theme, app.marks) == ("terminal", "block")


def test_a_choice_holds_for_terminals_that_suggest_the_same(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "state.json")
    remembered.choose("theme", "dark", "light")
    remembered.choose("theme", "terminal", "dark")
    known = Remembered(tmp_path / "state.json")
    assert known.choice("theme", "dark") == "light"
    assert known.choice("theme", "terminal") == "dark"
    assert known.choice("theme", "light") == "light", "nothing chosen here yet"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"\xff\xfe\x00",
        b'{"version": 99, "view": {"period": "7d"}}',
        b'{"version": 1, "view": {"period": 7, "compare": []}, "chosen": 3, "looks": "x"}',
        b'{"version": 1, "view": {"period": "nonsense", "compare": "sideways"}}',
        b"[" * 100_000,
    ],
    ids=range(8),
)
def test_a_file_that_is_broken_or_not_ours_counts_as_none(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(body)
    remembered = Remembered(file)
    assert remembered.question() == Question()
    assert remembered.choice("theme", "dark") == "dark"
    assert remembered.look(tmp_path / "shop.db") == {}
    remembered.keep_question(Question("7d"))
    assert Remembered(file).question() == Question("7d"), "and is written anew"


def test_a_state_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    remembered = Remembered(tmp_path / "file" / "state.json")
    remembered.keep_question(Question("7d"))
    assert remembered.question() == Question()


def test_a_second_terminal_loses_nothing_of_the_first(tmp_path: Path) -> None:
    one, other = (Remembered(tmp_path / "state.json") for _n in range(2))
    one.keep_question(Question("7d"))
    other.choose("theme", "dark", "light")
    one.choose("marks", "braille", "ascii")
    body = json.loads((tmp_path / "state.json").read_text())
    assert body["view"]["period"] == "7d"
    assert body["chosen"] == {"theme": {"dark": "light"}, "marks": {"braille": "ascii"}}


def test_the_last_looks_of_some_shops_are_kept_and_older_ones_forgotten(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "state.json")
    for number in range(MOST_SHOPS + 1):
        remembered.keep_look(tmp_path / f"{number}.db", {"at": number})
    assert remembered.look(tmp_path / "0.db") == {}
    assert remembered.look(tmp_path / f"{MOST_SHOPS}.db") == {"at": MOST_SHOPS}


@pytest.mark.parametrize(
    ("locale", "asked", "spoken"),
    [("C.UTF-8", None, "fr"), ("C.UTF-8", "en", "en"), ("fr_CH.UTF-8", None, "fr")],
    ids=["chosen", "option wins", "the terminal's own"],
)
def test_the_dashboard_speaks_the_language_that_was_chosen_on_screen(
    monkeypatch: pytest.MonkeyPatch, locale: str, asked: str | None, spoken: str
) -> None:
    monkeypatch.setenv("LANG", locale)
    monkeypatch.setattr(dashboard, "cannot_show", lambda *_what: None)
    monkeypatch.setattr(KpiApp, "run", lambda _app: None)
    Remembered(paths.state_path()).choose("language", "en", "fr")
    language.use(language.pick(asked))
    dashboard.open_dashboard(Session(), asked)
    assert language.current().code == spoken
    assert str(language.current().locale) == ("fr_CH" if "CH" in locale else spoken)
