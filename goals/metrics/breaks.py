"""Days from which another source counts: nothing is compared, and no line drawn, across them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from goals.metrics.reader import Reader
    from store.coverage import Break
    from store.spans import Span

Course = list[tuple["date", "Fraction | None"]]


def inside(reader: Reader, measures: Iterable[str], days: Span) -> list[Break]:
    """Return the breaks of any measure after the first of these days, by day."""
    found = {
        one.day: one
        for measure in measures
        for one in reader.breaks(measure)
        if days.start < one.day < days.end
    }
    return [found[day] for day in sorted(found)]


def apart(reader: Reader, measures: Iterable[str], days: Span, earlier: Span) -> Message | None:
    """Return why figures of two spans of days cannot be compared, ``None`` when they can.

    They can where each measure counts from the same sources on all days of both.
    """
    for measure in measures:
        breaks = reader.breaks(measure)
        if not breaks:
            continue
        within = [one for span in (days, earlier) for one in inside(reader, [measure], span)]
        if within or _counting(breaks, days.start) != _counting(breaks, earlier.start):
            last = [one for one in breaks if one.day < max(days.end, earlier.end)][-1]
            return Message(
                N_("Not compared: {after} counts since {day}, before that {before}."), told(last)
            )
    return None


def _counting(breaks: Sequence[Break], day: date) -> tuple[str, ...]:
    """Return the sources that count on a day."""
    passed = [one for one in breaks if one.day <= day]
    return passed[-1].after if passed else breaks[0].before


def note(one: Break) -> Message:
    """Return what a figure says that was counted in two ways."""
    return Message(N_("Counted by {before} before {day}, by {after} since."), told(one))


def told(one: Break) -> dict[str, object]:
    """Return what a sentence says of a change of sources."""
    return {"day": one.day, "before": " + ".join(one.before), "after": " + ".join(one.after)}


def parted(course: Course, breaks: Sequence[Break], window: int) -> Course:
    """Return a course without the values whose ``window`` days were counted in two ways."""
    if not breaks:
        return course
    mixed = {one.day + timedelta(days=later) for one in breaks for later in range(window - 1)}
    return [(day, None if day in mixed else value) for day, value in course]
