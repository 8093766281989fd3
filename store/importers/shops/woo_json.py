"""One order of WooCommerce's REST interface, from its JSON to a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.cells import CellError
from store.columns.days import Clocks, Moment, moments
from store.columns.numbers import money, number_parser
from store.columns.texts import BLANK, text
from store.importers.exchange import Exchange, currency_code
from store.importers.shops.order import GivenBack, Order, OrderNotes, sale_of
from store.importers.shops.statuses import WOOCOMMERCE, Statuses
from store.importers.shops.woo import ATTRIBUTION, attribution, code_list, reference, sales_channel
from store.messages import N_
from store.records import Line, Refund, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.importers.protocol import Context
    from store.messages import Message
    from store.records import Sale

NOT_AN_ORDER = N_("This is not an order with a status, a date and items.")
TOTAL_COSTS = ("_cogs_value", "_wc_cog_item_total_cost", "_wc_cogs_total_cost")
"""Where WooCommerce and plugins keep what all pieces of an item cost, the first found counts."""
UNIT_COSTS = ("_alg_wc_cog_item_cost", "_wc_cog_item_cost")
_TEST_MODES = {"_wcpay_mode": "test", "_stripe_testmode": "yes", "_payment_mode": "test"}


def order_number(told: Mapping[str, Any]) -> str:
    """Return an order's number as customers see it."""
    return reference(_text(told.get("number")) or _text(told.get("id")))


