"""Small shops for tests, told in sentences.

    shop = a_shop()
    shop.order("2026-03-02", by="ana", goods=60, channel="email", lines=[soap(30, units=2)])
    shop.visit("2026-03-02", by="phone-1", channel="email", device="mobile")
    shop.publish()
    shop.facts.totals(["orders", "goods_sold"], days("2026-03-01", "2026-03-31"))

What is told is buffered; ``publish`` writes it as one import, in the way a real import does: rows
tagged as pending, derived facts and the switch in one transaction, then the replaced rows deleted.
An order told again under the same ``ref`` (or a visit, a cart…) replaces its old version. Amounts
are in units of the currency (int, str or Decimal), days are ISO texts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from store import daily
from store.database import Store, in_memory
from store.facts import Facts
from store.measures import FAMILIES
from store.migrations.m0001_first import ORDER_DIMENSIONS, TRAFFIC_DIMENSIONS
from store.money import rounded, to_stored
from store.records import Status
from store.spans import Span, to_number
from store.visible import DOCUMENT_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

Amount = int | str | Decimal
Step = Literal["filled", "checkout", "payment", "paid"]
_STEPS: dict[str, int] = {"filled": 0, "checkout": 1, "payment": 2, "paid": 3}
_SERIES_MEMBERS = (
    *TRAFFIC_DIMENSIONS, "payment_method", "sales_channel", "customer_group", "category",
)  # fmt: skip
EVERYTHING = tuple(family.id for family in FAMILIES if not family.live)


def days(first: str, last: str) -> Span:
    """Return the days from first to last, both included."""
    return Span.of(date.fromisoformat(first), date.fromisoformat(last))


def number(day: str) -> int:
    """Return the day as the store holds it."""
    return to_number(date.fromisoformat(day))


def money(amount: Amount) -> int:
    """Return an amount in stored units."""
    return to_stored(Decimal(amount))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; ``goods`` for all its units, in units of the currency."""

    sku: str
    goods: Amount
    units: int = 1
    cost: Amount | None = None
    discount: Amount = 0
    category: str = ""
    subcategory: str = ""


def item(
    sku: str,
    goods: Amount,
    *,
    units: int = 1,
    cost: Amount | None = None,
    discount: Amount = 0,
    category: str = "",
    subcategory: str = "",
) -> Item:
    return Item(sku, goods, units, cost, discount, category, subcategory)


def a_shop(*, currency: str = "EUR", country: str = "FR", store: Store | None = None) -> TestShop:
    """Return an empty shop in memory, or one around an open store."""
    return TestShop(store or in_memory(currency=currency, country=country, name="Test shop"))


