"""The way to the terminal: only the cells that changed, in as few bytes as they take.

Textual redraws whole widgets and pages, each stretch of text with its full colours: 14 kB for a
page of 80 × 24, which is felt over SSH on a train. Here a model of the screen is kept, and of every
frame only the difference is sent. Anything but text, colours and cursor moves passes through as it
is and empties the model where it may have changed the screen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver

from tui.cells import JOINERS, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = tuple[str, str]
"""What a cell shows and the SGR parameters it is shown with; ``""`` is plain."""

_TOKENS = re.compile(r"\x1b\[([0-9;]*)([Hm])|\n|([^\x1b\n]+)")
NEAR = 5
"""Unchanged cells written again rather than jumped over: a jump takes as many bytes."""


class Frames:
    """What the terminal shows, as far as is known; ``spare`` turns a frame into its difference."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Cell]] = {}
        self._style = ""
        self._resting: tuple[int, int] | None = None

    def forget(self) -> None:
        """Know nothing any more: the next frame is sent in full."""
        self._rows.clear()
        self._resting = None

    def spare(self, frame: str) -> str | None:
        """Return the bytes that have the same effect as ``frame``; ``None`` when it is no frame."""
        written = _read(frame)
        if written is None:
            return None
        cells, last = written
        out: list[str] = []
        for y in sorted(cells):
            self._row(y, cells[y], out)
        if last is not None and (out or last != self._resting):
            out.append(f"\x1b[{last[1] + 1};{last[0] + 1}H")
            self._resting = last
        return "".join(out)

    def _row(self, y: int, fresh: dict[int, Cell], out: list[str]) -> None:
        known = self._rows.setdefault(y, {})
        changed = [x for x, cell in sorted(fresh.items()) if known.get(x) != cell]
        for start, end in _runs(changed, fresh):
            out.append(f"\x1b[{y + 1};{start + 1}H")
            _break_wide(known, start, end)
            for x in range(start, end):
                text, style = fresh[x]
                if text:
                    if not _shows_as(text, style, self._style):
                        out.append(turn(self._style, style))
                        self._style = style
                    out.append(text)
                    if any(joiner in text for joiner in JOINERS):
                        # Wherever the terminal's cursor is now, the next cell has its place.
                        out.append(f"\x1b[{y + 1};{x + 1 + _width(fresh, x)}H")
                known[x] = fresh[x]

    def plain(self) -> str:
        """Return what puts the colours back, before something else is written."""
        turned = turn(self._style, "")
        self._style = ""
        return turned


def _read(frame: str) -> tuple[dict[int, dict[int, Cell]], tuple[int, int] | None] | None:
    """Return the cells a frame writes and where it leaves the cursor, ``None`` if it does more."""
    cells: dict[int, dict[int, Cell]] = {}
    x = y = at = 0
    moved = False
    style = ""
    for token in _TOKENS.finditer(frame):
        if token.start() != at:
            return None
        at = token.end()
        parameters, kind, text = token.groups()
        if kind == "H":
            line, _, column = parameters.partition(";")
            x, y, moved = int(column or 1) - 1, int(line or 1) - 1, True
        elif kind == "m":
            style = "" if parameters in ("", "0") else parameters
        elif text:
            if not moved:
                return None
            x = _write(cells.setdefault(y, {}), x, text, style)
    if at != len(frame) or not moved:
        return None
    return cells, (x, y)


def _write(row: dict[int, Cell], x: int, text: str, style: str) -> int:
    if text.isascii():
        for letter in text:
            row[x] = (letter, style)
            x += 1
        return x
    for letter, size in letters(text):
        if size == 0:  # joins the character before
            before = x - 1
            while before in row and not row[before][0]:
                before -= 1
            if before in row:
                row[before] = (row[before][0] + letter, row[before][1])
            continue
        row[x] = (letter, style)
        for rest in range(1, size):
            row[x + rest] = ("", style)
        x += size
    return x


def _width(row: dict[int, Cell], x: int) -> int:
    """Return how many cells the sign at ``x`` takes."""
    after = x + 1
    while after in row and not row[after][0]:
        after += 1
    return after - x


def _break_wide(known: dict[int, Cell], start: int, end: int) -> None:
    """Forget the other half of a wide character of which one half is written over."""
    if start in known and not known[start][0]:
        known.pop(start - 1, None)
    if end in known and not known[end][0]:
        known.pop(end)


def _runs(changed: list[int], fresh: dict[int, Cell]) -> Iterator[tuple[int, int]]:
    """Yield stretches to write; none begins in the middle of a wide character."""
    start = end = -1
    for x in changed:
        if end >= 0 and x - end <= NEAR and all(cell in fresh for cell in range(end, x)):
            end = x + 1
            continue
        if end >= 0:
            yield start, end
        start, end = x, x + 1
        while not fresh[start][0] and start - 1 in fresh:
            start -= 1
    if end >= 0:
        yield start, end


@lru_cache(2048)
def _shows_as(text: str, style: str, current: str) -> bool:
    """Whether the text looks the same in the current style: spaces only show their background."""
    if style == current:
        return True
    if text != " ":
        return False
    (flags, _, back), (now, _, behind) = _parsed(style), _parsed(current)
    return back == behind and not (flags | now) & {"4", "7", "9"}


@lru_cache(2048)
def turn(before: str, after: str) -> str:
    """Return the shortest sequence that goes from one style to another."""
    if before == after:
        return ""
    if not after:
        return "\x1b[0m"
    (flags, fore, back), (wanted, front, behind) = _parsed(before), _parsed(after)
    full = f"\x1b[0;{after}m" if before else f"\x1b[{after}m"
    if not flags <= wanted:
        return full
    steps = sorted(wanted - flags)
    if front != fore:
        steps.append(front or "39")
    if behind != back:
        steps.append(behind or "49")
    short = f"\x1b[{';'.join(steps)}m"
    return short if len(short) <= len(full) else full


@lru_cache(2048)
def _parsed(style: str) -> tuple[frozenset[str], str, str]:
    """Return a style's attributes, text colour and background, each as SGR parameters."""
    flags: set[str] = set()
    fore = back = ""
    parts = style.split(";") if style else []
    while parts:
        part = parts.pop(0)
        if part in ("38", "48"):
            count = 4 if parts[:1] == ["2"] else 2
            color = ";".join([part, *parts[:count]])
            del parts[:count]
            fore, back = (color, back) if part == "38" else (fore, color)
        elif len(part) >= 2 and part[0] in "39":
            fore = "" if part == "39" else part
        elif len(part) >= 2 and part[0] in "41":
            back = "" if part == "49" else part
        else:
            flags.add(part)
    return frozenset(flags), fore, back


class ThriftyDriver(LinuxDriver):
    """Textual's own driver, with every frame reduced to its difference."""

    frames: Frames

    def write(self, data: str) -> None:
        frames = self.__dict__.setdefault("frames", Frames())
        spared = frames.spare(data)
        if spared is not None:
            if spared:
                super().write(spared)
            return
        if data.startswith("\x1b[?2026"):  # begin and end of a synchronized frame
            super().write(data)
            return
        frames.forget()
        super().write(frames.plain() + data)

    def forget(self) -> None:
        """Send the next frame in full: the terminal may show anything."""
        self.__dict__.setdefault("frames", Frames()).forget()
