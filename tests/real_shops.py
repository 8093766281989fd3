"""Real exports imported as an owner would, for tests against independently computed figures."""

from __future__ import annotations

import fcntl
import json
import lzma
import shutil
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from store.database import connect, create
from store.facts import Facts
from store.ingest.run import Request, run_import
from tests.desks import copied

if TYPE_CHECKING:
    from pathlib import Path


def online_retail(folder: Path, data: Path) -> Facts:
    """Return the facts of Online Retail: imported once a run, copied for everybody else."""
    shared = folder.parent.parent if folder.parent.name.startswith("popen-") else folder.parent
    place = shared / "online_retail_imported"
    place.mkdir(exist_ok=True)
    built = place / "shop.db"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one run share it
        if not built.exists():
            files = [data / "online_retail.csv.xz"]
            making = place / "making"
            making.mkdir()
            found = imported(
                making, files, currency="GBP", zone="Europe/London", mapping="online_retail"
            )
            found.store.close()
            (making / "shop.db").rename(built)
    return Facts(connect(copied(built, folder / "shop.db")))


def imported(folder: Path, files: list[Path], *, currency: str, zone: str, mapping: str) -> Facts:
    """Return the facts of a new store with these files in it; .xz files are unpacked first."""
    store = create(folder / "shop.db", currency=currency, timezone=zone)
    paths = []
    for file in files:
        path = folder / file.name.removesuffix(".xz")
        if file.suffix == ".xz":
            with lzma.open(file) as packed, path.open("wb") as out:
                shutil.copyfileobj(packed, out)
        else:
            shutil.copyfile(file, path)
        paths.append(path)
    request = Request(now=1_790_000_000, mapping=mapping, key=folder / "pseudonyms.key")
    for receipt in run_import(store, paths[:1], request):
        assert receipt.error is None, receipt.error
        assert receipt.stored
    return Facts(store)


def truth(folder: Path) -> dict[str, Any]:
    """Return the figures that others computed from the same data."""
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text())
    return found


def is_said(value: Fraction | None, figure: float) -> bool:
    """Whether an exact amount is the figure of truth.json, which has two decimals.

    An amount that lies in the middle of two cents (Superstore has four decimals) may be rounded
    either way: binary floats decided there.
    """
    return value is not None and abs(value - Fraction(str(figure))) <= Fraction(1, 200)
