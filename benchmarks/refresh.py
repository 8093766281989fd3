"""How long the figures take: deriving them, following one more day, and reading a dashboard.

    python benchmarks/refresh.py [LINES] [--keep STORE]

makes a shop of LINES order lines over three years (default 1,000,000; a third as many orders, as
many visits as lines) in a temporary file, and prints the times of one run. Nothing is asserted:
machines differ.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from store import daily
from store.database import Store, create
from store.facts import Facts
from store.measures import DISTINCTS, FAMILIES
from store.products import keep_weeks, product_sales
from store.spans import Span, to_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

END = date(2026, 7, 1)
DAYS = 3 * 365
CHANNELS, DEVICES, COUNTRIES, CATEGORIES, PRODUCTS = 8, 3, 12, 20, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the figures of a made-up shop.")
    parser.add_argument("lines", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="where to leave the store")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "shop.db"
        with create(path, currency="EUR", timezone="Europe/Paris") as store:
            with timed("fill the fact tables"):
                fill(store, options.lines)
            report(store)
        print(f"{path.stat().st_size / 1e6:52.1f} MB in the store")


def report(store: Store) -> None:
    with timed("ensure_current: make the tables, derive everything"):
        daily.ensure_current(store)
    with timed("derive: a whole generation beside the live one"):
        generation = daily.derive(store.sql, days=None)
    with timed("switch, and clear the old generation"):
        with store.writing() as sql:
            daily.switch(sql, generation)
        daily.clear_old(store.sql)
    follow_a_day(store)
    facts = Facts(store)
    span = Span(END - timedelta(days=90), END)
    repeated("dashboard: all measures, 90 days and two comparisons", lambda: dashboard(facts, span))
    repeated("the same by channel", lambda: by_channel(facts, span))
    year = Span(END - timedelta(days=365), END)
    repeated("visitors of 365 days", lambda: facts.totals(["visitors"], year))
    repeated("rolling 28-day visitors over 90 days", lambda: rolling(facts, span))
    two = (("country", "country 1"),)
    repeated(
        "orders of 90 days by channel in one country (rows)",
        lambda: facts.by_member(["orders", "goods_sold"], "channel", span, two),
    )
    repeated(
        "goods sold of 90 days by product (rows)",
        lambda: facts.by_member(["goods_sold"], "product", span),
    )
    with timed("keep the weeks of 365 days by product"):
        keep_weeks(facts, year)
    repeated("products of 365 days (weeks)", lambda: product_sales(facts, year))


MEASURES = [measure.id for family in FAMILIES for measure in family.measures]
PEOPLE = [distinct.id for distinct in DISTINCTS]


def dashboard(facts: Facts, span: Span) -> None:
    with facts.snapshot():
        for asked in (span, span.shifted(-90), span.shifted(-364)):
            facts.totals([*MEASURES, *PEOPLE], asked)
        facts.by_day(MEASURES, span)


def by_channel(facts: Facts, span: Span) -> None:
    facts.by_member(["orders", "goods_sold", "visits", "visitors", "buyers"], "channel", span)


def rolling(facts: Facts, span: Span) -> None:
    facts.rolling_distinct("visitors", span, 28)


def fill(store: Store, lines: int) -> None:
    """Write a shop straight into the fact tables, in the order of their keys."""
    dice = random.Random(1)
    last = to_number(END)
    with store.writing() as sql:
        member = {
            (dimension, n): sql.execute(
                "INSERT INTO member (dimension, name) VALUES (?, ?) RETURNING id",
                (dimension, f"{dimension} {n}"),
            ).fetchone()[0]
            for dimension, count in (
                ("channel", CHANNELS), ("device", DEVICES), ("country", COUNTRIES),
                ("category", CATEGORIES), ("source", 1),
            )
            for n in range(count)
        }  # fmt: skip
        source = member["source", 0]

        def some(dimension: str, count: int) -> int:
            return int(member[dimension, int(count * dice.random() ** 2)])

        sql.execute(
            "INSERT INTO import (id, importer, source, file, state, started_at)"
            " VALUES (1, 'made up', 'made up', '', 'published', 0)"
        )
        sql.executemany(
            "INSERT INTO product (id, sku, name, category) VALUES (?, ?, ?, ?)",
            (
                (n, f"sku{n}", f"Product {n}", member["category", n % CATEGORIES])
                for n in range(1, PRODUCTS + 1)
            ),
        )
        orders, people = lines // 3, lines // 9
        sales = sorted(
            (
                last - DAYS + dice.randrange(DAYS), doc, 1, doc, str(doc),
                int(dice.random() < 0.03), 1 + int(people * dice.random() ** 2),
                some("channel", CHANNELS), some("device", DEVICES), some("country", COUNTRIES),
                source, 300_000, 3,
            )
            for doc in range(1, orders + 1)
        )  # fmt: skip
        sql.executemany(
            "INSERT INTO sale (day, doc, import, at, ref, status, customer, channel, device,"
            " country, source, goods, units) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            sales,
        )
        sql.executemany(
            "INSERT INTO sale_line (day, doc, n, import, status, product, units, goods)"
            " VALUES (?, ?, ?, 1, ?, ?, 1, 100000)",
            (
                (row[0], row[1], n, row[5], 1 + int(PRODUCTS * dice.random() ** 2))
                for row in sales
                for n in range(3)
            ),
        )
        contexts = [
            sql.execute(
                "INSERT INTO visit_context (channel, device, country, source)"
                " VALUES (?, ?, ?, ?) RETURNING id",
                (member["channel", c], member["device", d], member["country", n], source),
            ).fetchone()[0]
            for c in range(CHANNELS) for d in range(DEVICES) for n in range(COUNTRIES)
        ]  # fmt: skip
        per_day = lines // DAYS
        sql.executemany(
            "INSERT INTO visit (day, doc, import, visitor, context, pages)"
            " VALUES (?, ?, 1, ?, ?, ?)",
            (
                (
                    last - DAYS + day, day * per_day + n, 1 + int(lines / 2 * dice.random() ** 2),
                    contexts[int(len(contexts) * dice.random() ** 2)], 1 + n % 4,
                )
                for day in range(DAYS)
                for n in range(per_day)
            ),
        )  # fmt: skip


def follow_a_day(store: Store) -> None:
    """Publish one more day of orders and visits as an import does."""
    dice = random.Random(2)
    day = to_number(END)
    with store.writing() as sql:
        sql.execute(
            "INSERT INTO import (id, importer, source, file, state, started_at)"
            " VALUES (2, 'made up', 'made up', '', 'pending', 0)"
        )
        sql.executemany(
            "INSERT INTO sale (day, doc, import, ref, status, customer, channel, goods, units)"
            " VALUES (?, ?, 2, 'x', 0, ?, 1, 300000, 3)",
            ((day, 10**9 + n, 1 + dice.randrange(100_000)) for n in range(300)),
        )
        sql.executemany(
            "INSERT INTO visit (day, doc, import, visitor, context, pages)"
            " VALUES (?, ?, 2, ?, 1, 2)",
            ((day, 10**9 + n, 1 + dice.randrange(400_000)) for n in range(1_000)),
        )
    with timed("derive: follow one more day (300 orders, 1,000 visits)"), store.writing() as sql:
        daily.derive(sql, days={day}, importing=2)
        sql.execute("UPDATE import SET state = 'published'")


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = perf_counter()
    yield
    print(f"{what:58s}{(perf_counter() - start) * 1000:10.1f} ms", flush=True)


def repeated(what: str, ask: Callable[[], object], times: int = 7) -> None:
    taken = []
    for _ in range(times):
        start = perf_counter()
        ask()
        taken.append((perf_counter() - start) * 1000)
    print(f"{what:58s}{median(taken):10.2f} ms (worst {max(taken):.2f})", flush=True)


if __name__ == "__main__":
    main()
