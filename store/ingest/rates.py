"""Exchange rates on their way into the store: no figure is made of them, later imports use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from store.ingest.receipt import Tally
    from store.records import ExchangeRate


class RateStage:
    """Collects the rates of one file; a rate given twice is the last one."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int], int] = {}
        self._rows: dict[tuple[str, int], int] = {}

    def add(self, rate: ExchangeRate) -> None:
        key = (rate.currency, rate.day)
        self._given[key] = rate.rate
        self._rows[key] = self._rows.get(key, 0) + rate.rows

    def settle(self, connection: sqlite3.Connection, tally: Tally) -> list[tuple[str, int, int]]:
        """Return the rates to write, and count what becomes of the file's rows."""
        changed: list[tuple[str, int, int]] = []
        for (currency, day), rate in self._given.items():
            rows = self._rows[(currency, day)]
            known = connection.execute(
                "SELECT rate FROM exchange_rate WHERE currency = ? AND day = ?", (currency, day)
            ).fetchone()
            if known is None:
                tally.stored += rows
            elif known[0] == rate:
                tally.unchanged += rows
                continue
            else:
                tally.updated += rows
            changed.append((currency, day, rate))
        return changed


def write_rates(connection: sqlite3.Connection, rates: list[tuple[str, int, int]]) -> None:
    """Write rates, those of the same day anew; the caller holds the publishing transaction."""
    connection.executemany(
        "INSERT INTO exchange_rate (currency, day, rate) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET rate = excluded.rate",
        rates,
    )
