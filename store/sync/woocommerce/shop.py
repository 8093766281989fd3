"""What a WooCommerce says of itself, and where it keeps its orders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.sync.keys import listed
from store.sync.schema import Schema
from store.sync.values import Clock, said, whole
from store.sync.woocommerce.orders import OrderTables, OwnTables, Posts
from store.sync.woocommerce.tables import HPOS, NEEDED, USEFUL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.importers.protocol import Context
    from store.sync.mysql import Database

_OWN_TABLES = "woocommerce_custom_orders_table_enabled"
_MULTISITE = re.compile(r"[0-9]+_\Z")


class Shop:
    """One WooCommerce; ``tables`` are its orders, where they count."""

    def __init__(self, database: Database, context: Context) -> None:
        self.database = database
        self.context = context
        self.schema = Schema(database, [*NEEDED, *USEFUL])
        self.schema.need(NEEDED)
        self.clock = Clock(context.timezone, "UTC")
        told = dict(
            self._pairs(
                f"SELECT option_name, option_value FROM {self.table('options')}"
                " WHERE option_name IN (%s, %s)",
                _OWN_TABLES,
                "woocommerce_currency",
            )
        )
        self.currency = told.get("woocommerce_currency", "").strip().upper()
        self.tables: OrderTables = Posts(self)
        if told.get(_OWN_TABLES) == "yes":
            self.schema.need(HPOS)
            self.tables = OwnTables(self)

    def table(self, name: str) -> str:
        return self.database.table(name)

    def has(self, *tables: str) -> bool:
        """Whether optional tables are there, with all we read of them."""
        return all(self.schema.has(table, *USEFUL[table]) for table in tables)

    def shared_prefix(self) -> str:
        """Return the prefix of the users' tables: sites of one WordPress share them."""
        return _MULTISITE.sub("", self.database.prefix)

    def meta(
        self, table: str, owner: str, key: str, numbers: Iterable[int], wanted: Sequence[str]
    ) -> Iterator[tuple[int, str, str]]:
        """Yield whose it is, key and value of meta rows; a key may come twice, the older first."""
        own = list(numbers)
        if not own:
            return
        marks = ", ".join(["%s"] * len(wanted))
        for number, name, value in self.database.rows(
            f"SELECT {owner}, meta_key, meta_value FROM {self.table(table)}"
            f" WHERE {owner} IN ({listed(own)}) AND meta_key IN ({marks}) ORDER BY {key}",
            *wanted,
        ):
            yield whole(number), str(name), said(value)

    def _pairs(self, sql: str, *values: object) -> Iterator[tuple[str, str]]:
        for name, value in self.database.rows(sql, *values):
            yield str(name), value or ""
