"""The rows of some orders, table by table, as the database gives them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from store.sync.keys import listed
from store.sync.origin import Origin, better, origin_of
from store.sync.values import amount, said, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.sync.prestashop.shop import Shop

_DAYS_BEFORE = 30
"""How long before an order a visit may have led to it."""


_HEAD = (
    "o.id_order", "o.reference", "o.id_cart", "o.id_currency", "o.current_state", "o.payment",
    "o.conversion_rate", "o.total_discounts_tax_excl", "o.total_paid_tax_incl",
    "o.total_paid_tax_excl", "o.total_products", "o.total_shipping_tax_excl", "o.valid",
    "o.date_add", "o.date_upd", "o.id_customer", "c.email", "c.id_default_group", "a.id_country",
    "a.id_state",
)  # fmt: skip
_ITEM = (
    "id_order", "id_order_detail", "product_id", "product_quantity", "product_quantity_reinjected",
    "product_reference", "total_price_tax_excl", "purchase_supplier_price",
    "original_wholesale_price",
)  # fmt: skip

_PAYMENT = (
    "order_reference", "id_currency", "amount", "payment_method", "conversion_rate", "date_add",
)  # fmt: skip


class Head(NamedTuple):
    """A row of ``ps_orders`` with what is at the other end of its keys; texts as they came."""

    number: str
    reference: str
    cart: str
    currency: str
    state: str
    payment: str
    rate: str
    discounts: str
    paid: str
    untaxed: str
    products: str
    shipping: str
    valid: str
    added: str
    updated: str
    customer: str
    email: str
    group: str
    country: str
    region: str
    system: str
    mobile: str


class Item(NamedTuple):
    """A row of ``ps_order_detail``; amounts in stored units of the order's currency."""

    order: str
    number: str
    product: str
    units: str
    reinjected: str
    reference: str
    total: str
    supplier_price: str
    wholesale_price: str


class Slip(NamedTuple):
    """A credit slip; ``items`` are order line, quantity and amount of each of its details."""

    number: int
    day_text: str | None
    untaxed: int
    taxed: int
    amount: int
    items: list[tuple[int, int, int]]


class Rule(NamedTuple):
    name: str
    amount: int
    free_shipping: bool


