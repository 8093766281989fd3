"""Lines of Apache's and nginx's text logs: common, combined, and what people put around them.

A line is read as Latin-1, so any byte is a letter and none is an error. Most lines are cut at their
quotation marks; only those with something odd inside are looked at letter by letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from store.columns.cells import CellError
from store.messages import N_

if TYPE_CHECKING:
    from store.importers.access_log.moments import Moment, Moments

NOT_A_LINE = N_("This is not a line of an access log.")
CUT_OFF = N_("This line is cut off.")
TOO_LONG = N_("This line is too long.")
LONGEST = 1 << 16
"""Characters of one line."""

MOST_DIGITS = 11
"""Digits of the bytes of one answer: sums of a whole year stay far from 2^63."""

_QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_AFTER_TIME = re.compile(
    rf"{_QUOTED} ([0-9]{{3}}|-) ([0-9]{{1,{MOST_DIGITS}}}|-)(?![^ ])"
    rf"(?: {_QUOTED} {_QUOTED})?(?: {_QUOTED})?(.*)\Z",
    re.DOTALL,
)
_ADDRESS = re.compile(r"[0-9a-fA-F.:\[\]]*[.:][0-9a-fA-F.:\[\]]*\Z")
_SECONDS = re.compile(r"([0-9]{1,6})\.([0-9]{1,9})\Z")
_WHOLE = re.compile(r"[0-9]{1,15}\Z")
_STAMP_LENGTH = 26
_UNITS = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1, "nanoseconds": 0}
DURATIONS = ("", *_UNITS)


COMMON, COMBINED, FORWARDED = 3, 7, 9


class Hit(NamedTuple):
    """One request: texts as the log has them, ``size`` in bytes, ``milliseconds`` -1 if unknown.

    ``host`` is the shop's own the request was for, ``""`` where the log does not say.
    """

    address: str
    moment: Moment
    request: str
    status: str
    size: int
    referrer: str
    agent: str
    host: str = ""
    milliseconds: int = -1


Read = Hit | CellError | None


@dataclass(frozen=True, slots=True)
class TextLayout:
    """How the lines of one log are written.

    ``quoted`` is the number of pieces a plain line has between its quotation marks: 3 for common,
    7 for combined, 9 with a proxy's X-Forwarded-For behind. ``host`` says that each line begins
    with the host. ``duration`` is the unit of a whole number at the end of the line.
    """

    quoted: int = 7
    host: bool = False
    duration: str = ""

    @property
    def plain(self) -> bool:
        """Whether its lines are combined ones, which can be cut many at a time."""
        return self.quoted >= COMBINED

    def hits(self, lines: list[str], moments: Moments) -> list[Read]:
        """Return what each line says: a hit, what is wrong with it, or ``None`` for a blank one."""
        found: list[Read] = []
        for line in lines:
            try:
                found.append(self.hit(line, moments))
            except CellError as error:
                found.append(error)
        return found

    def hit(self, line: str, moments: Moments) -> Hit | None:
        """Return what one line says; raises ``CellError``."""
        line = line.strip("\r\n ")
        if not line:
            return None
        if len(line) > LONGEST:
            raise CellError(TOO_LONG)
        split = split_line(line)
        if split.agent is None and self.quoted > COMMON:
            raise CellError(CUT_OFF)
        host, address = split.names(self.host)
        if split.forwarded not in ("", "-"):
            address = split.forwarded.split(",")[0].strip() or address
        return Hit(
            address,
            moments[split.stamp],
            _unescaped(split.request),
            split.status,
            size_of(split.size),
            _unescaped(split.referrer or "-"),
            _unescaped(split.agent if split.agent is not None else ""),
            host,
            milliseconds(split.rest, self.duration),
        )


Columns = tuple[list[str], list[str], list[str], list[str], list[str], Iterable[str], Iterable[str]]
"""Of many lines: what is before the request, requests, answers, referrers, browsers, what a proxy
forwards, and what is behind all that."""


def plain_columns(text: str, count: int, quoted: int) -> Columns | None:
    """Return ``count`` lines of ``text`` by column, cut at their quotation marks.

    ``None`` where a line is odd: has other quotation marks than such lines have, or escaped ones.
    The first column begins with a line end.
    """
    pieces, stride = text.split('"'), quoted - 1
    gaps = {piece for place in range(4, stride, 2) for piece in set(pieces[place::stride])}
    if len(pieces) != stride * count + 1 or "\\" in text or gaps != {" "}:
        return None
    ends = pieces[stride::stride]
    rests: Iterable[str] = repeat("")
    if not all(map(str.startswith, ends, repeat("\n"))):
        cut = [end.partition("\n") for end in ends]
        if not all(end for _, end, _ in cut):
            return None
        rests = [rest for rest, _, _ in cut]
        ends = [f"\n{head}" for _, _, head in cut]
    if ends[-1] != "\n":
        return None
    return (
        ["\n" + pieces[0], *ends[:-1]], pieces[1::stride], pieces[2::stride], pieces[3::stride],
        pieces[5::stride], pieces[7::stride] if quoted > COMBINED else repeat(""), rests,
    )  # fmt: skip


def is_plain(line: str, quoted: int) -> bool:
    """Whether a line may be one that ``plain_columns`` cuts."""
    pieces = line.split('"')
    odd = len(pieces) != quoted or "\\" in line
    return not odd and all(pieces[place] == " " for place in range(4, quoted - 1, 2))


class Split(NamedTuple):
    """The parts of a line; ``agent`` is ``None`` in a common log, which has none."""

    words: list[str]
    stamp: str
    request: str
    status: str
    size: str
    referrer: str | None
    agent: str | None
    forwarded: str
    rest: str

    def names(self, host: bool) -> tuple[str, str]:
        """Return host and address; ``host`` says that the line begins with the host."""
        if host and len(self.words) > 3:
            return self.words[0].rpartition(":")[0] or self.words[0], self.words[1]
        return "", self.words[0]

    @property
    def begins_with_host(self) -> bool:
        words = self.words
        return len(words) > 3 and not _ADDRESS.match(words[0]) and bool(_ADDRESS.match(words[1]))


def split_line(line: str) -> Split:
    """Return the parts of any line of an access log; raises ``CellError``."""
    start = line.find(" [")
    end = start + 2 + _STAMP_LENGTH
    if start < 1 or line[end : end + 2] != "] ":
        raise CellError(NOT_A_LINE)
    words = line[:start].split(" ")
    if len(words) < 3 or not words[0]:
        raise CellError(NOT_A_LINE)
    found = _AFTER_TIME.match(line, end + 2)
    if found is None:
        raise CellError(CUT_OFF if line[end + 2 : end + 3] == '"' else NOT_A_LINE)
    request, status, size, referrer, agent, forwarded, rest = found.groups()
    if rest.count('"') % 2:
        raise CellError(CUT_OFF)
    return Split(
        words, line[start + 2 : end], request, status, size, referrer, agent, forwarded or "", rest
    )


def size_of(text: str) -> int:
    return 0 if text == "-" else int(text)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_letter, text)


_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)


def _letter(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) == 3:
        return chr(int(code[1:], 16))
    return {"n": " ", "t": " ", "r": " ", "v": " ", "b": " "}.get(code, code)


def milliseconds(rest: str, unit: str) -> int:
    """Return how long an answer took, of the last words of its line; -1 when it does not say.

    A number with a point is seconds, as nginx writes $request_time. A whole number may be seconds
    or microseconds (Apache's %T and %D): only the mapping can say.
    """
    words = rest.split()
    if not words:
        return -1
    for word in (words[-1], words[0]):
        text = word.strip('"').removeprefix("rt=")
        if found := _SECONDS.match(text):
            return int(found[1]) * 1000 + int(found[2].ljust(3, "0")[:3])
        if unit and _WHOLE.match(text):
            return int(text) * _UNITS[unit] // 1000 if _UNITS[unit] else int(text) // 1_000_000
    return -1


class Times(dict[str, int]):
    """Milliseconds by the last words of a line."""

    MOST = 20_000

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def __missing__(self, rest: str) -> int:
        if len(self) >= self.MOST:
            self.clear()
        took = self[rest] = milliseconds(rest, self._unit)
        return took


def text_layout(lines: Iterable[str], duration: str = "") -> TextLayout | None:
    """Return how most of the lines are written; ``None`` when most are no lines of a log."""
    pieces: Counter[tuple[int, bool]] = Counter()
    others = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            split = split_line(line.rstrip("\r\n"))
        except CellError:
            others += 1
            continue
        quoted = COMMON if split.agent is None else FORWARDED if split.forwarded else COMBINED
        pieces[quoted, split.begins_with_host] += 1
    if not pieces or others > sum(pieces.values()):
        return None
    (quoted, host), _ = pieces.most_common(1)[0]
    return TextLayout(quoted, host, duration)
