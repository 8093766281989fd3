"""Google Analytics' tables of one file become daily figures: which table says what, and when.

The same figure often stands in several tables of a file. Of each day, a measure is taken from one
of them: that which breaks days down furthest. Totals of the period by channel are spread over its
days where another table of the file has the same measure day by day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.cells import BadCellError, CellError
from store.columns.days import Clocks, moments
from store.importers.spreading import spread
from store.importers.totals import TOTAL
from store.importers.traffic.figures import (
    NO_DAYS,
    NOTHING_KEPT,
    PAGE_VIEWS,
    SEVERAL_KINDS,
    VISITS,
    DayTeller,
)
from store.importers.traffic.ga4_columns import ADDED_UP, Ga4Columns
from store.messages import N_, Message, counted
from store.records import LeftOut, SeriesValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from store.importers.protocol import Record
    from store.importers.traffic.ga4_tables import Ga4Table

SAID_ALREADY = N_("Another table of this file says the same.")
NOT_IN_PERIOD = N_("This day is not in the period that the file names.")
NO_PERIOD = N_("The file does not say when the period of this table began.")
TOO_MUCH = N_("These totals add up to more than the days of the same file.")
ESTIMATED = N_(
    "Of {measure} by channel the file has totals of the period only: they are exact over it, and"
    " estimated by day."
)

_OFFSET = re.compile(r"[0-9]{1,4}\Z")
_HOUR = re.compile(r"([0-9]{8})(?:[01][0-9]|2[0-3])\Z")
_SPREAD = {VISITS: N_("visits"), PAGE_VIEWS: N_("page views")}
"""What may be spread: people are no sum of days, and bounces follow their visits."""


def day_parser(zone: str, start: int | None, slashed: str = "dmy") -> Callable[[str], int]:
    """Return a parser of days as Google's tools write them, offsets from ``start`` too.

    ``slashed`` says what comes first in days like 03/04/2026.
    """
    clocks = Clocks.of(zone)
    compact, iso = moments(clocks, "%Y%m%d"), moments(clocks, "iso")
    ordered = moments(clocks, slashed)
    # Looker Studio: Sep 1, 2026, and 1 sept. 2026.
    english, french = moments(clocks, "%b %d, %Y"), moments(clocks, "%d %b %Y")

    def parse(cell: str) -> int:
        body = cell.strip()
        if _OFFSET.match(body):
            if start is None:
                raise CellError(NO_PERIOD)
            return start + int(body)
        hour = _HOUR.match(body)
        if hour:
            return compact(hour[1]).day
        if "-" in body:
            return iso(body[:10]).day
        if "/" in body:
            return ordered(body).day
        if " " in body:
            return (french if body[0].isdigit() else english)(body).day
        return compact(body).day

    return parse


class _Row:
    """A readable row: with a day in a table of days."""

    __slots__ = ("day", "line", "members", "values")

    def __init__(
        self, line: int, day: int, values: Mapping[str, int], members: Mapping[str, str]
    ) -> None:
        self.line = line
        self.day = day
        self.values = dict(values)
        self.members = members


class _Part:
    """A table with what its columns are, and its rows read."""

    def __init__(self, table: Ga4Table, zone: str) -> None:
        self.table = table
        self.columns = Ga4Columns.of(table.header, [row for _, row in table.rows])
        self.figures = self.columns.figures()
        self.measures = self.figures.measures()
        one_day = table.start is not None and table.start == table.end
        self.dated = self.columns.day is not None or one_day
        self.mine: set[str] = set()
        """The measures this table is chosen for."""
        self.spread: dict[str, list[list[int]]] = {}
        """Of a table of totals: for each day and row of a measure, the part of it."""
        self.base: _Part | None = None
        self.reason = ""
        """Why totals are not spread, where it is not for want of days."""
        self.left_out = list(table.left_out)
        days = day_parser(zone, table.start)
        self.rows = [row for line, cells in table.rows if (row := self._row(line, cells, days))]

    @property
    def grouped(self) -> frozenset[str]:
        """The dimensions that rows are broken down by."""
        return self.columns.broken_down_by()

    def days(self) -> set[int]:
        return {row.day for row in self.rows}

    def _row(self, line: int, cells: Sequence[str], days: Callable[[str], int]) -> _Row | None:
        at = self.columns.day
        if self.columns.is_total(cells):
            self.left_out.append(LeftOut(line, "", TOTAL, rejected=False))
            return None
        try:
            values = self.figures.read(cells)
            day = self._day(days(cells[at])) if at is not None else self.table.start or 0
        except BadCellError as bad:
            self.left_out.append(bad.left_out(line))
        except CellError as error:
            column = self.columns.header[at or 0]
            self.left_out.append(LeftOut(line, column, error.reason, values=error.values))
        else:
            return _Row(line, day, values, self.columns.members(cells))
        return None

    def _day(self, day: int) -> int:
        start, end = self.table.start, self.table.end
        if start is not None and end is not None and not start <= day <= end:
            raise CellError(NOT_IN_PERIOD)
        return day


class Ga4Reading:
    """Reads the tables of one file once."""

    def __init__(self, tables: Sequence[Ga4Table], zone: str, today: int | None) -> None:
        self._today = today
        self._parts = [_Part(table, zone) for table in tables]
        self._choose()
        for part in self._parts:
            if not part.dated:
                self._spread(part)

    def measures(self) -> frozenset[str]:
        """Return the measures that some table gives day by day."""
        return frozenset(measure for part in self._parts for measure in part.mine)

    def records(self) -> Iterator[Record]:
        """Yield every row of every table in one record or more."""
        teller = DayTeller(self._today)
        for part in self._parts:
            yield from part.left_out
            if part.spread:
                yield from self._spread_rows(part)
            elif part.mine:
                for row in part.rows:
                    values = {name: row.values[name] for name in row.values if name in part.mine}
                    yield from teller.records(row.line, row.day, values, row.members)
            else:
                reason = _why_nothing(part)
                for row in part.rows:
                    yield LeftOut(row.line, "", reason, rejected=False)
        yield from self._zeros()
        yield from teller.whole()
        yield from self._warnings()

    def _choose(self) -> None:
        """Say which table each measure of each day is taken from: the first that says most."""
        told: dict[str, set[int]] = {}
        ranked = sorted(
            (part for part in self._parts if part.dated and part.rows),
            key=lambda part: ("channel" not in part.grouped, -len(part.grouped)),
        )
        for part in ranked:
            days = part.days()
            for measure in part.measures:
                if days.isdisjoint(told.setdefault(measure, set())):
                    part.mine.add(measure)
                    told[measure] |= days

    def _spread(self, part: _Part) -> None:
        """Spread totals by channel over the days of the table that has the same measure by day."""
        table = part.table
        if part.columns.kind != ADDED_UP or "channel" not in part.grouped or table.start is None:
            return
        for base in self._parts:
            same = (base.table.start, base.table.end) == (table.start, table.end)
            if not same or base.grouped or base.columns.hourly or base.base is not None:
                continue
            for measure in _SPREAD:
                if measure not in part.measures or measure not in base.mine:
                    continue
                totals = [row.values.get(measure, 0) for row in part.rows]
                days = [row.values.get(measure, 0) for row in base.rows]
                if sum(totals) > sum(days):
                    part.reason = TOO_MUCH
                else:
                    part.spread[measure] = spread(totals, days)
                    for row, parts in zip(base.rows, part.spread[measure], strict=True):
                        row.values[measure] = parts[-1]
            if part.spread:
                part.base, base.base = base, part
                return

    def _spread_rows(self, part: _Part) -> Iterator[Record]:
        base = part.base
        for at, row in enumerate(part.rows):
            rows = 1
            for measure, matrix in part.spread.items():
                for day, parts in zip(base.rows if base else (), matrix, strict=True):
                    if (parts[at] or rows) and day.day != self._today:
                        yield SeriesValue(measure, day.day, parts[at], row.members, rows=rows)
                        rows = 0
            if rows:
                yield LeftOut(row.line, "", NO_DAYS, rejected=False)

    def _zeros(self) -> Iterator[SeriesValue]:
        """Yield nothing for the period's ends: a day that the tables leave out had no visit."""
        for part in self._parts:
            for day in (part.table.start, part.table.end):
                if day is None or not part.rows or (self._today is not None and day >= self._today):
                    continue
                for measure in sorted(part.mine):
                    yield SeriesValue(measure, day, 0, rows=0)

    def _warnings(self) -> Iterator[Message]:
        for measure in sorted({name for part in self._parts for name in part.spread}):
            yield Message(ESTIMATED, {"measure": Message(_SPREAD[measure])})
        empty = sum(1 for part in self._parts if not part.table.count)
        if empty:
            yield counted(
                N_("{n} table of this file is empty."),
                N_("{n} tables of this file are empty."),
                "n",
                {"n": empty},
            )


def _why_nothing(part: _Part) -> str:
    if not part.measures:
        unusable = part.columns.places and part.columns.kind != ADDED_UP
        return SEVERAL_KINDS if unusable else NOTHING_KEPT
    if part.dated:
        return SAID_ALREADY
    return part.reason or NO_DAYS
