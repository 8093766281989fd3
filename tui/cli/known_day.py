"""The day that the figures of a command speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_
from tui.cli.context import fail

if TYPE_CHECKING:
    from datetime import date

    from store.facts import Facts
    from tui.cli.context import Session


def known_day(session: Session, facts: Facts) -> date:
    """Return the day that figures speak of.

    Raises:
        OwnerError: nothing was imported yet.
    """
    found = session.day(facts)
    if found is None:
        raise fail(
            N_("The store has no figures yet."),
            N_("Import an export of your shop: “kpi-tui import FILE”."),
        )
    return found
