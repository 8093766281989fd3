"""The derived tables: made from ``store.measures``, never migrated, always rebuildable.

``daily_<family>``  the family's measures by (dimension, day, member). Dimension 0 is the total.
    Rows without a member are kept only in families with overlapping members; elsewhere they are
    the total less the members.
``buyer``  one row a customer with a paid order: first and second order, and value.
``recency``  which people were active again after how many days (``store.recency``).
``weekly_<family>``  the measures of lines by week and product, of the weeks named in
    ``weekly_kept`` (``store.product_weeks``).

All of them carry a generation: a large import builds the next one beside the live one. The live
generation is a setting.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING

from store import settings
from store.dimensions import DIMENSIONS
from store.measures import (
    COHORT_DAYS,
    DISTINCTS,
    FAMILIES,
    PRODUCT_FAMILIES,
    SERIES_DIMENSIONS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.family import Family

LIVE = "generation"
FINGERPRINT = "derived_from"
_RULES = "2"
"""Raise it when the way of deriving changes while the measures do not."""

STORED_FAMILIES = tuple(family for family in FAMILIES if not family.live)
BUYER_COLUMNS = (
    "customer", "first_day", "first_doc", "second_day", "second_doc", "last_day", "orders",
    "channel", "country", "customer_group",
    *(f"value_{days}" for days in COHORT_DAYS), *(f"margin_{days}" for days in COHORT_DAYS),
)  # fmt: skip
_NUMBERS = {name: number for number, name in enumerate(("", *DIMENSIONS))}
_MAY_BE_NONE = {"second_day", "second_doc"}


@cache
def fingerprint() -> str:
    """Return a word for what the derived tables are made from; a changed one means: rebuild."""
    text = repr(
        _ordered(
            (
                _RULES,
                FAMILIES,
                PRODUCT_FAMILIES,
                DISTINCTS,
                SERIES_DIMENSIONS,
                BUYER_COLUMNS,
                tuple(_NUMBERS),
            )
        )
    )
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _ordered(this: object) -> object:
    """Return the same values as nested tuples, with sets in one order: each process hashes anew."""
    if is_dataclass(this) and not isinstance(this, type):
        return tuple((field.name, _ordered(getattr(this, field.name))) for field in fields(this))
    if isinstance(this, dict):
        return tuple((name, _ordered(value)) for name, value in this.items())
    if isinstance(this, (tuple, list)):
        return tuple(_ordered(one) for one in this)
    if isinstance(this, (set, frozenset)):
        return tuple(sorted(str(one) for one in this))
    return this


def dimension_number(dimension: str) -> int:
    """Return what stands for a dimension in the daily facts; 0 is the total."""
    return _NUMBERS[dimension]


def table(family: Family) -> str:
    """Return the name of the family's daily facts."""
    return f"daily_{family.id}"


def weekly(family: Family) -> str:
    """Return the name of the family's facts by week and product."""
    return f"weekly_{family.id}"


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the derived tables are those of this version of the measures."""
    return settings.read(connection, FINGERPRINT) == fingerprint()


def live_generation(connection: sqlite3.Connection) -> int:
    """Return the generation that figures are read from."""
    return int(settings.read(connection, LIVE) or 0)


def make_tables(connection: sqlite3.Connection) -> None:
    """Make all derived tables anew and empty; the caller holds the transaction."""
    old = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND (name LIKE 'daily!_%' ESCAPE '!' OR name LIKE 'weekly!_%' ESCAPE '!'"
        " OR name IN ('buyer', 'recency'))"
    ).fetchall()
    for (name,) in old:
        connection.execute(f'DROP TABLE "{name}"')
    for family in STORED_FAMILIES:
        columns = ", ".join(f"{m.id} INTEGER NOT NULL DEFAULT 0" for m in family.measures)
        connection.execute(
            f"CREATE TABLE {table(family)} (generation INTEGER NOT NULL,"
            f" dimension INTEGER NOT NULL, day INTEGER NOT NULL, member ANY NOT NULL, {columns},"
            " PRIMARY KEY (generation, dimension, day, member)) STRICT, WITHOUT ROWID"
        )
    columns = ", ".join(
        f"{name} INTEGER" + ("" if name in _MAY_BE_NONE else " NOT NULL") for name in BUYER_COLUMNS
    )
    connection.execute(
        f"CREATE TABLE buyer (generation INTEGER NOT NULL, {columns},"
        " PRIMARY KEY (generation, customer)) STRICT, WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE recency (generation INTEGER NOT NULL, matrix INTEGER NOT NULL,"
        " member INTEGER NOT NULL, day INTEGER NOT NULL, gap INTEGER NOT NULL,"
        " n INTEGER NOT NULL, PRIMARY KEY (generation, matrix, member, day, gap))"
        " STRICT, WITHOUT ROWID"
    )
    for family in PRODUCT_FAMILIES:
        columns = ", ".join(f"{m.id} INTEGER NOT NULL" for m in family.measures)
        connection.execute(
            f"CREATE TABLE {weekly(family)} (generation INTEGER NOT NULL, width INTEGER NOT NULL,"
            f" number INTEGER NOT NULL, product INTEGER NOT NULL, {columns},"
            " PRIMARY KEY (generation, width, number, product)) STRICT, WITHOUT ROWID"
        )
    connection.execute(
        "CREATE TABLE weekly_kept (generation INTEGER NOT NULL, family TEXT NOT NULL,"
        " width INTEGER NOT NULL, number INTEGER NOT NULL,"
        " PRIMARY KEY (generation, family, width, number)) STRICT, WITHOUT ROWID"
    )
    settings.write(connection, FINGERPRINT, fingerprint())


def all_tables() -> tuple[str, ...]:
    """Return the names of every derived table."""
    return (
        *(table(family) for family in STORED_FAMILIES), "buyer", "recency",
        "weekly_kept", *(weekly(family) for family in PRODUCT_FAMILIES),
    )  # fmt: skip


@contextmanager
def short_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write in the caller's transaction, or in one of our own when there is none."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.OperationalError):  # SQLite may have rolled back by itself
            connection.execute("ROLLBACK")
        raise
