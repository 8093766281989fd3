"""A folder of exports: what each file is taken for, what is passed over, and in which order."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from store.ingest.folder import contents, natural
from tests.conftest import PROJECT
from tui.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

EXPORTS = PROJECT / "tests" / "exports"
_BLANKS = str.maketrans("\u00a0\u2009\u202f", "   ")
RATES = "day,currency,rate\n2026-03-28,USD,1.25\n2026-03-31,USD,1.25\n"
"""Sorted by name it comes last, and the orders in dollars need it first."""


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--db", str(tmp_path / "shop.db"), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out.translate(_BLANKS), said.err.translate(_BLANKS)

    assert run("init", "--currency", "EUR", "--timezone", "Europe/Paris")[0] == 0
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.copyfile(EXPORTS / "shopify" / "orders_export.csv", folder / "orders_export.csv")
    (folder / "zz rates.csv").write_text(RATES)
    return folder


def clutter(folder: Path) -> None:
    (folder / ".orders.csv").write_text("hidden")
    (folder / "old").mkdir()
    (folder / "link.csv").symlink_to(folder / "orders_export.csv")
    (folder / "all.zip").write_bytes(b"PK\x03\x04 anything")
    (folder / "book.csv").write_bytes(b"PK\x03\x04 and then [Content_Types].xml xl/workbook")
    (folder / "photo").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "mine.toml").write_text("kind = 'order_lines'\n")
    os.mkfifo(folder / "pipe")


def test_a_folder_says_first_what_each_file_is_and_why(shop: Run, folder: Path) -> None:
    clutter(folder)
    code, out, err = shop("import", folder)
    assert (code, err) == (0, "")
    assert (
        "Shopify: orders export (because it has Shopify's columns, like Financial\n"
        "  Status and Lineitem price)\n"
        "    orders_export.csv\n"
    ) in out
    for line in (
        ".orders.csv – passed over: hidden",
        "old – passed over: a folder: import it by its own name",
        "link.csv – passed over: a link: give the file it points to",
        "all.zip – passed over: an archive: unpack it first",
        "book.csv – passed over: a spreadsheet: save it as CSV",
        "photo – passed over: not text",
        "mine.toml – passed over: a mapping: give it with --map",
        "pipe – passed over: not a regular file",
    ):
        assert line in out.splitlines()
    assert out.index("pipe –") < out.index("zz rates.csv: imported"), "first what, then the doing"


def test_rates_come_before_the_orders_that_need_them(shop: Run, folder: Path) -> None:
    _, out, _ = shop("import", folder)
    assert out.index("zz rates.csv: imported") < out.index("orders_export.csv: imported")
    assert "no exchange rate" not in out
    _, alone, _ = shop("import", folder / "orders_export.csv")
    assert "12 unchanged" in alone
    assert "+ 0 rejected" in alone, "a receipt alone names all five"
    assert out.endswith("\n2 files imported.\n")


def test_of_two_exports_of_a_kind_the_newer_one_is_imported_last(shop: Run, folder: Path) -> None:
    old, new = folder / "z old.csv", folder / "a new.csv"
    old.write_text("day,visits\n2026-03-01,100\n")
    new.write_text("day,visits\n2026-03-01,120\n")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    os.utime(new, (1_700_100_000, 1_700_100_000))
    assert shop("import", folder)[0] == 0
    _, out, _ = shop("kpi", "visits", "--period", "2026-03-01..2026-03-01", "--json")
    assert json.loads(out)["metrics"][0]["value"] == 120


def test_what_nobody_reads_fails_by_name_and_the_rest_goes_on(shop: Run, folder: Path) -> None:
    (folder / "a first.csv").write_text("colour,mood\nblue,calm\n")
    (folder / "b empty.csv").write_text("")
    code, out, err = shop("import", folder, "--json")
    told = json.loads(out)
    assert code == 1
    assert [one["file"] for one in told["imports"]] == ["zz rates.csv", "orders_export.csv"]
    assert {one["file"] for one in told["errors"]} == {"a first.csv", "b empty.csv"}
    said = next(one["what"] for one in told["errors"] if one["file"] == "a first.csv")
    assert "shopify_orders" in said and "daily_series" in said and "colour, mood" in said
    files = {one["file"]: one for one in told["files"]}
    assert files["orders_export.csv"]["importer"] == "shopify_orders"
    assert files["a first.csv"]["importer"] is None
    assert err.count("was not recognised") == 1


def test_the_end_names_the_files_that_need_their_owner(shop: Run, folder: Path) -> None:
    (folder / "a first.csv").write_text("colour,mood\nblue,calm\n")
    (folder / "b diary.csv").write_text("dear diary\n")
    (folder / "c asks.csv").write_text("day,visits\n03/04/2026,10\n")
    (folder / "README.txt").write_text("what these files are\n")
    code, out, err = shop("import", folder)
    assert code == 1
    lines = out.splitlines()
    assert "README.txt – passed over: not an export" in lines
    assert lines[-1] == "2 files imported; 3 need you: c asks.csv, a first.csv, b diary.csv."
    assert "a first.csv was not recognised; tried: " in err
    assert "b diary.csv was not recognised. It has no line of columns.\n" in err
    assert "c asks.csv: The dates of column day can be read" in err, "which file is asked about"
    assert err.count("shopify_orders") == 1, "who tried is told once"
    assert max(map(len, lines)) <= 80


def test_targets_among_exports_are_left_to_the_goals(shop: Run, folder: Path) -> None:
    (folder / "targets.csv").write_text("month,category,target\n2026-11,Linen,900\n")
    code, out, err = shop("import", folder)
    assert (code, err) == (0, "")
    assert "targets.csv – passed over: monthly targets" in out
    assert "kpi-tui goal import" in " ".join(out.split())
    code, _, err = shop("import", folder / "targets.csv")
    assert code == 1 and "kpi-tui goal import FILE" in err


def test_what_waits_for_another_source_is_said_once(shop: Run, folder: Path) -> None:
    (folder / "visits.csv").write_text("day,visits\n2026-09-04,9\n2026-09-05,9\n2026-09-06,9\n")
    shop("import", folder / "visits.csv")
    for name in ("exploration.csv", "one_day.csv"):
        shutil.copyfile(EXPORTS / "ga4" / name, folder / name)
    _, out, _ = shop("import", folder / "exploration.csv", folder / "one_day.csv")
    assert " ".join(out.split()).count("is stored and does not count") == 1


def test_a_folder_with_nothing_in_it_says_so(shop: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert shop("import", tmp_path / "none") == (0, "There is nothing to import here.\n\n", "")
    code, _, err = shop("import", tmp_path / "nowhere")
    assert code == 1 and "There is no file nowhere." in err


def test_an_answer_given_for_one_file_is_not_taken_for_the_next(
    shop: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "orders_export.csv").unlink()
    (folder / "a.csv").write_text("day,visits\n03/04/2026,10\n")
    (folder / "b.csv").write_text("day,signups\n05/06/2026,3\n")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []

    def answer(text: str, **_options: object) -> str:
        asked.append(text)
        return "dmy"

    monkeypatch.setattr("click.prompt", answer)
    code, _, err = shop("import", folder / "a.csv", folder / "b.csv", "--source", "till")
    assert code == 0, err
    assert len(asked) == 1, "the second file is of the same source, and the answer is remembered"
    shop("import", folder / "b.csv", "--source", "other")
    assert len(asked) == 2, "another source may write its days the other way round"


def test_an_answer_given_for_a_folder_goes_only_to_the_files_that_ask(
    shop: Run, folder: Path
) -> None:
    (folder / "asks.csv").write_text("day,visits\n03/04/2026,10\n")
    code, out, _ = shop("import", folder, "--json")
    assert code == 1
    (error,) = json.loads(out)["errors"]
    assert (error["question"], error["answers"]) == ("date_order", ["dmy", "mdy"])
    code, out, _ = shop("import", folder, "--answer", "date_order=mdy", "--json")
    assert code == 0
    covers = {one["file"]: one["covers"] for one in json.loads(out)["imports"]}
    assert covers["asks.csv"] == {"start": "2026-03-04", "end": "2026-03-04"}
    answers = json.loads(shop("sources", "--json")[1])["answers"]
    assert answers == [{"source": "daily_series", "question": "date_order", "answer": "mdy"}]


def test_an_answer_about_an_old_encoding_leaves_files_alone_that_prove_theirs(
    shop: Run, folder: Path
) -> None:
    parcels = "N° de colis;Livré le;Livraison prévue;Transporteur\n{n};0{n}/09/2026;03/09/2026;É\n"
    (folder / "old.csv").write_bytes(parcels.format(n=1).encode("cp1252"))
    (folder / "new.csv").write_bytes(parcels.format(n=2).encode("utf-8"))
    (folder / "wide.csv").write_bytes(parcels.format(n=3).encode("utf-16"))
    code, _, err = shop("import", folder, "--answer", "encoding=cp1252", "--answer",
                        "date_order=dmy")  # fmt: skip
    assert (code, err) == (0, "")
    (folder / "later.csv").write_bytes(parcels.format(n=4).encode("utf-8"))
    code, _, err = shop("import", folder / "later.csv")
    assert (code, err) == (0, ""), "what is remembered of the source is about its old files"
    _, out, _ = shop("kpi", "on_time_delivery", "--period", "2026-09-01..2026-09-04", "--json",
                     "--by", "carrier")  # fmt: skip
    members = json.loads(out)["metrics"][0]["members"]
    assert [(one["member"], one["denominator"]) for one in members] == [("É", 4)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("currency=euro", "“euro” does not answer currency, such as EUR."),
        ("decimal=;", "“;” does not answer decimal: one of ., ,."),
        ("mood=good", "“mood=good” is not QUESTION=ANSWER, such as date_order=dmy."),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused_before_anything_is_read(
    shop: Run, folder: Path, answer: str, said: str
) -> None:
    code, _, err = shop("import", folder, "--answer", answer)
    assert code == 2 and said in err


def test_a_trial_shows_how_the_file_is_read_and_stores_nothing(shop: Run, folder: Path) -> None:
    code, out, _ = shop("import", folder / "orders_export.csv", "--dry-run")
    assert code == 0
    assert "Read as UTF-8, cells parted by “,”, decimal sign “.”, days as YYYY-MM-DD," in out
    assert "Lineitem price" in out and "amount" in out
    assert "- order #1001 · Mar 28, 2026 · goods €50.00 · 2 lines · customer: yes" in out
    assert "12 rows read = 12 stored" in out
    assert "ada@example.org" not in out.lower() and "Ada Exemple" not in out
    assert max(map(len, out.splitlines())) <= 160
    assert json.loads(shop("sources", "--json")[1])["imports"] == []


def test_a_trial_says_it_to_programs_too(shop: Run) -> None:
    path = EXPORTS / "daily_series" / "traffic.csv"
    told = json.loads(shop("import", path, "--dry-run", "--json")[1])["imports"][0]["preview"]
    assert (told["encoding"], told["delimiter"], told["decimal"]) == ("utf-16", "\t", ".")
    assert told["dates"] == [{"column": "Day", "format": "DD/MM/YYYY"}]
    assert {"name": "Visits", "read_as": "whole number", "becomes": None} in told["columns"]
    assert told["first"][0] == "Apr 1, 2026 · visits 1,204 · Channel: Google Ads"
    assert len(told["first"]) == 5


def test_numbers_in_names_sort_as_numbers() -> None:
    names = ["export (10).csv", "Export (9).csv", "export.csv"]
    assert sorted(names, key=natural) == ["Export (9).csv", "export (10).csv", "export.csv"]


def test_what_a_folder_holds_is_told_without_opening_devices(folder: Path) -> None:
    clutter(folder)
    files, skipped = contents(folder)
    assert [path.name for path in files] == ["orders_export.csv", "zz rates.csv"]
    assert len(skipped) == 8
