"""Watching an import: how far it is, on a terminal, and Ctrl-C to stop it cleanly."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from tui.cli.import_receipt import progress_line
from tui.language import _
from tui.text import clean_lines

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from store.ingest.receipt import Progress

_PAUSE = 0.1
"""Seconds between two lines: more often nobody can read."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Watch:
    """A context manager: while it lasts, Ctrl-C asks the import to stop; twice, it ends at once.

    The line of progress goes to stderr, and only where that is a terminal: cron stays quiet.
    """

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._stopped = False
        self._file = ""
        self._began = 0.0
        self._told = 0.0
        self._width = 0
        self._before: list[tuple[signal.Signals, Any]] = []

    def __enter__(self) -> Watch:
        for one in _SIGNALS:
            self._before.append((one, signal.signal(one, self._asked_to_stop)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one, before in self._before:
            signal.signal(one, before)
        self.clear()

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if self._stopped:
            raise KeyboardInterrupt
        self._stopped = True

    def stopped(self) -> bool:
        """Whether the owner, or the system, asked to stop."""
        return self._stopped

    def show(self, progress: Progress) -> None:
        """Write the line of progress anew, not more often than one can read it."""
        if not self._shows:
            return
        now = time.monotonic()
        if progress.file != self._file:
            self._file, self._began, self._told = progress.file, now, 0.0
        if progress.phase == "rows" and now - self._told < _PAUSE:
            return
        self._told = now
        self._write(self._line(progress, now - self._began))

    def _line(self, progress: Progress, seconds: float) -> str:
        if progress.phase == "figures":
            return _("Making figures…")
        if progress.phase == "tidying":
            return _("Tidying up…")
        share = progress.position / progress.size if progress.size else 0.0
        left = seconds * (1 - share) / share if share > 0.02 and seconds > 0.5 else None
        return progress_line(progress.rows, progress.rows / seconds if seconds else 0.0, left)

    def clear(self) -> None:
        """Take the line of progress away, so that what follows has the line for itself."""
        if self._width:
            self._write("")

    def _write(self, text: str) -> None:
        line = clean_lines(text)
        sys.stderr.write(f"\r{line}{' ' * max(0, self._width - len(line))}\r{line}")
        sys.stderr.flush()
        self._width = len(line)
