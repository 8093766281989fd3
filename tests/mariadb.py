"""A real MariaDB server for tests: on a socket, in a folder of its own, gone afterwards."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pymysql

from tests.needs import absent, program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OPTIONS = (
    "--no-defaults", "--skip-networking", "--skip-log-bin", "--performance-schema=OFF",
    "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-file-per-table=0",
    "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--sql-mode=",
)  # fmt: skip
_TRIES = 3_000


class MariaServer:
    """A server that answers on ``socket``; it can be restarted, or killed as by a power cut."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.socket = str(folder / "s.sock")
        self.made: set[object] = set()
        """Databases that are there with all their tables, by what they were made of."""
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._program = program("mariadbd", "mysqld")
        installer = program("mariadb-install-db")
        if self._program is None or installer is None:
            absent("MariaDB server (Debian: mariadb-server)")
        subprocess.run(
            [
                installer, "--no-defaults", f"--datadir={folder / 'data'}", *self._user(),
                "--auth-root-authentication-method=normal", "--skip-test-db",
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        self.start()

    def _user(self) -> list[str]:
        return [f"--user={getpass.getuser()}"] if os.geteuid() == 0 else []

    def start(self) -> None:
        """Start it and wait until it answers."""
        assert self._program
        # Not /tmp: a server that starts clears away what others keep there.
        (self.folder / "tmp").mkdir(exist_ok=True)
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [
                    self._program, *_OPTIONS, *self._options, f"--datadir={self.folder / 'data'}",
                    f"--socket={self.socket}", f"--pid-file={self.folder / 'pid'}",
                    f"--tmpdir={self.folder / 'tmp'}", *self._user(),
                ],
                stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(_TRIES):
            # The driver leaves the socket of a failed attempt open: so it is tried by hand.
            with socket.socket(socket.AF_UNIX) as plain:
                if plain.connect_ex(self.socket) == 0:
                    return
            assert self._process.poll() is None, (self.folder / "log").read_text()
            select_nothing()
        raise AssertionError("MariaDB does not answer")

    def restart(self) -> None:
        """Shut it down in order, and start it again."""
        if self._process:
            self._process.terminate()
            self._process.wait()
        self.start()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def connect(self, database: str | None = None) -> Any:
        return pymysql.connect(
            unix_socket=self.socket, user="root", database=database, charset="utf8mb4",
            autocommit=True, connect_timeout=5,
        )  # fmt: skip

    @contextmanager
    def as_root(self, database: str | None = None) -> Iterator[Any]:
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def run(self, *statements: str, database: str | None = None) -> None:
        with self.as_root(database) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def ask(self, sql: str, database: str | None = None) -> Sequence[tuple[Any, ...]]:
        with self.as_root(database) as cursor:
            cursor.execute(sql)
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def tables(self, database: str) -> list[str]:
        return [str(table) for (table,) in self.ask("SHOW TABLES", database)]

    def database(self, name: str) -> str:
        """Create an empty database and return its name."""
        self.run(f"DROP DATABASE IF EXISTS `{name}`", f"CREATE DATABASE `{name}`")
        return name


def select_nothing() -> None:
    """Give way to the server for a moment: nothing tells when it will answer."""
    import select

    select.select((), (), (), 0.01)


def served(folder: Path) -> Iterator[MariaServer]:
    """Yield a running server, and end it."""
    server = MariaServer(folder)
    try:
        yield server
    finally:
        server.kill()
