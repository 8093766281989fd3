"""The rows of some orders, as the REST interface of WooCommerce would tell them.

``store.importers.shops.woo_json`` then makes sales of them: the database and an export of the same
shop agree by being read by the same hand.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Protocol

from store.importers.shops.woo_json import TOTAL_COSTS, UNIT_COSTS
from store.sync.keys import listed
from store.sync.values import FORM, said, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.sync.woocommerce.shop import Shop

Told = dict[str, Any]
ATTRIBUTION = "_wc_order_attribution_"
NUMBERS = ("_order_number_formatted", "_order_number")
"""Numbers of their own that plugins give to orders: what customers and exports call them."""
_TOLD = ("source_type", "utm_source", "utm_medium", "utm_campaign", "utm_term", "referrer",
         "session_entry", "device_type")  # fmt: skip
_WCPAY = "_wcpay_multi_currency_order_"
RATES = {
    f"{_WCPAY}exchange_rate": f"{_WCPAY}default_currency",
    "_woocs_order_rate": "_woocs_order_base_currency",
}
"""Rates that plugins note with an order, and their currency: units of the order's for one of it."""
META = (
    *NUMBERS, *RATES, *RATES.values(), *(ATTRIBUTION + key for key in _TOLD), "_refund_amount",
    "_wcpay_mode", "_stripe_testmode", "_payment_mode",
)  # fmt: skip
_POST_META = {
    "_order_currency": "currency", "_order_total": "total", "_order_tax": "tax",
    "_order_shipping_tax": "shipping_tax", "_order_shipping": "shipping_total",
    "_customer_user": "customer_id", "_billing_email": "email", "_billing_company": "company",
    "_billing_country": "billing_country", "_billing_state": "billing_state",
    "_shipping_country": "shipping_country", "_shipping_state": "shipping_state",
    "_payment_method": "payment_method", "_payment_method_title": "payment_method_title",
    "_created_via": "created_via", "_date_paid": "date_paid",
}  # fmt: skip
_ITEM_META = {
    "_product_id": "product_id", "_variation_id": "variation_id", "_qty": "quantity",
    "_line_total": "total", "_line_subtotal": "subtotal",
}  # fmt: skip
_NO_DAY = "0000"


class OrderTables(Protocol):
    """Where the orders of a shop are: in tables of their own, or among the posts."""

    def orders(self, numbers: Sequence[int]) -> dict[int, Told]:
        """Return orders by number, without their items and refunds."""

    def refunds(self, numbers: Sequence[int]) -> dict[int, list[Told]]:
        """Return the refunds of orders, each with its own number."""

    def changed(self, last: int, since: str) -> Iterator[int]:
        """Yield the numbers of orders that are new, changed, or got a refund; in rising order."""

    def marks(self) -> tuple[int, str]:
        """Return the largest number and the latest change of any order or refund."""

    def first(self) -> str | None:
        """Return the instant of the first order."""


