"""An older export imported after a newer one: what it tells counts, and the receipt says so."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from store.ingest.run import Request, run_import
from store.records import Product
from tests.import_shop import NOW, Told, a_shop, order, visits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.importers.protocol import Record

MORNING, NOON = NOW - 20_000, NOW - 10_000


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with closing(a_shop(tmp_path)) as store:
        yield store


def give(store: Store, file: str, written: int, *records: Record) -> list[str]:
    """Import a file written at that moment; return what the receipt warns of."""
    path = store.path.parent / file
    path.write_text("told\n1\n")
    os.utime(path, (written, written))
    request = Request(
        now=NOW, key=path.with_name("key"), source="web", known={"told": Told(list(records))}
    )
    (receipt,) = run_import(store, [path], request)
    assert receipt.error is None
    return [str(one) for one in receipt.warnings]


def test_an_older_export_says_which_newer_one_it_took_the_place_of(shop: Store) -> None:
    assert give(shop, "noon.csv", NOON, order("1", euros=10), order("2"), order("3")) == []
    (told,) = give(shop, "morning.csv", MORNING, order("1", euros=12), order("2"))
    assert told == (
        "1 entry was known from a newer file, noon.csv, and is as this older one tells it now."
        " Was that a mistake? Then import noon.csv again."
    )
    assert give(shop, "noon.csv", NOON, order("1", euros=10)) == []


def test_days_of_an_older_export_are_told_too(shop: Store) -> None:
    give(shop, "noon.csv", NOON, visits(0, 40), visits(1, 50))
    (told,) = give(shop, "morning.csv", MORNING, visits(0, 40), visits(1, 30))
    assert told.startswith("1 entry")


@pytest.mark.parametrize("written", [MORNING, NOON - 30, NOON])
def test_a_newer_export_and_the_files_of_one_download_need_no_word(
    shop: Store, written: int
) -> None:
    give(shop, "first.csv", written, order("1", euros=10), visits(0, 40))
    assert give(shop, "second.csv", NOON, order("1", euros=12), visits(0, 41)) == []
    assert give(shop, "third.csv", NOON - 30, order("1", euros=13), visits(0, 42)) == []


def test_an_older_catalogue_gives_its_costs_to_newer_orders_without_a_word(shop: Store) -> None:
    give(shop, "noon.csv", NOON, order("1"))
    told = give(shop, "products.csv", MORNING, Product("sku-1", cost=20_000))
    assert len(told) == 1
    assert "older" not in told[0]
