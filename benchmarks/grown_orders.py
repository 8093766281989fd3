"""Make a large file of orders out of a small one, so that a gigabyte can be imported.

    python benchmarks/grown_orders.py ONLINE_RETAIL.csv GROWN.csv [--years 4] [--shops 6]

Every order comes again in each earlier year (its customers come back, 54 weeks earlier) and for
each further shop (other customers, other numbers, the same products). Days stay in order.
"""

from __future__ import annotations

import argparse
import csv
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INVOICE, WHEN, CUSTOMER = 0, 4, 6
_YEAR = timedelta(weeks=54)  # the data set spans 374 days; weekdays stay what they are


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("small", type=Path)
    parser.add_argument("grown", type=Path)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--shops", type=int, default=6)
    options = parser.parse_args()
    with options.grown.open("w", newline="") as target:
        written = csv.writer(target, lineterminator="\n")
        with options.small.open(newline="") as source:
            header = next(csv.reader(source))
        written.writerow(header)
        for year in reversed(range(options.years)):
            with options.small.open(newline="") as source:
                rows = csv.reader(source)
                next(rows)
                for _invoice, order in groupby(rows, itemgetter(INVOICE)):
                    written.writerows(_again(list(order), year, options.shops))


def _again(order: list[list[str]], year: int, shops: int) -> Iterator[list[str]]:
    """Yield the rows of one order for every shop, each shop's order in one piece."""
    invoice = order[0][INVOICE]
    letter = "" if invoice[0].isdigit() else invoice[0]
    number = invoice[len(letter) :]
    for shop in range(shops):
        for row in order:
            day, _blank, clock = row[WHEN].partition(" ")
            moved = datetime.fromisoformat(day) - year * _YEAR
            customer = row[CUSTOMER]
            yield [
                f"{letter}{year}{shop}{number}", *row[INVOICE + 1 : WHEN],
                f"{moved:%Y-%m-%d} {clock}", *row[WHEN + 1 : CUSTOMER],
                f"{shop}{customer}" if customer else "", *row[CUSTOMER + 1 :],
            ]  # fmt: skip


if __name__ == "__main__":
    main()
