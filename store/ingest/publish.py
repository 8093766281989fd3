"""Making an import seen: one short transaction, after which every figure is the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import settings
from store.daily import derive, first_categories, prepare, switch, worth_rebuilding
from store.feeds import SUBJECT_OF_TABLE, rows_of
from store.ingest.documents import NEXT_DOCUMENT
from store.ingest.kept import write_kept
from store.ingest.rates import write_rates
from store.ingest.tidy import MARKS
from store.privacy import remember
from store.product_weeks import forget_names, shared_names
from store.revisions import Watch
from store.trouble import sql_in_plain_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from store.database import Store
    from store.ingest.coding import Products
    from store.ingest.stage import Stage
    from store.privacy import Pseudonyms

SMALL_DAYS = 40
"""Days that the publishing transaction itself may derive."""


def publish(
    store: Store,
    stage: Stage,
    *,
    covers: Mapping[str, tuple[int, int]],
    pseudonyms: Pseudonyms,
    remembered: Mapping[str, str],
    rows_read: int,
    now: int,
) -> None:
    """Let readers see what ``stage`` wrote.

    ``covers`` are the first and last day by subject of coverage, ``remembered`` settings to keep.
    """
    with store.writing() as connection:
        # Seen by nobody while the import is pending, but it decides which source counts.
        wider = _cover(connection, stage, covers)
    generation = prepared = None
    products = stage.coding.products
    # A file may tell nothing new but of its products: orders are told apart without categories.
    watch = Watch(store.sql, stage.importing, store.shop.timezone)
    if (stage.changed or products.moved) and _is_large(store, stage):
        # Beside the live figures, in short transactions: nobody's edit waits.
        with sql_in_plain_words(store.path):
            generation = derive(
                store.sql,
                days=None,
                importing=stage.importing,
                moved=products.moved,
            )
            watch.generations(generation)
    elif stage.changed:
        with sql_in_plain_words(store.path):
            prepared = prepare(store.sql, days=stage.days, importing=stage.importing)
    with store.writing() as connection:
        _update_products(connection, products)
        stage.catalogue.write(connection)
        write_rates(connection, stage.rates)
        stage.projects.write(connection)
        if prepared is not None:
            watch.before(prepared.all_days)
            prepared.write()
            watch.after(prepared.all_days)
        if generation is not None:
            switch(connection, generation)
        watch.write()
        if stage.changed or products.moved or products.renamed or wider:
            settings.bump(connection, settings.DATA_VERSION)
        for key, value in remembered.items():
            settings.write(connection, key, value)
        write_kept(connection, stage.source, stage.kept)
        settings.write(connection, NEXT_DOCUMENT, str(stage.next_document))
        connection.execute("DELETE FROM setting WHERE key = ?", (MARKS,))
        remember(connection, pseudonyms)
        _close(connection, stage, rows_read, now)


def _is_large(store: Store, stage: Stage) -> bool:
    """Whether the figures had better be made beside the live ones.

    A product in another category changes every day it was ever sold on.
    """
    if len(stage.days) > SMALL_DAYS or stage.coding.products.moved:
        return True
    with store.reading() as connection:
        return worth_rebuilding(connection, stage.days) or first_categories(connection)


def _update_products(connection: sqlite3.Connection, products: Products) -> None:
    if products.renamed:
        before = shared_names(connection)
        connection.executemany(
            "UPDATE product SET name = ? WHERE id = ?",
            ((name, code) for code, name in products.renamed.items()),
        )
        if shared_names(connection) != before:
            forget_names(connection)
    connection.executemany(
        "UPDATE product SET category = ?, subcategory = ? WHERE id = ?",
        ((*place, code) for code, place in products.moved.items()),
    )


def _cover(
    connection: sqlite3.Connection, stage: Stage, covers: Mapping[str, tuple[int, int]]
) -> bool:
    """Note which days the import speaks for; whether any of them is new."""
    wider = False
    for subject, first, last in _rows_of(stage):
        connection.execute(
            "INSERT INTO coverage (subject, source, start_day, end_day, import)"
            " VALUES (?, ?, ?, ?, ?)",
            (subject, stage.source, first, last, stage.importing),
        )
    for subject, (first, last) in covers.items():
        known = connection.execute(
            "SELECT 1 FROM coverage WHERE subject = ? AND source = ?"
            " AND start_day <= ? AND end_day > ?",
            (subject, stage.source, first, last),
        ).fetchone()
        wider = wider or known is None
        connection.execute(
            "INSERT INTO coverage (subject, source, start_day, end_day, import)"
            " VALUES (?, ?, ?, ?, ?)",
            (subject, stage.source, first, last + 1, stage.importing),
        )
    return wider


def _rows_of(stage: Stage) -> list[tuple[str, int, int]]:
    """Return what says that a source has rows of a subject, whichever days it speaks for."""
    subjects = {SUBJECT_OF_TABLE[table] for table in stage.filled if table in SUBJECT_OF_TABLE}
    return [(rows_of(subject), 0, 0) for subject in sorted(subjects)]


def _close(connection: sqlite3.Connection, stage: Stage, rows_read: int, now: int) -> None:
    tally = stage.tally
    connection.execute(
        "UPDATE import SET state = 'published', published_at = ?, rows_read = ?, stored = ?,"
        " updated = ?, unchanged = ?, excluded = ?, rejected = ? WHERE id = ?",
        (
            now, rows_read, tally.stored, tally.updated, tally.unchanged, tally.excluded,
            tally.rejected, stage.importing,
        ),
    )  # fmt: skip
