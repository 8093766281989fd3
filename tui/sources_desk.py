"""Sources for the screens: what each covers, which counts, what was answered, taking one out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from store.answers import RememberedAnswer
    from store.feeds import FeedState
    from store.ingest.history import PastImport
    from store.ingest.removal import Removal
    from store.sources import SourceState
    from tui.desk import Desk

_PAST = 1_000
"""Imports looked through for the last one of each source."""


@dataclass(frozen=True, slots=True)
class SourcesView:
    """``last`` is the latest import of each source, of the newest ones."""

    sources: tuple[SourceState, ...]
    feeds: tuple[FeedState, ...]
    answers: tuple[RememberedAnswer, ...]
    last: dict[str, PastImport]
    today: date
    zone: ZoneInfo
    read_only: bool = False

    def feeds_of(self, source: str) -> list[FeedState]:
        """Return the subjects that this source and others tell of, of which some count alone."""
        return [one for one in self.feeds if source in (known := known_to(one)) and len(known) > 1]


def counts_now(feed: FeedState) -> tuple[str, ...]:
    """Return the sources that count of the latest days."""
    return feed.choices[-1].sources


def known_to(feed: FeedState) -> list[str]:
    """Return the sources that tell of a subject, those that count first."""
    counting = [name for choice in feed.choices for name in choice.sources]
    return list(dict.fromkeys([*counts_now(feed), *counting, *feed.idle]))


class SourcesDesk:
    """Everything about sources; every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def view(self) -> SourcesView:
        """Return all there is to say of the sources."""
        from store.answers import remembered
        from store.ingest.history import past_imports

        seat = self._desk.seat
        store, facts = seat.store, seat.facts
        last: dict[str, PastImport] = {}
        for one in past_imports(store, _PAST):
            last.setdefault(one.source, one)
        with facts.snapshot():
            return SourcesView(
                tuple(facts.sources()),
                tuple(facts.feeds()),
                tuple(remembered(store)),
                last,
                self._desk.session.today(store),
                ZoneInfo(store.shop.timezone),
                store.read_only,
            )

    def use(self, subject: str, sources: Sequence[str], since: date | None) -> FeedState:
        """Let a subject count from these sources."""
        from store.ingest.choosing import choose_feed

        with self._desk.session.open(write=True) as store:
            return choose_feed(store, subject, sources, since)

    def to_remove(self, source: str) -> Removal:
        """Return what would go with a source."""
        from store.ingest.removal import to_remove

        return to_remove(self._desk.seat.store, source)

    def remove(self, source: str) -> Removal:
        """Take everything out that was imported from a source."""
        from store.ingest.removal import remove_source

        session = self._desk.session
        with session.open(write=True) as store:
            return remove_source(store, source, session.now())

    def forget(self, source: str, question: str) -> None:
        """Forget an answer."""
        from store.answers import forget

        with self._desk.session.open(write=True) as store:
            forget(store, source, question)
