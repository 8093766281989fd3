"""Customers who are forgotten: nobody can tell who they were, and no figure of the past changes."""

from __future__ import annotations

import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from store.backup import snapshot
from store.customers import cohort_months
from store.database import connect
from store.errors import StoreError
from store.facts import Facts
from store.forgetting import copies_beside, erase, known_pseudonyms, purge
from store.ingest.lock import only_import
from store.privacy import read_key
from store.records import Fact, Refund
from store.spans import Span
from tests.import_shop import EURO, MARCH, a_shop, give, order, sums
from tui.cli import main
from tui.cli.privacy import day_before

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store
    from store.records import Sale

ADA, BOB = "ada@example.org", "bob@example.org"
SPAN = Span.of(date(2026, 3, 1), date(2026, 3, 31))


def orders() -> list[Sale]:
    return [
        order("1", customer=ADA, refunds=[Refund(MARCH + 2, 4 * EURO)]),
        order("2", 9, customer=ADA),
        order("3", 20, customer=BOB),
        order("4", 20, customer=""),
    ]


def told(store: Store) -> tuple[Any, ...]:
    """Return what the figures say of customers."""
    facts = Facts(store)
    measures = ["orders", "goods_sold", "refunds", "new_customers", "second_orders", "guest_orders",
                "buyers"]  # fmt: skip
    table = store.sql.execute("SELECT * FROM buyer ORDER BY customer").fetchall()
    return (
        facts.totals(measures, SPAN), table,
        cohort_months(facts, date(2026, 3, 31)),
    )  # fmt: skip


def keys(store: Store) -> list[bytes]:
    return [key for (key,) in store.sql.execute("SELECT key FROM customer ORDER BY id")]


def of(store: Store, identity: str) -> bytes:
    found = read_key(store.path.parent / "pseudonyms.key")
    assert found is not None
    return found.of(identity)


def forget(store: Store, identity: str, **more: Any) -> Any:
    found = known_pseudonyms(store, store.path.parent / "pseudonyms.key")
    assert found is not None
    return erase(store, found, identity, **more)


