"""Importing by command: what people read, what programs read, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from store.ingest import apart
from store.ingest.lock import only_import
from tests.conftest import PROJECT
from tests.test_killed_import import write_export
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

_BLANKS = str.maketrans("\u00a0\u2009\u202f", "   ")


class Run(Protocol):
    def __call__(self, *words: object) -> tuple[int, str, str]: ...


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run kpi-tui on this test's store; return its exit code, stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--db", str(tmp_path / "shop.db"), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out.translate(_BLANKS), said.err.translate(_BLANKS)

    return run


@pytest.fixture
def shop(run: Run) -> Run:
    assert run("init", "--currency", "GBP", "--timezone", "Europe/London")[0] == 0
    return run


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    write_export(path, 60, 20, 10)
    return path


def test_init_makes_a_private_store_and_says_what_comes_next(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("init", "--currency", "eur", "--timezone", "Europe/Paris", "--name", "Zoé")
    assert code == 0
    assert "kpi-tui import FILE" in out
    assert (tmp_path / "shop.db").stat().st_mode & 0o777 == 0o600
    code, _, err = run("init", "--currency", "EUR", "--timezone", "Europe/Paris")
    assert (code, len(err.splitlines())) == (1, 2)


@pytest.mark.parametrize(
    "options",
    [
        ("--currency", "euro", "--timezone", "Europe/Paris"),
        ("--currency", "EUR", "--timezone", "Paris"),
        ("--currency", "EUR", "--timezone", "Europe/Paris", "--country", "France"),
    ],
)
def test_init_refuses_what_cannot_be_a_shop(run: Run, options: tuple[str, ...]) -> None:
    code, out, err = run("init", *options)
    assert (code, out, len(err.splitlines())) == (1, "", 2)


def test_a_receipt_adds_up_for_people(shop: Run, export: Path) -> None:
    code, out, err = shop("import", export)
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        "orders.csv: imported as order_lines, source online_retail.",
        "  189 rows read = 189 stored + 0 updated + 0 unchanged + 0 excluded + 0 rejected",
        "  Covers Jan 1 – 20, 2026.",
    ]


def test_a_receipt_adds_up_for_programs(shop: Run, export: Path) -> None:
    shop("import", export)
    code, out, err = shop("import", export, "--json")
    assert (code, err) == (0, "")
    (receipt,) = json.loads(out)["imports"]
    assert receipt["read"] == receipt["unchanged"] == 189
    assert receipt["covers"] == {"start": "2026-01-01", "end": "2026-01-20"}
    counts = {"stored", "updated", "unchanged", "excluded", "rejected"}
    assert counts | {"file", "importer", "rejects", "warnings"} < receipt.keys()


def test_a_receipt_speaks_french(shop: Run, export: Path, tmp_path: Path) -> None:
    shop("import", export)
    code = main(["--lang", "fr", "--db", str(tmp_path / "shop.db"), "import", str(export)])
    assert code == 0


def test_one_bad_file_is_reported_and_the_others_go_on(
    shop: Run, export: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.csv").write_text("dear,diary\n1,2\n")
    code, out, err = shop("import", tmp_path / "notes.csv", export, tmp_path / "gone.csv")
    assert code == 1
    assert "189 stored" in out
    lines = err.splitlines()
    assert len(lines) == 4
    assert "notes.csv was not recognised; tried:" in lines[0]
    assert "gone.csv" in lines[2]
    code, out, err = shop("import", tmp_path / "notes.csv", "--json")
    assert code == 1
    assert json.loads(out)["errors"][0]["file"] == "notes.csv"


def test_a_trial_stores_nothing_and_says_so(shop: Run, export: Path) -> None:
    code, out, _ = shop("import", export, "--dry-run")
    assert code == 0
    assert "nothing was stored" in out
    assert "189 stored" in out
    assert "unchanged" in shop("import", export)[1]
    assert json.loads(shop("sources", "--json")[1])["imports"][0]["stored"] == 189


def test_rejects_are_listed_with_line_column_and_reason(
    shop: Run, export: Path, tmp_path: Path
) -> None:
    rows = export.read_text().splitlines()
    rows[3] = rows[3].replace("10.50", "=1+1")
    rows[5] = rows[5].replace("10:00:00", "25:00:00")
    export.write_text("\n".join(rows) + "\n")
    assert "2 rejected" in shop("import", export)[1]
    code, out, _ = shop("rejects")
    assert code == 0
    assert re.search(r"line 4, UnitPrice: ", out)
    assert re.search(r"line 6, InvoiceDate: ", out)
    found = json.loads(shop("rejects", "--json")[1])
    assert [row["line"] for row in found["rows"]] == [4, 6]
    table = shop("rejects", "1", "--csv")[1].splitlines()
    assert table[0] == "line,column,kind,reason"
    assert len(table) == 3
    code, _, err = shop("rejects", "7")
    assert (code, len(err.splitlines())) == (1, 2)
    shop("import", export)
    assert "A later import of the same file lists them." in shop("rejects", "1")[1]
    assert "line 4" in shop("rejects")[1]
    fine = tmp_path / "fine.csv"
    fine.write_text("day,visits\n2026-01-03,9\n")
    shop("import", fine)
    lines = shop("rejects")[1].splitlines()
    assert lines[0] == "Import 3, fine.csv: 0 rejected, 0 excluded."
    assert lines[2].startswith("Imports before that left rows out")
    assert lines[3].split() == ["2", "orders.csv", "2", "rejected"]


def test_sources_say_what_can_be_imported_and_what_was(shop: Run, export: Path) -> None:
    assert "order_lines" in shop("sources")[1]
    shop("import", export, "--source", "my shop")
    code, out, _ = shop("sources")
    assert code == 0
    assert "my shop · up to Jan 20, 2026" in out
    assert "Jan 1 – 20, 2026: Orders, Refunds" in out
    told = json.loads(shop("sources", "--json")[1])
    assert {one["source"] for one in told["coverage"]} == {"my shop"}
    assert {"order_lines", "daily_series", "shopify_orders"} <= {
        one["name"] for one in told["importers"]
    }


def test_covered_days_can_be_said(shop: Run, export: Path) -> None:
    code, out, _ = shop("import", export, "--covers", "2025-12-01..2026-01-31")
    assert code == 0
    assert "Covers Dec 1, 2025 – Jan 31, 2026." in out
    for wrong in ("2026-01-31..2026-01-01", "2026-01-01", "soon..later", "..", "2026-01-01..x"):
        assert shop("import", export, "--covers", wrong)[0] == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--as", "spotify_orders"),
        ("--map", "no_such_mapping"),
        ("--map", "/nowhere/at/all.toml"),
        ("--as", "shopify_orders"),
    ],
)
def test_a_wrong_word_gets_two_lines(shop: Run, export: Path, options: tuple[str, str]) -> None:
    code, _, err = shop("import", export, *options)
    assert code == 1
    assert len(err.splitlines()) == 2


def test_a_date_that_reads_two_ways_is_asked_once_and_remembered(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("Day,Visits\n03/04/2026,10\n04/05/2026,12\n")
    code, _, err = shop("import", path, "--source", "counter")
    assert (code, len(err.splitlines())) == (1, 2)
    assert "--answer date_order=dmy" in err
    assert shop("import", path, "--source", "counter", "--answer", "colour=red")[0] == 2
    assert shop("import", path, "--source", "counter", "--answer", "date_order=ymd")[0] == 2
    out = shop("import", path, "--source", "counter", "--answer", "date_order=dmy")[1]
    assert "Covers Apr 3 – May 4, 2026." in out
    assert "2 unchanged" in shop("import", path, "--source", "counter")[1]
    assert shop("import", path, "--source", "another counter", "--dry-run")[0] == 1


def test_nothing_is_imported_into_a_store_that_does_not_exist(run: Run, export: Path) -> None:
    code, out, err = run("import", export)
    assert (code, out, len(err.splitlines())) == (1, "", 2)
    assert "init" in err


def test_a_store_in_use_by_another_import_says_by_whom(
    shop: Run, export: Path, tmp_path: Path
) -> None:
    with only_import(tmp_path / "shop.db", "yesterday.csv"):
        code, out, err = shop("import", export)
    assert (code, out) == (1, "")
    assert f"process {os.getpid()}, importing yesterday.csv" in err.replace(",", ",")


def test_a_large_file_is_read_in_a_second_process_with_the_same_result(
    shop: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = json.loads(shop("import", export, "--dry-run", "--json")[1])["imports"][0]
    monkeypatch.setattr(apart, "WORTHWHILE", 0)
    together = json.loads(shop("import", export, "--json")[1])["imports"][0]
    different = {"dry_run", "import", "preview"}
    assert {k: v for k, v in alone.items() if k not in different} == {
        k: v for k, v in together.items() if k not in different
    }
    monkeypatch.setattr(apart, "WORTHWHILE", 1 << 60)
    assert "189 unchanged" in shop("import", export)[1]


def test_what_a_second_process_cannot_read_is_told_as_if_there_were_one(
    shop: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = export.read_text().replace("2026-01-", "01-2026-")
    export.write_text(text)
    alone = shop("import", export)
    monkeypatch.setattr(apart, "WORTHWHILE", 0)
    assert shop("import", export) == alone
    assert alone[0] == 1
    assert len(alone[2].splitlines()) == 2


def program(folder: Path, *words: str) -> list[str]:
    code = "import sys; from tui.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, "--db", str(folder / "shop.db"), *words]


def test_a_terminal_sees_rows_rate_and_an_import_stopped_by_ctrl_c_stores_nothing(
    shop: Run, tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    write_export(large, 40_000, 200, 10)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        program(tmp_path, "import", str(large)), cwd=PROJECT, stdin=theirs, stdout=theirs,
        stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    told = b""
    while not re.search(rb"000/s", told):
        told += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    try:
        while more := os.read(ours, 4096):
            told += more
    except OSError:
        pass  # the terminal is gone with its last process
    assert process.wait() == 130
    os.close(ours)
    assert re.search(r"[0-9,]+ rows · [0-9,]+/s", told.decode())
    assert b"Stopped. Nothing of large.csv was stored." in told
    assert json.loads(shop("sources", "--json")[1])["imports"] == []


def test_cron_hears_nothing_but_the_receipt(shop: Run, export: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        program(tmp_path, "import", str(export)), cwd=PROJECT, capture_output=True, check=True
    )
    assert done.stderr == b""
    assert b"\r" not in done.stdout


def test_a_file_name_moves_no_cursor(shop: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb\u202e.csv"
    write_export(path, 5, 5, 10)
    for words in (("import", path), ("import", path, "--json"), ("sources",), ("rejects",)):
        _, out, err = shop(*words)
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err
