"""Every way out of the command has its lines and its exit code, and none is a traceback."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import click
import pytest

from store.errors import OwnerError
from store.messages import N_
from tests.conftest import PROJECT
from tui import paths
from tui.cli import main
from tui.cli.context import emit_json, json_value, say
from tui.cli.dashboard import cannot_show
from tui.cli.table import COMMANDS, Entry, load
from tui.sample import shipped, working_copy

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "jane.doe@example.org"
HERE = "tests.test_cli_main"


@click.command()
def boom() -> None:
    secret = SECRET
    try:
        raise KeyError(secret)
    except KeyError as cause:
        raise ValueError(f"cannot read {secret}") from cause


@click.command()
def mistake() -> None:
    raise OwnerError(
        N_("{file} is not an export we know."), N_("Try “kpi-tui sources”."), file="a\x1b[2Jb.csv"
    )


@click.command()
def endless() -> None:
    for _line in range(100_000):
        say("a line of figures")


@click.command()
def interrupted() -> None:
    raise KeyboardInterrupt


@click.command()
@click.pass_context
def attention(context: click.Context) -> None:
    context.exit(1)


@click.command()
@click.pass_obj
def session(this: object) -> None:
    say(repr(this))


@pytest.fixture(autouse=True)
def commands_of_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("boom", "mistake", "interrupted", "attention", "session"):
        monkeypatch.setitem(COMMANDS, name, Entry(f"{HERE}:{name}", name))


Output = pytest.CaptureFixture[str]


def kpi_tui(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in its own process."""
    return subprocess.run(
        [sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())", *args],
        cwd=PROJECT,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_every_command_of_the_table_is_there() -> None:
    for entry in list(COMMANDS.values()):
        assert load(entry).callback is not None


def test_help_names_every_command_in_both_languages(capsys: Output) -> None:
    assert main(["--help"]) == 0
    english = capsys.readouterr().out
    assert main(["--lang", "fr", "--help"]) == 0
    french = capsys.readouterr().out
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", english, re.MULTILINE)
        assert re.search(rf"^  {name} ", french, re.MULTILINE)
    assert "Show this message" in english
    assert "Affiche" in french
    assert "Show" not in french


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_command_explains_itself(name: str, code: str, capsys: Output) -> None:
    assert main(["--lang", code, name, "--help"]) == 0
    assert ("Usage:" if code == "en" else "Utilisation") in capsys.readouterr().out


def test_what_a_command_takes_is_named_in_the_language_too(capsys: Output) -> None:
    assert main(["--lang", "fr", "metric", "add", "--help"]) == 0
    said = capsys.readouterr().out
    assert "[OPTIONS] NOM FORMULE" in said
    assert "Options\u202f:" in said
    assert "--label TEXTE" in said


def test_an_owners_mistake_is_two_clean_lines_and_exit_1(capsys: Output) -> None:
    assert main(["mistake"]) == 1
    output = capsys.readouterr()
    assert output.err == "a[2Jb.csv is not an export we know.\nTry “kpi-tui sources”.\n"
    assert output.out == ""


def test_goals_that_need_attention_are_exit_1(capsys: Output) -> None:
    assert main(["attention"]) == 1
    assert capsys.readouterr().err == ""


def test_our_own_mistake_names_a_log_without_any_of_the_data(capsys: Output) -> None:
    assert main(["boom"]) == 2
    output = capsys.readouterr()
    log = paths.log_path()
    assert str(log) in output.err
    assert "Traceback" not in output.err
    trace = log.read_text("utf-8")
    assert SECRET not in output.out + output.err + trace
    assert f"{HERE}:" in trace
    assert "builtins.ValueError" in trace
    assert "builtins.KeyError" in trace
    assert str(PROJECT) not in trace
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_our_own_mistake_is_told_even_where_no_log_can_be_written(
    own_home: Path, capsys: Output
) -> None:
    (own_home / "state").write_text("a file where the log's directory should be")
    assert main(["boom"]) == 2
    assert "kpi-tui" in capsys.readouterr().err


def test_ctrl_c_is_exit_130(capsys: Output) -> None:
    assert main(["interrupted"]) == 130
    assert capsys.readouterr().err == "\n"


@pytest.mark.parametrize(
    "args", [["nope"], ["--nope"], ["--as-of", "31/12/2026", "kpi"], ["--db", "a", "--sample"]]
)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_wrong_usage_is_exit_2_with_a_way_on(args: list[str], code: str, capsys: Output) -> None:
    assert main(["--lang", code, *args]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert "kpi-tui --help" in output.err
    assert len(output.err.splitlines()) == 2


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    program = (
        "import sys; from tui.cli import main; from tui.cli.table import COMMANDS, Entry;"
        f"COMMANDS['endless'] = Entry('{HERE}:endless', ''); sys.exit(main(['endless']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"a line of figures\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_options_of_the_store_and_the_day_reach_every_command(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_TUI_DB", str(tmp_path / "from-the-environment.db"))
    assert main(["--as-of", "2026-03-31", "session"]) == 0
    assert "datetime.date(2026, 3, 31)" in capsys.readouterr().out
    assert paths.store_path().name == "from-the-environment.db"
    assert paths.store_path(tmp_path / "asked.db").name == "asked.db"
    monkeypatch.delenv("KPI_TUI_DB")
    assert paths.store_path().name == "shop.db"


# -- the dashboard's terminal ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "terminal", "word"),
    [
        ({"TERM": "xterm", "LANG": "fr_FR.UTF-8"}, True, None),
        ({"TERM": "xterm", "LANG": "fr_FR.utf8"}, True, None),
        ({"TERM": "xterm"}, True, None),
        ({"TERM": "dumb"}, True, "dumb"),
        ({"TERM": "xterm", "LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, True, "UTF-8"),
        ({"TERM": "xterm", "LANG": "fr_FR.ISO-8859-1"}, True, "ISO-8859-1"),
        ({"TERM": "xterm", "LANG": "fr_FR.UTF-8"}, False, "terminal"),
    ],
)
def test_the_dashboard_says_why_it_cannot_be_shown(
    environ: dict[str, str], terminal: bool, word: str | None
) -> None:
    why = cannot_show(environ, terminal)
    assert word in str(why) if word else why is None


def test_without_a_terminal_the_dashboard_is_one_sentence_and_exit_2() -> None:
    run = kpi_tui("--sample")
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "kpi-tui kpi" in run.stderr


def test_a_terminal_without_utf8_gets_question_marks_and_no_crash() -> None:
    run = kpi_tui("--lang", "fr", "--help", PYTHONIOENCODING="iso-8859-1")
    assert run.returncode == 0
    assert "?" in run.stdout


# -- speaking JSON -----------------------------------------------------------------------------


def test_json_carries_days_figures_and_data_without_control_characters(capsys: Output) -> None:
    data = {"day": date(2026, 3, 31), "share": Fraction(1, 4), "name": "é\x1b[2J\x9b\u202e\u200d"}
    emit_json(data)
    text = capsys.readouterr().out
    assert json.loads(text) == data | {"day": "2026-03-31", "share": 0.25}
    assert "é" in text
    assert not set(text) & {"\x1b", "\x9b", "\u202e"}


def test_json_money_is_rounded_to_the_minor_unit() -> None:
    assert json_value("money", Fraction(3000, 425), "EUR") == 7.06
    assert json_value("share", Fraction(1, 4)) == 0.25
    assert json_value("count", Fraction(12)) == 12
    assert json_value("money", None) is None


# -- the sample --------------------------------------------------------------------------------


def test_the_sample_is_worked_on_in_a_private_copy(own_home: Path) -> None:
    before = shipped().read_bytes()
    copy = working_copy()
    assert own_home in copy.parents
    assert copy.read_bytes() == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.parent.parent.stat().st_mode) == 0o700
    copy.write_bytes(b"edited")
    assert working_copy().read_bytes() == b"edited", "trial edits are there in the next run"
    assert shipped().read_bytes() == before


def test_a_new_version_of_the_sample_starts_afresh(own_home: Path) -> None:
    stale = working_copy().parent.parent / "0123456789abcdef"
    stale.mkdir()
    (stale / "sample.db").write_bytes(b"of an older version")
    working_copy().unlink()
    assert working_copy().read_bytes() == shipped().read_bytes()
    assert not stale.exists()
