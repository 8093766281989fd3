"""The rows of one import on their way into the store, written but not yet seen.

A ``Stage`` takes what a source says (orders, series values, rows of any other fact table), tells
new from changed from unchanged, and writes it in short transactions under the number of a pending
import. Readers see nothing of it before ``store.ingest.publish``.

Other kinds of documents than orders are written with ``add_rows``::

    stage.add_rows("spend", [{"day": 20500, "channel": "Google Ads", "amount": 1_250_000}])
    stage.add_rows("cart", [{"day": 20500, "ref": "c-17", "step": 2, "visitor": 91}])
"""

from __future__ import annotations

from collections import defaultdict
from itertools import repeat
from typing import TYPE_CHECKING

from store.ingest import moved_orders
from store.ingest.catalogue import FULLER, Catalogue, is_fuller
from store.ingest.documents import DOCUMENT, REPLACED, UNMET, Documents
from store.ingest.forgotten import ForgottenCustomers
from store.ingest.left_out import LEFT_OUT, LeftOutRows
from store.ingest.named_rows import NamedRows, tellable
from store.ingest.outbox import Outbox
from store.ingest.overlap import NewOrders
from store.ingest.project_book import ProjectBook
from store.ingest.rates import RateStage, write_most
from store.ingest.receipt import Tally
from store.ingest.sales import CodedSale, Known, SaleCoder, digest
from store.ingest.series import SeriesStage
from store.ingest.sizes import Sizes
from store.ingest.withdrawals import Withdrawals
from store.records import Kind, LeftOut
from store.visible import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from store.database import Store
    from store.ingest.coding import Coding
    from store.ingest.documents import Version
    from store.ingest.receipt import LeftOutNotes
    from store.records import (
        ExchangeRate,
        Fact,
        Kept,
        Product,
        Sale,
        SeriesValue,
        Unchanged,
        WholeDays,
    )

_TOGETHER = 500
"""Facts of one table coded at once."""
_CODED_LINES = 1_000
"""Order lines coded at once: their texts are still in the processor's cache."""
_CANCELLATIONS_KEPT = 50_000
"""Cancellations that wait for the order they name, which may come later in the file."""


