"""Bracketing an import: a stage that is published whole, or leaves nothing behind.

``feed`` is the door for whatever makes rows without a file (the sample, a database of the shop)::

    with feed(store, importer="till", source="shop in town", file="", covers={"other_sales": days},
              pseudonyms=keys, now=now) as stage:
        stage.add_rows("other_sale", rows)
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from store import settings
from store.daily import ensure_current
from store.errors import OwnerError, StoreError
from store.ingest.coding import Coding
from store.ingest.documents import NEXT_DOCUMENT
from store.ingest.overlap import refuse_same_orders
from store.ingest.publish import publish
from store.ingest.stage import Stage
from store.ingest.tidy import discard, finish, mark_codes
from store.messages import N_
from store.privacy import pseudonyms as kept_pseudonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from store.database import Store
    from store.privacy import Pseudonyms


@contextmanager
def feed(
    store: Store,
    *,
    importer: str,
    source: str,
    file: str,
    covers: Mapping[str, tuple[int, int]],
    pseudonyms: Pseudonyms,
    now: int,
) -> Iterator[Stage]:
    """Give a stage and publish what it took at the end of the block.

    ``covers`` are the first and last day by subject of coverage (families, or measures by
    ``store.coverage.measure_subject``). An exception leaves the store as it was.
    """
    ensure_current(store)
    with staged(
        store, importer=importer, source=source, file=file, pseudonyms=pseudonyms, now=now
    ) as stage:
        yield stage
        stage.finish()
        with store.reading() as connection:
            refuse_same_orders(connection, stage.new_orders.kept, source)
        publish(
            store,
            stage,
            covers=covers,
            pseudonyms=pseudonyms,
            remembered={},
            rows_read=stage.tally.total,
            now=now,
        )
    finish(store)


@contextmanager
def staged(
    store: Store,
    *,
    importer: str,
    source: str,
    file: str,
    pseudonyms: Pseudonyms,
    now: int,
    last_day: int | None = None,
    customers_of: str = "",
    made_at: int | None = None,
) -> Iterator[Stage]:
    """Give the stage of a new pending import; what an exception leaves of it is cleared.

    ``customers_of`` is the source within which customers' numbers mean somebody, ``made_at`` when
    its file was written.
    """
    importing, first = _begin(store, importer, source, file, now, made_at)
    try:
        yield Stage(
            store,
            Coding(store.sql, pseudonyms, customers_of),
            importing=importing,
            source=source,
            first_document=first,
            last_day=last_day,
        )
    except BaseException:
        _give_up(store, importing)
        raise


def _begin(
    store: Store, importer: str, source: str, file: str, now: int, made_at: int | None
) -> tuple[int, int]:
    """Note a pending import; return its number and that of the next document."""
    with store.writing() as connection:
        mark_codes(connection)
        (importing,) = connection.execute(
            "INSERT INTO import (importer, source, file, state, started_at, made_at)"
            " VALUES (?, ?, ?, 'pending', ?, ?) RETURNING id",
            (importer, source, file, now, made_at),
        ).fetchone()
        first = int(settings.read(connection, NEXT_DOCUMENT) or 1)
    return int(importing), first


def _give_up(store: Store, importing: int) -> None:
    """Clear an import that failed; what the disk or another program prevents, the next run does.

    A published import is left alone: only its tidying was cut off.
    """
    with store.reading() as connection:
        (published,) = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM import WHERE id = ? AND state = 'published')",
            (importing,),
        ).fetchone()
    if published:
        return
    try:
        discard(store, importing)
    except (OwnerError, OSError):
        return


def keys_of(store: Store, key: Path | None) -> Pseudonyms:
    """Return the pseudonyms an import makes, with the key in this file."""
    if key is None:
        raise StoreError(
            N_("No file is named for the key of the customers' pseudonyms."),
            N_("Name one; it is made on first use."),
        )
    with store.reading() as connection:
        return kept_pseudonyms(connection, key)
