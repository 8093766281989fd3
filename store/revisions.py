"""What a later export said differently of days whose figures were known before.

An import is compared with what was there when it is published: the totals by day of every measure
that adds up over days, before and after, and the orders that made the difference. A day is known
when an import of an earlier day covered it after it was over: what is added to a day still running,
what new days bring, and what the files of one morning tell one after the other, revises nothing.
Neither is a figure revised that is bound to move: cohorts, and refunds on the day of their order.
Counts of different people are not kept by day and day.

Only what changed is kept, and of the orders those that moved most.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store import feeds
from store.coverage import measure_subject
from store.derivation import touch
from store.derived import STORED_FAMILIES, live_generation, table
from store.spans import Span, merged, to_day, to_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping


ORDERS_KEPT = 1_000
"""Orders an import's revision lists; how many more there were is kept as well."""
NOT_KNOWN = -1
"""The status of an order that was not known before."""
_LINES = ("sale_lines", "refund_lines")
_TRACKED = tuple(
    family
    for family in STORED_FAMILIES
    if family.id not in (*_LINES, "refunds_by_order") and not family.after
)
MEASURES = frozenset(measure.id for family in _TRACKED for measure in family.measures)
"""The measures whose revisions are kept."""

Totals = dict[tuple[str, int], int]
Known = dict[str, list[Span]]
"""The days known of by measure."""


