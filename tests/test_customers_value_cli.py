"""``kpi-tui customers list``, ``show`` and ``value``: text in 80 cells, one JSON object, CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from store.database import create
from tests.builders import a_shop
from tests.commands import data, run
from tui.cli.columns import width

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def db(sample_store: Path) -> Path:
    return sample_store


def test_the_list_as_json_says_what_its_estimates_are_worth(db: Path, capsys: Capture) -> None:
    found = data(capsys, "--db", db, "customers", "list", "--limit", 3, "--within", "30d")
    assert (found["total"], found["within_days"], found["horizon_days"]) == (1994, 30, 365)
    assert len(found["customers"]) == 3
    first = found["customers"][0]
    assert set(first) == {
        "customer", "segment", "orders", "first_order", "last_order", "days_since_last_order",
        "value", "chance", "expected", "expected_low", "expected_high",
    }  # fmt: skip
    assert 0 < first["chance"] < 1
    assert first["expected"] > 0
    assert first["expected_low"] is None, "a figure may be said, so there is no range"
    test = found["model"]["back_test"]
    assert found["model"]["values"] == "usable"
    assert test["orders"]["came"] == sum(one["came"] for one in test["by_orders_before"])
    assert test["orders"]["ratio"] == pytest.approx(1, abs=0.25)


def test_csv_has_a_line_a_customer(db: Path, capsys: Capture) -> None:
    code, out, _err = run(
        capsys, "--db", db, "customers", "list", "--csv", "--limit", 5, "--segment", "at_risk"
    )
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 5
    assert {row["segment"] for row in rows} == {"at_risk"}
    values = [float(row["value"]) for row in rows]
    assert values == sorted(values, reverse=True)


def test_a_customer_of_the_list_can_be_shown(db: Path, capsys: Capture) -> None:
    (one,) = data(capsys, "--db", db, "customers", "list", "--limit", 1)["customers"]
    found = data(capsys, "--db", db, "customers", "show", one["customer"].lower())
    assert found["customer"] == one["customer"]
    orders = found["order_list"]
    assert len(orders) == one["orders"]
    brought = sum(order["goods"] - order["refunded"] for order in orders)
    assert brought == pytest.approx(one["value"])
    for order in orders:
        assert sum(line["goods"] for line in order["lines"]) == pytest.approx(order["goods"])
    code, out, err = run(capsys, "--db", db, "customers", "show", "X1")
    assert (code, out, len(err.splitlines())) == (1, "", 2)


def test_value_as_json_has_months_heroes_and_the_model(db: Path, capsys: Capture) -> None:
    found = data(capsys, "--db", db, "customers", "value")
    assert len(found["months"]) == 26
    old, new = found["months"][0], found["months"][-1]
    assert old["observed"][2]["value"] > old["observed"][0]["value"]
    assert new["observed"][0]["value"] is None
    assert new["observed"][0]["reason"].startswith("Known from")
    assert new["expected"] > 0
    fifth, half = found["heroes"]["groups"]
    assert 0.2 <= fifth["value_share"] < 0.25
    assert 0.5 <= half["value_share"] < 0.55
    assert fifth["customers"] < half["customers"] < found["heroes"]["customers"] / 2
    assert fifth["basket"] > fifth["others"]["basket"]


@pytest.mark.parametrize(
    "command",
    [("list",), ("list", "--sort", "chance", "--segment", "champions"), ("value",)],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_text_fits_in_80_cells(
    command: tuple[str, ...], lang: str, db: Path, capsys: Capture
) -> None:
    code, out, err = run(capsys, "--db", db, "--lang", lang, "customers", *command)
    assert (code, err) == (0, "")
    assert max(map(width, out.splitlines())) <= 80
    assert out.startswith("La Lavandière")


def test_mistakes_are_told_in_two_lines(tmp_path: Path, db: Path, capsys: Capture) -> None:
    code, out, err = run(capsys, "--db", db, "customers", "list", "--within", "soon")
    assert (code, out) == (2, "")
    assert "no number of days" in err
    code, _out, err = run(capsys, "--db", db, "customers", "list", "--json", "--csv")
    assert code == 2
    with create(tmp_path / "empty.db", currency="EUR", timezone="Europe/Paris"):
        pass
    for command in ("list", "value"):
        code, out, err = run(capsys, "--db", tmp_path / "empty.db", "customers", command)
        assert (code, out, len(err.splitlines())) == (1, "", 2)


def test_few_customers_are_listed_without_chances(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        shop = a_shop(store=store)
        shop.covered("2026-01-01", "2026-03-31")
        shop.order("2026-03-01", by="ana", goods=10)
        shop.publish()
    found = data(capsys, "--db", path, "customers", "list")
    assert found["customers"][0]["chance"] is None
    assert found["model"]["reason"] == (
        "What customers will do is said from 200 of them on; there are 1."
    )
    assert data(capsys, "--db", path, "customers", "value")["heroes"]["groups"] == []
