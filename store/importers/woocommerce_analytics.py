"""WooCommerce's own download of Analytics > Orders, in English and French.

One row an order, and one more for each refund, below zero and on its own day. It tells products by
name, what the order brought without tax and shipping, and where it came from; not who bought, what
was paid, nor what each of several products brought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.coverage import measure_subject
from store.importers.shops.base import ShopExport
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "day": ("Date",),
    "number": ("Order #", "Commande n°", "N° de commande", "Commande #", "Order Number"),
    "status": ("Status", "État", "Statut"),
    "type": ("Customer type", "Type de client"),
    "method": ("Payment method", "Moyen de paiement", "Méthode de paiement", "Mode de paiement"),
    "products": ("Product(s)", "Produit(s)", "Products", "Produits"),
    "units": ("Items sold", "Articles vendus"),
    "promo": ("Coupon(s)", "Code(s) promo", "Codes promo", "Coupons"),
    "net": ("Net Sales", "Ventes nettes", "N. Revenue", "Net Revenue", "Revenu net"),
    "origin": ("Attribution", "Origin", "Origine"),
}


class WooCommerceAnalytics(ShopExport):
    """Reads the download of Analytics > Orders."""

    name = "woocommerce_analytics"
    label = N_("WooCommerce: download of Analytics, Orders")
    source = "woocommerce"
    words = WORDS
    telling = ("day", "number", "status", "products", "units", "net")
    covers = frozenset(
        {"refunds", "refund_lines", "refunds_by_order"}
        | {measure_subject(measure) for measure in ("orders", "goods_sold", "units")}
    )

    def because(self) -> Message:
        return Message(N_("it has the columns of WooCommerce's Analytics, like Items sold"))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders with their refunds, and what was left out."""
        from store.importers.shops.woo_analytics import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = WooCommerceAnalytics()
