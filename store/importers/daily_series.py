"""Daily series: measures by day, as any tool exports them.

A row is a day and, if the file says so, members of dimensions. Measures are either columns (wide:
``day,channel,visits,spend``) or rows (long: ``day,measure,value``). Columns that are called like a
measure or a dimension need no mapping; others are named in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.mapped.mapping import DAILY_SERIES
from store.importers.mapped.series_layout import day_column, read_layout, recognised
from store.importers.mapped.series_reading import SeriesReading
from store.importers.protocol import Claim, Importer, Turn
from store.messages import N_, Message
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record


class DailySeries(Importer):
    """Reads measures by day."""

    name = DAILY_SERIES
    label = N_("Daily figures: visits, spend or any other measure, by day")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table with a column of days and one that is called like a measure."""
        for row in sample.rows[:20]:
            header = tuple(cell.strip() for cell in row)
            measures = recognised(header)
            if measures and day_column(header) is not None:
                because = Message(
                    N_("it has a day and {measures} in its columns"),
                    {"measures": ", ".join(measures)},
                )
                return Claim(self.name, because, general=True)
        return None

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the measures of its columns; of a long file, those of its first rows."""
        return read_layout(sample, sample.encoding, context).all_measures()

    def turn(self, sample: FileSample, context: Context) -> Turn:
        """Return when a folder's file is imported: rates first, for others are changed by them."""
        try:
            layout = read_layout(sample, sample.encoding, context)
        except ImportFileError:
            return Turn.LAST
        return Turn.RATES if layout.rate else Turn.LAST

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield a value for every day, measure and combination of members."""
        mapping = context.mapping
        named = (mapping.encoding if mapping else "") or context.answers.get("encoding", "")
        encoding = file.decided_encoding(named)
        first_rows = sample_of(file, encoding, mapping.delimiter if mapping else "")
        layout = read_layout(first_rows, encoding, context)
        yield from SeriesReading(file, layout, context).records()


IMPORTER = DailySeries()
