"""A WooCommerce for tests: the real tables, the same life told to posts or to its own tables."""

from __future__ import annotations

from calendar import timegm
from pathlib import Path
from time import strptime
from typing import TYPE_CHECKING, Any

from tests.table_rows import TableRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.mariadb import MariaServer

_TABLES = Path(__file__).parent / "sql" / "woocommerce.sql"


class WooCommerce(TableRows):
    """The tables of one shop; ``own`` keeps its orders in tables of their own (HPOS)."""

    kind = "woocommerce"

    def __init__(
        self, server: MariaServer, name: str, *, own: bool, prefix: str = "wp_", users: str = ""
    ) -> None:
        super().__init__(server, name, prefix, _TABLES)
        self.own = own
        self._users = users or prefix
        self._items = 0
        self.row("options", option_name="woocommerce_custom_orders_table_enabled",
                 option_value="yes" if own else "no")  # fmt: skip
        self.row("options", option_name="woocommerce_currency", option_value="EUR")
        for number, (name_of, parent) in enumerate((("Soap", 0), ("Bars", 1), ("Oils", 0)), 1):
            self.row("terms", term_id=number, name=name_of)
            self.row("term_taxonomy", term_taxonomy_id=number, term_id=number,
                     taxonomy="product_cat", parent=parent)  # fmt: skip

    def product(
        self,
        number: int,
        name: str,
        sku: str,
        *,
        category: int = 1,
        cost: str = "",
        parent: int = 0,
    ) -> None:
        self.row("posts", ID=number, post_type="product_variation" if parent else "product",
                 post_title=name, post_parent=parent, post_status="publish",
                 post_modified_gmt="2026-01-01 00:00:00")  # fmt: skip
        self._meta("postmeta", "post_id", number, {"_sku": sku, "_cogs_total_value": cost})
        if category:
            self.row("term_relationships", object_id=number, term_taxonomy_id=category)

    def customer(self, number: int, email: str, registered: str, role: str = "customer") -> None:
        self.row("users", ID=number, user_email=email, user_registered=registered)
        self.row("usermeta", user_id=number, meta_key=f"{self.prefix}capabilities",
                 meta_value=f'a:1:{{s:8:"{role}";b:1;}}')  # fmt: skip

    def order(
        self,
        number: int,
        at: str,
        *,
        status: str = "wc-completed",
        lines: Iterable[Mapping[str, Any]] = (),
        fees: Mapping[str, str] | None = None,
        coupon: str = "",
        total: str = "0",
        tax: str = "0",
        shipping: str = "0",
        shipping_tax: str = "0",
        email: str = "",
        country: str = "FR",
        currency: str = "EUR",
        paid: str | None = "",
        updated: str = "",
        company: str = "",
        meta: Mapping[str, str] | None = None,
    ) -> None:
        """Tell of an order, instants in UTC; ``paid`` ``""`` is at once, ``None`` never."""
        paid_at = (at if paid == "" else paid) or None
        changed = updated or at
        if self.own:
            self.row("wc_orders", id=number, status=status, currency=currency, type="shop_order",
                     tax_amount=tax, total_amount=total, customer_id=0, billing_email=email,
                     date_created_gmt=at, date_updated_gmt=changed, parent_order_id=0,
                     payment_method="card", payment_method_title="Card")  # fmt: skip
            self.row("wc_order_operational_data", order_id=number, created_via="checkout",
                     date_paid_gmt=paid_at, shipping_total_amount=shipping,
                     shipping_tax_amount=shipping_tax)  # fmt: skip
            for kind in ("billing", "shipping"):
                self.row("wc_order_addresses", order_id=number, address_type=kind,
                         country=country if kind == "billing" else "",
                         company=company if kind == "billing" else "")  # fmt: skip
            self._meta("wc_orders_meta", "order_id", number, meta or {})
        else:
            self._post(number, "shop_order", status, at, changed)
            goods_tax = float(tax) - float(shipping_tax)
            seconds = str(timegm(strptime(paid_at, "%Y-%m-%d %H:%M:%S"))) if paid_at else ""
            self._meta("postmeta", "post_id", number, {
                "_order_currency": currency, "_order_total": total,
                "_order_tax": f"{goods_tax:.2f}",
                "_order_shipping_tax": shipping_tax, "_order_shipping": shipping,
                "_customer_user": "0", "_billing_email": email, "_billing_country": country,
                "_billing_company": company, "_payment_method": "card",
                "_payment_method_title": "Card", "_created_via": "checkout",
                "_date_paid": seconds, **(meta or {}),
            })  # fmt: skip
        for line in lines:
            self._line(number, line)
        for name, amount in (fees or {}).items():
            self._item(number, "fee", name, {"_line_total": amount})
        if coupon:
            self._item(number, "coupon", coupon, {"discount_amount": "1"})

    def refund(
        self,
        number: int,
        order: int,
        at: str,
        amount: str,
        lines: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Tell of a refund: its lines have negative amounts and quantities, as WooCommerce's."""
        if self.own:
            self.row("wc_orders", id=number, status="wc-completed", type="shop_order_refund",
                     currency="EUR", total_amount=f"-{amount}", parent_order_id=order,
                     date_created_gmt=at, date_updated_gmt=at)  # fmt: skip
            self._meta("wc_orders_meta", "order_id", number, {"_refund_amount": amount})
        else:
            self._post(number, "shop_order_refund", "wc-completed", at, at, parent=order)
            self._meta("postmeta", "post_id", number, {"_refund_amount": amount})
        for line in lines:
            self._line(number, line)

    def _post(
        self, number: int, kind: str, status: str, at: str, changed: str, parent: int = 0
    ) -> None:
        self.row("posts", ID=number, post_type=kind, post_status=status, post_date_gmt=at,
                 post_modified_gmt=changed, post_parent=parent)  # fmt: skip

    def _line(self, order: int, line: Mapping[str, Any]) -> None:
        told = {
            "_product_id": line.get("product", 0), "_variation_id": line.get("variation", 0),
            "_qty": line.get("units", 1), "_line_total": line["total"],
            "_line_subtotal": line.get("subtotal", line["total"]),
            **{key: value for key, value in line.items() if key.startswith("_")},
        }  # fmt: skip
        self._item(order, "line_item", line.get("name", "Thing"), told)

    def _item(self, order: int, kind: str, name: str, meta: Mapping[str, Any]) -> None:
        self._items += 1
        self.row("woocommerce_order_items", order_item_id=self._items, order_id=order,
                 order_item_type=kind, order_item_name=name)  # fmt: skip
        self._meta("woocommerce_order_itemmeta", "order_item_id", self._items, meta)

    def _meta(self, table: str, owner: str, number: int, told: Mapping[str, Any]) -> None:
        for key, value in told.items():
            if value != "":
                self.row(table, **{owner: number, "meta_key": key, "meta_value": str(value)})
