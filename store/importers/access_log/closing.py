"""What a visit leaves when it is over: a row of its own, a cart perhaps, its pages and its path."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.importers.access_log.state import Open
from store.importers.access_log.steps import CART, CHECKOUT, ORDER, PAYMENT
from store.importers.access_log.visits import IDLE
from store.records import Fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.importers.access_log.agents import Agents
    from store.importers.access_log.arrivals import Arrivals
    from store.importers.access_log.numbers import Seen
    from store.importers.access_log.tallies import PageNames, Pages, Server
    from store.importers.access_log.visits import Visit

_CARTS = ((ORDER, 3), (PAYMENT, 2), (CHECKOUT, 1), (CART, 0))
"""The furthest step of a visit, and how far its cart came by it."""
_FEW = 2


class Closing:
    """Makes rows of visits.

    ``facts`` wait to be handed over, ``left`` counts lines of visits that are none, by reason,
    ``open`` are the visits that may go on in the next part of the log.
    """

    def __init__(
        self, day: Callable[[int], int], visitor: Callable[[str], int], seen: Seen,
        arrivals: Arrivals, names: PageNames, pages: Pages, server: Server, before: list[Open],
        reasons: tuple[str, str, str],
    ) -> None:  # fmt: skip
        self.facts: list[Fact] = []
        self.left: Counter[str] = Counter()
        self.open: list[Open] = []
        self.visits = 0
        self.addresses: set[str] = set()
        """Some of the addresses visits came from."""
        self.agents: Agents | None = None
        self._day, self._visitor, self._seen = day, visitor, seen
        self._arrivals, self._names, self._pages = arrivals, names, pages
        self._server = server
        self._before = {visit.visitor: visit for visit in before}
        self._seeker, self._too_fast, self._no_page = reasons

    def close(self, key: tuple[str, str], visit: Visit, *, goes_on: bool = False) -> None:
        """Take a visit that is over, or with ``goes_on`` one that the log's end cuts."""
        if visit.is_a_robots:
            self.left[self._seeker if visit.robot else self._too_fast] += visit.lines
            self._server.robots(visit.first, visit.lines)
            return
        if not visit.views:
            self.left[self._no_page] += visit.lines
            return
        address, agent = key
        number = self._visitor(f"{address}\n{agent}")
        self.visits += 1
        if len(self.addresses) <= _FEW:
            self.addresses.add(address)
        visit.views.sort()
        begun = self._before.get(number)
        if begun is not None and abs(visit.first - begun.last) <= IDLE:
            del self._before[number]
            told = self._continued(begun, visit)
        else:
            told = self._new(number, agent, visit)
        names = self._names.names
        self._walk(visit, told.page if told is begun else "")
        told.page = names[visit.views[-1].page]
        self._tell(told, visit.lines, keep=goes_on or told is begun)
        if goes_on:
            self.open.append(told)

    def _new(self, number: int, agent: str, visit: Visit) -> Open:
        arrival = self._arrivals[visit.referrer, visit.tag]
        names = self._names.names
        assert self.agents is not None
        where = {
            "channel": arrival.channel,
            "campaign": arrival.campaign,
            "keyword": arrival.keyword,
            "device": self.agents[agent],
            "landing_page": names[visit.views[0].page],
        }
        return Open(
            number, f"{visit.first}-{number:x}", visit.first, visit.last, len(visit.views),
            visit.steps, names[visit.views[-1].page], int(self._seen.add(number)),
            {name: member for name, member in where.items() if member},
        )  # fmt: skip

    def _continued(self, begun: Open, visit: Visit) -> Open:
        begun.last = max(begun.last, visit.last)
        begun.pages += len(visit.views)
        begun.steps |= visit.steps
        return begun

    def _walk(self, visit: Visit, page_before: str) -> None:
        """Count the pages and the steps between them; a continued visit takes back its leaving."""
        pages, day_of = self._pages, self._day
        day, page = day_of(visit.views[0].at), 0
        if page_before:
            page = self._names[page_before]
            pages.step(day, page, 0, -1)
        for at, number, milliseconds in visit.views:
            pages.step(day, page, number)
            day, page = day_of(at), number
            pages.shown(day, number, milliseconds)
        pages.step(day, page, 0)

    def _tell(self, told: Open, lines: int, *, keep: bool) -> None:
        common: dict[str, object] = {
            "day": self._day(told.first),
            "at": told.first,
            "visitor": told.visitor,
            **told.where,
        }
        if keep:  # it may be told again, longer
            common["ref"] = told.ref
        visit = {"pages": told.pages, "steps": told.steps, "known": told.known}
        self.facts.append(Fact("visit", common | visit, lines))
        for bit, step in _CARTS:
            if told.steps & bit:
                self.facts.append(Fact("cart", common | {"step": step}, 0))
                break

    def still_open(self, edge: int) -> list[Open]:
        """Return the visits the next import may continue, those of before that may still go on."""
        left = [visit for visit in self._before.values() if visit.last + IDLE >= edge]
        return self.open + left
