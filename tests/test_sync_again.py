"""The second sync: only what changed, nothing lost, and what the shop deleted is found."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from store.errors import OwnerError
from store.ingest.removal import remove_source
from store.ingest.request import Stopped
from store.sync import keys
from tests.prestashop_shop import ACCEPTED, AWAITING, CANCELED, PrestaShop, Sold
from tests.processes import running
from tests.sync_shop import NOW, Synced, sums, synced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.ingest.receipt import Progress
    from tests.mariadb import MariaServer

DAY = 86_400


def soap(units: int = 1) -> Sold:
    return Sold(1, units, Decimal(10), "R-1", Decimal(4))


@pytest.fixture
def shop(mariadb: MariaServer) -> PrestaShop:
    """A shop with fifty orders, one each second day up to 16 April."""
    made = PrestaShop(mariadb, "ps_again")
    made.product(1, "Soap", "10", cost="4")
    for number in range(1, 51):
        month, day = divmod(number * 2 - 1, 28)
        made.order(number, f"2026-{month + 1:02d}-{day + 1:02d} 10:00:00", [soap()],
                   customer=number % 7 + 1)  # fmt: skip
    for customer in range(1, 8):
        made.customer(customer, f"c{customer}@example.org", added="2026-01-01 10:00:00")
    made.save()
    return made


@pytest.fixture
def ours(shop: PrestaShop, tmp_path: Path) -> Iterator[Synced]:
    found = synced(shop, tmp_path)
    yield found
    found.store.close()


@pytest.fixture
def read_once(ours: Synced) -> Synced:
    ours.sync()
    assert ours.count("orders") == 50
    return ours


def test_only_what_changed_is_read_again(shop: PrestaShop, read_once: Synced) -> None:
    # The last two days: two orders, the product, and seven accounts that are all of one day.
    assert sums(read_once.sync()) == (10, 0, 0, 10, 0, 0)
    shop.change("orders", "id_order = 3", current_state=CANCELED, valid=0,
                date_upd="2026-04-19 10:00:00")  # fmt: skip
    shop.order(51, "2026-04-19 11:00:00", [soap(2)])
    shop.save()
    receipt = read_once.sync()
    assert sums(receipt)[:3] == (receipt.read, 1, 1)
    assert receipt.read == 12
    assert (read_once.count("orders"), read_once.count("units")) == (51, 52)
    assert read_once.euros("refunds") == 10, "it was paid before"


def test_an_order_with_old_dates_is_new_by_its_number(shop: PrestaShop, read_once: Synced) -> None:
    shop.order(60, "2025-12-24 10:00:00", [soap()], updated="2025-12-24 10:00:00")
    shop.save()
    assert sums(read_once.sync())[1] == 1
    assert read_once.count("orders", "2025-12-24") == 1


def test_a_slip_a_state_or_a_payment_brings_its_order_along_whatever_that_says(
    shop: PrestaShop, read_once: Synced
) -> None:
    shop.slip(1, 2, "2026-04-18 10:00:00", {2: (1, "10")})
    shop.change("orders", "id_order = 4", valid=0, current_state=CANCELED)
    shop.row("order_history", id_order=4, id_order_state=CANCELED, date_add="2026-04-18 11:00:00")
    shop.row("order_payment", order_reference="REF000005", id_currency=1, amount="3",
             payment_method="Cash", conversion_rate=1, date_add="2026-04-18 12:00:00")  # fmt: skip
    shop.save()
    assert sums(read_once.sync())[2] == 3
    assert read_once.euros("refunds", "2026-04-18") == 20
    assert read_once.euros("paid_amount", "2026-04-18") == 3


def test_a_change_that_left_no_trace_is_found_by_a_full_sync(
    shop: PrestaShop, read_once: Synced
) -> None:
    shop.change("orders", "id_order = 3", total_products="30")
    assert sums(read_once.sync())[2] == 0
    assert sums(read_once.sync(full=True))[2] == 1
    assert read_once.euros("goods_sold") == 520


def test_a_customer_with_a_new_address_keeps_all_orders(
    shop: PrestaShop, read_once: Synced
) -> None:
    before = read_once.count("buyers")
    shop.change("customer", "id_customer = 2", email="new@example.org",
                date_upd="2026-04-19 10:00:00")  # fmt: skip
    read_once.sync()
    assert read_once.count("buyers") == before


def test_deleted_orders_are_kept_as_cancelled_and_told_once(
    shop: PrestaShop, read_once: Synced
) -> None:
    shop.slip(1, 7, "2026-03-05 10:00:00", {7: (1, "10")})
    shop.save()
    read_once.sync()
    assert read_once.euros("refunds") == 10
    shop.server.run("DELETE FROM ps_orders WHERE id_order IN (7, 8)", database=shop.name)
    assert sums(read_once.sync())[2] == 0, "only a full sync looks at all of them"
    receipt = read_once.sync(full=True)
    assert receipt.updated == 2
    assert [str(one) for one in receipt.warnings] == [
        "2 orders are no longer in the shop's database: they are kept as cancelled."
    ]
    assert (read_once.count("orders"), read_once.euros("refunds")) == (48, 0)
    assert read_once.ask("SELECT ref FROM sale WHERE status = 2 ORDER BY 1") == [("7",), ("8",)]
    again = read_once.sync(full=True)
    assert (again.updated, again.warnings) == (0, ())


def test_an_order_that_comes_back_counts_again(shop: PrestaShop, read_once: Synced) -> None:
    shop.server.run("CREATE TABLE gone AS SELECT * FROM ps_orders WHERE id_order = 7",
                    "DELETE FROM ps_orders WHERE id_order = 7", database=shop.name)  # fmt: skip
    read_once.sync(full=True)
    shop.server.run("INSERT INTO ps_orders SELECT * FROM gone", "DROP TABLE gone",
                    database=shop.name)  # fmt: skip
    read_once.sync(full=True)
    assert read_once.count("orders") == 50


def test_a_paid_transfer_makes_its_cart_a_paid_one(shop: PrestaShop, ours: Synced) -> None:
    shop.cart(1, "2026-04-01 10:00:00", {1: 1})
    shop.order(51, "2026-04-01 10:00:00", [soap()], state=AWAITING, cart=1)
    shop.save()
    ours.sync()
    assert (ours.count("carts_converted"), ours.count("payments_started")) == (0, 1)
    shop.change("orders", "id_order = 51", current_state=ACCEPTED, valid=1,
                date_upd="2026-04-15 10:00:00")  # fmt: skip
    ours.sync()
    assert (ours.count("carts_converted"), ours.count("orders")) == (1, 51)


def test_a_row_from_the_future_does_not_hide_what_comes_after(
    shop: PrestaShop, ours: Synced
) -> None:
    shop.change("orders", "id_order = 50", date_upd="2099-01-01 00:00:00")
    ours.sync()
    shop.change("orders", "id_order = 3", total_products="30", date_upd="2026-04-20 13:00:00")
    ours.sync(now=NOW + DAY)
    assert ours.euros("goods_sold") == 520


def test_another_configuration_reads_everything_anew(shop: PrestaShop, read_once: Synced) -> None:
    assert read_once.sync(config={"timezone": "America/New_York"}).read > 50


def test_a_source_that_was_taken_out_is_read_from_its_beginning_again(
    shop: PrestaShop, read_once: Synced
) -> None:
    remove_source(read_once.store, "prestashop", NOW)
    assert read_once.count("orders") == 0
    read_once.sync()
    assert read_once.count("orders") == 50


def test_a_trial_stores_nothing_and_says_what_would_be(shop: PrestaShop, ours: Synced) -> None:
    receipt = ours.sync(dry_run=True)
    assert (receipt.dry_run, receipt.stored, receipt.import_id) == (True, receipt.read, None)
    for table in ("sale", "import", "customer", "source_state"):
        assert ours.ask(f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_a_server_that_restarts_underway_leaves_nothing_half_and_the_next_run_is_whole(
    mariadb: MariaServer, shop: PrestaShop, ours: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "CHUNK", 10)
    monkeypatch.setattr("store.sync.run._TELL_EVERY", 10)
    asked: list[Progress] = []

    def restart_once(progress: Progress) -> None:
        asked.append(progress)
        if len(asked) == 3:
            mariadb.restart()

    with pytest.raises(OwnerError, match="was lost while it was read"):
        ours.sync(progress=restart_once)
    assert 0 < asked[2].position < asked[2].size
    for table in ("sale", "sale_line", "import", "document", "source_state", "coverage"):
        assert ours.ask(f"SELECT COUNT(*) FROM {table}") == [(0,)], table
    receipt = ours.sync()
    assert (receipt.read, receipt.stored) == (receipt.read, receipt.read)
    assert (ours.count("orders"), ours.euros("goods_sold")) == (50, 500)


def test_an_owner_who_stops_it_finds_the_store_as_it_was(
    shop: PrestaShop, read_once: Synced
) -> None:
    shop.order(51, "2026-04-19 11:00:00", [soap()])
    shop.save()
    with pytest.raises(Stopped):
        read_once.sync(stop=lambda: True)
    assert read_once.count("orders") == 50
    read_once.sync()
    assert read_once.count("orders") == 51


SYNC_UNTIL_KILLED = """
from store.sync import keys, run
from store.sync.config import parse
keys.CHUNK, run._TELL_EVERY = 10, 10
config = parse((path.parent / "sources.toml").read_text(), "sources.toml", path.parent)
def show(progress):
    if progress.position >= 30:
        tell("half")
        wait()
request = run.SyncRequest(now=int(sys.argv[2]), key=path.parent / "customers.key", progress=show)
list(run.run_sync(connect(path, write=True), list(config.values()), request))
"""


def test_a_killed_sync_leaves_nothing_half_and_the_next_run_is_whole(
    shop: PrestaShop, ours: Synced, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text(shop.config())
    with running(SYNC_UNTIL_KILLED, ours.store.path, NOW) as program:
        assert program.hears() == "half"
        program.kill()
    assert ours.count("orders") == 0
    ours.sync()
    assert (ours.count("orders"), ours.euros("goods_sold")) == (50, 500)
    assert ours.ask("SELECT COUNT(*) FROM import") == [(1,)]


def test_customers_leave_no_trace_of_their_addresses_in_the_store(
    shop: PrestaShop, read_once: Synced, tmp_path: Path
) -> None:
    read_once.store.close()
    copied = shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-seen")
    for path in copied.iterdir():
        assert b"example.org" not in path.read_bytes(), path.name
    shutil.rmtree(copied)
