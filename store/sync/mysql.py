"""A shop's MySQL or MariaDB database: one read-only transaction, rows as they stream in.

Every value comes as the text the server sends, or ``None``: amounts are never floating, and dates
like 0000-00-00 are ours to judge. Whatever the driver complains of becomes an ``OwnerError``
without the driver's own words, which may hold more than an owner should see in a log.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from store.errors import OwnerError
from store.messages import N_
from store.sync.option_file import Options, read_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.sync.config import SourceConfig

Row = tuple[str | None, ...]

_UNIT = "CHAR(31 USING utf8mb4)"
"""The unit separator: no text of a shop has it, and one that had it would lose it."""
_CONNECT_SECONDS = 15
_ANSWER_SECONDS = 900
_AT_ONCE = 2_000
_STATEMENTS = (
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    # Columns of type TIMESTAMP are sent in this zone, all others as they are stored.
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION net_write_timeout = 600, wait_timeout = 3600",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_REFUSED = frozenset({1045, 1698, 1251, 1275, 2059, 2061, 4151})
_GONE = frozenset({0, 1053, 1077, 1079, 1317, 1927, 2006, 2013, 2014, 2027, 2055})
_LOCAL = ("", "localhost", "127.0.0.1", "::1")


class Database:
    """An open database; ``prefix`` stands before the names of its tables."""

    def __init__(self, connection: Any, config: SourceConfig) -> None:
        self.config = config
        self.name = config.database
        self.prefix = config.prefix
        self._connection = connection

    def table(self, name: str) -> str:
        """Return a table of the shop as SQL writes it."""
        return f"`{self.prefix}{name}`"

    def rows(self, sql: str, *values: object) -> Iterator[Row]:
        """Yield the answer as it comes; take all of it before the next question."""
        with in_plain_words(self.config):
            cursor = self._connection.cursor(SSCursor)
            cursor.execute(sql, values or None)
        whole = False
        try:
            while True:
                with in_plain_words(self.config):
                    some = cursor.fetchmany(_AT_ONCE)
                if not some:
                    whole = True
                    return
                yield from some
        finally:
            if whole:
                cursor.close()
            else:
                self._abandon(cursor)

    def packed(self, columns: Sequence[str], rest: str, *values: object) -> Iterator[list[str]]:
        """Yield rows of many columns, NULL as ``''``; ``rest`` is the question from FROM on.

        The server puts each row into one text: a driver in Python takes apart field by field, and
        that is half of the time that reading a large shop takes.
        """
        each = ", ".join(f"REPLACE(COALESCE({one}, ''), {_UNIT}, '')" for one in columns)
        for (row,) in self.rows(f"SELECT CONCAT_WS({_UNIT}, {each}) {rest}", *values):
            yield str(row).split("\x1f")

    def all(self, sql: str, *values: object) -> list[Row]:
        """Return the whole answer."""
        return list(self.rows(sql, *values))

    def one(self, sql: str, *values: object) -> Row:
        """Return the only row of an answer."""
        (row,) = self.all(sql, *values)
        return row

    def _abandon(self, cursor: Any) -> None:
        """Give up an answer in the middle: the driver would read it to its end, however long."""
        with suppress(AttributeError):
            cursor._result.unbuffered_active = False
        cursor.connection = None
        self.close()

    def close(self) -> None:
        """Hang up, at once."""
        self._connection._force_close()


@contextmanager
def opened(config: SourceConfig) -> Iterator[Database]:
    """Open a database for reading, in one snapshot of all its transactional tables.

    Raises:
        OwnerError: it cannot be reached, it refuses us, or the connection is lost underway.
    """
    options = read_options(config.option_file) if config.option_file else Options()
    arguments = _arguments(config, options)
    socket = arguments.get("unix_socket")
    if socket and not Path(socket).is_socket():
        raise _unreachable("", config, socket)
    with in_plain_words(config):
        connection = pymysql.connect(**arguments)
    database = Database(connection, config)
    try:
        for statement in _STATEMENTS:
            for _row in database.rows(statement):
                pass
        yield database
    finally:
        database.close()


def _arguments(config: SourceConfig, options: Options) -> dict[str, Any]:
    socket = config.socket or (options.get("socket", "") if not config.host else "")
    host = config.host or options.get("host", "")
    told = options.get("port", "")
    port = config.port or (int(told) if told.isascii() and told.isdigit() else 3306)
    way = {"unix_socket": socket, "ssl_disabled": True} if socket else {
        "host": host or "localhost", "port": port, **_safety(config, options, host)
    }  # fmt: skip
    return {
        "user": config.user or options.get("user") or None,
        "password": options.password.reveal(),
        "database": config.database,
        "charset": "utf8mb4",
        "conv": dict(encoders),
        "connect_timeout": _CONNECT_SECONDS,
        "read_timeout": _ANSWER_SECONDS,
        "write_timeout": _CONNECT_SECONDS,
        "program_name": "kpi-tui",
        "local_infile": False,
        **way,
    }


def _safety(config: SourceConfig, options: Options, host: str) -> dict[str, Any]:
    """Return how the way to the server is kept private.

    To another machine nothing goes unencrypted, or to a server that cannot prove its name, unless
    the owner says so.
    """
    if config.tls is False:
        return {"ssl_disabled": True}
    if not config.tls and host in _LOCAL:
        return {}
    ca = config.ca or options.get("ssl-ca", "")
    try:
        return {"ssl": ssl.create_default_context(cafile=ca or None)}
    except OSError as error:
        raise OwnerError(
            N_("The certificates in {path} cannot be read."),
            N_("Name a file with the certificate of the authority, in PEM form."),
            path=ca,
        ) from error


@contextmanager
def in_plain_words(config: SourceConfig) -> Iterator[None]:
    """Turn what the driver and the network complain of into an ``OwnerError``."""
    try:
        yield
    except pymysql.err.MySQLError as error:
        # 0 and "" are what the driver gives for a connection that went away in the middle.
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        raise _explained(code, str(error.args[-1]) if error.args else "", config) from None
    except RuntimeError:
        # The driver cannot hide the password by itself, and will not send it in the open.
        raise OwnerError(
            N_("The server of {name} takes this user's password over a private way only."),
            N_("Read over the server's socket, or with tls = true."),
            name=config.name,
        ) from None
    except UnicodeDecodeError:
        raise OwnerError(
            N_("{database} holds text that is not readable in its own character set."),
            N_("Check the character sets of its tables."),
            database=config.database,
        ) from None
    except (OSError, EOFError):
        raise _lost(config) from None


def _explained(code: int, words: str, config: SourceConfig) -> OwnerError:
    values: dict[str, object] = {"database": config.database, "name": config.name, "code": code}
    if code in (2002, 2003):
        return _unreachable(words, config)
    if code in _GONE:
        return _lost(config)
    if code in _REFUSED:
        return OwnerError(
            N_("The server of {name} refuses the user or the password (error {code})."),
            N_("Check user and password in the option file, and that the user may sign in here."),
            **values,
        )
    if code == 1044:
        return OwnerError(
            N_("The user may not read the database {database} (error {code})."),
            N_("Give it the right: “kpi-tui sync --example” shows the SQL."),
            **values,
        )
    if code == 1049:
        return OwnerError(
            N_("The server of {name} has no database {database}."),
            N_("Check database in the configuration."),
            **values,
        )
    if code in (1142, 1143):
        return OwnerError(
            N_("The user may not read a table or column of {database} (error {code})."),
            N_("Give it the right: “kpi-tui sync --example” shows the SQL."),
            **values,
        )
    if code == 1146:
        return OwnerError(
            N_("{database} does not hold the tables of such a shop."),
            N_("Check kind, database and prefix in the configuration."),
            **values,
        )
    return OwnerError(
        N_("The database {database} cannot answer (error {code})."),
        N_("Nothing was stored. The server's own log says more."),
        **values,
    )


def _unreachable(words: str, config: SourceConfig, place: str = "") -> OwnerError:
    place = place or config.socket or config.host or "localhost"
    if "certificate" in words or "SSL" in words.upper():
        return OwnerError(
            N_("The server {place} does not prove who it is, or offers no encryption."),
            N_(
                "Name its authority's certificate with ca, read over an SSH tunnel, or say"
                " tls = false where the way to it is private."
            ),
            place=place,
        )
    return OwnerError(
        N_("The server of {name} cannot be reached at {place}."),
        N_("Check that it runs, and host, port or socket in the configuration."),
        name=config.name,
        place=place,
    )


def _lost(config: SourceConfig) -> OwnerError:
    return OwnerError(
        N_("The connection to {name} was lost while it was read."),
        N_("Nothing was stored. Run “kpi-tui sync” again: it goes on from the last whole one."),
        name=config.name,
    )
