"""What customers won on some days will have brought 365 days after their first order.

What they brought so far is known; what is missing to 365 days is the model's estimate. Where all
customers of some days were won that long ago, nothing is: the figure is what ``clv`` observes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from goals.customers.model import HORIZON, customer_model
from store.first_orders import DIMENSIONS, first_orders
from store.messages import N_, Message, Quantity, counted
from store.money import MONEY_SCALE
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from goals.customers.buying import Whole
    from goals.customers.model import CustomerModel
    from store.facts import Facts
    from store.spans import Span

Where = tuple[tuple[str, str], ...]

NEAR_ONLY = N_(
    "On your own past the model was {off} times off: “kpi-tui customers value” says a range."
)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Each customer's day of the first order and worth after 365 days, in stored units.

    ``so_far`` was brought, the ``rest`` is expected.

    ``members`` are those of the first orders by dimension, in the order of the customers. Without
    customers to speak of there are none, and ``model.reason`` says why.
    """

    model: CustomerModel
    first: Whole
    so_far: Whole
    rest: Whole
    members: Mapping[str, NDArray[np.str_]]

    @property
    def worth(self) -> Whole:
        return self.so_far + self.rest

    def ends(self, span: Span) -> tuple[int, int] | None:
        """Return between what those won on the days will have brought, by how far off tests were.

        ``None`` where not even a range may be said.
        """
        if self.model.known is None or (self.model.values == "refused" and not self._settled(span)):
            return None
        won, off = self._won(span, ()), self.model.off
        known, rest = int(self.so_far[won].sum()), int(self.rest[won].sum())
        return known + round(rest / off), known + round(rest * off)

    def by_day(self, span: Span, where: Where = ()) -> dict[date, int]:
        """Return what those won on each day will have brought."""
        found = self._by(self.first, span, where)
        return {to_day(int(str(day))): worth for day, worth in found.items()}

    def by_member(self, dimension: str, span: Span, where: Where = ()) -> dict[str, int]:
        """Return what those won on the days will have brought, by member; ``""`` is unknown."""
        found = self._by(self.members[dimension], span, where)
        return {str(member): sum_ for member, sum_ in found.items()}

    def total(self, span: Span, where: Where = ()) -> int:
        return int(self.worth[self._won(span, where)].sum())

    def _by(self, keys: NDArray[np.generic], span: Span, where: Where) -> dict[object, int]:
        won = self._won(span, where)
        names, which = np.unique(keys[won], return_inverse=True)
        sums = np.zeros(len(names), dtype="int64")
        np.add.at(sums, which.reshape(-1), self.worth[won])
        return dict(zip(names.tolist(), sums.tolist(), strict=True))

    def _won(self, span: Span, where: Where) -> NDArray[np.bool_]:
        won = (self.first >= to_number(span.start)) & (self.first < to_number(span.end))
        for dimension, member in where:
            won &= self.members[dimension] == member
        return won

    def refusal(self, span: Span) -> Message | None:
        """Return why nothing is said of those won on the days, ``None`` where something is."""
        model = self.model
        if model.known is None or model.values == "usable" or self._settled(span):
            return model.reason if model.known is None else None
        if model.values == "range":
            return Message(
                NEAR_ONLY, {"off": Quantity(Fraction(str(round(model.off, 1))), "ratio")}
            )
        return model.value_reason

    def notes(self, span: Span) -> tuple[Message, ...]:
        """Return what the shop's own past says of the estimate, where there is one."""
        test = self.model.test
        if test is None or self._settled(span):
            return ()
        values = {"n": test.came, "weeks": test.weeks,
                  "expected": Quantity(Fraction(round(test.expected)), "count")}  # fmt: skip
        return (
            counted(
                N_("An estimate: tested on {weeks} weeks of your own past, {n} repeat order came"
                   " where {expected} were expected."),
                N_("An estimate: tested on {weeks} weeks of your own past, {n} repeat orders came"
                   " where {expected} were expected."),
                "n", values,
            ),
        )  # fmt: skip

    def _settled(self, span: Span) -> bool:
        """Whether 365 days have passed since the last of the days."""
        return (self.model.as_of - span.last).days >= HORIZON


def newcomers(facts: Facts, as_of: date | None = None) -> Newcomers:
    """Return all customers known on a day, by default the last one, with what each is worth."""
    model = customer_model(facts, as_of)
    return facts.remembered(("newcomers", model.as_of), lambda: _made(facts, model))


def _made(facts: Facts, model: CustomerModel) -> Newcomers:
    known, days = model.known, model.days
    if known is None or days is None:
        nobody = np.zeros(0, dtype="int64")
        return Newcomers(
            model, nobody, nobody, nobody, dict.fromkeys(DIMENSIONS, np.zeros(0, "str"))
        )
    so_far = days.within(HORIZON, known.customers, known.first)
    rest = np.zeros_like(so_far)
    expected = model.value(np.maximum(0, HORIZON - known.past.T))
    if expected is not None:
        rest = np.rint(expected * MONEY_SCALE).astype("int64")
    members = {}
    for dimension in DIMENSIONS:
        of = first_orders(facts, model.as_of, dimension)
        members[dimension] = np.array([of.get(one, "") for one in known.customers.tolist()])
    return Newcomers(model, known.first, so_far, rest, members)
