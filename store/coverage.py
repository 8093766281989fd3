"""Which days each source says it covers: a day without an import is not a day without sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from store import feeds
from store.measures import DISTINCTS, FAMILIES
from store.spans import Span, merged, to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

_PUBLISHED = "import NOT IN (SELECT id FROM import WHERE state = 'pending')"
_PROJECT_FAMILIES = frozenset({"milestones", "project_entries"})


_FAMILIES = frozenset(family.id for family in FAMILIES)


def measure_subject(measure: str) -> str:
    """Return the subject of coverage for one measure given alone, as a daily series.

    Some families are called like one of their measures: visits given day by day say nothing of
    bounces, so the measure alone is another subject than the family.
    """
    return f"{measure}:alone" if measure in _FAMILIES else measure


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """What one source covers of one subject (a measure or a family of measures).

    ``imports`` counts the imports that said so; ``last_import_at`` is in seconds, UTC.
    """

    source: str
    subject: str
    spans: tuple[Span, ...]
    imports: int
    last_import_at: int | None


def by_source(connection: sqlite3.Connection) -> list[SourceCoverage]:
    """Return what every source covers, by source and subject."""
    found: dict[tuple[str, str], list[tuple[Span, int, int | None]]] = {}
    for source, subject, start, end, number, at in connection.execute(
        "SELECT c.source, c.subject, c.start_day, c.end_day, c.import, i.published_at"
        " FROM coverage c JOIN import i ON i.id = c.import WHERE i.state = 'published'"
        " ORDER BY c.source, c.subject"
    ):
        if subject.endswith(":rows"):
            continue  # says only that there are rows
        span = Span(to_day(start), to_day(end))
        found.setdefault((source, subject), []).append((span, number, at))
    return [
        SourceCoverage(
            source,
            subject,
            tuple(merged(span for span, _, _ in entries)),
            len({number for _, number, _ in entries}),
            max((at for _, _, at in entries if at is not None), default=None),
        )
        for (source, subject), entries in found.items()
    ]


def last_day(connection: sqlite3.Connection) -> date | None:
    """Return the last covered day over everything that counts, ``None`` where nothing does."""
    counted = feeds.read(connection)
    waiting = [subject for subject, feed in counted.items() if any(feed.hidden())]
    if not waiting:
        (end,) = connection.execute(
            f"SELECT MAX(end_day) FROM coverage WHERE {_PUBLISHED}"
        ).fetchone()
        return None if end is None else to_day(end - 1)
    names = sorted(name for one in waiting for name in feeds.EXCLUSIVE[one].covered_as)
    (end,) = connection.execute(
        f"SELECT MAX(end_day) FROM coverage WHERE {_PUBLISHED}"
        f" AND subject NOT IN ({_marks(names)})",
        names,
    ).fetchone()
    ends = [span.end for name in names for span in _of_subject(connection, name, counted)]
    ends += [] if end is None else [to_day(end)]
    return max(ends) - timedelta(days=1) if ends else None


@dataclass(frozen=True, slots=True)
class Break:
    """From ``day`` on a measure counts from other sources than ``before``: not to be compared."""

    day: date
    before: tuple[str, ...]
    after: tuple[str, ...]


def breaks(connection: sqlite3.Connection) -> dict[str, tuple[Break, ...]]:
    """Return by measure the days on which what counts changes, with counted days on both sides."""
    found: dict[str, tuple[Break, ...]] = {}
    counted = feeds.read(connection)
    for subject, feed in counted.items():
        changes = list(zip(feed.stretches, feed.stretches[1:], strict=False))
        for measure in feeds.EXCLUSIVE[subject].measures if changes else ():
            spans = merged(_spans(connection, measure, counted))
            own = tuple(
                Break(day, before.sources, after.sources)
                for before, after in changes
                for day in [to_day(after.start)]
                if any(one.start < day for one in spans) and any(day < one.end for one in spans)
            )
            if own:
                found[measure] = own
    return found


def covered_days(
    connection: sqlite3.Connection, measures: Collection[str]
) -> dict[str, dict[str, list[Span]]]:
    """Return the days of each measure that each source covers, whether it counts or not."""
    found: dict[str, dict[str, list[Span]]] = {}
    for measure in sorted(measures):
        subjects = {measure_subject(measure)}
        subjects |= {one.id for one in FAMILIES for own in one.measures if own.id == measure}
        subjects |= {one.family for one in DISTINCTS if one.id == measure}
        for source, start, end in connection.execute(
            "SELECT DISTINCT i.source, c.start_day, c.end_day FROM coverage c"
            f" JOIN import i ON i.id = c.import WHERE c.subject IN ({_marks(subjects)})"
            " AND i.state = 'published' AND c.start_day < c.end_day",
            sorted(subjects),
        ):
            days = Span(to_day(start), to_day(end))
            found.setdefault(str(source), {}).setdefault(measure, []).append(days)
    return {
        source: {measure: merged(spans) for measure, spans in own.items()}
        for source, own in found.items()
    }


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def of_measure(connection: sqlite3.Connection, measure: str) -> list[Span]:
    """Return the days on which a missing row of ``measure`` means 0, merged over all sources.

    Days on which a source does not count (``store.feeds``) are not covered by it.
    """
    counted = feeds.read(connection) if measure in feeds.SUBJECT_OF_MEASURE else {}
    return merged(_spans(connection, measure, counted))


def _spans(
    connection: sqlite3.Connection, measure: str, counted: Mapping[str, feeds.Feed]
) -> Iterator[Span]:
    yield from _of_subject(connection, measure_subject(measure), counted)
    for distinct in DISTINCTS:
        if distinct.id == measure:
            yield from _of_subject(connection, distinct.family, counted)
    for family in FAMILIES:
        if all(own.id != measure for own in family.measures):
            continue
        if family.id in _PROJECT_FAMILIES:
            yield from _projects(connection)
            continue
        yield from _of_subject(connection, family.id, counted)
        if family.covered_by:
            for span in merged(_of_subject(connection, family.covered_by, counted)):
                start = span.start + timedelta(days=family.after)
                if start < span.end:
                    yield Span(start, span.end)


def _of_subject(
    connection: sqlite3.Connection, subject: str, counted: Mapping[str, feeds.Feed]
) -> list[Span]:
    """Return the days covered by sources that count on them."""
    rows = connection.execute(
        "SELECT c.start_day, c.end_day, i.source FROM coverage c JOIN import i ON i.id = c.import"
        " WHERE c.subject = ? AND i.state = 'published'",
        (subject,),
    ).fetchall()
    feed = counted.get(feeds.SUBJECT_OF_COVERAGE.get(subject, ""))
    return [
        Span(to_day(first), to_day(last))
        for start, end, source in rows
        if start < end
        for first, last in (feed.clipped(source, start, end) if feed else ((start, end),))
    ]


def _projects(connection: sqlite3.Connection) -> Iterator[Span]:
    """The owner's own book has no gaps: from the first project's start to the last covered day."""
    (first,) = connection.execute(
        "SELECT MIN(day) FROM (SELECT MIN(start_day) AS day FROM project"
        " UNION ALL SELECT MIN(day) FROM project_entry"
        " UNION ALL SELECT MIN(original_day) FROM milestone)"
    ).fetchone()
    last = last_day(connection)
    if first is not None and last is not None and to_day(first) <= last:
        yield Span.of(to_day(first), last)
