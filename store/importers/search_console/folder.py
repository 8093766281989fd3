"""The other files of the folder that Search Console exports."""

from __future__ import annotations

import os
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.columns.titles import folded
from store.errors import ImportFileError
from store.files import open_file
from store.importers.search_console.columns import (
    DAY,
    DAY_FILES,
    FILTER_FILES,
    PAGE,
    QUERY,
    is_filters,
)
from store.importers.search_console.rows import Result, ResultTable
from store.messages import N_, Message
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from store.importers.protocol import Context

_MOST_FILES = 10_000
_ALWAYS = frozenset({"date", "search type", "type de recherche"})
"""Filters that every export has."""


def beside(path: Path, names: Collection[str]) -> Path | None:
    """Return the file of one of these names (without end) in the same folder, or ``None``."""
    try:
        with os.scandir(path.parent) as entries:
            known = [entry.name for entry in islice(entries, _MOST_FILES)]
    except OSError:
        return None
    for name in sorted(known):
        stem, dot, end = unicodedata.normalize("NFC", name).rpartition(".")
        if dot and end.casefold() == "csv" and folded(stem) in names and name != path.name:
            return path.with_name(name)
    return None


def days_beside(path: Path, context: Context) -> list[Result]:
    """Return the days of the file beside ``path``, in their order.

    Raises:
        ImportFileError: there is no such file, or it cannot be read whole.
    """
    found = beside(path, DAY_FILES)
    if found is None:
        raise ImportFileError(
            N_("{file} has totals of a period, and the file with its days is not beside it."),
            N_("Unpack the whole export of Search Console, and import it from its folder, with"
               " Dates.csv (or Chart.csv, Graphique.csv) in it."),
            file=text(path.name),
        )  # fmt: skip
    days: dict[int, Result] = {}
    with open_file(found) as file:
        table = ResultTable(file, context, DAY)
        columns = table.columns
        if not columns.is_table or DAY not in columns.places or {QUERY, PAGE} & set(columns.places):
            raise _unreadable(file.name, 1)
        for row in table.results():
            if not isinstance(row, Result):
                if row.rejected:
                    raise _unreadable(file.name, row.line)
                continue
            if row.day in days:
                raise _unreadable(file.name, row.line)
            days[row.day] = row
    if not days:
        raise _unreadable(text(found.name), 1)
    return [days[day] for day in sorted(days)]


def _unreadable(file: str, line: int) -> ImportFileError:
    return ImportFileError(
        N_("Line {line} of {file}, with the days of the export, cannot be read."),
        N_("Export it again from Search Console."),
        file=file,
        line=line,
    )


def filter_warning(path: Path) -> Iterator[Message]:
    """Yield a warning where the folder says that the export is only a part of all results."""
    found = beside(path, FILTER_FILES)
    if found is None:
        return
    try:
        with open_file(found) as file:
            rows = sample_of(file).rows
    except ImportFileError:
        return
    if not rows or not is_filters(rows[0]):
        return
    filters = [
        f"{text(row[0])} {text(row[1])}"
        for row in rows[1:]
        if len(row) >= 2 and _narrows(folded(row[0]), folded(row[1]))
    ]
    if filters:
        yield Message(
            N_("This export is filtered ({filters}): its figures are only a part of all results."),
            {"filters": text(", ".join(filters))},
        )


def _narrows(name: str, value: str) -> bool:
    """Return whether a filter leaves results out that every export has."""
    return name not in _ALWAYS or (name != "date" and value != "web")
