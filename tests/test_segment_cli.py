"""``kpi-tui segment``: seen, saved, used as a scope, exported, matched with one's own list."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from store.database import connect, create
from store.privacy import make_key, remember
from store.pseudonyms import printable
from tests.builders import a_shop
from tests.commands import data, run
from tui.cli.columns import width
from tui.paths import key_path

if TYPE_CHECKING:
    from pathlib import Path

OTHER_SHOP = "other"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Ana ordered twice, bob once, by their addresses; number 17 by a number of the till."""
    path = tmp_path / "shop.db"
    keys = make_key(key_path())
    with create(path, currency="EUR", timezone="Europe/Paris", name="Lin") as store:
        shop = a_shop(store=store)
        shop.covered("2026-01-01", "2026-06-30")
        shop.order("2026-01-10", by="ana", goods=100, source="shop")
        shop.order("2026-06-10", by="ana", goods="50.50", source="shop")
        shop.order("2026-02-10", by="bob", goods=30, source="shop")
        shop.order("2026-02-10", by="till", goods=30, source="till")
        people = (
            ("ana", "Ana@Example.org", ""),
            ("bob", "bob@example.org", ""),
            ("till", "17", "till"),
        )
        known = [(keys.of(who, source), shop._customer(name)) for name, who, source in people]
        with store.writing() as sql:
            sql.executemany("UPDATE customer SET key = ? WHERE id = ?", known)
            remember(sql, keys)
        shop.publish()
    return path


def told(capsys: pytest.CaptureFixture[str], db: Path, *args: object) -> dict[str, Any]:
    return data(capsys, "--db", db, *args)


def test_a_segment_is_saved_shown_used_as_a_scope_and_deleted(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = told(capsys, db, "segment", "add", "Again", "orders >= 2", "--dry-run")
    assert trial["customers"] == 1
    assert told(capsys, db, "segment", "list")["saved"] == []
    made = told(capsys, db, "segment", "add", "Again", "orders >= 2")["segment"]
    assert (made["customers"], made["follows"], made["made"]) == (1, False, "2026-06-30")
    assert "chosen by them" in made["note"]
    listed = told(capsys, db, "segment", "list")
    assert [one["name"] for one in listed["saved"]] == ["Again"]
    assert listed["customers"] == 3
    heroes = next(one for one in listed["segments"] if one["id"] == "heroes")
    assert (heroes["customers"], heroes["sales"], heroes["rule"]) == (1, 150.5, "top 5 %")
    shown = told(capsys, db, "segment", "show", "again")
    assert (shown["orders"], shown["sales"], shown["basket"]) == (2, 150.5, 75.25)
    assert [one["sales"] for one in shown["last_orders"]] == [50.5, 100.0]
    figure = told(capsys, db, "kpi", "revenue", "--where", "segment=Again", "--period", "2026")
    assert figure["metrics"][0]["value"] == 150.5
    edited = told(capsys, db, "segment", "edit", "Again", "--rule", "orders >= 1", "--follow")
    assert (edited["segment"]["customers"], edited["segment"]["follows"]) == (3, True)
    assert told(capsys, db, "segment", "delete", "Again", "--yes") == {"deleted": "Again"}
    assert told(capsys, db, "segment", "list")["saved"] == []


def test_text_fits_80_cells_and_the_note_is_said_once(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "Those who came back", "orders >= 2")
    for args in (["segment", "list"], ["segment", "show", "heroes"],
                 ["segment", "show", "Those who came back"],
                 ["kpi", "revenue", "aov", "--where", "segment=Those who came back"]):  # fmt: skip
        code, out, _err = run(capsys, "--db", db, *args)
        assert code == 0
        assert max(map(width, out.splitlines())) <= 80, args
    assert out.count("because they were chosen") <= 1 and "Frozen on" in out


def test_a_rule_of_the_list_is_saved_under_a_name_of_ones_own(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, db, "segment", "add", "Best", "--from", "heroes", "--follow")["segment"]
    assert (made["rule"], made["customers"]) == ("top 5 %", 1)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["segment", "add", "X", "ordes > 2"], 2, "Did you mean “orders”?"),
        (["segment", "add", "X"], 2, "Give a rule, or --from"),
        (["segment", "add", "X", "--from", "heros"], 2, "Did you mean “heroes”?"),
        (["segment", "add", "a=b", "orders > 1"], 2, "cannot be the name"),
        (["segment", "show", "nobody"], 2, "“kpi-tui segment list” shows those there are."),
        (["segment", "edit", "heroes"], 2, "Say what to change"),
        (["kpi", "revenue", "--where", "segment=X"], 2, "“kpi-tui segment list” shows"),
    ],
)
def test_mistakes_say_what_and_what_to_do(
    db: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: int, said: str
) -> None:
    found, out, err = run(capsys, "--db", db, *args)
    assert (found, out) == (code, "")
    assert said in err


