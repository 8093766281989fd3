"""Requests in, visits out: who asked, for what, and which requests make a visit."""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING

from store.importers.access_log.addresses import FILE, METHOD, OFFICE, PAGE, ROBOTS, TRAP, Requests
from store.importers.access_log.agents import ROBOT, Agents
from store.importers.access_log.lines import (
    COMMON,
    MOST_DIGITS,
    Hit,
    Times,
    is_plain,
    plain_columns,
    size_of,
)
from store.importers.access_log.visits import IDLE, View, Visit
from store.messages import N_
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.importers.access_log.addresses import Asked
    from store.importers.access_log.closing import Closing
    from store.importers.access_log.json_lines import JsonLayout
    from store.importers.access_log.lines import Columns, TextLayout
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
_MOST_ANSWERS = 50_000
_SECONDS = {f"{second:02}": min(second, 59) for second in range(61)}
_OTHERS = {METHOD: METHODS, OFFICE: BACK_OFFICE}

Visitor = tuple[str, str]


class Sessions:
    """Takes requests and hands over what became of them.

    ``left`` counts the lines that are no part of a visit, by reason.
    """

    def __init__(
        self, rules: Rules, moments: Moments, names: PageNames, pages: Pages, server: Server,
        closing: Closing, own_addresses: frozenset[str], layout: TextLayout | JsonLayout,
    ) -> None:  # fmt: skip
        self.requests = Requests(rules)
        self.left: Counter[str] = Counter()
        self.agents = Agents()
        self._layout = layout
        if layout.quoted <= COMMON:
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
        self._zone = ""
        self._answers: dict[str, tuple[str, int]] = {}
        self._times = Times(layout.duration)

    def take(self, text: str, line: int) -> tuple[list[LeftOut], int]:
        """Take whole lines after line number ``line``.

        Returns those that cannot be read, and how many are not blank.
        """
        count = text.count("\n")
        numbers: Sequence[int] = range(line + 1, line + count + 1)
        if self._layout.plain:
            rejected, rows = self._take_combined(text, numbers)
        else:
            rejected, rows = self._take_each(text.split("\n")[:-1], numbers)
        self._lines += count
        if self._lines >= SWEEP:
            self._lines = 0
            self._sweep()
        return rejected, rows

    def _take_combined(self, text: str, numbers: Sequence[int]) -> tuple[list[LeftOut], int]:
        """Take lines of the combined format: the plain ones together, the odd ones one by one."""
        quoted = self._layout.quoted
        columns = plain_columns(text, len(numbers), quoted)
        if columns:
            return self._take_plain(columns, text, numbers)
        lines = text.split("\n")[:-1]
        plain = [is_plain(line, quoted) for line in lines]
        odd = [not one for one in plain]
        rejected, rows = self._take_each(list(compress(lines, odd)), list(compress(numbers, odd)))
        text = "".join([f"{line}\n" for line in compress(lines, plain)])
        chosen = list(compress(numbers, plain))
        columns = plain_columns(text, len(chosen), quoted) if chosen else None
        if columns:
            more, others = self._take_plain(columns, text, chosen)
        else:
            more, others = self._take_each(text.split("\n")[:-1], chosen)
        return [*rejected, *more], rows + others

    def _take_plain(
        self, columns: Columns, text: str, numbers: Sequence[int]
    ) -> tuple[list[LeftOut], int]:
        """Take lines by column."""
        agents, requests, answers, times = self.agents, self.requests, self._answers, self._times
        moments, host = self._moments, self._layout.host
        written, zone = moments.written, self._zone
        files = declared = 0
        odd: list[int] = []
        for place, (head, request, tail, referrer, agent, forwarded, rest) in enumerate(
            zip(*columns, strict=False)
        ):
            if head[-8:] != zone:
                zone = self._zone = head[-8:]
                written.clear()
            minute = written.get(head[-30:-10]) or moments.minute(head[-30:-10], zone)
            second = _SECONDS.get(head[-10:-8])
            answer = answers.get(tail) or self._answer(tail)
            if minute is None or second is None or answer is None:
                odd.append(place)
                continue
            status, size = answer
            counters = minute[1]
            cell = counters.get(status)
            if cell is None:
                cell = counters[status] = [0, 0, 0]
            cell[0] += 1
            cell[1] += size
            if agents[agent] is ROBOT:
                declared += 1
                cell[2] += 1
                continue
            asked = requests[request]
            if asked[0] == FILE:
                files += 1
                continue
            address = head[1:].split(" ", 2)[host]
            if forwarded and forwarded != "-":
                address = forwarded.split(",")[0].strip() or address
            took = times[rest] if rest else -1
            self._asked(asked, minute[0] + second, status, address, agent, referrer, took)
        self.left[DECLARED] += declared
        self.left[FILES] += files
        if not odd:
            return [], len(numbers)
        lines = text.split("\n")
        rejected, rows = self._take_each(
            [lines[place] for place in odd], [numbers[place] for place in odd]
        )
        return rejected, len(numbers) - len(odd) + rows

    def _answer(self, tail: str) -> tuple[str, int] | None:
        """Return status and bytes of the piece between request and referrer."""
        words = tail.split(" ")
        if len(words) != 4 or words[0] or words[3]:
            return None
        status, size = words[1:3]
        if not (len(status) == 3 and status.isdecimal() and len(size) <= MOST_DIGITS):
            return None
        if not (size.isdecimal() or size == "-"):
            return None
        if len(self._answers) >= _MOST_ANSWERS:
            self._answers.clear()
        answer = self._answers[tail] = status, size_of(size)
        return answer

    def _take_each(self, lines: list[str], numbers: Sequence[int]) -> tuple[list[LeftOut], int]:
        """Take lines one by one, whatever they look like."""
        agents, requests = self.agents, self.requests
        rejected: list[LeftOut] = []
        blank = 0
        for line, read in zip(numbers, self._layout.hits(lines, self._moments), strict=True):
            if not isinstance(read, Hit):
                if read is None:
                    blank += 1
                else:
                    rejected.append(LeftOut(line, "", read.reason))
                continue
            address, (at, counters), request, status, size, referrer, agent, _, took = read
            cell = counters.setdefault(status, [0, 0, 0])
            cell[0] += 1
            cell[1] += size
            if agents[agent] is ROBOT:
                self.left[DECLARED] += 1
                cell[2] += 1
                continue
            asked = requests[request]
            if asked.kind == FILE:
                self.left[FILES] += 1
            else:
                self._asked(asked, at, status, address, agent, referrer, took)
        return rejected, len(lines) - blank

    def _asked(
        self, asked: Asked, at: int, status: str, address: str, agent: str, referrer: str, took: int
    ) -> None:
        """Take one request of a person's browser that is for no file."""
        if asked.kind != PAGE or address in self.own_addresses:
            self._asked_other(asked.kind, (address, agent), at)
            return
        shown = status[0] == "2" or status == "304"
        if status >= "500":
            # A line that no visit tells of: the page's own row does.
            self._pages.failed(self._moments.day(at), self._names[asked.page], took)
        elif shown or (asked.passes and status[0] == "3"):
            visit = self._visit((address, agent), at)
            visit.lines += 1
            visit.steps |= asked.step
            if shown and asked.shows:
                visit.views.append(View(at, self._names[asked.page], took))
                visit.came(at, referrer, asked.tag)
        else:
            self.left[ELSEWHERE] += 1

    def _visit(self, key: Visitor, at: int) -> Visit:
        """Return the open visit that something at that moment is part of."""
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
        return visit

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
