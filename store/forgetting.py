"""Forgetting customers: who was not heard of for years, and who asks for it.

What the store has of a person is a pseudonym, made with a key that lies outside. To forget somebody
is to put a random number in its place: from then on nobody can tell who it was, with the key or
without. Orders, refunds and answers stay, and stay with each other under that number, so that no
figure of the past changes: not the revenue, not the buyers, not who came back.

What is left is nobody's any more, save for the numbers of orders: in the shop's own books they lead
to a name as long as the books hold it. They stay because a later export would otherwise count the
same order twice.

No list of the forgotten is kept, for it would itself say who they were. Instead an order that is
stored as a forgotten one's stays so when an export brings it again (``store.ingest.forgotten``).
An order that the store never saw makes its customer known again: that person came back.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from store.forgetting_visitors import forget_visitors, silent_visitors
from store.ingest.lock import only_import
from store.placing import SIDECARS
from store.privacy import pseudonyms
from store.trouble import sql_in_plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from store.database import Store
    from store.privacy import Pseudonyms

PERSONAL = ("sale", "refund", "cart", "engagement", "answer")
"""The tables whose rows say whose they are."""
_KEY_BYTES = 16
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Forgotten:
    """``customers`` that nobody can tell any more, with their rows by table where one was asked.

    ``visitors`` are those of the web server's log, whose numbers come from address and browser.
    ``complete`` is false while another program holds old pages of the store: run it again later.
    ``copies`` are files beside the store that still know them.
    """

    customers: int
    visitors: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    copies: tuple[str, ...] = ()


def known_pseudonyms(store: Store, key: Path) -> Pseudonyms | None:
    """Return the pseudonyms of the store's customers, ``None`` where it has none: no key is made.

    Raises:
        StoreError: the key is not the store's, or it is gone.
    """
    with store.reading() as connection:
        if connection.execute("SELECT 1 FROM customer LIMIT 1").fetchone() is None:
            return None
        return pseudonyms(connection, key)


def purge(store: Store, before: int, *, trial: bool = False) -> Forgotten:
    """Forget everybody whose last contact was before a day (its number).

    A contact is an order, paid or not, a refund, a cart, a sign-up or an answer.
    """
    if trial:
        return Forgotten(
            len(_silent_since(store, before)),
            silent_visitors(store, before),
            copies=copies_beside(store.path),
        )
    with only_import(store.path, "purge"):
        visitors = forget_visitors(store, before)
        return replace(_forget(store, _silent_since(store, before)), visitors=visitors)


def erase(
    store: Store, keys: Pseudonyms, identity: str, source: str = "", *, trial: bool = False
) -> Forgotten:
    """Forget one person by e-mail address, or by the customer number of a source."""
    key = keys.of(identity, source)
    if trial:
        return _known_as(store, key)
    with only_import(store.path, "erase"):
        known = _known_as(store, key)
        with store.reading() as connection:
            found = connection.execute("SELECT id FROM customer WHERE key = ?", (key,)).fetchall()
        done = _forget(store, [number for (number,) in found])
    return replace(done, rows=known.rows)


def copies_beside(path: Path) -> tuple[str, ...]:
    """Return the files beside a store that were copied from it: kept by a restore or an upgrade."""
    own = {path.name, *(path.name + end for end in SIDECARS), f"{path.name}-import"}
    return tuple(
        sorted(
            one.name
            for one in path.parent.glob("*")
            if one.name.startswith(path.name) and one.name not in own and one.is_file()
        )
    )


def _silent_since(store: Store, before: int) -> list[int]:
    heard_of = " UNION ".join(
        f"SELECT customer FROM {table} WHERE day >= :before" for table in PERSONAL
    )
    with store.reading() as connection:
        return [
            int(number)
            for (number,) in connection.execute(
                "SELECT id FROM customer WHERE anonymous = 0"
                f" AND id NOT IN ({heard_of}) ORDER BY id",
                {"before": before},
            )
        ]


def _known_as(store: Store, key: bytes) -> Forgotten:
    with store.reading() as connection:
        found = connection.execute("SELECT id FROM customer WHERE key = ?", (key,)).fetchone()
        if found is None:
            return Forgotten(0, copies=copies_beside(store.path))
        rows = {
            table: int(
                connection.execute(
                    f"SELECT COUNT(*) FROM {table} WHERE customer = ?", found
                ).fetchone()[0]
            )
            for table in PERSONAL
        }
    return Forgotten(1, rows=rows, copies=copies_beside(store.path))


def _forget(store: Store, customers: Sequence[int]) -> Forgotten:
    """Put random numbers in the place of pseudonyms, then empty the log of what was there."""
    for start in range(0, len(customers), _BATCH):
        with store.writing() as connection:
            connection.executemany(
                "UPDATE customer SET key = ?, anonymous = 1 WHERE id = ?",
                (
                    (secrets.token_bytes(_KEY_BYTES), number)
                    for number in customers[start : start + _BATCH]
                ),
            )
    return Forgotten(len(customers), complete=_emptied(store), copies=copies_beside(store.path))


def _emptied(store: Store) -> bool:
    """Whether nothing of the old pages is left in the write-ahead log.

    ``secure_delete`` has overwritten them in the store itself.
    """
    try:
        with sql_in_plain_words(store.path):
            busy, *_ = store.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy
