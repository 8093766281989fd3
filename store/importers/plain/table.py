"""Small tables of any tool: columns by role, cells read one by one, every bad one with its reason.

For files of thousands of rows, not of millions: surveys, deliveries, a till's days.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Generic, TypeVar

from store.columns.cells import BadCellError, Column
from store.columns.days import NO_MOMENT, Clocks, moments
from store.columns.numbers import decimal_sign
from store.columns.questions import DATE_ORDER, DECIMAL, ENCODING, ZONE
from store.columns.texts import text, unless_unknown
from store.errors import ImportFileError
from store.importers.mapped.rules import LEAVE_OUT
from store.importers.plain.days import form_of, readable
from store.messages import N_
from store.records import LeftOut
from store.tables import Table, blocks, find_table
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store.columns.days import Moment
    from store.files import FileSample, SourceFile
    from store.importers.mapped.mapping import FileMapping
    from store.importers.plain.words import Roles
    from store.importers.protocol import Context, Record

T = TypeVar("T")

NOT_KNOWN = N_("The columns of {file} are not known.")


class Cell(Generic[T]):
    """One column of a table; ``of`` reads it in a row."""

    def __init__(self, column: str, place: int, parse: Callable[[str], T], default: T) -> None:
        self.column = column
        self._place = place
        self._values = Column(column, parse, default)

    def of(self, row: Sequence[str]) -> T:
        """Return the value in a row; ``BadCellError`` where it cannot be read."""
        return self._values.of(row[self._place])

    def is_blank(self, row: Sequence[str]) -> bool:
        return not row[self._place].strip()


@dataclass(frozen=True)
class PlainTable:
    """A file's table with its columns by role; ``dimensions`` are columns by dimension."""

    file: SourceFile
    context: Context
    table: Table
    first_rows: FileSample
    columns: Mapping[str, str]
    dimensions: Mapping[str, str]

    def has(self, role: str) -> bool:
        return role in self.columns

    def cells(self, column: str) -> list[str]:
        """Return the first cells of a column."""
        return self.table.first_cells(self.first_rows, column)

    def option(self, name: str) -> str:
        """Return what the mapping says under ``[options]``, or the owner's answer, or ``""``."""
        mapping = self.context.mapping
        said = mapping.options.get(name, "") if mapping else ""
        return said or self.context.answers.get(name, "")

    def cell(self, column: str, parse: Callable[[str], T], default: T) -> Cell[T]:
        """Return the reader of a column."""
        place = self.table.index(column)
        if place is None:
            raise KeyError(column)
        return Cell(column, place, parse, default)

    def days(self, column: str, *, zone: str = "", blank: bool = False) -> Cell[Moment]:
        """Return the reader of a column of days or instants; ``blank`` ones are no moment."""
        mapping, answers = self.context.mapping, self.context.answers
        clock = (mapping.zone if mapping else "") or zone or answers.get(ZONE, "")
        form = (mapping.date if mapping else "") or form_of(
            column, self.cells(column), answers.get(DATE_ORDER, "")
        )
        parse = readable(moments(Clocks.of(self.context.timezone, clock), form))
        if not blank:
            return self.cell(column, parse, NO_MOMENT)
        return self.cell(column, lambda cell: parse(cell) if cell.strip() else NO_MOMENT, NO_MOMENT)

    def decimal(self, *columns: str) -> str:
        """Return the decimal sign of columns: as said, or as their cells prove it."""
        mapping = self.context.mapping
        said = (mapping.decimal if mapping else "") or self.context.answers.get(DECIMAL, "")
        return said or decimal_sign(cell for column in columns for cell in self.cells(column))

    def members(self) -> Callable[[Sequence[str]], dict[str, str]]:
        """Return the reader of a row's members by dimension, unknown ones left out."""
        mapping = self.context.mapping
        unknown = mapping.unknown if mapping else {}
        constants = dict(mapping.constants) if mapping else {}
        cells = {
            name: self.cell(column, unless_unknown(unknown.get(name, ())), "")
            for name, column in self.dimensions.items()
        }

        def read(row: Sequence[str]) -> dict[str, str]:
            found = {name: member for name, cell in cells.items() if (member := cell.of(row))}
            return constants | found

        return read

    def records(self, read: Callable[[int, Sequence[str]], Iterator[Record]]) -> Iterator[Record]:
        """Yield what ``read`` makes of each row; a row with a bad cell is left out."""
        matchers = self._rules()
        for block in blocks(self.file, self.table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                ruled = next((rule for place, rule, fits in matchers if fits(row[place])), None)
                if ruled is not None:
                    column, reason = ruled
                    yield LeftOut(line, column, reason, rejected=False, values={"column": column})
                    continue
                try:
                    found = list(read(line, row))
                except BadCellError as bad:
                    yield bad.left_out(line)
                else:
                    yield from found

    def _rules(self) -> list[tuple[int, tuple[str, str], Callable[[str], bool]]]:
        mapping = self.context.mapping
        rules = mapping.rules if mapping else ()
        decimal = self.decimal(*(rule.column for rule in rules if rule.is_numeric))
        return [
            (place, (rule.column, rule.reason), rule.matcher(decimal))
            for rule in rules
            if rule.then == LEAVE_OUT and (place := self.table.index(rule.column)) is not None
        ]


def open_table(
    file: SourceFile,
    context: Context,
    roles: Roles,
    *,
    dimensions: Sequence[str] = (),
) -> PlainTable:
    """Find the table of a file and its columns: as the mapping says, else by what they are called.

    Roles called like one of ``dimensions`` are its columns.

    Raises:
        ImportFileError: a column that is needed is not there.
    """
    mapping = context.mapping
    named = (mapping.encoding if mapping else "") or context.answers.get(ENCODING, "")
    encoding = file.decided_encoding(named)
    first_rows = sample_of(file, encoding, mapping.delimiter if mapping else "")
    if mapping is not None:
        table = find_table(first_rows, encoding, mapping.wanted())
        for column in mapping.wanted():
            if table.index(column) is None:
                raise _absent(file, column, table, mapping)
        columns = {role: names[0] for role, names in mapping.columns.items()}
        return PlainTable(file, context, table, first_rows, columns, dict(mapping.dimensions))
    table = find_table(first_rows, encoding, _titles(first_rows, roles))
    found = roles.columns(table.header)
    for role in roles.needed:
        if role not in found:
            raise ImportFileError(
                NOT_KNOWN,
                N_("No column says {role}. Name it in a mapping, under [columns]."),
                file=file.name,
                role=role,
            )
    members = {name: found.pop(name) for name in dimensions if name in found}
    return PlainTable(file, context, table, first_rows, found, members)


def _titles(first_rows: FileSample, roles: Roles) -> list[str]:
    cells = [cell.strip().lstrip("\ufeff") for row in first_rows.rows[:20] for cell in row]
    return list(dict.fromkeys(cell for cell in cells if roles.columns([cell])))


def _absent(file: SourceFile, column: str, table: Table, mapping: FileMapping) -> ImportFileError:
    close = get_close_matches(column, table.header, n=1, cutoff=0.5)
    return ImportFileError(
        N_("{file} has no column {column}, which {mapping} names."),
        N_("Did you mean {meant}? Then write so in the mapping.")
        if close
        else N_("Its columns are: {header}. Write the right one in the mapping."),
        file=file.name,
        column=column,
        mapping=mapping.file,
        meant=text(close[0]) if close else "",
        header=text(", ".join(table.header)),
    )
