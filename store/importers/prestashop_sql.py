"""PrestaShop's orders from its own SQL manager, by the query on this importer's page.

Columns are called as in the tables ``ps_orders``, ``ps_order_detail`` and ``ps_order_slip``. One
row an order line, or one a line and credit slip. Amounts are in the order's currency.
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
    "id": ("id_order",),
    "day": ("date_add", "order_date"),
    "valid": ("valid",),
    "state": ("current_state",),
    "method": ("payment",),
    "rate": ("conversion_rate",),
    "currency": ("currency",),
    "country": ("country",),
    "email": ("email",),
    "account": ("id_customer",),
    "group": ("customer_group",),
    "promo": ("promo",),
    "paid": ("total_paid_tax_incl",),
    "untaxed": ("total_paid_tax_excl",),
    "products": ("total_products",),
    "discounts": ("total_discounts_tax_excl",),
    "shipping": ("total_shipping_tax_excl",),
    "detail": ("id_order_detail",),
    "product": ("product_id",),
    "sku": ("product_reference",),
    "name": ("product_name",),
    "units": ("product_quantity",),
    "goods": ("total_price_tax_excl",),
    "supplier_cost": ("purchase_supplier_price",),
    "cost": ("original_wholesale_price",),
    "slip": ("id_order_slip",),
    "slip_day": ("slip_date",),
    "slip_units": ("slip_quantity",),
    "slip_goods": ("slip_amount",),
}


class PrestaShopSql(ShopExport):
    """Reads the file of the SQL manager."""

    name = "prestashop_sql"
    label = N_("PrestaShop: orders by the SQL manager, with their lines")
    source = "prestashop"
    words = WORDS
    telling = (
        "id", "day", "valid", "paid", "untaxed", "products", "shipping", "units", "goods",
    )  # fmt: skip

    def because(self) -> Message:
        return Message(N_("it has the columns of PrestaShop's tables of orders and their lines"))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, each whole, and what was left out."""
        from store.importers.shops.presta_sql import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = PrestaShopSql()
