"""The sources of a store as their owner sees them: what each covers, holes, how fresh it is.

``states`` is what a screen or the command line shows, with ``store.feeds.states`` for which source
counts where several tell the same. Choosing is ``store.ingest.choosing.choose_feed``, taking a
source out ``store.ingest.removal.remove_source`` (ask first: ``to_remove`` says what would go).
Nothing here knows the clock: today is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Literal

from store import feeds
from store.coverage import by_source
from store.messages import N_
from store.spans import Span, to_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from store.coverage import SourceCoverage
    from store.feeds import Feed

Counts = Literal["all", "some", "none"]

LABELS: dict[str, str] = feeds.LABELS | {
    "sales": N_("Orders"),
    "sale_lines": N_("Orders"),
    "refunds": N_("Refunds"),
    "refund_lines": N_("Refunds"),
    "refunds_by_order": N_("Refunds"),
    "deliveries": N_("Deliveries"),
    "spend": N_("Marketing spend"),
    "engagement": N_("Sign-ups and shares"),
    "answers": N_("Answers of customers"),
    "uptime": N_("Availability"),
    "page_steps": N_("Pages"),
    "answered": N_("Requests to the server"),
    "running_costs": N_("Running costs"),
    "other_sales": N_("Other sales"),
}
"""What people call the subjects of coverage that are families; others are single measures."""

_LATEST = 12
"""How many of the last extensions say what a source's usual rhythm is."""


@dataclass(frozen=True, slots=True)
class SubjectState:
    """What one source covers of one subject: a family of measures, or a measure by its id.

    ``holes`` are days between the first and the last covered one that no import spoke for.
    ``counts`` says on how many of the covered days this source counts (``store.feeds``).
    """

    subject: str
    spans: tuple[Span, ...]
    holes: tuple[Span, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source. ``rhythm`` is how many days it usually moves on at a time, once that is known.

    ``last_import_at`` is in seconds, UTC.
    """

    source: str
    subjects: tuple[SubjectState, ...]
    imports: int
    last_import_at: int | None
    rhythm: int | None

    @property
    def last(self) -> date | None:
        """The last covered day of any subject."""
        return max((one.spans[-1].last for one in self.subjects if one.spans), default=None)

    def behind(self, today: date) -> int:
        """Return how many whole days are over that it does not cover yet; today is not over."""
        return 0 if self.last is None else max(0, (today - self.last).days - 1)

    def stale(self, today: date) -> bool:
        """Whether it is later than usual: its rhythm and half as much again are over."""
        if self.rhythm is None:
            return False
        return self.behind(today) > self.rhythm + max(1, self.rhythm // 2)


def states(connection: sqlite3.Connection) -> list[SourceState]:
    """Return every source with published imports, in the order of their names."""
    covered: dict[str, list[SourceCoverage]] = {}
    for one in by_source(connection):
        covered.setdefault(one.source, []).append(one)
    counted = feeds.read(connection)
    found = []
    for source, imports, at in connection.execute(
        "SELECT source, COUNT(*), MAX(published_at) FROM import WHERE state = 'published'"
        " GROUP BY source ORDER BY source"
    ).fetchall():
        subjects = tuple(_subject(one, counted) for one in covered.get(source, ()))
        found.append(SourceState(source, subjects, imports, at, _rhythm(connection, source)))
    return found


def _subject(one: SourceCoverage, counted: dict[str, Feed]) -> SubjectState:
    holes = tuple(
        Span(before.end, after.start)
        for before, after in zip(one.spans, one.spans[1:], strict=False)
    )
    feed = counted.get(feeds.SUBJECT_OF_COVERAGE.get(one.subject, ""))
    return SubjectState(
        one.subject.partition(":")[0], one.spans, holes, _counts(one.source, one.spans, feed)
    )


def _counts(source: str, spans: Sequence[Span], feed: Feed | None) -> Counts:
    if feed is None:
        return "all"
    days = [(to_number(span.start), to_number(span.end)) for span in spans]
    kept = sum(
        end - start for first, last in days for start, end in feed.clipped(source, first, last)
    )
    if not kept:
        return "none"
    return "all" if kept == sum(last - first for first, last in days) else "some"


def _rhythm(connection: sqlite3.Connection, source: str) -> int | None:
    """Return by how many days the source usually moves on, ``None`` before it did so twice."""
    steps: list[int] = []
    reached: int | None = None
    for (end,) in connection.execute(
        "SELECT MAX(c.end_day) FROM coverage c JOIN import i ON i.id = c.import"
        " WHERE i.source = ? AND i.state = 'published' AND c.end_day > 0"
        " GROUP BY i.id ORDER BY i.id",
        (source,),
    ):
        if reached is None or end > reached:
            steps += [] if reached is None else [end - reached]
            reached = end
    return median_low(steps[-_LATEST:]) if len(steps) > 1 else None
