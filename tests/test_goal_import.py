"""Goals from files of monthly targets, in English and French, long and wide."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from goals.targets.book import GoalBook
from goals.targets.monthly import keep, plan
from store.errors import OwnerError
from store.files import open_file
from store.importers.targets_reading import MonthlyTarget, month_of, read_targets
from store.ingest.run import Request, run_import
from store.records import LeftOut
from tests.import_shop import NOW
from tests.plan_cli import Runner, a_shop_on_disk
from tests.real_shops import imported, truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def targets(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[MonthlyTarget | LeftOut]:
    path = tmp_path / "targets.csv"
    path.write_bytes(text.encode(encoding))
    with open_file(path) as file:
        return list(read_targets(file, "" if encoding.startswith("utf") else encoding))


def cells(found: list[MonthlyTarget | LeftOut]) -> list[tuple[str, ...]]:
    return [
        (one.month.isoformat()[:7], one.member, one.value)
        for one in found
        if isinstance(one, MonthlyTarget)
    ]


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("Apr-18", "2018-04"), ("Apr 2018", "2018-04"), ("april 2018", "2018-04"),
        ("avr.-18", "2018-04"), ("Avril 2018", "2018-04"), ("févr. 2026", "2026-02"),
        ("août 2026", "2026-08"), ("AOUT-26", "2026-08"), ("déc-26", "2026-12"),
        ("juil. 2026", "2026-07"), ("juin 2026", "2026-06"), ("2026-04", "2026-04"),
        ("2026/4", "2026-04"), ("04/2026", "2026-04"), ("2026-04-01", "2026-04"),
    ],
)  # fmt: skip
def test_months_are_read_as_people_write_them(cell: str, month: str) -> None:
    assert month_of(cell) == date.fromisoformat(f"{month}-01")


@pytest.mark.parametrize(
    "cell", ["", "April", "18", "13/2026", "2026-13", "Foo-18", "total", "x" * 99]
)
def test_what_is_no_month_is_none(cell: str) -> None:
    assert month_of(cell) is None


def test_long_wide_english_and_french_say_the_same(tmp_path: Path) -> None:
    long = "Month,Category,Target\nApr-26,Soap,10400.00\nMay-26,Soap,10500\n"
    french = "Mois;Catégorie;Objectif\navr.-26;Soap;10400.00\nmai 2026;Soap;10500\n"
    wide = "Category;Apr-26;May-26;Total\nSoap;10400.00;10500;20900\n"
    expected = [("2026-04", "Soap", "10400.00"), ("2026-05", "Soap", "10500")]
    assert cells(targets(tmp_path, long)) == expected
    assert cells(targets(tmp_path, french, "cp1252")) == expected
    assert cells(targets(tmp_path, wide)) == expected


def test_every_cell_is_a_target_or_says_why_not(tmp_path: Path) -> None:
    text = (
        "Month,Category,Country,Target\nApr-26,Soap,,1\nSoon,Soap,,1\nApr-26,Soap,FR,1\n"
        "May-26,,,\nJun-26,,FR,5\nJul-26,Soap\n"
    )
    found = targets(tmp_path, text)
    assert [type(one).__name__ for one in found].count("LeftOut") == 4
    kinds = [one.rejected for one in found if isinstance(one, LeftOut)]
    assert kinds.count(False) == 1  # the empty target


def test_another_file_is_refused_with_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match="no monthly targets"):
        targets(tmp_path, "a,b\n1,2\n")


def test_the_command_sets_goals_once(shop: Runner, tmp_path: Path) -> None:
    path = tmp_path / "objectifs.csv"
    path.write_text("Mois;Objectif\noct. 2026;60 000 €\nnov. 2026;75 000,50 €\n", "utf-8")
    assert shop.json("goal", "import", str(path), "--dry-run")["stored"] == 2
    assert shop.json("goal", "list")["goals"] == []
    told = shop.json("goal", "import", str(path))
    assert (told["read"], told["stored"], told["rejected"]) == (2, 2, 0)
    october, november = shop.json("goal", "list", "--sort", "deadline")["goals"]
    assert (october["start"], october["deadline"], october["kind"]) == (
        "2026-10-01", "2026-10-31", "total",
    )  # fmt: skip
    # 31 days of 2,400 € sold less 100 € given back.
    assert (october["value"], october["target"], october["status"]) == (71300, 60000, "reached")
    assert november["target"] == 75000.5
    assert november["title"] == "Nov 2026"

    told = shop.json("goal", "import", str(path))
    assert (told["stored"], told["unchanged"]) == (0, 2)
    path.write_text("Mois;Objectif\noct. 2026;60 000 €\nnov. 2026;80 000 €\n", "utf-8")
    told = shop.json("goal", "import", str(path))
    assert (told["updated"], told["unchanged"]) == (1, 1)
    history = shop.json("goal", "history", str(november["id"]))["history"]
    assert [entry["change"] for entry in history] == ["add", "edit"]


def test_a_goal_that_was_deleted_stays_deleted(shop: Runner, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("month,target\n2026-12,90000\n2026-12,95000\n")
    assert shop.json("goal", "import", str(path))["excluded"] == 1  # given twice
    shop.fine("goal", "delete", "1")
    told = shop.json("goal", "import", str(path))
    assert (told["stored"], told["excluded"]) == (0, 2)
    assert "goal reopen 1" in told["left_out"][0]["reason"]


def test_what_cannot_be_a_goal_says_why_and_what_helps(shop: Runner, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(
        "month,channel,metric,target\n2026-12,facebok,visits,900\n2026-12,facebook,visits,900\n"
        "2026-12,,visits,many\n2026-12,,no_such,9\n2026-12,,spend,900\n2026-12,,spend,<= 900\n"
        "2026-12,,cart_abandonment,< 60 %\n"
    )
    out = shop.fine("goal", "import", str(path))
    assert "7 targets read = 3 stored + 0 updated + 0 unchanged + 0 excluded + 4 rejected" in out
    assert "Did you mean “facebook”?" in out
    kinds = {goal["metric"]: goal["kind"] for goal in shop.json("goal", "list")["goals"]}
    assert kinds == {"visits": "total", "spend": "total", "cart_abandonment": "level"}


def test_a_file_of_targets_alone_fails_whole_where_no_row_can_be_read(
    shop: Runner, tmp_path: Path
) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("month,target\nsoon,1\n")
    code, _out, _err = shop.run("goal", "import", str(path))
    assert code == 1
    code, _out, err = shop.run("goal", "import", str(tmp_path / "none.csv"))
    assert (code, "Traceback" in err) == (1, False)


def test_an_import_of_targets_says_which_command_reads_them(shop: Runner, tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("month,category,target\n2026-12,Soap,1\n")
    code, _out, err = shop.run("import", str(path))
    assert code == 1
    assert "kpi-tui goal import FILE" in err


def _facts(real_data: Callable[[str], Path], tmp_path: Path) -> Any:
    folder = real_data("india_targets")
    return imported(
        tmp_path, [folder / "Order Details.csv", folder / "List of Orders.csv"],
        currency="INR", zone="Asia/Kolkata", mapping="india_targets",
    )  # fmt: skip


@pytest.mark.real_data
@pytest.mark.slow
def test_the_targets_of_a_real_shop_stand_as_its_own_figures_say(
    real_data: Callable[[str], Path], tmp_path: Path
) -> None:
    facts = _facts(real_data, tmp_path)
    known = truth(real_data("india_targets"))
    book = GoalBook(facts, as_of=date(2019, 3, 31), today=date(2019, 4, 1))
    with open_file(real_data("india_targets") / "Sales target.csv") as file:
        outcomes = plan(book, read_targets(file), "gmv", lambda target: target.member)
    assert [one.verdict for one in outcomes] == ["stored"] * known["target_rows"]
    keep(book, outcomes, at=0)
    goals = {(goal.where[0][1], goal.start.isoformat()[:7]): goal for goal in book.goals()}
    assert sum(goal.target.value for goal in goals.values()) == known["target_total"]
    for row in known["target_vs_actual"]:
        view = book.view(goals[row["category"], row["month"]], series=False)
        assert float(view.assessment.value or 0) == pytest.approx(row["actual"])
        assert view.assessment.met is row["hit"]
    facts.store.close()


def test_the_importer_of_targets_stores_nothing(tmp_path: Path) -> None:
    from store.database import create

    path = tmp_path / "targets.csv"
    path.write_text("Mois;Objectif\n2026-12;1\n")
    with create(tmp_path / "s.db", currency="EUR", timezone="Europe/Paris") as store:
        (receipt,) = run_import(store, [path], Request(now=NOW, key=tmp_path / "key"))
        assert receipt.error is not None
        assert json.dumps(str(receipt.error))
        assert store.sql.execute("SELECT COUNT(*) FROM import").fetchone() == (0,)
