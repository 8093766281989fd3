"""The desk's questions about segments of customers: answered, and kept, in its threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from goals.customers.builtin import Board
    from goals.customers.people import People
    from goals.customers.profile import Profile
    from goals.customers.saved import Checked
    from store.segments import SavedSegment
    from tui.desk import Desk
    from tui.seat import Seat


@dataclass(frozen=True, slots=True)
class SegmentsView:
    """All segments as they stand: those always there, and the owner's own."""

    board: Board
    saved: tuple[SavedSegment, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many customers were written; ``forgotten`` ones can be told no more."""

    customers: int
    forgotten: int


class SegmentsDesk:
    """What the pages of segments ask; ``None`` before the first import."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def board(self) -> SegmentsView | None:
        """Return every segment with its figures."""
        as_of = self._day()
        if as_of is None:
            return None

        def answered(seat: Seat) -> SegmentsView:
            from goals.customers.builtin import board
            from store.segments import saved

            return SegmentsView(board(seat.facts, as_of), tuple(saved(seat.store)))

        return self.desk.kept(("segments", as_of), answered)

    def profile(self, rule: str, row: SavedSegment | None) -> Profile | None:
        """Return one segment looked at: a saved one by its members, others by their rule."""
        who = self._people()
        if who is None:
            return None

        def answered(seat: Seat) -> Profile:
            from goals.customers import saved
            from goals.customers.profile import profile
            from store.segments import members

            if row is not None:
                return profile(seat.facts, who, members(seat.facts, row.name), row)
            return profile(seat.facts, who, saved.check(seat.facts, who, rule).members)

        return self.desk.kept(("segment", rule, row, who.as_of), answered)

    def check(self, rule: str) -> Checked | None:
        """Return whom a rule chooses; raises ``OwnerError`` where it cannot be read."""
        from goals.customers import saved

        who = self._people()
        return None if who is None else saved.check(self.desk.seat.facts, who, rule)

    # -- changes ---------------------------------------------------------------------------------

    def add(self, name: str, rule: str, follows: bool) -> SavedSegment:
        """Save a segment with today's members."""
        from goals.customers import saved

        return saved.add(self.desk.seat.facts, name, rule, follows=follows, as_of=self._known_day())

    def edit(self, row: SavedSegment, name: str, rule: str, follows: bool) -> SavedSegment:
        """Save a change; another rule chooses today."""
        from goals.customers import saved

        return saved.edit(
            self.desk.seat.facts, row, as_of=self._known_day(), name=name, rule=rule,
            follows=follows,
        )  # fmt: skip

    def delete(self, row: SavedSegment) -> None:
        """Delete a saved segment."""
        from store.segments import delete

        delete(self.desk.seat.store, row)

    def export(self, rule: str, row: SavedSegment | None, path: Path, replace: bool) -> Exported:
        """Write the pseudonyms of a segment's customers into a private file."""
        from goals.customers import saved
        from store import segments
        from store.mailing import write_csv
        from tui.cli.segment_text import export_rows

        who = self._people()
        assert who is not None
        facts = self.desk.seat.facts
        members = (
            segments.members(facts, row.name) if row else saved.check(facts, who, rule).members
        )
        keys = segments.keys(facts, members)
        currency = facts.store.shop.currency
        write_csv(path, export_rows(who, keys, currency), replace=replace)
        return Exported(len(keys), len(members) - len(keys))

    # -- inside ----------------------------------------------------------------------------------

    def _people(self) -> People | None:
        as_of = self._day()
        if as_of is None:
            return None

        def answered(seat: Seat) -> People:
            from goals.customers.people import people

            return people(seat.facts, as_of)

        return self.desk.kept(("people", as_of), answered)

    def _day(self) -> date | None:
        return self.desk.day(self.desk.seat)

    def _known_day(self) -> date:
        day = self._day()
        assert day is not None
        return day
