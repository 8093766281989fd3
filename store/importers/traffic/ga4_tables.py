"""The tables of a Google Analytics download: comment lines say their period, several in one file.

A table is its line of columns and the rows under it, up to a blank line or a comment. A period
stands in the comments above it, and holds for the tables after it until another is told.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from store.columns.days import Clocks, moments
from store.errors import ImportFileError
from store.importers.totals import TOTAL
from store.importers.traffic.figures import adds_up
from store.messages import N_
from store.records import LeftOut
from store.row_parser import RowParser
from store.tables import MAX_COLUMNS, likely_delimiter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.files import SourceFile

LARGEST = 64 << 20
"""Bytes; Google Analytics writes at most some hundred thousand rows."""

_DAY = re.compile(r"#.*:\s*([0-9]{8})\s*\Z")
_SPAN = re.compile(r"#\s*([0-9]{8})\s*-\s*([0-9]{8})\s*\Z")
_RULE = re.compile(r"#\s*-{3,}\s*\Z")


@dataclass(slots=True)
class Ga4Table:
    """``start`` and ``end`` are day numbers, where the comments say them; ``rows`` have lines."""

    header: tuple[str, ...]
    line: int
    delimiter: str = ","
    title: str = ""
    start: int | None = None
    end: int | None = None
    rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows it has, readable or not."""
        return len(self.rows) + len(self.left_out)


def is_download(head: str) -> bool:
    """Return whether a file begins like a download of Google Analytics: comments with a period."""
    lines = [line.strip() for line in head.lstrip("\ufeff").splitlines()[:40]]
    lines = [line for line in lines if line]
    if not lines or not lines[0].startswith("#"):
        return False
    days = sum(1 for line in lines if _DAY.match(line) and _number(_DAY.match(line)) is not None)
    return days >= 2 or any(_SPAN.match(line) for line in lines)


def read_text(file: SourceFile, encoding: str) -> str:
    """Return the whole file; wrong bytes make the rows they are in unreadable."""
    if file.size > LARGEST:
        raise ImportFileError(
            N_("{file} is larger than any download of Google Analytics."),
            N_("Download a shorter period, or a table with a column of days without comments."),
            file=file.name,
        )
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    parts = [decoder.decode(chunk) for chunk in file.chunks()]
    try:
        parts.append(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        parts.append("\ud800")  # half a character: makes its row unreadable
    return "".join(parts)


def tables_of(content: str) -> list[Ga4Table]:
    """Return the tables of a download, in their order."""
    lines = content.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[Ga4Table] = []
    above: list[str] = []
    days: list[int] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith("#"):
            day, span = _DAY.match(line), _SPAN.match(line)
            if span:
                days = [number for number in map(_to_number, span.groups()) if number is not None]
            elif day and (number := _number(day)) is not None:
                # A third day begins the period of another table.
                days = [number] if len(days) >= 2 else [*days, number]
            elif not _RULE.match(line) and line.strip("# "):
                above.append(line.strip("# "))
            at += 1
            continue
        if not line:
            at += 1
            continue
        end = _end(lines, at)
        start, last = days if len(days) == 2 else (None, None)
        title = above[-1] if above else ""
        found.append(_table(lines[at:end], at + 1, title, start, last))
        above = []
        at = end
    return found


def _end(lines: Sequence[str], start: int) -> int:
    """Return the line behind the table that begins at ``start``."""
    at = start
    width = _width(lines[start])
    while at < len(lines) and lines[at].strip():
        # A row may begin with #, as a page's title does; a comment has no cells.
        if lines[at].lstrip().startswith("#") and not (width > 1 and _width(lines[at]) == width):
            break
        at += 1
    return at


def _width(line: str) -> int:
    return max(line.count(","), line.count(";"), line.count("\t")) + 1


def _table(
    lines: Sequence[str], first: int, title: str, start: int | None, end: int | None
) -> Ga4Table:
    delimiter = likely_delimiter([f"{line}\n" for line in lines[:50]])
    header = next(csv.reader([lines[0]], delimiter=delimiter), [])[:MAX_COLUMNS]
    names = tuple(cell.strip() for cell in header)
    table = Ga4Table(names, first, delimiter, title, start, end)
    body: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(lines[1:], first + 1):
        if "otal" in line and adds_up(_cells(line, delimiter)):
            table.left_out.append(LeftOut(number, "", TOTAL, rejected=False))
        else:
            body.append(line)
            numbers.append(number)
    # The header's own width counts: a row may end in a cell more that is blank.
    block = RowParser(delimiter, len(names), 1).feed("\n".join(body) + "\n", final=True)
    if block is not None:
        for row in block.left_out:
            table.left_out.append(replace(row, line=numbers[row.line - 1]))
        table.rows += [
            (numbers[line - 1], row) for line, row in zip(block.lines, block.rows(), strict=True)
        ]
    return table


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        return []


_COMPACT = moments(Clocks.of("UTC"), "%Y%m%d")


def _to_number(digits: str) -> int | None:
    from store.columns.cells import CellError

    try:
        return _COMPACT(digits).day
    except CellError:
        return None


def _number(found: re.Match[str] | None) -> int | None:
    return _to_number(found[1]) if found else None
