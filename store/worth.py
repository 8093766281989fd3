"""What customers brought in their first 90, 180 and 365 days, and what they first bought."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from store.measures import COHORT_DAYS
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Collection

    from store.facts import Facts


class MonthWorth(NamedTuple):
    """Customers whose first order was in a month: sums of ``COHORT_DAYS``, in stored units."""

    month: date
    customers: int
    values: tuple[int, ...]
    margins: tuple[int, ...]


_MONTHS = (
    "SELECT strftime('%Y-%m-01', first_day * 86400, 'unixepoch'), COUNT(*), "
    + ", ".join(f"SUM({kind}_{days})" for kind in ("value", "margin") for days in COHORT_DAYS)
    + " FROM buyer WHERE generation = ? AND first_day <= ? GROUP BY 1 ORDER BY 1"
)
_FIRST = """SELECT CASE WHEN p.name = '' THEN p.sku ELSE p.name END, COUNT(DISTINCT b.customer)
    FROM buyer b JOIN {sale_line} l ON l.day = b.first_day AND l.doc = b.first_doc
    JOIN product p ON p.id = l.product
    WHERE b.generation = :generation AND b.customer IN (SELECT value FROM json_each(:people))
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :most"""


_OBSERVED = "SELECT " + ", ".join(
    f"SUM(first_day + {days} <= :last), SUM(CASE WHEN first_day + {days} <= :last"
    f" THEN value_{days} END), SUM(CASE WHEN first_day + {days} <= :last THEN margin_{days} END)"
    for days in COHORT_DAYS
) + (
    " FROM buyer WHERE generation = :generation"
    " AND customer IN (SELECT value FROM json_each(:people))"
)  # fmt: skip


def observed(facts: Facts, customers: Collection[int], last: date) -> list[tuple[int, int, int]]:
    """Return for each of ``COHORT_DAYS`` of how many customers they are over, value and margin."""
    with facts.snapshot() as snapshot:
        asked = {"generation": snapshot.generation, "last": to_number(last),
                 "people": json.dumps(sorted(customers))}  # fmt: skip
        row = [one or 0 for one in snapshot.connection.execute(_OBSERVED, asked).fetchone()]
    return [(row[n], row[n + 1], row[n + 2]) for n in range(0, len(row), 3)]


def months(facts: Facts, last: date) -> list[MonthWorth]:
    """Return every month with first orders up to ``last``; days to come are in no sum."""
    with facts.snapshot() as snapshot:
        rows = snapshot.connection.execute(_MONTHS, (snapshot.generation, to_number(last)))
        many = len(COHORT_DAYS)
        return [
            MonthWorth(date.fromisoformat(month), customers, tuple(sums[:many]), tuple(sums[many:]))
            for month, customers, *sums in rows
        ]


def first_products(facts: Facts, customers: Collection[int], most: int) -> list[tuple[str, int]]:
    """Return what the most of these customers had in their first order, and how many had it."""
    with facts.snapshot() as snapshot:
        asked = {"generation": snapshot.generation, "people": json.dumps(sorted(customers)),
                 "most": most}  # fmt: skip
        text = snapshot.relation(_FIRST)
        return [(name, n) for name, n in snapshot.connection.execute(text, asked)]
