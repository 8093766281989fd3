"""Search Console's pages: those of the shop that were shown in the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.protocol import Turn
from store.importers.search_console.columns import PAGE
from store.importers.search_console.importing import SearchTable
from store.messages import N_

if TYPE_CHECKING:
    from store.files import FileSample
    from store.importers.protocol import Context


class SearchConsolePages(SearchTable):
    """Reads ``Pages.csv`` with the days beside it, or pages by day."""

    name = "search_console_pages"
    label = N_("Search Console: pages")
    role = PAGE

    def turn(self, sample: FileSample, context: Context) -> Turn:
        """Return the turn after the queries: of two that tell the same, the first counts."""
        del sample, context
        return Turn.AFTER_ALL


IMPORTER = SearchConsolePages()
