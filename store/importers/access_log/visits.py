"""Visits: pages of one visitor with never more than half an hour between two of them.

Lines need not be in order. An open visit takes its pages in any order and puts them straight when
it is closed, which happens once all of the last thousands of lines are half an hour later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from store.importers.access_log.addresses import Tag

IDLE = 1_800
"""Seconds without a page after which a visit is over: GoAccess, AWStats and GA4 have them too."""
MOST_PAGES = 2_000
"""Pages of a visit from which on it is a robot's."""
_MANY, _FAST = 100, 1
"""A visit of this many pages with less than so many seconds between them is a robot's."""


class View(NamedTuple):
    """A page that was shown: when, its number, and how long the answer took (-1 unknown)."""

    at: int
    page: int
    milliseconds: int


class Visit:
    """One visit while it is open."""

    __slots__ = (
        "first", "host", "last", "lines", "referrer", "robot", "steps", "tag", "tag_at", "views",
    )  # fmt: skip

    def __init__(self, at: int) -> None:
        self.first = self.last = at
        self.views: list[View] = []
        self.steps = 0
        self.lines = 0
        """Lines of the log that became part of it."""
        self.robot = False
        self.referrer = ""
        self.tag: Tag | None = None
        self.tag_at: int | None = None
        self.host = ""

    def holds(self, at: int) -> bool:
        """Whether something at that moment is part of this visit."""
        return self.first - IDLE <= at <= self.last + IDLE

    def stretch(self, at: int) -> None:
        if at > self.last:
            self.last = at
        elif at < self.first:
            self.first = at

    def came(self, at: int, referrer: str, tag: Tag | None) -> None:
        """Note how the first page was come by; a later line may be an earlier page."""
        if self.tag_at is None or at < self.tag_at:
            self.tag_at, self.referrer, self.tag = at, referrer, tag

    @property
    def is_a_robots(self) -> bool:
        """Whether it read what only robots read, or more than people can."""
        count = len(self.views)
        fast = count >= _MANY and (self.last - self.first) < count * _FAST
        return self.robot or fast or count >= MOST_PAGES
