"""Reading a file of rows: strict CSV, in blocks of columns, every bad row with its line.

A block is a few thousand rows turned on their side, so that each column is parsed at once. Rows
that cannot be read (a broken quote, a NUL, a wrong byte, too few cells) never reach a block: they
come out as ``LeftOut`` with their line, and the row after them is read as if nothing had been.
"""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.files import FileSample
from store.flat_rows import flat_rows
from store.messages import N_
from store.records import LeftOut
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.files import SourceFile

MAX_COLUMNS = 1_000
MAX_LINE = 1 << 20
"""Characters of one line, and of one row over several lines."""

_SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 1_000
_HEADER_ROWS = 50
_DELIMITERS = ",;\t|"

BROKEN_LINE = N_("A line end is in the wrong place.")
BROKEN_QUOTE = N_("A quotation mark is in the wrong place.")
TOO_LONG = N_("This row is too long.")
NUL = N_("This row holds a NUL byte.")
UNDECODABLE = N_("This row is not readable text in the file's encoding.")
WRONG_WIDTH = N_("This row has {found} cells instead of {expected}.")


@dataclass(frozen=True, slots=True)
class Table:
    """How the rows are written: under ``header``, from line ``first_line`` on."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    first_line: int

    def index(self, column: str) -> int | None:
        """Return the position of a column by its name, or ``None``."""
        try:
            return self.header.index(column)
        except ValueError:
            return None


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


def sample(file: SourceFile, encoding: str = "", delimiter: str = "") -> FileSample:
    """Return the first rows of the file; an unproven encoding is read as Latin-1 for the time."""
    known = file.decided_encoding(encoding) if encoding else file.encoding
    decoder = codecs.getincrementaldecoder(known or "latin-1")(errors="replace")
    text = decoder.decode(file.head(_SAMPLE_BYTES))
    lines = io.StringIO(_line_ends(text), newline="\n").readlines()
    if file.size > _SAMPLE_BYTES and len(lines) > 1:
        lines.pop()  # cut somewhere in the middle
    declared, skipped = _declared_delimiter(lines)
    delimiter = delimiter or declared or likely_delimiter(lines)
    rows = tuple(tuple(row) for row in _first_rows(lines[skipped:], delimiter))
    return FileSample(file.path, file.size, known, delimiter, rows, skipped)


def _line_ends(text: str) -> str:
    """Return ``text`` with the line ends of very old computers made readable."""
    return text.replace("\r", "\n") if "\r" in text and "\n" not in text else text


def _declared_delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter of a first line like ``sep=;``, as spreadsheets write it."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    return "", 0


def _first_rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    # The sample ends where the file stops being a table.
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_ROWS))
    return rows


def likely_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that gives the most rows the same, largest number of cells."""
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _first_rows(lines, delimiter) if len(row) > 1]
        if widths:
            usual = max(set(widths), key=widths.count)
            score = (widths.count(usual), usual)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def find_table(found: FileSample, encoding: str, wanted: Collection[str]) -> Table:
    """Return the table whose header holds most of the ``wanted`` columns, titles above it skipped.

    Raises ``ImportFileError`` when the file holds no row at all.
    """
    best, most = -1, -1
    for number, row in enumerate(found.rows[:_HEADER_ROWS]):
        cells = {cell.strip() for cell in row} - {""}
        hits = len(cells.intersection(wanted))
        if cells and hits > most:
            best, most = number, hits
    if best < 0:
        raise ImportFileError(
            N_("{file} holds no table."),
            N_("Export it again as CSV."),
            file=clean(found.path.name),
        )
    header = tuple(cell.strip().lstrip("\ufeff") for cell in found.rows[best])
    before = sum(lines_of(row) for row in found.rows[: best + 1])
    return Table(encoding, found.delimiter, header, found.skipped + before + 1)


def lines_of(row: Sequence[str]) -> int:
    """Return how many lines of the file a row takes."""
    return 1 + sum(cell.count("\n") for cell in row)


def blocks(file: SourceFile, table: Table) -> Iterator[Block]:
    """Yield every row under the header, in blocks, and count them in ``file.rows``."""
    file.rows = 0
    for block in _blocks(file, table):
        file.rows += len(block) + len(block.left_out)
        yield block


def _blocks(file: SourceFile, table: Table) -> Iterator[Block]:
    parser = _Parser(table)
    errors = "surrogatepass" if table.encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(table.encoding)(errors=errors)
    for chunk in file.chunks():
        block = parser.feed(decoder.decode(chunk), final=False)
        if block is not None:
            yield block
    try:
        tail = decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        tail = "\ud800"  # half a character: makes its row unreadable
    block = parser.feed(tail, final=True)
    if block is not None:
        yield block


class _Parser:
    """Text in chunks to blocks: keeps an unfinished row until the next chunk brings its rest."""

    def __init__(self, table: Table) -> None:
        self._delimiter = table.delimiter
        self._width = len(table.header)
        self._first_line = table.first_line
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
                values = {"found": len(row), "expected": self._width}
                left_out.append(LeftOut(line, "", WRONG_WIDTH, values=values))
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
