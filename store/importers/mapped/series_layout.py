"""What the columns of a daily series are: by the mapping, else by what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.dimensions import DIMENSIONS
from store.errors import ImportFileError
from store.measures import DISTINCTS, FAMILIES, SERIES_DIMENSIONS
from store.messages import N_
from store.tables import Table, find_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.files import FileSample
    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Context

DAY_WORDS = ("day", "date", "jour", "datum", "tag", "fecha", "data", "gregorian date")
OWN = "my_"
"""A measure of the owner's own, known to nobody else, starts like this; it is a count."""


@cache
def units() -> Mapping[str, str]:
    """Return what a value of each measure is held as: a count, money, minutes or thousandths."""
    found = {m.id: str(m.unit) for family in FAMILIES if not family.live for m in family.measures}
    return found | {distinct.id: "count" for distinct in DISTINCTS}


def is_measure(word: str) -> bool:
    """Return whether a word names a measure, or one of the owner's own."""
    own = word.startswith(OWN) and word.isidentifier() and word.isascii() and len(word) <= 60
    return word in units() or own


def _word(title: str) -> str:
    return title.strip().casefold().replace(" ", "_").replace("-", "_")


@cache
def _dimension_words() -> Mapping[str, str]:
    known = [name for name in SERIES_DIMENSIONS if name != "source"]
    return {_word(name): name for name in known} | {
        _word(DIMENSIONS[name].label): name for name in known
    }


def day_column(header: Sequence[str]) -> str | None:
    """Return the column of days, by its name."""
    words = {column.casefold(): column for column in header}
    return next((words[word] for word in DAY_WORDS if word in words), None)


def recognised(header: Sequence[str]) -> list[str]:
    """Return the columns that are called like measures, or that hold measures row by row."""
    if {"measure", "value"} <= {_word(column) for column in header}:
        return ["measure", "value"]
    if {"currency", "rate"} <= {_word(column) for column in header}:
        return ["currency", "rate"]
    return [column for column in header if is_measure(_word(column))]


@dataclass(frozen=True, slots=True)
class SeriesLayout:
    """Where a series has what: ``measures`` by column (wide), or ``measure`` and ``value`` columns.

    ``dimensions`` are columns by dimension; ``currency`` and ``rate`` are columns or ``""``.
    """

    table: Table
    first_rows: FileSample
    mapping: FileMapping | None
    day: str
    measures: Mapping[str, str]
    measure: str
    value: str
    dimensions: Mapping[str, str]
    currency: str
    rate: str

    def cells(self, column: str) -> list[str]:
        """Return the first cells of a column."""
        return self.table.first_cells(self.first_rows, column)

    def measure_of(self, word: str) -> str:
        """Return the measure that a word of a long file or a column stands for, ``""`` for none."""
        mapped = self.mapping.measures.get(word.strip(), "") if self.mapping else ""
        named = mapped or _word(word)
        return named if is_measure(named) else ""

    def all_measures(self) -> frozenset[str]:
        """Return the measures of the file, as far as its columns and first rows tell."""
        if self.rate:
            return frozenset()
        if self.measure:
            found = {self.measure_of(cell) for cell in self.cells(self.measure)}
            return frozenset(found - {""})
        return frozenset(self.measures.values())


