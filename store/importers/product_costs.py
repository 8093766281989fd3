"""Products of any shop: a table with a SKU and what a unit costs, or its name and category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.shops.base import ShopExport
from store.importers.shops.headers import fold, has_all
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "sku": ("sku", "ugs", "reference", "référence", "product_reference", "product reference",
            "référence produit", "code article"),
    "name": ("name", "nom", "product", "produit", "title", "titre", "product_name", "désignation"),
    "category": ("category", "catégorie", "famille"),
    "subcategory": ("subcategory", "sous-catégorie", "sous-famille"),
    "cost": ("cost", "unit cost", "unit_cost", "coût", "coût unitaire", "coût d'achat",
             "prix d'achat", "prix d'achat ht", "prix de revient", "wholesale_price",
             "wholesale price", "purchase price", "prix de gros", "cost price"),
    "currency": ("currency", "devise", "monnaie"),
}  # fmt: skip
_OF_OTHERS = frozenset(
    {"handle", "url handle", "variant sku", "published", "publie", "quantity", "quantite",
     "order", "commande", "date", "day", "jour", "id_order", "units", "order_id"}
)  # fmt: skip
"""Columns of exports that have SKUs and costs too, but are not catalogues."""


class ProductCosts(ShopExport):
    """Reads a table of products with their costs."""

    name = "product_costs"
    label = N_("Products and their costs, of any shop")
    source = "products"
    words = WORDS
    telling = ("sku", "cost")
    covers = ()

    def because(self) -> Message:
        return Message(N_("it has SKUs and what a unit of each costs"))

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row names SKUs and costs, and nothing of orders or of a shop's own export."""
        return has_all(row, WORDS, self.telling) and _OF_OTHERS.isdisjoint(map(fold, row))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's products."""
        from store.importers.shops.plain_catalogue import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = ProductCosts()
