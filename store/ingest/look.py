"""A first look at one file: who reads it, how, and what its first rows become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.files import answered_encoding, open_file
from store.ingest.file_import import FileImport
from store.tables import find_table, sample
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from store.database import Store
    from store.ingest.identify import Choice
    from store.ingest.preview import Preview
    from store.ingest.request import Request

_EXAMPLES = 3
_LONGEST = 30
_FEW = 40


@dataclass(frozen=True, slots=True)
class Look:
    """``answers`` are the owner's earlier ones for the source, with those given now."""

    choice: Choice
    source: str
    preview: Preview
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table that nobody has explained yet: its columns, each with its first different cells."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    examples: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    """The different cells of each column whose first rows have few of them."""


def look(store: Store, path: Path, request: Request) -> Look:
    """Return how a file is read, by its first records; nothing is written.

    Raises:
        ImportFileError: nobody reads it, or it leaves something open (``AmbiguousFileError``).
    """
    with open_file(path) as file:
        reading = FileImport(store, file, request)
        return Look(reading.choice, reading.source, reading.looked(), reading.answers)


def raw_table(path: Path, answers: Mapping[str, str]) -> RawTable:
    """Return the columns of a file with examples of their cells, whatever they mean.

    Raises:
        ImportFileError: the file holds no table, or its encoding is for the owner to say.
    """
    with open_file(path) as file:
        encoding = file.decided_encoding(answered_encoding(file, answers))
        first = sample(file, encoding)
        table = find_table(first, encoding, ())
        width = max((len(row) for row in first.rows), default=0)
        if len(table.header) < width:
            # Titles stand above the table: its columns are the first row that is as wide.
            wide = next(row for row in first.rows if len(row) == width)
            table = find_table(first, encoding, [cell.strip() for cell in wide])
    header = tuple(name for name in table.header if name)
    examples: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(table.header):
        cells = (clean(row[place]).strip() for row in first.rows if len(row) == len(table.header))
        different = tuple(dict.fromkeys(cell for cell in cells if cell and cell != name))
        examples[name] = tuple(cell[:_LONGEST] for cell in different[:_EXAMPLES])
        if len(different) <= _FEW:
            words[name] = different
    return RawTable(encoding, table.delimiter, header, examples, words)
