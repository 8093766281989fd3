"""Choosing which source counts: the figures are made again beside the live ones, then switched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import feeds, settings
from store.coverage import covered_days
from store.daily import derive, ensure_current, switch
from store.errors import OwnerError
from store.ingest.run import alone
from store.ingest.tidy import finish, finish_last
from store.messages import N_
from store.spans import Span, to_day
from store.text import clean
from store.trouble import sql_in_plain_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence
    from datetime import date

    from store.database import Store
    from store.feeds import Feed, FeedState, Rows

PARTS = frozenset({"payments"})
"""Subjects of which two sources may tell the same days: each has a part, as two banks have."""


def choose_feed(
    store: Store, subject: str, sources: Sequence[str], since: date | None = None
) -> FeedState:
    """Let the days of a subject count from these sources, from ``since`` on (``None``: always).

    What was chosen for later days is taken back. Nobody's work waits: the figures are made anew
    beside the live ones.

    Raises:
        OwnerError: no such subject or source, or two sources that tell the same.
    """
    with alone(store, f"sources use {subject}"):
        ensure_current(store)
        finish_last(store)
        with store.reading() as connection:
            counted = feeds.read(connection)
            feed = _known(counted.get(subject), subject, sources)
            rows = feeds.with_choice(feeds.stored(connection), subject, sources, since)
            then = feeds.read(connection, rows=rows)[subject]
            _refuse_double(connection, then)
        if then.stretches == feed.stretches:
            with store.writing() as connection:
                _write(connection, rows)
        else:
            with sql_in_plain_words(store.path):
                generation = derive(store.sql, days=None, chosen=rows)
            with store.writing() as connection:
                _write(connection, rows)
                switch(connection, generation)
                settings.bump(connection, settings.DATA_VERSION)
            finish(store)
    with store.reading() as connection:
        return next(one for one in feeds.states(connection) if one.subject == subject)


def _known(feed: Feed | None, subject: str, sources: Collection[str]) -> Feed:
    if subject not in feeds.EXCLUSIVE:
        raise OwnerError(
            N_("“{subject}” is nothing to choose a source for."),
            N_("Choose for one of these: {known}. All others add up over their sources."),
            subject=clean(subject),
            known=", ".join(feeds.EXCLUSIVE),
        )
    known = () if feed is None else feed.known
    for name in sources:
        if feed is None or name not in known:
            raise OwnerError(
                N_("No source {source} tells of {subject}."),
                N_("These do: {known}.")
                if known
                else N_("None does yet: import an export of one first."),
                source=clean(name),
                subject=subject,
                known=", ".join(known),
            )
    if feed is None or not sources:
        raise OwnerError(
            N_("No source is named for {subject}."),
            N_("Name one, or several that add up: {known}.")
            if known
            else N_("None tells of it yet: import an export of one first."),
            subject=subject,
            known=", ".join(known),
        )  # fmt: skip
    return feed


def _refuse_double(connection: sqlite3.Connection, feed: Feed) -> None:
    """Raise when two sources chosen together tell the same measure of the same day."""
    if feed.subject in PARTS:
        return
    told = covered_days(connection, feeds.EXCLUSIVE[feed.subject].measures)
    for stretch in feed.stretches:
        seen: list[tuple[str, str, Span]] = []
        for source in stretch.sources:
            for measure, spans in told.get(source, {}).items():
                within = [
                    span
                    for days in spans
                    if (span := days.within(Span(to_day(stretch.start), to_day(stretch.end))))
                ]
                for other, same, days in seen:
                    shared = [both for span in within if (both := span.within(days))]
                    if other != source and same == measure and shared:
                        raise _both(other, source, measure, min(shared).start)
                seen += [(source, measure, span) for span in within]


def _both(one: str, other: str, measure: str, day: date) -> OwnerError:
    return OwnerError(
        N_("Both {one} and {other} tell {measure} of {day}: together they would count twice."),
        N_("Choose one of them, or the second from a later day with --from."),
        one=clean(one),
        other=clean(other),
        measure=measure,
        day=day,
    )


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    connection.execute("DELETE FROM feed")
    connection.executemany("INSERT INTO feed (subject, start_day, source) VALUES (?, ?, ?)", rows)
