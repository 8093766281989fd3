"""Magento 2's list of orders, exported from its grid.

One row an order, without items. Amounts of the shop's own currency are those of "(Base)"; Subtotal
is without tax and before discounts, of which the grid says nothing, and Total Refunded is in the
currency the customer paid with.
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
    "id": ("ID", "Increment Id", "Order #"),
    "point": ("Purchase Point", "Point d'achat", "Lieu d'achat"),
    "day": ("Purchase Date", "Date d'achat", "Purchased On"),
    "base": ("Grand Total (Base)", "Total général (Base)", "Montant global (de base)"),
    "paid": ("Grand Total (Purchased)", "Total général (Acheté)", "Montant global (acheté)"),
    "status": ("Status", "État", "Statut"),
    "email": ("Customer Email", "E-mail du client", "Email du client", "Adresse email du client"),
    "group": ("Customer Group", "Groupe de clients", "Groupe client"),
    "subtotal": ("Subtotal", "Sous-total"),
    "shipping": ("Shipping and Handling", "Expédition et traitement", "Livraison et traitement"),
    "method": ("Payment Method", "Méthode de paiement", "Mode de paiement"),
    "refunded": ("Total Refunded", "Total remboursé"),
}


class MagentoOrders(ShopExport):
    """Reads the export of Magento's grid of orders."""

    name = "magento_orders"
    label = N_("Magento 2: list of orders, exported from the grid")
    source = "magento"
    words = WORDS
    telling = ("id", "day", "base", "paid", "status")
    covers = frozenset(
        {"refunds", "refunds_by_order"}
        | {
            measure_subject(measure)
            for measure in (
                "orders", "goods_sold", "shipping", "guest_orders", "new_customers",
                "second_orders", "buyers", "paid_amount",
            )
        }
    )  # fmt: skip

    def because(self) -> Message:
        return Message(N_("it has the columns of Magento's orders, like Grand Total (Base)"))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, and what was left out."""
        from store.importers.shops.magento import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = MagentoOrders()