class TestShop:
    """A shop whose life is told row by row."""

    __test__ = False

    def __init__(self, store: Store) -> None:
        self.store = store
        self.facts = Facts(store)
        self._rows: list[tuple[str, dict[str, Any]]] = []
        self._covers: list[tuple[str, str, int, int]] = []
        self._replaced: set[tuple[int, int]] = set()
        self._refs: dict[tuple[int, str], int] = {}
        self._codes: defaultdict[str, dict[Any, int]] = defaultdict(dict)
        self._imports = 0
        self._docs = 0

    # -- what happened -----------------------------------------------------------------------

    def order(
        self,
        day: str,
        *,
        goods: Amount | None = None,
        by: str = "",
        units: int | None = None,
        status: Status = Status.PAID,
        discount: Amount = 0,
        shipping: Amount = 0,
        tax: Amount = 0,
        currency: str = "EUR",
        at: int | None = None,
        lines: Iterable[Item] = (),
        ref: str = "",
        **members: str,
    ) -> int:
        """Tell of an order and return its document; without ``goods`` its lines say how much."""
        lines = list(lines)
        doc = self._document(1, ref)
        costed = [line for line in lines if line.cost is not None]
        total = sum(money(line.goods) for line in lines) if goods is None else money(goods)
        self._tell(
            "sale", day=number(day), doc=doc, at=at, ref=ref or f"#{doc}", status=int(status),
            customer=self._customer(by), currency=currency, goods=total,
            discount=money(discount) + sum(money(line.discount) for line in lines),
            shipping=money(shipping), tax=money(tax),
            units=sum(line.units for line in lines) or 1 if units is None else units,
            costed=sum(money(line.goods) for line in costed),
            cost=sum(money(line.cost or 0) for line in costed),
            **self._members(ORDER_DIMENSIONS, members),
        )  # fmt: skip
        for place, line in enumerate(lines, 1):
            self._tell(
                "sale_line", day=number(day), doc=doc, n=place, status=int(status),
                product=self._product(line), units=line.units, goods=money(line.goods),
                discount=money(line.discount),
                cost=None if line.cost is None else money(line.cost),
            )  # fmt: skip
        return doc

    def refund(
        self,
        day: str,
        goods: Amount,
        *,
        of: int = 0,
        ordered: str = "",
        by: str = "",
        cost: Amount = 0,
        lines: Iterable[Item] = (),
        **members: str,
    ) -> None:
        """Tell of money given back on ``day`` for the order ``of``, placed on ``ordered``.

        Without ``of`` the order is unknown: the refund is a document of its own. Its ``lines`` say
        for which part of it the cost is known; without lines, all of it where a ``cost`` is given,
        else as much as of its order.
        """
        lines = list(lines)
        place = sum(
            1 for name, row in self._rows
            if name == "refund" and (row["doc"], row["day"]) == (of, number(day))
        )  # fmt: skip
        doc = of or self._document(1, "")
        ordered = ordered or day
        self._tell(
            "refund", day=number(day), doc=doc, n=place + 1, ref=f"R{doc}", order_doc=of,
            order_day=number(ordered), customer=self._customer(by), goods=money(goods),
            costed=self._costed(money(goods), lines, of, known=bool(cost)), cost=money(cost),
            **self._members(ORDER_DIMENSIONS, members),
        )  # fmt: skip
        for n, line in enumerate(lines, 1):
            self._tell(
                "refund_line", day=number(day), doc=doc, n=n + 100 * place,
                order_day=number(ordered), product=self._product(line), units=line.units,
                goods=money(line.goods), costed=0 if line.cost is None else money(line.goods),
                cost=money(line.cost or 0),
            )  # fmt: skip

    def _costed(self, goods: int, lines: list[Item], of: int, *, known: bool) -> int:
        if lines or known:
            return sum(money(o.goods) for o in lines if o.cost is not None) if lines else goods
        (order,) = [
            (row["goods"], row["costed"]) for name, row in self._rows
            if name == "sale" and row["doc"] == of
        ] or self.store.sql.execute(
            "SELECT goods, costed FROM sale WHERE doc = ?", (of,)
        ).fetchall() or [(0, 0)]  # fmt: skip
        return rounded(goods * order[1], order[0]) if order[0] else 0

    def visit(
        self,
        day: str,
        *,
        by: str = "",
        pages: int = 2,
        steps: int = 0,
        known: bool = False,
        ref: str = "",
        **members: str,
    ) -> None:
        """Tell of a visit of the visitor ``by``."""
        self._tell(
            "visit", day=number(day), doc=self._document(3, ref), visitor=self._code("visitor", by),
            context=self._context(members), pages=pages, steps=steps, known=int(known),
        )  # fmt: skip

    def cart(
        self,
        day: str,
        *,
        by: str = "",
        step: Step = "filled",
        amount: Amount = 10,
        secured: bool = False,
        ordered: int = 0,
        ref: str = "",
        **members: str,
    ) -> None:
        """Tell of a cart and the furthest step it reached; ``ordered`` is the order made of it."""
        self._tell(
            "cart", day=number(day), doc=self._document(2, ref), visitor=self._code("visitor", by),
            step=_STEPS[step], amount=money(amount), secured=int(secured), sale_doc=ordered,
            **self._members((*TRAFFIC_DIMENSIONS, "payment_method"), members),
        )  # fmt: skip

    def payment(
        self,
        day: str,
        amount: Amount,
        *,
        of: int = 0,
        fee: Amount = 0,
        fraud: Amount = 0,
        done: bool = True,
        secured: bool = False,
        **members: str,
    ) -> None:
        """Tell of a payment, of the order ``of`` or of a source that names none."""
        self._tell(
            "payment", day=number(day), doc=of or self._document(1, ""), n=1, amount=money(amount),
            fee=money(fee), fraud=money(fraud), done=int(done), secured=int(secured),
            **self._members(("payment_method", "device", "country", "channel", "source"), members),
        )  # fmt: skip

    def spend(
        self,
        day: str,
        amount: Amount,
        *,
        impressions: int = 0,
        clicks: int = 0,
        ref: str = "",
        **members: str,
    ) -> None:
        """Tell of marketing money spent."""
        self._tell(
            "spend", day=number(day), doc=self._document(4, ref), amount=money(amount),
            impressions=impressions, clicks=clicks,
            **self._members(("channel", "campaign", "source"), members),
        )  # fmt: skip

    def answer(self, day: str, score: int, *, of: int = 10, **members: str) -> None:
        """Tell of an answer to “would you recommend us?” (0–10), or to a satisfaction question."""
        if of == 10:
            kind, verdict = 1, (score >= 9) - (score <= 6)
        else:
            kind, verdict = 2, 1 if score > of / 2 else -1
        self._tell(
            "answer", day=number(day), doc=self._document(7, ""), kind=kind,
            scale=f"0-{of}", score=score, verdict=verdict,
            **self._members(("channel", "category", "customer_group", "source"), members),
        )  # fmt: skip

    def series(self, measure: str, day: str, value: int, **members: str) -> None:
        """Tell of one measure of a day as a tool exported it; money in stored units."""
        self._tell(
            "series", measure=measure, day=number(day), value=value,
            **self._members(_SERIES_MEMBERS, members),
        )  # fmt: skip

    def row(self, table: str, day: str, *, ref: str = "", **columns: Any) -> int:
        """Tell of a row of any fact table by its columns; texts are members of dimensions."""
        doc = self._document(int(DOCUMENT_TABLES[table]), ref)
        coded = {
            name: self._member(name, value) if isinstance(value, str) and name != "scale" else value
            for name, value in columns.items()
        }
        self._tell(table, day=number(day), doc=doc, **coded)
        return doc

    def forgets(self, kind: int, ref: str) -> None:
        """Tell that a document is no more: its next version has no rows."""
        self._document(kind, ref)

    def covered(self, first: str, last: str, *subjects: str, source: str = "test") -> None:
        """Say that a source covers the days of these measures or families (default: all)."""
        for subject in subjects or EVERYTHING:
            self._covers.append((subject, source, number(first), number(last) + 1))

    # -- the import --------------------------------------------------------------------------

    def stage(self) -> int:
        """Write what was told as a pending import, seen by nobody, and return its id."""
        self._imports += 1
        importing = self._imports
        with self.store.writing() as sql:
            sql.execute(
                "INSERT INTO import (id, importer, source, file, state, started_at)"
                " VALUES (?, 'test', 'test', 'test.csv', 'pending', ?)",
                (importing, importing),
            )
            for name, row in self._rows:
                row["import"] = importing
                sql.execute(
                    f"INSERT INTO {name} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                    tuple(row.values()),
                )
            sql.executemany(
                "INSERT INTO replaced VALUES (?, ?, ?, 0, '', 0, 0, 0)",
                ((kind, doc, importing) for kind, doc in self._replaced),
            )
        return importing

    def publish(self, *, whole: bool | None = None) -> Facts:
        """Import what was told; ``whole`` builds a new generation instead of following days."""
        daily.ensure_current(self.store)
        touched = self._touched()
        importing = self.stage()
        sql = self.store.sql
        if whole is None:
            whole = daily.worth_rebuilding(sql, touched)
        if whole:
            generation = daily.derive(sql, days=None, importing=importing)
        else:
            prepared = daily.prepare(sql, days=touched, importing=importing)
        with self.store.writing():
            if whole:
                daily.switch(sql, generation)
            else:
                prepared.write()
            sql.executemany(
                "INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?, ?)",
                ((*cover, importing) for cover in self._covers),
            )
            sql.execute(
                "UPDATE import SET state = 'published', published_at = ? WHERE id = ?",
                (importing, importing),
            )
            sql.execute("UPDATE setting SET value = value + 1 WHERE key = 'data_version'")
        self.clean(importing)
        self._rows.clear()
        self._covers.clear()
        self._replaced.clear()
        return self.facts

    def clean(self, importing: int) -> None:
        """Delete what the import replaced and generations that nobody reads."""
        with self.store.writing() as sql:
            for name, kind in DOCUMENT_TABLES.items():
                sql.execute(
                    f"DELETE FROM {name} WHERE import < ? AND doc IN"
                    " (SELECT doc FROM replaced WHERE kind = ? AND import = ?)",
                    (importing, int(kind), importing),
                )
            sql.execute("DELETE FROM replaced WHERE import = ?", (importing,))
        daily.clear_old(self.store.sql)

    def _touched(self) -> set[int]:
        touched = {row["day"] for _, row in self._rows}
        for kind, doc in self._replaced:
            for name, of_kind in DOCUMENT_TABLES.items():
                if of_kind == kind:
                    rows = self.store.sql.execute(f"SELECT day FROM {name} WHERE doc = ?", (doc,))
                    touched |= {day for (day,) in rows}
        return touched

    # -- codes -------------------------------------------------------------------------------

    def _tell(self, table: str, **row: Any) -> None:
        self._rows.append((table, row))

    def _document(self, kind: int, ref: str) -> int:
        known = self._refs.get((kind, ref)) if ref else None
        if known is not None:
            self._replaced.add((kind, known))
            self._rows = [
                (name, row) for name, row in self._rows
                if name == "series" or (DOCUMENT_TABLES[name], row["doc"]) != (kind, known)
            ]  # fmt: skip
            return known
        self._docs += 1
        if ref:
            self._refs[kind, ref] = self._docs
        return self._docs

    def _code(self, kind: str, name: Any) -> int:
        if name == "":
            return 0
        return self._codes[kind].setdefault(name, len(self._codes[kind]) + 1)

    def _member(self, dimension: str, name: str) -> int:
        if not name:
            return 0
        code = self._codes[dimension].get(name)
        if code is None:
            with self.store.writing() as sql:
                (code,) = sql.execute(
                    "INSERT INTO member (dimension, name) VALUES (?, ?) RETURNING id",
                    (dimension, name),
                ).fetchone()
            self._codes[dimension][name] = code
        return code

    def _members(self, known: Iterable[str], members: dict[str, str]) -> dict[str, int]:
        stray = members.keys() - set(known)
        if stray:
            raise TypeError(f"no such dimension here: {', '.join(sorted(stray))}")
        return {dimension: self._member(dimension, name) for dimension, name in members.items()}

    def _customer(self, name: str) -> int:
        code = self._code("customer", name)
        if code:
            with self.store.writing() as sql:
                sql.execute(
                    "INSERT OR IGNORE INTO customer (id, key) VALUES (?, ?)", (code, name.encode())
                )
        return code

    def _product(self, line: Item) -> int:
        code = self._code("product", line.sku)
        category = self._member("category", line.category)
        subcategory = self._member("subcategory", line.subcategory)
        with self.store.writing() as sql:
            sql.execute(
                "INSERT INTO product (id, sku, name, category, subcategory)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                " SET category = excluded.category, subcategory = excluded.subcategory",
                (code, line.sku, line.sku.capitalize(), category, subcategory),
            )
        return code

    def _context(self, members: dict[str, str]) -> int:
        codes = self._members(TRAFFIC_DIMENSIONS, members)
        row = tuple(codes.get(name, 0) for name in TRAFFIC_DIMENSIONS)
        known = self._codes["visit_context"]
        if row not in known:
            known[row] = len(known) + 1
            with self.store.writing() as sql:
                sql.execute(
                    f"INSERT INTO visit_context VALUES (?{', ?' * len(row)})", (known[row], *row)
                )
        return known[row]
