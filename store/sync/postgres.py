"""Orders of any shop by an SQL query on PostgreSQL: one read-only transaction, rows as they stream.

The driver is an extra (``pip install kpi-tui[postgres]``). Every value comes as the text the server
writes; what the driver complains of becomes an ``OwnerError`` without the driver's own words.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from store.errors import OwnerError
from store.messages import N_
from store.private_file import read_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.sync.config import SourceConfig

Row = tuple[str | None, ...]
_AT_ONCE = 2_000
_CONNECT_SECONDS = 15
_WITH_ZONE, _WITHOUT_ZONE, _DATE = 1184, 1114, 1082
_REFUSED = ("28000", "28P01")
_GONE = ("57P01", "57P02", "57P03", "08000", "08003", "08006", "")


class Query:
    """The owner's query, open for reading; ``columns`` are its own names, in its order."""

    def __init__(self, connection: Any, config: SourceConfig) -> None:
        self.config = config
        self._connection = connection
        self._query = config.query
        with in_plain_words(config), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({self._query}\n) q LIMIT 0")
            self._types = {one.name: one.type_code for one in cursor.description}
        self.columns: tuple[str, ...] = tuple(self._types)

    def rows(self, columns: Sequence[str], where: str = "TRUE", *values: str) -> Iterator[Row]:
        """Yield these columns of the query's rows, orders in one piece, their lines as ever."""
        told = ", ".join(self._text(column) for column in columns)
        places = ", ".join(map(str, range(1, len(columns) + 1)))
        asked = (
            f"SELECT {told} FROM ({self._query}\n) q WHERE {where}"
            f' ORDER BY q."order"::text, {places}'
        )
        with in_plain_words(self.config):
            cursor = self._connection.cursor(name="kpi_tui")
            cursor.itersize = _AT_ONCE
            cursor.execute(_escaped(asked, values), values or None)
        while True:
            with in_plain_words(self.config):
                some = cursor.fetchmany(_AT_ONCE)
            if not some:
                break
            yield from some
        with in_plain_words(self.config):
            cursor.close()

    def changed(self, column: str) -> str:
        """Return the condition of orders that have a row changed since the one value it takes."""
        name = _quoted(column)
        return (
            f'q."order" IN (SELECT x."order" FROM ({self._query}\n) x'
            f" WHERE x.{name} >= CAST(%s AS timestamp))"
        )

    def edge(self, function: str, column: str) -> str | None:
        """Return the first or last value of a column, as ``rows`` would have it."""
        asked = (
            f"SELECT {self._text(column)} FROM (SELECT {function}(y.{_quoted(column)}) AS"
            f" {_quoted(column)} FROM ({self._query}\n) y) q"
        )
        with in_plain_words(self.config), self._connection.cursor() as cursor:
            cursor.execute(asked)
            (value,) = cursor.fetchone()
        return None if value is None else str(value)

    def _text(self, column: str) -> str:
        """Return a column as text; instants in the one form we read."""
        name, kind = f"q.{_quoted(column)}", self._types[column]
        if kind == _WITH_ZONE:
            return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z'"
        if kind == _WITHOUT_ZONE:
            return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS')"
        return f"to_char({name}, 'YYYY-MM-DD')" if kind == _DATE else f"{name}::text"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(sql: str, values: tuple[str, ...]) -> str:
    """Return SQL with the query's own per cents doubled, where the driver fills in values."""
    return sql.replace("%", "%%").replace("CAST(%%s", "CAST(%s") if values else sql


@contextmanager
def opened(config: SourceConfig) -> Iterator[Query]:
    """Open the database for reading, in one snapshot.

    Raises:
        OwnerError: it cannot be reached, it refuses us, or the connection is lost underway.
    """
    try:
        import psycopg
    except ImportError as error:
        raise OwnerError(
            N_("PostgreSQL's driver is not installed."),
            N_('Install it: pip install "kpi-tui[postgres]"'),
        ) from error
    with in_plain_words(config, connecting=True):
        connection = psycopg.connect(**_arguments(config))
    try:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with in_plain_words(config), connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute("SET DateStyle = 'ISO, YMD'")
        yield Query(connection, config)
    finally:
        connection.close()


def _arguments(config: SourceConfig) -> dict[str, Any]:
    found: dict[str, Any] = {
        "dbname": config.database, "host": config.socket or config.host, "user": config.user,
        "port": config.port or None, "connect_timeout": _CONNECT_SECONDS,
        "application_name": "kpi-tui", "sslmode": _safety(config), "sslrootcert": config.ca,
    }  # fmt: skip
    if config.password_file is not None:
        if read_private(config.password_file) is None:
            raise OwnerError(
                N_("There is no password file {path}."),
                N_("Write host:port:database:user:password into it, then run: chmod 600 {path}"),
                path=str(config.password_file),
            )
        found["passfile"] = str(config.password_file)
    return {name: value for name, value in found.items() if value}


def _safety(config: SourceConfig) -> str:
    """Return how the way is kept private: to another machine, by a server that proves its name."""
    host = config.socket or config.host
    local = not host or host.startswith(("/", "@")) or host in ("localhost", "127.0.0.1", "::1")
    if config.tls is False:
        return "disable"
    return "verify-full" if config.tls or not local else "prefer"


@contextmanager
def in_plain_words(config: SourceConfig, *, connecting: bool = False) -> Iterator[None]:
    """Turn what the driver complains of into an ``OwnerError``."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise _explained(error.sqlstate or "", str(error), config, connecting) from None


def _explained(code: str, words: str, config: SourceConfig, connecting: bool) -> OwnerError:
    values = {"name": config.name, "database": config.database, "code": code}
    if code in _REFUSED or "authentication failed" in words or "no password" in words:
        return OwnerError(
            N_("The server of {name} refuses the user or the password."),
            N_("Check user, and the password in the password file of mode 600."),
            **values,
        )
    if code == "3D000" or (connecting and "does not exist" in words):
        return OwnerError(
            N_("The server of {name} has no database {database}."),
            N_("Check database and user in the configuration."),
            **values,
        )
    if code == "42501":
        return OwnerError(
            N_("The user may not read what the query of {name} asks for."),
            N_("Give it the right: GRANT SELECT ON the tables of the query."),
            **values,
        )
    if code == "25006":
        return OwnerError(
            N_("The query of {name} wants to change the database."),
            N_("Only a SELECT can be read."),
            **values,
        )
    if code.startswith(("42", "22")):
        return OwnerError(
            N_("The query of {name} cannot be carried out (error {code})."),
            N_("Try it in psql first; it has to be one SELECT."),
            **values,
        )
    if code in _GONE and not connecting:
        return OwnerError(
            N_("The connection to {name} was lost while it was read."),
            N_("Nothing was stored. Run “kpi-tui sync” again: it goes on from the last whole one."),
            **values,
        )
    return OwnerError(
        N_("The server of {name} cannot be reached at {place}."),
        N_("Check that it runs, and host, port or socket in the configuration."),
        place=config.socket or config.host or "localhost",
        **values,
    )
