"""A PrestaShop for tests: its real tables, filled by sentences about its life.

What the shop's own rules make of an order is worked out here in decimals, apart from the reader:
``orders`` is the truth of every order told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.table_rows import TableRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.mariadb import MariaServer

_TABLES = Path(__file__).parent / "sql" / "prestashop.sql"
CENT = Decimal("0.01")
TAX = Decimal("1.2")

AWAITING, ACCEPTED, SHIPPED, CANCELED, REFUNDED, ERROR, BACKORDER_PAID, OLD_PAID, INVOICED = range(
    11, 20
)
"""States under numbers of their own: nothing may depend on those of a fresh installation."""
# logable, paid, shipped, deleted
STATES = {
    AWAITING: (0, 0, 0, 0), ACCEPTED: (1, 1, 0, 0), SHIPPED: (1, 1, 1, 0), CANCELED: (0, 0, 0, 0),
    REFUNDED: (0, 0, 0, 0), ERROR: (0, 0, 0, 0), BACKORDER_PAID: (0, 1, 0, 0),
    OLD_PAID: (1, 1, 0, 1), INVOICED: (1, 0, 0, 0),
}  # fmt: skip
EUR, USD, GBP = 1, 2, 3
RATES = {EUR: Decimal(1), USD: Decimal("1.25"), GBP: Decimal("0.8")}


@dataclass
class Sold:
    """One line of an order, in the order's currency."""

    product: int
    units: int
    price: Decimal
    reference: str = ""
    cost: Decimal = Decimal(0)


@dataclass
class Truth:
    """What an order is worth, in euros, before anything was given back."""

    number: int
    day: str
    counts: bool
    goods: Decimal
    discount: Decimal
    shipping: Decimal
    units: int
    refunds: dict[str, Decimal] = field(default_factory=dict)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


