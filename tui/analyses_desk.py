"""The desk's questions about why figures moved and where they are made: answered in its threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goals.metrics.periods import parse_period
from store.dimensions import DIMENSIONS
from tui import format as fmt
from tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from goals.explain.anomalies.watch import Board
    from goals.explain.bridge import Bridge
    from goals.explain.channels import By, ChannelBook
    from goals.explain.conventions import Comparison
    from goals.explain.mix import Split
    from goals.explain.pairs import PairBook
    from goals.explain.payments import PaymentBook
    from goals.explain.products import Level, Order, ProductBook
    from goals.explain.situations import Finding
    from goals.explain.steps import MemberTunnel, Tunnel
    from goals.metrics.periods import Period
    from store.messages import Message
    from store.paying import PayBy
    from store.rows import RowPage
    from store.spans import Span
    from tui.desk import Desk
    from tui.seat import Seat
    from tui.views import Question, Where

    T = TypeVar("T")

NOT_OFFERED = frozenset({"product", "source", "segment"})
"""Dimensions no change is split by: thousands of members, who told what, members that overlap."""


ALL = 1_000_000
"""Lines asked for where a text decides which are shown."""


@dataclass(frozen=True, slots=True)
class BridgeView:
    """The bridges of all subjects over the same days, and what they can be split by."""

    bridges: tuple[Bridge, ...]
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TunnelView:
    """The steps over some days, and what they can be split by."""

    tunnel: Tunnel
    dimensions: tuple[str, ...]


class AnalysesDesk:
    """What the pages of analysis ask; ``None`` before the first import."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def _asked(self, name: object, answer: Callable[[Seat, Period], T], period: str) -> T | None:
        """Return an answer over a period, from memory where nothing changed since."""
        as_of = self.desk.day(self.desk.seat)
        if as_of is None:
            return None
        days = parse_period(period, as_of)
        return self.desk.kept((name, days), lambda seat: answer(seat, days))

    def bridges(self, question: Question, where: Where) -> BridgeView | None:
        """Return the bridges of revenue, margin and profit."""

        def answered(seat: Seat, period: Period) -> BridgeView:
            from goals.explain.bridge import SUBJECTS, bridge, readings

            digits = fmt.minor_digits(seat.store.shop.currency)
            known = readings(seat.facts, period, question.compare, where, digits)
            split_by = seat.facts.dimensions("goods_sold") - NOT_OFFERED
            taken = {dimension for dimension, _member in where}
            dimensions = tuple(n for n in DIMENSIONS if n in split_by and n not in taken)
            return BridgeView(tuple(bridge(known, one) for one in SUBJECTS), dimensions)

        return self._asked(("bridges", question, where), answered, question.period)

    def split(
        self, bridge: Bridge, dimension: str, question: Question, where: Where
    ) -> Split | None:
        """Return one bridge by member of a dimension."""

        def answered(seat: Seat, _period: Period) -> Split:
            from goals.explain.mix import split

            digits = fmt.minor_digits(seat.store.shop.currency)
            return split(seat.facts, bridge, dimension, where, digits)

        key = ("split", bridge.subject, dimension, question, where)
        return self._asked(key, answered, question.period)

    def anomalies(self, question: Question, where: Where) -> Board | None:
        """Return the days that were not as expected, of the days on screen."""

        def answered(seat: Seat, period: Period) -> Board:
            from goals.explain.anomalies.watch import anomalies
            from goals.metrics.catalogue.shop import of

            watched = [one for one in of(seat.facts).values() if one.tile]
            last = self.desk.day(seat) or period.span.last
            return anomalies(seat.facts, watched, last, period.span, budget=budget, where=where)

        from goals.explain.anomalies.budget import budget_of

        budget = budget_of(self.desk.seat.store)
        key = ("anomalies", question.period, where, budget)
        return self._asked(key, answered, question.period)

    def keep_budget(self, budget: float) -> None:
        """Keep how many odd days the owner wants to hear of."""
        from goals.explain.anomalies.budget import keep_budget

        keep_budget(self.desk.seat.store, budget)

    def tunnel(self, question: Question, where: Where) -> TunnelView | None:
        """Return the way from a visit to an order."""

        def answered(seat: Seat, period: Period) -> TunnelView:
            from goals.explain.steps import STEPS
            from goals.explain.tunnel import tunnel

            found = tunnel(seat.facts, period, question.compare, where)
            split_by = frozenset().union(*(seat.facts.dimensions(one) for one in STEPS))
            taken = {dimension for dimension, _member in where} | {"source"}
            dimensions = tuple(n for n in DIMENSIONS if n in split_by and n not in taken)
            return TunnelView(found, dimensions)

        return self._asked(("tunnel", question, where), answered, question.period)

    def tunnel_by(
        self, dimension: str, question: Question, where: Where
    ) -> tuple[Sequence[MemberTunnel], Message | None] | None:
        """Return the tunnel of every member of a dimension."""

        def answered(seat: Seat, period: Period) -> tuple[Sequence[MemberTunnel], Message | None]:
            from goals.explain.tunnel import by_member

            return by_member(seat.facts, period, question.compare, dimension, where)

        return self._asked(("tunnel", dimension, question, where), answered, question.period)

    def products(
        self,
        question: Question,
        level: Level,
        order: Order,
        text: str = "",
        *,
        worst: bool,
        most: int,
    ) -> ProductBook | None:
        """Return the products or categories with a text, the best first or the worst."""

        def answered(seat: Seat, period: Period) -> ProductBook:
            from goals.explain.products import product_book

            book = product_book(
                seat.facts, period, question.compare, order, level, worst=worst,
                most=ALL if text else most, where=question.where,
            )  # fmt: skip
            return with_text(book, text, most) if text else book

        key = ("products", level, order, worst, text, question)
        return self._asked(key, answered, question.period)

    def pairs(self, question: Question) -> PairBook | None:
        """Return the products bought together."""

        def answered(seat: Seat, period: Period) -> PairBook:
            from goals.explain.pairs import pair_book

            return pair_book(seat.facts, period.span)

        return self._asked("pairs", answered, question.period)

    def channels(self, question: Question, by: By, where: Where) -> ChannelBook | None:
        """Return the channels or campaigns side by side."""

        def answered(seat: Seat, period: Period) -> ChannelBook:
            from goals.explain.channels import channel_book

            return channel_book(seat.facts, period, question.compare, by, where)

        return self._asked(("channels", by, question, where), answered, question.period)

    def conventions(self, question: Question) -> tuple[Comparison, ...] | None:
        """Return every metric that other systems have, too, beside their figures."""

        def answered(seat: Seat, period: Period) -> tuple[Comparison, ...]:
            from goals.explain.conventions import SUBJECTS, conventions

            digits = fmt.minor_digits(seat.store.shop.currency)
            return tuple(conventions(seat.facts, SUBJECTS, period, digits))

        return self._asked("conventions", answered, question.period)

    def payments(self, question: Question, by: PayBy) -> PaymentBook | None:
        """Return means of payment, 3-D Secure and fraud."""

        def answered(seat: Seat, period: Period) -> PaymentBook:
            from goals.explain.payments import payment_book

            return payment_book(seat.facts, period, by)

        return self._asked(("payments", by), answered, question.period)

    def item_rows(self, tally: str, span: Span, offset: int) -> RowPage:
        """Return the next rows behind an item of a gap."""
        from store.tallies import tally_rows

        return tally_rows(self.desk.seat.facts, tally, span, offset=offset)

    def situations(self) -> list[Finding] | None:
        """Return every situation as it stands on the last day known, those that hold first."""
        as_of = self.desk.day(self.desk.seat)
        if as_of is None:
            return None

        def answered(seat: Seat) -> list[Finding]:
            from goals.explain.situations import situations

            return situations(seat.facts, as_of)

        return self.desk.kept(("situations", as_of), answered)


def with_text(book: ProductBook, text: str, most: int) -> ProductBook:
    """Return the lines of which name or reference has every word, however it is written."""
    words = plain(text).split()
    found = [
        one
        for one in book.products
        if all(word in plain(f"{one.name} {one.sku}") for word in words)
    ]
    return replace(book, products=tuple(found[:most]), more=max(0, len(found) - most))
