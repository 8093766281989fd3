"""What the model would have said some months ago, beside what came: the shop's own verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from goals.customers import buying, spending
from goals.customers.buying import WEEK
from store.spans import to_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from goals.customers.buying import Array, Whole
    from goals.customers.pasts import BuyingDays, Known
    from goals.customers.spending import Spending

Verdict = Literal["usable", "range", "refused"]

HELD_OUT = ((52, 156), (39, 117), (26, 52))
"""Weeks held out, and the weeks of orders from which on; below, a third of what there is."""
LEAST_WEEKS = 24
USABLE, RANGE = 1.25, 2.0
"""How many times too much or too little may be expected for a figure, and for a range."""
GROUPS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 9), (10, 0))
"""Days with an order so far, from and to (0: and more)."""


@dataclass(frozen=True, slots=True)
class TestLine:
    """The customers who had bought on ``least`` to ``most`` days (0: or more) before the cut."""

    __test__ = False

    least: int
    most: int
    customers: int
    expected: float
    came: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """What was expected of the ``customers`` known on ``cut`` up to ``until``, and what came.

    Orders are days with an order, money is in units of the currency.
    """

    cut: date
    until: date
    weeks: int
    customers: int
    lines: tuple[TestLine, ...]
    expected: float
    came: int
    buyers_expected: float
    buyers: int
    money_expected: float
    money: float
    early: bool
    degenerate: bool

    @property
    def ratio(self) -> float | None:
        """How many orders were expected for each one that came."""
        return self.expected / self.came if self.came else None

    @property
    def money_ratio(self) -> float | None:
        return self.money_expected / self.money if self.money > 0 else None

    @property
    def chances(self) -> Verdict:
        """What the chances to buy may be used for."""
        return _verdict(self.ratio)

    @property
    def values(self) -> Verdict:
        """What the expected values may be used for: no better than orders and money allow."""
        both = {_verdict(self.ratio), _verdict(self.money_ratio)}
        worst: tuple[Verdict, ...] = ("refused", "range", "usable")
        return next(one for one in worst if one in both)

    @property
    def off(self) -> float:
        """How many times too much or too little was expected, of orders or money: the worse."""
        return max(_times(self.ratio), _times(self.money_ratio))

    @property
    def missed(self) -> float:
        """Orders expected and not come or come and not expected, group by group."""
        return sum(abs(line.expected - line.came) for line in self.lines)


def held_out(days: int) -> int:
    """Return how many weeks of a past of ``days`` are held out, 0 where it is too short."""
    weeks = days // WEEK
    if weeks < LEAST_WEEKS:
        return 0
    return next((held for held, least in HELD_OUT if weeks >= least), weeks // 3)


def back_tested(days: BuyingDays, until: date, number: int, weeks: int, *, early: bool) -> BackTest:
    """Return the back-test over the last ``weeks`` before the day ``until`` (its ``number``)."""
    ahead = weeks * WEEK
    cut = number - ahead
    known = days.known(cut)
    model = buying.fitted(known.past, early=early)
    spent = spending.fitted(known.past.x, known.mean)
    expected = model.expected(known.past, ahead)
    came, brought = days.until(number).after(cut, known.customers)
    return BackTest(
        to_day(cut), until, weeks, len(known), tuple(_lines(known, expected, came)),
        float(expected.sum()), int(came.sum()),
        float(model.chance(known.past, ahead).sum()), int((came > 0).sum()),
        float(worth(expected, known, spent).sum()), float(brought.sum()), early, model.degenerate,
    )  # fmt: skip


def worth(expected: Array, known: Known, spent: Spending | None) -> Array:
    """Return what each is expected to bring on so many days; nothing where spending is unknown."""
    if spent is None:
        return np.zeros(len(known))
    return expected * spent.expected(known.past.x, known.mean)


def _lines(known: Known, expected: Array, came: Whole) -> Iterator[TestLine]:
    bought = known.past.x + 1
    for least, most in GROUPS:
        ours = (bought >= least) & (bought <= (most or bought.max(initial=0)))
        yield TestLine(
            least, most, int(ours.sum()), float(expected[ours].sum()), int(came[ours].sum())
        )


def _times(ratio: float | None) -> float:
    return float("inf") if not ratio or ratio <= 0 else max(ratio, 1 / ratio)


def _verdict(ratio: float | None) -> Verdict:
    off = _times(ratio)
    return "usable" if off <= USABLE else "range" if off <= RANGE else "refused"


def better(plain: BackTest, early: BackTest) -> BackTest:
    """Return the one that missed less, group by group; the plain one where they hardly differ."""
    return early if early.missed < 0.98 * plain.missed else plain
