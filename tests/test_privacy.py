"""Nobody's name, address or e-mail is in the store, and the same customer is one customer."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from store.errors import StoreError
from store.privacy import Pseudonyms, make_key, pseudonyms, read_key
from store.records import Fact, LeftOut, Line, Product
from tests.import_shop import EURO, MARCH, a_shop, give, order, visits

if TYPE_CHECKING:
    from pathlib import Path

    from store.importers.protocol import Record


def test_no_file_of_the_store_holds_an_address_after_an_import(tmp_path: Path) -> None:
    seeded = [f"customer.{n}@seeded-shop.example" for n in range(1_000)]
    with a_shop(tmp_path) as store:
        give(store, [order(str(n), n % 60, customer=mail) for n, mail in enumerate(seeded)])
        store.sql.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
        for file in tmp_path.iterdir():
            assert b"seeded-shop" not in file.read_bytes().lower(), file.name
        assert store.sql.execute("SELECT COUNT(*) FROM customer").fetchone() == (1_000,)


def test_an_address_in_a_column_named_amiss_is_not_stored_either(tmp_path: Path) -> None:
    ada = "ada.l@seeded-shop.example"
    sale = order(
        "1",
        lines=[Line(ada, f"For {ada}, by hand", 1, EURO, category=ada)],
        dimensions={"channel": ada, "promo": f"THANKS-{ada}", "campaign": "soap @ home"},
    )
    spent = Fact("spend", {"day": MARCH, "ref": "a", "campaign": f"to <{ada}>", "amount": EURO})
    with a_shop(tmp_path) as store:
        told: list[Record] = [
            sale,
            spent,
            visits(0, 5, keyword=f"q={ada}"),
            Product("X", f"By {ada}"),
        ]
        tried = give(store, told, dry_run=True)
        assert "to <…>" in repr(tried.preview)
        assert "seeded-shop" not in repr(tried.preview)
        give(store, told, source="me@shop.example")
        for file in tmp_path.iterdir():
            assert b"seeded-shop" not in file.read_bytes().lower(), file.name
        names = "SELECT name FROM member WHERE dimension = ? ORDER BY name"
        found = [name for (name,) in store.sql.execute(names, ("campaign",))]
        assert found == ["soap @ home", "to <…>"]
        named = {name for (name,) in store.sql.execute("SELECT name FROM product")}
        assert named == {"For …, by hand", "By …"}
        assert store.sql.execute(names, ("source",)).fetchone() == ("me@shop.example",)


def test_every_file_made_by_an_import_is_private(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, [order("1", customer="ada@example.org")])
        for file in tmp_path.iterdir():
            if file.suffix != ".csv":
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_spelling_of_an_address_does_not_make_a_new_customer(tmp_path: Path) -> None:
    spellings = ("Ada@Example.org", " ada@example.org ", "ADA@EXAMPLE.ORG", "ａda@example.org")
    with a_shop(tmp_path) as store:
        give(store, [order(str(n), customer=who) for n, who in enumerate(spellings)])
        give(store, [order("9", customer="ada@example.org")], file="b.csv")
        assert store.sql.execute("SELECT COUNT(*) FROM customer").fetchone() == (1,)


def test_the_same_address_has_another_pseudonym_under_another_key() -> None:
    one, other = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)
    assert one.of("ada@example.org") != other.of("ada@example.org")
    assert len(one.of("ada@example.org")) == 16
    assert "1" * 8 not in repr(one)


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "config" / "pseudonyms.key"
    first = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make_key(path).check == first.check
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_lost_key_is_an_error_and_not_a_shop_full_of_new_customers(tmp_path: Path) -> None:
    key = tmp_path / "pseudonyms.key"
    with a_shop(tmp_path) as store:
        give(store, [order("1", customer="ada@example.org")])
        kept = key.read_bytes()
        key.unlink()
        with pytest.raises(StoreError, match="missing"):
            give(store, [order("2", customer="ada@example.org")])
        make_key(key)
        with pytest.raises(StoreError, match="not the key"):
            give(store, [order("2", customer="ada@example.org")])
        key.write_bytes(kept)
        assert give(store, [order("2", customer="ada@example.org")]).stored == 1


@pytest.mark.parametrize("content", [b"", b"short", b"zz" * 32, b"\xff" * 64, b"0" * 66])
def test_a_damaged_key_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(StoreError, match="does not hold a key"):
        read_key(path)


def test_a_key_that_others_may_read_or_that_is_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    make_key(path)
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(StoreError):
        read_key(tmp_path / "link")
    path.chmod(0o644)
    with a_shop(tmp_path) as store, pytest.raises(StoreError, match="chmod 600"):
        pseudonyms(store.sql, path)


def test_guests_are_nobody(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, [order("1", customer=""), order("2", customer="   ")])
        assert store.sql.execute("SELECT DISTINCT customer FROM sale").fetchall() == [(0,)]


def test_a_reject_tells_the_rule_and_never_the_row(tmp_path: Path) -> None:
    row = LeftOut(2, "Email", "This cell is too long.")
    with a_shop(tmp_path) as store:
        give(store, [row])
        kept = store.sql.execute("SELECT detail FROM left_out").fetchall()
    assert kept == [("{}",)]
