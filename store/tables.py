"""Where the rows of a file are, and reading them in blocks, each turned on its side by column.

How rows are read, and which are not, is in ``store.row_parser``.
"""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from store.columns import noted
from store.errors import ImportFileError
from store.files import FileSample
from store.messages import N_
from store.row_parser import Block, RowParser, lines_of
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from store.files import SourceFile
    from store.row_parser import OddRow

MAX_COLUMNS = 1_000

_SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 1_000
_HEADER_ROWS = 50
_DELIMITERS = ",;\t|"


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

    def first_cells(self, found: FileSample, column: str) -> list[str]:
        """Return a column's cells in the first rows, to tell how it writes days and numbers."""
        place, width = self.index(column), len(self.header)
        if place is None:
            return []
        cells = [row[place] for row in found.rows if len(row) == width]
        return [cell for cell in cells if cell.strip().lstrip("\ufeff") != column]


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
    return FileSample(file.path, file.size, known, delimiter, rows, skipped, "".join(lines))


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
    if len(found.rows[best]) > MAX_COLUMNS:
        raise ImportFileError(
            N_("{file} has more than {most} columns."),
            N_("Export fewer columns."),
            file=clean(found.path.name),
            most=MAX_COLUMNS,
        )
    header = tuple(cell.strip().lstrip("\ufeff") for cell in found.rows[best])
    before = sum(lines_of(row) for row in found.rows[: best + 1])
    noted.table(header, encoding, found.delimiter)
    return Table(encoding, found.delimiter, header, found.skipped + before + 1)


def blocks(file: SourceFile, table: Table, odd: OddRow | None = None) -> Iterator[Block]:
    """Yield every row under the header, in blocks, and count them in ``file.rows``.

    ``odd`` says what becomes of rows with too many cells or too few: reports have totals and notes.
    """
    file.rows = 0
    for block in _blocks(file, table, odd):
        file.rows += len(block) + len(block.left_out)
        yield block


def _blocks(file: SourceFile, table: Table, odd: OddRow | None) -> Iterator[Block]:
    parser = RowParser(table.delimiter, len(table.header), table.first_line, odd)
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
