"""The shop's pages and the paths through them, with the shares that people read.

A page's failures are the answers of 500 and more; its slow ones took as long as the log's mapping
says, three seconds where it says nothing. A share is of the page's own answers or steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from store import pages as counts
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.periods import Period
    from store.facts import Facts
    from store.pages import Answers, PageCounts, Step

Order = Literal["views", "entries", "exits", "failures", "slow", "seconds"]
ORDERS: tuple[Order, ...] = get_args(Order)

NO_PAGES = N_("No log of a web server tells of pages on these days.")
NOT_ALL = N_("Robots, files of pages and requests that show no page are not among them.")
UNTIMED = N_("The log does not say how long answers took: let the server write it (page"
             " “access_log” says how).")  # fmt: skip
NONE_SUCH = N_("Of no page is there anything to show in this order.")
NO_SUCH_PAGE = N_("No visit of these days was on that page; “kpi-tui pages” lists those that were.")
FEWEST = 10
"""Answers of a page below which its shares and its mean are left to chance, and not put first."""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page, or all of them: counts, and what they make. ``None`` where nothing is known."""

    counts: PageCounts

    @property
    def exit_share(self) -> Fraction | None:
        """The share of its views that were the last of their visit."""
        return _share(self.counts.exits, self.counts.views)

    @property
    def failure_share(self) -> Fraction | None:
        """The share of its answers that failed."""
        return _share(self.counts.failures, self.counts.views + self.counts.failures)

    @property
    def slow_share(self) -> Fraction | None:
        """The share of its timed answers that were slow."""
        return _share(self.counts.slow, self.counts.timed)

    @property
    def seconds(self) -> Fraction | None:
        """How long an answer took on average."""
        return _share(self.counts.milliseconds, self.counts.timed * 1000)


@dataclass(frozen=True, slots=True)
class PageBook:
    """The pages of a period; ``reason`` says why there are none."""

    period: Period
    total: PageFigures
    pages: Sequence[PageFigures]
    more: int
    """Pages that are not among ``pages``."""
    answers: Sequence[Answers]
    bots: int
    reason: Message | None
    notes: Sequence[Message]

    @property
    def requests(self) -> int:
        return sum(one.requests for one in self.answers)

    @property
    def bot_share(self) -> Fraction | None:
        """The share of the requests that robots made."""
        return _share(self.bots, self.requests)

    @property
    def size(self) -> int:
        """Bytes sent."""
        return sum(one.size for one in self.answers)


@dataclass(frozen=True, slots=True)
class Way:
    """A step to or from a page, and its share of all such steps."""

    page: str
    times: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Paths:
    """How visits came to a page and where they went; of all visits, where they began and went."""

    period: Period
    page: str | None
    before: Sequence[Way]
    after: Sequence[Way]
    onward: dict[str, Sequence[Way]]
    """Of the pages in ``after``, where visits went from there."""
    reason: Message | None


def page_book(facts: Facts, period: Period, order: Order = "views", most: int = 20) -> PageBook:
    """Return the pages of a period, the first ones in that order."""
    rows = counts.pages(facts, period.span)
    answers, bots = counts.answers(facts, period.span)
    total = PageFigures(_summed(rows))
    every = map(PageFigures, rows)
    chosen = [one for one in every if order == "views" or _first(one, order)[0]]
    chosen.sort(key=lambda one: _first(one, order), reverse=True)
    kept = chosen[:most]
    notes = [Message(NOT_ALL)] if rows else []
    if rows and not chosen:
        notes.insert(0, Message(NONE_SUCH))
    if rows and not total.counts.timed:
        notes.append(Message(UNTIMED))
    reason = None if rows or answers else Message(NO_PAGES)
    return PageBook(period, total, kept, len(chosen) - len(kept), answers, bots, reason, notes)


def paths(facts: Facts, period: Period, page: str | None = None, most: int = 10) -> Paths:
    """Return the commonest steps around a page; without one, from where visits begin."""
    here = page or ""
    steps = counts.steps(facts, period.span, here)
    if not steps:
        reason = Message(NO_SUCH_PAGE if page else NO_PAGES)
        return Paths(period, page, (), (), {}, reason)
    before = _ways([(one.page, one.times) for one in steps if page and one.next_page == here], most)
    after = _ways([(one.next_page, one.times) for one in steps if one.page == here], most)
    onward = {way.page: _onward(facts, period, way.page) for way in after if way.page}
    return Paths(period, page, before, after, onward, None)


def _onward(facts: Facts, period: Period, page: str) -> Sequence[Way]:
    steps: list[Step] = counts.steps(facts, period.span, page)
    return _ways([(one.next_page, one.times) for one in steps if one.page == page], 3)


def _ways(steps: Sequence[tuple[str, int]], most: int) -> Sequence[Way]:
    total = sum(times for _, times in steps)
    return tuple(Way(page, times, _share(times, total)) for page, times in steps[:most])


def _first(one: PageFigures, order: Order) -> tuple[Fraction | int, int]:
    """Return what to sort by: pages with few answers do not come first for their mean."""
    row = one.counts
    if order == "seconds":
        return (one.seconds or 0 if row.timed >= FEWEST else 0), row.views
    return {
        "views": row.views, "entries": row.entries, "exits": row.exits, "failures": row.failures,
        "slow": row.slow,
    }[order], row.views  # fmt: skip


def _summed(rows: Sequence[PageCounts]) -> PageCounts:
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return counts.PageCounts("", *(sums or [0] * 7))


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
