"""Exchange rates on their way into the store: no figure is made of them, later imports use them."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from store.database import Store
    from store.ingest.receipt import Tally
    from store.records import ExchangeRate

_RATE_DAYS = 7
"""An exchange rate holds over weekends and holidays, not longer."""


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


def known_rates(store: Store) -> Callable[[str, int], int | None]:
    """Return a lookup of exchange rates: the day's, else the last one of the week before.

    All rates are read at once: the file may be read in a process that has no store.
    """
    known: dict[str, list[tuple[int, int]]] = {}
    with store.reading() as connection:
        for currency, day, value in connection.execute(
            "SELECT currency, day, rate FROM exchange_rate ORDER BY currency, day"
        ):
            known.setdefault(currency, []).append((day, value))

    def rate(currency: str, day: int) -> int | None:
        days = known.get(currency, [])
        place = bisect_right(days, day, key=itemgetter(0)) - 1
        return days[place][1] if place >= 0 and days[place][0] >= day - _RATE_DAYS else None

    return rate
