"""How long until the dashboard is there, and what a key costs, on a real pseudo-terminal.

    python benchmarks/first_paint.py [--sample | --db FILE] [--size 80x24] [--runs 5]

First paint: from the start of the process to the first frame.
Figures: to the first frame with values, told by what the first of them was before. Keys: the time
from a key to the last byte of the frames that follow it (quiet for 150 ms), to the first of them,
and their bytes.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from dataclasses import dataclass

QUIET = 0.15
KEYS = (
    ("move right", "\x1b[C"), ("move down", "\x1b[B"), ("to the goals", "\t"), ("down", "\x1b[B"),
    ("back to the figures", "\t"), ("open a figure", "\r"), ("its next member", "\x1b[B"),
    ("the next breakdown", "\x1b[C"), ("back", "\x1b"), ("help", "?"), ("close help", "\x1b"),
    ("periods", "p"), ("leave them", "\x1b"), ("language", "L"), ("language again", "L"),
)  # fmt: skip


@dataclass
class Screen:
    """A child process on a pseudo-terminal of a given size."""

    process: int
    terminal: int
    seen: bytes = b""

    @classmethod
    def open(cls, command: list[str], columns: int, lines: int) -> Screen:
        process, terminal = pty.fork()
        if process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            os.execvp(command[0], command)
        return cls(process, terminal)

    def read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self.terminal], [], [], timeout)
        try:
            return os.read(self.terminal, 1 << 16) if ready else b""
        except OSError:
            return b""

    def until(self, wanted: bytes, timeout: float = 20.0) -> float | None:
        """Return when the bytes came, ``None`` when they did not."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            if wanted in self.seen:
                return time.perf_counter()
            self.seen += self.read(0.5)
        return None

    def press(self, key: str) -> tuple[float, float, int]:
        """Return seconds to the first and the last byte after a key, and how many there were."""
        began = time.perf_counter()
        os.write(self.terminal, key.encode())
        first = last = 0.0
        size = 0
        while True:
            got = self.read(QUIET if size else 1.0)
            if not got:
                return first, last, size
            last = time.perf_counter() - began
            first = first or last
            size += len(got)

    def close(self) -> float:
        """Leave with q; return the seconds it took."""
        began = time.perf_counter()
        os.write(self.terminal, b"q")
        while os.waitpid(self.process, os.WNOHANG) == (0, 0):
            self.read(0.01)
            if time.perf_counter() - began > 3:
                os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)
                break
        os.close(self.terminal)
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    columns, lines = (int(part) for part in asked.size.split("x"))
    which = ["--db", asked.db] if asked.db else ["--sample"]
    start = "import sys; from tui.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "--lang", "en", *which]
    paints, figures, leaving = [], [], []
    keys: dict[str, list[tuple[float, float, int]]] = {name: [] for name, _ in KEYS}
    for _run in range(asked.runs):
        began = time.perf_counter()
        screen = Screen.open(command, columns, lines)
        painted = screen.until(b"Goals")
        known = screen.until(b"before:") if painted else None
        if painted is None or known is None:
            sys.exit("the dashboard did not open")
        paints.append(painted - began)
        figures.append(known - began)
        while screen.read(0.4):
            pass
        for name, key in KEYS:
            keys[name].append(screen.press(key))
        leaving.append(screen.close())
    result = {
        "size": asked.size,
        "runs": asked.runs,
        "first paint ms": _middle(paints),
        "figures ms": _middle(figures),
        "leaving ms": _middle(leaving),
        "keys": {
            name: {
                "first byte ms": _middle([one[0] for one in found]),
                "last byte ms": _middle([one[1] for one in found]),
                "bytes": int(statistics.median(one[2] for one in found)),
            }
            for name, found in keys.items()
        },
    }
    print(json.dumps(result, indent=1))


def _middle(seconds: list[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


if __name__ == "__main__":
    main()
