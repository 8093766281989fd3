"""What the rest of the program knows of the shop: measures by day and member, and coverage.

Money is in stored units (``store.money``), everything else in whole units. ``where`` is pairs of
(dimension, member); member ``''`` is unknown. A question is answered from the daily facts where
they can, from the rows where they cannot, with the same integers. The members of a dimension and
the unknown one add up to the total of every additive measure.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from store import coverage, feeds, revisions, rows, sources
from store.asking import Asking
from store.breakdowns import DISTINCTS_BY_ID, NoBreakdownError, dimensions_of, has_series
from store.daily import ensure_current
from store.derived import is_current, live_generation
from store.dimensions import SEGMENT
from store.errors import StoreError
from store.messages import N_
from store.questions import DAY, Snapshot, Where
from store.records import Status
from store.spans import Span, to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
    from datetime import date

    from store.coverage import Break, SourceCoverage
    from store.database import Store
    from store.feeds import FeedState
    from store.revisions import Delta, Restatement
    from store.rows import RowPage
    from store.sources import SourceState

__all__ = ["ExcludedSales", "Facts", "NoBreakdownError"]

T = TypeVar("T")


_CODED_MEMBERS = "SELECT name FROM member WHERE dimension = ?"
_NAMED_MEMBERS = {
    "product": "SELECT DISTINCT CASE WHEN name = '' THEN sku ELSE name END FROM product",
    "project": "SELECT name FROM project",
    "customer_type": "SELECT 'new' UNION ALL SELECT 'returning'",
    SEGMENT: "SELECT name FROM segment",
}
"""Where members come from that are kept by name and not by number."""


@dataclass(frozen=True, slots=True)
class ExcludedSales:
    """Sales that do not count, by ``status`` (``store.records.Status``) and currency."""

    status: Status
    currency: str
    orders: int


class Facts:
    """The figures of one store. Each question sees one snapshot; ``snapshot`` joins several."""

    def __init__(
        self,
        store: Store,
        memory: dict[Hashable, object] | None = None,
        *,
        until: date | None = None,
    ) -> None:
        self.store = store
        self.until = until
        """The day whose knowledge is asked for; ``None`` for all there is."""
        self._memory: dict[Hashable, object] = {} if memory is None else memory

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold one snapshot: all questions asked inside see the same data."""
        connection = self.store.sql
        if not connection.in_transaction and not self.store.read_only:
            ensure_current(self.store)
        with self.store.reading() as connection:
            if not is_current(connection):
                raise StoreError(
                    N_("The figures of the store {path} were made by another version of kpi-tui."),
                    N_("Open it once with the right to write, and they are made anew."),
                    path=str(self.store.path),
                )
            yield Snapshot(connection, live_generation(connection))

    def remembered(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return what was worked out of these facts before; anew after every import.

        The memory may be shared by threads, each with the facts of its own connection.
        """
        with self.snapshot():
            version = self.store.data_version
            key = (version, question)
            if key not in self._memory:
                found = answer()
                if self._memory.get("version") != version:
                    self._memory.clear()
                    self._memory["version"] = version
                self._memory[key] = found
                return found
            return cast("T", self._memory[key])

    # -- figures -----------------------------------------------------------------------------

    def totals(self, measures: Collection[str], span: Span, where: Where = ()) -> dict[str, int]:
        """Return each measure over the span; 0 where there are no rows.

        A measure that cannot be added over the span (see ``unaddable``) is left out.

        Raises:
            NoBreakdownError: the measure is not known by these dimensions together.
        """
        with self.snapshot() as snapshot:
            answer = Asking(snapshot, span).ask(measures, where, "")
        return {measure: sums.get("", 0) for measure, sums in answer.items()}

    def by_day(
        self, measures: Collection[str], span: Span, where: Where = ()
    ) -> dict[str, dict[date, int]]:
        """Return each measure by day, days without rows left out.

        Distinct counts are those of each single day: never to be added up.
        """
        with self.snapshot() as snapshot:
            answer = Asking(snapshot, span).ask(measures, where, DAY)
        return {
            measure: {to_day(int(day)): value for day, value in sorted(sums.items())}
            for measure, sums in answer.items()
        }

    def by_member(
        self, measures: Collection[str], dimension: str, span: Span, where: Where = ()
    ) -> dict[str, dict[str, int]]:
        """Return the measures of every member with any of them, the unknown one as ``''``."""
        with self.snapshot() as snapshot:
            answer = Asking(snapshot, span).ask(measures, where, dimension)
        members: dict[str, dict[str, int]] = {}
        for measure, sums in answer.items():
            for member, value in sums.items():
                if value:
                    found = members.setdefault(str(member), dict.fromkeys(answer, 0))
                    found[measure] = value
        return dict(sorted(members.items()))

    def rolling_distinct(
        self, measure: str, span: Span, window: int, where: Where = ()
    ) -> dict[date, int]:
        """Return, for each day of the span, the distinct count of the ``window`` days up to it."""
        with self.snapshot() as snapshot:
            return Asking(snapshot, span).rolling(DISTINCTS_BY_ID[measure], window, where)

    def rows(
        self,
        measure: str,
        span: Span,
        where: Where = (),
        *,
        limit: int = 200,
        offset: int = 0,
    ) -> RowPage:
        """Return a page of the rows behind a figure."""
        with self.snapshot() as snapshot:
            return rows.of_measure(snapshot, measure, span, where, limit=limit, offset=offset)

    # -- what is known -----------------------------------------------------------------------

    def as_of(self) -> date | None:
        """Return the last covered day over everything, ``None`` in an empty store."""
        with self.store.reading() as connection:
            return coverage.last_day(connection)

    def coverage(self, measure: str) -> list[Span]:
        """Return the days that sources cover, merged; none where no source fills the measure."""
        with self.store.reading() as connection:
            return coverage.of_measure(connection, measure)

    def breaks(self) -> dict[str, tuple[Break, ...]]:
        """Return by measure the days on which another source begins to count; mostly none."""
        with self.store.reading() as connection:
            return coverage.breaks(connection)

    def source_coverage(self) -> list[SourceCoverage]:
        """Return what each source covers."""
        with self.store.reading() as connection:
            return coverage.by_source(connection)

    def sources(self) -> list[SourceState]:
        """Return what each source covers, its holes and its rhythm."""
        with self.store.reading() as connection:
            return sources.states(connection)

    def feeds(self) -> list[FeedState]:
        """Return which sources count, of every subject of which only the chosen ones do."""
        with self.store.reading() as connection:
            return feeds.states(connection)

    def idle(self, measure: str) -> tuple[str, list[str]]:
        """Return the subject a measure is chosen with, and sources of it that tell it and wait."""
        subject = feeds.SUBJECT_OF_MEASURE.get(measure, "")
        with self.store.reading() as connection:
            feed = feeds.read(connection).get(subject)
            if feed is None:
                return subject, []
            told = coverage.covered_days(connection, {measure})
        waiting = {name for _start, _end, names in feed.hidden() for name in names}
        return subject, [name for name in feed.known if name in waiting and name in told]

    def revised(self, measures: Iterable[str], span: Span, since: date | int) -> dict[str, Delta]:
        """Return by how much imports since a day or instant revised measures over the span."""
        with self.store.reading() as connection:
            return revisions.deltas(connection, self._zone, measures, span, since)

    def restatements(self, span: Span, since: date, most: int = 200) -> list[Restatement]:
        """Return the imports that told orders of the span differently since a day, with them."""
        with self.store.reading() as connection:
            return revisions.restatements(connection, self._zone, span, since, most)

    @property
    def _zone(self) -> str:
        return self.store.shop.timezone

    def unaddable(self, measure: str, span: Span | None = None) -> bool:
        """Whether a source gives daily counts of people, which no longer period may add up.

        With a span, whether that is so on its days; a single day can always be told.
        """
        if measure not in DISTINCTS_BY_ID or (span and span.days <= 1):
            return False
        with self.store.reading() as connection:
            return has_series(connection, measure, span)

    def dimensions(self, measure: str) -> frozenset[str]:
        """Return the dimensions the measure can be broken down by, with data to show."""
        with self.snapshot() as snapshot:
            return frozenset(dimensions_of(snapshot, measure))

    def members(self, dimension: str) -> list[str]:
        """Return the known members of a dimension, in the order of their names."""
        named = _NAMED_MEMBERS.get(dimension)
        question, values = (named, ()) if named else (_CODED_MEMBERS, (dimension,))
        with self.store.reading() as connection:
            return [name for (name,) in connection.execute(f"{question} ORDER BY 1", values)]

    def excluded_sales(self, span: Span) -> list[ExcludedSales]:
        """Return the sales of the span that do not count, the most frequent first."""
        with self.snapshot() as snapshot:
            found = snapshot.connection.execute(
                f"SELECT status, currency, COUNT(*) FROM {snapshot.tables['sale']}"
                " WHERE status <> 0 AND day >= ? AND day < ? GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
                (to_number(span.start), to_number(span.end)),
            )
            return [ExcludedSales(Status(status), *rest) for status, *rest in found]
