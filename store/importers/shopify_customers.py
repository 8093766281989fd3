"""Shopify's customers export: read, and not stored, for it has no days.

Who signed up when, and since when somebody takes the newsletter, is not in the file: no figure of a
day can be made of it, and customers are known from their orders. The receipt tells what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.shops.base import ShopExport
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "email": ("Email",),
    "newsletter": ("Accepts Email Marketing", "Accepts Marketing"),
    "texts": ("Accepts SMS Marketing",),
    "spent": ("Total Spent",),
    "orders": ("Total Orders",),
    "exempt": ("Tax Exempt",),
}


class ShopifyCustomers(ShopExport):
    """Reads ``customers_export.csv`` of a Shopify shop."""

    name = "shopify_customers"
    label = N_("Shopify: customers export")
    source = "shopify_orders"
    words = WORDS
    telling = ("email", "newsletter", "spent", "orders", "exempt")
    covers = ()

    def because(self) -> Message:
        return Message(N_("it has the columns of Shopify's customers, like Total Spent"))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Leave every row out, and tell what the file says as a whole."""
        from store.importers.shops.shopify_people import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = ShopifyCustomers()
