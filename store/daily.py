"""Keeping the derived tables: daily facts, buyers and recency matrices follow every import.

An import calls ``prepare`` with the days it touched, then ``write`` in its publishing transaction
(``derive`` does both), **before** it deletes the rows it replaced: ``store.visible`` leaves them
out. A large import calls ``derive`` without days and outside a transaction: a new generation is
built beside the live one, in short transactions, and ``switch`` publishes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import settings
from store.derivation import Derivation
from store.derived import (
    LIVE,
    all_tables,
    is_current,
    live_generation,
    make_tables,
    short_transaction,
)
from store.following import keep_products, prepare
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from store.database import Store
    from store.feeds import Rows

__all__ = [
    "clear_old", "derive", "ensure_current", "first_categories", "next_generation", "prepare",
    "switch", "worth_rebuilding",
]  # fmt: skip

_BATCH = 5_000
_WHOLE_SHARE = 0.5
"""Above this share of the days a new generation is cheaper than recomputing days."""


def ensure_current(store: Store) -> None:
    """Rebuild the derived tables when they were made by another version of the measures.

    Importers call it before they write, readers before they read. Nothing is done for a store
    that is current.
    """
    with store.reading() as connection:
        if is_current(connection):
            return
    with store.writing() as connection:
        if is_current(connection):
            return
        make_tables(connection)
        switch(connection, derive(connection, days=None))
        settings.bump(connection, settings.DATA_VERSION)


def derive(
    connection: sqlite3.Connection,
    *,
    days: Collection[int] | None,
    importing: int | None = None,
    generation: int | None = None,
    moved: Mapping[int, tuple[int, int]] | None = None,
    gone: Collection[int] = (),
    chosen: Rows | None = None,
) -> int:
    """Make the derived tables what the visible rows say; return the generation written.

    With ``days`` (those of every row the import wrote or replaced) the live generation follows,
    in the caller's transaction. With ``None`` a whole new generation is written, in the caller's
    transaction or in short ones of its own; it is not live until ``switch``. ``moved`` are the
    category and subcategory that products will have then, by product; ``gone`` and ``chosen`` are
    as in ``store.visible``.
    """
    if days is None:
        number = next_generation(connection) if generation is None else generation
        tables = {**visible(connection, importing, gone=gone, chosen=chosen)}
        if moved:
            tables["product"] = _moved_products(connection, moved)
        Derivation(connection, tables, number).whole()
        return number
    number = live_generation(connection) if generation is None else generation
    if importing is None:
        _follow_unknown_change(connection, number)
    else:
        prepare(connection, days=days, importing=importing, generation=number).write()
    return number


def _moved_products(connection: sqlite3.Connection, moved: Mapping[int, tuple[int, int]]) -> str:
    """Return the products as they will be: nobody sees them in their new places before."""
    connection.execute("DROP TABLE IF EXISTS temp.moved_product")
    connection.execute(
        "CREATE TEMP TABLE moved_product"
        " (id INTEGER PRIMARY KEY, category INTEGER, subcategory INTEGER)"
    )
    connection.executemany(
        "INSERT INTO temp.moved_product VALUES (?, ?, ?)",
        ((number, *place) for number, place in moved.items()),
    )
    return (
        "(SELECT q.id, q.sku, q.name, COALESCE(m.category, q.category) AS category,"
        " COALESCE(m.subcategory, q.subcategory) AS subcategory"
        " FROM product q LEFT JOIN temp.moved_product m ON m.id = q.id)"
    )


def worth_rebuilding(connection: sqlite3.Connection, days: Collection[int]) -> bool:
    """Whether an import that touched ``days`` had better build a new generation."""
    (known,) = connection.execute(
        "SELECT COUNT(*) FROM daily_sales WHERE generation = ? AND dimension = 0",
        (live_generation(connection),),
    ).fetchone()
    return len(days) > max(31, int(known) * _WHOLE_SHARE)


def first_categories(connection: sqlite3.Connection) -> bool:
    """Whether products have categories and the live figures know of none: all lines count anew."""
    (first,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM product WHERE category <> 0 OR subcategory <> 0)"
        " AND NOT EXISTS (SELECT 1 FROM daily_sale_lines WHERE generation = ?)",
        (live_generation(connection),),
    ).fetchone()
    return bool(first)


def next_generation(connection: sqlite3.Connection) -> int:
    """Return the number of a generation that has no rows yet, clearing what a kill left there."""
    number = live_generation(connection) + 1
    _clear(connection, f"generation >= {number}")
    return number


def switch(connection: sqlite3.Connection, generation: int) -> None:
    """Make a generation the live one; the caller holds the publishing transaction."""
    settings.write(connection, LIVE, str(generation))
    keep_products(connection)


def clear_old(connection: sqlite3.Connection) -> None:
    """Delete the generations before the live one, in short transactions."""
    _clear(connection, f"generation < {live_generation(connection)}")


def _clear(connection: sqlite3.Connection, condition: str) -> None:
    """Delete some generations from the front of their keys, a few thousand rows at a time."""
    for name in all_tables():
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        keys = ", ".join(column[1] for column in columns if column[5])
        marks = ", ".join("?" for column in columns if column[5])
        while True:
            bound = connection.execute(
                f"SELECT {keys} FROM {name} WHERE {condition} ORDER BY {keys}"
                f" LIMIT 1 OFFSET {4 * _BATCH}"
            ).fetchone()
            upto = f" AND ({keys}) <= ({marks})" if bound else ""
            with short_transaction(connection):
                connection.execute(f"DELETE FROM {name} WHERE {condition}{upto}", bound or ())
            if bound is None:
                break


def _follow_unknown_change(connection: sqlite3.Connection, generation: int) -> None:
    """Rows changed outside an import: nobody can say what was there before, so begin again."""
    for name in all_tables():
        connection.execute(f"DELETE FROM {name} WHERE generation = ?", (generation,))
    Derivation(connection, visible(connection), generation).whole()
    keep_products(connection)
