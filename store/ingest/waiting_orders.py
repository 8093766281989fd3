"""Orders that waited for an exchange rate, and have one now: their file is to be imported again.

They are stored in their own currency, and neither their refunds nor their payments are: only the
file can tell all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_, Message, counted
from store.records import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from store.database import Store

RATE_DAYS = 7
"""An exchange rate holds over weekends and holidays, not longer."""


def waiting_orders(store: Store, currencies: Collection[str]) -> Iterator[Message]:
    """Yield what to import again now that there are rates of these currencies, file by file."""
    if not currencies:
        return
    marks = ", ".join("?" * len(currencies))
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT i.file, i.source, s.currency, COUNT(*) FROM sale s"
            " JOIN import i ON i.id = s.import AND i.state = 'published'"
            f" WHERE s.status = {int(Status.NO_RATE)} AND s.currency IN ({marks})"
            " AND EXISTS (SELECT 1 FROM exchange_rate r WHERE r.currency = s.currency"
            f" AND r.day BETWEEN s.day - {RATE_DAYS} AND s.day)"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            sorted(currencies),
        ).fetchall()
    for file, source, currency, number in rows:
        values = {"n": number, "currency": currency, "file": file, "source": source}
        if file:
            yield counted(
                N_("{n} order in {currency} has a rate now: import {file} again, and it counts."),
                N_("{n} orders in {currency} have rates now: import {file} again, and they count."),
                "n",
                values,
            )
        else:
            yield counted(
                N_("{n} order in {currency} has a rate now: read {source} again, all of it."),
                N_("{n} orders in {currency} have rates now: read {source} again, all of it."),
                "n",
                values,
            )
