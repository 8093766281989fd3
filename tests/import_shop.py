"""A shop to import into, and an importer whose file is what the test says it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from store.database import create
from store.importers.protocol import SALES_SUBJECTS, Claim, Importer
from store.ingest.run import Request, run_import
from store.messages import Message
from store.records import LeftOut, Line, Sale, SeriesValue
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from store.database import Store
    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record
    from store.ingest.receipt import Receipt

NOW = 1_790_000_000
MARCH = to_number(date(2026, 3, 1))
EURO = 10_000


def a_shop(folder: Path) -> Store:
    return create(folder / "shop.db", currency="EUR", timezone="Europe/Paris", country="FR")


def order(ref: str, day: int = 0, euros: int = 10, **more: object) -> Sale:
    """One order of one line, on the day'th of March 2026 counted from 0."""
    sale = Sale(
        ref, MARCH + day, rows=1, lines=[Line(f"sku-{ref}", f"Thing {ref}", 1, euros * EURO)]
    )
    for name, value in more.items():
        setattr(sale, name, value)
    return sale


def visits(day: int, value: int, measure: str = "visits", **dimensions: str) -> SeriesValue:
    return SeriesValue(measure, MARCH + day, value, dimensions)


@dataclass
class Told(Importer):
    """An importer that says what the test told it, whatever the file holds."""

    records: list[Record] = field(default_factory=list)
    name: str = "told"
    label: str = "Told by a test"
    subjects: frozenset[str] | None = None

    def identify(self, sample: FileSample) -> Claim | None:
        known = sample.header() == ("told",)
        return Claim(self.name, Message("It begins so.")) if known else None

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        if self.subjects is not None:
            return self.subjects
        measures = {one.measure for one in self.records if isinstance(one, SeriesValue)}
        orders = any(isinstance(one, Sale) for one in self.records)
        return frozenset(measures | (set(SALES_SUBJECTS) if orders else set()))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        for record in self.records:
            file.rows += getattr(record, "rows", 0)
            yield record


def give(
    store: Store, records: Iterable[Record], *, file: str = "a.csv", **options: object
) -> Receipt:
    """Import a file that holds these records."""
    folder = store.path.parent
    path = folder / file
    path.write_text("told\n1\n")
    subjects = options.pop("subjects", None)
    told = Told(list(records), subjects=cast("frozenset[str] | None", subjects))
    request = Request(now=NOW, key=folder / "pseudonyms.key", known={"told": told})
    for name, value in options.items():
        object.__setattr__(request, name, value)
    (receipt,) = run_import(store, [path], request)
    return receipt


def sums(receipt: Receipt) -> tuple[int, int, int, int, int, int]:
    """Return read, stored, updated, unchanged, excluded, rejected."""
    return (
        receipt.read, receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded,
        receipt.rejected,
    )  # fmt: skip


def bad_row(line: int) -> LeftOut:
    return LeftOut(line, "price", "“{value}” is not an amount.", values={"value": "abc"})
