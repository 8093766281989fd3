"""The disk refuses a write in the middle of an import: one line, nothing lost, and it goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from tests.conftest import PROJECT
from tests.needs import needs_strace, quick
from tests.test_killed_import import check_tidy, figures, take, write_export

if TYPE_CHECKING:
    from pathlib import Path

_CALLS = "pwrite64,fdatasync,fsync,ftruncate,unlink"
_TOLD = 3
_IMPORT = """
import sys
from pathlib import Path
from store.database import connect
from store.errors import StoreError
from store.importers.order_lines import IMPORTER
from store.ingest.run import Request, run_import
folder = Path(sys.argv[1])
try:
    with connect(folder / "shop.db") as store:
        asked = Request(now=1_790_000_000, key=folder / "key", known={IMPORTER.name: IMPORTER})
        run_import(store, [folder / "new.csv"], asked)
except StoreError:
    sys.exit(3)
"""


def import_under_strace(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["strace", *quick(*options), "--quiet=all", "-e", f"trace={_CALLS}", *options,
         sys.executable, "-c", _IMPORT, str(folder)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC", "error=EIO"])
def test_any_write_of_an_import_may_fail(tmp_path: Path, fault: str) -> None:
    needs_strace()
    shop, fresh, log = tmp_path / "shop.db", tmp_path / "fresh.db", tmp_path / "log"
    write_export(tmp_path / "old.csv", 600, 60, 10)
    write_export(tmp_path / "new.csv", 600, 60, 12, offset=300)
    with create(shop, currency="GBP", timezone="Europe/London") as store:
        take(store, tmp_path / "old.csv")
        before = figures(store)
        store.sql.execute("VACUUM INTO ?", (str(fresh),))
    assert import_under_strace(tmp_path, "-o", str(log)).returncode == 0
    with connect(shop) as store:
        after = figures(store)
    lines = log.read_text().splitlines()
    made = Counter(line.split(None, 1)[1].partition("(")[0] for line in lines)
    for call, times in made.items():
        for number in range(1, times + 1, max(1, times // 8)):
            for end in ("", "-wal", "-shm", "-import"):
                shop.with_name(shop.name + end).unlink(missing_ok=True)
            shutil.copyfile(fresh, shop)
            # A full disk stays full; a kill happens once.
            when = f"{number}" if "KILL" in fault else f"{number}+"
            done = import_under_strace(tmp_path, "-e", f"inject={call}:{fault}:when={when}")
            assert done.returncode in (0, _TOLD, -9), done.stderr
            assert ("KILL" in fault) == (done.returncode == -9), (call, number)
            with connect(shop) as store:
                assert figures(store) in (before, after), (call, number)
                take(store, tmp_path / "new.csv")
                assert figures(store) == after, (call, number)
                check_tidy(store)
