"""AWStats' data files, one a month (``awstatsMMYYYY.site.txt``).

A file is sections between ``BEGIN_NAME`` and ``END_NAME``. Of days AWStats keeps pages, hits, bytes
and visits; everything else (countries, robots, search engines, keywords, errors, visitors) is of
the whole month. Robots are no visits, and AWStats ends a visit after an hour without a page.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.cells import CellError
from store.columns.days import Clocks, moments
from store.columns.numbers import NOT_A_NUMBER, count
from store.importers.protocol import Claim, Importer
from store.importers.traffic.figures import PAGE_VIEWS, VISITS, DayTeller
from store.messages import N_, Message
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

OF_THE_MONTH = N_("This section is about the whole month, without days.")
NOT_OF_THE_FILE = N_("This line is in no section of AWStats' files.")
NOT_A_DAY_LINE = N_("A day of AWStats has its date, pages, hits, bytes and visits.")
OTHER_TOTAL = N_(
    "AWStats counts {total} visits in this month, but its days add up to {days}: the file was"
    " perhaps copied while AWStats wrote it."
)

_FIRST = "AWSTATS DATA FILE"
# Some versions write a section's columns into its mark: BEGIN_OS ID - Hits - Pages 29.
_MARK = re.compile(r"(BEGIN|END)_([A-Za-z0-9_]{1,60})(?:[ \t].{0,100})?\Z")
_MAP = "MAP"
"""Where sections begin in the file: for AWStats alone, and no rows."""
_LONGEST = 1 << 20


class AwStats(Importer):
    """Reads the days of a month's data file."""

    name = "awstats"
    label = N_("AWStats: a month's data file")
    covers = (VISITS, PAGE_VIEWS)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file that begins as AWStats' data files do."""
        if not sample.text.lstrip("\ufeff \r\n").startswith(_FIRST):
            return None
        return Claim(self.name, Message(N_("it begins as AWStats' data files do")))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield pages and visits of each day, and each other section as left out."""
        yield from _Reading(file, context).records()


class _Reading:
    """Reads one file once, line by line."""

    def __init__(self, file: SourceFile, context: Context) -> None:
        self._file = file
        self._days = moments(Clocks.of(context.timezone), "%Y%m%d")
        self._count = count("", "", negative=False)
        self._teller = DayTeller(context.today)
        self._visits = 0
        self._total: int | None = None
        self._seen: set[int] = set()

    def records(self) -> Iterator[Record]:
        self._file.rows = 0
        noted.table((), "utf-8", " ")
        section, first, waiting = "", 0, 0
        for number, line in _lines(self._file):
            mark = _MARK.match(line)
            if mark:
                if waiting:
                    yield _section(section, first, waiting)
                section, waiting = mark[2] if mark[1] == "BEGIN" else "", 0
                continue
            if section == _MAP or not line.strip() or (not section and _is_heading(line, number)):
                continue
            self._file.rows += 1
            if section == "DAY":
                yield from self._day(number, line)
            elif section:
                first = first if waiting else number
                waiting += 1
                if section == "GENERAL":
                    self._note_total(line)
            else:
                yield LeftOut(number, "", NOT_OF_THE_FILE)
        if waiting:
            yield _section(section, first, waiting)
        yield from self._teller.whole()
        if self._total is not None and self._total != self._visits:
            yield Message(OTHER_TOTAL, {"total": self._total, "days": self._visits})

    def _day(self, number: int, line: str) -> Iterator[Record]:
        parts = line.split()
        try:
            if len(parts) < 5:
                raise CellError(NOT_A_DAY_LINE)
            day = self._days(parts[0]).day
            pages, _hits, _bytes, visits = (self._whole(part) for part in parts[1:5])
            if day in self._seen:
                raise CellError(NOT_A_DAY_LINE)
        except CellError as error:
            yield LeftOut(number, "DAY", error.reason, values=error.values)
            return
        self._seen.add(day)
        self._visits += visits
        yield from self._teller.records(number, day, {VISITS: visits, PAGE_VIEWS: pages}, {})

    def _whole(self, part: str) -> int:
        if not (part.isascii() and part.isdigit()):
            raise CellError(NOT_A_NUMBER)
        return self._count(part)

    def _note_total(self, line: str) -> None:
        name, _, value = line.strip().partition(" ")
        if name == "TotalVisits" and value.isascii() and value.isdigit() and len(value) < 12:
            self._total = int(value)


def _section(name: str, line: int, rows: int) -> LeftOut:
    return LeftOut(line, name, OF_THE_MONTH, rejected=False, rows=rows)


def _is_heading(line: str, number: int) -> bool:
    return line.startswith("#") or (number == 1 and line.lstrip("\ufeff").startswith(_FIRST))


def _lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; an endless one is a single line, cut.

    Addresses of pages may hold any bytes: the days are plain ASCII, so that none is lost.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    number, rest, cut = 1, "", False
    for chunk in file.chunks():
        *lines, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield number, "\ufffd" if cut else line.rstrip("\r")
            number, cut = number + 1, False
        if len(rest) > _LONGEST:
            rest, cut = "", True
    rest += decoder.decode(b"", final=True)
    if rest or cut:
        yield number, "\ufffd" if cut else rest.rstrip("\r")


IMPORTER = AwStats()
