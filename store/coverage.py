"""Which days each source says it covers: a day without an import is not a day without sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from store.measures import DISTINCTS, FAMILIES
from store.spans import Span, merged, to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
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
    """Return the last covered day over everything, ``None`` where nothing is covered."""
    (end,) = connection.execute(f"SELECT MAX(end_day) FROM coverage WHERE {_PUBLISHED}").fetchone()
    return None if end is None else to_day(end - 1)


def of_measure(connection: sqlite3.Connection, measure: str) -> list[Span]:
    """Return the days on which a missing row of ``measure`` means 0, merged over all sources."""
    return merged(_spans(connection, measure))


def _spans(connection: sqlite3.Connection, measure: str) -> Iterator[Span]:
    yield from _of_subject(connection, measure_subject(measure))
    for distinct in DISTINCTS:
        if distinct.id == measure:
            yield from _of_subject(connection, distinct.family)
    for family in FAMILIES:
        if all(own.id != measure for own in family.measures):
            continue
        if family.id in _PROJECT_FAMILIES:
            yield from _projects(connection)
            continue
        yield from _of_subject(connection, family.id)
        if family.covered_by:
            for span in merged(_of_subject(connection, family.covered_by)):
                start = span.start + timedelta(days=family.after)
                if start < span.end:
                    yield Span(start, span.end)


def _of_subject(connection: sqlite3.Connection, subject: str) -> list[Span]:
    return [
        Span(to_day(start), to_day(end))
        for start, end in connection.execute(
            f"SELECT start_day, end_day FROM coverage WHERE subject = ? AND {_PUBLISHED}",
            (subject,),
        )
        if start < end
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
