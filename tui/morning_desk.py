"""The desk's answer to: what changed since the owner last looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.views import Question

if TYPE_CHECKING:
    from datetime import date

    from goals.explain.anomalies.watch import Anomaly
    from goals.explain.morning import LastLook, Morning
    from tui.desk import Desk
    from tui.seat import Seat


class MorningDesk:
    """Asked once the figures are on screen; runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def morning(self, last: LastLook | None) -> Morning | None:
        """Return the morning of the last day known, ``None`` before the first import.

        Goals come with their forecasts, so that a status that turned is one that stays.
        """
        desk = self._desk
        as_of = desk.day(desk.seat)
        if as_of is None:
            return None
        today = desk.session.today(desk.seat.store)
        views = desk.plans.foreseen_book().views(series=False)
        readings = desk.cockpit(Question()).readings

        def answered(seat: Seat) -> Morning:
            from goals.explain.morning import morning

            return morning(seat.facts, views, readings, as_of, today, last)

        return desk.kept(("morning", as_of, today, last), answered)

    def odd_days(self, since: date | None) -> tuple[Anomaly, ...]:
        """Return the oddest of the new days; asked when somebody looks at the morning."""
        desk = self._desk
        as_of = desk.day(desk.seat)
        if as_of is None:
            return ()

        def answered(seat: Seat) -> tuple[Anomaly, ...]:
            from goals.explain.morning import odd_days
            from goals.metrics.catalogue.shop import of

            watched = [one for one in of(seat.facts).values() if one.tile]
            return odd_days(seat.facts, watched, as_of, since)

        return desk.kept(("odd days", as_of, since), answered)
