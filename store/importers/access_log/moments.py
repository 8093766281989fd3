"""Times of log lines: to an instant, the shop's day, and the counters of that minute.

A server writes the same second again and again, so each is worked out once.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from store.columns.cells import CellError
from store.messages import N_
from store.spans import to_number

if TYPE_CHECKING:
    from datetime import tzinfo

NOT_A_TIME = N_("The time of this line cannot be read.")
NOT_YET = N_("The time of this line has not come yet.")

MINUTE = 60
QUARTER = 900
"""Seconds between two moments at which a clock may be changed."""
_FIRST, _LAST = 946_684_800, 4_102_444_800  # 2000 and 2100
_MOST = 20_000
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_CLF = re.compile(
    r"([0-3][0-9])/([A-Z][a-z]{2})/([0-9]{4}):([0-2][0-9]):([0-5][0-9]):([0-6][0-9])"
    r" ([+-])([0-9]{2})([0-5][0-9])\Z"
)
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-2][0-9]):([0-5][0-9]):([0-6][0-9])"
    r"(?:[.,][0-9]{1,9})? ?(?:Z|UTC|([+-])([0-9]{2}):?([0-5][0-9]))\Z"
)
_SECONDS = re.compile(r"([0-9]{10})(?:\.[0-9]{0,9})?\Z|([0-9]{13})\Z")

Counters = dict[str, list[int]]
"""Requests, bytes and requests by robots, by status as the log writes it."""


class Moment(NamedTuple):
    """A second: its instant in UTC and the counters of its minute."""

    at: int
    counters: Counters


class Moments(dict[str, Moment]):
    """Moments by the text of a line; an unreadable one raises ``CellError``.

    ``minutes`` are the counters by minute; they are taken away once they are whole.
    """

    def __init__(self, zone: str, today: int | None = None) -> None:
        super().__init__()
        # Servers and shops lie in different zones: tomorrow may have begun there.
        self._end = _LAST if today is None else (today + 3) * 86_400
        self.minutes: dict[int, Counters] = {}
        self.written: dict[str, tuple[int, Counters]] = {}
        """First seconds and counters of minutes by `` [17/May/2015:10:05:``, in one zone."""
        self._zone: tzinfo = ZoneInfo(zone)
        self._days: dict[int, int] = {}

    def __missing__(self, text: str) -> Moment:
        at = _instant(text)
        if at >= self._end:
            raise CellError(NOT_YET)
        if len(self) >= _MOST:
            self.clear()
        moment = Moment(at, self.minutes.setdefault(at // MINUTE, {}))
        self[text] = moment
        return moment

    def minute(self, written: str, zone: str) -> tuple[int, Counters] | None:
        """Return a minute as ``written`` keeps it, ``None`` for what is none."""
        if written[:2] != " [":
            return None
        try:
            at, counters = self[f"{written[2:]}00{zone[:-2]}"]
        except CellError:
            return None
        if len(self.written) >= _MOST:
            self.written.clear()
        self.written[written] = at, counters
        return at, counters

    def day(self, at: int) -> int:
        """Return the number of the shop's day at an instant."""
        quarter = at // QUARTER
        day = self._days.get(quarter)
        if day is None:
            local = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(self._zone)
            day = self._days[quarter] = to_number(local.date())
        return day

    def take(self, before: int) -> list[tuple[int, Counters]]:
        """Take the counters of the minutes that ended before an instant, in their order."""
        last = before // MINUTE
        over = sorted(minute for minute in self.minutes if minute < last)
        taken = [(minute, self.minutes.pop(minute)) for minute in over]
        if taken:
            self.clear()  # its moments lead to counters that are gone
            self.written.clear()
        if len(self._days) > _MOST:
            self._days.clear()
        return taken


def _instant(text: str) -> int:
    found = _CLF.match(text)
    if found:
        day, name, year, hour, minute, second, sign, hours, minutes = found.groups()
        month = _MONTHS.get(name, 0)
    elif found := _ISO.match(text):
        year, name, day, hour, minute, second, sign, hours, minutes = found.groups()
        month = int(name)
    else:
        return _checked(_seconds(text))
    if not 1 <= month <= 12 or not 1 <= int(day) <= calendar.monthrange(int(year), month)[1]:
        raise CellError(NOT_A_TIME)
    local = calendar.timegm(
        (int(year), month, int(day), int(hour), int(minute), min(int(second), 59), 0, 0, 0)
    )
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * 60
    return _checked(local + offset if sign == "-" else local - offset)


def _seconds(text: str) -> int:
    found = _SECONDS.match(text)
    if found is None:
        raise CellError(NOT_A_TIME)
    return int(found[1]) if found[1] else int(found[2]) // 1000


def _checked(at: int) -> int:
    if not _FIRST <= at < _LAST:
        raise CellError(NOT_A_TIME)
    return at
