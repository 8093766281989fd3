"""Where a mapping's columns are in a real file, and in the second file beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from store.columns.days import date_form
from store.columns.numbers import decimal_sign
from store.columns.questions import DATE_ORDER, DECIMAL, ENCODING
from store.columns.texts import text
from store.errors import ImportFileError
from store.files import open_file
from store.messages import N_
from store.tables import Table, blocks, find_table, sample

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from store.files import FileSample, SourceFile
    from store.importers.mapped.mapping import FileMapping, Joined
    from store.importers.protocol import Context
    from store.row_parser import Block

SEVERAL = " / "
"""Between the cells of a role that several columns make."""


@dataclass(slots=True)
class Layout:
    """The table of a file, and where each column of the mapping is found.

    ``joined`` holds, by key, the cells of the second file's columns ``joined_columns``.
    """

    mapping: FileMapping
    table: Table
    first_rows: FileSample
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joined_columns: tuple[str, ...] = ()
    repeated_keys: int = 0

    def cells(self, block: Block, columns: Sequence[str]) -> list[str]:
        """Return the cells of a role: of one column, or of several in one text."""
        if len(columns) == 1:
            return self._column(block, columns[0])
        parts = (self._column(block, column) for column in columns)
        return [SEVERAL.join(cells) for cells in zip(*parts, strict=True)]

    def _column(self, block: Block, column: str) -> list[str]:
        index = self.table.index(column)
        if index is not None:
            return block.column(index)
        at = self.joined_columns.index(column)
        known, blank = self.joined, ("",) * len(self.joined_columns)
        return [known.get(key, blank)[at] for key in self.keys(block)]

    def keys(self, block: Block) -> list[str]:
        """Return what finds each row's partner in the second file."""
        if self.mapping.joined is None:
            return []
        index = self.table.index(self.mapping.joined.on)
        return list(map(text, block.column(index or 0)))

    def decimal(self, columns: Iterable[str], answers: Context) -> str:
        """Return the decimal sign: the mapping's, the owner's answer, or what the file proves."""
        if self.mapping.decimal or DECIMAL in answers.answers:
            return self.mapping.decimal or answers.answers[DECIMAL]
        return decimal_sign(cell for column in columns for cell in self._first_cells(column))

    def date_form(self, column: str, context: Context) -> str:
        """Return the format of days: the mapping's, or what the file and the owner's answer say."""
        answer = context.answers.get(DATE_ORDER, "")
        return self.mapping.date or date_form(column, self._first_cells(column), answer)

    def _first_cells(self, column: str) -> list[str]:
        if self.table.index(column) is None:
            at = self.joined_columns.index(column)
            return [cells[at] for cells, _ in zip(self.joined.values(), range(1000), strict=False)]
        return self.table.first_cells(self.first_rows, column)


def lay_out(file: SourceFile, mapping: FileMapping, context: Context) -> Layout:
    """Find every column the mapping names; ``ImportFileError`` names the one that is missing."""
    if mapping.joined is not None and file.path.name == mapping.joined.file:
        raise ImportFileError(
            N_("{file} is read together with another file, not alone."),
            N_("Import the file with the order lines; this one is found beside it."),
            file=file.name,
        )
    table, first_rows = find(file, mapping, context)
    layout = Layout(mapping, table, first_rows)
    wanted = mapping.wanted()
    absent = [column for column in wanted if table.index(column) is None]
    if mapping.joined is not None:
        if mapping.joined.on in absent:
            raise missing_column(file.name, mapping, mapping.joined.on, table.header)
        if absent:
            _join(layout, file.path.with_name(mapping.joined.file), mapping.joined, absent, context)
            absent = [column for column in absent if column not in layout.joined_columns]
    if absent:
        known = (*table.header, *layout.joined_columns)
        raise missing_column(file.name, mapping, absent[0], known)
    return layout


def find(file: SourceFile, mapping: FileMapping, context: Context) -> tuple[Table, FileSample]:
    """Return the table of the file, read in the encoding that the mapping or the owner names."""
    named = mapping.encoding or context.answers.get(ENCODING, "")
    encoding = file.decided_encoding(named)
    first_rows = sample(file, encoding, mapping.delimiter)
    return find_table(first_rows, encoding, mapping.wanted()), first_rows


def missing_column(
    file: str, mapping: FileMapping, column: str, header: Collection[str]
) -> ImportFileError:
    """Return the error that says which column of which key is not in the file."""
    close = get_close_matches(column, header, n=1, cutoff=0.5)
    if close:
        return ImportFileError(
            N_("{file} has no column {column}, which {mapping} names."),
            N_("Did you mean {meant}? Then write so in the mapping."),
            file=file,
            column=column,
            mapping=mapping.file,
            meant=text(close[0]),
        )
    return ImportFileError(
        N_("{file} has no column {column}, which {mapping} names."),
        N_("Its columns are: {header}. Write the right one in the mapping."),
        file=file,
        column=column,
        mapping=mapping.file,
        header=text(", ".join(header)),
    )


def _join(
    layout: Layout, path: Path, joined: Joined, absent: Sequence[str], context: Context
) -> None:
    """Read the second file into memory: it has one row per order, not per line."""
    with open_file(path) as file:
        table, _ = find(file, layout.mapping, context)
        at = table.index(joined.key)
        if at is None:
            raise missing_column(file.name, layout.mapping, joined.key, table.header)
        layout.joined_columns = tuple(c for c in absent if table.index(c) is not None)
        places = [table.header.index(column) for column in layout.joined_columns]
        for block in blocks(file, table):
            for row in block.rows():
                key = text(row[at])
                cells = tuple(row[place] for place in places)
                if key and layout.joined.setdefault(key, cells) != cells:
                    layout.repeated_keys += 1
