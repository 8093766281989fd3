"""Importing small files of traffic into a shop, at noon of 21 November 2026."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from store.daily import ensure_current
from store.database import create
from store.ingest.run import Request, run_import

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.ingest.receipt import Receipt

NOON = int(datetime.combine(date(2026, 11, 21), time(12), ZoneInfo("Europe/Paris")).timestamp())


@contextmanager
def founded(folder: Path) -> Iterator[Store]:
    """Give a new shop in Paris."""
    path = folder / "shop.db"
    with closing(create(path, currency="EUR", timezone="Europe/Paris", country="FR")) as store:
        ensure_current(store)
        yield store


def bring(store: Store, *paths: Path, **said: Any) -> list[Receipt]:
    """Import files; whatever becomes of them, their receipts add up."""
    request = Request(now=NOON, key=store.path.with_name("key"), **said)
    receipts = run_import(store, list(paths), request)
    for receipt in receipts:
        parts = (receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded,
                 receipt.rejected)  # fmt: skip
        assert receipt.read == sum(parts)
    return receipts


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path
