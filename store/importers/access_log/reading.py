"""One log from its first new byte to its last: blocks of lines in, records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.access_log.arrivals import Arrivals, likely_own
from store.importers.access_log.blocks import Blocks
from store.importers.access_log.closing import Closing
from store.importers.access_log.json_lines import JsonLayout, json_layout
from store.importers.access_log.lines import COMMON, CUT_OFF, Hit, TextLayout, text_layout
from store.importers.access_log.moments import Moments
from store.importers.access_log.numbers import Seen
from store.importers.access_log.rules import Rules
from store.importers.access_log.sessions import CALLS, SEEKER, TOO_FAST, Sessions
from store.importers.access_log.state import KEY, State
from store.importers.access_log.tallies import PageNames, Pages, Server
from store.messages import N_, Message
from store.records import Kept, LeftOut, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile
    from store.importers.access_log.state import Place
    from store.importers.protocol import Context, Record

Layout = TextLayout | JsonLayout

SAMPLE = 1 << 18
_PAGES_OF_A_PROXY = 200
_LATE_SHARE = 1_000
_SAME_HOUR = 20
_ENCODING = "latin-1"
_LOOKED_AT = 5_000
_ITSELF = frozenset({"127.0.0.1", "::1"})


def layout_of(lines: list[str], rules: Rules) -> Layout | None:
    """Return how a log's lines are written, from its first ones; ``None`` when they are none."""
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip("\ufeff\xef\xbb\xbf").startswith("{"):
        return json_layout(lines, rules.keys, rules.duration)
    return text_layout(lines, rules.duration)


def begins(lines: list[str]) -> int | None:
    """Return the earliest moment of some lines."""
    layout = layout_of(lines, Rules())
    hits = layout.hits(lines, Moments("UTC")) if layout else []
    return min((hit.moment.at for hit in hits if isinstance(hit, Hit)), default=None)


