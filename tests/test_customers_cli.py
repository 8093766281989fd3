"""``kpi-tui cohorts`` and ``kpi-tui customers``: text in 80 cells, one JSON object, CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from goals.customers.cohorts import arranged
from goals.customers.segments import SEGMENTS
from store.customers import CohortMonth
from store.database import create
from store.settings import Shop
from tests.builders import a_shop
from tests.commands import data, run
from tui.cli.cohorts import as_text
from tui.cli.columns import width
from tui.cohort_words import MEASURES

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "Lin [red]\x1b[31m"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A shop of 14½ months: 40 customers in the first, two new ones in each later month.

    Every fourth of the first ones comes back each month.
    """
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", name="Lin") as store:
        with store.writing() as sql:
            sql.execute("UPDATE setting SET value = ? WHERE value = 'Lin'", (HOSTILE,))
        shop = a_shop(store=store)
        shop.covered("2025-01-01", "2026-03-15")
        for place in range(15):
            month = f"{2025 + place // 12}-{place % 12 + 1:02}"
            for n in range(0, 40, 4 if place else 1):
                shop.order(f"{month}-{n % 10 + 1:02}", by=f"first {n}", goods="10.25")
            for n in range(2 if place else 0):
                shop.order(f"{month}-11", by=f"{month} {n}", goods=20)
        shop.order("2026-03-01", goods=20)
        shop.publish()
    return path


def test_cohorts_as_json(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "--db", db, "cohorts", "--measure", "value")
    assert (found["as_of"], found["currency"]) == ("2026-03-15", "EUR")
    assert (found["timezone"], found["measure"]) == ("Europe/Paris", "value")
    assert found["reason"] is None
    first = found["cohorts"][0]
    assert (first["start"], first["end"]) == ("2025-01-01", "2025-01-31")
    assert (first["customers"], first["small"], first["partial"]) == (40, False, False)
    assert first["cells"][2] == {
        "age": 2, "start": "2025-03-01", "end": "2025-03-31", "customers": 10, "share": 0.25,
        "value": 15.38, "sales": 102.5, "partial": False, "reason": None,
    }  # fmt: skip
    running = first["cells"][14]
    assert (running["customers"], running["partial"]) == (10, True)
    assert running["reason"] == "Still running: known up to Mar 15, 2026."
    to_come = found["cohorts"][1]["cells"][14]
    assert (to_come["customers"], to_come["share"], to_come["value"]) == (None, None, None)
    assert to_come["reason"] == "Not yet: the orders known end on Mar 15, 2026."
    assert {len(cohort["cells"]) for cohort in found["cohorts"]} == {15}
    assert found["all"][1]["customers"] == 40 + 2 * 12
    assert found["all"][1]["share"] == 10 / 64


def test_cohorts_as_csv_is_a_line_a_cell(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, "--db", db, "cohorts", "--csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15 * 15
    assert rows[1] | {"value": ""} == {
        "cohort": "2025-01", "size": "40", "age": "1", "start": "2025-02-01", "end": "2025-02-28",
        "customers": "10", "share": "0.25", "value": "", "sales": "102.5", "partial": "0",
        "reason": "",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "command",
    [("cohorts",), ("cohorts", "--measure", "customers"), ("cohorts", "--measure", "value"),
     ("customers",)],
    ids=" ".join,
)  # fmt: skip
def test_text_fits_in_80_cells_and_holds_no_escape(
    command: tuple[str, ...], lang: str, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--db", db, "--lang", lang, *command)
    assert (code, err) == (0, "")
    assert max(map(width, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert out.startswith("Lin [red]")


def test_cells_not_known_whole_have_a_sign_that_is_explained(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _code, out, _err = run(capsys, "--db", db, "cohorts", "--measure", "customers")
    lines = {line[:8]: line.split()[2:] for line in out.splitlines()}
    assert lines["Jan 2025"] == ["40", *["10"] * 13, "10*"]
    assert lines["Feb 2026"] == ["2°", "0*", *["·"] * 13]
    assert "* Still running: known up to Mar 15, 2026." in out
    assert "· Not yet" in out
    assert "° fewer than 30 customers" in out


def test_months_that_do_not_fit_follow_below_for_the_cohorts_that_reach_them() -> None:
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(30)]
    rows = [
        CohortMonth(cohort, month, 100, 10**9) for cohort in months for month in months[18:]
        if cohort <= month
    ] + [CohortMonth(cohort, cohort, 100, 10**9) for cohort in months[:18]]  # fmt: skip
    table = arranged(sorted(rows), [], date(2026, 6, 30))
    shop = Shop("Lin", "EUR", "Europe/Paris")
    for measure in MEASURES:
        out = "\n".join(as_text(table, shop, measure))
        first, *further = out.split("First order")[1:]
        ages = [block.splitlines()[0].split()[1:] for block in (first, *further)]
        assert list(chain(*ages)) == [str(age) for age in range(measure != "value", 30)]
        assert "Jun 2026" in first
        assert further and not any("Jun 2026" in block for block in further)
        assert max(map(width, out.splitlines())) <= 80


def test_customers_as_json(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "--db", db, "customers")
    assert (found["customers"], found["repeat_customers"]) == (68, 10)
    assert found["repeat_share"] == 10 / 68
    assert (found["orders"], found["sales"]) == (208, 2405)
    assert [one["id"] for one in found["segments"]] == list(SEGMENTS)
    assert sum(one["customers"] for one in found["segments"]) == 68
    champions = found["segments"][0]
    assert (champions["customers"], champions["orders_per_customer"]) == (10, 15)
    assert (champions["sales"], champions["sales_per_customer"]) == (1537.5, 153.75)
    assert champions["meaning"] and champions["advice"]
    assert found["segments"][2]["sales_per_customer"] is None, "nobody is in it"
    assert found["notes"][0] == "1 order of a guest belongs to no customer and is left out."


def test_as_of_an_early_day_there_are_too_few_for_segments(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(capsys, "--db", db, "--as-of", "2025-01-02", "customers")
    assert (found["customers"], found["segments"]) == (8, [])
    assert found["reason"].startswith("Segments compare customers")
    assert data(capsys, "--db", db, "--as-of", "2024-12-31", "cohorts")["cohorts"] == []


@pytest.mark.parametrize("command", ["cohorts", "customers"])
def test_mistakes_have_two_lines_and_their_exit_code(
    command: str, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--db", db, command, "--json", "--csv")
    assert (code, out) == (2, "")
    assert "not both" in err
    with create(tmp_path / "empty.db", currency="EUR", timezone="Europe/Paris"):
        pass
    code, out, err = run(capsys, "--db", tmp_path / "empty.db", command)
    assert (code, out, len(err.splitlines())) == (1, "", 2)
    code, out, err = run(capsys, "--db", tmp_path / "none.db", command, "--json")
    assert (code, out, len(err.splitlines())) == (1, "", 2)
