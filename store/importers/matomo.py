"""Matomo's CSV: visits by day, and reports by type of referrer of single days.

Matomo writes UTF-16 with a mark unless asked for UTF-8, names of columns as its interface shows
them (``translateColumnNames=1``) or as its interface for programs has them. A report of one period
has a first column ``label`` and no day; one asked for by day (``period=day&date=…,…``) has a column
of days before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.cells import CellError
from store.columns.days import Clocks, date_form, moments
from store.columns.questions import DATE_ORDER
from store.columns.titles import folded
from store.errors import ImportFileError
from store.importers.channels import channel_of_group
from store.importers.protocol import Claim, Importer
from store.importers.traffic.figures import (
    BOUNCE_RATE,
    BOUNCES,
    BY_CHANNEL,
    NO_DAYS,
    PAGE_VIEWS,
    RETURNING,
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

_ROLES = {
    "nb_visits": VISITS, "visits": VISITS, "visites": VISITS,
    "nb_uniq_visitors": VISITORS, "unique visitors": VISITORS, "visiteurs uniques": VISITORS,
    "nb_pageviews": PAGE_VIEWS, "pageviews": PAGE_VIEWS, "page views": PAGE_VIEWS,
    "pages vues": PAGE_VIEWS, "vues de page": PAGE_VIEWS, "vues de pages": PAGE_VIEWS,
    "affichages de pages": PAGE_VIEWS,
    "bounce_count": BOUNCES, "bounces": BOUNCES, "rebonds": BOUNCES,
    "bounce_rate": BOUNCE_RATE, "bounce rate": BOUNCE_RATE, "taux de rebond": BOUNCE_RATE,
    "nb_visits_returning": RETURNING, "returning visits": RETURNING,
    "visites récurrentes": RETURNING, "visites de retour": RETURNING,
}  # fmt: skip
_DAYS = frozenset({"date", "day", "jour"})
_LABELS = frozenset(
    {"label", "channel type", "channeltype", "referrer type", "type de canal",
     "types d'acquisitions", "type de référent", "types de référents", "libellé", "étiquette"}
)  # fmt: skip
_OF_PROGRAMS = frozenset(
    {"nb_visits", "nb_uniq_visitors", "nb_actions", "nb_users", "max_actions", "bounce_count",
     "sum_visit_length", "nb_visits_converted", "nb_pageviews", "nb_visits_returning"}
)  # fmt: skip
_OF_PEOPLE = frozenset(
    {"actions", "unique visitors", "visiteurs uniques", "bounces", "rebonds",
     "maximum actions in one visit", "nombre maximum d'actions en une visite",
     "actions per visit", "actions par visite", "bounce rate", "taux de rebond",
     "visits with conversions", "visites avec conversions"}
)  # fmt: skip
"""Beside visits: at least two of these are Matomo's."""


class Matomo(Importer):
    """Reads visits by day, and by channel where the report has it."""

    name = "matomo"
    label = N_("Matomo: visits by day, or by channel of a day")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file with Matomo's names of columns, those of programs or those of people."""
        names = {folded(name) for name in sample.header()}
        programs = names & _OF_PROGRAMS
        people = names & _OF_PEOPLE
        first = names & (_DAYS | _LABELS)
        if len(programs) >= 2 or (len(people) >= 2 and names & {"visits", "visites"} and first):
            column = min(programs or people)
            because = Message(N_("it has Matomo's column {column}"), {"column": column})
            return Claim(self.name, because)
        return None

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the measures of its columns, where rows are of days."""
        header = sample.header()
        layout = _Layout(header, sample.rows)
        if layout.reason(context):
            return frozenset()
        return layout.figures().measures()

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the values of every day, or every row with the reason it is left out."""
        table, first = open_report(file, context)
        layout = _Layout(table.header, first.rows)
        reason = layout.reason(context)
        if reason:
            yield from left_out_table(file, table, reason)
            return
        if layout.day is None and context.covers is None:
            raise ImportFileError(
                N_("{file} does not say which day it is of."),
                N_("Say it with --covers 2026-09-01..2026-09-01, or export the report by day."),
                file=file.name,
            )
        days, form = _days(table, first, layout.day, context)
        yield from daily_records(
            file,
            table,
            layout.figures(),
            day=layout.day,
            days=days,
            form=form,
            today=context.today,
            members=layout.members,
        )


class _Layout:
    """Where a report has what."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._header = header
        names = [folded(name) for name in header]
        self.places: dict[str, int] = {}
        for at, name in enumerate(names):
            role = _ROLES.get(name)
            if role and role not in self.places:
                self.places[role] = at
        self.day = next((at for at, name in enumerate(names) if name in _DAYS), None)
        self.label = next((at for at, name in enumerate(names) if name in _LABELS), None)
        if self.label is not None:
            noted.column(header[self.label], channel_of_group)
        self._by_channel = self.label is not None and _are_channels(rows, self.label, len(header))
        # A column that is neither figure, day nor label names what the report is broken down by.
        self._broken_down = self.label is None and self.day is None

    def reason(self, context: Context) -> str:
        """Return why none of its rows can be read, ``""`` when they can."""
        if self._broken_down or (self.label is not None and not self._by_channel):
            return BY_CHANNEL
        if self.day is None and context.covers and context.covers[0] != context.covers[1]:
            return NO_DAYS
        return ""

    def figures(self) -> Figures:
        return Figures(self._header, self.places, people=self.label is None)

    def members(self, row: Sequence[str]) -> dict[str, str]:
        if self.label is None:
            return {}
        channel = channel_of_group(row[self.label])
        return {"channel": channel} if channel else {}


def _are_channels(rows: Sequence[Sequence[str]], at: int, width: int) -> bool:
    """Return whether all labels of the first rows are types of referrers."""
    labels = [row[at].strip() for row in rows if len(row) == width][1:]
    return all(channel_of_group(label) for label in labels if label)


def _days(
    table: Table, first: FileSample, at: int | None, context: Context
) -> tuple[Callable[[str], int], str]:
    """Return a parser of days and their format; without any, the day that the owner names."""
    if at is None:
        day = context.covers[0] if context.covers else 0
        return lambda _cell: day, "iso"
    cells = table.first_cells(first, table.header[at])
    form = date_form(table.header[at], cells, context.answers.get(DATE_ORDER, ""))
    parse = moments(Clocks.of(context.timezone), form)

    def day_of(cell: str) -> int:
        if "," in cell:  # 2026-09-01,2026-09-07: a week
            raise CellError(NO_DAYS)
        return parse(cell).day

    return day_of, form


IMPORTER = Matomo()
