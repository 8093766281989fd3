"""One reading of a PrestaShop: orders, then carts, visits, people, products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.coverage import measure_subject
from store.importers.protocol import SALES_SUBJECTS
from store.messages import N_, Message, counted
from store.records import Kind, LeftOut, Product
from store.sync.keys import Numbered
from store.sync.prestashop.carts import Carts
from store.sync.prestashop.catalogue import Catalogue
from store.sync.prestashop.changes import Changes
from store.sync.prestashop.order import OrderReader, Parts
from store.sync.prestashop.people import People
from store.sync.prestashop.rows import OrderRows
from store.sync.prestashop.shop import Shop
from store.sync.prestashop.tables import CARTS
from store.sync.prestashop.visits import Visits
from store.sync.values import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.importers.protocol import Context, Record
    from store.sync.marks import Marks
    from store.sync.mysql import Database
    from store.sync.prestashop.rows import Head
    from store.sync.reading import Kept


class PrestashopReading:
    """Reads a shop's tables; see ``store.sync.reading.Reading``."""

    importer = "prestashop_database"

    def __init__(
        self,
        database: Database,
        context: Context,
        marks: Marks,
        kept: Kept,
        *,
        full: bool,
        now: int,
    ) -> None:
        self._shop = Shop(database, context)
        self._changes = Changes(self._shop, marks, full=full, now=now)
        self._marks = self._changes.next_marks()
        self._rows = OrderRows(self._shop)
        self._orders = OrderReader(self._shop)
        self._catalogue = Catalogue(self._shop)
        self._kept = kept
        self._ids = self._changes.orders()
        self._carts = self._changes.carts(self._ids) if self._shop.has(*CARTS) else None
        self._visits = Visits(
            self._shop, marks.last.get("connections", 0), self._shop.clock.written(now)
        )
        self.done = self.rows = 0
        self.total = len(self._ids) + len(self._carts or ()) + self._visits.total()

    def records(self) -> Iterator[Record]:
        for record in self._all():
            self.rows += getattr(record, "rows", 0)
            yield record
        yield from self._warnings()

    def marks(self) -> Marks:
        self._marks.last["connections"] = self._visits.settled
        return self._marks

    def live(self) -> Numbered | None:
        return Numbered(self._ids) if self._changes.full else None

    def covers(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for table, subjects in (
            ("orders", (*SALES_SUBJECTS, measure_subject("paid_amount"))),
            ("customer", (measure_subject("accounts"), measure_subject("signups"))),
            ("cart", ("carts",) if self._carts is not None else ()),
        ):
            first = self._first_day(table) if subjects else None
            if first is not None:
                found.update(dict.fromkeys(subjects, first))
        return found | self._visits.covers()

    def _first_day(self, table: str) -> int | None:
        (first,) = self._shop.database.one(
            f"SELECT MIN(x.date_add) FROM {self._shop.table(table)} x"
            f" WHERE {self._shop.where('x')} AND x.date_add > '1990-01-01'"
        )
        return self._shop.clock.day(first)

    def _all(self) -> Iterator[Record]:
        since = None if self._changes.full else self._changes.since("product")
        yield from self._products(since)
        for some in self._ids.chunks():
            yield from self._some_orders(some)
            self.done += len(some)
        if self._carts is not None:
            carts = Carts(self._shop, None if self._changes.first else self._kept)
            for some in self._carts.chunks():
                yield from carts.read(some)
                self.done += len(some)
            yield from carts.empty()
        for visits in self._visits.read():
            yield from visits
            self.done += len(visits)
        yield from People(self._shop, self._changes).read()

    def _products(self, since: str | None) -> Iterator[Product]:
        yield from self._catalogue.products(since)

    def _some_orders(self, numbers: Sequence[int]) -> Iterator[Record]:
        heads = list(self._rows.heads(numbers))
        parts = self._parts(heads, numbers)
        products = {whole(item.product) for one in parts.values() for item in one.items}
        known = self._catalogue.known(products)
        for head in heads:
            try:
                yield self._orders.sale(head, parts[head.number], known)
            except CellError as error:
                yield LeftOut(whole(head.number), "orders", error.reason, values=error.values)

    def _parts(self, heads: Sequence[Head], numbers: Sequence[int]) -> dict[str, Parts]:
        rows = self._rows
        items, rules, slips = rows.items(numbers), rows.rules(numbers), rows.slips(numbers)
        payments, origins = rows.payments(heads), rows.origins(numbers)
        states = self._shop.states
        not_counting = [
            whole(head.number)
            for head in heads
            if head.valid != "1"
            and not (whole(head.state) in states and states[whole(head.state)].counts)
        ]
        history = rows.history(not_counting)
        lost = [str(head.number) for head in heads if head.number not in origins or not head.system]
        kept = self._kept(Kind.SALE, lost) if lost and not self._changes.first else {}
        return {
            head.number: Parts(
                items.get(head.number, ()), rules.get(head.number, ()), slips.get(head.number, ()),
                history.get(head.number, ()), payments.get(head.number, ()),
                origins.get(head.number), kept.get(str(head.number), {}),
            )
            for head in heads
        }  # fmt: skip

    def _warnings(self) -> Iterator[Record]:
        yield from self._orders.exchange.warnings()
        if self._orders.off_by:
            yield counted(
                N_("The lines of {n} order do not add up to its total; the rest has no product."),
                N_(
                    "The lines of {n} orders do not add up to their total; the rest has no product."
                ),
                "n",
                {"n": self._orders.off_by},
            )
        if self._shop.schema.unguarded:
            yield Message(
                N_(
                    "The tables {tables} keep no snapshot (MyISAM): what changes in them while they"
                    " are read is caught up by the next sync."
                ),
                {"tables": ", ".join(self._shop.schema.unguarded)},
            )
