"""Products and pairs written out in the current language, for screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_
from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from goals.explain.pairs import PairBook
    from goals.explain.products import Level, Order, ProductBook, ProductFigures

ORDER_LABELS: dict[Order, str] = {
    "revenue": N_("revenue"),
    "margin": N_("margin"),
    "units": N_("units sold"),
    "returns": N_("returns"),
    "attraction": N_("attraction"),
    "change": N_("change of revenue"),
}
LEVEL_LABELS: dict[Level, str] = {
    "product": N_("Products"),
    "category": N_("Categories"),
    "subcategory": N_("Subcategories"),
}
SMALL = "°"


def title(book: ProductBook, *, worst: bool) -> str:
    """Return what the list shows: ``Products, best by revenue``."""
    text = _("{what}, worst by {order} first") if worst else _("{what}, best by {order} first")
    return text.format(what=_(LEVEL_LABELS[book.level]), order=_(ORDER_LABELS[book.order]))


def lines(book: ProductBook, currency: str, room: int, *, total: bool = True) -> list[str]:
    """Return the head and a line a product; columns that do not fit are left out, last ones first.

    What the list is sorted by stays.
    """
    attraction = any(one.views for one in book.products)
    known = any(one.margin is not None for one in book.products)
    columns = ["revenue", "change", *(["margin", "rate"] if known else []), "units", "returns"]
    columns += ["orders"] if book.level == "product" else []
    columns += ["views", "attraction"] if attraction else []
    kept = {"returns": "returns", "attraction": "attraction", "change": "change",
            "margin": "margin", "units": "units"}.get(book.order)  # fmt: skip
    optional = ["orders", "rate", "views", "change", "margin", "units", "attraction", "returns"]
    found: list[str] = []
    for widest in (28, 22):
        found = _table(book, columns, currency, widest, room, total=total)
        if max(map(width, found)) <= room:
            return found
    for name in optional:
        if name in columns and name != kept:
            columns.remove(name)
            found = _table(book, columns, currency, 24 if room > 60 else 18, room, total=total)
            if max(map(width, found)) <= room:
                break
    return found


def _table(
    book: ProductBook,
    columns: Sequence[str],
    currency: str,
    widest: int,
    room: int,
    *,
    total: bool,
) -> list[str]:
    heads = {
        "revenue": _("Sales"), "change": _("Change"), "margin": _("Margin"), "rate": "%",
        "units": _("Units"), "returns": _("Returns"), "orders": _("Orders"),
        "views": _("Views"), "attraction": _("Attraction"),
    }  # fmt: skip
    rows = [["", *(heads[name] for name in columns)]]
    for one in book.products:
        name = clean(one.name) or clean(one.sku) or _("(unknown)")
        rows.append([name, *(_cell(one, column, currency) for column in columns)])
    if total and book.total is not None:
        rows.append([_("All"), *(_cell(book.total, column, currency) for column in columns)])
    return table(rows, "l" + "r" * len(columns), widest=widest, room=room)


def _cell(one: ProductFigures, column: str, currency: str) -> str:
    match column:
        case "revenue":
            return fmt.short_money(one.revenue, currency)
        case "change":
            return _change(one)
        case "margin":
            return _money(one.margin, currency)
        case "rate":
            return "" if one.margin_rate is None else fmt.share(one.margin_rate, 0)
        case "units":
            return fmt.number(one.units)
        case "returns":
            rate = one.return_rate
            return (
                fmt.NO_VALUE if rate is None else fmt.share(rate, 1) + (SMALL if one.small else " ")
            )
        case "orders":
            return "" if one.orders is None else fmt.number(one.orders)
        case "views":
            return fmt.NO_VALUE if one.views is None else fmt.number(one.views)
    return fmt.NO_VALUE if one.attraction is None else fmt.share(one.attraction, 1)


def _change(one: ProductFigures) -> str:
    if one.before is None or one.change is None:
        return fmt.NO_VALUE
    if one.before <= 0:
        return _("new") if one.revenue > 0 else fmt.NO_VALUE
    return fmt.signed(one.change / one.before, "relative", 1)


def _money(value: Fraction | None, currency: str) -> str:
    return fmt.NO_VALUE if value is None else fmt.short_money(value, currency)


def pair_lines(book: PairBook, most: int, room: int) -> list[str]:
    """Return the head and a line a pair, the one with the highest lift first."""
    rows = [[_("Product"), _("goes with"), _("Baskets"), _("Support"), _("Confidence"), _("Lift")]]
    for one in book.pairs[:most]:
        pair = one.pair
        rows.append([
            clean(one.first), clean(one.second), fmt.number(pair.baskets),
            fmt.share(pair.support, 1), fmt.share(pair.confidence, 0), fmt.number(pair.lift, 1),
        ])  # fmt: skip
    found: list[str] = []
    narrow = [[*row[:3], *row[4:]] for row in rows]  # the support follows from the baskets
    for names, cells in (
        *((n, rows) for n in (30, 26, 22, 18, 14)),
        *((n, narrow) for n in (14, 10)),
    ):
        short = [[_cut(row[0], names), _cut(row[1], names), *row[2:]] for row in cells]
        found = table(short, "ll" + "r" * (len(cells[0]) - 2), widest=names)
        if max(map(width, found)) <= room:
            break
    return found


def _cut(text: str, cells: int) -> str:
    from tui.cli.columns import fit

    return fit(text, cells)


def pair_summary(book: PairBook) -> str:
    """Return how many pairs there are in how many baskets."""
    text = _("{pairs} pairs in at least {least} of {baskets} baskets")
    return text.format(
        pairs=fmt.number(len(book.pairs)), least=fmt.number(book.least),
        baskets=fmt.number(book.baskets),
    )  # fmt: skip


PAIR_WORDS = N_(
    "Support: baskets with both. Confidence: of the baskets with the first, those with the other"
    " too. Lift: how many times more often together than by chance. A product is its stock code,"
    " however it is described; a basket, what one customer buys at one moment."
)
