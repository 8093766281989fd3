"""What exports of web analytics have in common: counts and rates by day, and days not over yet.

Tools write the same few figures under other names and in other forms: bounces are counted, or a
rate of the visits, or what is left of the visits that were no bounce. ``Figures`` reads one row of
them; ``daily_records`` reads a whole table with a column of days.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.cells import BadCellError, CellError
from store.columns.numbers import count, is_unknown
from store.columns.questions import ENCODING
from store.importers.totals import TOTAL, is_total
from store.messages import N_
from store.records import LeftOut, SeriesValue, WholeDays
from store.tables import blocks, find_table, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record
    from store.tables import Table

NO_DAYS = N_("These are totals of a whole period, without days.")
NOT_OVER = N_("This day is not over: a later export has all of it.")
NOTHING_KEPT = N_("No column of this table is a figure that kpi-tui keeps from this tool.")
SEVERAL_KINDS = N_("This breakdown counts a visit several times: its rows do not add up to visits.")
BY_CHANNEL = N_("Visits are kept by channel; this file breaks them down by something else.")
BLANK_ROW = N_("This row has no value.")
IMPOSSIBLE = N_("This is more than the visits of the row.")
NO_RATE = N_("This is not a share between 0 and 1, or 0 % and 100 %.")

VISITS, VISITORS, PAGE_VIEWS, BOUNCES = "visits", "visitors", "page_views", "bounces"
RETURNING = "returning_visits"
COUNTED = (VISITORS, VISITS, PAGE_VIEWS, BOUNCES, RETURNING)
"""Roles of columns that are measures as they stand.

