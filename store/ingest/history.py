"""What was imported, and the rows that were left out of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.database import Store

_PAGE = 5_000
_COLUMNS = (
    "id, importer, source, file, published_at, rows_read, stored, updated, unchanged, excluded,"
    " rejected"
)


@dataclass(frozen=True, slots=True)
class PastImport:
    """One published import; ``published_at`` is in seconds, UTC."""

    id: int
    importer: str
    source: str
    file: str
    published_at: int
    read: int
    stored: int
    updated: int
    unchanged: int
    excluded: int
    rejected: int


def past_imports(store: Store, limit: int = 20, *, with_left_out: bool = False) -> list[PastImport]:
    """Return the latest imports, the newest first; only those that left rows out if asked."""
    narrowed = " AND rejected + excluded > 0" if with_left_out else ""
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM import WHERE state = 'published'{narrowed}"
            " ORDER BY id DESC LIMIT ?",
            (limit,),
        ).fetchall()
    return [PastImport(*row) for row in rows]


def find_import(store: Store, number: int | None = None) -> PastImport:
    """Return an import by its number, without one the latest.

    Raises:
        OwnerError: there is none.
    """
    with store.reading() as connection:
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM import WHERE state = 'published'"
            " AND (id = ? OR ? IS NULL) ORDER BY id DESC LIMIT 1",
            (number, number),
        ).fetchone()
    if row is not None:
        return PastImport(*row)
    if number is None:
        raise OwnerError(
            N_("Nothing was imported yet."), N_("Import an export with “kpi-tui import FILE”.")
        )
    raise OwnerError(
        N_("There is no import {number}."),
        N_("“kpi-tui sources” lists the imports with their numbers."),
        number=str(number),
    )


def left_out_page(
    store: Store, importing: int, after: tuple[int, int] | None = None, most: int = 200
) -> tuple[list[LeftOut], tuple[int, int] | None]:
    """Return the next left-out rows of an import, the rejected ones and those left by a rule.

    With them comes what to give as ``after`` for the following ones, ``None`` at the end.
    """
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT line, n, kind, column_name, reason, detail FROM left_out"
            " WHERE import = ? AND (line, n) > (?, ?) ORDER BY line, n LIMIT ?",
            (importing, *(after or (-1, -1)), most + 1),
        ).fetchall()
    found = [
        LeftOut(line, column, reason, kind == "rejected", json.loads(detail))
        for line, _, kind, column, reason, detail in rows[:most]
    ]
    more = (int(rows[most - 1][0]), int(rows[most - 1][1])) if len(rows) > most else None
    return found, more


def left_out(store: Store, importing: int) -> Iterator[LeftOut]:
    """Yield the rows an import left out, in the order of their lines."""
    after = (-1, -1)
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                "SELECT line, n, kind, column_name, reason, detail FROM left_out"
                " WHERE import = ? AND (line, n) > (?, ?) ORDER BY line, n LIMIT ?",
                (importing, *after, _PAGE),
            ).fetchall()
        for line, _, kind, column, reason, detail in rows:
            yield LeftOut(line, column, reason, kind == "rejected", json.loads(detail))
        if len(rows) < _PAGE:
            return
        after = (rows[-1][0], rows[-1][1])
