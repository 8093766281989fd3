"""Text in chunks becomes blocks of rows: strict CSV, every bad row with its line.

Rows that cannot be read (a broken quote, a NUL, a wrong byte, too few cells) never reach a block:
they come out as ``LeftOut`` with their line, and the row after them is read as if nothing had been.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from itertools import accumulate, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from store.flat_rows import flat_rows
from store.messages import N_
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LINE = 1 << 20
"""Characters of one line, and of one row over several lines."""

BROKEN_LINE = N_("A line end is in the wrong place.")
BROKEN_QUOTE = N_("A quotation mark is in the wrong place.")
TOO_LONG = N_("This row is too long.")
NUL = N_("This row holds a NUL byte.")
UNDECODABLE = N_("This row is not readable text in the file's encoding.")
WRONG_WIDTH = N_("This row has {found} cells instead of {expected}.")


class Block:
    """A few thousand rows: row ``r`` is on line ``lines[r]`` of the file.

    ``left_out`` are the unreadable rows among them; blank rows are no rows.
    """

    __slots__ = ("_cells", "left_out", "lines")

    def __init__(
        self,
        cells: Sequence[Sequence[str]],
        lines: Sequence[int],
        left_out: Sequence[LeftOut] = (),
    ) -> None:
        self._cells = cells
        self.lines = lines
        self.left_out = left_out

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, index: int) -> list[str]:
        """Return one column of cells."""
        return list(map(itemgetter(index), self._cells))

    def rows(self) -> Sequence[Sequence[str]]:
        """Return the cells row by row."""
        return self._cells

    def pick(self, rows: Sequence[int]) -> Block:
        """Return some of the rows."""
        cells = self._cells
        return Block([cells[row] for row in rows], [self.lines[row] for row in rows])


class FlatBlock(Block):
    """A block whose rows were never made: all cells in one list (``store.flat_rows``)."""

    __slots__ = ("_flat", "_stride")

    def __init__(self, flat: list[str], width: int, lines: Sequence[int]) -> None:
        super().__init__((), lines)
        self._flat = flat
        self._stride = width + 1

    def column(self, index: int) -> list[str]:
        return self._flat[index : -1 : self._stride]

    def rows(self) -> Sequence[Sequence[str]]:
        return self.pick(range(len(self.lines))).rows()

    def pick(self, rows: Sequence[int]) -> Block:
        flat, stride = self._flat, self._stride
        return Block(
            [flat[row * stride : row * stride + stride - 1] for row in rows],
            [self.lines[row] for row in rows],
        )


def lines_of(row: Sequence[str]) -> int:
    """Return how many lines of the file a row takes."""
    return 1 + sum(cell.count("\n") for cell in row)


OddRow = Callable[[int, "Sequence[str]", int], LeftOut]
"""What becomes of a row that has too many cells or too few, by line, cells and expected number."""


def wrong_width(line: int, row: Sequence[str], expected: int) -> LeftOut:
    """Return the record of a row that has too many cells or too few."""
    return LeftOut(line, "", WRONG_WIDTH, values={"found": len(row), "expected": expected})


class RowParser:
    """Text in chunks to blocks: keeps an unfinished row until the next chunk brings its rest."""

    def __init__(
        self, delimiter: str, width: int, first_line: int, odd: OddRow | None = None
    ) -> None:
        self._odd = odd or wrong_width
        self._delimiter = delimiter
        self._width = width
        self._first_line = first_line
        self._line = 1
        self._rest = ""
        self._dropping = False
        self._old_line_ends: bool | None = None

    def feed(self, text: str, *, final: bool) -> Block | None:
        """Return the whole rows known so far, or ``None`` when there are none yet."""
        if self._old_line_ends is None:
            self._old_line_ends = "\r" in text and "\n" not in text
        if self._old_line_ends:
            text = text.replace("\r", "\n")
        left_out: list[LeftOut] = []
        body = self._whole_lines(self._rest + text, left_out, final=final)
        suspect = "\0" in body or not _encodable(body)
        if body and not suspect and not left_out:
            flat = flat_rows(body, self._delimiter, self._width)
            if flat is not None:
                first = self._line
                self._line += len(flat) // (self._width + 1)
                return FlatBlock(flat, self._width, range(first, self._line))
        rows, lines = self._parsed(body, left_out, final=final)
        cells, numbers = self._checked(rows, lines, left_out, suspect=suspect)
        return Block(cells, numbers, left_out) if cells or left_out else None

    def _whole_lines(self, text: str, left_out: list[LeftOut], *, final: bool) -> str:
        """Return the finished lines of ``text`` and keep the rest; an endless line is dropped."""
        if self._dropping:
            end = text.find("\n") + 1
            self._dropping = not end
            self._line += bool(end)
            text = text[end:] if end else ""
        cut = len(text) if final else text.rfind("\n") + 1
        text, self._rest = text[:cut], text[cut:]
        if len(self._rest) > MAX_LINE and not text:
            left_out.append(LeftOut(self._line, "", TOO_LONG))
            self._dropping = True
            self._rest = ""
        while self._line < self._first_line and text:
            end = text.find("\n") + 1 or len(text)
            text = text[end:]
            self._line += 1
        return text

    def _parsed(
        self, text: str, left_out: list[LeftOut], *, final: bool
    ) -> tuple[list[list[str]], Sequence[int]]:
        rows: list[list[str]] = []
        reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=self._delimiter, strict=True)
        try:
            rows.extend(reader)
        except csv.Error:
            return self._recovered(text, left_out, final=final)
        first = self._line
        self._line += reader.line_num
        if reader.line_num == len(rows):
            return rows, range(first, self._line)
        return rows, list(accumulate(map(lines_of, rows[:-1]), initial=first))

    def _recovered(
        self, text: str, left_out: list[LeftOut], *, final: bool
    ) -> tuple[list[list[str]], Sequence[int]]:
        """Parse around broken rows: only the line where one starts is lost, the next is tried."""
        lines = io.StringIO(text, newline="\n").readlines()
        rows: list[list[str]] = []
        numbers: list[int] = []
        at = 0
        while at < len(lines):
            part: list[list[str]] = []
            reader = csv.reader(islice(lines, at, None), delimiter=self._delimiter, strict=True)
            failure: csv.Error | None = None
            try:
                part.extend(reader)
            except csv.Error as error:
                failure = error
            end = at + reader.line_num
            for row in part:
                numbers.append(self._line + at)
                at += lines_of(row)
            rows += part
            if failure is None:
                break
            rest = "".join(lines[at:]) if end >= len(lines) and not final else ""
            if 0 < len(rest) <= MAX_LINE:
                self._rest = rest + self._rest  # perhaps only cut off: the next chunk will tell
                break
            left_out.append(LeftOut(self._line + at, "", _reason(failure)))
            at += 1
        self._line += at
        return rows, numbers

    def _checked(
        self,
        rows: list[list[str]],
        lines: Sequence[int],
        left_out: list[LeftOut],
        *,
        suspect: bool,
    ) -> tuple[list[list[str]], Sequence[int]]:
        """Return the rows of the right width and of readable text; blank ones are passed over."""
        if (
            not suspect
            and set(map(len, rows)) == {self._width}
            and "" not in map(itemgetter(0), rows)
        ):
            return rows, lines
        good: list[list[str]] = []
        numbers: list[int] = []
        for row, line in zip(rows, lines, strict=True):
            if not row or not (row[0] or any(map(str.strip, row))):
                continue
            reason = _unreadable(row) if suspect else ""
            if not reason and len(row) > self._width and not any(row[self._width :]):
                del row[self._width :]
            if reason:
                left_out.append(LeftOut(line, "", reason))
            elif len(row) != self._width:
                left_out.append(self._odd(line, row, self._width))
            else:
                good.append(row)
                numbers.append(line)
        return good, numbers


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return TOO_LONG
    return BROKEN_LINE if "new-line" in text else BROKEN_QUOTE


def _encodable(text: str) -> bool:
    """Return whether ``text`` has no lone surrogate: what wrong bytes were decoded to."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(row: Sequence[str]) -> str:
    if any("\0" in cell for cell in row):
        return NUL
    return "" if all(map(_encodable, row)) else UNDECODABLE
