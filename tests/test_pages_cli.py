"""``kpi-tui pages`` and ``kpi-tui paths``: what the log of the server says of every page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.weblog import LogShop, hit
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

LOG = [
    hit("10:00", "/", ip="192.0.2.1", end=" 0.200"),
    hit("10:01", "/panier", ip="192.0.2.1", end=" 0.400"),
    hit("10:02", "/commande", ip="192.0.2.1", status=500, end=" 5.000"),
    hit("11:00", "/", ip="192.0.2.2", end=" 0.200"),
    hit("11:01", "/x", ip="192.0.2.2", end=" 4.000"),
    hit("12:00", "/", ip="192.0.2.3", end=" 0.200"),
    hit("12:00", "/a.css", ip="192.0.2.3", end=" 0.001"),
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    shop = LogShop(tmp_path_factory.mktemp("pages"))
    assert shop.give(LOG).error is None
    shop.close()
    return str(shop.folder / "shop.db")


def run(capsys: pytest.CaptureFixture[str], db: str, *words: str) -> str:
    assert main(["--db", db, *words]) == 0
    return capsys.readouterr().out


def test_pages_as_text(capsys: pytest.CaptureFixture[str], db: str) -> None:
    lines = run(capsys, db, "pages", "--period", "2026-11-02").splitlines()
    assert lines[1].startswith("7 requests, 0.0 MB sent; 0.0% of the requests by robots")
    assert lines[2] == "answers by status: 200: 6 · 500: 1"
    shown = {line.split()[0]: line.split()[1:] for line in lines[5:] if line}
    assert shown["/"] == ["3", "3", "1", "0", "0", "0.20", "s"]
    assert shown["/commande"] == ["0", "0", "0", "1", "1", "5.00", "s"]
    assert shown["All"] == ["pages", "5", "3", "3", "1", "2", "1.67", "s"]
    assert max(map(len, lines)) <= 80


def test_the_pages_that_fail_come_first_when_asked(
    capsys: pytest.CaptureFixture[str], db: str
) -> None:
    told = json.loads(run(capsys, db, "pages", "--by", "failures", "--json"))
    assert [one["page"] for one in told["pages"]] == ["/commande"]
    assert told["pages"][0]["failure_share"] == 1
    assert told["all"] == {
        "views": 5, "entries": 3, "exits": 3, "exit_share": 0.6, "failures": 1,
        "failure_share": pytest.approx(1 / 6), "slow": 2, "slow_share": pytest.approx(1 / 3),
        "seconds": pytest.approx(10 / 6),
    }  # fmt: skip
    assert told["statuses"][1] == {"status": 500, "requests": 1, "bytes": 1000}


def test_an_order_that_no_page_has_says_so(capsys: pytest.CaptureFixture[str], db: str) -> None:
    told = run(capsys, db, "pages", "--by", "seconds")
    assert "Of no page is there anything to show in this order." in told


def test_pages_as_csv(capsys: pytest.CaptureFixture[str], db: str) -> None:
    lines = run(capsys, db, "pages", "--csv").splitlines()
    assert lines[0].startswith("page,views,entries,exits")
    assert lines[1].startswith("/,3,3,1,")
    assert main(["--db", db, "pages", "--csv", "--json"]) == 2


def test_paths_from_where_visits_begin(capsys: pytest.CaptureFixture[str], db: str) -> None:
    told = json.loads(run(capsys, db, "paths", "--json"))
    (first,) = told["after"]
    assert (first["page"], first["times"], first["share"]) == ("/", 3, 1)
    assert sorted((one["page"], one["times"]) for one in first["after"] if one["page"]) == [
        ("/panier", 1), ("/x", 1),
    ]  # fmt: skip
    assert "Visits begin with:" in run(capsys, db, "paths")


def test_paths_around_a_page(capsys: pytest.CaptureFixture[str], db: str) -> None:
    told = json.loads(run(capsys, db, "paths", "/panier", "--json"))
    assert [(one["page"], one["times"]) for one in told["before"]] == [("/", 1)]
    assert [(one["page"], one["times"]) for one in told["after"]] == [(None, 1)]
    text = run(capsys, db, "--lang", "en", "paths", "/panier")
    assert "Before /panier:" in text
    assert "(the visit ends here)" in text


def test_days_without_a_log_say_so(capsys: pytest.CaptureFixture[str], db: str) -> None:
    told = run(capsys, db, "pages", "--period", "2026-01")
    assert "No log of a web server tells of pages on these days." in told
    assert "that page" in run(capsys, db, "paths", "/nowhere")


def test_a_store_without_figures_says_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shop = LogShop(tmp_path)
    shop.close()
    assert main(["--db", str(tmp_path / "shop.db"), "pages"]) != 0
    assert "Import an export of your shop" in capsys.readouterr().err
