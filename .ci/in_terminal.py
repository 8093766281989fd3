"""Runs a command in a terminal of 80×24, waits for words on it, presses keys, returns its code.

    in_terminal.py --see WORDS --press KEYS [--seconds N] -- COMMAND…

Fails (exit 3) when the words do not appear, or the command does not end after the keys. Standard
library only: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


def plain(raw: bytes) -> str:
    """What a person could read of a terminal's bytes, in the order it was written."""
    return SEQUENCE.sub(b"", raw).decode("utf-8", "replace")


class Run:
    def __init__(self, command: list[str]) -> None:
        self.raw = b""
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.environ.setdefault("TERM", "xterm-256color")
            if os.environ["TERM"] in ("dumb", "unknown"):
                os.environ["TERM"] = "xterm-256color"
            os.execvp(command[0], command)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds: float) -> bool:
        """Read what has come; ``False`` when the command has closed its terminal."""
        if self.terminal not in select.select([self.terminal], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.raw += piece
        return bool(piece)

    def until(self, words: str | None, deadline: float) -> bool:
        """Read until ``words`` are seen, or with ``None`` until the command ends."""
        while time.monotonic() < deadline:
            if words is not None and words in plain(self.raw):
                return True
            if not self.read(0.2):
                return words is None
        return False


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--see", required=True)
    parser.add_argument("--press", required=True)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("command", nargs="+")
    asked = parser.parse_args()
    run = Run(asked.command)
    deadline = time.monotonic() + asked.seconds
    if run.until(asked.see, deadline):
        seen = time.monotonic()
        while time.monotonic() < seen + 1 and run.read(0.1):  # the rest of the frame
            pass
        os.write(run.terminal, asked.press.encode())
        if run.until(None, time.monotonic() + 10):
            code = os.waitstatus_to_exitcode(os.waitpid(run.child, 0)[1])
            if code or "Traceback" in plain(run.raw):
                sys.stderr.write(plain(run.raw)[-4000:] + f"\nexit code {code}\n")
                return code or 3
            return 0
    os.kill(run.child, signal.SIGKILL)
    sys.stderr.write(
        f"{plain(run.raw)[-4000:]}\n“{asked.see}” not seen, or no end after the keys\n"
    )
    return 3


if __name__ == "__main__":
    sys.exit(main())