def test_an_export_holds_pseudonyms_in_a_private_file_that_is_not_replaced_unasked(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "All", "orders >= 1")
    file = tmp_path / "out.csv"
    assert told(capsys, db, "segment", "export", "All", "--out", file) == {
        "file": str(file), "customers": 3, "forgotten": 0
    }  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    ana = printable(make_key(key_path()).of("ana@example.org"))
    assert {row["customer"] for row in rows} >= {ana}
    assert next(row for row in rows if row["customer"] == ana) == {
        "customer": ana, "orders": "2", "first_order": "2026-01-10", "last_order": "2026-06-10",
        "sales": "150.5", "basket": "75.25",
    }  # fmt: skip
    assert "example.org" not in file.read_text()
    code, _out, err = run(capsys, "--db", db, "segment", "export", "All", "--out", file)
    assert code == 1 and "is there already" in err
    assert run(capsys, "--db", db, "segment", "export", "heroes", "--out", file, "--force")[0] == 0
    assert len(file.read_text().splitlines()) == 2


def test_the_owners_list_is_matched_by_address_and_passes_through_as_it_is(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "All", "orders >= 1")
    mine = tmp_path / "customers.csv"
    mine.write_bytes(
        "Nom;E-mail;Téléphone\r\n"
        "Zoé;ANA@example.org ;+33 1 23\r\n"
        '"Léa; née X";nobody@example.org;=1+1\r\n'
        "Bob;bob@example.org;-5\r\n"
        "Paul;;06\r\n".encode("cp1252")
    )
    file = tmp_path / "mailing.csv"
    found = told(capsys, db, "segment", "match", "All", mine, "--out", file)
    assert found == {
        "file": str(file), "read": 4, "written": 2, "found": 2, "of": 3, "column": "E-mail",
        "unreadable": 0,
    }  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == (
        "Nom;E-mail;Téléphone\r\nZoé;ANA@example.org ;+33 1 23\r\nBob;bob@example.org;-5\r\n"
    ).encode("cp1252")
    again = told(capsys, db, "segment", "match", "heroes", mine, "--out", file, "--force")
    assert (again["written"], again["of"]) == (1, 1)


def test_a_customer_who_calls_themselves_a_formula_is_quoted_for_spreadsheets(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, file = tmp_path / "customers.csv", tmp_path / "mailing.csv"
    names = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "＝1", "-2", "+33 6 12", "a=b"]
    with mine.open("w", newline="") as lines:
        csv.writer(lines).writerows(
            [["name", "email"], *([name, "ana@example.org"] for name in names)]
        )
    run(capsys, "--db", db, "segment", "match", "heroes", mine, "--out", file)
    with file.open(newline="") as lines:
        found = [row[0] for row in csv.reader(lines)]
    assert found == ["name", *(f"'{name}" for name in names[:5]), "-2", "+33 6 12", "a=b"]