class PrestaShop(TableRows):
    """The tables of one shop, or of several."""

    kind = "prestashop"

    def __init__(
        self,
        server: MariaServer,
        name: str,
        *,
        prefix: str = "ps_",
        engine: str = "InnoDB",
        zone: str = "Europe/Paris",
        shops: int = 1,
    ) -> None:
        super().__init__(server, name, prefix, _TABLES, engine)
        self.orders: dict[int, Truth] = {}
        self._lines = 0
        for number in range(1, shops + 1):
            self.row("shop", id_shop=number, name=f"Shop {number}", active=1)
        for key, value in (
            ("PS_TIMEZONE", zone), ("PS_CURRENCY_DEFAULT", EUR), ("PS_LANG_DEFAULT", 1),
            ("PS_OS_CANCELED", CANCELED), ("PS_OS_ERROR", ERROR), ("PS_OS_REFUND", REFUNDED),
            ("PS_SHOP_DOMAIN", "shop.example.org"), ("PS_SHOP_DEFAULT", 1),
        ):  # fmt: skip
            self.row("configuration", name=key, value=str(value))
        for number, code in ((EUR, "EUR"), (USD, "USD"), (GBP, "GBP")):
            self.row("currency", id_currency=number, iso_code=code, conversion_rate=RATES[number])
        for number, flags in STATES.items():
            logable, paid, shipped, deleted = flags
            self.row("order_state", id_order_state=number, logable=logable, paid=paid,
                     shipped=shipped, deleted=deleted)  # fmt: skip
        for number, code in ((8, "FR"), (3, "BE")):
            self.row("country", id_country=number, iso_code=code)
            self.row("address", id_address=number, id_country=number)
        for number, name_of in ((3, "Customer"), (4, "Resellers")):
            self.row("group_lang", id_group=number, id_lang=1, name=name_of)
        for number, parent, depth, words in (
            (1, 0, 0, "Root"), (2, 1, 1, "Home"), (10, 2, 2, "Soap"), (11, 10, 3, "Bars"),
            (12, 2, 2, "Oils"),
        ):  # fmt: skip
            self.row("category", id_category=number, id_parent=parent, level_depth=depth)
            self.row("category_lang", id_category=number, id_shop=1, id_lang=1, name=words)
        for number, words in ((1, "Windows 10"), (2, "Android"), (3, "iPad")):
            self.row("operating_system", id_operating_system=number, name=words)

    # -- the life of the shop ------------------------------------------------------------------

    def product(
        self, number: int, name: str, price: str, *, category: int = 10, cost: str = "0"
    ) -> None:
        self.row("product", id_product=number, reference=f"R-{number}", price=price,
                 id_category_default=category, wholesale_price=cost,
                 date_upd="2026-01-01 00:00:00")  # fmt: skip
        self.row("product_lang", id_product=number, id_shop=1, id_lang=1, name=name)

    def customer(
        self,
        number: int,
        email: str,
        *,
        guest: bool = False,
        group: int = 3,
        added: str = "2026-01-05 10:00:00",
        newsletter: str | None = None,
    ) -> None:
        self.row("customer", id_customer=number, id_shop=1, email=email, is_guest=int(guest),
                 id_default_group=group, date_add=added, date_upd=added,
                 newsletter=int(newsletter is not None),
                 newsletter_date_add=newsletter)  # fmt: skip

    def order(
        self,
        number: int,
        at: str,
        lines: Iterable[Sold],
        *,
        state: int = ACCEPTED,
        past: Iterable[tuple[int, str]] = (),
        customer: int = 0,
        currency: int = EUR,
        discount: str = "0",
        free_shipping: bool = False,
        code: str = "",
        shipping: str = "0",
        shop: int = 1,
        cart: int = 0,
        country: int = 8,
        updated: str | None = None,
        counts: bool | None = None,
        payment: str = "Card",
    ) -> Truth:
        """Tell of an order; ``past`` are the states it went through before ``state``."""
        lines = list(lines)
        total = sum((line.price * line.units for line in lines), Decimal(0))
        off, freight = Decimal(discount), Decimal(shipping)
        given = off + (freight if free_shipping else 0)
        paid = cents((total + freight - given) * TAX)
        logable, is_paid, *_ = STATES[state]
        reference = f"REF{number:06d}"
        self.row(
            "orders", id_order=number, reference=reference, id_shop=shop, id_customer=customer,
            id_cart=cart, id_currency=currency, id_address_delivery=country, current_state=state,
            payment=payment, conversion_rate=RATES[currency], total_discounts_tax_excl=given,
            total_paid_tax_incl=paid, total_paid_tax_excl=total + freight - given,
            total_products=total, total_shipping_tax_excl=freight, valid=logable, date_add=at,
            date_upd=updated or at,
        )  # fmt: skip
        for line in lines:
            self._lines += 1
            self.row(
                "order_detail", id_order_detail=self._lines, id_order=number, id_shop=shop,
                product_id=line.product, product_name=f"Product {line.product} in its language",
                product_quantity=line.units, product_reference=line.reference,
                total_price_tax_excl=line.price * line.units, purchase_supplier_price=line.cost,
            )  # fmt: skip
        for step, when in (*past, (state, updated or at)):
            self.row("order_history", id_order=number, id_order_state=step, date_add=when)
        if code or free_shipping:
            self.row("cart_rule", id_cart_rule=number, code=code)
            self.row("order_cart_rule", id_order=number, id_cart_rule=number, name="Spring",
                     value_tax_excl=given, value=given * TAX,
                     free_shipping=int(free_shipping))  # fmt: skip
        if is_paid:
            self.row("order_payment", order_reference=reference, id_currency=currency, amount=paid,
                     payment_method=payment, conversion_rate=RATES[currency],
                     date_add=at)  # fmt: skip
        rate = RATES[currency]
        truth = Truth(
            number, at[:10], bool(logable or is_paid) if counts is None else counts,
            (total - off) / rate, off / rate, (freight - (freight if free_shipping else 0)) / rate,
            sum(line.units for line in lines),
        )  # fmt: skip
        self.orders[number] = truth
        return truth

    def slip(
        self,
        number: int,
        order: int,
        at: str,
        lines: Mapping[int, tuple[int, str]],
        *,
        amount: str | None = None,
        currency: int = EUR,
    ) -> None:
        """Tell of a credit slip: of order lines, so many units for so much; or of an amount."""
        goods = sum((Decimal(value) for _, value in lines.values()), Decimal(0))
        given = Decimal(amount) if amount is not None else goods * TAX
        self.row(
            "order_slip", id_order_slip=number, id_order=order, conversion_rate=RATES[currency],
            total_products_tax_excl=goods or None, total_products_tax_incl=goods * TAX or None,
            amount=given, date_add=at, date_upd=at,
        )  # fmt: skip
        for line, (units, value) in lines.items():
            self.row("order_slip_detail", id_order_slip=number, id_order_detail=line,
                     product_quantity=units, amount_tax_excl=value,
                     amount_tax_incl=Decimal(value) * TAX)  # fmt: skip
        back = self.orders[order].refunds
        back[at[:10]] = back.get(at[:10], Decimal(0)) + goods / RATES[currency]

    def cart(
        self,
        number: int,
        at: str,
        products: Mapping[int, int],
        *,
        guest: int = 0,
        customer: int = 0,
        session: str | None = None,
        shop: int = 1,
    ) -> None:
        self.row("cart", id_cart=number, id_shop=shop, id_currency=EUR, id_customer=customer,
                 id_guest=guest, date_add=at, date_upd=at,
                 checkout_session_data=session)  # fmt: skip
        for product, quantity in products.items():
            self.row("cart_product", id_cart=number, id_product=product, quantity=quantity)

    def visit(
        self,
        number: int,
        guest: int,
        at: str,
        *,
        referrer: str = "",
        address: str = "",
        pages: Iterable[int] = (),
        shop: int = 1,
    ) -> None:
        self.row("connections", id_connections=number, id_shop=shop, id_guest=guest, id_page=1,
                 date_add=at, http_referer=referrer or None)  # fmt: skip
        if address or referrer:
            self.row("connections_source", id_connections=number, http_referer=referrer or None,
                     request_uri=address or None, keywords="")  # fmt: skip
        for place, page in enumerate(pages):
            self.row("connections_page", id_connections=number, id_page=page,
                     time_start=f"{at[:17]}{place:02d}")  # fmt: skip

    def guest(self, number: int, *, system: int = 1) -> None:
        self.row("guest", id_guest=number, id_operating_system=system)
