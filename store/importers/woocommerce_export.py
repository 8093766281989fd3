"""WooCommerce orders exported by a plugin: WebToffee's "Order Export & Import", and older ones.

WebToffee writes one row an order with its items in packed cells (``line_item_1``, …), with as many
columns as the largest order has items; or the items in columns of their own, or one row an item.
The older "Customer/Order CSV Export" packs items as ``product_id:4959|1|30``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.shops.base import ShopExport
from store.importers.shops.headers import fold
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Context, Record

WORDS = {
    "id": ("order_id",),
    "number": ("order_number_formatted", "order_number"),
    "day": ("order_date", "date"),
    "paid_day": ("paid_date",),
    "status": ("status", "order_status"),
    "shipping": ("shipping_total", "order_shipping"),
    "shipping_tax": ("shipping_tax_total", "order_shipping_tax"),
    "fees": ("fee_total", "order_fees"),
    "tax": ("tax_total", "order_tax"),
    "cart_discount": ("cart_discount",),
    "order_discount": ("order_discount",),
    "total": ("order_total",),
    "currency": ("order_currency", "currency"),
    "method": ("payment_method_title", "payment_method"),
    "account": ("customer_id", "customer_user"),
    "account_email": ("customer_email",),
    "email": ("billing_email",),
    "company": ("billing_company",),
    "billing_country": ("billing_country",),
    "billing_state": ("billing_state",),
    "country": ("shipping_country",),
    "state": ("shipping_state",),
    "fee_items": ("fee_items",),
    "coupon_items": ("coupon_items",),
    "coupon": ("coupons", "coupon_code"),
    "refund_items": ("refund_items",),
    "item_name": ("item_name",),
    "item_sku": ("item_sku",),
    "item_units": ("item_quantity",),
    "item_before": ("item_subtotal",),
    "item_goods": ("item_total",),
    "item_refunded": ("item_refunded",),
    "item_refunded_units": ("item_refunded_qty",),
    "via": ("created_via", "meta:_created_via"),
    **{
        key: (f"meta:_wc_order_attribution_{key}", f"_wc_order_attribution_{key}")
        for key in (
            "source_type", "utm_source", "utm_medium", "utm_campaign", "utm_term", "referrer",
            "session_entry", "device_type",
        )
    },
}  # fmt: skip
_ITEMS = ("line_item_1", "order_item_1", "item_name", "product item 1 name")


class WooCommerceExport(ShopExport):
    """Reads WebToffee's order export, and the older one of the same columns."""

    name = "woocommerce_export"
    label = N_("WooCommerce: orders exported by WebToffee's plugin, or an older one")
    source = "woocommerce"
    words = WORDS
    telling = ("id", "day", "status", "total", "shipping")

    def because(self) -> Message:
        return Message(N_("it has the columns of an order export for WooCommerce"))

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row names an order's sums, and items in one of the ways there are."""
        names = {fold(name) for name in row}
        return super().is_header(row) and not names.isdisjoint(_ITEMS)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, each whole, and what was left out."""
        from store.importers.shops.woo_export import records

        yield from records(file, context, WORDS, self.telling)


IMPORTER = WooCommerceExport()
