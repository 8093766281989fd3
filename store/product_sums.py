"""Sums of lines by product over any days: of kept weeks, and of rows where no week is kept.

Both ways give the same integers. Orders add up over days, for an order is of one day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.derived import weekly
from store.product_weeks import (
    BLOCK,
    EVERYTHING,
    NAMES,
    WEEK,
    WEEKS_OF_BLOCK,
    first_day,
    kept,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from typing import TypeVar

    from store.family import Family
    from store.questions import Key as Value
    from store.questions import Snapshot, Where

    Key = TypeVar("Key", bound=Hashable)


def by_product(
    snapshot: Snapshot, family: Family, first: int, end: int, where: Where = ()
) -> dict[int, list[int]]:
    """Return the family's measures on days [first, end) by number of the product.

    With ``where``, of lines whose order has these members: read from the rows.
    """
    if where:
        return _limited(snapshot, family, first, end, where)
    found: dict[int, list[int]] = {}
    days, rows = _split(snapshot, family, first, end)
    _add(found, ((product, sums) for product, sums in rows if product > EVERYTHING))
    for start, stop in days:
        _add(found, _in_rows(snapshot, family, "l.product", start, stop))
    return found


def by_name(snapshot: Snapshot, family: Family, first: int, end: int) -> dict[str, list[int]]:
    """Return the measures by what people call the product: several may have the same name."""
    names = dict(snapshot.connection.execute(NAMES))
    found: dict[str, list[int]] = {}
    days, rows = _split(snapshot, family, first, end)
    _add(found, ((names[abs(product)], sums) for product, sums in rows if product != EVERYTHING))
    for start, stop in days:
        _add(found, _in_rows(snapshot, family, family.dimensions["product"], start, stop))
    return found


def of_all(snapshot: Snapshot, family: Family, first: int, end: int) -> list[int]:
    """Return the measures of all lines together."""
    found = {"": [0] * len(family.measures)}
    days, rows = _split(snapshot, family, first, end, f"MIN(product, {EVERYTHING})")
    _add(found, (("", sums) for product, sums in rows if product == EVERYTHING))
    for start, stop in days:
        _add(found, (("", sums) for _, sums in _in_rows(snapshot, family, "''", start, stop)))
    return found[""]


def _split(
    snapshot: Snapshot, family: Family, first: int, end: int, key: str = "product"
) -> tuple[list[tuple[int, int]], list[tuple[int, list[int]]]]:
    """Return the days to be read from rows, and the sums of the weeks that are kept, by key."""
    connection, generation = snapshot.connection, snapshot.generation
    all_weeks = whole(first, end)
    weeks = kept(connection, generation, family, WEEK, all_weeks)
    blocks = kept(connection, generation, family, BLOCK, whole(first, end, BLOCK))
    covered = {
        week
        for block in blocks
        for week in range(block * WEEKS_OF_BLOCK, (block + 1) * WEEKS_OF_BLOCK)
    }
    found: list[tuple[int, list[int]]] = []
    sums = ", ".join(f"SUM({measure.id})" for measure in family.measures)
    for width, numbers in ((BLOCK, blocks), (WEEK, weeks - covered)):
        if numbers:
            found += (
                (product, values)
                for product, *values in connection.execute(
                    f"SELECT {key}, {sums} FROM {weekly(family)} WHERE generation = ?"
                    f" AND width = ? AND number IN ({', '.join(map(str, sorted(numbers)))})"
                    " GROUP BY 1",
                    (generation, width),
                )
            )
    days, start = [], first
    for week in sorted(weeks | covered):
        if start < first_day(week):
            days.append((start, first_day(week)))
        start = first_day(week + 1)
    if start < end:
        days.append((start, end))
    return days, found


def _in_rows(
    snapshot: Snapshot, family: Family, key: str, first: int, end: int
) -> list[tuple[Key, list[int]]]:
    sums = ", ".join(measure.sql for measure in family.measures)
    return [
        (product, values)
        for product, *values in snapshot.connection.execute(
            f"SELECT {key}, {sums} FROM {snapshot.relation(family.relation)}"
            f" WHERE {family.day} >= ? AND {family.day} < ? GROUP BY 1",
            (first, end),
        )
    ]


def _limited(
    snapshot: Snapshot, family: Family, first: int, end: int, where: Where
) -> dict[int, list[int]]:
    known = family.dimensions | family.wide_dimensions
    conditions = [f"{family.day} >= ?", f"{family.day} < ?"]
    values: list[Value] = [first, end]
    for dimension, member in where:
        text = dimension in family.text
        condition, value = snapshot.condition(known[dimension], dimension, member, text=text)
        conditions.append(condition)
        values.append(value)
    sums = ", ".join(measure.sql for measure in family.measures)
    rows = snapshot.connection.execute(
        f"SELECT l.product, {sums} FROM {snapshot.relation(family.wide)}"
        f" WHERE {' AND '.join(conditions)} GROUP BY 1",
        values,
    )
    return {product: list(row) for product, *row in rows}


def _add(found: dict[Key, list[int]], rows: Iterable[tuple[Key, list[int]]]) -> None:
    for key, values in rows:
        known = found.get(key)
        found[key] = list(values) if known is None else [
            one + other for one, other in zip(known, values, strict=True)
        ]  # fmt: skip
