"""Means of payment side by side: what they take in, how often they fail, what they cost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.explain.payments.tallying import Means, Side, added
from goals.explain.payments.trade import Trade, trade
from goals.metrics.errors import QuestionError
from goals.metrics.reading import read_many
from store.messages import N_, Message
from store.money import MONEY_SCALE
from store.paying import PAY_BYS, begun, by_amount, paid, quarters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.figures import Figure
    from goals.metrics.periods import Period
    from store.facts import Facts
    from store.paying import Begun, Paid, PayBy
    from store.spans import Span

Told = Literal["carts", "payments", ""]
NOTHING = N_("No payment is known in these days: a source has to tell them one by one.")
NO_STARTS = N_("No source tells payments that were begun and not finished.")


@dataclass(frozen=True, slots=True)
class PaymentBook:
    """Payments of some days by means (or device, country), the largest amount first.

    ``asked`` and ``unasked`` are payments with and without 3-D Secure, of the means that know it
    (``methods``). ``fraud`` is the figure of the catalogue, with its reference.
    """

    span: Span
    by: PayBy
    total: Side
    means: tuple[Means, ...] = ()
    methods: tuple[str, ...] = ()
    asked: Side = field(default_factory=Side)
    unasked: Side = field(default_factory=Side)
    fraud: Figure | None = None
    trade: Trade = field(default_factory=Trade)
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def payment_book(facts: Facts, period: Period, by: PayBy = "payment_method") -> PaymentBook:
    """Return the payments of a period.

    Raises:
        QuestionError: payments are not known by this dimension.
    """
    if by not in PAY_BYS:
        raise QuestionError(
            N_("Payments are not shown by “{name}”."),
            N_("Choose one of: {names}."),
            name=by, names=", ".join(PAY_BYS),
        )  # fmt: skip
    span = period.span
    with facts.snapshot():
        carts, payments = begun(facts, span, by), paid(facts, span, by)
        if not carts and not payments:
            return PaymentBook(span, by, Side(), reason=Message(NOTHING))
        figures = read_many(facts, ("fraud_rate", "margin_rate"), period, "none")
        told = _told(carts, payments)
        total = _side(carts, payments, told)
        methods = sorted({one.method for one in carts if one.secured}
                         | {one.method for one in payments if one.secured})  # fmt: skip
        asked, unasked = _sides(carts, payments, methods, told)
        margin = figures["margin_rate"].figure
        bands = _bands(facts, span, methods, told) if methods else []
        found = trade(asked, unasked, margin.value, margin.reason, bands)
    members = {one.member for one in carts} | {one.member for one in payments}
    means = [
        Means(name, _side([c for c in carts if c.member == name],
                          [p for p in payments if p.member == name], told))
        for name in members
    ]  # fmt: skip
    means.sort(key=lambda one: (-one.side.amount, -one.side.started, one.member))
    notes = () if told else (Message(NO_STARTS),)
    return PaymentBook(
        span, by, total, tuple(means), tuple(methods), asked, unasked,
        figures["fraud_rate"].figure, found, None, notes,
    )  # fmt: skip


def _told(carts: Sequence[Begun], payments: Sequence[Paid]) -> Told:
    """Return what tells of payments that were begun: carts, or payments that failed, if anything.

    Where only payments that were done are told, that all were done says nothing.
    """
    if carts:
        return "carts"
    return "payments" if any(one.tried > one.payments for one in payments) else ""


def _side(carts: Sequence[Begun], payments: Sequence[Paid], told: Told) -> Side:
    side = added(carts, payments, carts=told == "carts")
    return side if told else replace(side, started=0, done=0)


def _sides(
    carts: Sequence[Begun], payments: Sequence[Paid], methods: Sequence[str], told: Told
) -> tuple[Side, Side]:
    """Return payments with 3-D Secure and without, of the means that ever ask for it."""
    sides = []
    for secured in (True, False):
        ours = [one for one in carts if one.method in methods and one.secured is secured]
        theirs = [one for one in payments if one.method in methods and one.secured is secured]
        sides.append(_side(ours, theirs, told))
    return sides[0], sides[1]


def _bands(
    facts: Facts, span: Span, methods: Sequence[str], told: Told
) -> list[tuple[Fraction, Fraction | None, Side, Side]]:
    """Return payments in four bands of their amounts, by round limits near the quarters."""
    edges = sorted({_round(one) for one in quarters(facts, span)})
    carts, payments = by_amount(facts, span, edges)
    limits = [Fraction(one, MONEY_SCALE) for one in edges]
    found = []
    for place in range(len(edges) + 1):
        asked, unasked = _sides(carts.get(place, []), payments.get(place, []), methods, told)
        low = limits[place - 1] if place else Fraction(0)
        found.append((low, limits[place] if place < len(limits) else None, asked, unasked))
    return found


def _round(amount: int) -> int:
    """Return an amount as people name limits: 20, 30, 50, 80, 120."""
    size = int(10 ** max(0, len(str(amount)) - 2))
    return max(size, (amount + size // 2) // size * size)
