"""What every product sold, week by week: so that no list of products reads a year of lines.

Weeks are kept the first time somebody asks for their products, and eight whole weeks are kept once
more as one block. An import never waits for this: it only forgets the weeks of the days it touched
(``forget``). A week that is not kept is read from its rows (``store.product_sums``), so figures are
the same integers whether anybody was able to keep it or not.

Orders do not add up over products. What has to be added to their sum (less than nothing) to count
each order once is in a row of product 0 for all of them; and for those of the same name in a row of
minus the lowest of their numbers.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from store import settings
from store.derived import live_generation, weekly
from store.errors import OwnerError
from store.measures import PRODUCT_FAMILIES
from store.spans import to_number
from store.spool import Spool
from store.trouble import sql_in_plain_words
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from store.database import Store
    from store.family import Family
    from store.spans import Span

WEEK, BLOCK = 7, 56
"""Days that rows are kept of together."""
WEEKS_OF_BLOCK = BLOCK // WEEK
EVERYTHING = 0
"""Stands in for a product: what makes the sum of all of them count each order once."""
_BEFORE = 7 * 10**5 - 4
"""Days from a Monday of long ago to 1970-01-01: no day of a shop lies before it."""
NAMES = "SELECT id, CASE WHEN name = '' THEN sku ELSE name END AS name FROM product"
_SHARED = (
    f"SELECT p.id, g.leader FROM ({NAMES}) p JOIN (SELECT name, MIN(id) AS leader"
    f" FROM ({NAMES}) GROUP BY name HAVING COUNT(*) > 1) g ON g.name = p.name"
)


def number_of(day: int, width: int = WEEK) -> int:
    """Return the number of the week or block that a day is in."""
    return (day + _BEFORE) // width


def first_day(number: int, width: int = WEEK) -> int:
    """Return the first day of a week or block."""
    return number * width - _BEFORE


def whole(first: int, end: int, width: int = WEEK) -> range:
    """Return the weeks or blocks that lie whole in days [first, end)."""
    return range(number_of(first - 1, width) + 1, number_of(end, width))


def kept(
    connection: sqlite3.Connection, generation: int, family: Family, width: int, numbers: range
) -> set[int]:
    """Return which weeks or blocks of a range are kept."""
    return {
        number
        for (number,) in connection.execute(
            "SELECT number FROM weekly_kept WHERE generation = ? AND family = ? AND width = ?"
            " AND number >= ? AND number < ?",
            (generation, family.id, width, numbers.start, numbers.stop),
        )
    }


# -- keeping -----------------------------------------------------------------------------------


def keep(store: Store, span: Span, stopped: Callable[[], bool] = lambda: False) -> None:
    """Keep the whole weeks of a span that are not kept yet, the latest first.

    Nothing happens where the store cannot be written to, or while others write: figures are read
    from the rows then. The caller holds no transaction.
    """
    if store.read_only or store.sql.in_transaction:
        return
    try:
        for family in PRODUCT_FAMILIES:
            for weeks in _missing(store, family, span):
                if stopped() or not _keep(store, family, weeks):
                    return
    except OwnerError:
        return


def _missing(store: Store, family: Family, span: Span) -> Iterator[list[int]]:
    """Yield the weeks to keep, in blocks; those of returns at once, which have no key by day."""
    with store.reading() as connection:
        days = [
            day
            for table in ("sale_line", "refund_line")
            for which in ("MIN", "MAX")
            for (day,) in connection.execute(f"SELECT {which}(day) FROM {table}")
            if day is not None
        ]
        if not days:
            return
        first, end = max(min(days), to_number(span.start)), min(max(days) + 1, to_number(span.end))
        wanted = whole(first, end)
        known = kept(connection, live_generation(connection), family, WEEK, wanted)
    missing = [week for week in reversed(wanted) if week not in known]
    at_once = WEEKS_OF_BLOCK if family.day == "l.day" else max(len(missing), 1)
    for start in range(0, len(missing), at_once):
        yield missing[start : start + at_once]


def _keep(store: Store, family: Family, weeks: list[int]) -> bool:
    """Keep some weeks; false where an import was published meanwhile."""
    connection = store.sql
    with sql_in_plain_words(store.path), _looking(connection):
        version = settings.read(connection, settings.DATA_VERSION)
        generation = live_generation(connection)
        spool = Spool(connection, len(family.measures) + 2)
        _spool(connection, visible(connection), spool, family, weeks)
    with store.writing():
        if settings.read(connection, settings.DATA_VERSION) != version:
            return False
        _put(connection, generation, family, WEEK, weeks, spool)
        for block in {week // WEEKS_OF_BLOCK for week in weeks}:
            _keep_block(connection, generation, family, block)
    return True


@contextmanager
def _looking(connection: sqlite3.Connection) -> Iterator[None]:
    """See one state of the store while rows go to a temporary table."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    # Nothing but the temporary table was written, and nobody else sees that.
    connection.execute("COMMIT")


