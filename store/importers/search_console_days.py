"""Search Console's days, and the tables of its export that have nothing for the store.

Where the queries are beside them, the days are read with the queries and not once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.protocol import Claim, Importer
from store.importers.search_console.columns import (
    DAY,
    PAGE,
    QUERY,
    QUERY_FILES,
    SearchColumns,
    is_comparison,
    is_filters,
)
from store.importers.search_console.folder import beside, filter_warning
from store.importers.search_console.importing import SEARCH
from store.importers.search_console.reading import daily
from store.importers.search_console.rows import ResultTable
from store.importers.traffic.figures import left_out_table, open_report
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

READ_WITH_QUERIES = N_("These days are read with the queries of the same folder.")
NOT_BY_THESE = N_("Search results are kept by query and by page, not by this.")
A_FILTER = N_("This says how the export was filtered.")


class SearchConsoleDays(Importer):
    """Reads ``Dates.csv``, and says of the other tables why they are left out."""

    name = "search_console_days"
    label = N_("Search Console: days")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim Search Console's tables without queries and pages, and its filters."""
        header = sample.header()
        columns = SearchColumns.of(header)
        if is_filters(header) or is_comparison(header):
            return Claim(self.name, Message(N_("its columns are those of Search Console")))
        if not columns.is_table or {QUERY, PAGE} & set(columns.places):
            return None
        return Claim(self.name, Message(N_("its columns are those of Search Console")))

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the family of search results, where there are days to read."""
        del context
        columns = SearchColumns.of(sample.header())
        dated = DAY in columns.places and beside(sample.path, QUERY_FILES) is None
        return SEARCH if dated else frozenset()

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the results of each day, or each row with the reason it is left out."""
        table, _ = open_report(file, context)
        if is_comparison(table.header):
            raise ImportFileError(
                N_("{file} compares two periods."),
                N_("Export it from Search Console without a comparison."),
                file=file.name,
            )
        if is_filters(table.header):
            yield from left_out_table(file, table, A_FILTER)
        elif DAY not in SearchColumns.of(table.header).places:
            yield from left_out_table(file, table, NOT_BY_THESE)
        elif beside(file.path, QUERY_FILES) is not None:
            yield from left_out_table(file, table, READ_WITH_QUERIES)
        else:
            yield from filter_warning(file.path)
            yield from daily(ResultTable(file, context, DAY), context.today)


IMPORTER = SearchConsoleDays()
