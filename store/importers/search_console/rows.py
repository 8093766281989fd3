"""Rows of Search Console's tables: clicks, showings and places, and the day where there is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from store.columns import noted
from store.columns.cells import CellError
from store.columns.days import Clocks, date_form, moments
from store.columns.numbers import count, decimal_sign, number_parser
from store.columns.questions import DATE_ORDER
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.search_console.columns import (
    CLICKS,
    CTR,
    DAY,
    IMPRESSIONS,
    POSITION,
    SearchColumns,
)
from store.importers.totals import TOTAL, is_total
from store.importers.traffic.figures import open_report
from store.messages import N_
from store.records import LeftOut
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Context

MORE_CLICKS = N_("These are more clicks than showings.")
TOO_FAR = N_("This place in the results is too far down to be true.")

_THOUSANDTHS = 3
_LAST_PLACE = 10_000_000
_LONG_FRACTION = re.compile(r"(-?[0-9]+[.,][0-9]{9})[0-9]+\Z")
"""Programs write seventeen digits of a mean; nine are more than enough."""


class Result(NamedTuple):
    """A row: ``position`` is the mean place in thousandths; ``names`` by role, ``day`` or 0."""

    line: int
    day: int
    names: dict[str, str]
    clicks: int
    impressions: int
    position: int

    @property
    def depth(self) -> int:
        """Return how far below the first place the showings were, added up."""
        return max(0, self.position - 1000) * self.impressions


class ResultTable:
    """A table of results in a file that is open; ``results`` reads it, as often as wanted.

    ``role`` is a column it must have besides the figures.
    """

    def __init__(self, file: SourceFile, context: Context, role: str = "") -> None:
        self._file = file
        self._table, first = open_report(file, context)
        self.columns = SearchColumns.of(self._table.header)
        for needed in (CLICKS, IMPRESSIONS, POSITION, role):
            if needed and needed not in self.columns.places:
                raise ImportFileError(
                    N_("{file} lacks Search Console's column “{column}”."),
                    N_("Export it again, with all its columns."),
                    file=file.name,
                    column=needed,
                )
        width = len(self._table.header)
        rows = [row for row in first.rows if len(row) == width][1:]
        places = self.columns.places
        signs = [places[role] for role in (POSITION, CTR) if role in places]
        # A share of 3.5% shows the sign as well as a place does.
        decimal = decimal_sign(row[at].rstrip("% \u00a0\u202f") for at in signs for row in rows)
        self._decimal = context.answers.get("decimal", "") or decimal
        self._day = self._day_parser(context, rows)

    def _day_parser(
        self, context: Context, rows: Sequence[Sequence[str]]
    ) -> Callable[[str], int] | None:
        for role, place in self.columns.places.items():
            if role not in _FIGURES:
                noted.column(self._table.header[place], text)
        at = self.columns.places.get(DAY)
        if at is None:
            return None
        column = self._table.header[at]
        form = date_form(column, (row[at] for row in rows), context.answers.get(DATE_ORDER, ""))
        parse = moments(Clocks.of(context.timezone), form)
        noted.column(column, parse)
        return lambda cell: parse(cell).day

    def results(self) -> Iterator[Result | LeftOut]:
        """Yield every row, readable or not."""
        places = self.columns.places
        header = self._table.header
        clicks = count(header[places[CLICKS]], self._decimal, negative=False)
        impressions = count(header[places[IMPRESSIONS]], self._decimal, negative=False)
        position = number_parser(header[places[POSITION]], self._decimal, _THOUSANDTHS)
        days = places.get(DAY)
        named = [(role, at) for role, at in places.items() if role not in _FIGURES]
        for block in blocks(self._file, self._table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                # Of a query it proves nothing: people do search for “total”.
                if days is not None and is_total(row[days]):
                    yield LeftOut(line, "", TOTAL, rejected=False)
                    continue
                at = places[CLICKS]
                try:
                    told = clicks(row[at])
                    at = places[IMPRESSIONS]
                    shown = impressions(row[at])
                    if told > shown:
                        raise CellError(MORE_CLICKS)
                    at = places[POSITION]
                    place = _place(position, row[at]) if shown else 0
                    at = places.get(DAY, 0)
                    day = self._day(row[at]) if self._day else 0
                except CellError as error:
                    yield LeftOut(line, header[at], error.reason, values=error.values)
                else:
                    names = {role: text(row[where]) for role, where in named}
                    yield Result(line, day, names, told, shown, place)


_FIGURES = frozenset({CLICKS, IMPRESSIONS, CTR, POSITION, DAY})


def _place(parse: Callable[[str], int], cell: str) -> int:
    short = _LONG_FRACTION.match(cell.strip())
    place = parse(short[1] if short else cell)
    if not 0 <= place <= _LAST_PLACE:
        raise CellError(TOO_FAR)
    return place