class Stage:
    """Takes the rows of one import. With ``trial`` nothing is written: a dry run.

    Rows of days after ``last_day`` are rejected: one mistyped year would make every figure wait
    for it.
    """

    def __init__(
        self,
        store: Store,
        coding: Coding,
        *,
        importing: int,
        source: str,
        first_document: int,
        last_day: int | None = None,
        trial: bool = False,
    ) -> None:
        self.importing = importing
        self.source = source
        self.coding = coding
        self.tally = Tally()
        self.days: set[int] = set()
        """Days whose figures change, as far as the new rows tell."""
        self.covered: dict[str, tuple[int, int]] = {}
        """First and last day of what was given, by kind of document or measure."""
        self.changed = False
        """Whether any row was written that figures are made of."""
        self.new_orders = NewOrders()
        """Some of the orders that this source tells for the first time."""
        self.series_spend: set[tuple[int, int]] = set()
        """The days and channels of spend given as a series; known after ``finish``."""
        self.series_days: dict[str, set[int]] = {}
        """The days of each measure given as a series; known after ``finish``."""
        self.rates: list[tuple[str, int, int]] = []
        """Exchange rates to write when the import is published; known after ``finish``."""
        self.kept: dict[str, str] = {}
        """What the importer wants to find again, by key; written when the import is published."""
        self._store = store
        self._trial = trial
        self._last_day = last_day
        self._documents = Documents(
            store.sql, coding.members("source")[source], importing, first_document
        )
        self._sales: list[Sale] = []
        self._cancellations: list[Sale] = []
        self._lines = 0
        self._coder = SaleCoder(coding, source, self.sale_document)
        self.catalogue = Catalogue(store, coding, importing, trial=trial)
        self._series = SeriesStage(coding, source)
        self._rates = RateStage()
        self.projects = ProjectBook(source)
        self._forgotten = ForgottenCustomers(store.sql, coding.customers)
        self._facts: defaultdict[str, list[Fact]] = defaultdict(list)
        self._named = NamedRows(store.sql, coding, source, self.sale_document)
        self.withdrawals = Withdrawals(self._documents)
        self._sizes = Sizes(source)
        self._outbox = Outbox(store, source, coding, self._documents, self._columns, trial=trial)
        self._left_out = LeftOutRows(importing, self.tally, self._outbox)

    # -- what is given ---------------------------------------------------------------------

    def add_sale(self, sale: Sale) -> None:
        """Take one order, whole."""
        if self._last_day is not None and sale.day > self._last_day:
            self._left_out.reject_future(sale.day, sale.rows)
            return
        if sale.order_ref and len(self._cancellations) < _CANCELLATIONS_KEPT:
            self._cancellations.append(sale)
            return
        self._take(sale)

    def _take(self, sale: Sale) -> None:
        self._sales.append(sale)
        self._lines += len(sale.lines) + 1
        if self._lines >= _CODED_LINES:
            self._code_sales()

    def add_value(self, value: SeriesValue) -> None:
        """Take one measure of one day."""
        if self._last_day is not None and value.day > self._last_day:
            self._left_out.reject_future(value.day, value.rows)
            return
        if self._sizes.value_too_large(value.value):
            self._left_out.reject_large(value.rows)
            return
        self._cover(value.measure, value.day)
        self._series.add(value)

    def add_fact(self, fact: Fact) -> None:
        """Take one row of any fact table but those of orders."""
        day = fact.values["day"]
        if self._last_day is not None and isinstance(day, int) and day > self._last_day:
            self._left_out.reject_future(day, fact.rows)
            return
        if self._sizes.row_too_large(fact.table, fact.values):
            self._left_out.reject_large(fact.rows)
            return
        facts = self._facts[fact.table]
        facts.append(fact)
        if len(facts) >= _TOGETHER:
            self._add_facts(fact.table)

    def add_whole(self, whole: WholeDays) -> None:
        """Take the word that this import is all of a table on some days; before its rows."""
        if whole.table == "series":
            self._series.expect(whole)
            return
        last = whole.last if self._last_day is None else min(whole.last, self._last_day - 1)
        if whole.first <= last:
            self._cover(whole.table, whole.first)
            self._cover(whole.table, last)
            self.withdrawals.expect(whole)

    def _add_facts(self, table: str) -> None:
        facts = self._facts.pop(table, [])
        self.add_rows(table, [fact.values for fact in facts], [fact.rows for fact in facts])

    def add_product(self, product: Product) -> None:
        """Take what a catalogue says of a product, before the orders of the same import."""
        self.catalogue.add(product)
        self._outbox.write_if_much()

    def add_rate(self, rate: ExchangeRate) -> None:
        """Take one exchange rate of one day."""
        if self._last_day is not None and rate.day > self._last_day:
            self._left_out.reject_future(rate.day, rate.rows)
            return
        self._rates.add(rate)

    def pass_over(self, unchanged: Unchanged) -> None:
        """Count rows that an earlier import has read."""
        self.tally.unchanged += unchanged.rows

    def keep(self, kept: Kept) -> None:
        """Keep a text for the next import of this source."""
        self.kept[kept.key] = kept.value

    def leave_out(self, row: LeftOut) -> None:
        """Note a row that is not stored, and why."""
        self._left_out.take(row)

    def add_rows(
        self,
        table: str,
        rows: Iterable[Mapping[str, object]],
        counts: Iterable[int] = repeat(1),
    ) -> None:
        """Take rows of any fact table but those of orders, and ``series``.

        A row is column values by name. Dimensions are given as texts, ``customer`` as any stable
        identity (kept only as a pseudonym), ``sale_doc`` as the order's ref. Money is in stored
        units, days are day numbers; what is left out has the column's default.

        With a ``ref`` the row is a document: given again it replaces what was stored, or is found
        unchanged. Without, it is new every time: for rows that no later import restates.
        ``counts`` are the rows of the file that each was read from.
        """
        self.flush_sales()
        kind = DOCUMENT_TABLES[table]
        rows = list(rows)
        refs = [str(row["ref"]) for row in rows if row.get("ref") is not None]
        known = self._documents.known(kind, refs)
        self.withdrawals.given(table, refs)
        coded = [
            (row.get("ref"), count, self._named.coded(table, row))
            for row, count in zip(
                self._forgotten.kept_rows(table, rows, known), counts, strict=False
            )
        ]
        for ref, count, (day, values) in coded:
            self._cover(table, day)
            doc: int | None
            if ref is None:
                doc = self._documents.number()
                self.changed = True
                self.tally.stored += count
            else:
                told = digest((day, tellable(values)))
                doc = self._placed(kind, str(ref), day, told, known.get(str(ref)), count)
            if doc is not None:
                self.days.add(day)
                self._outbox.put(table, self._named.row(table, day, doc, self.importing, values))
        self._outbox.write_if_much()

    @property
    def next_document(self) -> int:
        """The number of the first document after this import."""
        return self._documents.next

    @property
    def filled(self) -> set[str]:
        """The tables rows were written to; known after ``finish``."""
        return self._outbox.filled

    @property
    def notes(self) -> LeftOutNotes:
        """What the receipt tells of left-out rows."""
        return self._left_out.notes

    @property
    def left_out_unlisted(self) -> int:
        """How many left-out rows are counted but not listed."""
        return self._left_out.unlisted

    def sale_document(self, ref: str) -> Known | None:
        """Return the document and day of an order of this source by its ref."""
        return self._documents.find(Kind.SALE, ref)

    def finish(self) -> None:
        """Write everything that is still waiting."""
        self.flush_sales()
        for sale in self._cancellations:
            self._take(sale)
        self._cancellations.clear()
        self.flush_sales()
        for table in list(self._facts):
            self._add_facts(table)
        self._follow_moved_orders()
        self._outbox.write()
        self.catalogue.settle(self.tally)
        self.days |= self.catalogue.days
        self.changed = self.changed or bool(self.catalogue.days)
        for day, row in self.withdrawals.rows(self._last_day):
            self.days.add(day)
            self.changed = True
            self._outbox.put("replaced", row)
        connection = self._store.sql
        self.series_days = self._series.days()
        self.series_spend = self._series.channels("spend")
        for day, row in self._series.settle(connection, self.importing, self.tally):
            self.days.add(day)
            self.changed = True
            self._outbox.put("series", row)
            self._outbox.write_if_much()
        self._outbox.write()
        self.rates = self._rates.settle(connection, self.tally)
        if not self._trial:
            self.rates = write_most(self._store, self.rates)
        self.projects.settle(connection, self.tally)

    # -- orders ----------------------------------------------------------------------------

    def flush_sales(self) -> None:
        """Code the orders taken so far, so that others can name them."""
        if self._sales:
            self._code_sales()

    def _code_sales(self) -> None:
        sales, self._sales, self._lines = self._sales, [], 0
        known = self._documents.known(Kind.SALE, [sale.ref for sale in sales])
        self._forgotten.keep_of_sales(sales, known)
        for sale in sales:
            self._put_sale(self._coder.code(sale), known.get(sale.ref))
        self._outbox.write_if_much()

    def _follow_moved_orders(self) -> None:
        self._outbox.write()
        if self._trial:
            return
        moved_orders.meet(self._store, self.importing)
        for table, row in moved_orders.rewritten(self._store.sql, self.importing):
            if table == "refund":
                self.days.add(int(row[0] or 0))
            self._outbox.put(table, row)
            self._outbox.write_if_much()

    def _put_sale(self, coded: CodedSale, known: Version | None) -> None:
        sale = coded.sale
        self._cover("sale", sale.day)
        if sale.sketch and known is not None and is_fuller(self._store.sql, known, sale):
            self.leave_out(LeftOut(0, "", FULLER, rejected=False, rows=sale.rows))
            return
        if self._sizes.too_large(coded):
            self._left_out.reject_large(sale.rows)
            return
        days = coded.days()
        doc = self._placed(Kind.SALE, sale.ref, sale.day, coded.digest, known, sale.rows)
        if doc is None:
            return
        if known is None and coded.has_order:
            self.new_orders.add(sale.ref, sale.day, coded.amounts[0], sale.paid)
        self.days |= days
        if coded.lacks_costs:
            costs = self.catalogue.costs
            coded.fill_costs(costs.then(known.day, doc) if known else costs.now())
        coded.put(doc, self.importing, self._outbox.rows)
        self._outbox.added(len(sale.lines) + 2)
        if not coded.has_order and coded.order is None and (sale.order_ref or known is not None):
            # Its order may be told later; one that names none by now waits for none.
            self._outbox.put("unmet", self._documents.unmet(doc, sale.order_ref))

    def _placed(
        self, kind: Kind, ref: str, day: int, told: int, known: Version | None, rows: int
    ) -> int | None:
        """Return the document to write rows for, ``None`` when it is stored just so."""
        if known is not None and known.digest == told:
            self.tally.unchanged += rows
            return None
        self.changed = True
        if known is None:
            self.tally.stored += rows
            doc, row = self._documents.new(kind, ref, day, told)
            self._outbox.put("document", row)
        else:
            self.tally.updated += rows
            doc = known.doc
            self.days.add(known.day)
            self._outbox.put("replaced", self._documents.newer(kind, ref, day, told, known))
        self._documents.note(kind, ref, doc, day)
        return doc

    def _cover(self, what: str, day: int) -> None:
        first, last = self.covered.get(what, (day, day))
        if not first <= day <= last or what not in self.covered:
            self.covered[what] = (min(first, day), max(last, day))

    def _columns(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the columns of all tables written here, in the order of writing."""
        yield from (("document", DOCUMENT), ("replaced", REPLACED), ("left_out", LEFT_OUT))
        yield "unmet", UNMET
        yield from self._named.columns.items()
        yield "series", SeriesStage.COLUMNS
