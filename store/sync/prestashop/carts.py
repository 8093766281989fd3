"""Carts that were filled: how far they came, and what was in them.

An empty cart is no cart: how many there were is told by day, for PrestaShop's own figures count
them (``store.tallies``). One is paid when an order that counts was made of it; when the order does
not count (a bank transfer that never came), payment was begun. How far the others came is in
``checkout_session_data``, from version 1.7 on. The amount is that of the order, else the products
at their catalogue price.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.money import rounded
from store.records import Fact, Kind, LeftOut, SeriesValue, WholeDays
from store.sync.keys import listed
from store.sync.origin import Origin, better, origin_of
from store.sync.values import amount, rate, said, whole
from store.tallies import EMPTY_CARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from store.importers.protocol import Record
    from store.sync.prestashop.shop import Shop
    from store.sync.reading import Kept

FILLED, CHECKOUT, PAYMENT, PAID = range(4)
_DAYS_BEFORE = 30


class Carts:
    """Reads carts, many at once."""

    def __init__(self, shop: Shop, kept: Kept | None) -> None:
        self._shop = shop
        self._kept = kept
        self._visits = shop.has("connections", "connections_source")

    def read(self, carts: Sequence[int]) -> Iterator[Record]:
        """Yield the carts as facts, in the order of their keys."""
        orders = self._orders(carts)
        origins = self._origins(carts)
        lost = [str(number) for number in carts if str(number) not in origins]
        kept = self._kept(Kind.CART, lost) if self._kept and lost else {}
        for row in self._rows(carts):
            origin = origins.get(row[0])
            came = origin.members() if origin else kept.get(str(row[0]), {})
            try:
                yield self._fact(row, orders.get(row[0]), came)
            except CellError as error:
                yield LeftOut(whole(row[0]), "cart", error.reason, values=error.values)

    def empty(self) -> Iterator[Record]:
        """Yield how many carts of each day have nothing in them, those of today's database.

        PrestaShop clears old ones away: of days before the oldest left, what was told stays.
        """
        shop = self._shop
        days: Counter[int] = Counter()
        for hour, number in shop.database.rows(
            f"SELECT LEFT(k.date_add, 13), COUNT(*) FROM {shop.table('cart')} k"
            f" WHERE {shop.where('k')} AND k.date_add > '1990-01-01' AND NOT EXISTS"
            f" (SELECT 1 FROM {shop.table('cart_product')} p WHERE p.id_cart = k.id_cart)"
            " GROUP BY 1 ORDER BY 1"
        ):
            days[shop.clock.moment(f"{hour}:00:00").day] += whole(number)
        if days:
            yield WholeDays("series", min(days), max(days), (EMPTY_CARTS,))
        for day, count in sorted(days.items()):
            yield SeriesValue(EMPTY_CARTS, day, count, rows=0)

    def _rows(self, carts: Sequence[int]) -> Iterator[list[str]]:
        """Yield the carts' own rows with the number and worth of what is in them."""
        shop = self._shop
        step = "0"
        if shop.has_column("cart"):
            session = "k.checkout_session_data"
            reachable = '"checkout-payment-step":{"step_is_reachable":true'
            step = (
                f"CASE WHEN COALESCE({session}, '') = '' THEN {FILLED}"
                f" WHEN LOCATE('{reachable}', {session}) > 0 THEN {PAYMENT} ELSE {CHECKOUT} END"
            )
        extra, joined = "0", ""
        if shop.has("product_attribute"):
            extra = "COALESCE(a.price, 0)"
            joined = (
                f" LEFT JOIN {shop.table('product_attribute')} a"
                " ON a.id_product_attribute = p.id_product_attribute"
            )
        guest, guests = ("''", "''"), ""
        if shop.has("guest"):
            guest = ("MAX(g.id_operating_system)", "MAX(g.mobile_theme)")
            guests = f" LEFT JOIN {shop.table('guest')} g ON g.id_guest = k.id_guest"
        columns = (
            "k.id_cart", "MAX(k.date_add)", "MAX(k.id_guest)", "MAX(c.email)",
            "MAX(k.id_customer)", "MAX(d.id_country)", f"MAX({step})", "SUM(p.quantity)",
            f"SUM(p.quantity * (COALESCE(q.price, 0) + {extra}))", *guest,
        )  # fmt: skip
        yield from shop.database.packed(
            columns,
            f"FROM {shop.table('cart')} k"
            f" JOIN {shop.table('cart_product')} p ON p.id_cart = k.id_cart"
            f" LEFT JOIN {shop.table('product')} q ON q.id_product = p.id_product{joined}"
            f" LEFT JOIN {shop.table('customer')} c ON c.id_customer = k.id_customer"
            f" LEFT JOIN {shop.table('address')} d ON d.id_address = k.id_address_delivery{guests}"
            f" WHERE k.id_cart IN ({listed(carts)}) GROUP BY k.id_cart ORDER BY k.id_cart",
        )

    def _fact(self, row: list[str], order: Sequence[str] | None, came: Mapping[str, str]) -> Fact:
        (
            number, added, guest, email, customer, country, step, units, worth, system,
            mobile,
        ) = row  # fmt: skip
        shop = self._shop
        moment = shop.clock.moment(added)
        reached = whole(step)
        value = amount(worth)
        if shop.worth is not None and shop.worth != 10**6:
            value = rounded(value * shop.worth, 10**6)
        values: dict[str, object] = {
            "ref": str(number), "day": moment.day, "at": moment.at, "visitor": whole(guest),
            "customer": said(email) or ("" if customer == "0" else customer),
            "country": shop.countries.get(whole(country), ""), "units": whole(units),
            **came,
        }  # fmt: skip
        device = "mobile" if mobile == "1" else shop.devices.get(whole(system), "")
        if device:
            values["device"] = device
        if order is not None:
            _, first, counts, products, by, currency, method = order
            reached = PAID if counts == "1" else PAYMENT
            values["sale_doc"] = str(first)
            values["payment_method"] = said(method)
            value = self._turned(amount(products), currency, by, value)
        return Fact("cart", {**values, "step": reached, "amount": value})

    def _turned(self, value: int, currency: str | None, by: str | None, otherwise: int) -> int:
        """Return an order's amount in the store's currency."""
        shop = self._shop
        code, _ = shop.currencies.get(whole(currency), ("", 0))
        if not code or code == shop.context.currency:
            return value
        known = rate(by)
        if shop.currency == shop.context.currency and known > 0:
            return rounded(value * 10**6, known)
        return otherwise

    def _orders(self, carts: Sequence[int]) -> dict[str, list[str]]:
        """Return of each cart that was ordered: its first order, and whether any counts or did."""
        shop = self._shop
        counting = listed(number for number, state in shop.states.items() if state.counts)
        columns = (
            "o.id_cart", "MIN(o.id_order)",
            f"MAX(o.valid = 1 OR o.current_state IN ({counting})"
            f" OR EXISTS (SELECT 1 FROM {shop.table('order_history')} h"
            f" WHERE h.id_order = o.id_order AND h.id_order_state IN ({counting})))",
            "SUM(o.total_products)", "MAX(o.conversion_rate)", "MAX(o.id_currency)",
            "MAX(o.payment)",
        )  # fmt: skip
        rows = shop.database.packed(
            columns,
            f"FROM {shop.table('orders')} o WHERE o.id_cart IN ({listed(carts)})"
            " GROUP BY o.id_cart",
        )
        return {row[0]: row for row in rows}

    def _origins(self, carts: Sequence[int]) -> dict[str | None, Origin]:
        if not self._visits:
            return {}
        shop = self._shop
        found: dict[str | None, Origin] = {}
        for cart, own, referrer, address, keyword in shop.database.rows(
            "SELECT k.id_cart, v.http_referer, s.http_referer, s.request_uri, s.keywords"
            f" FROM {shop.table('cart')} k"
            f" JOIN {shop.table('connections')} v ON v.id_guest = k.id_guest"
            f" AND v.date_add BETWEEN k.date_add - INTERVAL {_DAYS_BEFORE} DAY AND k.date_add"
            f" LEFT JOIN {shop.table('connections_source')} s"
            " ON s.id_connections = v.id_connections"
            f" WHERE k.id_cart IN ({listed(carts)}) AND k.id_guest > 0"
            " ORDER BY k.id_cart, v.date_add, v.id_connections, s.id_connections_source"
        ):
            origin = origin_of(
                said(referrer) or said(own), said(address), shop.hosts, said(keyword)
            )
            found[cart] = better(found.get(cart), origin)
        return found
