"""Which tables and columns of the shop we may read: asked once, before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from store.sync.mysql import Database

NO_ENGINE_SNAPSHOT = frozenset({"MYISAM", "ARIA", "MEMORY", "CSV"})


class Schema:
    """The tables of one shop that this user may read, without their prefix."""

    def __init__(self, database: Database, tables: Collection[str]) -> None:
        self._database = database
        marks = ", ".join(["%s"] * len(tables))
        names = [database.prefix + table for table in tables]
        columns: dict[str, set[str]] = {}
        for table, column in database.rows(
            "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS"
            f" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ({marks})",
            *names,
        ):
            columns.setdefault(self._own(table), set()).add(str(column))
        self._columns = columns
        self.unguarded = sorted(
            self._own(table)
            for table, engine in database.rows(
                "SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES"
                f" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ({marks})",
                *names,
            )
            if (engine or "").upper() in NO_ENGINE_SNAPSHOT
        )
        """Tables whose engine keeps no snapshot: they are read as they are at that moment."""

    def _own(self, table: str | None) -> str:
        return str(table)[len(self._database.prefix) :]

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table is there with these columns, and may be read."""
        return self._columns.get(table, set()).issuperset(columns) and table in self._columns

    def need(self, wanted: Mapping[str, Collection[str]]) -> None:
        """Raise for the first table or column we cannot do without."""
        for table, columns in wanted.items():
            if table not in self._columns:
                raise self._missing_table(table)
            for column in columns:
                if column not in self._columns[table]:
                    raise OwnerError(
                        N_("{table} has no column {column}, or the user may not read it."),
                        N_(
                            "Is this the version of the shop's software that the page of this"
                            " source names? “kpi-tui sync --example” shows the rights it needs."
                        ),
                        table=self._database.prefix + table,
                        column=column,
                    )

    def _missing_table(self, table: str) -> OwnerError:
        """Tell a wrong prefix from a right that was not given."""
        name = self._database.prefix + table
        others = [
            str(found)[: -len(table)]
            for (found,) in self._database.rows(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
                " AND RIGHT(TABLE_NAME, %s) = %s ORDER BY TABLE_NAME",
                len(table),
                table,
            )
        ]
        if others:
            return OwnerError(
                N_("{database} has no table {table}."),
                N_('Its tables seem to begin with {prefix}: say so with prefix = "{prefix}".'),
                database=self._database.name,
                table=name,
                prefix=others[0],
            )
        # A table we have no right on is not listed at all: asking for it tells the difference.
        for _row in self._database.rows(f"SELECT 1 FROM {self._database.table(table)} LIMIT 0"):
            pass
        raise AssertionError(name)
