"""Importing small files in tests: what a receipt counted, what a reading found."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.ingest.run import Request, run_import
from store.records import Fact
from store.spans import to_number

if TYPE_CHECKING:
    from store.database import Store
    from store.importers.protocol import Record
    from store.ingest.receipt import Receipt

EXPORTS = Path(__file__).parent / "exports"
NOW = 1_795_300_000
"""22 November 2026."""


def facts(records: list[Record]) -> list[dict[str, Any]]:
    return [dict(one.values) for one in records if isinstance(one, Fact)]


def bring(store: Store, path: Path, **more: Any) -> Receipt:
    """Import one file."""
    request = Request(now=NOW, key=path.parent / "key", **more)
    (receipt,) = run_import(store, [path], request)
    return receipt


def counts(receipt: Receipt) -> tuple[int, ...]:
    """Return read, stored, updated, unchanged, excluded, rejected."""
    assert receipt.error is None, receipt.error
    return (
        receipt.read, receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded,
        receipt.rejected,
    )  # fmt: skip


def number(day: str) -> int:
    return to_number(date.fromisoformat(day))
