"""One truth of a shop, written as the exports of many: what they are read into must be the same.

Amounts are in cents without tax and multiples of five, so that a tax of 20 % is whole cents and no
layout has to round.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PARIS = ZoneInfo("Europe/Paris")
PRODUCTS = (
    ("SOAP", "Savon à la lavande"),
    ("TOWEL|L", "Serviette, grise / L"),
    ("", "Sachet × 3, lot"),
    ("BOX-2", "Coffret 2× \"Été\""),
)  # fmt: skip
_STARTS = [datetime(2026, 3, 28, 22), datetime(2026, 10, 24, 22)]  # noqa: DTZ001 - Paris' clock


@dataclass(frozen=True)
class Sold:
    """A line: ``full`` before and ``goods`` after its discount."""

    product: int
    units: int
    full: int
    goods: int


@dataclass(frozen=True)
class Back:
    """Given back: the first line, or (``amount``) so many cents of goods for no line."""

    after: int
    amount: int | None


@dataclass(frozen=True)
class Bought:
    number: int
    minutes: int
    status: str
    email: str
    lines: tuple[Sold, ...]
    shipping: int
    back: Back | None

    @property
    def when(self) -> datetime:
        """When it was placed, on the shop's clock, which is changed in the night."""
        start = _STARTS[self.number % 2].replace(tzinfo=PARIS)
        at = start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=self.minutes)
        return at.astimezone(PARIS)

    @property
    def back_at(self) -> datetime:
        assert self.back is not None
        return self.when + timedelta(days=self.back.after)

    @property
    def goods(self) -> int:
        return sum(line.goods for line in self.lines)

    @property
    def tax(self) -> int:
        return (self.goods + self.shipping) // 5

    @property
    def total(self) -> int:
        return self.goods + self.shipping + self.tax

    @property
    def counts(self) -> bool:
        return self.status == "paid"

    @property
    def given(self) -> int:
        """Goods that were given back, without tax."""
        if self.back is None or not self.counts:
            return 0
        return self.lines[0].goods if self.back.amount is None else self.back.amount


def _bought(number: int) -> st.SearchStrategy[Bought]:
    def line(product: int) -> st.SearchStrategy[Sold]:
        return st.tuples(
            st.integers(1, 3), st.integers(0, 400), st.sampled_from([0, 0, 0, 20, 100])
        ).map(lambda told: _sold(product, *told))

    lines = st.permutations(range(len(PRODUCTS))).flatmap(
        lambda order: st.integers(1, 3).flatmap(
            lambda size: st.tuples(*(line(product) for product in order[:size]))
        )
    )
    return st.builds(
        _with_back,
        st.just(number),
        st.integers(0, 700),
        st.sampled_from(["paid", "paid", "paid", "paid", "pending", "cancelled"]),
        st.sampled_from(["", "ada@example.org", "bo@example.org"]),
        lines,
        st.sampled_from([0, 0, 495, 1000]),
        st.none() | st.tuples(st.integers(0, 3), st.none() | st.integers(1, 100)),
    )


def _sold(product: int, units: int, price: int, off: int) -> Sold:
    full = 5 * price * units
    discount = full * off // 100 // 5 * 5
    return Sold(product, units, full, full - discount)


