"""A log that has grown, was renamed, packed or put together with others is never counted twice."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.errors import ImportFileError
from store.ingest.folder import plan
from store.ingest.request import Request
from tests.weblog import NOW, PHONE, Ledger, LogShop, hit, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUIET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
PAGES = ("/", "/12-robe.html", "/panier", "/commande", "/confirmation-commande", "/x.css")
LOG = [
    hit(f"{n // 12:02}:{n % 12 * 5:02}:{n % 7:02}", PAGES[n % 5 - (n % 11 == 0)],
        ip=f"192.0.2.{n % 9}", by=PHONE if n % 4 == 0 else "Mozilla/5.0 (X11; Linux) Firefox/1",
        status=500 if n % 37 == 0 else 200)
    for n in range(288)
]  # fmt: skip
WHOLE = text(LOG)
EVERYTHING = """
    SELECT (SELECT COUNT(*) FROM visit), (SELECT SUM(pages) FROM visit),
        (SELECT SUM(steps) FROM visit), (SELECT SUM(known) FROM visit),
        (SELECT COUNT(DISTINCT visitor) FROM visit), (SELECT SUM(step) FROM cart),
        (SELECT COUNT(*) FROM cart), (SELECT SUM(views) FROM page),
        (SELECT SUM(entries) FROM page), (SELECT SUM(exits) FROM page),
        (SELECT SUM(failures) FROM page), (SELECT SUM(requests) FROM answered),
        (SELECT SUM(bytes) FROM answered)
"""
PATHS = """
    SELECT a.name, b.name, SUM(s.times) FROM page_step s JOIN member a ON a.id = s.page
    JOIN member b ON b.id = s.next_page GROUP BY 1, 2 HAVING SUM(s.times) <> 0 ORDER BY 1, 2
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LogShop]:
    made = LogShop(tmp_path)
    yield made
    made.close()


@cache
def told_in_one_go(folder: Path) -> tuple[object, ...]:
    ledger = Ledger(folder)
    assert ledger.give(WHOLE) == 0
    return ledger.told


def test_the_same_log_again_stores_nothing(shop: LogShop) -> None:
    shop.give(WHOLE)
    before = shop.ask(EVERYTHING)
    for name in ("access.log", "access.log.1", "access.log.2.gz"):
        receipt = shop.give(WHOLE, name)
        assert (receipt.read, receipt.unchanged) == (288, 288)
    assert shop.ask(EVERYTHING) == before


@QUIET
@example(cuts=[70])
@given(cuts=st.lists(st.integers(1, len(WHOLE) - 1), max_size=4).map(sorted))
def test_a_log_read_while_it_grows_is_read_as_in_one_go(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("grows"))
    for n, cut in enumerate([*cuts, len(WHOLE)]):
        # Cut anywhere, in the middle of a line too; renamed and packed meanwhile.
        part = WHOLE[:cut]
        # The beginning of a first line is no log yet.
        with nullcontext() if b"\n" in part else suppress(ImportFileError):
            ledger.give(part, f"access.log.{n}" + ".gz" * (n % 2))
    assert ledger.told == told_in_one_go(tmp_path_factory.getbasetemp())


@QUIET
@given(cuts=st.lists(st.integers(1, 287), min_size=1, max_size=4, unique=True).map(sorted))
def test_a_rotated_log_is_read_as_one(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("rotated"))
    for begin, end in zip([0, *cuts], [*cuts, len(LOG)], strict=True):
        ledger.give(text(LOG[begin:end]), f"access.log.{begin}")
    assert ledger.told == told_in_one_go(tmp_path_factory.getbasetemp())
    # And once more, put together in one file.
    ledger.give(WHOLE, "all.log")
    assert ledger.unchanged == 288
    assert ledger.told == told_in_one_go(tmp_path_factory.getbasetemp())


def test_the_parts_of_a_rotated_log_are_imported_in_the_order_of_time(shop: LogShop) -> None:
    names = ["access.log", "access.log.1", "access.log.2.gz", "access.log.10"]
    for name, part in zip(names, (LOG[200:], LOG[100:200], LOG[50:100], LOG[:50]), strict=True):
        shop.give(part, name, dry_run=True)
    found = plan(shop.store, [shop.folder / name for name in names], Request(now=NOW))
    assert [one.path.name for one in found.files] == names[::-1]


def test_a_visit_over_the_end_of_the_log_goes_on(shop: LogShop) -> None:
    shop.give([hit("10:00", "/a"), hit("10:05", "/panier")], "access.log.1")
    assert shop.ask("SELECT pages, steps FROM visit") == [(2, 2)]
    receipt = shop.give([hit("10:20", "/commande"), hit("11:00", "/a")])
    assert (receipt.updated, receipt.stored) == (1, 1)
    assert shop.ask("SELECT pages, steps, known FROM visit ORDER BY at") == [(3, 6, 0), (1, 0, 1)]
    assert shop.ask("SELECT step FROM cart") == [(1,)]
    assert shop.ask(PATHS) == [
        ("", "/a", 2), ("/a", "", 1), ("/a", "/panier", 1), ("/commande", "", 1),
        ("/panier", "/commande", 1),
    ]  # fmt: skip


def test_a_part_of_a_log_that_was_read_is_refused(shop: LogShop) -> None:
    busy = [hit(f"{hour:02}:{minute:02}:{second:02}", f"/p{minute}", ip=f"192.0.2.{minute}")
            for hour in range(4) for minute in range(0, 60, 2)
            for second in range(hour + 1)]  # fmt: skip
    shop.give(busy)
    before = shop.ask(EVERYTHING)
    receipt = shop.give(busy[30:], "copy.log")
    assert "hours that were read from another log" in str(receipt.error)
    assert shop.ask(EVERYTHING) == before


def test_the_log_of_a_second_server_adds_up(shop: LogShop) -> None:
    shop.give([hit(f"10:{n:02}", ip="192.0.2.1") for n in range(60)], "www1.log")
    other = [hit(f"10:{n:02}", ip="192.0.2.2", size=7) for n in range(60)]
    receipt = shop.give(other, "www2.log")
    assert receipt.error is None
    assert shop.total("visits", "requests", "minutes_checked") == (2, 120, 60)


def test_a_last_line_in_the_writing_is_read_when_it_is_whole(shop: LogShop) -> None:
    whole = text([hit("10:00"), hit("10:01")])
    first = shop.give(whole[:-20])
    assert (first.read, first.stored, first.rejected) == (2, 1, 1)
    again = shop.give(whole)
    assert (again.unchanged, again.updated, again.rejected) == (1, 1, 0)
    assert shop.total("page_views") == 2


def test_a_last_line_without_an_end_is_read_once(shop: LogShop) -> None:
    whole = text([hit("10:00"), hit("10:01")])
    assert shop.give(whole[:-1]).stored == 2
    assert shop.give(whole).unchanged == 2
    assert shop.give(whole + text([hit("10:02")])).updated == 1
    assert shop.total("page_views") == 3


def test_a_dry_run_keeps_no_place(shop: LogShop) -> None:
    assert shop.give(WHOLE, dry_run=True).read == 288
    assert shop.give(WHOLE).unchanged == 0


def test_a_log_that_begins_alike_and_goes_on_otherwise_is_another(shop: LogShop) -> None:
    shop.give(LOG[:100])
    other = [hit("00:00:00", "/z", ip="192.0.2.200", day="2026-11-05") for _ in range(50)]
    receipt = shop.give(LOG[:20] + other, "other.log")
    assert receipt.unchanged == 0
