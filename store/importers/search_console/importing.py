"""What the importers of Search Console's tables have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.protocol import Claim, Importer
from store.importers.search_console.columns import DAY, DAY_FILES, PAGE, QUERY, SearchColumns
from store.importers.search_console.folder import beside, days_beside, filter_warning
from store.importers.search_console.reading import PeriodReading, daily
from store.importers.search_console.rows import ResultTable
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

SEARCH = frozenset({"search"})


class SearchTable(Importer):
    """Reads a table of queries or of pages: of a period with the days beside it, or by day."""

    name: str
    role: str
    covers = SEARCH

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table all of whose columns are Search Console's, with the one of this role."""
        header = sample.header()
        columns = SearchColumns.of(header)
        if not columns.is_table or self._role_of(columns) != self.role:
            return None
        because = Message(
            N_("it has Search Console's column {column}"),
            {"column": header[columns.places[self.role]]},
        )
        return Claim(self.name, because)

    def companions(self, path: Path, context: Context) -> list[Path]:
        """Return the file with the days."""
        del context
        found = beside(path, DAY_FILES)
        return [found] if found else []

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the results of each day."""
        table = ResultTable(file, context, self.role)
        yield from filter_warning(file.path)
        if DAY in table.columns.places:
            yield from daily(table, context.today)
        else:
            days = days_beside(file.path, context)
            yield from PeriodReading(self.role, days, context.today).records(table)

    @staticmethod
    def _role_of(columns: SearchColumns) -> str:
        return next((role for role in (QUERY, PAGE) if role in columns.places), "")
