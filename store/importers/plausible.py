"""Plausible's CSV files: the dashboard's download, and the export of all data of a site.

Only the files with days count: ``visitors.csv`` of the dashboard, ``imported_visitors_….csv`` and
``imported_sources_….csv`` of the export. The last breaks the same visits down by channel. The rest
is totals of a period, or breaks visits down by what the channel would be lost for.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.days import Clocks, moments
from store.columns.texts import text
from store.importers.channels import channel_of
from store.importers.protocol import Claim, Importer
from store.importers.traffic.figures import (
    BOUNCE_RATE,
    BOUNCES,
    BY_CHANNEL,
    NO_DAYS,
    PAGE_VIEWS,
    VISITORS,
    VISITS,
    Figures,
    daily_records,
    left_out_table,
    open_report,
)
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record
    from store.tables import Table

DASHBOARD = frozenset({"date", "visitors", "pageviews", "views_per_visit", "bounce_rate"})
ALL_VISITORS = frozenset({"date", "visitors", "pageviews", "bounces", "visits", "visit_duration"})
SOURCES = frozenset(
    {"date", "source", "utm_medium", "utm_campaign", "visitors", "visits", "bounces"}
)
_OTHER_DAILY = (
    {"date", "page", "visitors"}, {"date", "entry_page", "visitors"},
    {"date", "exit_page", "visitors"}, {"date", "device", "visitors", "visits"},
    {"date", "browser", "visitors", "visits"}, {"date", "country", "region", "city"},
    {"date", "operating_system", "visitors"}, {"date", "name", "link_url", "visitors"},
    {"date", "property", "value"},
)  # fmt: skip
_TOTALS = (
    {"name", "visitors"}, {"name", "unique_entrances"}, {"name", "unique_exits"},
    {"name", "visitors", "events"}, {"name", "unique_conversions"},
)  # fmt: skip
_ROLES = {VISITORS: "visitors", VISITS: "visits", PAGE_VIEWS: "pageviews", BOUNCES: "bounces",
          BOUNCE_RATE: "bounce_rate"}  # fmt: skip
_OWN = frozenset(
    {"name", "visitors", "bounce_rate", "visit_duration", "pageviews", "time_on_page", "events",
     "scroll_depth", "conversion_rate", "exit_rate", "unique_entrances", "total_entrances",
     "unique_exits", "total_exits", "unique_conversions", "total_conversions", "percentage",
     "conversions", "cr", "visits", "views_per_visit"}
)  # fmt: skip


class Plausible(Importer):
    """Reads one of Plausible's files."""

    name = "plausible"
    label = N_("Plausible: visitors and sources by day")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file whose columns are those of one of Plausible's files."""
        header = sample.header()
        if not _is_plausible(frozenset(header)):
            return None
        because = Message(N_("its columns are those of Plausible's files"))
        return Claim(self.name, because)

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the measures of its columns, where it has days."""
        del context
        if not _has_figures(frozenset(sample.header())) or _longer_than_days(sample):
            return frozenset()
        return _figures(sample).measures()

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the values of every day, or every row with the reason it is left out."""
        table, first = open_report(file, context)
        columns = frozenset(table.header)
        if not _has_figures(columns):
            yield from left_out_table(file, table, BY_CHANNEL if "date" in columns else NO_DAYS)
            return
        if _longer_than_days(first):
            yield from left_out_table(file, table, NO_DAYS)
            return
        days = moments(Clocks.of(context.timezone), "iso")
        yield from daily_records(
            file,
            table,
            _figures(first),
            day=table.header.index("date"),
            days=lambda cell: days(cell).day,
            today=context.today,
            members=_members(table) if columns >= SOURCES else lambda _row: {},
        )


def _is_plausible(columns: frozenset[str]) -> bool:
    if _has_figures(columns):
        return True
    if any(columns >= wanted for wanted in _OTHER_DAILY) and "date" in columns:
        return columns.isdisjoint({"sessions", "nb_visits", "orders", "spend", "clicks"})
    return any(columns >= wanted for wanted in _TOTALS) and columns <= _OWN


def _has_figures(columns: frozenset[str]) -> bool:
    return columns >= DASHBOARD or columns == ALL_VISITORS or columns >= SOURCES


def _figures(sample: FileSample) -> Figures:
    header = sample.header()
    places = {role: header.index(name) for role, name in _ROLES.items() if name in header}
    # A visitor may come from two sources on one day, or in two hours of it.
    hours = any(":" in cell for cell in _dates(sample))
    return Figures(header, places, percent=True, people="source" not in header and not hours)


def _dates(sample: FileSample) -> list[str]:
    header = sample.header()
    at = header.index("date")
    return [row[at].strip() for row in sample.rows if len(row) == len(header)][1:]


def _longer_than_days(sample: FileSample) -> bool:
    """Return whether rows are weeks or months: of days, the dashboard leaves none out.

    The export of all data has days alone, and leaves out those without a visitor.
    """
    if "bounces" in sample.header():
        return False
    found: set[date] = set()
    for cell in _dates(sample):
        with suppress(ValueError):
            found.add(date.fromisoformat(cell[:10]))
    days = sorted(found)
    return any((later - earlier).days > 1 for earlier, later in pairwise(days))


def _members(table: Table) -> Callable[[Sequence[str]], dict[str, str]]:
    def cell(row: Sequence[str], column: str) -> str:
        at = table.index(column)
        return text(row[at]) if at is not None else ""

    for column in ("source", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term"):
        if column in table.header:
            noted.column(column, text)

    def members(row: Sequence[str]) -> dict[str, str]:
        source, referrer = cell(row, "source"), cell(row, "referrer")
        tag, medium = cell(row, "utm_source"), cell(row, "utm_medium")
        host = referrer.partition("://")[2] or referrer
        host = host.partition("/")[0] or source
        if source.casefold() in ("direct / none", ""):
            host = ""
        found = {
            "channel": channel_of(tag, medium, host),
            "campaign": cell(row, "utm_campaign"),
            "keyword": cell(row, "utm_term"),
        }
        return {name: member for name, member in found.items() if member}

    return members


IMPORTER = Plausible()
