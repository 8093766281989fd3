"""Shopify's orders export (``orders_export.csv``): several rows an order, the first one tells all.

Columns are looked up by name: exports of 2019, 2021 and 2026 have different ones. Goods are stored
without tax, whether the shop's prices include it or not; discounts are spread over the lines. The
export gives a refund's amount and not its day (``store.importers.shops.shopify_order``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.questions import ENCODING
from store.importers.protocol import Claim, Importer
from store.importers.shops.base import WHOLE_ORDERS
from store.importers.shops.shopify_reading import ShopifyReading
from store.messages import N_, Message
from store.tables import find_table, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

TELLING = frozenset(
    {"Name", "Financial Status", "Created at", "Lineitem quantity", "Lineitem price"}
)
"""Columns that no other export has together."""


class ShopifyOrders(Importer):
    """Reads ``orders_export.csv`` of a Shopify shop."""

    name = "shopify_orders"
    label = N_("Shopify: orders export")
    covers = WHOLE_ORDERS

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file with Shopify's order columns."""
        if not TELLING.issubset(sample.header()):
            return None
        because = Message(N_("it has Shopify's columns, like Financial Status and Lineitem price"))
        return Claim(self.name, because)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, each whole, and what was left out."""
        encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
        first_rows = sample(file, encoding)
        table = find_table(first_rows, encoding, TELLING)
        yield from ShopifyReading(file, table, first_rows, context).records()


IMPORTER = ShopifyOrders()