class OwnTables:
    """Orders in ``wc_orders`` (HPOS)."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def orders(self, numbers: Sequence[int]) -> dict[int, Told]:
        shop = self._shop
        names = (
            "id", "status", "currency", "date_created_gmt", "date_modified_gmt", "total",
            "total_tax", "customer_id", "email", "payment_method", "payment_method_title",
            "date_paid_gmt", "shipping_total", "shipping_tax", "created_via", "billing_country",
            "billing_state", "company", "shipping_country", "shipping_state",
        )  # fmt: skip
        address = shop.table("wc_order_addresses")
        found = {}
        for row in shop.database.rows(
            "SELECT o.id, o.status, o.currency, o.date_created_gmt, o.date_updated_gmt,"
            " o.total_amount, o.tax_amount, o.customer_id, o.billing_email, o.payment_method,"
            " o.payment_method_title, p.date_paid_gmt, p.shipping_total_amount,"
            " p.shipping_tax_amount, p.created_via, b.country, b.state, b.company, s.country,"
            f" s.state FROM {shop.table('wc_orders')} o"
            f" LEFT JOIN {shop.table('wc_order_operational_data')} p ON p.order_id = o.id"
            f" LEFT JOIN {address} b ON b.order_id = o.id AND b.address_type = 'billing'"
            f" LEFT JOIN {address} s ON s.order_id = o.id AND s.address_type = 'shipping'"
            f" WHERE o.type = 'shop_order' AND o.id IN ({listed(numbers)}) ORDER BY o.id"
        ):
            told = dict(zip(names, map(said, row), strict=True))
            found[whole(row[0])] = told
        for owner, key, value in self._meta(found):
            found[owner].setdefault(key, value)
        return found

    def refunds(self, numbers: Sequence[int]) -> dict[int, list[Told]]:
        shop = self._shop
        refunds: dict[int, Told] = {}
        found: defaultdict[int, list[Told]] = defaultdict(list)
        for number, parent, created, total in shop.database.rows(
            "SELECT id, parent_order_id, date_created_gmt, total_amount"
            f" FROM {shop.table('wc_orders')} WHERE type = 'shop_order_refund'"
            f" AND status <> 'trash' AND parent_order_id IN ({listed(numbers)}) ORDER BY id"
        ):
            told = {"id": said(number), "date_created_gmt": said(created), "total": said(total)}
            refunds[whole(number)] = told
            found[whole(parent)].append(told)
        for owner, key, value in self._meta(refunds):
            if key == "_refund_amount" and value:
                refunds[owner]["amount"] = value
        return found

    def _meta(self, numbers: Iterable[int]) -> Iterator[tuple[int, str, str]]:
        shop = self._shop
        yield from shop.meta("wc_orders_meta", "order_id", "id", numbers, META)

    def changed(self, last: int, since: str) -> Iterator[int]:
        for (number,) in self._shop.database.rows(
            "SELECT DISTINCT IF(type = 'shop_order', id, parent_order_id) AS number"
            f" FROM {self._shop.table('wc_orders')}"
            " WHERE type IN ('shop_order', 'shop_order_refund')"
            " AND (id > %s OR date_updated_gmt >= %s OR date_updated_gmt IS NULL) ORDER BY 1",
            last,
            since,
        ):
            if number and number != "0":
                yield whole(number)

    def marks(self) -> tuple[int, str]:
        last, until = self._shop.database.one(
            f"SELECT MAX(id), MAX(date_updated_gmt) FROM {self._shop.table('wc_orders')}"
        )
        return whole(last), until or ""

    def first(self) -> str | None:
        (first,) = self._shop.database.one(
            f"SELECT MIN(date_created_gmt) FROM {self._shop.table('wc_orders')}"
            " WHERE type = 'shop_order' AND date_created_gmt > '1990-01-01'"
        )
        return first


class Posts:
    """Orders among WordPress's posts."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def orders(self, numbers: Sequence[int]) -> dict[int, Told]:
        shop = self._shop
        found: dict[int, Told] = {}
        for number, status, created, modified in shop.database.rows(
            f"SELECT ID, post_status, post_date_gmt, post_modified_gmt FROM {shop.table('posts')}"
            f" WHERE post_type = 'shop_order' AND ID IN ({listed(numbers)}) ORDER BY ID"
        ):
            found[whole(number)] = {
                "id": said(number), "status": said(status), "date_created_gmt": said(created),
                "date_modified_gmt": said(modified),
            }  # fmt: skip
        for owner, key, value in self._meta(found, (*META, *_POST_META)):
            found[owner].setdefault(_POST_META.get(key, key), value)
        for told in found.values():
            paid = told.pop("date_paid", "")
            if paid.isascii() and paid.isdigit() and len(paid) < 12:
                told["date_paid_gmt"] = datetime.fromtimestamp(int(paid), UTC).strftime(FORM)
            tax = [told.pop("tax", ""), told.get("shipping_tax", "")]
            told["total_tax"] = _added(tax)
        return found

    def refunds(self, numbers: Sequence[int]) -> dict[int, list[Told]]:
        shop = self._shop
        refunds: dict[int, Told] = {}
        found: defaultdict[int, list[Told]] = defaultdict(list)
        for number, parent, created in shop.database.rows(
            f"SELECT ID, post_parent, post_date_gmt FROM {shop.table('posts')}"
            " WHERE post_type = 'shop_order_refund' AND post_status <> 'trash'"
            f" AND post_parent IN ({listed(numbers)}) ORDER BY ID"
        ):
            told = {"id": said(number), "date_created_gmt": said(created)}
            refunds[whole(number)] = told
            found[whole(parent)].append(told)
        for owner, key, value in self._meta(refunds, ("_refund_amount", "_order_total")):
            refunds[owner].setdefault("amount" if key == "_refund_amount" else "total", value)
        return found

    def _meta(self, numbers: Iterable[int], keys: Sequence[str]) -> Iterator[tuple[int, str, str]]:
        yield from self._shop.meta("postmeta", "post_id", "meta_id", numbers, keys)

    def changed(self, last: int, since: str) -> Iterator[int]:
        for (number,) in self._shop.database.rows(
            "SELECT DISTINCT IF(post_type = 'shop_order', ID, post_parent) AS number"
            f" FROM {self._shop.table('posts')}"
            " WHERE post_type IN ('shop_order', 'shop_order_refund')"
            " AND (ID > %s OR post_modified_gmt >= %s) ORDER BY 1",
            last,
            since,
        ):
            if number and number != "0":
                yield whole(number)

    def marks(self) -> tuple[int, str]:
        last, until = self._shop.database.one(
            f"SELECT MAX(ID), MAX(post_modified_gmt) FROM {self._shop.table('posts')}"
            " WHERE post_type IN ('shop_order', 'shop_order_refund')"
        )
        return whole(last), until or ""

    def first(self) -> str | None:
        (first,) = self._shop.database.one(
            f"SELECT MIN(post_date_gmt) FROM {self._shop.table('posts')}"
            " WHERE post_type = 'shop_order' AND post_date_gmt > '1990-01-01'"
        )
        return first