def read_layout(first_rows: FileSample, encoding: str, context: Context) -> SeriesLayout:
    """Return where the file has what; ``ImportFileError`` names a column nobody can place."""
    mapping = context.mapping
    wanted = mapping.wanted() if mapping else _words_of_all(first_rows)
    table = find_table(first_rows, encoding, wanted)
    file = text(first_rows.path.name)
    roles = {role: columns[0] for role, columns in mapping.columns.items()} if mapping else {}
    for column in mapping.wanted() if mapping else ():
        if table.index(column) is None:
            raise _absent(file, column, table, mapping)
    day = roles.get("day") or day_column(table.header)
    if day is None:
        raise ImportFileError(
            N_("{file} has no column of days."),
            N_("Call it day, or name it under [columns] in a mapping."),
            file=file,
        )
    words = {_word(column): column for column in table.header}
    long = {role: roles.get(role) or words.get(role, "") for role in ("measure", "value")}
    is_long = bool(long["measure"] and long["value"])
    rate = roles.get("rate") or ("" if mapping else words.get("rate", ""))
    currency = roles.get("currency") or ("" if mapping else words.get("currency", ""))
    dimensions = dict(mapping.dimensions) if mapping else _dimensions(table)
    measures = {} if is_long or rate else _measures(table, mapping)
    layout = SeriesLayout(
        table, first_rows, mapping, day, measures,
        long["measure"] if is_long else "", long["value"] if is_long else "",
        dimensions, currency, rate,
    )  # fmt: skip
    if mapping is None:
        _all_placed(file, layout)
    elif not (is_long or rate or measures):
        raise _no_measure(file, mapping.file)
    return layout


def _words_of_all(first_rows: FileSample) -> list[str]:
    """Return the cells of the first rows that could be titles."""
    return [
        cell.strip()
        for row in first_rows.rows[:20]
        for cell in row
        if is_measure(_word(cell)) or _word(cell) in _dimension_words() or cell.strip().casefold()
        in (*DAY_WORDS, "measure", "value", "currency", "rate")
    ]  # fmt: skip


def _dimensions(table: Table) -> dict[str, str]:
    words = _dimension_words()
    return {words[_word(column)]: column for column in table.header if _word(column) in words}


def _measures(table: Table, mapping: FileMapping | None) -> dict[str, str]:
    """Return measures by column."""
    if mapping is None or not mapping.measures:
        return {column: _word(column) for column in table.header if is_measure(_word(column))}
    for column, measure in mapping.measures.items():
        if not is_measure(measure):
            raise unknown_measure(f"{mapping.file}: {column}", measure)
    return dict(mapping.measures)


def _all_placed(file: str, layout: SeriesLayout) -> None:
    """Raise for the first column that is neither day, measure nor dimension."""
    placed = {
        layout.day, layout.measure, layout.value, layout.currency, layout.rate, "",
        *layout.measures, *layout.dimensions.values(),
    }  # fmt: skip
    for column in layout.table.header:
        if column not in placed:
            raise unknown_measure(file, text(column)[:60])
    if not (layout.measures or layout.measure or layout.rate):
        raise _no_measure(file, "")


def unknown_measure(where: str, word: str) -> ImportFileError:
    """Return the error for a word that is no measure, with what was perhaps meant."""
    known = [*units(), *_dimension_words()]
    close = get_close_matches(_word(word), known, n=1)
    if close:
        return ImportFileError(
            N_("{where} has “{word}”, which is no measure."),
            N_("Did you mean {meant}?"),
            where=where,
            word=word,
            meant=close[0],
        )
    return ImportFileError(
        N_("{where} has “{word}”, which is no measure."),
        N_("Name it under [measures] in a mapping; one of your own starts with my_."),
        where=where,
        word=word,
    )


def _no_measure(file: str, mapping: str) -> ImportFileError:
    return ImportFileError(
        N_("No column of {file} is a measure."),
        N_("Name one under [measures] in a mapping, like \"Sessions\" = \"visits\"."),
        file=mapping or file,
    )  # fmt: skip


def _absent(file: str, column: str, table: Table, mapping: FileMapping | None) -> ImportFileError:
    close = get_close_matches(column, table.header, n=1, cutoff=0.5)
    remedy = N_("Did you mean {meant}? Then write so in the mapping.")
    known = N_("Its columns are: {header}. Write the right one in the mapping.")
    return ImportFileError(
        N_("{file} has no column {column}, which {mapping} names."),
        remedy if close else known,
        file=file,
        column=column,
        mapping=mapping.file if mapping else "",
        meant=text(close[0]) if close else "",
        header=text(", ".join(table.header)),
    )
