"""How long learning from customers takes, and how its estimates did: real shops and drawn ones.

    python benchmarks/customer_models.py [FOLDER OF THE REAL DATA]

CDNOW's files are read as they come, Online Retail from its list of invoices; 100,000 customers are
drawn from the model itself. One thread of one core.
"""

from __future__ import annotations

import csv
import lzma
import os
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


from goals.customers.buying import fitted
from goals.customers.model import modelled
from goals.customers.pasts import BuyingDays
from store.spans import to_day, to_number
from tests.drawn_customers import DAYS, drawn
from tests.test_truth_buying import purchases


def invoices(file: Path) -> BuyingDays:
    """Return Online Retail's sales by customer and day: paid lines of known customers."""
    numbers: dict[str, int] = {}
    sums: dict[tuple[int, int], int] = {}
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            customer, invoice = row["CustomerID"], row["InvoiceNo"]
            if not customer or not invoice[0].isdigit():
                continue
            day = to_number(date.fromisoformat(row["InvoiceDate"][:10]))
            key = (numbers.setdefault(customer, len(numbers) + 1), day)
            amount = int(row["Quantity"]) * round(float(row["UnitPrice"]) * 10_000)
            sums[key] = sums.get(key, 0) + amount
    return BuyingDays.of([(*key, 1, goods, 0) for key, goods in sorted(sums.items())])


def told(name: str, days: BuyingDays, last: int) -> None:
    known = days.known(last)
    start = time.perf_counter()
    model = fitted(known.past)
    one = time.perf_counter() - start
    start = time.perf_counter()
    whole = modelled(days, to_day(last))
    both = time.perf_counter() - start
    print(f"{name}: {len(known):,} customers, {len(days):,} days with an order")
    print(f"  one fit {one:.2f} s, with back-test, spending and the other model {both:.2f} s")
    print(f"  r {model.r:.4f}  α {model.alpha:.4f}  a {model.a:.4f}  b {model.b:.4f}"
          f"  log-likelihood {model.log_likelihood:.2f}")  # fmt: skip
    test = whole.test
    if test is None:
        return
    print(f"  {test.weeks} weeks held out, {'MBG' if test.early else 'BG'}/NBD:"
          f" orders {test.expected:,.0f} / {test.came:,} = {test.ratio:.3f},"
          f" revenue × {test.money_ratio:.3f}: {whole.chances}, {whole.values}")  # fmt: skip
    for line in test.lines:
        most = "" if line.most == line.least else f"–{line.most or ''}"
        print(f"    {line.least}{most:4} {line.customers:7,} {line.expected:10,.1f} {line.came:8,}")


def main() -> None:
    for part in ("scipy.optimize", "scipy.special"):  # their import is not what is measured
        import_module(part)
    given = sys.argv[1:] or [os.environ.get("KPI_TUI_DATA", "../shared/data")]
    data = Path(given[0])
    last = to_number(date(1998, 6, 30))
    told("CDNOW, sample", purchases(data / "cdnow/CDNOW_sample.txt", 1, 2, 4), last)
    told("CDNOW, all", purchases(data / "cdnow/CDNOW_master.txt", 0, 1, 3), last)
    retail = invoices(data / "online_retail/online_retail.csv.xz")
    told("Online Retail", retail, to_number(date(2011, 12, 9)))
    many = drawn(100_000, r=0.8, alpha=6.0, a=0.8, b=1.6, early=True)
    told("100,000 drawn customers", many, DAYS)


if __name__ == "__main__":
    main()