def test_an_export_never_takes_the_place_of_the_store_its_key_or_the_owners_list(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "customers.csv"
    mine.write_text("email\nana@example.org\n")
    (tmp_path / "link.csv").hardlink_to(mine)
    for needed in (db, key_path(), mine, tmp_path / "link.csv"):
        before = needed.read_bytes()
        args = ("segment", "match", "heroes", mine, "--out", needed, "--force")
        code, _out, err = run(capsys, "--db", db, *args)
        assert (code, "not replaced" in err) == (1, True), needed
        if needed in (db, key_path()):
            export = ("segment", "export", "heroes", "--out", needed, "--force")
            assert run(capsys, "--db", db, *export)[0] == 1
        assert needed.read_bytes() == before


def test_customers_known_by_number_are_matched_within_their_source_only(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "All", "orders >= 1")
    mine, file = tmp_path / "till.csv", tmp_path / "out.csv"
    mine.write_text("number,name\n17,Ida\n18,Uli\n")
    args = ("segment", "match", "All", mine, "--out", file)
    code, _out, err = run(capsys, "--db", db, *args)
    assert code == 1 and "no column of e-mail addresses" in err
    code, _out, err = run(capsys, "--db", db, *args, "--column", "number", "--source", OTHER_SHOP)
    assert code == 2 and "till" in err
    code, _out, err = run(capsys, "--db", db, *args, "--column", "nummer", "--source", "till")
    assert code == 1 and "number, name" in err
    found = told(capsys, db, *args, "--column", "Number", "--source", "till")
    assert (found["written"], found["found"]) == (1, 1)
    assert file.read_text().splitlines()[1] == "17,Ida"


def test_without_the_key_nobody_can_be_matched(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "All", "orders >= 1")
    mine = tmp_path / "c.csv"
    mine.write_text("email\nana@example.org\n")
    key_path().unlink()
    args = ("segment", "match", "All", mine, "--out", tmp_path / "o.csv")
    code, _out, err = run(capsys, "--db", db, *args)
    assert code == 1 and "key" in err
    assert not (tmp_path / "o.csv").exists()


def test_a_following_segment_has_its_new_members_at_the_first_question_after_an_import(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "Frozen", "orders >= 2")
    run(capsys, "--db", db, "segment", "add", "Living", "orders >= 2", "--follow")
    with connect(db) as store:
        shop = a_shop(store=store)
        shop._imports, shop._docs = 9, 99  # after those of the fixture
        shop.covered("2026-07-01", "2026-07-31")
        shop._customer("ana")  # customers have the numbers of the fixture: in the same order
        shop.order("2026-07-10", by="bob", goods=99)
        shop.publish()
    where = ("kpi", "orders", "--period", "2026-07", "--where")
    assert told(capsys, db, *where, "segment=Living")["metrics"][0]["value"] == 1
    assert told(capsys, db, *where, "segment=Frozen")["metrics"][0]["value"] == 0
    sizes = {one["name"]: one["customers"] for one in told(capsys, db, "segment", "list")["saved"]}
    assert sizes == {"Frozen": 1, "Living": 2}


def test_a_goal_is_set_on_a_segment_which_then_stays(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--db", db, "segment", "add", "Again", "orders >= 2")
    args = ("--db", db, "--as-of", "2026-06-30")
    code, _out, err = run(capsys, *args, "goal", "add", "revenue", "> 100 €", "--by", "2026-12-31",
                          "--where", "segment=Agian")  # fmt: skip
    assert code != 0 and "Did you mean “Again”?" in err
    code, _out, err = run(capsys, *args, "goal", "add", "revenue", "> 100 €", "--by", "2026-12-31",
                          "--where", "segment=Again")  # fmt: skip
    assert code == 0, err
    goals = told(capsys, db, "--as-of", "2026-06-30", "goal", "list")["goals"]
    assert goals[0]["where"] == {"segment": "Again"}
    code, _out, err = run(capsys, *args, "segment", "delete", "Again", "--yes")
    assert code == 1 and "is set on the segment “Again”" in err