def test_figures_stay_when_a_customer_is_erased_and_the_pseudonym_is_gone(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        before, ada = told(store), of(store, ADA)
        done = forget(store, "  ADA@example.org ")
        assert (done.customers, done.rows["sale"], done.rows["refund"]) == (1, 2, 1)
        assert done.complete
        assert told(store) == before
        assert ada not in keys(store)
        assert forget(store, ADA).customers == 0


def test_no_byte_of_the_pseudonym_is_left_in_the_files(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        store.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ada, bob = of(store, ADA), of(store, BOB)
        assert ada in store.path.read_bytes()
        forget(store, ADA)
        held = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.suffix != ".key")
        assert ada not in held
        assert bob in held


def test_the_same_export_does_not_bring_the_erased_back(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        forget(store, ADA)
        before, known = told(store), keys(store)
        assert sums(give(store, orders())) == (4, 0, 0, 4, 0, 0)
        assert (told(store), keys(store)) == (before, known)
        # Restated, an order stays nobody's.
        first, *rest = orders()
        receipt = give(store, [replace(first, paid=5 * EURO), *rest])
        assert sums(receipt) == (4, 0, 1, 3, 0, 0)
        assert keys(store) == known
        assert store.sql.execute("SELECT COUNT(DISTINCT customer) FROM sale").fetchone() == (3,)


def test_who_buys_again_is_known_again_and_new(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        forget(store, ADA)
        give(store, [*orders(), order("5", 30, customer=ADA)])
        assert of(store, ADA) in keys(store)
        assert Facts(store).totals(["buyers"], SPAN) == {
            "buyers": 3
        }  # as nobody, as herself, and Bob


def test_answers_of_the_erased_stay_nobodys(tmp_path: Path) -> None:
    def answer() -> Fact:
        values = {"day": MARCH, "ref": "a1", "kind": 1, "scale": "0-10", "score": 9, "verdict": 1}
        return Fact("answer", {**values, "customer": ADA})

    with a_shop(tmp_path) as store:
        give(store, [answer()], subjects=None)
        assert forget(store, ADA).rows["answer"] == 1
        known = keys(store)
        assert sums(give(store, [answer()])) == (1, 0, 0, 1, 0, 0)
        assert keys(store) == known


def test_a_customer_number_is_erased_within_its_source(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, [order("1", customer="17850")])
        assert forget(store, "17850").customers == 0
        assert forget(store, "17850", source="elsewhere").customers == 0
        assert forget(store, "17850", source="told").customers == 1


def test_purge_forgets_by_the_last_contact_and_nothing_else(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        before = told(store)
        assert purge(store, MARCH + 9, trial=True).customers == 0
        assert purge(store, MARCH + 10, trial=True).customers == 1
        assert of(store, ADA) in keys(store)
        assert purge(store, MARCH + 10).customers == 1
        assert of(store, ADA) not in keys(store)
        assert of(store, BOB) in keys(store)
        assert purge(store, MARCH + 10).customers == 0
        assert told(store) == before
        assert purge(store, MARCH + 21).customers == 1
        assert told(store) == before


def test_a_store_that_cannot_be_written_to_forgets_nobody_and_says_so(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        path = store.path
    with connect(path, write=False) as store:
        assert purge(store, MARCH + 10, trial=True).customers == 1
        with pytest.raises(StoreError, match="read-only"):
            purge(store, MARCH + 10)
        with pytest.raises(StoreError, match="reading only"):
            forget(store, ADA)


def test_visitors_of_the_log_are_purged_and_stay_as_many(tmp_path: Path) -> None:
    def visit(day: int, visitor: int) -> Fact:
        return Fact("visit", {"day": MARCH + day, "visitor": visitor, "pages": 2})

    with a_shop(tmp_path) as store:
        give(
            store,
            [visit(0, 71), visit(3, 71), visit(3, 72), visit(0, 73), visit(20, 73)],
            subjects=frozenset({"visits"}),
        )
        assert purge(store, MARCH + 10, trial=True).visitors == 2
        assert purge(store, MARCH + 10).visitors == 2
        assert purge(store, MARCH + 10).visitors == 0
        numbers = [v for (v,) in store.sql.execute("SELECT visitor FROM visit ORDER BY day, doc")]
        assert numbers.count(73) == 2
        assert not {71, 72} & set(numbers)
        first, _, again, *_ = numbers
        assert first == again < 0
        assert len(set(numbers)) == 3
        assert Facts(store).totals(["visitors"], SPAN) == {"visitors": 3}


def test_many_are_forgotten_in_short_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.forgetting._BATCH", 7)
    with a_shop(tmp_path) as store:
        give(store, [order(str(n), customer=f"c{n}@example.org") for n in range(50)])
        assert purge(store, MARCH + 1).customers == 50
        assert len(set(keys(store))) == 50
        assert store.sql.execute("SELECT SUM(anonymous) FROM customer").fetchone() == (50,)


def test_an_open_reader_keeps_old_pages_and_that_is_said(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        with connect(store.path) as other, other.reading() as connection:
            connection.execute("SELECT COUNT(*) FROM customer").fetchone()
            assert not forget(store, ADA).complete
        assert purge(store, 0).complete


def test_a_backup_still_knows_and_copies_beside_the_store_are_named(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        copy = tmp_path / "shop.db.before-restore-1"
        snapshot(store, copy)
        assert copies_beside(store.path) == ("shop.db.before-restore-1",)
        assert forget(store, ADA).copies == ("shop.db.before-restore-1",)
        assert of(store, ADA) in copy.read_bytes()


def test_a_thousand_addresses_are_nowhere(tmp_path: Path) -> None:
    """Not in the store, its log, a backup, or what the commands print."""
    people = [f"person.{n:04d}.seed@example.org" for n in range(1000)]
    with a_shop(tmp_path) as store:
        give(store, [order(str(n), n % 30, customer=one) for n, one in enumerate(people)])
        held = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.suffix != ".csv")
        snapshot(store, tmp_path / "backup.db")
        forget(store, people[3])
        purge(store, MARCH + 10)
        held += b"".join(one.read_bytes() for one in tmp_path.iterdir())
    lower = held.lower()
    assert b".seed@" not in lower
    assert not [one for one in people if one.encode() in lower]
    assert not [one for one in people if one.encode("utf-16-le") in lower]


# -- the commands ------------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with closing(a_shop(tmp_path)) as store:
        give(store, orders())
        path = store.path
    monkeypatch.setattr("tui.paths.key_path", lambda: tmp_path / "pseudonyms.key")
    return path


def run(
    shop: Path, *words: str, capsys: pytest.CaptureFixture[str], lang: str = "en"
) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["--db", str(shop), "--as-of", "2029-03-20", "--lang", lang, *words])
    out, err = capsys.readouterr()
    return code, out.replace("\u202f", " "), err


def test_erase_from_standard_input(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADA}\n"))
    code, out, err = run(shop, "erase", "-", capsys=capsys)
    assert (code, err) == (0, "")
    assert "This customer is forgotten." in out
    assert "2 orders, 1 refund" in out
    assert "Backups you made know them still" in out
    assert ADA not in out


def test_erase_by_argument_warns_and_never_repeats_the_address(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(shop, "erase", BOB, capsys=capsys)
    assert code == 0
    assert "others of this machine" in err
    assert BOB not in out + err
    code, out, err = run(shop, "erase", BOB, capsys=capsys)
    assert code == 1
    assert "Nobody is known by this address." in out
    assert "others of this machine" in err


def test_erase_wants_an_address(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = run(shop, "erase", "ada", capsys=capsys)
    assert code == 1
    assert "not an e-mail address" in err


def test_purge_speaks_and_tries(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Three years before 20 March 2029: Ada was last heard of on 10 March 2026, Bob on the 21st.
    _code, out, _err = run(shop, "purge", "--dry-run", "--json", capsys=capsys)
    assert json.loads(out) == {
        "before": "2026-03-20", "customers": 1, "visitors": 0, "dry_run": True, "complete": True,
        "copies": [],
    }  # fmt: skip
    _code, out, _err = run(shop, "purge", capsys=capsys)
    assert "1 customer not heard of since Mar 20, 2026 is forgotten." in out
    _code, out, _err = run(shop, "purge", "--older-than", "30d", capsys=capsys)
    assert "1 customer" in out
    code, _out, err = run(shop, "purge", "--older-than", "soon", capsys=capsys)
    assert code == 2
    assert "not a stretch of time" in err


def test_an_age_ends_on_a_day_of_the_calendar() -> None:
    today = date(2028, 2, 29)
    assert day_before(today, "3y") == date(2025, 2, 28)
    assert day_before(today, "36 mois") == date(2025, 2, 28)
    assert day_before(today, "3 ans") == date(2025, 2, 28)
    assert day_before(today, "1m") == date(2028, 1, 29)
    assert day_before(today, "90 d") == date(2027, 12, 1)
    assert day_before(today, "9999y") == date.min


def test_nothing_is_forgotten_while_an_import_runs(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        give(store, orders())
        with only_import(store.path, "orders.csv"), pytest.raises(StoreError):
            forget(store, ADA)
        assert of(store, ADA) in keys(store)