@dataclass(frozen=True, slots=True)
class RevisedOrder:
    """An order that a later export told differently, or for the first time (``NOT_KNOWN``).

    ``before`` and ``after`` are goods less refunds, in stored units, as they count on the days that
    were known; ``day`` is the day it was on, ``now`` the day it is on.
    """

    ref: str
    day: date
    now: date
    old_status: int
    status: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Restatement:
    """One import that revised known days: ``orders`` in all, of which some are in ``listed``.

    ``day`` is the local day it was published on.
    """

    importing: int
    day: date
    source: str
    file: str
    orders: int
    listed: tuple[RevisedOrder, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """By how much a measure was revised over some days, and since which day."""

    change: int
    since: date


@dataclass(slots=True)
class Watch:
    """Compares the figures before and after one import; nothing is done where no day was known."""

    connection: sqlite3.Connection
    importing: int
    zone: str
    known: Known = field(init=False)
    _changes: list[tuple[str, int, int, int]] = field(default_factory=list)
    _before: Totals = field(default_factory=dict)
    _orders: tuple[int, list[tuple[object, ...]]] = (0, [])

    def __post_init__(self) -> None:
        (at,) = self.connection.execute(
            "SELECT started_at FROM import WHERE id = ?", (self.importing,)
        ).fetchone()
        self.known = known_days(self.connection, self.zone, _local(at, self.zone))

    def generations(self, new: int) -> None:
        """Compare the live generation with a new one; before the publishing transaction."""
        if self.known:
            before = _totals(self.connection, live_generation(self.connection), "TRUE")
            after = _totals(self.connection, new, "TRUE")
            everywhere = {to_number(day) for span in self.known.get("orders", ()) for day in span}
            self._compare(before, after, everywhere)

    def before(self, days: Collection[int]) -> None:
        """Look at the figures of ``days`` before they follow; in the publishing transaction."""
        if self.known:
            self._before = self._live(days)

    def after(self, days: Collection[int]) -> None:
        """Look at the same days once they have followed, while replaced rows are still there."""
        if self.known:
            self._compare(self._before, self._live(days), days)

    def _live(self, days: Collection[int]) -> Totals:
        touched = touch(self.connection, days)
        return _totals(self.connection, live_generation(self.connection), f"day {touched}")

    def _compare(self, before: Totals, after: Totals, days: Collection[int]) -> None:
        self._changes = _differing(before, after, self.known)
        sold = self.known.get("orders", ())
        known = {day for day in days if any(to_day(day) in span for span in sold)}
        if self._changes and known:
            self._orders = _orders(self.connection, self.importing, known)

    def write(self) -> None:
        """Keep what changed; in the publishing transaction."""
        self.connection.executemany(
            "INSERT INTO revision (import, measure, day, before, after) VALUES (?, ?, ?, ?, ?)",
            ((self.importing, *change) for change in self._changes),
        )
        count, listed = self._orders
        if count:
            self.connection.executemany(
                "INSERT INTO revised_order (import, ref, old_day, new_day, old_status, new_status,"
                " before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((self.importing, *row) for row in listed),
            )
            self.connection.execute(
                "INSERT INTO restated (import, orders) VALUES (?, ?)", (self.importing, count)
            )


def known_days(connection: sqlite3.Connection, zone: str, today: date) -> Known:
    """Return by measure the days that imports before ``today`` covered after they were over."""
    shop = ZoneInfo(zone)
    counted = feeds.read(connection)
    of_subject: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for subject, source, start, end, at in connection.execute(
        "SELECT DISTINCT c.subject, i.source, c.start_day, c.end_day, i.published_at"
        " FROM coverage c JOIN import i ON i.id = c.import WHERE i.state = 'published'"
    ):
        told_on = datetime.fromtimestamp(at or 0, shop).date()
        if told_on >= today:
            continue
        end = min(end, to_number(told_on))
        feed = counted.get(feeds.SUBJECT_OF_COVERAGE.get(subject, ""))
        if start < end:
            of_subject[subject].update(feed.clipped(source, start, end) if feed else [(start, end)])
    known: Known = {}
    for family in _TRACKED:
        for measure in family.measures:
            days = of_subject[family.id] | of_subject[measure_subject(measure.id)]
            if family.covered_by:
                days = days | of_subject[family.covered_by]
            if days:
                spans = (Span(to_day(start), to_day(end)) for start, end in days)
                known[measure.id] = merged(spans)
    return known


def _totals(connection: sqlite3.Connection, generation: int, days: str) -> Totals:
    found: Totals = {}
    for family in _TRACKED:
        names = [measure.id for measure in family.measures]
        for day, *values in connection.execute(
            f"SELECT day, {', '.join(names)} FROM {table(family)}"
            f" WHERE generation = ? AND dimension = 0 AND {days}",
            (generation,),
        ):
            found.update(
                ((name, day), value) for name, value in zip(names, values, strict=True) if value
            )
    return found


def _differing(
    before: Totals, after: Totals, known: Mapping[str, list[Span]]
) -> list[tuple[str, int, int, int]]:
    found = []
    for measure, day in sorted(before.keys() | after.keys()):
        was, now = before.get((measure, day), 0), after.get((measure, day), 0)
        if was != now and any(to_day(day) in span for span in known.get(measure, ())):
            found.append((measure, day, was, now))
    return found


_REPLACED = "SELECT doc FROM replaced WHERE kind = 1 AND import = :importing"
_PARTS = """
    SELECT doc, ref, day, NULL AS back, status, CASE WHEN status = 0 THEN goods ELSE 0 END AS goods,
        {old} AS old FROM sale WHERE day {days} AND {rows}
    UNION ALL SELECT doc, ref, NULL, day, NULL, -goods, {old} FROM refund
        WHERE day {days} AND {rows}"""
_CHANGED = """
    SELECT MAX(ref), MAX(CASE WHEN old THEN day END) AS was_on, MAX(CASE WHEN NOT old THEN day END)
        AS is_on, MAX(CASE WHEN old THEN status END) AS was, MAX(CASE WHEN NOT old THEN status END)
        AS is_now, SUM(CASE WHEN old THEN goods ELSE 0 END) AS before,
        SUM(CASE WHEN old THEN 0 ELSE goods END) AS after, MAX(back)
    FROM ({was} UNION ALL {now}) GROUP BY doc
    HAVING before <> after OR (was IS 0) <> (is_now IS 0)
        OR (was = 0 AND is_now = 0 AND was_on <> is_on)"""


def _orders(
    connection: sqlite3.Connection, importing: int, days: Collection[int]
) -> tuple[int, list[tuple[object, ...]]]:
    """Return how many orders changed on these days, and those that moved most."""
    touched = touch(connection, days)
    was = _PARTS.format(days=touched, old=1, rows=f"import <> :importing AND doc IN ({_REPLACED})")
    now = _PARTS.format(days=touched, old=0, rows="import = :importing")
    changed = _CHANGED.format(was=was, now=now)
    asked = {"importing": importing}
    (count,) = connection.execute(f"SELECT COUNT(*) FROM ({changed})", asked).fetchone()
    if not count:
        return 0, []
    rows = connection.execute(
        f"SELECT * FROM ({changed}) ORDER BY ABS(after - before) DESC, 1 LIMIT {ORDERS_KEPT}", asked
    ).fetchall()
    return int(count), [
        (
            ref,
            _first(was_on, is_on, back),
            _first(is_on, was_on, back),
            NOT_KNOWN if was is None else was,
            NOT_KNOWN if is_now is None else is_now,
            before,
            after,
        )
        for ref, was_on, is_on, was, is_now, before, after, back in rows
    ]


def _first(*days: int | None) -> int:
    return next(day for day in days if day is not None)


# -- reading -----------------------------------------------------------------------------------


def deltas(
    connection: sqlite3.Connection,
    zone: str,
    measures: Iterable[str],
    span: Span,
    since: date | int,
) -> dict[str, Delta]:
    """Return by how much measures were revised over the days of ``span`` since a day or instant.

    Only what counts counts: revisions by a source that was chosen away say nothing any more.
    """
    names = sorted(set(measures) & MEASURES)
    counted = feeds.read(connection)
    found: dict[str, list[tuple[int, int]]] = {}
    for measure, day, change, at, source in connection.execute(
        "SELECT r.measure, r.day, r.after - r.before, i.published_at, i.source FROM revision r"
        " JOIN import i ON i.id = r.import WHERE i.state = 'published' AND i.published_at >= ?"
        f" AND r.day >= ? AND r.day < ? AND r.measure IN ({', '.join('?' * len(names))})",
        (_instant(since, zone), to_number(span.start), to_number(span.end), *names),
    ):
        feed = counted.get(feeds.SUBJECT_OF_MEASURE.get(measure, ""))
        if feed is None or feed.counts(source, day):
            found.setdefault(measure, []).append((change, at))
    return {
        measure: Delta(total, _local(min(at for _, at in changes), zone))
        for measure, changes in found.items()
        if (total := sum(change for change, _ in changes))
    }


def restatements(
    connection: sqlite3.Connection, zone: str, span: Span, since: date, most: int = 200
) -> list[Restatement]:
    """Return the imports that revised orders of the span's days since a day, the latest first."""
    days = (to_number(span.start), to_number(span.end))
    found = []
    for importing, at, source, file, orders in connection.execute(
        "SELECT i.id, i.published_at, i.source, i.file, r.orders FROM restated r"
        " JOIN import i ON i.id = r.import WHERE i.state = 'published' AND i.published_at >= ?"
        " ORDER BY i.id DESC",
        (_instant(since, zone),),
    ).fetchall():
        rows = connection.execute(
            "SELECT ref, old_day, new_day, old_status, new_status, before, after"
            " FROM revised_order WHERE import = ? AND ((old_day >= ? AND old_day < ?)"
            " OR (new_day >= ? AND new_day < ?)) ORDER BY ABS(after - before) DESC, ref LIMIT ?",
            (importing, *days, *days, most),
        )
        listed = tuple(
            RevisedOrder(ref, to_day(was_on), to_day(is_on), *rest)
            for ref, was_on, is_on, *rest in rows
        )
        if listed:
            local = _local(at, zone)
            found.append(Restatement(importing, local, source, file, orders, listed))
    return found


def _instant(since: date | int, zone: str) -> int:
    """Return an instant as it is, of a day its midnight in the shop's zone."""
    if isinstance(since, int):
        return since
    day = since
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def _local(at: int, zone: str) -> date:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()
