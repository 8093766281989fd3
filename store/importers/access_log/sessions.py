"""Requests in, visits out: who asked, for what, and which requests make a visit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.importers.access_log.addresses import FILE, METHOD, OFFICE, PAGE, ROBOTS, TRAP, Requests
from store.importers.access_log.agents import ROBOT, Agents
from store.importers.access_log.lines import Hit
from store.importers.access_log.tallies import ROBOTS as ROBOT_REQUESTS
from store.importers.access_log.visits import IDLE, View, Visit
from store.messages import N_
from store.records import LeftOut

if TYPE_CHECKING:
    from store.importers.access_log.closing import Closing
    from store.importers.access_log.lines import Read
    from store.importers.access_log.moments import Moments
    from store.importers.access_log.rules import Rules
    from store.importers.access_log.tallies import PageNames, Pages, Server

DECLARED = N_("Asked by a robot that says so, or by a program")
SEEKER = N_("Asked by a robot: it read robots.txt, or tried doors that no page leads to")
TOO_FAST = N_("Asked by a robot: more pages, or faster, than a person reads")
FILES = N_("A file of a page (image, style, script, download), not a page")
CALLS = N_("A call of a script, a feed, or a form that was sent: not a page")
ELSEWHERE = N_("Answered with another address (3xx) or not at all (4xx)")
METHODS = N_("Asked in a way that shows no page (HEAD, OPTIONS and others)")
BACK_OFFICE = N_(
    "Asked from the shop's back office, by the server itself, or left out by the mapping"
)
EXCLUSIONS = (
    DECLARED, SEEKER, TOO_FAST, FILES, CALLS, ELSEWHERE, METHODS, BACK_OFFICE,
)  # fmt: skip

SWEEP = 8_192
"""Lines between two looks at which visits are over; lines may be as much out of order."""
_OUT_OF_ORDER = 3_600
"""Seconds by which lines on both sides of a log's end may be out of order."""
_MOST_ROBOTS = 100_000
_OTHERS = {METHOD: METHODS, OFFICE: BACK_OFFICE}

Visitor = tuple[str, str]


class Sessions:
    """Takes requests and hands over what became of them.

    ``left`` counts the lines that are no part of a visit, by reason.
    """

    def __init__(
        self, rules: Rules, moments: Moments, names: PageNames, pages: Pages, server: Server,
        closing: Closing, own_addresses: frozenset[str], named: bool,
    ) -> None:  # fmt: skip
        self.requests = Requests(rules)
        self.left: Counter[str] = Counter()
        self.agents = Agents()
        if not named:
            self.agents[""] = ""  # a log without browsers' names: nobody is a robot for having none
        self.late = 0
        """Lines whose visit was over before they came."""
        self.high = 0
        self._visits: dict[Visitor, Visit] = {}
        self._robots: set[Visitor] = set()
        self._names, self._pages, self._server = names, pages, server
        self._moments = moments
        self._closing = closing
        self.own_addresses = own_addresses
        self._low, self._lowest, self._settled = 1 << 40, 1 << 40, 0
        self._lines = 0

    def take(self, reads: list[Read], line: int) -> tuple[list[LeftOut], int]:
        """Take the lines after number ``line``; return those that are none, and how many are."""
        agents, requests, own = self.agents, self.requests, self.own_addresses
        rejected: list[LeftOut] = []
        declared = files = blank = 0
        for read in reads:
            line += 1
            if not isinstance(read, Hit):
                if read is None:
                    blank += 1
                else:
                    rejected.append(LeftOut(line, "", read.reason))
                continue
            address, (at, counters), request, status, size, _, agent, _, took = read
            cell = counters.get(status)
            if cell is None:
                cell = counters[status] = [0, 0]
            cell[0] += 1
            if size != "-":
                cell[1] += int(size)
            if agents[agent] is ROBOT:
                declared += 1
                counters.setdefault(ROBOT_REQUESTS, [0, 0])[0] += 1
                continue
            asked = requests[request]
            if asked.kind == FILE:
                files += 1
            elif asked.kind == PAGE and address not in own:
                self._asked_page(read, at, took)
            else:
                self._asked_other(asked.kind, (address, agent), at)
        self.left[DECLARED] += declared
        self.left[FILES] += files
        self._lines += len(reads)
        if self._lines >= SWEEP:
            self._lines = 0
            self._sweep()
        return rejected, len(reads) - blank

    def _asked_page(self, hit: Hit, at: int, took: int) -> None:
        asked, status = self.requests[hit.request], hit.status
        shown = status[0] == "2" or status == "304"
        if status >= "500":
            # A line that no visit tells of: the page's own row does.
            self._pages.failed(self._moments.day(at), self._names[asked.page], took)
            return
        if not (shown or (asked.passes and status[0] == "3")):
            self.left[ELSEWHERE] += 1
            return
        key = (hit.address, hit.agent)
        visit = self._visits.get(key)
        if visit is None or not visit.holds(at):
            if visit is not None:
                self._closing.close(key, visit)
            visit = self._visits[key] = Visit(at)
            visit.robot = key in self._robots
            if at < self._settled:
                self.late += 1
        if at < self._low:
            self._low = at
        if at > self.high:
            self.high = at
        visit.stretch(at)
        visit.lines += 1
        visit.steps |= asked.step
        if shown and asked.shows:
            visit.views.append(View(at, self._names[asked.page], took))
            if len(visit.views) == 1 or at <= visit.first:
                visit.came(at, hit.referrer, asked.tag)

    def _asked_other(self, kind: int, key: Visitor, at: int) -> None:
        if kind in (ROBOTS, TRAP):
            if len(self._robots) >= _MOST_ROBOTS:
                self._robots.clear()
            self._robots.add(key)
            if key in self._visits:
                self._visits[key].robot = True
            self.left[SEEKER] += 1
            self._server.robots(at, 1)
        else:
            reason = BACK_OFFICE if kind == PAGE else _OTHERS.get(kind, CALLS)
            self.left[reason] += 1

    def _sweep(self) -> None:
        """Close the visits that nothing among the last lines can still be part of."""
        settled = min(self._low, self._lowest)
        self._lowest, self._low = self._low, 1 << 40
        if settled >= 1 << 40:
            return
        self._settled = settled
        over = [(key, visit) for key, visit in self._visits.items() if visit.last + IDLE < settled]
        for key, visit in over:
            del self._visits[key]
            self._closing.close(key, visit)
        for minute, counters in self._moments.take(settled - IDLE):
            self._server.add(minute, counters)

    @property
    def edge(self) -> int:
        """The earliest moment that lines behind the log's end may still be of."""
        return max(self._settled, self.high - _OUT_OF_ORDER)

    def finish(self) -> None:
        """Close every visit; those that may go on after the log's end stay open for the next."""
        for key, visit in sorted(self._visits.items(), key=lambda each: each[1].first):
            self._closing.close(key, visit, goes_on=visit.last + IDLE >= self.edge)
        self._visits.clear()
        for minute, counters in self._moments.take(1 << 40):
            self._server.add(minute, counters)

    def exclusions(self) -> list[LeftOut]:
        """Return the lines that are no part of a visit, one record a reason."""
        self.left.update(self._closing.left)
        self._closing.left.clear()
        return [
            LeftOut(0, "", reason, rejected=False, rows=self.left[reason])
            for reason in EXCLUSIONS
            if self.left[reason]
        ]
