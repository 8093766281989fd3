"""One reading of a WooCommerce: products, orders with their refunds, accounts.

Carts are not read: WooCommerce keeps only those of the last two days, and drops them when they are
paid. Nobody could tell how many were left behind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from store.columns.cells import CellError
from store.columns.numbers import money
from store.coverage import measure_subject
from store.importers.protocol import SALES_SUBJECTS
from store.importers.shops.statuses import WOOCOMMERCE, slug
from store.importers.shops.woo_json import (
    TOTAL_COSTS,
    UNIT_COSTS,
    WooOrders,
    order_number,
)
from store.messages import N_, Message
from store.records import Fact, LeftOut
from store.sync.keys import Keys, Refs
from store.sync.marks import OVERLAP, Marks
from store.sync.values import earlier, rate, said, whole
from store.sync.woocommerce.catalogue import Catalogue
from store.sync.woocommerce.orders import NUMBERS, RATES, Items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.importers.protocol import Context, Record
    from store.records import Sale
    from store.sync.mysql import Database
    from store.sync.woocommerce.orders import Told

from store.sync.woocommerce.shop import Shop

_ACCOUNT = 2
_NO_ORDERS = ("auto-draft", "checkout-draft", "draft", "new")


class WoocommerceReading:
    """Reads a shop's tables; see ``store.sync.reading.Reading``."""

    importer = "woocommerce_database"

    def __init__(
        self, database: Database, context: Context, marks: Marks, *, full: bool, now: int
    ) -> None:
        self._shop = Shop(database, context)
        self._before = marks
        self._full = full or not marks
        now_text = self._shop.clock.written(now)
        last, until = self._shop.tables.marks()
        self._marks = Marks({"orders": last}, {"orders": min(until[:19] or now_text, now_text)})
        self._since = earlier(marks.until.get("orders", ""), OVERLAP)
        self._rate: int | None = None
        self._context = context
        self._orders = WooOrders(database.config.name, replace(context, rate=self._rate_of))
        self._items = Items(self._shop)
        self._catalogue = Catalogue(self._shop)
        self._money = money("cost", ".")
        since = (0, "0000-00-00") if self._full else (marks.last.get("orders", 0), self._since)
        self._ids = Keys(self._shop.tables.changed(*since))
        self._refs = Refs()
        self.done = self.rows = 0
        self.total = len(self._ids)

    def records(self) -> Iterator[Record]:
        for record in self._all():
            self.rows += getattr(record, "rows", 0)
            yield record
        yield from self._orders.warnings()
        if self._shop.schema.unguarded:
            yield Message(
                N_(
                    "The tables {tables} keep no snapshot (MyISAM): what changes in them while they"
                    " are read is caught up by the next sync."
                ),
                {"tables": ", ".join(self._shop.schema.unguarded)},
            )

    def marks(self) -> Marks:
        return self._marks

    def live(self) -> Refs | None:
        return self._refs if self._full else None

    def covers(self) -> dict[str, int]:
        found: dict[str, int] = {}
        first = self._shop.clock.day(self._shop.tables.first())
        if first is not None:
            found.update(dict.fromkeys((*SALES_SUBJECTS, measure_subject("paid_amount")), first))
        joined = self._first_account()
        if joined is not None:
            found[measure_subject("accounts")] = joined
        return found

    def _all(self) -> Iterator[Record]:
        yield from self._catalogue.products(None if self._full else self._since)
        for some in self._ids.chunks():
            yield from self._some_orders(some)
            self.done += len(some)
        yield from self._accounts()

    # -- orders --------------------------------------------------------------------------------

    def _some_orders(self, numbers: Sequence[int]) -> Iterator[Record]:
        orders = self._shop.tables.orders(numbers)
        refunds = self._shop.tables.refunds(numbers)
        documents = [*orders, *(whole(one["id"]) for some in refunds.values() for one in some)]
        items = self._items.of(documents)
        lines = [line for one in items.values() for line in one["line_items"]]
        skus = self._catalogue.skus(
            whole(line.get(key)) for line in lines for key in ("product_id", "variation_id")
        )
        for line in lines:
            variation, product = whole(line.get("variation_id")), whole(line.get("product_id"))
            line["sku"] = skus.get(variation) or skus.get(product, "")
            if line["sku"]:
                line["name"] = ""  # as the catalogue has it: orders keep names of other days
        for number, told in orders.items():
            if slug(told["status"]) in _NO_ORDERS:
                continue
            told.update(items.get(number, {"line_items": []}))
            told["refunds"] = [
                one | items.get(whole(one["id"]), {}) for one in refunds.get(number, ())
            ]
            yield self._sale(number, told)

    def _sale(self, number: int, told: Told) -> Sale | LeftOut:
        told["number"] = next((told[key] for key in NUMBERS if told.get(key)), str(number))
        self._refs.add(order_number(told))
        self._finish(told)
        costs = self._take_costs(told) if self._is_foreign(told) else []
        if not costs:
            self._tell_costs(told)
        try:
            sale = self._orders.sale(told)
        except CellError as error:
            return LeftOut(number, self._orders.at, error.reason, values=error.values)
        if costs:
            sale.lines = [
                line._replace(cost=cost) for line, cost in zip(sale.lines, costs, strict=False)
            ] + list(sale.lines[len(costs) :])
        return sale

    def _finish(self, told: Told) -> None:
        """Put what the tables say where the REST interface has it, and settle the status."""
        told["billing"] = {
            "email": told.get("email", ""), "company": told.get("company", ""),
            "country": told.get("billing_country", ""), "state": told.get("billing_state", ""),
        }  # fmt: skip
        told["shipping"] = {
            "country": told.get("shipping_country", ""),
            "state": told.get("shipping_state", ""),
        }
        told["meta_data"] = [
            {"key": key, "value": value} for key, value in told.items() if key.startswith("_")
        ]
        paid = bool(told.get("date_paid_gmt")) and not told["date_paid_gmt"].startswith("0000")
        status = slug(told["status"])
        if status not in WOOCOMMERCE and f"status.{status}" not in self._context.answers:
            # A status that a plugin or the owner made: it counts once the money is there.
            told["status"] = "processing" if paid else "pending"
        elif status in ("cancelled", "canceled") and paid:
            # It was an order; what was not given back before is on the day it was cancelled.
            told["status"] = "refunded"
            if not told["refunds"]:
                day = told.get("date_modified_gmt", "")
                told["refunds"] = [{"date_created_gmt": day, "amount": told.get("total", "")}]
        self._rate = self._noted_rate(told)

    def _noted_rate(self, told: Told) -> int | None:
        """Return the rate that a plugin noted with the order: units of its currency for one."""
        for key, base in RATES.items():
            if told.get(key) and told.get(base, "").upper() == self._context.currency:
                try:
                    return rate(told[key]) or None
                except (CellError, ValueError):
                    continue
        return None

    def _rate_of(self, currency: str, day: int) -> int | None:
        return self._rate or self._context.rate(currency, day)

    def _is_foreign(self, told: Told) -> bool:
        return told.get("currency", "").upper() not in ("", self._context.currency)

    def _tell_costs(self, told: Told) -> None:
        for document in (told, *told["refunds"]):
            for line in document.get("line_items", ()):
                cost = self._line_cost(line)
                if cost is not None:
                    line["cost_of_goods_sold"] = {"total_value": cost}

    def _take_costs(self, told: Told) -> list[int | None]:
        """Return the costs of an order's lines: they are in the shop's currency, not in its own."""
        costs: list[int | None] = []
        for line in told["line_items"]:
            cost = self._line_cost(line)
            costs.append(None if cost is None else self._money(cost) or None)
        return costs

    def _line_cost(self, line: dict[str, Any]) -> str | None:
        for key in TOTAL_COSTS:
            if line.get(key):
                return str(line[key])
        for key in UNIT_COSTS:
            if line.get(key):
                try:
                    unit = self._money(line[key])
                    units = self._money(line.get("quantity") or "0")
                except CellError:
                    return None
                total = unit * units // 10_000
                sign = "-" if total < 0 else ""
                return f"{sign}{abs(total) // 10_000}.{abs(total) % 10_000:04d}"
        return None

    # -- people --------------------------------------------------------------------------------

    def _accounts(self) -> Iterator[Record]:
        """Yield the accounts of customers; those of the shop's own people are none."""
        found = self._customers("u.ID, u.user_email, u.user_registered")
        if found is None:
            return
        sql, values = found
        last = 0 if self._full else self._before.last.get("users", 0)
        self._marks.last["users"] = last
        for number, email, registered in self._shop.database.rows(
            f"{sql} AND u.ID > %s ORDER BY u.ID", *values, last
        ):
            self._marks.last["users"] = max(self._marks.last["users"], whole(number))
            try:
                day = self._shop.clock.moment(registered).day
            except CellError as error:
                yield LeftOut(whole(number), "users", error.reason, values=error.values)
                continue
            values_of = {
                "ref": f"account|{number}", "day": day, "kind": _ACCOUNT, "times": 1,
                "customer": said(email),
            }  # fmt: skip
            yield Fact("engagement", values_of)

    def _first_account(self) -> int | None:
        found = self._customers("MIN(u.user_registered)")
        if found is None:
            return None
        (first,) = self._shop.database.one(found[0], *found[1])
        return self._shop.clock.day(first)

    def _customers(self, what: str) -> tuple[str, list[str]] | None:
        """Return the question for the accounts of customers, ``None`` where it cannot be asked."""
        shop = self._shop
        shared = shop.shared_prefix()
        if shared == shop.database.prefix and not shop.has("users", "usermeta"):
            return None
        sql = (
            f"SELECT {what} FROM `{shared}users` u JOIN `{shared}usermeta` m ON m.user_id = u.ID"
            " AND m.meta_key = %s AND m.meta_value LIKE '%%\"customer\"%%'"
            " WHERE u.user_registered > '1990-01-01'"
        )
        return sql, [f"{shop.database.prefix}capabilities"]
