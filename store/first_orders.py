"""Where customers came from: the members that the first order of each had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.spans import to_number

if TYPE_CHECKING:
    from datetime import date

    from store.facts import Facts

DIMENSIONS = ("channel", "country", "customer_group")


def first_orders(facts: Facts, last: date, dimension: str) -> dict[int, str]:
    """Return the member of every customer with an order up to ``last``; ``""`` is unknown."""
    assert dimension in DIMENSIONS
    with facts.snapshot() as snapshot:
        rows = snapshot.connection.execute(
            f"SELECT b.customer, m.name FROM buyer b JOIN member m ON m.id = b.{dimension}"
            " WHERE b.generation = ? AND b.first_day <= ?",
            (snapshot.generation, to_number(last)),
        )
        return dict(rows.fetchall())
