"""What the next months may bring by themselves: any metric, as forecast, for grids of targets."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from goals.forecast.history import history
from goals.forecast.outlooks import MOST_AHEAD, seeded
from goals.forecast.paths import PATHS
from goals.forecast.season import drawn
from goals.forecast.stake import values
from goals.targets import figures
from goals.targets.plan_months import Expected, MonthAhead, MonthsAhead
from goals.targets.shape import YEAR
from store.messages import N_, Message
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.forecast.history import History
    from goals.forecast.smoothing import Array
    from goals.metrics.figures import Where
    from goals.metrics.metric import Metric
    from store.facts import Facts

TOO_FAR = N_("More than 13 months away: too far to tell.")
NO_SEASON = N_("Less than two years are known: the time of the year is not in these figures.")


def months_ahead(
    facts: Facts, metric: Metric, months: Sequence[Span], day: date, where: Where = ()
) -> MonthsAhead:
    """Return what each of the months may bring by figures known up to ``day``, any metric.

    A month that is over shows what it brought; one under way its known days and what may come.
    """
    last = figures.known_until(facts, metric, day)
    before = [_year_before(facts, metric, span, where) for span in months]
    if last is None:
        reason: Message | None = Message(N_("No import has brought figures for this yet."))
        past = None
    else:
        past, reason = history(facts, metric, where, last)
    if past is None or past.reason is not None:
        bare = tuple(MonthAhead(span, None, was) for span, was in zip(months, before, strict=True))
        return MonthsAhead(metric, bare, past.reason if past else reason)
    found = _ranges(past, months, metric.id, where)
    return MonthsAhead(
        metric,
        tuple(
            MonthAhead(span, one, was, _known(span, past.day))
            for span, one, was in zip(months, found, before, strict=True)
        ),
        notes=_notes(past, months),
    )


def _ranges(
    past: History, months: Sequence[Span], metric: str, where: Where
) -> list[Expected | None]:
    ahead = max([(one.last - past.day).days for one in months if _near(one, past.day)] or [0])
    rng = seeded(metric, where, past.day)
    to_come = drawn(past.terms, past.day, max(ahead, 1), rng, PATHS)
    first = past.day - timedelta(days=past.days - 1)
    readable = [one for one in months if one.start >= first and _near(one, past.day)]
    if not readable:
        return [None] * len(months)
    drawn_values = values(past.terms, to_come, readable, past)
    known = {span: _range(drawn_values[:, n]) for n, span in enumerate(readable)}
    return [known.get(span) for span in months]


def _range(column: Array) -> Expected | None:
    there = column[~np.isnan(column)]
    if not len(there):
        return None
    low, middle, high = (Fraction(float(one)) for one in np.quantile(there, (0.1, 0.5, 0.9)))
    return Expected(middle, low, high)


def _near(span: Span, day: date) -> bool:
    return (span.last - day).days <= MOST_AHEAD


def _known(span: Span, day: date) -> int:
    return min(max((day - span.start).days + 1, 0), span.days)


def _notes(past: History, months: Sequence[Span]) -> tuple[Message, ...]:
    notes = []
    if past.days < 2 * YEAR:
        notes.append(Message(NO_SEASON))
    if not all(_near(one, past.day) for one in months):
        notes.append(Message(TOO_FAR))
    return tuple(notes)


def _year_before(facts: Facts, metric: Metric, span: Span, where: Where) -> Fraction | None:
    start = span.start.replace(year=span.start.year - 1)
    end = span.end.replace(year=span.end.year - 1)
    return figures.figure(facts, metric, Span(start, end), where).value