def _with_back(
    number: int,
    minutes: int,
    status: str,
    email: str,
    lines: tuple[Sold, ...],
    shipping: int,
    back: tuple[int, int | None] | None,
) -> Bought:
    one = Bought(number, minutes, status, email, lines, shipping, None)
    if back is None or not one.counts or one.lines[0].goods == 0:
        return one
    after, share = back
    amount = None if share is None else max(one.lines[0].goods * share // 100 // 5 * 5, 5)
    return replace(one, back=Back(after, amount))


shops: st.SearchStrategy[list[Bought]] = st.integers(1, 5).flatmap(
    lambda size: st.tuples(*(_bought(100 + n) for n in range(size))).map(list)
)


# -- the layouts --------------------------------------------------------------------------------


def euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def gross(net: int) -> int:
    return net + net // 5


def _local(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%S}"


def table(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


_WOO = {"paid": "completed", "pending": "on-hold", "cancelled": "cancelled"}


def _woo_item(line: Sold, sign: int = 1) -> dict[str, Any]:
    sku, name = PRODUCTS[line.product]
    return {
        "name": name, "sku": sku, "quantity": sign * line.units,
        "subtotal": euros(line.full), "total": euros(sign * line.goods),
    }  # fmt: skip


def woo_json(shop: list[Bought], *, whole: bool) -> bytes:
    """Return the answer of the REST interface; ``whole`` with refunds' days and items."""
    return json.dumps({"orders": [_woo_order(one, whole=whole) for one in shop]}).encode()


def _woo_order(one: Bought, *, whole: bool) -> dict[str, Any]:
    refunds = []
    if one.back is not None:
        refund: dict[str, Any] = {"id": 1, "total": euros(-gross(one.given))}
        if whole:
            refund = {"amount": euros(gross(one.given)), "date_created_gmt": _utc(one.back_at)}
            if one.back.amount is None:
                refund["line_items"] = [_woo_item(one.lines[0], -1)]
        refunds.append(refund)
    return {
        "id": one.number, "number": str(one.number), "status": _WOO[one.status],
        "currency": "EUR", "date_created": _utc(one.when), "date_created_gmt": _utc(one.when),
        "payment_method": "stripe", "payment_method_title": "Card", "customer_id": 0,
        "billing": {"email": one.email, "country": "FR"}, "shipping": {}, "meta_data": [],
        "total": euros(one.total), "total_tax": euros(one.tax),
        "shipping_total": euros(one.shipping), "shipping_tax": euros(one.shipping // 5),
        "line_items": [_woo_item(line) for line in one.lines], "fee_lines": [],
        "coupon_lines": [], "refunds": refunds,
    }  # fmt: skip


_WEBTOFFEE = (
    "order_id", "order_number", "order_date", "status", "shipping_total", "shipping_tax_total",
    "fee_total", "tax_total", "cart_discount", "order_discount", "order_total", "order_currency",
    "payment_method_title", "customer_id", "billing_email", "billing_country", "refund_items",
)  # fmt: skip


def _webtoffee_head(one: Bought) -> list[object]:
    discount = euros(sum(line.full - line.goods for line in one.lines))
    refund = ""
    if one.back is not None:
        date = _utc(one.back_at).replace("T", " ")
        refund = f"amount:{euros(gross(one.given))}|reason:too small; blue|date:{date}"
    return [
        one.number, one.number, _local(one.when), _WOO[one.status], euros(one.shipping),
        euros(one.shipping // 5), "0.00", euros(one.tax), discount, discount, euros(one.total),
        "EUR", "Card", 0, one.email, "FR", refund,
    ]  # fmt: skip


def _refunded(one: Bought, place: int) -> int:
    items = one.back is not None and one.back.amount is None and place == 0
    return one.given if items else 0


def webtoffee(shop: list[Bought]) -> bytes:
    """Return WebToffee's export with packed items."""
    most = max(len(one.lines) for one in shop)
    rows: list[list[object]] = [[*_WEBTOFFEE, *(f"line_item_{n + 1}" for n in range(most))]]
    for one in shop:
        cells = []
        for place, line in enumerate(one.lines):
            sku, name = PRODUCTS[line.product]
            cell = (
                f"name:{name}|product_id:7|sku:{sku}|quantity:{line.units}"
                f"|total:{euros(line.goods)}|sub_total:{euros(line.full)}|tax:0.00"
            )
            back = _refunded(one, place)
            cells.append(cell + (f"|refunded:{euros(back)}" if back else ""))
        rows.append([*_webtoffee_head(one), *cells, *[""] * (most - len(cells))])
    return table(rows)


def webtoffee_rows(shop: list[Bought]) -> bytes:
    """Return WebToffee's export with one row an item, sorted so that orders lie apart."""
    parts = (
        "item_product_id", "item_name", "item_sku", "item_quantity", "item_subtotal", "item_total",
        "item_refunded", "item_refunded_qty",
    )  # fmt: skip
    rows = []
    for one in shop:
        for place, line in enumerate(one.lines):
            sku, name = PRODUCTS[line.product]
            back = _refunded(one, place)
            rows.append(
                [
                    *_webtoffee_head(one), 7, name, sku, line.units, euros(line.full),
                    euros(line.goods), euros(back) if back else "", line.units if back else "",
                ]
            )  # fmt: skip
    rows.sort(key=lambda row: str(row[-7]))
    return table([[*_WEBTOFFEE, *parts], *rows])


def analytics(shop: list[Bought], *, french: bool) -> bytes:
    """Return the download of Analytics, newest first, refunds as rows of their own."""
    head = (
        ["Date", "Commande n°", "État", "Client", "Type de client", "Produit(s)",
         "Articles vendus", "Code(s) promo", "Ventes nettes", "Attribution"]
        if french
        else ["Date", "Order #", "Status", "Customer", "Customer type", "Product(s)", "Items sold",
              "Coupon(s)", "Net sales", "Attribution"]
    )  # fmt: skip
    rows: list[tuple[datetime, list[object]]] = []
    for one in shop:
        status = _WOO[one.status]
        told = ", ".join(f"{line.units}× {PRODUCTS[line.product][1]}" for line in one.lines)
        units = sum(line.units for line in one.lines)
        rows.append(
            (one.when, [one.number, status, "Ada", "new", told, units, "", one.goods / 100, ""])
        )
        if one.back is not None:
            items = one.back.amount is None
            told = f"-{one.lines[0].units}× {PRODUCTS[one.lines[0].product][1]}" if items else ""
            units = -one.lines[0].units if items else 0
            # One second later at least: a refund is no second order of the same moment.
            at = one.back_at + timedelta(seconds=1)
            rows.append(
                (at, [one.number, status, "", "new", told, units, "", -one.given / 100, ""])
            )
    rows.sort(key=lambda row: row[0], reverse=True)
    return table([head, *([_local(at), *cells] for at, cells in rows)])


_PRESTASHOP = (
    "id_order", "date_add", "valid", "current_state", "payment", "conversion_rate", "currency",
    "country", "email", "id_customer", "total_paid_tax_incl", "total_paid_tax_excl",
    "total_products", "total_discounts_tax_excl", "total_shipping_tax_excl", "id_order_detail",
    "product_id", "product_reference", "product_name", "product_quantity", "total_price_tax_excl",
    "id_order_slip", "slip_date", "slip_quantity", "slip_amount",
)  # fmt: skip


def prestashop_sql(shop: list[Bought]) -> bytes:
    """Return what the SQL manager gives; discounts of lines are in their prices there."""
    rows: list[Sequence[object]] = [_PRESTASHOP]
    for one in shop:
        for place, line in enumerate(one.lines):
            sku, name = PRODUCTS[line.product]
            state = 1 if one.status == "pending" else 6
            slip: list[object] = ["", "", "", ""]
            if one.back is not None and place == 0:
                units = line.units if one.back.amount is None else 0
                slip = [one.number, _local(one.back_at), units, euros(one.given)]
            rows.append(
                [
                    one.number, _local(one.when), int(one.counts), state,
                    "Card", "1.000000", "EUR", "FR", one.email, 0, euros(one.total),
                    euros(one.goods + one.shipping), euros(one.goods), "0.000000",
                    euros(one.shipping), f"{one.number}{place}", 50 + line.product, sku, name,
                    line.units, euros(line.goods), *slip,
                ]
            )  # fmt: skip
    return table(rows, ";")


def prestashop_list(shop: list[Bought], *, french: bool) -> bytes:
    """Return the list of orders of the back office."""
    words = {"paid": "Paiement accepté", "pending": "En attente de virement bancaire",
             "cancelled": "Annulé"}  # fmt: skip
    head = ["ID", "Référence", "Nouveau client", "Livraison", "Client", "Total", "Paiement", "État",
            "Date"]  # fmt: skip
    if not french:
        words = {"paid": "Payment accepted", "pending": "Awaiting bank wire payment",
                 "cancelled": "Canceled"}  # fmt: skip
        head = ["ID", "Reference", "New client", "Delivery", "Customer", "Total", "Payment",
                "Status", "Date"]  # fmt: skip

    def shown(cents: int) -> str:
        whole, rest = divmod(cents, 100)
        if french:
            return f"{whole:,}".replace(",", "\u202f") + f",{rest:02}\u00a0€"
        return f"€{whole:,}.{rest:02}"

    rows = [
        [one.number, f"REF{one.number}", "Oui", "France", "A. Exemple", shown(one.total), "Card",
         words[one.status], _local(one.when)]
        for one in shop
    ]  # fmt: skip
    return table([head, *rows], ";")


def magento(shop: list[Bought]) -> bytes:
    """Return Magento's grid; its subtotal is taken as what was left after discounts."""
    words = {"paid": "Complete", "pending": "Pending", "cancelled": "Canceled"}
    head = ["ID", "Purchase Point", "Purchase Date", "Grand Total (Base)",
            "Grand Total (Purchased)", "Status", "Customer Email", "Customer Group", "Subtotal",
            "Shipping and Handling", "Payment Method", "Total Refunded"]  # fmt: skip
    form = "%b %d, %Y %I:%M:%S %p"
    rows = [
        [f"{one.number:09}", "Main Website\n  Main", one.when.strftime(form),
         f"{euros(one.total)}00", f"{euros(one.total)}00", words[one.status], one.email, "General",
         f"{euros(one.goods)}00", f"{euros(one.shipping)}00", "Card",
         f"{euros(gross(one.given))}00" if one.back else ""]
        for one in shop
    ]  # fmt: skip
    return table([head, *rows])


def shopify(shop: list[Bought], *, included: bool) -> bytes:
    """Return Shopify's orders, their prices with tax or without."""
    words = {"paid": "paid", "pending": "pending", "cancelled": "voided"}
    head = ["Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping",
            "Taxes", "Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
            "Lineitem sku", "Lineitem taxable", "Lineitem discount", "Payment Method",
            "Refunded Amount"]  # fmt: skip
    shown = gross if included else (lambda net: net)
    rows: list[Sequence[object]] = [head]
    for one in shop:
        when = f"{one.when:%Y-%m-%d %H:%M:%S %z}"
        word = words[one.status] if one.back is None else "partially_refunded"
        for place, line in enumerate(one.lines):
            sku, name = PRODUCTS[line.product]
            top: list[object] = ["", "", "", "", "", "", ""]
            last: list[object] = ["", ""]
            if place == 0:
                top = [word, when, "EUR", euros(shown(one.goods)), euros(shown(one.shipping)),
                       euros(one.tax), euros(one.total)]  # fmt: skip
                last = ["Card", euros(gross(one.given))]
            price = line.full // line.units
            rows.append(
                [f"#{one.number}", one.email, *top, when, line.units, name, euros(shown(price)),
                 sku, "true", euros(shown(line.full - line.goods)), *last]
            )  # fmt: skip
    return table(rows)


@dataclass(frozen=True)
class Layout:
    """A way to write the truth, and what it can tell: refunds' days and items, lines, goods."""

    name: str
    importer: str
    write: Callable[[list[Bought]], bytes]
    days: bool = True
    items: bool = True
    lines: bool = True
    goods: bool = True


LAYOUTS = (
    Layout("json, whole", "woocommerce_json", lambda shop: woo_json(shop, whole=True)),
    Layout("json", "woocommerce_json", lambda shop: woo_json(shop, whole=False), False, False),
    Layout("webtoffee", "woocommerce_export", webtoffee),
    Layout("webtoffee, by row", "woocommerce_export", webtoffee_rows),
    Layout("analytics", "woocommerce_analytics", lambda shop: analytics(shop, french=False),
           lines=False),
    Layout("statistiques", "woocommerce_analytics", lambda shop: analytics(shop, french=True),
           lines=False),
    Layout("prestashop sql", "prestashop_sql", prestashop_sql),
    Layout("prestashop list", "prestashop_orders", lambda shop: prestashop_list(shop, french=False),
           goods=False, lines=False),
    Layout("liste prestashop", "prestashop_orders", lambda shop: prestashop_list(shop, french=True),
           goods=False, lines=False),
    Layout("magento", "magento_orders", magento, False, False, False),
    Layout("shopify, tax included", "shopify_orders", lambda shop: shopify(shop, included=True),
           False, False),
    Layout("shopify", "shopify_orders", lambda shop: shopify(shop, included=False), False, False),
)  # fmt: skip
