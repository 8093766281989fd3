"""Rows told to a shop's tables on a MariaDB server, written when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mariadb import MariaServer


class TableRows:
    """A database with the tables of a file of SQL, and what was told of them.

    Tables are made once a server, and emptied for whoever asks for them again.
    """

    kind = ""

    def __init__(
        self, server: MariaServer, name: str, prefix: str, tables: Path, engine: str = "InnoDB"
    ) -> None:
        self.server = server
        self.name = name
        self.prefix = prefix
        self._rows: dict[str, list[dict[str, Any]]] = {}
        made = (name, prefix, engine, tables)
        if made in server.made:
            server.run(*(f"DELETE FROM `{table}`" for table in server.tables(name)), database=name)
            return
        server.database(name)
        sql = tables.read_text().format(prefix=prefix, engine=engine)
        server.run(*filter(str.strip, sql.split(";\n")), database=name)
        server.made.add(made)

    def row(self, table: str, **columns: Any) -> None:
        """Note a row; ``save`` writes it."""
        self._rows.setdefault(table, []).append(columns)

    def save(self) -> None:
        """Write all that was told since."""
        with self.server.as_root(self.name) as cursor:
            cursor.execute("BEGIN")
            for table, rows in self._rows.items():
                by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
                for one in rows:
                    by_columns.setdefault(tuple(one), []).append(tuple(one.values()))
                for names, values in by_columns.items():
                    marks = ", ".join(["%s"] * len(names))
                    quoted = ", ".join(f"`{name}`" for name in names)
                    cursor.executemany(
                        f"INSERT INTO `{self.prefix}{table}` ({quoted}) VALUES ({marks})", values
                    )
            cursor.execute("COMMIT")
        self._rows.clear()

    def change(self, table: str, where: str, **columns: Any) -> None:
        """Change rows that are written already."""
        pairs = ", ".join(f"`{name}` = %s" for name in columns)
        with self.server.as_root(self.name) as cursor:
            cursor.execute(
                f"UPDATE `{self.prefix}{table}` SET {pairs} WHERE {where}", list(columns.values())
            )

    def ask(self, sql: str) -> Any:
        """Return the rows of a question; ``{p}`` is the prefix."""
        return self.server.ask(sql.replace("{p}", self.prefix), self.name)

    def config(self, **more: Any) -> str:
        """Return the configuration of this source."""
        said = {"kind": self.kind, "socket": self.server.socket, "user": "root",
                "database": self.name, "prefix": self.prefix, **more}  # fmt: skip
        lines = (
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in said.items()
            if value is not None
        )
        return "[sources.shop]\n" + "\n".join(lines) + "\n"