class OrderRows:
    """Fetches what belongs to orders, for many of them at once."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._visits = shop.has("cart", "connections", "connections_source")

    def heads(self, orders: Sequence[int]) -> Iterator[Head]:
        shop = self._shop
        guest, joined = ("''", "''"), ""
        if shop.has("cart", "guest"):
            guest = ("g.id_operating_system", "g.mobile_theme")
            joined = (
                f" LEFT JOIN {shop.table('cart')} k ON k.id_cart = o.id_cart"
                f" LEFT JOIN {shop.table('guest')} g ON g.id_guest = k.id_guest"
            )
        for row in shop.database.packed(
            (*_HEAD, *guest),
            f"FROM {shop.table('orders')} o"
            f" LEFT JOIN {shop.table('customer')} c ON c.id_customer = o.id_customer"
            f" LEFT JOIN {shop.table('address')} a ON a.id_address = o.id_address_delivery{joined}"
            f" WHERE o.id_order IN ({listed(orders)}) ORDER BY o.id_order",
        ):
            yield Head._make(row)

    def items(self, orders: Sequence[int]) -> dict[str, list[Item]]:
        """Return the lines of each order."""
        found: dict[str, list[Item]] = {}
        for row in self._shop.database.packed(
            _ITEM,
            f"FROM {self._shop.table('order_detail')} WHERE id_order IN ({listed(orders)})"
            " ORDER BY id_order, id_order_detail",
        ):
            item = Item._make(row)
            if item.order in found:
                found[item.order].append(item)
            else:
                found[item.order] = [item]
        return found

    def rules(self, orders: Sequence[int]) -> dict[str | None, list[Rule]]:
        """Return the promotions of each order: by code, else by name."""
        shop = self._shop
        code, joined = "''", ""
        if shop.has("cart_rule"):
            code = "c.code"
            joined = f" LEFT JOIN {shop.table('cart_rule')} c ON c.id_cart_rule = r.id_cart_rule"
        kept = " AND r.deleted = 0" if shop.has_column("order_cart_rule") else ""
        found: defaultdict[str | None, list[Rule]] = defaultdict(list)
        for order, name, code_text, value, free in shop.database.rows(
            f"SELECT r.id_order, r.name, {code}, r.value_tax_excl, r.free_shipping"
            f" FROM {shop.table('order_cart_rule')} r{joined}"
            f" WHERE r.id_order IN ({listed(orders)}){kept} ORDER BY r.id_order_cart_rule"
        ):
            promo = said(code_text).upper() or said(name)
            found[order].append(Rule(promo, amount(value), free == "1"))
        return found

    def slips(self, orders: Sequence[int]) -> dict[str | None, list[Slip]]:
        shop = self._shop
        slips: dict[str | None, Slip] = {}
        found: defaultdict[str | None, list[Slip]] = defaultdict(list)
        for number, order, day, untaxed, taxed, total in shop.database.rows(
            "SELECT id_order_slip, id_order, date_add, total_products_tax_excl,"
            f" total_products_tax_incl, amount FROM {shop.table('order_slip')}"
            f" WHERE id_order IN ({listed(orders)}) ORDER BY id_order_slip"
        ):
            slip = Slip(whole(number), day, amount(untaxed), amount(taxed), amount(total), [])
            slips[number] = slip
            found[order].append(slip)
        if slips:
            for number, line, units, value in shop.database.rows(
                "SELECT id_order_slip, id_order_detail, product_quantity, amount_tax_excl"
                f" FROM {shop.table('order_slip_detail')}"
                f" WHERE id_order_slip IN ({listed(map(whole, slips))})"
                " ORDER BY id_order_slip, id_order_detail"
            ):
                slips[number].items.append((whole(line), whole(units), amount(value)))
        return found

    def history(self, orders: Sequence[int]) -> dict[str | None, list[tuple[int, str | None]]]:
        """Return the states each order went through, with the instant, first to last."""
        found: defaultdict[str | None, list[tuple[int, str | None]]] = defaultdict(list)
        if not orders:
            return found
        for order, state, at in self._shop.database.rows(
            "SELECT id_order, id_order_state, date_add"
            f" FROM {self._shop.table('order_history')} WHERE id_order IN ({listed(orders)})"
            " ORDER BY id_order, date_add, id_order_history"
        ):
            found[order].append((whole(state), at))
        return found

    def payments(self, heads: Sequence[Head]) -> dict[str, list[list[str]]]:
        """Return currency, amount, method, rate and instant of payments, by order.

        Orders that were split share a reference: the payment is that of the first of them.
        """
        shop = self._shop
        references = sorted({head.reference for head in heads if head.reference})
        if not references:
            return {}
        marks = ", ".join(["%s"] * len(references))
        found: defaultdict[str, list[list[str]]] = defaultdict(list)
        for reference, *payment in shop.database.packed(
            _PAYMENT,
            f"FROM {shop.table('order_payment')} WHERE order_reference IN ({marks})"
            " ORDER BY id_order_payment",
            *references,
        ):
            found[reference].append(payment)
        if not found:
            return {}
        # The server finds references whatever their capitals.
        own = {head.reference.casefold(): head.number for head in heads}
        split = shop.database.rows(
            f"SELECT reference, MIN(id_order) FROM {shop.table('orders')}"
            f" WHERE reference IN ({marks}) GROUP BY reference HAVING COUNT(*) > 1",
            *references,
        )
        own.update((str(reference).casefold(), str(number)) for reference, number in split)
        keyed = ((reference.casefold(), rows) for reference, rows in found.items())
        return {own[reference]: rows for reference, rows in keyed if reference in own}

    def origins(self, orders: Sequence[int]) -> dict[str | None, Origin]:
        """Return where the customer of each order came from, as far as visits are kept."""
        if not self._visits:
            return {}
        shop = self._shop
        found: dict[str | None, Origin] = {}
        for order, own, referrer, address, keyword in shop.database.rows(
            "SELECT o.id_order, v.http_referer, s.http_referer, s.request_uri, s.keywords"
            f" FROM {shop.table('orders')} o"
            f" JOIN {shop.table('cart')} k ON k.id_cart = o.id_cart AND k.id_guest > 0"
            f" JOIN {shop.table('connections')} v ON v.id_guest = k.id_guest"
            f" AND v.date_add BETWEEN o.date_add - INTERVAL {_DAYS_BEFORE} DAY AND o.date_add"
            f" LEFT JOIN {shop.table('connections_source')} s"
            " ON s.id_connections = v.id_connections"
            f" WHERE o.id_order IN ({listed(orders)})"
            " ORDER BY o.id_order, v.date_add, v.id_connections, s.id_connections_source"
        ):
            origin = origin_of(
                said(referrer) or said(own), said(address), shop.hosts, said(keyword)
            )
            found[order] = better(found.get(order), origin)
        return found
