"""What sells and what does not: revenue, margin, units, returns and attraction by product.

Revenue is less refunds, on the day of the refund. Returns follow the orders of the days: units of
them that came back, out of the units sold. Attraction needs a web server's log: the views of a
product's page, and how many orders hold the product for each.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from goals.metrics.intervals import SMALL
from goals.metrics.periods import comparison
from goals.metrics.selected import selected
from goals.metrics.window import window
from store.messages import N_, Message, Quantity
from store.money import MONEY_SCALE
from store.pages import pages
from store.products import ProductSales, keep_weeks, product_sales

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.facts import Facts
    from store.spans import Span

Order = Literal["revenue", "margin", "units", "returns", "attraction", "change"]
ORDERS: tuple[Order, ...] = get_args(Order)
Level = Literal["product", "category", "subcategory"]
LEVELS: tuple[Level, ...] = get_args(Level)

PROVISIONAL = N_("Returns are provisional: goods sold lately may still come back.")
COST_KNOWN = N_("The cost is known for {share} of the sales; margin is of these alone.")
NO_VIEWS = N_("Attraction is not known: no log of a web server shows pages that can be told to be"
              " a product's.")  # fmt: skip
UNNAMED = N_("{amount} of the revenue is of orders or refunds that name no product.")
NONE_SOLD = N_("Nothing was sold in these days.")
SETTLES = 30
"""Days in which goods come back: until then returns are provisional."""


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """One product or category; money in units of the currency. ``before`` is its revenue then."""

    name: str
    sku: str
    orders: int | None
    units: int
    sold: Fraction
    revenue: Fraction
    margin: Fraction | None
    margin_rate: Fraction | None
    returned: int
    views: int | None = None
    before: Fraction | None = None

    @property
    def return_rate(self) -> Fraction | None:
        """Units that came back out of the units sold."""
        return Fraction(self.returned, self.units) if self.units > 0 else None

    @property
    def attraction(self) -> Fraction | None:
        """Orders that hold it for each view of its page."""
        if not self.views or self.orders is None:
            return None
        return Fraction(self.orders, self.views)

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None else self.revenue - self.before

    @property
    def small(self) -> bool:
        """Whether a rate of it says little: a single unit weighs too much."""
        return self.units < SMALL


@dataclass(frozen=True, slots=True)
class ProductBook:
    """The products of some days in the order asked for; ``more`` are not among ``products``."""

    span: Span
    earlier: Span | None
    level: Level
    order: Order
    total: ProductFigures | None = None
    products: tuple[ProductFigures, ...] = ()
    more: int = 0
    partial: bool = False
    reason: Message | None = None
    notes: tuple[Message, ...] = ()


def product_book(
    facts: Facts,
    period: Period,
    compare: Comparison = "previous",
    order: Order = "revenue",
    level: Level = "product",
    *,
    worst: bool = False,
    most: int = 20,
    where: Where = (),
) -> ProductBook:
    """Return the products of a period, the best ones first or the worst.

    With ``where``, of the orders with these members; a page is seen by everybody, so that views are
    not told then.

    Raises:
        NoBreakdownError: lines of orders do not know a dimension of ``where``.
    """
    if not where:
        keep_weeks(facts, period.span, comparison(period, compare))
    with facts.snapshot():
        known = window(period.span, {"goods_sold": facts.coverage("goods_sold")})
        period = period.until(known.span.end)
        span, earlier = period.span, comparison(period, compare)
        if known.reason is not None:
            return ProductBook(span, earlier, level, order, reason=known.reason)
        rows = product_sales(facts, span, where)
        if not rows:
            return ProductBook(span, earlier, level, order, reason=Message(NONE_SOLD))
        before = _before(facts, earlier, level, where)
        views = _views(facts, span, rows) if level == "product" and not where else {}
        covered = facts.coverage("goods_sold")
        sums = facts.totals(["goods_sold", "refunds"], span, where)
        whole = Fraction(sums["goods_sold"] - sums["refunds"], MONEY_SCALE)
    everything = None if before is None else sum(before.values())
    total = _figures(_sums("", "", rows, None, everything))
    groups = [
        _sums(name, sku, group, views.get(group[0].product) if level == "product" else None,
              None if before is None else before.get((name, sku), 0))
        for (name, sku), group in _grouped(rows, level).items()
    ]  # fmt: skip
    chosen = _ranked(groups, order, worst=worst)
    notes = [*_notes(total, rows, covered, span), *_unnamed(facts, whole, total)]
    notes += selected(facts, where, span.start)
    if level == "product" and not views and not where:
        notes.append(Message(NO_VIEWS))
    return ProductBook(
        span, earlier, level, order, total, tuple(map(_figures, chosen[:most])),
        max(len(chosen) - most, 0), period.partial, None, tuple(notes),
    )  # fmt: skip


def _unnamed(facts: Facts, whole: Fraction, total: ProductFigures) -> Iterator[Message]:
    """Say what of the sales no line of an order names a product for."""
    if whole != total.revenue:
        rest = Quantity(whole - total.revenue, "money", facts.store.shop.currency)
        yield Message(UNNAMED, {"amount": rest})


def _before(
    facts: Facts, earlier: Span | None, level: Level, where: Where
) -> dict[tuple[str, str], int] | None:
    """Return what each sold in the days before, in stored units; ``None`` where it is unknown."""
    if earlier is None:
        return None
    spans = facts.coverage("goods_sold")
    if not any(one.start <= earlier.start and earlier.end <= one.end for one in spans):
        return None
    groups = _grouped(product_sales(facts, earlier, where), level)
    return {key: sum(one.goods - one.refunds for one in rows) for key, rows in groups.items()}


def _grouped(
    rows: Iterable[ProductSales], level: Level
) -> dict[tuple[str, str], list[ProductSales]]:
    groups: dict[tuple[str, str], list[ProductSales]] = defaultdict(list)
    for one in rows:
        key = {
            "product": (one.name, one.sku),
            "category": (one.category, ""),
            "subcategory": (one.subcategory, ""),
        }[level]
        groups[key].append(one)
    return dict(groups)


class _Sums(NamedTuple):
    """One product or category in whole numbers, money in stored units: thousands are sorted."""

    name: str
    sku: str
    orders: int | None
    units: int
    goods: int
    revenue: int
    costed: int
    margin: int
    returned: int
    views: int | None
    before: int | None


def _sums(
    name: str, sku: str, rows: Sequence[ProductSales], views: int | None, before: int | None
) -> _Sums:
    goods, refunds = sum(one.goods for one in rows), sum(one.refunds for one in rows)
    costed = sum(one.costed for one in rows)
    margin = (costed - sum(one.cost for one in rows)) - sum(
        one.costed_refunds - one.refund_cost for one in rows
    )
    return _Sums(
        name, sku, rows[0].orders if len(rows) == 1 else None,
        sum(one.units for one in rows), goods, goods - refunds, costed, margin,
        sum(one.units_back for one in rows), views, before,
    )  # fmt: skip


def _figures(one: _Sums) -> ProductFigures:
    return ProductFigures(
        one.name, one.sku, one.orders, one.units, Fraction(one.goods, MONEY_SCALE),
        Fraction(one.revenue, MONEY_SCALE),
        Fraction(one.margin, MONEY_SCALE) if one.costed else None,
        Fraction(one.margin, one.costed) if one.costed > 0 else None,
        one.returned, one.views,
        None if one.before is None else Fraction(one.before, MONEY_SCALE),
    )  # fmt: skip


def _ranked(groups: Iterable[_Sums], order: Order, *, worst: bool) -> list[_Sums]:
    """Return those that the order can tell apart, the best ones first or the worst."""
    chosen = [one for one in groups if _key(one, order) is not None]
    chosen.sort(key=lambda one: (_sorted(one, order, worst=worst), -one.revenue, one.name))
    return chosen


def _key(one: _Sums, order: Order) -> int | Fraction | None:
    """Return what the list is sorted by, ``None`` for what is not in it.

    A rate of few units is left to chance, and does not come first or last for it.
    """
    match order:
        case "margin":
            return one.margin if one.costed else None
        case "units":
            return one.units
        case "returns":
            return Fraction(one.returned, one.units) if one.units >= SMALL else None
        case "attraction":
            known = one.views and one.views >= SMALL and one.orders is not None
            return Fraction(one.orders or 0, one.views or 1) if known else None
        case "change":
            return None if one.before is None else one.revenue - one.before
    return one.revenue


def _sorted(one: _Sums, order: Order, *, worst: bool) -> int | Fraction:
    """Return the place: many returns are bad, much of anything else is good."""
    key = _key(one, order) or 0
    best_first = -key if order != "returns" else key
    return -best_first if worst else best_first


def _notes(
    total: ProductFigures, rows: Sequence[ProductSales], covered: Sequence[Span], span: Span
) -> Iterable[Message]:
    goods, costed = sum(one.goods for one in rows), sum(one.costed for one in rows)
    if costed and costed != goods:
        yield Message(COST_KNOWN, {"share": Quantity(Fraction(costed, goods), "share")})
    if total.units and covered and (covered[-1].end - span.end).days < SETTLES:
        yield Message(PROVISIONAL)


# -- attraction --------------------------------------------------------------------------------


def _views(facts: Facts, span: Span, rows: Sequence[ProductSales]) -> dict[int, int]:
    """Return the views of the pages of each product, by its number."""
    paths = {one.page: one.views for one in pages(facts, span)}
    return views_of(paths, {one.product: (one.name, one.sku) for one in rows}) if paths else {}


def views_of(paths: Mapping[str, int], products: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    """Return the views of each product's pages, told by the words of their addresses.

    A page is a product's where its last part is the SKU, or begins as the name does (two words at
    least), and no other product's does: what could be either is nobody's.
    """
    exact: dict[tuple[str, ...], set[int]] = defaultdict(set)
    begins: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, (name, sku) in products.items():
        words, code = _words(name), _words(sku)
        exact[words].add(number)
        exact[code].add(number)
        begins[code].add(number)
        for length in range(2, len(words) + 1):
            begins[words[:length]].add(number)
    found: dict[int, int] = defaultdict(int)
    for path, views in paths.items():
        last = re.sub(r"\.(html?|php)$", "", path.split("?")[0].rstrip("/").rpartition("/")[2])
        asked = _words(re.sub(r"^\d+-", "", last))
        ours = begins.get(asked, set()) if asked else set()
        alone = ours & exact.get(asked, set())
        chosen = alone if len(alone) == 1 else ours
        if len(chosen) == 1:
            found[min(chosen)] += views
    return dict(found)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name or an address, as shops write them into addresses."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return tuple(word for word in re.split(r"[^a-z0-9]+", plain) if len(word) > 1)
