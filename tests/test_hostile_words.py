"""Words of the command line that are no names: refused or kept in words, never a crash."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WORDS = {
    "escapes": "\x1b[31mred\x1b]52;c;aGk=\x07 \x9b2J",
    "directions": "\u202egnp.exe \u2066x",
    "markup": "[b]x[/b] [/] [@click=app.quit]go[/]",
    "half a letter": "\udcff bad",
    "lines": "a\r\nb\nc\td",
    "formula": "=1+cmd|' /C calc'!A0",
    "long": "x" * 5_000,
    "format": "%s {name} {0.__class__} '; DROP TABLE goal;--",
}


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_hostile_words_are_harmless_in_every_command_that_writes_plans(
    shop: Runner, word: str
) -> None:
    def harmless(*words: str) -> str:
        code, out, err = shop.run(*words)
        assert code in (0, 1, 2)
        assert "inside kpi-tui" not in err, words
        assert not HARMFUL.search(out + err), words
        return out

    goal = ("goal", "add", "revenue", "> 100", "--by", "31/12/2027")
    shop.fine(*goal)
    shop.fine("project", "add", "B2B", "--by", "31/12/2027")
    for words in (
        (*goal, "--title", word, "--note", word),
        ("goal", "review", "1", "--decision", "keep", "--note", word),
        ("goal", "review", "1", "--decision", "keep", "--next", word),
        ("goal", "months", "revenue", "--set", f"2027-01={word}"),
        ("goal", "months", "revenue", "--by", "channel", "--set", f"2027-01:{word}=3"),
        ("goal", "plan", "revenue", word),
        ("goal", "plan", "revenue", "2027-01", "--set", f"{word}=3"),
        ("segment", "add", word, "orders >= 1"),
        ("segment", "add", "Rule", f"country = {word}"),
        ("segment", "show", word),
        ("metric", "add", "own", "orders / visits", "--label", word, "--note", word),
        ("metric", "add", "bad", f"orders[channel={word}] / visits"),
        ("project", "milestone", "add", "B2B", word, "--by", "1/12/2027", "--phase", word),
        ("project", "cost", "B2B", "12", "--note", word),
        ("project", "show", word),
        ("customers", "show", word),
        ("kpi", "revenue", "--where", f"segment={word}"),
        ("notify", word),
        ("erase", word),
    ):
        harmless(*words)
    for asked in (
        ("goal", "list"), ("goal", "show", "1"), ("goal", "review", "1"), ("goal", "history", "2"),
        ("goal", "months", "revenue"), ("segment", "list"), ("metric", "list"),
        ("project", "show", "B2B"), ("project", "notes", "B2B"), ("check",),
    ):  # fmt: skip
        harmless(*asked)
        json.loads(harmless(*asked, "--json") or "{}")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_refused_in_words(shop: Runner, day: str) -> None:
    for words in (("goal", "months", "revenue"), ("customers", "value"), ("segment", "list")):
        code, _out, err = shop.run(*words, day=day)
        assert (code, "is not a day" in err) == (2, True)
    for refused in (
        ("goal", "plan", "revenue", day[:7]),
        ("goal", "months", "revenue", "--set", f"{day[:7]}=3"),
    ):
        code, _out, err = shop.run(*refused)
        assert code in (1, 2)
        assert "names no months" in err
