"""Reads daily series of the owner's own: those that add up, and stocks, which the last day tells.

Of a stock each source has the last day that it told, on or before the day asked for: a day without
a row is as the one before. Members of a dimension are read on that same day, so that they add up.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from store.own import lasting
from store.questions import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.questions import Key, Question, Snapshot

_SOURCE = "source"


def values(snapshot: Snapshot, measure: str, question: Question) -> dict[Key, int]:
    """Return the values of an own series by the key asked for."""
    if not lasting(snapshot.connection, measure):
        return snapshot.series(measure, question)
    found: dict[Key, int] = {}
    for source, days in _days_told(snapshot, measure, question):
        asked = replace(question, where=(*question.where, (_SOURCE, source)))
        for key, value in _of_source(snapshot, measure, asked, days):
            found[key] = found.get(key, 0) + value
    return found


def _days_told(
    snapshot: Snapshot, measure: str, question: Question
) -> Iterator[tuple[str, list[int]]]:
    """Yield the sources asked for with the days up to the last one asked for that they told."""
    told: dict[int, list[int]] = {}
    for source, day in snapshot.connection.execute(
        f"SELECT DISTINCT source, day FROM {snapshot.tables['series']}"
        " WHERE measure = ? AND day < ? ORDER BY day",
        (measure, question.end),
    ):
        told.setdefault(source, []).append(day)
    names = snapshot.names(set(told))
    wanted = {member for dimension, member in question.where if dimension == _SOURCE}
    for number, days in told.items():
        if not wanted or names[number] in wanted:
            yield names[number], days


def _of_source(
    snapshot: Snapshot, measure: str, question: Question, days: list[int]
) -> Iterator[tuple[Key, int]]:
    if question.by != DAY:
        last = replace(question, first=days[-1], end=days[-1] + 1)
        yield from snapshot.series(measure, last).items()
        return
    found = snapshot.series(measure, replace(question, first=days[0]))
    for day in range(max(question.first, days[0]), question.end):
        known = days[bisect_left(days, day + 1) - 1]
        yield day, found.get(known, 0)
