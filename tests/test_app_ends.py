"""How a session begins and ends on a real pseudo-terminal: fast, restored, no orphan, no data."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.desks import app_on, opened
from tests.test_start_path import HEAVY, REPAIR, imported_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESTORED = b"\x1b[?1049l"
PATIENCE = 20.0
"""Seconds after which a child that says nothing is given up; only a failing test waits so long."""


class Terminal:
    """kpi-tui on a pseudo-terminal of its own."""

    def __init__(self, store: Path) -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8")
            start = "import sys; from tui.cli import main; sys.exit(main())"
            os.execv(sys.executable, [sys.executable, "-c", start, "--db", str(store)])
        self.seen = b""

    def until(self, wanted: bytes) -> bytes:
        end = time.monotonic() + PATIENCE
        while wanted not in self.seen:
            assert time.monotonic() < end, f"{wanted!r} never came: {self.seen[-400:]!r}"
            if select.select([self.terminal], [], [], 0.2)[0]:
                self.seen += os.read(self.terminal, 1 << 16)
        return self.seen

    def ended(self) -> int:
        """Return the exit code; the terminal is read on so that nothing blocks."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            try:
                if select.select([self.terminal], [], [], 0.05)[0]:
                    self.seen += os.read(self.terminal, 1 << 16)
            except OSError:
                time.sleep(0.01)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        raise AssertionError("it never ended")


@pytest.fixture
def terminal(built_shop: Path) -> Iterator[Terminal]:
    opened_terminal = Terminal(built_shop)
    opened_terminal.until(b"La Lavandi")
    yield opened_terminal
    os.close(opened_terminal.terminal)


@pytest.mark.slow
def test_q_leaves_and_puts_the_terminal_back(terminal: Terminal) -> None:
    os.write(terminal.terminal, b"q")
    assert terminal.ended() == 0
    assert RESTORED in terminal.seen


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_being_told_to_end_restores_the_terminal(
    terminal: Terminal, number: signal.Signals
) -> None:
    os.kill(terminal.process, number)
    terminal.ended()
    assert RESTORED in terminal.seen


@pytest.mark.slow
def test_a_connection_that_drops_leaves_no_orphan(built_shop: Path) -> None:
    terminal = Terminal(built_shop)
    terminal.until(b"La Lavandi")
    os.close(terminal.terminal)
    terminal.ended()


def test_importing_the_dashboard_imports_nothing_heavy() -> None:
    found = imported_by("import tui.app") & HEAVY
    assert not found, REPAIR.format(program="tui.app", found=sorted(found))


async def test_a_crash_shows_a_fixed_sentence_and_none_of_the_data(built_shop: Path) -> None:
    class OurMistake(Exception):  # noqa: N818 - what a bug would raise
        pass

    app = app_on(built_shop)
    said = io.StringIO()
    app.error_console = Console(file=said, width=100)
    with pytest.raises(OurMistake):
        async with opened(app):
            app._handle_exception(OurMistake("jeanne@example.org"))
    app._print_error_renderables()  # as at the end of a session, if it was not done yet
    assert "The mistake is ours" in said.getvalue()
    assert "jeanne" not in said.getvalue()
    assert app.return_code == 2
