"""PrestaShop's list of orders, as its back office exports it, in English and French.

It tells of each order that it was placed, what it is worth and what was paid, with tax and shipping
together, and nothing of its items, tax, shipping or customer: orders and payments are counted from
it, and no revenue. Exports of modules for customers' reviews have the same and the e-mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.coverage import measure_subject
from store.importers.shops.base import ShopExport
from store.importers.shops.headers import has_all
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "id": ("ID", "id_order", "ID commande"),
    "reference": ("Reference", "Référence"),
    "new": ("New client", "New customer", "Nouveau client"),
    "country": ("Delivery", "Livraison", "Country", "Pays"),
    "customer": ("Customer", "Client"),
    "total": ("Total", "order_amount"),
    "method": ("Payment", "Paiement", "payment_method"),
    "status": ("Status", "État", "Statut", "order_state"),
    "day": ("Date", "date_order"),
    "company": ("Company", "Société", "Entreprise"),
    "email": ("email",),
    "product": ("id_product",),
}
_GRID = ("id", "reference", "new", "customer", "total", "method", "status", "day")
_MODULE = ("id", "reference", "total", "status", "day", "email", "product")


class PrestaShopOrders(ShopExport):
    """Reads the export of the list of orders."""

    name = "prestashop_orders"
    label = N_("PrestaShop: list of orders, exported from the back office")
    source = "prestashop"
    words = WORDS
    telling = ("id", "total", "status", "day")

    def because(self) -> Message:
        return Message(N_("it has the columns of PrestaShop's list of orders"))

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row is the header of the back office's list, or of a module's."""
        return has_all(row, WORDS, _GRID) or has_all(row, WORDS, _MODULE)

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return orders and what was paid; customers only where the file has their e-mail."""
        del context
        measures = ["orders", "paid_amount"]
        if any(has_all(row, WORDS, _MODULE) for row in sample.rows[:10]):
            measures += ["guest_orders", "new_customers", "second_orders", "buyers"]
        return frozenset(map(measure_subject, measures))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, and what was left out."""
        from store.importers.shops.presta_grid import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = PrestaShopOrders()
