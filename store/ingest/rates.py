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


MOST_AT_ONCE = 20_000
"""Rates of one write transaction: short enough that nobody's edit waits."""

Key = tuple[str, int]
"""A currency and a day."""


class RateStage:
    """Collects the rates of one file; a rate given twice is the last one."""

    def __init__(self) -> None:
        self._given: dict[Key, int] = {}
        self._rows: list[tuple[int, list[Key]]] = []

    def add(self, rate: ExchangeRate) -> None:
        key = (rate.currency, rate.day)
        self._given[key] = rate.rate
        if rate.rows or not self._rows:
            self._rows.append((rate.rows, [key]))
        else:  # one more of the row before
            self._rows[-1][1].append(key)

    def settle(self, connection: sqlite3.Connection, tally: Tally) -> list[tuple[str, int, int]]:
        """Return the rates to write, and count what becomes of the file's rows.

        A row that has a rate for a new day or currency is stored, one that changes some is updated.
        """
        changed: list[tuple[str, int, int]] = []
        new: set[Key] = set()
        restated: set[Key] = set()
        for (currency, day), rate in self._given.items():
            known = connection.execute(
                "SELECT rate FROM exchange_rate WHERE currency = ? AND day = ?", (currency, day)
            ).fetchone()
            if known is None:
                new.add((currency, day))
            elif known[0] != rate:
                restated.add((currency, day))
            else:
                continue
            changed.append((currency, day, rate))
        for rows, keys in self._rows:
            if not new.isdisjoint(keys):
                tally.stored += rows
            elif not restated.isdisjoint(keys):
                tally.updated += rows
            else:
                tally.unchanged += rows
        return changed


def write_most(store: Store, rates: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Write all rates but as many as the publishing transaction can, in short ones; return those.

    The European Central Bank has given 280,000. Until orders are imported no figure is made of
    them, so nobody sees whether a killed import wrote some: the next one writes the others.
    """
    while len(rates) > MOST_AT_ONCE:
        with store.writing() as connection:
            write_rates(connection, rates[:MOST_AT_ONCE])
        rates = rates[MOST_AT_ONCE:]
        store.keep_log_short()
    return rates


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