class LogReading:
    """Reads one log, from where the last import of it stopped."""

    def __init__(self, file: SourceFile, context: Context, rules: Rules) -> None:
        self._file = file
        self._state = State.read(context.kept)
        first = file.head(SAMPLE).decode(_ENCODING).split("\n")
        layout = layout_of(first[: 2_000 if len(first) > 1 else 1], rules)
        if layout is None:
            raise ImportFileError(
                N_("{file} is no access log that can be read."),
                N_("Combined, common and JSON logs are; a JSON log with keys of its own needs a"
                   " mapping with [keys]."),
                file=file.name,
            )  # fmt: skip
        self._layout = layout
        self._moments = Moments(context.timezone, context.today)
        day = self._moments.day
        names = PageNames()
        self._pages = Pages(names, rules.slow)
        state = self._state
        self._server = Server(day, state.hours, state.last_minute)
        self._arrivals = Arrivals(())
        self._closing = Closing(
            day, context.visitor, Seen(context.visitors), self._arrivals, names, self._pages,
            self._server, state.open, (SEEKER, TOO_FAST, CALLS),
        )  # fmt: skip
        self._sessions = Sessions(
            rules, self._moments, names, self._pages, self._server, self._closing,
            rules.own_addresses, layout,
        )  # fmt: skip
        self._closing.agents = self._sessions.agents
        self._inferred = self._know_its_own(rules, first[:-1] or first)
        self._rejected: list[LeftOut] = []

    def _know_its_own(self, rules: Rules, first: list[str]) -> list[str]:
        """Set the shop's own hosts and addresses; return the hosts the log is the first to show."""
        sample = self._layout.hits(first[:_LOOKED_AT], Moments("UTC"))
        hits = [hit for hit in sample if isinstance(hit, Hit)]
        if sum(hit.address in _ITSELF for hit in hits) * 2 < len(hits):
            # The server's own checks; where all requests come so, a proxy stands before it.
            self._sessions.own_addresses |= _ITSELF
        known, found = list(rules.own_hosts) or list(self._state.own_hosts), []
        if not rules.own_hosts:
            likely = likely_own(hits, self._sessions.requests)
            found = [host for host in likely if host not in known]
        self._arrivals.own_hosts = (*known, *found)
        self._state.own_hosts = [*known, *found]
        return found

    def records(self) -> Iterator[Record]:
        """Yield what the log tells beyond what an earlier import read of it."""
        file, sessions, closing = self._file, self._sessions, self._closing
        known = self._state.places_in(file)
        place = known[-1] if known else None
        lines = place.lines if place else 0
        file.rows = lines
        if lines:
            yield Unchanged(lines)
        reader = Blocks(file, place.position if place else 0, place.tail_bytes if place else 0)
        for text in reader:
            rejected, rows = sessions.take(text, lines)
            lines += text.count("\n")
            file.rows += rows
            yield from rejected
            yield from closing.facts
            closing.facts.clear()
            if self._pages.much:
                yield from self._pages.facts()
        whole, rows = self._tail(reader, lines)
        file.rows += rows
        yield from self._rejected
        sessions.finish()
        self._refuse_again()
        yield from closing.facts
        yield from self._pages.facts()
        yield from self._server.facts()
        yield from sessions.exclusions()
        if file.rows > (place.lines if place else 0):
            yield from self._warnings(file.rows)
            yield self._kept(reader.place(whole), known)

    def _tail(self, reader: Blocks, lines: int) -> tuple[int, int]:
        """Take the last line, which has no end: it may be whole, or still be in the writing.

        Returns the number of lines that are read for good, and that of rows in it.
        """
        if not reader.tail.strip("\0 \r\n"):
            return lines, 0
        if self._layout.quoted <= COMMON:
            # The end of a common line is a number, and one cut off is another number.
            self._rejected = [LeftOut(lines + 1, "", CUT_OFF)]
            return lines, 1
        rejected, rows = self._sessions.take(f"{reader.tail}\n", lines)
        if not rejected:
            reader.finished()
            return lines + 1, rows
        # What is not whole yet is read again by the next import, when it may be.
        self._rejected = rejected
        return lines, rows

    def _refuse_again(self) -> None:
        """Refuse a log whose hours were read before, from a copy that begins elsewhere."""
        known = self._state.hours
        common = [
            (told, known[hour])
            for hour, told in self._server.hours.items()
            if hour in known and told[0] >= _SAME_HOUR
        ]
        same = sum(told == before for told, before in common)
        if same and same * 2 >= len(common):
            raise ImportFileError(
                N_("{file} holds hours that were read from another log before."),
                N_("Import only what is new; give the log of another server a --source of its"
                   " own."),
                file=self._file.name,
            )  # fmt: skip

    def _kept(self, place: Place, before: list[Place]) -> Kept:
        state, server = self._state, self._server
        state.note(place, before)
        state.open = self._closing.still_open(self._sessions.edge)
        for hour, (requests, size) in server.hours.items():
            known = state.hours.get(hour, (0, 0))
            state.hours[hour] = (known[0] + requests, known[1] + size)
        state.last_minute = server.last_minute
        return Kept(KEY, state.text())

    def _warnings(self, rows: int) -> Iterator[Message]:
        closing, sessions = self._closing, self._sessions
        if self._inferred:
            yield Message(
                N_("Pages of {hosts} are taken for the shop's own, so links from there are no"
                   " referrers; a mapping can say otherwise (own_hosts)."),
                {"hosts": ", ".join(self._inferred)},
            )  # fmt: skip
        if self._layout.quoted <= COMMON:
            yield Message(
                N_("This log names no browsers: robots, devices and referrers cannot be told."
                   " Let the server write the combined format."),
            )  # fmt: skip
        few = len(closing.addresses) <= 2
        if few and closing.visits >= 2 and sessions.left.total() + rows > _PAGES_OF_A_PROXY * 2:
            yield Message(
                N_("All visits come from one or two addresses: is there a proxy before the server?"
                   " Then let the log write the visitor's own address."),
            )  # fmt: skip
        if sessions.late * _LATE_SHARE > rows:
            yield Message(
                N_("{lines} visits began at lines far out of the order of time: sort the log, or"
                   " import its parts one by one."),
                {"lines": sessions.late},
            )  # fmt: skip
