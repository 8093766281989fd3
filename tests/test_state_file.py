"""The user's state file: shared by terminals, and whatever stands in it surprises nobody."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processes import running
from tui import last_look, morning_words, quiz_score, remembered
from tui.remembered import Remembered
from tui.views import Question

if TYPE_CHECKING:
    from tui.remembered import State

_CHANGES = """
from tui.remembered import Remembered
remembered = Remembered(path)
tell("ready"); wait()
for n in range(40):
    remembered.choose("theme", f"{sys.argv[2]} {n}", "light")
    remembered.keep_look(path.with_name(f"{sys.argv[2]}.db"), {"at": n})
"""
_NAMES = ("as_of", "goals", "situations", "at", "best", "streak", "last", "figures", "7", "²")
_SAID = ("2026-10-01", "0001-01-01", "9999-12-31", "on pace", "²", "7", "revenue")
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(_SAID),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*_NAMES, *_SAID]), inner, max_size=6)
    ),
    max_leaves=14,
)


def test_two_terminals_that_choose_at_the_same_moment_lose_nothing_of_each_other(
    tmp_path: Path,
) -> None:
    file = tmp_path / "state" / "state.json"
    with running(_CHANGES, file, "one") as one, running(_CHANGES, file, "other") as other:
        assert one.hears() == other.hears() == "ready"
        one.go_on()
        other.go_on()
        assert [one.ends(), other.ends()] == [(0, []), (0, [])]
    body = json.loads(file.read_text())
    assert len(body["chosen"]["theme"]) == 80
    assert len(body["looks"]) == 2
    assert [name.name for name in file.parent.iterdir()] == ["state.json"]


def test_a_terminal_that_hangs_while_it_writes_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "TURN", 0)
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        Remembered(tmp_path / "state.json").keep_question(Question("7d"))
    finally:
        os.close(folder)
    assert Remembered(tmp_path / "state.json").question() == Question("7d")


def test_a_pipe_in_the_place_of_the_state_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "state.json")
    assert Remembered(tmp_path / "state.json").question() == Question()


def test_shops_of_the_same_name_in_other_folders_are_other_shops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Remembered(tmp_path / "state.json")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        known.keep_look(Path("shop.db"), {"as_of": name})
    assert known.look(Path("shop.db")) == {"as_of": "other"}
    assert known.look(tmp_path / "one" / "shop.db") == {"as_of": "one"}


@given(
    st.fixed_dictionaries(
        {"as_of": st.just("2026-10-01") | ANYTHING},
        optional=dict.fromkeys(("goals", "situations", "at", "last", "figures", "best"), ANYTHING),
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_the_state_is_a_look_and_a_score_or_nothing(state: State) -> None:
    state = json.loads(json.dumps(state))
    looked = last_look.from_state(state)
    if looked is not None:
        assert looked.look.since
        assert "{" not in morning_words.last_looked(looked.at)
        kept = json.loads(json.dumps(last_look.to_state(looked.look, looked.at)))
        assert last_look.from_state(kept) is not None
    score = quiz_score.from_state(state)
    again = quiz_score.from_state(json.loads(json.dumps(quiz_score.to_state(score))))
    assert (again.best, again.streak, again.last) == (score.best, score.streak, score.last)


@pytest.mark.parametrize("number", ["²", "9" * 40, "-1", "x"])
def test_a_goal_by_no_number_in_the_state_is_passed_over(number: str) -> None:
    looked = last_look.from_state({"as_of": "2026-10-01", "goals": {number: ["on pace", 0.5]}})
    assert looked is not None
    assert looked.look.goals == {}
