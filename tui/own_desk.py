"""Metrics of the owner's own for the screens: listed, tried while typed, kept; in desk threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goals.metrics.metric import Metric
    from goals.metrics.own import OwnDraft, OwnText
    from goals.metrics.own_book import Entry, OwnBook, Trial
    from store.own import OwnMetricRow
    from tui.desk import Desk

DAYS = 28


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A metric of the list with what it says now, and the goals on it."""

    entry: Entry
    trial: Trial | None
    goals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A metric as typed, and what it says of the last weeks where it can be read."""

    draft: OwnDraft
    trial: Trial | None


class OwnDesk:
    """Every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _book(self) -> OwnBook:
        from goals.metrics.own_book import OwnBook

        return OwnBook(self._desk.seat.facts)

    def lines(self) -> tuple[OwnLine, ...]:
        """Return the owner's own metrics and those put aside."""
        book = self._book
        with self._desk.seat.facts.snapshot():
            return tuple(
                OwnLine(
                    one,
                    None if one.broken else self._trial(one.metric),
                    book.goals_on(one.metric.id),
                )
                for one in book.entries()
            )

    def _trial(self, metric: Metric) -> Trial | None:
        day = self._desk.day(self._desk.seat)
        return None if day is None else self._book.trial(metric, day, DAYS)

    def tried(self, text: OwnText, editing: OwnMetricRow | None) -> Tried:
        """Read a metric as typed; nothing is stored."""
        found = self._book.draft(text, editing=editing)
        return Tried(found, None if found.metric is None else self._trial(found.metric))

    def keep(self, found: OwnDraft) -> OwnMetricRow:
        return self._book.keep(found, at=self._desk.session.now())

    def retire(self, name: str) -> None:
        self._book.retire(name, at=self._desk.session.now())

    def restore(self, name: str) -> None:
        self._book.restore(name, at=self._desk.session.now())

    def delete(self, name: str) -> None:
        self._book.delete(name, at=self._desk.session.now())

    def undo(self, name: str) -> None:
        self._book.undo(name, at=self._desk.session.now())
