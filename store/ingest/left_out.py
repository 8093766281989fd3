"""Rows of a file that are not stored: counted, listed with their reasons, and summed up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from store.columns.numbers import TOO_LARGE
from store.ingest.receipt import LeftOutNotes
from store.messages import N_
from store.records import LeftOut
from store.spans import to_day

if TYPE_CHECKING:
    from store.ingest.outbox import Outbox
    from store.ingest.receipt import Tally

LEFT_OUT = ("import", "line", "n", "kind", "column_name", "reason", "detail")
LEFT_OUT_KEPT = 100_000
"""Left-out rows that are listed; beyond, they are only counted."""
NOT_YET = N_("{day} has not come yet.")


class LeftOutRows:
    """Takes the rows that one import leaves out."""

    def __init__(self, importing: int, tally: Tally, outbox: Outbox) -> None:
        self.notes = LeftOutNotes()
        self._importing = importing
        self._tally = tally
        self._outbox = outbox
        self._taken = 0

    @property
    def unlisted(self) -> int:
        """How many are counted but not listed."""
        return max(0, self._taken - LEFT_OUT_KEPT)

    def take(self, row: LeftOut) -> None:
        """Note a row that is not stored, and why."""
        if row.rejected:
            self._tally.rejected += row.rows
        else:
            self._tally.excluded += row.rows
        self.notes.note(row)
        self._taken += 1
        if self._taken <= LEFT_OUT_KEPT:
            kind = "rejected" if row.rejected else "excluded"
            detail = json.dumps(dict(row.values), ensure_ascii=False) if row.values else "{}"
            self._outbox.put(
                "left_out",
                (self._importing, row.line, self._taken, kind, row.column, row.reason, detail),
            )

    def reject_future(self, day: int, rows: int) -> None:
        """Note rows of a day that has not come."""
        self.take(LeftOut(0, "", NOT_YET, values={"day": str(to_day(day))}, rows=rows))

    def reject_large(self, rows: int) -> None:
        """Note rows whose amounts the store cannot hold."""
        self.take(LeftOut(0, "", TOO_LARGE, rows=rows))
