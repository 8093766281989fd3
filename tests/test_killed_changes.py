"""A power cut while a source is taken out, chosen, read again or forgotten: all old or all new."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from store.facts import Facts
from store.ingest.run import Request, run_import
from tests.conftest import PROJECT
from tests.test_killed_import import NOW, YEAR, check_tidy, take, write_export

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store

POINTS = 2
_PROGRAM = """
import os, signal, sys
from pathlib import Path
from store.database import connect
from store.errors import OwnerError
from store.forgetting import purge
from store.ingest.choosing import choose_feed
from store.ingest.removal import remove_source
from store.ingest.run import Request, run_import
folder, last, what, *names = Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
now = 1_790_000_000
steps = 0
def step(_statement):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)
with connect(folder / "shop.db") as store:
    store.sql.set_trace_callback(step)
    if what == "import":
        (receipt,) = run_import(store, [folder / names[0]], Request(now=now, key=folder / "key"))
        assert receipt.error is None, receipt.error
    elif what == "remove":
        try:
            remove_source(store, names[0], now)
        except OwnerError:
            pass  # it is out already
    elif what == "use":
        choose_feed(store, "payments", names)
    else:
        purge(store, now // 86_400)
print(steps)
"""


def write_payments(path: Path, id: str, amount: str, rows: int = 400) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency",
             "Converted Amount", "Converted Currency", "Fee", "Status"]
        )  # fmt: skip
        writer.writerows(
            [f"{id}_{n}", f"2026-01-{1 + n % 28:02} 10:00:00", amount, "0.00", "gbp", amount, "gbp",
             "0.40", "Paid"]
            for n in range(rows)
        )  # fmt: skip


def figures(store: Store) -> tuple[object, ...]:
    facts = Facts(store)
    known = "SELECT COUNT(*) FROM customer WHERE anonymous = 0"
    return (
        facts.totals(["orders", "goods_sold", "refunds", "paid_amount", "buyers"], YEAR),
        facts.by_member(["paid_amount"], "source", YEAR),
        facts.coverage("paid_amount"),
        facts.coverage("orders"),
        store.sql.execute(known).fetchone(),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with orders and payments of two services, of which one counts."""
    folder = tmp_path_factory.mktemp("made")
    write_export(folder / "orders.csv", 300, 60, 10)
    write_payments(folder / "a.csv", "ch", "20.00")
    write_payments(folder / "b.csv", "py", "30.00")
    write_payments(folder / "again.csv", "ch", "21.00")
    with create(folder / "shop.db", currency="GBP", timezone="Europe/London") as store:
        take(store, folder / "orders.csv")
        for file, source in (("a.csv", "stripe"), ("b.csv", "other")):
            request = Request(now=NOW, key=folder / "key", source=source)
            (receipt,) = run_import(store, [folder / file], request)
            assert receipt.error is None
    return folder


def run_killed(folder: Path, step: int, *what: str) -> int | None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(folder), str(step), *what],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode == -9:
        return None
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize(
    "what",
    [("import", "again.csv"), ("remove", "stripe"), ("use", "other"), ("purge",)],
    ids=lambda what: what[0],
)
def test_a_killed_change_of_sources_shows_the_old_or_the_new_and_the_next_one_works(
    made: Path, tmp_path: Path, what: tuple[str, ...]
) -> None:
    folder = tmp_path / "shop"

    def fresh() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, folder)

    with connect(made / "shop.db") as store:
        before = figures(store)
    fresh()
    steps = run_killed(folder, -1, *what)
    assert steps
    with connect(folder / "shop.db") as store:
        after = figures(store)
        check_tidy(store)
    assert before != after
    for step in (*(steps * n // (POINTS + 1) for n in range(1, POINTS + 1)), steps - 1):
        fresh()
        assert run_killed(folder, step, *what) is None
        with connect(folder / "shop.db") as store:
            assert figures(store) in (before, after), step
        run_killed(folder, -1, *what)
        with connect(folder / "shop.db") as store:
            assert figures(store) == after, step
            check_tidy(store)