The first that a row has stands for the row on the receipt: people first, whom no other file of the
same tool tells in more detail.
"""
ENGAGED = "engaged"
"""Visits that were no bounce."""
BOUNCE_RATE, ENGAGEMENT_RATE = "bounce_rate", "engagement_rate"

_RATE = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{0,30}))?[ \u00a0\u202f]?(%?)\Z")


def share(cell: str, *, percent: bool = False) -> Fraction:
    """Return a rate as a fraction of one; ``percent`` where the tool leaves the sign out."""
    found = _RATE.match(cell.strip())
    if found is None:
        raise CellError(NO_RATE)
    digits = found[2] or ""
    value = Fraction(int(found[1] + digits), 10 ** len(digits))
    if found[3] or percent:
        value /= 100
    if value > 1:
        raise CellError(NO_RATE)
    return value


class Figures:
    """Reads the measures of a row; ``places`` are the columns by role.

    ``people`` is false where rows are parts of a day: the same people may be in several of them.
    """

    def __init__(
        self,
        header: Sequence[str],
        places: Mapping[str, int],
        *,
        decimal: str = "",
        percent: bool = False,
        people: bool = True,
    ) -> None:
        self._header = header
        self._places = {role: at for role, at in places.items() if people or role != VISITORS}
        self._decimal = decimal
        self._percent = percent
        self._parsers: dict[int, Callable[[str], int]] = {}
        for role in (BOUNCE_RATE, ENGAGEMENT_RATE):
            if role in self._places:
                noted.parser(share, noted.Reading(noted.NUMBER), self._name(role))

    def measures(self) -> frozenset[str]:
        """Return the measures that rows can give."""
        found = {role for role in COUNTED if role in self._places}
        if VISITS in found and not {ENGAGED, BOUNCE_RATE, ENGAGEMENT_RATE}.isdisjoint(self._places):
            found.add(BOUNCES)
        return frozenset(found)

    def read(self, row: Sequence[str]) -> dict[str, int]:
        """Return the measures of a row; ``BadCellError`` for a cell that cannot be read."""
        found = {
            role: value
            for role in COUNTED
            if role in self._places and (value := self._count(row, role)) is not None
        }
        visits = found.get(VISITS)
        if visits is not None and BOUNCES not in self._places:
            bounces = self._bounces(row, visits)
            if bounces is not None:
                found[BOUNCES] = bounces
        if visits is not None and found.get(BOUNCES, 0) > visits:
            raise BadCellError(self._name(BOUNCES), CellError(IMPOSSIBLE))
        return found

    def _bounces(self, row: Sequence[str], visits: int) -> int | None:
        engaged = self._count(row, ENGAGED)
        if engaged is not None:
            if engaged > visits:
                raise BadCellError(self._name(ENGAGED), CellError(IMPOSSIBLE))
            return visits - engaged
        bounced = self._share(row, BOUNCE_RATE)
        if bounced is not None:
            return round(visits * bounced)
        stayed = self._share(row, ENGAGEMENT_RATE)
        return None if stayed is None else visits - round(visits * stayed)

    def _name(self, role: str) -> str:
        at = self._places.get(role)
        return self._header[at] if at is not None else ""

    def _cell(self, row: Sequence[str], role: str) -> str | None:
        at = self._places.get(role)
        if at is None or is_unknown(row[at]):
            return None
        return row[at]

    def _count(self, row: Sequence[str], role: str) -> int | None:
        cell = self._cell(row, role)
        if cell is None:
            return None
        at = self._places[role]
        if at not in self._parsers:
            self._parsers[at] = count(self._header[at], self._decimal, negative=False)
        try:
            return self._parsers[at](cell)
        except CellError as error:
            raise BadCellError(self._header[at], error) from error

    def _share(self, row: Sequence[str], role: str) -> Fraction | None:
        cell = self._cell(row, role)
        if cell is None:
            return None
        try:
            return share(cell, percent=self._percent)
        except CellError as error:
            raise BadCellError(self._name(role), error) from error


def adds_up(row: Sequence[str]) -> bool:
    """Return whether a row says that it adds up others: in its first or its last cell."""
    return bool(row) and (is_total(row[0]) or is_total(row[-1]))


def open_report(file: SourceFile, context: Context) -> tuple[Table, FileSample]:
    """Return the table of a report and its first rows: the header is the first row as wide."""
    encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
    first_rows = sample(file, encoding)
    return find_table(first_rows, encoding, first_rows.header()), first_rows


class DayTeller:
    """Turns the figures of rows into records, and remembers the days each measure was told of."""

    def __init__(self, today: int | None) -> None:
        self._today = today
        self._told: dict[str, tuple[int, int]] = {}

    def records(
        self, line: int, day: int, values: Mapping[str, int], members: Mapping[str, str]
    ) -> list[Record]:
        """Return the records of one row of the file."""
        if self._today is not None and day == self._today:
            return [LeftOut(line, "", NOT_OVER, rejected=False)]
        if not values:
            return [LeftOut(line, "", BLANK_ROW, rejected=False)]
        found: list[Record] = []
        for measure, value in values.items():
            first, last = self._told.get(measure, (day, day))
            self._told[measure] = (min(first, day), max(last, day))
            found.append(SeriesValue(measure, day, value, members, rows=0 if found else 1))
        return found

    def whole(self) -> Iterator[WholeDays]:
        """Yield, at the end, that the file was all of its days."""
        for measure, (first, last) in self._told.items():
            yield WholeDays("series", first, last, (measure,))


def daily_records(
    file: SourceFile,
    table: Table,
    figures: Figures,
    *,
    day: int | None,
    days: Callable[[str], int],
    today: int | None,
    members: Callable[[Sequence[str]], Mapping[str, str]] = lambda _row: {},
    totals: Callable[[Sequence[str]], bool] = lambda _row: False,
    form: str = "iso",
) -> Iterator[Record]:
    """Yield the records of a table with a day in column ``day``, read by ``days``.

    With no such column, ``days`` gives the one day there is.

    ``members`` are those of a row; ``totals`` says of rows that do not call themselves totals
    whether they are. ``form`` is how days are written, to be told.
    """
    if day is not None:
        noted.parser(days, noted.Reading(noted.DAY, form=form), table.header[day])
    teller = DayTeller(today)
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            if adds_up(row) or totals(row):
                yield LeftOut(line, "", TOTAL, rejected=False)
                continue
            try:
                values = figures.read(row)
                number = days(row[day] if day is not None else "")
            except BadCellError as bad:
                yield bad.left_out(line)
                continue
            except CellError as error:
                yield LeftOut(line, table.header[day or 0], error.reason, values=error.values)
                continue
            yield from teller.records(line, number, values, members(row))
    yield from teller.whole()


def left_out_table(file: SourceFile, table: Table, reason: str) -> Iterator[Record]:
    """Yield every row of a table as left out by a rule."""
    for block in blocks(file, table):
        yield from block.left_out
        for line in block.lines:
            yield LeftOut(line, "", reason, rejected=False)