def _added(amounts: Iterable[str]) -> str:
    """Return the sum of two amounts as WooCommerce writes them."""
    total = Decimal(0)
    for text in amounts:
        try:
            value = Decimal(text or "0")
        except InvalidOperation:
            return text  # whoever reads it will say what is wrong with it
        if not value.is_finite():
            return text
        total += value
    return f"{total:f}"


class Items:
    """What was ordered and given back: lines, fees, promotion codes."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def of(self, documents: Sequence[int]) -> dict[int, Told]:
        """Return line items, fees and coupons of orders and refunds, by number."""
        shop = self._shop
        found: dict[int, Told] = {}
        items: dict[int, Told] = {}
        kinds = {"line_item": "line_items", "fee": "fee_lines", "coupon": "coupon_lines"}
        for number, order, kind, name in shop.database.rows(
            "SELECT order_item_id, order_id, order_item_type, order_item_name"
            f" FROM {shop.table('woocommerce_order_items')}"
            f" WHERE order_id IN ({listed(documents)}) ORDER BY order_item_id"
        ):
            place = kinds.get(kind or "")
            if place is None:
                continue
            item: Told = {"name": said(name), "code": said(name), "meta_data": []}
            items[whole(number)] = item
            told = found.setdefault(whole(order), {one: [] for one in kinds.values()})
            told[place].append(item)
        wanted = (*_ITEM_META, *TOTAL_COSTS, *UNIT_COSTS)
        for owner, key, text in shop.meta(
            "woocommerce_order_itemmeta", "order_item_id", "meta_id", items, wanted
        ):
            items[owner].setdefault(_ITEM_META.get(key, key), text)
        return found
