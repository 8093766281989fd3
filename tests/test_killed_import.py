"""A power cut in the middle of an import: the figures are the old ones or the new ones, whole."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from store.errors import StoreError
from store.facts import Facts
from store.importers.order_lines import IMPORTER
from store.ingest.run import Request, run_import
from store.spans import Span
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store

NOW = 1_790_000_000
YEAR = Span(date(2026, 1, 1), date(2027, 1, 1))
HEADER = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
)  # fmt: skip
_IMPORTS = """
import os, signal, sys, traceback
from pathlib import Path
from store.database import connect
from store.importers.order_lines import IMPORTER
from store.ingest import apart
from store.ingest.run import Request, run_import

def steps_of(folder, last, where):
    apart.WORTHWHILE = 0 if where == "apart" else 1 << 40
    steps = 0
    def step(_statement):
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
    with connect(folder / "shop.db") as store:
        store.sql.set_trace_callback(step)
        asked = Request(now=1_790_000_000, key=folder / "key", known={IMPORTER.name: IMPORTER})
        (receipt,) = run_import(store, [folder / "new.csv"], asked)
        assert receipt.error is None, receipt.error
    return steps

for asked in sys.stdin:
    folder, last, where = asked.split("\\t")
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(saying, b"%d" % steps_of(Path(folder), int(last), where.strip()))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(saying)
    # Until every holder of the pipe is gone: no reading process is left behind either.
    with os.fdopen(said) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), told or 0, flush=True)
"""


class Imports:
    """A program that imports ``new.csv`` again and again, each time in a process of its own."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._program = subprocess.Popen(
            [sys.executable, "-c", _IMPORTS], cwd=PROJECT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> Imports:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate(timeout=60)

    def run(self, folder: Path, step: int) -> int | None:
        """Import, killed at the step'th statement; return the steps when it survived."""
        assert self._program.stdin and self._program.stdout
        self._program.stdin.write(f"{folder}\t{step}\t{self._where}\n")
        self._program.stdin.flush()
        code, steps = map(int, self._program.stdout.readline().split())
        if code == -9:
            return None
        assert code == 0
        return steps


def write_export(path: Path, orders: int, days: int, price: int, *, offset: int = 0) -> None:
    """Write an export of orders of three lines and a cancellation, over ``days`` days."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(offset, offset + orders):
            day = date(2026, 1, 1) + timedelta(days=number % days)
            for line in range(3):
                writer.writerow(
                    [f"{number:06}", f"sku{number % 50}-{line}", f"Thing {number % 50}", 1 + line,
                     f"{day} 10:00:00", f"{price}.50", f"{number % 300}", "France"]
                )  # fmt: skip
            if number % 7 == 0:
                writer.writerow(
                    [f"C{number:06}", f"sku{number % 50}-0", "Thing", -1, f"{day} 11:00:00",
                     f"{price}.50", f"{number % 300}", "France"]
                )  # fmt: skip


def take(store: Store, path: Path) -> None:
    asked = Request(now=NOW, key=path.parent / "key", known={IMPORTER.name: IMPORTER})
    (receipt,) = run_import(store, [path], asked)
    assert receipt.error is None, receipt.error


def figures(store: Store) -> dict[str, int]:
    """Return figures from the daily facts, the recency matrix and the rows themselves."""
    facts = Facts(store)
    found = facts.totals(["orders", "goods_sold", "units", "refunds", "buyers"], YEAR)
    assert facts.by_member(["orders"], "country", YEAR)["France"]["orders"] == found["orders"]
    assert facts.rows("orders", YEAR).total == found["orders"]
    return dict(found)


def check_tidy(store: Store) -> None:
    one = store.sql.execute
    assert one("PRAGMA integrity_check").fetchone() == ("ok",)
    assert one("SELECT COUNT(*) FROM import WHERE state = 'pending'").fetchone() == (0,)
    assert one("SELECT COUNT(*) FROM replaced").fetchone() == (0,)
    for table in ("daily_sales", "recency", "buyer"):
        assert one(f"SELECT COUNT(DISTINCT generation) FROM {table}").fetchone() == (1,)
    for table in ("sale", "sale_line", "refund", "refund_line", "left_out"):
        known = "SELECT id FROM import"
        assert one(f"SELECT COUNT(*) FROM {table} WHERE import NOT IN ({known})").fetchone() == (0,)


def kill_everywhere(folder: Path, points: int, where: str, days: int) -> None:
    """Kill the import of a second export at ``points`` statements, and import it again after."""
    shop, fresh = folder / "shop.db", folder / "fresh.db"
    write_export(folder / "old.csv", 900, days, 10)
    write_export(folder / "new.csv", 900, days, 12, offset=450)
    with create(shop, currency="GBP", timezone="Europe/London") as store:
        take(store, folder / "old.csv")
        before = figures(store)
        store.sql.execute("VACUUM INTO ?", (str(fresh),))
    with Imports(where) as imports:
        _kill_everywhere(imports, folder, points, before, fresh)


def _kill_everywhere(
    imports: Imports, folder: Path, points: int, before: dict[str, int], fresh: Path
) -> None:
    shop = folder / "shop.db"
    steps = imports.run(folder, -1)
    assert steps
    with connect(shop) as store:
        after = figures(store)
        check_tidy(store)
    assert before != after
    stride = max(1, steps // points)
    seen = []
    for step in (*range(stride // 2 + 1, steps, stride), steps - 3, steps - 1):
        for end in ("", "-wal", "-shm"):
            shop.with_name(shop.name + end).unlink(missing_ok=True)
        shutil.copyfile(fresh, shop)
        assert imports.run(folder, step) is None
        with connect(shop) as store:
            seen.append(figures(store))
            take(store, folder / "new.csv")
            assert figures(store) == after, step
            check_tidy(store)
    # All old, then all new: nothing else, and never back.
    assert seen == [before] * seen.count(before) + [after] * seen.count(after)
    assert before in seen


def test_a_killed_import_shows_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    kill_everywhere(tmp_path, 8, "here", days=120)


def test_a_killed_small_import_shows_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    kill_everywhere(tmp_path, 4, "apart", days=20)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["here", "apart"])
@pytest.mark.parametrize("days", [20, 120])
def test_an_import_may_be_killed_at_any_statement(tmp_path: Path, where: str, days: int) -> None:
    kill_everywhere(tmp_path, 40, where, days)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """Make ``folder`` a disk of its own, of that size."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("kilobytes", [1_400, 1_800, 2_200, 2_600, 3_000])
def test_a_full_disk_stops_an_import_in_one_line_and_loses_nothing(
    tmp_path: Path, kilobytes: int
) -> None:
    disk = tmp_path / "disk"
    write_export(tmp_path / "old.csv", 100, 90, 10)
    write_export(tmp_path / "new.csv", 20_000, 90, 12)
    with small_disk(disk, kilobytes):
        create(disk / "shop.db", currency="GBP", timezone="Europe/London").close()
        with connect(disk / "shop.db") as store:
            take(store, tmp_path / "old.csv")
            before = figures(store)
            with pytest.raises(StoreError) as told:
                take(store, tmp_path / "new.csv")
            assert "full" in str(told.value.what)
        with connect(disk / "shop.db") as store:
            assert figures(store) == before
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        with connect(disk / "shop.db") as store:
            take(store, tmp_path / "new.csv")
            assert figures(store)["orders"] == 20_000
            check_tidy(store)
