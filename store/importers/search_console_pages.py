"""Search Console's pages: those of the shop that were shown in the results."""

from __future__ import annotations

from store.importers.search_console.columns import PAGE
from store.importers.search_console.importing import SearchTable
from store.messages import N_


class SearchConsolePages(SearchTable):
    """Reads ``Pages.csv`` with the days beside it, or pages by day."""

    name = "search_console_pages"
    label = N_("Search Console: pages")
    role = PAGE
    turn = 5
    """After the queries of the same folder: of two that tell the same, the first counts."""


IMPORTER = SearchConsolePages()
