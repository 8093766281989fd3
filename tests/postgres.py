"""A real PostgreSQL server for tests: on a socket, in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.needs import absent, program

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES = "/usr/lib/postgresql"


class PostgresServer:
    """A server that answers on a socket in ``folder``; it does not run as root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        places = sorted(Path(_PLACES).glob("*/bin"), reverse=True)
        found = program("initdb", places=[*map(str, places)])
        if found is None:
            absent("PostgreSQL server (Debian: postgresql)")
        self._programs = Path(found).parent
        if os.geteuid() == 0:
            shutil.chown(folder, self.user)
        self._run("initdb", "-D", str(folder / "data"), "-U", "kpi", "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", str(folder / "data"), "-w", "-o", options, "-l",
                  str(folder / "log"), "start")  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def run(self, sql: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(
            host=str(self.folder), user="kpi", dbname=database, autocommit=True
        ) as connection:
            connection.execute(sql.encode())

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self._programs / program), *words],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            user=self.user if os.geteuid() == 0 else None,
        )  # fmt: skip


def served() -> Iterator[PostgresServer]:
    """Yield a running server, and end it. Its folder must be open to the user it runs as."""
    with tempfile.TemporaryDirectory(prefix="kpi-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.stop()