class WooOrders:
    """Makes sales of orders; ``at`` is the key that was read last, for a message."""

    def __init__(self, file: str, context: Context) -> None:
        self.at = ""
        self._statuses = Statuses(file, WOOCOMMERCE, context)
        self._exchange = Exchange(context)
        self._notes = OrderNotes()
        self._money = money("total", ".")
        self._units = number_parser("quantity", ".", 6)
        self._utc = moments(Clocks.of(context.timezone, "UTC"), "iso")
        self._local = moments(Clocks.of(context.timezone), "iso")

    def warnings(self) -> Iterator[Message]:
        """Yield what the receipt should say of the file."""
        yield from self._exchange.warnings()
        yield from self._notes.warnings()

    def sale(self, told: Mapping[str, Any]) -> Sale:
        """Return an order's sale; ``CellError`` where a part of it cannot be read."""
        self.at = ""
        if not isinstance(told.get("line_items"), list) or not _text(told.get("status")):
            raise CellError(NOT_AN_ORDER)
        number = order_number(told)
        if not number:
            self.at = "number"
            raise CellError(BLANK)
        created = self._moment(told, "date_created")
        if created is None:
            self.at = "date_created"
            raise CellError(BLANK)
        meta = _meta(told)
        status, whole = self._statuses.read(_text(told["status"]))
        if any(meta.get(key) == value for key, value in _TEST_MODES.items()):
            status = Status.TEST
        paid = self._moment(told, "date_paid")
        order = Order(
            number,
            created,
            1,
            status,
            _customer(told),
            self._currency(told),
            [self._line(item) for item in _list(told, "line_items")],
            self._amount(told, "shipping_total"),
            self._amount(told, "total_tax"),
            paid=self._amount(told, "total"),
            paid_day=paid.day if paid else None,
            method=_method(told),
            whole=whole,
            dimensions=_dimensions(told, meta),
        )
        order.goods_tax = order.tax - self._amount(told, "shipping_tax")
        for fee in _list(told, "fee_lines"):
            order.add_fee(_text(fee.get("name")), self._amount(fee, "total"))
        for refund in _list(told, "refunds"):
            self._give_back(order, refund)
        return sale_of(order, self._exchange, self._notes)

    def _line(self, item: Mapping[str, Any]) -> Line:
        goods = self._amount(item, "total")
        before = self._amount(item, "subtotal") if "subtotal" in item else goods
        units = self._quantity(item)
        return Line(
            _text(item.get("sku")),
            _text(item.get("name")),
            units,
            goods,
            max(before - goods, 0),
            self._cost(item, units),
        )

    def _cost(self, item: Mapping[str, Any], units: int) -> int | None:
        """Return what the item cost the shop, where WooCommerce or one of the known plugins says.

        A cost of nothing is what they say of products whose cost was never entered.
        """
        own = item.get("cost_of_goods_sold")
        if isinstance(own, dict):
            return self._amount(own, "total_value" if "total_value" in own else "value") or None
        meta = _meta(item)
        for key in TOTAL_COSTS:
            if meta.get(key):
                return self._amount(meta, key) or None
        for key in UNIT_COSTS:
            if meta.get(key):
                return self._amount(meta, key) * units or None
        return None

    def _give_back(self, order: Order, refund: Mapping[str, Any]) -> None:
        """Note a refund: with its items and day where the shop was asked for them."""
        moment = self._moment(refund, "date_created")
        given = abs(self._amount(refund, "amount" if "amount" in refund else "total"))
        lines = [self._line(item) for item in _list(refund, "line_items")]
        goods = sum(abs(line.goods) for line in lines)
        if moment is None or not goods:
            order.given_back.append(GivenBack(given, moment.day if moment else None))
            return
        back = [
            line._replace(units=abs(line.units), goods=abs(line.goods), discount=0)
            for line in lines
            if line.goods
        ]
        order.refunds.append(
            Refund(
                max(moment.day, order.created.day),
                goods,
                sum(abs(line.cost or 0) for line in back),
                sum(line.units for line in back),
                lines=back,
            )
        )

    def _amount(self, told: Mapping[str, Any], key: str) -> int:
        self.at = key
        value = _text(told.get(key))
        return self._money(value) if value else 0

    def _quantity(self, item: Mapping[str, Any]) -> int:
        """Return how many pieces; of cloth sold by the metre, one a piece begun."""
        self.at = "quantity"
        value = _text(item.get("quantity"))
        if not value:
            return 0
        exact = self._units(value)
        return -(-exact // 10**6) if exact > 0 else exact // 10**6

    def _moment(self, told: Mapping[str, Any], key: str) -> Moment | None:
        """Return an instant: in UTC where the file has it so, else on the shop's clock."""
        for name, parse in ((f"{key}_gmt", self._utc), (key, self._local)):
            self.at = name
            value = _text(told.get(name))
            if value and not value.startswith("0000"):
                return parse(value)
        return None

    def _currency(self, told: Mapping[str, Any]) -> str:
        self.at = "currency"
        return currency_code(_text(told.get("currency")))


def _text(value: object) -> str:
    return text(value) if isinstance(value, str) else ""


def _list(told: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = told.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _part(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = told.get(key)
    return value if isinstance(value, dict) else {}


def _meta(told: Mapping[str, Any]) -> dict[str, str]:
    return {_text(one.get("key")): _text(one.get("value")) for one in _list(told, "meta_data")}


def _customer(told: Mapping[str, Any]) -> str:
    """Return who ordered: a guest too by the e-mail, else the account's number."""
    number = _text(told.get("customer_id"))
    return _text(_part(told, "billing").get("email")) or (number if number != "0" else "")


def _method(told: Mapping[str, Any]) -> str:
    return _text(told.get("payment_method_title")) or _text(told.get("payment_method"))


def _dimensions(told: Mapping[str, Any], meta: Mapping[str, str]) -> dict[str, str]:
    shipping, billing = _part(told, "shipping"), _part(told, "billing")
    place = shipping if _text(shipping.get("country")) else billing
    return {
        "promo": code_list([_text(one.get("code")) for one in _list(told, "coupon_lines")]),
        "country": _text(place.get("country")).upper(),
        "region": _text(place.get("state")),
        "customer_group": "business" if _text(billing.get("company")) else "private",
        "sales_channel": sales_channel(_text(told.get("created_via"))),
        "payment_method": _method(told),
        **attribution(lambda key: meta.get(ATTRIBUTION + key, "")),
    }
