"""Search Console's queries: what people searched for when the shop was shown."""

from __future__ import annotations

from store.importers.search_console.columns import QUERY
from store.importers.search_console.importing import SearchTable
from store.messages import N_


class SearchConsoleQueries(SearchTable):
    """Reads ``Queries.csv`` with the days beside it, or queries by day."""

    name = "search_console_queries"
    label = N_("Search Console: queries")
    role = QUERY


IMPORTER = SearchConsoleQueries()
