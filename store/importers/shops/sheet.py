"""A table's cells, read by our own words for its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.cells import Column
from store.columns.days import Clocks, date_form, moments
from store.columns.numbers import count, decimal_sign, is_unknown, money, optional
from store.columns.questions import DATE_ORDER, DECIMAL, ENCODING
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.exchange import currency_code
from store.importers.shops.headers import all_titles, places
from store.messages import N_
from store.tables import find_table, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from store.columns.days import Moment
    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context
    from store.importers.shops.headers import Words
    from store.tables import Table


def read_table(
    file: SourceFile, context: Context, words: Words, needed: Collection[str]
) -> tuple[Table, FileSample]:
    """Find the table under the header with most of our columns; all ``needed`` must be there."""
    encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
    first_rows = sample(file, encoding)
    wanted = {name for row in first_rows.rows[:50] for name in all_titles(row, words)}
    table = find_table(first_rows, encoding, wanted)
    missing = sorted(set(needed) - places(table.header, words).keys())
    if missing:
        raise ImportFileError(
            N_("{file} has no column {column}, which this export has."),
            N_("Export it again with all columns, or name its columns in a small file for --map."),
            file=file.name,
            column=words[missing[0]][0],
        )
    return table, first_rows


class Sheet:
    """Reads cells of rows; a column that is absent reads as what an empty cell would."""

    def __init__(
        self, table: Table, first_rows: FileSample, context: Context, words: Words
    ) -> None:
        self.table = table
        self.context = context
        self._first_rows = first_rows
        self._places = places(table.header, words)
        self._columns: dict[str, Column[Any]] = {}
        self._titles = {word: table.header[place] for word, place in self._places.items()}
        self._decimal: str | None = None

    def has(self, word: str) -> bool:
        """Whether the file has this column."""
        return word in self._places

    def place(self, word: str) -> int:
        """Return where a column is."""
        return self._places[word]

    def cells(self, word: str) -> list[str]:
        """Return the first cells of a column, to tell how the file writes numbers and days."""
        title = self._titles.get(word)
        return [] if title is None else self.table.first_cells(self._first_rows, title)

    def add(self, word: str, parse: Callable[[str], Any], default: object) -> None:
        """Say how a column is read; ``default`` is what an absent one gives."""
        self._columns[word] = Column(self._titles.get(word, word), parse, default)

    def texts(self, *words: str) -> None:
        for word in words:
            self.add(word, text, "")

    def currencies(self, *words: str) -> None:
        for word in words:
            self.add(word, currency_code, "")

    def amounts(self, *words: str, blank: int | None = 0) -> None:
        """Read columns of money; an empty cell is ``blank``."""
        if self._decimal is None:
            self._decimal = self.context.answers.get(DECIMAL, "")
        decimal = self._decimal or decimal_sign(cell for word in words for cell in self.cells(word))
        for word in words:
            parse = money(self._titles.get(word, word), decimal)
            self.add(word, optional(parse) if blank == 0 else _or_none(parse), blank)

    def counts(self, *words: str) -> None:
        for word in words:
            self.add(word, optional(count(self._titles.get(word, word), ".")), 0)

    def moments(self, *words: str, zone: str = "", form: str = "") -> None:
        """Read columns of instants; an empty cell is ``None``."""
        clocks = Clocks.of(self.context.timezone, zone)
        for word in words:
            cells = self.cells(word)
            order = self.context.answers.get(DATE_ORDER, "")
            found = form or date_form(self._titles.get(word, word), cells, order)
            self.add(word, optional_moment(moments(clocks, found)), None)

    def read(self, row: Sequence[str], word: str) -> Any:
        """Return a cell's value; ``BadCellError`` when it cannot be read."""
        column, place = self._columns[word], self._places.get(word)
        if place is None:
            return column.default
        return column.of(row[place])

    def raw(self, row: Sequence[str], word: str) -> str:
        """Return a cell as it is written, ``""`` where the column is absent."""
        place = self._places.get(word)
        return row[place] if place is not None else ""


def optional_moment(parse: Callable[[str], Moment]) -> Callable[[str], Moment | None]:
    """Return a parser that reads an empty cell, or the zeros of a database, as ``None``."""

    def parse_or_none(cell: str) -> Moment | None:
        bare = cell.strip()
        return None if not bare or bare.startswith("0000-00-00") or bare == "NULL" else parse(bare)

    return parse_or_none


def _or_none(parse: Callable[[str], int]) -> Callable[[str], int | None]:
    return lambda cell: None if is_unknown(cell) else parse(cell)
