"""The same figures from two sources: refused, for both together would count everything twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.measures import DISTINCTS, FAMILIES
from store.messages import N_
from store.spans import to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def _rivals() -> dict[str, frozenset[str]]:
    """Return, for every measure, the families whose rows give it as well."""
    found: dict[str, set[str]] = {}
    for family in FAMILIES:
        for measure in family.measures:
            found.setdefault(measure.id, set()).add(family.id)
    for distinct in DISTINCTS:
        found.setdefault(distinct.id, set()).add(distinct.family)
    return {measure: frozenset(families) for measure, families in found.items()}


def refuse_double_series(
    connection: sqlite3.Connection, days: Mapping[str, set[int]], source: str
) -> None:
    """Raise when another source already says what these series say, on one of the same days.

    ``days`` are the days of each measure given.
    """
    rivals = _rivals()
    for measure, given in sorted(days.items()):
        for day, other in connection.execute(
            "SELECT DISTINCT s.day, m.name FROM series s JOIN member m ON m.id = s.source"
            " WHERE s.measure = ? AND s.value <> 0 AND m.name <> ? AND s.day BETWEEN ? AND ?"
            " AND s.import IN (SELECT id FROM import WHERE state = 'published')",
            (measure, source, min(given), max(given)),
        ):
            if day in given:
                raise _double_series(measure, day, other, source)
        for family in rivals.get(measure, ()):
            for start, end, other in _covered(connection, family):
                shared = [day for day in given if start <= day < end]
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
    for measure, families in _rivals().items():
        for family in families & covers.keys():
            first, last = covers[family]
            row = connection.execute(
                "SELECT MIN(s.day), m.name FROM series s JOIN member m ON m.id = s.source"
                " WHERE s.measure = ? AND s.value <> 0 AND s.day BETWEEN ? AND ?"
                " AND s.import IN (SELECT id FROM import WHERE state = 'published')",
                (measure, first, last),
            ).fetchone()
            if row[0] is not None:
                raise ImportFileError(
                    N_("{measure} of {day} is already known from the daily figures of {other}."),
                    N_(
                        "Import only days that {other} does not cover: both together would count"
                        " twice."
                    ),
                    measure=measure,
                    day=to_day(row[0]),
                    other=row[1],
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
