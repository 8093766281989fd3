"""WooCommerce's own export of products, in English and French: names, categories and costs.

WooCommerce has a cost only since 9.9, as "Cost of goods"; before, plugins keep it in columns like
``Meta: _wc_cog_cost``, which the export has when custom meta is ticked.
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
    "id": ("ID",),
    "type": ("Type",),
    "sku": ("SKU", "UGS"),
    "name": ("Name", "Nom"),
    "published": ("Published", "Publié"),
    "visible": ("Visibility in catalog", "Visibilité dans le catalogue"),
    "categories": ("Categories", "Catégories"),
    "parent": ("Parent",),
    "cost": (
        "Cost of goods", "Cost of goods sold", "Coût des marchandises",
        "Coût des marchandises vendues", "Coût des biens", "Meta: _cogs_total_value",
        "Méta : _cogs_total_value", "Meta: _wc_cog_cost", "Méta : _wc_cog_cost",
        "Meta: _alg_wc_cog_cost", "Méta : _alg_wc_cog_cost",
    ),
}  # fmt: skip


class WooCommerceProducts(ShopExport):
    """Reads the products export of WooCommerce itself."""

    name = "woocommerce_products"
    label = N_("WooCommerce: products export, with costs where there are any")
    source = "woocommerce"
    words = WORDS
    telling = ("type", "sku", "name", "published", "visible")
    covers = ()

    def because(self) -> Message:
        return Message(N_("it has the columns of WooCommerce's products"))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's products and variations."""
        from store.importers.shops.woo_catalogue import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = WooCommerceProducts()
