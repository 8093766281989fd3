"""What is counted by day beside the visits: pages and paths, statuses and bytes, minutes answered.

Rows are additions: what a later part of the log brings is another row of the same page and day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from store.importers.access_log.moments import Counters

MOST_PAGES = 20_000
"""Different pages of one import that keep their name."""
MOST_PATHS = 50_000
OTHER_PAGES = "(other pages)"
_WAITING = 20_000
_FEW = 3
"""A minute with fewer answers, all of them failures, says nothing of the shop as a whole."""
_VIEWS, _ENTRIES, _EXITS, _FAILURES, _TIMED, _SLOW, _MILLISECONDS = range(7)
_COLUMNS = ("views", "entries", "exits", "failures", "timed", "slow", "milliseconds")


class PageNames(dict[str, int]):
    """Numbers of pages by name; 0 is no page. ``names`` are they back."""

    def __init__(self) -> None:
        super().__init__({"": 0, OTHER_PAGES: 1})
        self.names = ["", OTHER_PAGES]

    def __missing__(self, name: str) -> int:
        if len(self.names) >= MOST_PAGES:
            return 1
        number = self[name] = len(self.names)
        self.names.append(name)
        return number


class Pages:
    """Pages and the steps between them, by day."""

    def __init__(self, names: PageNames, slow: int) -> None:
        self.names = names
        self._slow = slow
        self._pages: dict[tuple[int, int], list[int]] = {}
        self._paths: dict[tuple[int, int, int], int] = {}

    def shown(self, day: int, page: int, milliseconds: int) -> None:
        """Count a page that was shown."""
        self._timed(self._row(day, page), _VIEWS, milliseconds)

    def failed(self, day: int, page: int, milliseconds: int) -> None:
        """Count a page that the server could not show."""
        self._timed(self._row(day, page), _FAILURES, milliseconds)

    def step(self, day: int, page: int, next_page: int, times: int = 1) -> None:
        """Count a step: 0 before the first page and after the last, ``times`` -1 to take back."""
        key = (day, page, next_page)
        if key not in self._paths and len(self._paths) >= MOST_PATHS:
            key = (day, page and 1, next_page and 1)
        self._paths[key] = self._paths.get(key, 0) + times
        if not page:
            self._row(day, next_page)[_ENTRIES] += times
        if not next_page:
            self._row(day, page)[_EXITS] += times

    def _row(self, day: int, page: int) -> list[int]:
        row = self._pages.get((day, page))
        if row is None:
            row = self._pages[day, page] = [0] * len(_COLUMNS)
        return row

    def _timed(self, row: list[int], what: int, milliseconds: int) -> None:
        row[what] += 1
        if milliseconds >= 0:
            row[_TIMED] += 1
            row[_MILLISECONDS] += milliseconds
            row[_SLOW] += milliseconds >= self._slow

    @property
    def much(self) -> bool:
        """Whether enough waits to be handed over."""
        return len(self._pages) + len(self._paths) > _WAITING

    def facts(self) -> Iterator[Fact]:
        """Hand over what was counted. Failures are lines of the log that nothing else tells of."""
        names = self.names.names
        pages, self._pages = self._pages, {}
        for (day, page), row in sorted(pages.items()):
            told = {name: count for name, count in zip(_COLUMNS, row, strict=True) if count}
            if told:
                values = {"day": day, "page": names[page], **told}
                yield Fact("page", values, max(row[_FAILURES], 0))
        paths, self._paths = self._paths, {}
        for (day, page, next_page), times in sorted(paths.items()):
            if times:
                values = {
                    "day": day, "page": names[page], "next_page": names[next_page], "times": times,
                }  # fmt: skip
                yield Fact("page_step", values, 0)


class Server:
    """What the server answered, pages or not: by day, and requests and bytes by hour."""

    def __init__(
        self, day: Callable[[int], int], known_hours: Collection[int], last_minute: int
    ) -> None:
        self.hours: dict[int, tuple[int, int]] = {}
        self.last_minute = last_minute
        # Minutes that another log told of, of a second server perhaps, are not checked twice.
        self._told = frozenset(known_hours)
        self._begun = last_minute
        self._day = day
        self._answered: dict[tuple[int, str], list[int]] = {}
        self._bots: dict[int, int] = {}
        self._minutes: dict[int, list[int]] = {}

    def robots(self, at: int, requests: int) -> None:
        """Count requests of what turned out to be a robot."""
        day = self._day(at)
        self._bots[day] = self._bots.get(day, 0) + requests

    def add(self, minute: int, counters: Counters) -> None:
        """Count a whole minute."""
        at = minute * 60
        day, requests, size, failures = self._day(at), 0, 0, 0
        for status, (times, sent, robots) in counters.items():
            if robots:
                self.robots(at, robots)
            row = self._answered.setdefault((day, status), [0, 0])
            row[0] += times
            row[1] += sent
            requests += times
            size += sent
            failures += times if status >= "500" else 0
        hour = minute // 60
        known = self.hours.get(hour, (0, 0))
        self.hours[hour] = (known[0] + requests, known[1] + size)
        told = minute <= self._begun and hour in self._told
        if not told and (failures < requests or requests >= _FEW):
            checked = self._minutes.setdefault(day, [0, 0])
            checked[0] += 1
            checked[1] += failures < requests
        self.last_minute = max(self.last_minute, minute)

    def facts(self) -> Iterator[Fact]:
        """Hand over what was counted."""
        for (day, status), (requests, size) in sorted(self._answered.items()):
            values = {"day": day, "status": int(status), "requests": requests, "bytes": size}
            yield Fact("answered", values, 0)
        for day, requests in sorted(self._bots.items()):
            yield Fact("answered", {"day": day, "status": 0, "bots": requests}, 0)
        for day, (checked, up) in sorted(self._minutes.items()):
            values = {"day": day, "minutes_checked": checked, "minutes_up": up}
            yield Fact("uptime", values, 0)
