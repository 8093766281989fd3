"""A store beside a shop's database, and the words for syncing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from store.database import create
from store.facts import Facts
from store.money import MONEY_SCALE
from store.spans import Span
from store.sync.config import parse
from store.sync.run import SyncRequest, run_sync
from store.tallies import tallies

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store
    from store.ingest.receipt import Receipt
    from tests.table_rows import TableRows

NOW = int(datetime(2026, 4, 20, 12, tzinfo=UTC).timestamp())


@dataclass
class Synced:
    """A store of our own, filled from a shop's database."""

    shop: TableRows
    store: Store
    folder: Path

    def sync(self, *, now: int = NOW, config: dict[str, Any] | None = None, **more: Any) -> Receipt:
        """Read the database; a receipt with an error raises it."""
        sources = parse(self.shop.config(**(config or {})), "sources.toml", self.folder)
        request = SyncRequest(now=now, key=self.folder / "customers.key", **more)
        (receipt,) = run_sync(self.store, list(sources.values()), request)
        if receipt.error:
            raise receipt.error
        return receipt

    @property
    def facts(self) -> Facts:
        return Facts(self.store)

    def count(self, measure: str, days: str = "2026", **where: str) -> int:
        """Return a measure over days: ``2026-03-01``, ``2026-03-01..2026-03-31``, ``2026``."""
        return self.facts.totals([measure], span(days), tuple(where.items()))[measure]

    def euros(self, measure: str, days: str = "2026", **where: str) -> Any:
        """Return a measure of money over days."""
        return Decimal(self.count(measure, days, **where)) / MONEY_SCALE

    def members(self, measure: str, dimension: str, days: str = "2026") -> dict[str, int]:
        """Return the members of a dimension with their figures."""
        found = self.facts.by_member([measure], dimension, span(days))
        return {member: figures[measure] for member, figures in found.items()}

    def empty_carts(self, day: str) -> int:
        """Return how many carts of a day had nothing in them."""
        return tallies(self.facts, span(day), [("empty_carts", "rows")])["empty_carts", "rows"]

    def ask(self, sql: str) -> list[Any]:
        return self.store.sql.execute(sql).fetchall()


def span(days: str) -> Span:
    first, _, last = days.partition("..")
    if len(first) == 4:
        return Span.of(date(int(first), 1, 1), date(int(first), 12, 31))
    return Span.of(date.fromisoformat(first), date.fromisoformat(last or first))


def synced(
    shop: TableRows, folder: Path, *, currency: str = "EUR", timezone: str = "Europe/Paris"
) -> Synced:
    """Return a store for a shop; nothing is read yet."""
    store = create(folder / "shop.db", currency=currency, timezone=timezone, country="FR")
    return Synced(shop, store, folder)


def sums(receipt: Receipt) -> tuple[int, int, int, int, int, int]:
    """Return read, stored, updated, unchanged, excluded, rejected."""
    return (
        receipt.read, receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded,
        receipt.rejected,
    )  # fmt: skip
