"""Shopify's products export: names, categories, and what a unit of each variant costs.

Several rows a product: one a variant, and more for its pictures; only the first has the title.
Read are the exports of before 2022, those with "Cost per item" at the end, and those of 2025 whose
columns have new titles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.shops.base import ShopExport
from store.importers.shops.headers import has_all
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "type": ("Type",),
    "category": ("Product Category",),
    "sku": ("Variant SKU", "SKU"),
    "price": ("Variant Price", "Price"),
    "cost": ("Cost per item",),
    "option1": ("Option1 Value",),
    "option2": ("Option2 Value",),
    "option3": ("Option3 Value",),
    "vendor": ("Vendor",),
}


class ShopifyProducts(ShopExport):
    """Reads ``products_export.csv`` of a Shopify shop."""

    name = "shopify_products"
    label = N_("Shopify: products export, with costs")
    source = "shopify_orders"
    words = WORDS
    telling = ("handle", "title", "vendor", "type", "sku", "price", "option1")
    covers = ()

    def because(self) -> Message:
        return Message(N_("it has the columns of Shopify's products, like Option1 value"))

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row is the header of one of the three layouts."""
        return has_all(row, WORDS, self.telling)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's variants, each with the rows that are its own."""
        from store.importers.shops.shopify_catalogue import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = ShopifyProducts()
