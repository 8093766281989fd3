"""The same figures from two sources: refused, for both together would count everything twice.

Of an exclusive subject (``store.feeds``) only what counts together can count twice: another source
may tell the same, it is stored and waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from store import feeds
from store.errors import ImportFileError
from store.measures import DISTINCTS, FAMILIES
from store.messages import N_
from store.records import Kind
from store.spans import to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

_LOOKED_AT = 2_000
"""At most so many new orders of an import are looked for among those of other sources."""
_SAME_ORDERS = 3
"""So many orders of the same number, day and amount are no coincidence."""


def _rivals() -> dict[str, frozenset[str]]:
    """Return, for every measure, the families whose rows give it as well."""
    found: dict[str, set[str]] = {}
    for family in FAMILIES:
        for measure in family.measures:
            found.setdefault(measure.id, set()).add(family.id)
    for distinct in DISTINCTS:
        found.setdefault(distinct.id, set()).add(distinct.family)
    return {measure: frozenset(families) for measure, families in found.items()}


_BY_CHANNEL = frozenset({"spend"})
"""Families of which sources tell different parts: what was spent on which channel."""


class NewOrder(NamedTuple):
    """An order that a source tells for the first time."""

    ref: str
    day: int
    goods: int
    paid: int

    @property
    def refs(self) -> tuple[str, ...]:
        """Its number as this and other layouts of the same shop write it."""
        bare = self.ref.lstrip("#")
        return tuple(dict.fromkeys((self.ref, bare, f"#{bare}", bare.lstrip("0"))))


class NewOrders:
    """Some of an import's new orders, evenly over all of them."""

    def __init__(self) -> None:
        self.kept: list[NewOrder] = []
        self._seen = 0
        self._step = 1

    def add(self, ref: str, day: int, goods: int, paid: int) -> None:
        self._seen += 1
        if self._seen % self._step:
            return
        self.kept.append(NewOrder(ref, day, goods, paid))
        if len(self.kept) >= _LOOKED_AT:
            self._step *= 2
            del self.kept[::2]


def refuse_same_orders(
    connection: sqlite3.Connection, orders: Sequence[NewOrder], source: str
) -> None:
    """Raise when another source already has these orders: one shop, exported in two ways.

    Two shops may use the same numbers, but not on the same days for the same amounts.
    """
    others = connection.execute(
        "SELECT m.id, m.name FROM member m WHERE m.dimension = 'source' AND m.name <> ?"
        " AND EXISTS (SELECT 1 FROM document d WHERE d.kind = ? AND d.source = m.id)",
        (source, int(Kind.SALE)),
    ).fetchall()
    for number, other in others:
        shared, same, example = 0, 0, orders[0] if orders else None
        for order in orders:
            for day, goods, paid in _stored_orders(connection, number, order):
                shared += 1
                if day == order.day and (0 != goods == order.goods or 0 != paid == order.paid):
                    same += 1
                    example = order
        if example and same >= _SAME_ORDERS and 2 * same >= shared:
            raise ImportFileError(
                N_("Order {ref} of {day} and others are already known from source {other}."),
                N_(
                    "If it is the same shop, import this file with --source {other}: what it"
                    " restates takes the place of what is stored. Else take these orders out."
                ),
                ref=example.ref,
                day=to_day(example.day),
                other=other,
            )


def _stored_orders(
    connection: sqlite3.Connection, source: int, order: NewOrder
) -> Iterator[tuple[int, int, int]]:
    """Yield day, goods and paid of orders of that number from a source."""
    refs = order.refs
    yield from connection.execute(
        "SELECT s.day, s.goods, s.paid FROM document d"
        " JOIN sale s ON s.day = d.day AND s.doc = d.id AND s.import = d.import"
        f" WHERE d.kind = ? AND d.source = ? AND d.ref IN ({', '.join('?' * len(refs))})",
        (int(Kind.SALE), source, *refs),
    )


