"""Which sources lag behind the newest one: their figures end on a day of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from goals.metrics.window import measure_name

if TYPE_CHECKING:
    from datetime import date

    from store.facts import Facts
    from store.messages import Message

WATCHED = ("orders", "visits", "carts", "payments_started", "spend")
"""What most figures are made of, the most telling first."""
LONG_OVER = 92
"""Days behind from which a source has ended rather than lags: its figures say so themselves."""


@dataclass(frozen=True, slots=True)
class Lag:
    """``measures`` are known up to ``last``, others longer."""

    measures: tuple[str, ...]
    last: date

    @property
    def names(self) -> tuple[Message, ...]:
        """What people call the measures."""
        return tuple(map(measure_name, self.measures))


def lagging(facts: Facts, as_of: date | None) -> tuple[Lag, ...]:
    """Return what ends before the last covered day up to ``as_of``, the longest behind first.

    Where every source ends on the same day nothing lags, whatever day was asked for.
    """
    newest = facts.as_of()
    if as_of is None or newest is None:
        return ()
    end = min(as_of, newest)
    found: dict[date, list[str]] = {}
    for measure in WATCHED:
        begun = [span for span in facts.coverage(measure) if span.start <= end]
        last = min(end, begun[-1].last) if begun else end
        if timedelta(0) < end - last <= timedelta(days=LONG_OVER):
            found.setdefault(last, []).append(measure)
    return tuple(Lag(tuple(found[day]), day) for day in sorted(found))
