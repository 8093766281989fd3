"""The text of a log, many lines at a time, and how far it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.access_log.lines import LONGEST
from store.importers.access_log.state import PRINT, Place, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile

_OVERLONG = "\0" * (LONGEST + 1)
"""Stands for a line too long to be kept."""
_MARK = b"\xef\xbb\xbf"


class Blocks:
    """Yields whole lines as one Latin-1 text; ``tail`` is, afterwards, a last line without an end.

    A line of any length takes no more memory than one that is just too long.
    """

    def __init__(self, file: SourceFile, position: int = 0, window: int = 0) -> None:
        """Read from ``position`` on; ``window`` bytes before it are looked at again."""
        self.tail = ""
        self._file = file
        self._before = window
        self._position = position
        self._pending = b""
        self._window = b""
        """The last bytes before the position."""

    def __iter__(self) -> Iterator[str]:
        passed_over = self._before
        overlong = False
        for chunk in self._file.chunks(self._position - passed_over):
            if passed_over:
                self._window += chunk[:passed_over]
                rest = chunk[passed_over:]
                passed_over -= len(chunk) - len(rest)
                if not rest:
                    continue
                chunk = rest
            data = self._pending + chunk
            cut = data.rfind(b"\n") + 1
            self._pending = data[cut:]
            if cut:
                body = data[:cut]
                self._pass(body)
                text = body.decode("latin-1")
                if overlong:
                    text, overlong = _OVERLONG + text[text.index("\n") :], False
                yield text
            if len(self._pending) > LONGEST:
                self._pass(self._pending)
                self._pending, overlong = b"", True
        self.tail = _OVERLONG if overlong else self._pending.decode("latin-1")

    def _pass(self, body: bytes) -> None:
        self._window = body[-PRINT:] if len(body) >= PRINT else (self._window + body)[-PRINT:]
        self._position += len(body)

    def finished(self) -> None:
        """Count the last line, which has no end, as read."""
        self._pass(self._pending)
        self._pending = b""

    def place(self, lines: int) -> Place:
        """Return how far the log is read now."""
        head = self._file.head(min(PRINT, self._position))
        return Place(
            digest(head), len(head), digest(self._window), len(self._window), self._position, lines
        )
