"""Other programs at the same store: real processes that wait for each other by lines, not time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROJECT = Path(__file__).resolve().parent.parent
_STRANGER = 65534
_START = """
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from store.database import connect, create
from store.plans import GoalRow, Plans
path = Path(sys.argv[1])
def tell(*words): print(*words, flush=True)
def wait(): sys.stdin.readline()
"""


class Program:
    """A Python process with the store's path; ``tell`` and ``wait`` are its words to us."""

    def __init__(self, code: str, path: Path, *more: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START + code, str(path), *map(str, more)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_PROJECT,
        )

    def hears(self) -> str:
        """Return the next line it tells; ``''`` when it has ended."""
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def go_on(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End it as a power cut would, as far as a process can tell."""
        self._process.send_signal(signal.SIGKILL)

    def ends(self) -> tuple[int, list[str]]:
        """Wait for its end; return its exit code and what it still told."""
        told, _ = self._process.communicate()
        return self._process.returncode, told.splitlines()


@contextmanager
def running(code: str, path: Path, *more: object) -> Iterator[Program]:
    """Run a program and make sure that it has ended afterwards."""
    program = Program(code, path, *more)
    try:
        yield program
    finally:
        program.kill()
        program.ends()


@contextmanager
def folder_of_a_stranger() -> Iterator[Path]:
    """Yield a folder, with us as somebody whom file rights bind (root is not)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, _STRANGER, _STRANGER)
            os.seteuid(_STRANGER)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)
