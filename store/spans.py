"""Half-open spans of local days, the only way a stretch of time is named in the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EPOCH = date(1970, 1, 1).toordinal()


def to_number(day: date) -> int:
    """Return the day as the store holds it: days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def to_day(number: int) -> date:
    """Return the calendar day of a stored day number."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    @classmethod
    def of(cls, first: date, last: date) -> Span:
        """Return the span of both days and all between: what people mean by "from … to …"."""
        return cls(first, last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside, as people read it."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return map(date.fromordinal, range(self.start.toordinal(), self.end.toordinal()))

    def shifted(self, days: int) -> Span:
        return Span(self.start + timedelta(days=days), self.end + timedelta(days=days))

    def within(self, other: Span) -> Span | None:
        """Return the days shared with ``other``, or ``None`` when there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same days as few ordered spans; touching spans become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result
