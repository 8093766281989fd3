"""The desk's questions about customers one by one and what they are worth, in its threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from goals.customers.heroes import HeroBook, Of
    from goals.customers.roster import Dossier, Roster, Sort
    from goals.customers.worth import WorthBook
    from tui.desk import Desk
    from tui.seat import Seat


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """Which customers are listed, in what order, from which one on."""

    sort: Sort = "value"
    within: int = 90
    segment: str = ""
    offset: int = 0


class ValueDesk:
    """Every method runs in a thread of the desk; ``None`` before the first import."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _day(self) -> date | None:
        return self._desk.day(self._desk.seat)

    def known(self) -> int:
        """Return how many customers there are to learn from: asked before anything is fitted."""
        from store.buying_days import known_customers

        day = self._day()
        return 0 if day is None else known_customers(self._desk.seat.facts, day)

    def people(self, question: ListQuestion) -> Roster | None:
        """Return one page of the customers."""
        from goals.customers.roster import MOST, roster

        day = self._day()
        if day is None:
            return None

        def answered(seat: Seat) -> Roster:
            return roster(
                seat.facts, day, sort=question.sort, within=question.within,
                segment=question.segment, limit=MOST, offset=question.offset,
            )  # fmt: skip

        return self._desk.kept(("customers one by one", day, question), answered)

    def worth(self, of: Of) -> tuple[WorthBook, HeroBook] | None:
        """Return what customers brought by month, and who brings the most."""
        from goals.customers.heroes import hero_book
        from goals.customers.worth import worth_book

        day = self._day()
        if day is None:
            return None

        def answered(seat: Seat) -> tuple[WorthBook, HeroBook]:
            return worth_book(seat.facts, day, of), hero_book(seat.facts, day, of)

        return self._desk.kept(("worth", day, of), answered)

    def dossier(self, customer: int, within: int) -> Dossier | None:
        """Return one customer with their orders."""
        from goals.customers.roster import dossier

        day = self._day()
        return None if day is None else dossier(self._desk.seat.facts, day, customer, within)
