"""Which rows are to be read: all of them, or those that changed since the last sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.sync.keys import Keys, listed
from store.sync.marks import OVERLAP, Marks
from store.sync.values import earlier, whole

if TYPE_CHECKING:
    from store.sync.prestashop.shop import Shop

_KEYS = {
    "orders": "id_order",
    "order_slip": "id_order_slip",
    "order_history": "id_order_history",
    "order_payment": "id_order_payment",
    "customer": "id_customer",
    "cart": "id_cart",
}
_CHANGED = {"orders": "date_upd", "customer": "date_upd", "product": "date_upd", "cart": "date_upd"}


class Changes:
    """What changed since ``marks``; ``full`` reads all orders, customers and products.

    A row is new by its key whatever its dates say; what changed is found by its dates, and by new
    credit slips, states and payments of an order. Some days before the last sync are read again.
    """

    def __init__(self, shop: Shop, marks: Marks, *, full: bool, now: int) -> None:
        self._shop = shop
        self._marks = marks
        self.full = full or not marks
        self.first = not marks
        self._now = shop.clock.written(now)

    def next_marks(self) -> Marks:
        """Return the marks of this sync; ask before anything is read."""
        marks = Marks()
        database = self._shop.database
        for table, key in _KEYS.items():
            if table == "cart" and not self._shop.has("cart"):
                continue
            (last,) = database.one(f"SELECT MAX({key}) FROM {database.table(table)}")
            marks.last[table] = whole(last)
        for table, column in _CHANGED.items():
            if table == "cart" and not self._shop.has("cart"):
                continue
            (until,) = database.one(f"SELECT MAX({column}) FROM {database.table(table)}")
            # A row from the future would hide all that changes until then.
            marks.until[table] = min((until or "")[:19] or self._now, self._now)
        return marks

    def since(self, table: str) -> str:
        """Return the instant from which on changes of a table are read again."""
        return earlier(self._marks.until.get(table, ""), OVERLAP)

    def last(self, table: str) -> int:
        return self._marks.last.get(table, 0)

    def orders(self) -> Keys:
        """Return the orders to read."""
        shop = self._shop
        if self.full:
            return self.all_orders()
        table, here = shop.table, shop.where("o")
        since = self.since("orders")
        return Keys(
            whole(number)
            for (number,) in shop.database.rows(
                "SELECT x.id_order FROM ("
                f" SELECT id_order FROM {table('orders')} WHERE id_order > %s OR date_upd >= %s"
                f" UNION SELECT id_order FROM {table('order_slip')}"
                " WHERE id_order_slip > %s OR date_upd >= %s"
                f" UNION SELECT id_order FROM {table('order_history')} WHERE id_order_history > %s"
                f" UNION SELECT q.id_order FROM {table('order_payment')} p"
                f" JOIN {table('orders')} q ON q.reference = p.order_reference"
                " WHERE p.id_order_payment > %s"
                f" UNION SELECT q.id_order FROM {table('customer')} c JOIN {table('orders')} q"
                " ON q.id_customer = c.id_customer"
                " WHERE c.date_upd >= %s AND c.date_upd > c.date_add"
                f") x JOIN {table('orders')} o ON o.id_order = x.id_order AND {here}"
                " ORDER BY x.id_order",
                self.last("orders"),
                since,
                self.last("order_slip"),
                since,
                self.last("order_history"),
                self.last("order_payment"),
                self.since("customer"),
            )
        )

    def all_orders(self) -> Keys:
        """Return every order the shop has."""
        shop = self._shop
        return Keys(
            whole(number)
            for (number,) in shop.database.rows(
                f"SELECT o.id_order FROM {shop.table('orders')} o WHERE {shop.where('o')}"
                " ORDER BY o.id_order"
            )
        )

    def carts(self, orders: Keys) -> Keys:
        """Return the carts to read: what is new in them, and those of orders that were read.

        Carts left behind are not read again later: the prices of their products change.
        """
        shop = self._shop
        changed = "TRUE"
        values: tuple[object, ...] = ()
        if not self.first:
            changed = "k.id_cart > %s OR k.date_upd >= %s"
            values = (self.last("cart"), self.since("cart"))
            if self.full:
                changed += (
                    f" OR EXISTS (SELECT 1 FROM {shop.table('orders')} o"
                    " WHERE o.id_cart = k.id_cart)"
                )
        carts = Keys(
            whole(number)
            for (number,) in shop.database.rows(
                f"SELECT k.id_cart FROM {shop.table('cart')} k"
                f" WHERE {shop.where('k')} AND ({changed}) ORDER BY k.id_cart",
                *values,
            )
        )
        if self.full:
            return carts
        more = {cart for some in orders.chunks() for cart in self._carts_of(some)}
        return Keys(sorted(more.union(*carts.chunks())))

    def _carts_of(self, orders: list[int]) -> list[int]:
        shop = self._shop
        return [
            whole(number)
            for (number,) in shop.database.rows(
                f"SELECT DISTINCT id_cart FROM {shop.table('orders')}"
                f" WHERE id_order IN ({listed(orders)}) AND id_cart > 0"
            )
        ]
