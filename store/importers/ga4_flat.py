"""Flat tables of Google Analytics 4, as its interface for programs and spreadsheets give them.

One table, one line of columns, a column of days: ``date,sessionDefaultChannelGroup,sessions,…``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.days import date_form
from store.columns.questions import DATE_ORDER, DATE_ORDERS
from store.columns.titles import folded
from store.importers.protocol import Claim, Importer
from store.importers.traffic.figures import (
    NOTHING_KEPT,
    SEVERAL_KINDS,
    daily_records,
    left_out_table,
    open_report,
)
from store.importers.traffic.ga4_columns import ADDED_UP, Ga4Columns, is_ga4_name
from store.importers.traffic.ga4_reading import day_parser
from store.importers.traffic.ga4_tables import is_download
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record


class Ga4Flat(Importer):
    """Reads a flat table with a column of days."""

    name = "ga4_flat"
    source = "ga4"
    label = N_("Google Analytics 4: a table with a column of days")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table with a day, a figure, and a column that only Google Analytics names so."""
        if is_download(sample.text):
            return None
        header = sample.header()
        columns = Ga4Columns.of(header, _rows(sample, header))
        own = [name for name in header if is_ga4_name(folded(name))]
        if columns.day is None or not columns.places or not own:
            return None
        because = Message(N_("it has a day and {column} in its columns"), {"column": own[0]})
        return Claim(self.name, because)

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the measures of its columns."""
        del context
        header = sample.header()
        return Ga4Columns.of(header, _rows(sample, header)).figures().measures()

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the values of every row."""
        table, first = open_report(file, context)
        columns = Ga4Columns.of(table.header, _rows(first, table.header))
        figures = columns.figures()
        if columns.day is None or not figures.measures():
            unusable = columns.places and columns.kind != ADDED_UP
            reason = SEVERAL_KINDS if unusable else NOTHING_KEPT
            yield from left_out_table(file, table, reason)
            return
        rows = _rows(first, table.header)
        cells = [row[columns.day] for row in rows]
        form = date_form(table.header[columns.day], cells, context.answers.get(DATE_ORDER, ""))
        yield from daily_records(
            file,
            table,
            figures,
            day=columns.day,
            days=day_parser(context.timezone, None, form if form in DATE_ORDERS else "dmy"),
            today=context.today,
            members=columns.members,
            totals=columns.is_total,
            form=form,
        )


def _rows(sample: FileSample, header: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the first rows under the header."""
    width = len(header)
    rows = [row for row in sample.rows if len(row) == width]
    return rows[1:]


IMPORTER = Ga4Flat()
