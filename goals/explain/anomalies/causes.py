"""What is known beside an odd day: holidays and sales, imports, revisions, levers that started."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from goals.explain.anomalies.calendar import known_days
from store.messages import N_, Message
from store.plans import Plans
from store.spans import Span

if TYPE_CHECKING:
    from goals.explain.anomalies.daily import Daily
    from goals.metrics.reader import Reader
    from store.facts import Facts
    from store.plans import LeverRow

LEVER_DAYS = 2
"""Days after the start or the end of a lever that may show it."""


class Causes:
    """Asks the store for what days have in common once, and then by day."""

    def __init__(self, facts: Facts, reader: Reader, last: date) -> None:
        self.facts = facts
        self.reader = reader
        self.country = facts.store.shop.country
        self._levers: list[LeverRow] = Plans(facts.store).levers()
        self._unfinished = self._imported_early(last)

    def of(self, one: Daily, day: date) -> tuple[Message, ...]:
        """Return what may be behind an odd day, the surest first."""
        found = []
        if day in self._unfinished:
            found.append(Message(N_("Imported on the day itself, which was not over.")))
        if self._after_a_hole(one, day):
            found.append(Message(N_("No figures for the day before: it may hold two days.")))
        if any(
            self.reader.revised(name, Span.of(day, day), date.min) is not None
            for name in one.question.measures
        ):
            found.append(Message(N_("A later import revised this day.")))
        found += known_days(day, self.country)
        found += self._started(day)
        return tuple(found)

    def _after_a_hole(self, one: Daily, day: date) -> bool:
        place = (day - one.span.start).days - 1
        if place < 0:
            return False
        eve = day - timedelta(days=1)
        spans = self.reader.shared_coverage(one.question.leaves)
        return not any(eve in span for span in spans)

    def _started(self, day: date) -> list[Message]:
        found = []
        for lever in self._levers:
            for at, text in (
                (lever.start_day, N_("Lever started on {day}: {name}")),
                (lever.end_day, N_("Lever ended on {day}: {name}")),
            ):
                ran = lever.state in ("running", "stopped", "done")
                if ran and at is not None and 0 <= (day - at).days <= LEVER_DAYS:
                    found.append(Message(text, {"day": at, "name": lever.name}))
        return found

    def _imported_early(self, last: date) -> frozenset[date]:
        """Return the last day, where the import that told it was made on that very day."""
        zone = ZoneInfo(self.facts.store.shop.timezone)
        for one in self.facts.source_coverage():
            if not one.spans or one.last_import_at is None or one.spans[-1].last != last:
                continue
            if datetime.fromtimestamp(one.last_import_at, zone).date() <= last:
                return frozenset({last})
        return frozenset()
