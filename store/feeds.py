"""Which source counts, where several tell the same and count it differently.

Visits of a log and visits of a tracking script are two answers to one question: put together they
would count people twice, put one after the other they would show a jump that never was. So of each
*exclusive* subject (visits, carts, search, payments, pages) every day counts from the sources that
were chosen for it, and from no other; what the others say is stored and waits. Until the owner
chooses, the source that was there first counts. Subjects that are not exclusive add up over their
sources: sales, spend, answers.

The choice is kept in the table ``feed``: from ``start_day`` on, these sources count, up to the
next choice. Sources chosen together add up (the payments of two banks).

``read`` says what counts; ``store.visible`` and ``store.coverage`` leave out the rest, so that no
figure and no covered day is made of what does not count. A screen wants ``states``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.measures import DISTINCTS, FAMILIES
from store.messages import N_
from store.spans import to_day, to_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

BEGINNING, END = -719_162, 2_932_896
"""The first and the last day of the calendar."""
_GROUPS = {
    "visits": ("visits",),
    "carts": ("carts",),
    "search": ("search",),
    "payments": ("payments",),
    "pages": ("pages", "page_steps"),
    "deliveries": ("deliveries",),
    "uptime": ("uptime",),
}
LABELS = {
    "visits": N_("Visits"),
    "carts": N_("Carts"),
    "search": N_("Search results"),
    "payments": N_("Payments"),
    "pages": N_("Pages"),
    "deliveries": N_("Deliveries"),
    "uptime": N_("Availability"),
}
Rows = tuple[tuple[str, int, str], ...]
"""Subject, first day and source of each choice, as the table has them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one choice is about: families, their fact tables, and all their measures.

    ``covered_as`` are the subjects of coverage by which a source says that it tells of it.
    """

    id: str
    families: frozenset[str]
    tables: frozenset[str]
    measures: frozenset[str]
    covered_as: frozenset[str]


def rows_of(subject: str) -> str:
    """Return the subject of coverage that says only: there are rows, of whatever measures."""
    return f"{subject}:rows"


def _subject(name: str, families: tuple[str, ...]) -> Subject:
    own = [family for family in FAMILIES if family.id in families]
    measures = {measure.id for family in own for measure in family.measures}
    measures |= {distinct.id for distinct in DISTINCTS if distinct.family in families}
    names = {family.id for family in own}
    alone = {f"{one}:alone" if one in {f.id for f in FAMILIES} else one for one in measures}
    return Subject(
        name,
        frozenset(names),
        frozenset(f.relation[f.relation.index("{") + 1 : f.relation.index("}")] for f in own),
        frozenset(measures),
        frozenset(names | alone | {rows_of(name)}),
    )


EXCLUSIVE: dict[str, Subject] = {
    name: subject
    for name, families in _GROUPS.items()
    if (subject := _subject(name, families)).families
}
"""The subjects of which every day counts from the chosen sources alone."""
SUBJECT_OF_TABLE = {table: one.id for one in EXCLUSIVE.values() for table in one.tables}
SUBJECT_OF_COVERAGE = {name: one.id for one in EXCLUSIVE.values() for name in one.covered_as}
SUBJECT_OF_MEASURE = {name: one.id for one in EXCLUSIVE.values() for name in one.measures}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [start, end) that count from ``sources``."""

    start: int
    end: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """What counts of one subject; ``known`` are the sources that tell of it, the first first.

    ``stretches`` reach over the whole calendar; neighbours differ.
    """

    subject: str
    known: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    chosen: bool
    """Whether the owner ever chose."""

    def counts(self, source: str, day: int) -> bool:
        """Whether a source counts on a day."""
        return any(one.start <= day < one.end and source in one.sources for one in self.stretches)

    def clipped(self, source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the part of days [start, end) on which a source counts."""
        for one in self.stretches:
            if source in one.sources and max(start, one.start) < min(end, one.end):
                yield max(start, one.start), min(end, one.end)

    def hidden(self) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield days [start, end) and the sources that do not count on them."""
        for one in self.stretches:
            left_out = tuple(name for name in self.known if name not in one.sources)
            if left_out:
                yield one.start, one.end, left_out


def read(
    connection: sqlite3.Connection,
    pending: Collection[int] | None = None,
    *,
    rows: Rows | None = None,
) -> dict[str, Feed]:
    """Return what counts, by subject; subjects that no source tells of are left out.

    ``pending`` are imports as if they were not there (``None``: those that are not published),
    ``rows`` choices to look at instead of the stored ones.
    """
    if pending is None:
        pending = _pending(connection)
    first: dict[str, dict[str, int]] = {}
    names = sorted(SUBJECT_OF_COVERAGE)
    for covered_as, source, importing in connection.execute(
        "SELECT c.subject, i.source, MIN(i.id) FROM coverage c JOIN import i ON i.id = c.import"
        f" WHERE c.subject IN ({', '.join('?' * len(names))})"
        f" AND i.id NOT IN ({', '.join(map(str, sorted(pending)))}) GROUP BY 1, 2",
        names,
    ):
        of_subject = first.setdefault(SUBJECT_OF_COVERAGE[covered_as], {})
        of_subject[source] = min(importing, of_subject.get(source, importing))
    chosen = stored(connection) if rows is None else rows
    return {
        subject: _feed(subject, [name for _, name in sorted(_swapped(first[subject]))], chosen)
        for subject in EXCLUSIVE
        if subject in first
    }


def _swapped(known: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    return ((importing, name) for name, importing in known.items())


def stored(connection: sqlite3.Connection) -> Rows:
    """Return the owner's choices."""
    return tuple(connection.execute("SELECT subject, start_day, source FROM feed ORDER BY 1, 2, 3"))


def _pending(connection: sqlite3.Connection) -> set[int]:
    return {int(n) for (n,) in connection.execute("SELECT id FROM import WHERE state = 'pending'")}


def _feed(subject: str, known: list[str], rows: Rows) -> Feed:
    starts: dict[int, list[str]] = {BEGINNING: known[:1]}
    own = [(start, source) for about, start, source in rows if about == subject]
    for start in {start for start, _ in own}:
        starts[start] = sorted(source for begins, source in own if begins == start)
    days = sorted(starts)
    stretches: list[Stretch] = []
    for start, end in zip(days, [*days[1:], END], strict=True):
        sources = tuple(starts[start])
        if stretches and stretches[-1].sources == sources:
            stretches[-1] = Stretch(stretches[-1].start, end, sources)
        else:
            stretches.append(Stretch(start, end, sources))
    return Feed(subject, tuple(known), tuple(stretches), bool(own))


def imports_of(sources: Iterable[str]) -> str:
    """Return the SQL of the imports of some sources; names come as bytes, so no sign is special."""
    names = ", ".join(f"CAST(x'{name.encode().hex()}' AS TEXT)" for name in sources)
    return f"(SELECT id FROM import WHERE source IN ({names}))"


def conditions(feed: Feed, prefix: str = "") -> list[str]:
    """Return the conditions that leave out the rows of a table that do not count."""
    found = []
    for start, end, sources in feed.hidden():
        days = [f"{prefix}day >= {start}"] if start > BEGINNING else []
        days += [f"{prefix}day < {end}"] if end < END else []
        found.append(" AND ".join([*days, f"{prefix}import IN {imports_of(sources)}"]))
    return [f"NOT ({condition})" for condition in found]


def series_conditions(feeds: Mapping[str, Feed], prefix: str) -> list[str]:
    """Return the conditions that leave out the daily values that do not count."""
    found = []
    for subject, feed in feeds.items():
        measures = ", ".join(f"'{name}'" for name in sorted(EXCLUSIVE[subject].measures))
        found += [
            f"({prefix}measure NOT IN ({measures}) OR {condition})"
            for condition in conditions(feed, prefix)
        ]
    return found


# -- for people --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """From ``since`` on (``None``: from the first day on) the figures count from ``sources``."""

    since: date | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedState:
    """What counts of one exclusive subject, for a screen or the command line.

    ``idle`` are sources that tell of it as well and count on no day; ``chosen`` is false while the
    source that was there first counts because nobody chose.
    """

    subject: str
    choices: tuple[Choice, ...]
    idle: tuple[str, ...]
    chosen: bool


def states(connection: sqlite3.Connection) -> list[FeedState]:
    """Return what counts of every exclusive subject that a source tells of."""
    return [
        FeedState(
            feed.subject,
            tuple(
                Choice(None if one.start == BEGINNING else to_day(one.start), one.sources)
                for one in feed.stretches
            ),
            tuple(
                name
                for name in feed.known
                if all(name not in one.sources for one in feed.stretches)
            ),
            feed.chosen,
        )
        for feed in read(connection).values()
    ]


def waiting(
    connection: sqlite3.Connection, source: str, covers: Mapping[str, tuple[int, int]]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the subjects that a source tells of without counting, and what counts instead.

    ``covers`` are first and last day by subject of coverage. Told of are those subjects of which
    it counts on none of these days.
    """
    feeds = read(connection)
    days: dict[str, list[tuple[int, int]]] = {}
    for name, span in covers.items():
        if name in SUBJECT_OF_COVERAGE:
            days.setdefault(SUBJECT_OF_COVERAGE[name], []).append(span)
    found = []
    for subject, spans in sorted(days.items()):
        feed = feeds.get(subject)
        if feed is None or any(any(feed.clipped(source, first, last + 1)) for first, last in spans):
            continue
        last = max(last for _, last in spans)
        counts = next(one.sources for one in feed.stretches if one.start <= last < one.end)
        found.append((subject, counts))
    return found


def with_choice(rows: Rows, subject: str, sources: Iterable[str], since: date | None) -> Rows:
    """Return the choices with one more: what was chosen for later days is taken back."""
    start = BEGINNING if since is None else to_number(since)
    kept = [row for row in rows if row[0] != subject or row[1] < start]
    return tuple(sorted([*kept, *((subject, start, name) for name in dict.fromkeys(sources))]))


def without(rows: Rows, source: str) -> Rows:
    """Return the choices as they are once a source is gone."""
    return tuple(row for row in rows if row[2] != source)
