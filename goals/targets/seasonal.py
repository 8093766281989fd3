"""How much of a sum should have come by which day: by the shop's own shape, not a straight line."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from goals.metrics.making import ask
from goals.metrics.reader import Reader
from goals.targets.shape import MOST_DAYS, weights
from store.spans import Span

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.metric import Metric
    from goals.targets.course import Course
    from goals.targets.goal import Where
    from store.facts import Facts

FINE = 10**6


class Path:
    """Shares of a stretch's sum by day: straight where no shape is known."""

    def __init__(self, whole: Span, shares: tuple[Fraction, ...]) -> None:
        self.whole = whole
        self.shares = shares
        """What should be there at the end of each day, the last one 1."""

    def by(self, day: date) -> Fraction:
        """Return the share that should be there at the end of a day."""
        place = (day - self.whole.start).days
        if place < 0:
            return Fraction(0)
        return self.shares[min(place, len(self.shares) - 1)]

    def days_at(self, share: Fraction) -> Fraction:
        """Return after how many days a share should be there; beyond all of it, straight on."""
        before = Fraction(0)
        for n, reached in enumerate(self.shares):
            if share <= reached and reached > before:
                return n + (share - before) / (reached - before)
            before = reached
        return share * len(self.shares)


def straight(whole: Span) -> Path:
    return Path(whole, tuple(Fraction(n + 1, whole.days) for n in range(whole.days)))


def path(facts: Facts, metric: Metric, where: Where, run: Course) -> Path:
    """Return the path of a sum through its stretch, by what was known before the stretch began.

    The same path all through the stretch: what comes in it does not bend what should have come.
    """
    if not metric.additive:
        return straight(run.whole)
    last = min(run.day, run.whole.start - timedelta(days=1))
    past = _past(facts, metric, where, Span.of(last - timedelta(days=MOST_DAYS - 1), last))
    found = list(weights(past, last, run.whole).values())
    total = sum(found)
    if total <= 0 or len(set(found)) == 1:
        return straight(run.whole)
    shares = [Fraction(round(one / total * FINE), FINE) for one in accumulate(found)]
    return Path(run.whole, (*shares[:-1], Fraction(1)))


def _past(facts: Facts, metric: Metric, where: Where, span: Span) -> dict[date, float]:
    """Return the sums of the covered days, in stored units: only their proportions count."""
    reader = Reader(facts)
    question = ask(reader, metric.id, span, where, "accounting")
    leaves, terms = question.top.leaves, question.top.terms
    if terms is None or reader.obstacle(leaves, span, where):
        return {}
    columns = [(sign, reader.days(leaf, span, where, 1)) for sign, leaf in terms]
    covered = [one.within(span) for one in reader.shared_coverage(leaves)]
    return {
        day: float(sum([sign * column[(day - span.start).days] for sign, column in columns]))
        for days in covered
        if days is not None
        for day in days
    }