@dataclass(frozen=True, slots=True)
class _Rivalry:
    """Whether what another source tells would count beside what ``source`` tells."""

    counted: Mapping[str, feeds.Feed]
    source: str

    def beside(self, measure: str, other: str, day: int) -> bool:
        """Whether both count on the day; a source always counts beside itself."""
        subject = feeds.SUBJECT_OF_MEASURE.get(measure, "")
        if subject not in feeds.EXCLUSIVE or other == self.source:
            return True
        feed = self.counted.get(subject)
        return feed is None or (feed.counts(self.source, day) and feed.counts(other, day))


def refuse_double_series(
    connection: sqlite3.Connection, days: Mapping[str, set[int]], source: str
) -> None:
    """Raise when another source already says what these series say, on one of the same days.

    ``days`` are the days of each measure given.
    """
    rivals = _rivals()
    rivalry = _Rivalry(feeds.read(connection), source)
    for measure, given in sorted(days.items()):
        for day, other in connection.execute(
            "SELECT DISTINCT s.day, m.name FROM series s JOIN member m ON m.id = s.source"
            " WHERE s.measure = ? AND s.value <> 0 AND m.name <> ? AND s.day BETWEEN ? AND ?"
            " AND s.import IN (SELECT id FROM import WHERE state = 'published')",
            (measure, source, min(given), max(given)),
        ):
            if day in given and rivalry.beside(measure, other, day):
                raise _double_series(measure, day, other, source)
        for family in rivals.get(measure, frozenset()) - _BY_CHANNEL:
            for start, end, other in _covered(connection, family):
                shared = [
                    day
                    for day in given
                    if start <= day < end and rivalry.beside(measure, other, day)
                ]
                if shared:
                    raise ImportFileError(
                        N_(
                            "{measure} of {day} is already known from {other}, order by order or"
                            " visit by visit."
                        ),
                        N_(
                            "Take the days that {other} covers out of this file: both together"
                            " would count twice."
                        ),
                        measure=measure,
                        day=to_day(min(shared)),
                        other=other,
                    )


def refuse_double_documents(
    connection: sqlite3.Connection, covers: Mapping[str, tuple[int, int]], source: str
) -> None:
    """Raise when daily series already give what these documents would add up to.

    ``covers`` are the first and last day of each family the import fills.
    """
    rivalry = _Rivalry(feeds.read(connection), source)
    for measure, families in _rivals().items():
        for family in (families - _BY_CHANNEL) & covers.keys():
            first, last = covers[family]
            for day, other in connection.execute(
                "SELECT DISTINCT s.day, m.name FROM series s JOIN member m ON m.id = s.source"
                " WHERE s.measure = ? AND s.value <> 0 AND s.day BETWEEN ? AND ?"
                " AND s.import IN (SELECT id FROM import WHERE state = 'published') ORDER BY 1, 2",
                (measure, first, last),
            ):
                if not rivalry.beside(measure, other, day):
                    continue
                raise ImportFileError(
                    N_("{measure} of {day} is already known from the daily figures of {other}."),
                    N_(
                        "Import only days that {other} does not cover: both together would count"
                        " twice."
                    ),
                    measure=measure,
                    day=to_day(day),
                    other=other,
                )


def _covered(connection: sqlite3.Connection, family: str) -> list[tuple[int, int, str]]:
    return connection.execute(
        "SELECT start_day, end_day, source FROM coverage WHERE subject = ?"
        " AND import IN (SELECT id FROM import WHERE state = 'published')",
        (family,),
    ).fetchall()


def _double_series(measure: str, day: int, other: str, source: str) -> ImportFileError:
    return ImportFileError(
        N_("{measure} of {day} is already known from source {other}; this file is {source}."),
        N_(
            "To replace those values, import it with --source {other}; to keep them, leave these"
            " days out of the file."
        ),
        measure=measure,
        day=to_day(day),
        other=other,
        source=source,
    )
