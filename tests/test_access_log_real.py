"""The real log of a blog, four days of May 2015: our figures exactly, beside an independent count.

GoAccess 1.7 tells of the same file 10,000 requests, 2,747,282,740 bytes and 2,095 visitors;
AWStats 7.8 tells 9,999 records and one corrupted, 1,068 visits, 874 visitors and 1,727 pages. What
makes the differences is on the importer's page.
"""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.weblog import LogShop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from store.ingest.receipt import Receipt

pytestmark = pytest.mark.real_data
MAY = {"first": "2015-05-01", "last": "2015-05-31"}


@pytest.fixture(scope="module")
def log(real_data: Callable[[str], Path]) -> bytes:
    return gzip.decompress((real_data("apache_log") / "access.log.gz").read_bytes())


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, log: bytes
) -> Iterator[tuple[LogShop, Receipt]]:
    shop = LogShop(tmp_path_factory.mktemp("real"))
    yield shop, shop.give(log, "access.log.gz")
    shop.close()


def test_requests_statuses_and_bytes_are_exact(
    imported: tuple[LogShop, Receipt], log: bytes
) -> None:
    shop, receipt = imported
    requests: Counter[int] = Counter()
    size: Counter[int] = Counter()
    for line in log.decode("latin-1").splitlines():
        if line.count('"') != 6:
            continue  # the one line that is cut off
        status, sent = line.split('"')[2].split()
        requests[int(status)] += 1
        size[int(status)] += 0 if sent == "-" else int(sent)
    assert requests.total() == 9_999
    assert size.total() == 2_747_282_505
    told = shop.ask("SELECT status, SUM(requests), SUM(bytes) FROM answered WHERE status > 0"
                    " GROUP BY status")  # fmt: skip
    assert told == [(status, requests[status], size[status]) for status in sorted(requests)]
    assert (receipt.read, receipt.rejected) == (10_000, 1)
    assert [one.line for one in receipt.rejects] == [8_899]


def test_visits_pages_and_robots(imported: tuple[LogShop, Receipt]) -> None:
    shop, receipt = imported
    told = shop.total("visits", "visitors", "page_views", "bot_requests", **MAY)
    assert told == (1_081, 939, 1_570, 2_926)
    assert (receipt.stored, receipt.excluded) == (1_570, 8_429)
    assert shop.total("page_entries", "page_exits", "pages_viewed", **MAY) == (1_081, 1_081, 1_570)


def test_a_rotated_copy_gives_the_same(
    tmp_path: Path, imported: tuple[LogShop, Receipt], log: bytes
) -> None:
    shop = LogShop(tmp_path)
    lines = log.splitlines(keepends=True)
    for begin in range(0, 10_000, 2_500):
        shop.give(b"".join(lines[begin : begin + 2_500]), f"access.log.{begin}")
    names = ("visits", "visitors", "page_views", "returning_visits", "requests", "bytes_sent")
    assert shop.total(*names, **MAY) == imported[0].total(*names, **MAY)
    shop.close()
