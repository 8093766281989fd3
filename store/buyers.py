"""One row a customer: first and second order, and what the customer was worth since.

Orders of a customer are in the order of their day, then their time, then their document: late data
may therefore change which order was the first. A customer's value within N days counts the orders
up to N days after the first one, less all refunds of these orders, whenever they were given (the
cohort basis). Margin counts goods whose cost is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from store.derived import BUYER_COLUMNS
from store.measures import COHORT_DAYS
from store.spool import Spool

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = tuple[Any, ...]
"""The columns of ``store.derived.BUYER_COLUMNS``."""
_INSERT = (
    f"INSERT INTO buyer (generation, {', '.join(BUYER_COLUMNS)})"
    f" VALUES (?{', ?' * len(BUYER_COLUMNS)})"
)
_FIRST_DAY, _SECOND_DOC = BUYER_COLUMNS.index("first_day"), BUYER_COLUMNS.index("second_doc")
_SECOND_DAY = BUYER_COLUMNS.index("second_day")


@dataclass(slots=True)
class BuyerChange:
    """Lives to write, and days that figures must follow.

    ``orders`` are days of orders that changed rank, ``firsts`` days on which changed lives begin.
    """

    gone: list[int] = field(default_factory=list)
    lives: list[Row] = field(default_factory=list)
    orders: set[int] = field(default_factory=set)
    firsts: set[int] = field(default_factory=set)


def build(connection: sqlite3.Connection, tables: Mapping[str, str], generation: int) -> None:
    """Write the buyers of all visible orders into an empty generation, in short transactions."""
    spool = Spool(connection, len(BUYER_COLUMNS))
    spool.add_rows(_lives(connection, tables, ""))
    spool.pour(f"buyer (generation, {', '.join(BUYER_COLUMNS)})", generation)


def prepare(
    connection: sqlite3.Connection,
    tables: Mapping[str, str],
    generation: int,
    customers: Iterable[int],
) -> BuyerChange:
    """Work out the lives of ``customers`` anew, and which days that touches."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched_customer (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched_customer")
    connection.executemany(
        "INSERT OR IGNORE INTO temp.touched_customer VALUES (?)",
        ((number,) for number in customers if number),
    )
    chosen = "customer IN (SELECT id FROM temp.touched_customer)"
    was: dict[int, Row] = {
        row[0]: row
        for row in connection.execute(
            f"SELECT {', '.join(BUYER_COLUMNS)} FROM buyer WHERE generation = ? AND {chosen}",
            (generation,),
        )
    }
    now = {row[0]: row for row in _lives(connection, tables, f"AND {chosen}")}
    change = BuyerChange()
    for customer in was.keys() | now.keys():
        before, after = was.get(customer), now.get(customer)
        if before == after:
            continue
        if before:
            change.gone.append(customer)
        if after:
            change.lives.append(after)
        ranks_moved = _ranks(before) != _ranks(after)
        for life in (before, after):
            if life is None:
                continue
            first, second = life[_FIRST_DAY], life[_SECOND_DAY]
            change.firsts.add(first)
            if ranks_moved:
                change.orders.add(first)
                if second is not None:
                    change.orders.add(second)
    return change


def write(connection: sqlite3.Connection, generation: int, change: BuyerChange) -> None:
    """Write changed lives; the caller holds the transaction."""
    connection.executemany(
        "DELETE FROM buyer WHERE generation = ? AND customer = ?",
        ((generation, customer) for customer in change.gone),
    )
    connection.executemany(_INSERT, ((generation, *row) for row in change.lives))


def _ranks(life: Row | None) -> Sequence[int | None] | None:
    return life and life[_FIRST_DAY : _SECOND_DOC + 1]


def _lives(
    connection: sqlite3.Connection, tables: Mapping[str, str], condition: str
) -> Iterator[Row]:
    """Yield lives in the order of customers, who are many: one at a time is in memory."""
    refunds = _by_customer(
        connection,
        "SELECT customer, order_day, goods, costed, cost"
        f" FROM {tables['refund']} WHERE customer <> 0 {condition} ORDER BY customer",
    )
    orders = _by_customer(
        connection,
        "SELECT customer, day, doc, goods, costed, cost, channel, country, customer_group"
        f" FROM {tables['sale']} WHERE status = 0 AND customer <> 0 {condition}"
        " ORDER BY customer, day, at IS NULL, at, doc",
    )
    returned = next(refunds, None)
    for customer, life in orders:
        while returned is not None and returned[0] < customer:
            returned = next(refunds, None)
        known = returned is not None and returned[0] == customer
        yield _life(customer, life, returned[1] if returned and known else [])


def _by_customer(
    connection: sqlite3.Connection, question: str
) -> Iterator[tuple[int, list[tuple[int, ...]]]]:
    """Yield customers, each with the rows that follow its number in an answer sorted by it."""
    for customer, rows in groupby(connection.execute(question), key=itemgetter(0)):
        yield customer, list(rows)


def _life(
    customer: int,
    orders: list[tuple[int, ...]],
    refunds: list[tuple[int, ...]],
) -> Row:
    first = orders[0]
    first_day = first[1]
    second = orders[1] if len(orders) > 1 else None
    values, margins = [], []
    for days in COHORT_DAYS:
        end = first_day + days
        value = margin = 0
        for _, day, _, goods, costed, cost, *_ in orders:
            if day <= end:
                value += goods
                margin += costed - cost
        for _, day, goods, costed, cost in refunds:
            if first_day <= day <= end:
                value -= goods
                margin -= costed - cost
        values.append(value)
        margins.append(margin)
    return (
        customer, first_day, first[2], second and second[1], second and second[2],
        orders[-1][1], len(orders), *first[6:9], *values, *margins,
    )  # fmt: skip
