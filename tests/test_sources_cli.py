"""``kpi-tui sources``: what each source covers, which one counts, and taking one out."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.database import connect
from store.facts import Facts
from store.records import Fact
from store.sources import SourceState, SubjectState
from store.spans import Span
from tests.import_shop import EURO, MARCH, give, order, visits
from tui.cli import main
from tui.cli.sources_text import subject_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


def payment(ref: str, **more: int) -> Fact:
    row = {"ref": ref, "day": MARCH + 2, "payment_method": "card", "amount": EURO, "done": 1}
    return Fact("payment", {**row, **more})


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    path = tmp_path / "shop.db"

    def run(*args: object) -> tuple[int, str, str]:
        words = ["--lang", "en", "--db", str(path), "--as-of", "2026-03-12", *map(str, args)]
        code = main(words)
        output = capsys.readouterr()
        return code, output.out, output.err

    assert run("init", "--currency", "EUR", "--timezone", "Europe/Paris")[0] == 0
    with connect(path, write=True) as store:
        for day in (0, 2, 4, 6):
            give(store, [visits(day, 100)], source="matomo", file=f"{day}.csv")
        give(store, [visits(5, 70), visits(8, 60)], source="ga 4")
        give(store, [order("1", 2)], source="web")
    return run


def test_the_list_says_holes_rhythm_and_what_waits(shop: Run) -> None:
    out = shop("sources")[1]
    assert out.startswith(
        "Your sources\n"
        "  ga 4 · up to Mar 9, 2026, 2 days behind\n"
        "      Mar 6\u2009–\u20099, 2026: Visits\n"
        "      stored, not counted: Visits\n"
        "  matomo · up to Mar 7, 2026, 4 days behind, usually every 2 days, ! late:\n"
        "    import it again\n"
        "      Mar 1\u2009–\u20097, 2026: Visits\n"
        "      missing: Mar 2, 2026, Mar 4, 2026, Mar 6, 2026\n"
        "  web · up to Mar 3, 2026, 8 days behind\n"
        "      Mar 3, 2026: Orders, Refunds\n"
        "\n"
        "Which source counts\n"
        "  Visits: matomo\n"
        "    stored, not counted: ga 4 (kpi-tui sources use visits 'ga 4')\n"
    ), out


def test_every_line_fits_eighty_cells(shop: Run) -> None:
    lines = shop("sources")[1].splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith(" " * 20) for line in lines), "long labels go on below"


def test_choosing_says_what_counts_since_when(shop: Run) -> None:
    code, out, _ = shop("sources", "use", "visits", "ga 4", "--from", "2026-03-08")
    assert (code, out) == (0, "Visits: matomo; from Mar 8, 2026 on ga 4\n")
    told = json.loads(shop("sources", "--json")[1])
    assert told["feeds"] == [
        {
            "subject": "visits", "chosen": True,
            "counts": [
                {"from": None, "sources": ["matomo"]},
                {"from": "2026-03-08", "sources": ["ga 4"]},
            ],
            "stored_only": [], "commands": [],
        }
    ]  # fmt: skip
    assert {(one["source"], one["counts"]) for one in told["coverage"]} == {
        ("ga 4", "some"), ("matomo", "all"), ("web", "all"),
    }  # fmt: skip
    (matomo,) = (one for one in told["sources"] if one["source"] == "matomo")
    assert (matomo["last_day"], matomo["days_behind"]) == ("2026-03-07", 4)
    assert (matomo["rhythm_days"], matomo["stale"]) == (2, True)
    code, _, err = shop("sources", "use", "visits", "piwik")
    assert (code, err) == (1, "No source piwik tells of visits.\nThese do: matomo, ga 4.\n")
    assert json.loads(shop("sources", "use", "visits", "matomo", "--json")[1])["counts"] == [
        {"from": None, "sources": ["matomo"]}
    ]


def test_removing_asks_and_is_told_afterwards(
    shop: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("click.confirm", lambda *_args, **_more: False)
    assert shop("sources", "remove", "matomo")[0] == 1
    code, out, _ = shop("sources", "remove", "matomo", "--yes")
    assert (code, out) == (0, "Took out matomo: 4 imports, 4 rows read.\n")
    listed = shop("sources")[1]
    assert "matomo was taken out, 4 imports with 4 rows read" in listed
    assert "matomo ·" not in listed
    with connect(tmp_path / "shop.db", write=True) as store:
        span = Span(date(2026, 3, 1), date(2026, 4, 1))
        assert Facts(store).totals(["visits", "orders"], span) == {"visits": 130, "orders": 1}
    assert json.loads(shop("sources", "--json")[1])["removed"][0]["imports"] == 4


def test_the_page_of_an_importer_is_shown_by_its_name(shop: Run) -> None:
    shown = shop("sources", "shopify_orders")[1]
    assert shown.startswith("Shopify: orders export\n") and "\nHow it counts\n" in shown
    code, _, err = shop("sources", "shopify_order")
    assert (code, err.splitlines()[0]) == (1, "There is no importer shopify_order.")
    assert "Did you mean shopify_orders?" in err


def test_what_is_left_out_of_a_command_is_told_with_what_there_is(shop: Run) -> None:
    code, _, err = shop("sources", "use", "visits")
    assert (code, err.splitlines()[1]) == (1, "Name one, or several that add up: matomo, ga 4.")
    code, _, err = shop("sources", "forget", "matomo")
    assert (code, err.splitlines()[0]) == (1, "Which answer of matomo is to be forgotten?")


def test_a_figure_whose_source_was_not_chosen_says_what_to_choose(
    shop: Run, tmp_path: Path
) -> None:
    paid = payment("p1")
    cut = payment("s1", fraud=EURO)
    with connect(tmp_path / "shop.db", write=True) as store:
        give(store, [paid], source="till", subjects=frozenset({"paid_amount"}))
        give(store, [cut], source="stripe", subjects=frozenset({"payments"}))
    out = " ".join(shop("kpi", "fraud_rate", "--period", "2026-03-03..2026-03-03")[1].split())
    assert "No source that counts gives money lost to fraud" in out
    assert "“kpi-tui sources use payments stripe”" in out
    shop("sources", "use", "payments", "stripe")
    out = shop("kpi", "fraud_rate", "--period", "2026-03-03..2026-03-03", "--json")[1]
    assert json.loads(out)["metrics"][0]["value"] == 1


def test_a_source_without_a_rhythm_is_never_late() -> None:
    days = Span(date(2026, 1, 1), date(2026, 1, 3))
    one = SourceState("s", (SubjectState("visits", (days,), (), "all"),), 1, None, None)
    assert (one.behind(date(2026, 1, 3)), one.behind(date(2026, 1, 4))) == (0, 1)
    assert not one.stale(date(2030, 1, 1))


def test_measures_given_alone_have_their_own_words() -> None:
    assert subject_label("visitors") == "Unique visitors"
    assert subject_label("parcels") == "parcels".capitalize()
