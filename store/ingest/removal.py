"""Taking a source back out: first out of the figures, at once, then row by row out of the store.

The figures without it are made beside the live ones. One transaction then shows them and makes the
source's imports pending again: what they wrote is invisible from there on, like that of an import
that was cut short, and cleared in the same way. A run that is killed leaves the source in the
figures or out of them; what is left of its rows the next import clears.

What exports said of products (names, categories, costs) stays: it is the products' and not the
source's. Customers whom no other source knows go with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import feeds, settings
from store.answers import settings_of
from store.daily import derive, ensure_current, switch
from store.errors import OwnerError
from store.ingest.run import alone
from store.ingest.tidy import MARKS, discard, finish, finish_last
from store.messages import N_
from store.text import clean
from store.trouble import sql_in_plain_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from store.database import Store

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Removal:
    """A source that was taken out; ``at`` is in seconds, UTC."""

    source: str
    at: int
    imports: int
    rows: int


def to_remove(store: Store, source: str) -> Removal:
    """Return what would go with a source.

    Raises:
        OwnerError: nothing was imported under that name.
    """
    with store.reading() as connection:
        imports, rows = connection.execute(
            "SELECT COUNT(*), COALESCE(SUM(rows_read), 0) FROM import"
            " WHERE source = ? AND state = 'published'",
            (source,),
        ).fetchone()
        if not imports:
            known = connection.execute(
                "SELECT DISTINCT source FROM import WHERE state = 'published' ORDER BY 1"
            )
            raise OwnerError(
                N_("Nothing was imported from a source {source}."),
                N_("“kpi-tui sources” lists them: {known}."),
                source=clean(source),
                known=", ".join(clean(name) for (name,) in known) or "–",
            )
    return Removal(source, 0, int(imports), int(rows))


def remove_source(store: Store, source: str, now: int) -> Removal:
    """Take everything out that was imported from a source.

    Raises:
        OwnerError: nothing was; another import is at work.
    """
    with alone(store, f"sources remove {clean(source)}"):
        ensure_current(store)
        finish_last(store)
        found = to_remove(store, source)
        with store.reading() as connection:
            imports = _imports(connection, source)
            rows = feeds.without(feeds.stored(connection), source)
        with sql_in_plain_words(store.path):
            generation = derive(store.sql, days=None, gone=imports, chosen=rows)
        with store.writing() as connection:
            switch(connection, generation)
            settings.bump(connection, settings.DATA_VERSION)
            _forget(connection, source)
            connection.execute("DELETE FROM setting WHERE key = ?", (MARKS,))
            connection.execute("UPDATE import SET state = 'pending' WHERE source = ?", (source,))
            connection.execute(
                "INSERT INTO removal (source, at, imports, rows_read) VALUES (?, ?, ?, ?)",
                (source, now, found.imports, found.rows),
            )
        discard(store, *imports)
        finish(store)
        _forget_customers(store)
    return Removal(source, now, found.imports, found.rows)


def _imports(connection: sqlite3.Connection, source: str) -> list[int]:
    return [
        int(number)
        for (number,) in connection.execute("SELECT id FROM import WHERE source = ?", (source,))
    ]


def _forget(connection: sqlite3.Connection, source: str) -> None:
    """Forget what was remembered of a source; the caller holds the transaction."""
    connection.execute("DELETE FROM feed WHERE source = ?", (source,))
    connection.execute("DELETE FROM source_state WHERE source = ?", (source,))
    (prefix,) = settings_of(source, {"": ""})
    connection.execute(
        "DELETE FROM setting WHERE substr(key, 1, ?) = ? AND instr(substr(key, ?), ':') = 0",
        (len(prefix), prefix, len(prefix) + 1),
    )


def _forget_customers(store: Store) -> None:
    """Delete the pseudonyms of customers whom no row knows any more."""
    with store.reading() as connection:
        known = connection.execute(
            "SELECT id FROM customer WHERE id NOT IN (SELECT customer FROM sale"
            " UNION SELECT customer FROM refund UNION SELECT customer FROM cart"
            " UNION SELECT customer FROM engagement UNION SELECT customer FROM answer)"
        ).fetchall()
    for start in range(0, len(known), _BATCH):
        with store.writing() as connection:
            connection.executemany(
                "DELETE FROM customer WHERE id = ?", known[start : start + _BATCH]
            )
        store.keep_log_short()


def removals(store: Store) -> Iterator[Removal]:
    """Yield the sources that were taken out, the latest first."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT source, at, imports, rows_read FROM removal ORDER BY id DESC"
        ).fetchall()
    for row in rows:
        yield Removal(*row)
