"""Checks of availability: when a page was looked at, and whether it answered.

A check stands for the minutes until the next one of the same page, at most twice the usual interval
between them: of a longer silence nothing is known. The last check of a file stands for one usual
interval. UptimeRobot exports stretches instead of checks: each lasts its own minutes.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from store.columns.cells import BadCellError, CellError
from store.columns.days import zone
from store.columns.numbers import count, optional
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, plain, telling_header
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message
from store.records import Fact, LeftOut
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "time": (
            "time", "date time", "datetime", "checked at", "timestamp", "heure", "date et heure",
            "horodatage", "date heure", "date",
        ),
        "status": (
            "status", "event", "statut", "etat", "up", "code", "status code", "http status",
            "code http", "result", "resultat",
        ),
        "milliseconds": (
            "ms", "milliseconds", "response time", "response time ms", "latency", "latency ms",
            "temps de reponse", "temps de reponse ms", "duree ms",
        ),
        "minutes": ("duration in mins", "duration mins", "duration minutes"),
        "monitor": ("monitor", "monitor name", "moniteur"),
        "landing_page": (
            "url", "page", "monitor url", "adresse", "site", "endpoint", "target", "check",
        ),
    },
    needed=("time", "status"),
    ignored=("reason", "raison", "duration", "location", "region", "error", "erreur",
             "message", "type", "name", "nom", "id"),
)  # fmt: skip
_UP = frozenset(
    ("up", "ok", "online", "true", "yes", "oui", "success", "reussi", "disponible", "en ligne",
     "healthy", "resolved")
)  # fmt: skip
_DOWN = frozenset(
    ("down", "ko", "offline", "false", "no", "non", "fail", "failed", "failure", "error", "erreur",
     "echec", "indisponible", "hors ligne", "timeout", "unhealthy")
)  # fmt: skip
_NO_CHECK = frozenset(("paused", "started", "maintenance", "pending", "unknown", "en pause"))
_MOST_SECONDS = 366 * 86_400
_MOST_CHECKS = 20_000_000

NO_CHECK = N_("Nothing was checked then.")
NOT_A_STATUS = N_("This is neither up nor down, nor a status like 200.")
NO_TIME = N_("The time of day is missing.")


class UptimeChecks(Importer):
    """Reads checks of availability."""

    name = "uptime_checks"
    label = N_("Availability: checks of your pages, or UptimeRobot's log of events")
    covers = ("uptime",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known columns with a time and a status that says up or down."""
        header = telling_header(sample, _ROLES)
        if not header:
            return None
        place = header.index(_ROLES.columns(header)["status"])
        words = {
            row[place]
            for row in sample.rows
            if len(row) == len(header) and row[place] != header[place]
        }
        if not all(map(_is_status, words)) or not any(status(word) >= 0 for word in words):
            return None
        because = Message(
            N_("it has times and whether a page answered, in {column}"),
            {"column": text(header[place])},
        )
        return Claim(self.name, because, general=True)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the minutes of each day and page."""
        table = open_table(file, context, _ROLES, dimensions=("landing_page",))
        reading = _Reading(table, zone(context.timezone))
        yield from table.records(reading.row)
        yield from reading.facts()


def _is_status(word: str) -> bool:
    try:
        status(word)
    except CellError:
        return False
    return True


def status(cell: str) -> int:
    """Return 1 for up, 0 for down, -1 where nothing was checked."""
    word = plain(cell)
    if word in _UP:
        return 1
    if word in _DOWN:
        return 0
    if word in _NO_CHECK:
        return -1
    if re.fullmatch("[0-9]{1,3}", word):
        code = int(word)
        return int(code == 1 or 100 <= code < 400)
    raise CellError(NOT_A_STATUS)


@dataclass
class _Day:
    """Seconds of one day and page, and the times of its answers."""

    checked: int = 0
    up: int = 0
    milliseconds: int = 0
    timed: int = 0
    rows: int = 0


@dataclass
class _Page:
    """Checks of one page: instants with 1 (up) or 0 in the last bit, in any order."""

    checks: array[int] = field(default_factory=lambda: array("q"))
    lasting: dict[int, int] = field(default_factory=dict)


class _Reading:
    """Collects the checks of one table by page, then shares the time between them out by day."""

    def __init__(self, table: PlainTable, shop: tzinfo) -> None:
        self._file = table.file.name
        self._shop = shop
        self._times = table.days(table.columns["time"])
        self._status = table.cell(table.columns["status"], status, 0)
        milliseconds, minutes = (
            table.cell(table.columns[role], optional(count(table.columns[role], "."), -1), -1)
            if table.has(role)
            else None
            for role in ("milliseconds", "minutes")
        )
        self._milliseconds, self._minutes = milliseconds, minutes
        self._members = table.members()
        self._monitor = (
            table.cell(table.columns["monitor"], text, "") if table.has("monitor") else None
        )
        self._pages: defaultdict[str, _Page] = defaultdict(_Page)
        self._days: defaultdict[tuple[int, str], _Day] = defaultdict(_Day)
        self._seen = 0

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Take one check; yield the row only where it is left out."""
        moment = self._times.of(row)
        up = self._status.of(row)
        if moment.at is None:
            raise BadCellError(self._times.column, CellError(NO_TIME))
        if up < 0:
            yield LeftOut(line, self._status.column, NO_CHECK, rejected=False)
            return
        lasting = self._minutes.of(row) if self._minutes else -1
        took = self._milliseconds.of(row) if self._milliseconds else -1
        name = self._members(row).get("landing_page", "")
        if not name and self._monitor is not None:
            name = self._monitor.of(row)
        page = self._pages[name]
        if lasting >= 0:
            page.lasting[moment.at] = min(lasting * 60, _MOST_SECONDS)
        page.checks.append(moment.at * 2 + up)
        day = self._days[moment.day, name]
        day.rows += 1
        if took >= 0 and up:
            day.milliseconds += took
            day.timed += 1
        self._seen += 1
        if self._seen > _MOST_CHECKS:
            raise ImportFileError(
                N_("{file} has more than {most} checks."),
                N_("Export fewer days at a time."),
                file=self._file,
                most=_MOST_CHECKS,
            )

    def facts(self) -> Iterator[Record]:
        """Yield the minutes of each day and page."""
        for name, page in self._pages.items():
            self._share_out(name, page)
        for (day, name), found in sorted(self._days.items()):
            checked = _minutes(found.checked)
            down = found.checked - found.up
            # A page that failed was not up all day, however short it was.
            lost = min(checked, max(1, _minutes(down))) if down else 0
            values = {
                "day": day, "ref": f"{day}|{name}", "landing_page": name,
                "minutes_checked": checked, "minutes_up": checked - lost,
                "milliseconds": found.milliseconds // found.timed if found.timed else 0,
            }  # fmt: skip
            yield Fact("uptime", values, found.rows)

    def _share_out(self, name: str, page: _Page) -> None:
        checks = sorted(page.checks)
        usual = _usual(checks)
        following = [*(check >> 1 for check in checks[1:]), None]
        for check, after in zip(checks, following, strict=True):
            at, up = check >> 1, check & 1
            until = at + page.lasting.get(at, 2 * usual if after is not None else usual)
            if after is not None:
                until = min(until, after)
            self._add(name, at, until, up)

    def _add(self, name: str, at: int, until: int, up: int) -> None:
        """Add a stretch to its days on the shop's clock."""
        while at < until:
            local = datetime.fromtimestamp(at, UTC).astimezone(self._shop)
            midnight = datetime.combine(
                local.date() + timedelta(days=1), datetime.min.time(), self._shop
            )
            end = min(until, int(midnight.timestamp()))
            day = self._days[to_number(local.date()), name]
            day.checked += end - at
            day.up += (end - at) * up
            at = end


def _usual(checks: Sequence[int]) -> int:
    """Return the commonest time between two checks, the shortest of several; in seconds."""
    gaps = Counter((later >> 1) - (earlier >> 1) for earlier, later in pairwise(checks))
    del gaps[0]
    most = max(gaps.values(), default=0)
    return min((gap for gap, times in gaps.items() if times == most), default=60)


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60


IMPORTER = UptimeChecks()