def _spool(
    connection: sqlite3.Connection,
    tables: Mapping[str, str],
    spool: Spool,
    family: Family,
    weeks: Collection[int],
) -> None:
    """Read the lines of some weeks: number of the week, product and sums."""
    relation = family.relation.format(**tables)
    sums = ", ".join(measure.sql for measure in family.measures)
    if family.day != "l.day":
        place, numbers = f"({family.day} + {_BEFORE}) / {WEEK}", ", ".join(map(str, weeks))
        spool.add(
            f"SELECT {place}, l.product, {sums} FROM {relation} WHERE {place} IN ({numbers})"
            " GROUP BY 1, 2"
        )
        return
    if family.overlapping:
        connection.execute("DROP TABLE IF EXISTS temp.shared_name")
        connection.execute("CREATE TEMP TABLE shared_name (id INTEGER PRIMARY KEY, leader INTEGER)")
        connection.execute(f"INSERT INTO temp.shared_name {_SHARED}")
    # One after the other: SQLite groups by one number, and few rows, several times as fast.
    for week in weeks:
        days = f"l.day BETWEEN {first_day(week)} AND {first_day(week + 1) - 1}"
        spool.add(f"SELECT {week}, l.product, {sums} FROM {relation} WHERE {days} GROUP BY 2")
        if family.overlapping:
            _spool_twice_counted(spool, family, f"{relation} {{}} WHERE {days}", week)


def _spool_twice_counted(spool: Spool, family: Family, lines: str, week: int) -> None:
    """Note by how much sums over products differ from what all of them, or of a name, are."""
    columns = spool.columns[2:]
    counted, less, differing = [], [], []
    for measure, column in zip(family.measures, columns, strict=True):
        counted.append(f"{'0' if measure.additive else measure.sql} AS {column}")
        less.append("0" if measure.additive else f"-{column}")
        if not measure.additive:
            differing.append(f"SUM({column}) <> 0")
    added = ", ".join(f"SUM({column})" for column in columns)
    for group, join, of_products in (
        (EVERYTHING, "", f"SELECT {EVERYTHING}, {', '.join(less)} FROM temp.spool WHERE c0 ="),
        ("-n.leader", "JOIN temp.shared_name n ON n.id = l.product",
         f"SELECT -n.leader, {', '.join(less)} FROM temp.spool"
         " JOIN temp.shared_name n ON n.id = c1 WHERE c0 ="),
    ):  # fmt: skip
        spool.add(
            f"SELECT {week}, place, {added} FROM (SELECT {group} AS place, {', '.join(counted)}"
            f" FROM {lines.format(join)} GROUP BY 1 UNION ALL {of_products} {week} AND c1 > 0)"
            f" GROUP BY 2 HAVING {' OR '.join(differing)}"
        )


def _keep_block(
    connection: sqlite3.Connection, generation: int, family: Family, block: int
) -> None:
    """Keep eight weeks as one where all of them are kept."""
    first = block * WEEKS_OF_BLOCK
    weeks = range(first, first + WEEKS_OF_BLOCK)
    if len(kept(connection, generation, family, WEEK, weeks)) < WEEKS_OF_BLOCK:
        return
    sums = ", ".join(f"SUM({measure.id})" for measure in family.measures)
    spool = Spool(connection, len(family.measures) + 2)
    spool.add(
        f"SELECT {block}, product, {sums} FROM {weekly(family)} WHERE generation = ?"
        " AND width = ? AND number >= ? AND number < ? GROUP BY product",
        generation, WEEK, weeks.start, weeks.stop,
    )  # fmt: skip
    _put(connection, generation, family, BLOCK, [block], spool)


def _put(
    connection: sqlite3.Connection,
    generation: int,
    family: Family,
    width: int,
    numbers: Iterable[int],
    spool: Spool,
) -> None:
    places = [(generation, width, number) for number in numbers]
    connection.executemany(
        f"DELETE FROM {weekly(family)} WHERE generation = ? AND width = ? AND number = ?", places
    )
    names = ", ".join(measure.id for measure in family.measures)
    spool.pour(f"{weekly(family)} (generation, width, number, product, {names})", generation, width)
    connection.executemany(
        "INSERT OR REPLACE INTO weekly_kept (generation, family, width, number)"
        f" VALUES (?, '{family.id}', ?, ?)",
        places,
    )


# -- forgetting --------------------------------------------------------------------------------


def forget(connection: sqlite3.Connection, generation: int, days: Collection[int]) -> None:
    """Let the weeks of some days be read from the rows again; the caller holds the transaction."""
    for width in (WEEK, BLOCK):
        connection.executemany(
            "DELETE FROM weekly_kept WHERE generation = ? AND family = ? AND width = ?"
            " AND number = ?",
            (
                (generation, family.id, width, number)
                for family in PRODUCT_FAMILIES
                for number in sorted({number_of(day, width) for day in days})
            ),
        )


def shared_names(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the products that share a name with others, each with the first of them."""
    return connection.execute(f"{_SHARED} ORDER BY 1").fetchall()


def forget_names(connection: sqlite3.Connection) -> None:
    """Forget what was counted by name; the caller holds the transaction."""
    for family in PRODUCT_FAMILIES:
        if family.overlapping:
            connection.execute("DELETE FROM weekly_kept WHERE family = ?", (family.id,))
