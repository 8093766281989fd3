"""WooCommerce orders as its REST interface answers, saved to a file.

``/wp-json/wc/v3/orders``: an array, an object that holds one, or one order a line. Amounts of lines
are without tax there whatever the shop's prices are; ``*_gmt`` are in UTC and say so nowhere.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from store.columns.cells import CellError
from store.columns.questions import ENCODING
from store.importers.protocol import Importer
from store.importers.shops.base import WHOLE_ORDERS
from store.importers.shops.woo import SOURCE
from store.messages import N_, Message
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Claim, Context, Record
    from store.records import Sale

TELLING = ('"line_items"', '"billing"', '"date_created"', '"payment_method"')
SEEN_BITS = 1 << 23
EARLIER = N_("The order comes again further down, and counts as it is there.")


class WooCommerceJson(Importer):
    """Reads orders saved from WooCommerce's REST interface."""

    name = "woocommerce_json"
    label = N_("WooCommerce: orders of the REST interface, saved as JSON")
    source = SOURCE
    covers = WHOLE_ORDERS

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim JSON with the keys of WooCommerce's orders."""
        from store.importers.protocol import Claim

        start = sample.text[:1_000].lstrip("\ufeff \t\r\n")[:1]
        if start not in ("[", "{") or not all(key in sample.text for key in TELLING):
            return None
        return Claim(self.name, Message(N_("it is JSON with the keys of WooCommerce's orders")))

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, each once: of one that comes again, the last tells."""
        from store.importers.shops.json_stream import JsonOrders
        from store.importers.shops.woo_json import WooOrders, order_number

        encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
        again = _come_again(order_number(one) for one in JsonOrders(file, encoding))
        orders = WooOrders(file.name, context)
        held: dict[str, tuple[int, dict[str, Any]]] = {}
        for line, told in zip(count(1), JsonOrders(file, encoding), strict=False):
            number = order_number(told)
            if number in again:
                if number in held:
                    yield LeftOut(held[number][0], "", EARLIER, rejected=False)
                held[number] = (line, told)
                continue
            yield _sale(orders, line, told)
        for line, told in held.values():
            yield _sale(orders, line, told)
        yield from orders.warnings()


def _sale(orders: Any, line: int, told: dict[str, Any]) -> Sale | LeftOut:
    """Return the sale, or why it cannot be read; ``line`` counts the orders of the file."""
    try:
        sale: Sale = orders.sale(told)
    except CellError as error:
        return LeftOut(line, orders.at, error.reason, values=error.values)
    return sale


def _come_again(numbers: Iterator[str]) -> set[str]:
    """Return the orders that occur more than once, and perhaps a few more."""
    bits = bytearray(SEEN_BITS // 8)
    found: set[str] = set()
    for number in numbers:
        where, bit = divmod(hash(number) % SEEN_BITS, 8)
        if bits[where] >> bit & 1:
            found.add(number)
        else:
            bits[where] |= 1 << bit
    return found


IMPORTER = WooCommerceJson()
