"""Customers one by one written out in the current language, for screen and command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers.model import HORIZON
from goals.customers.segments import SEGMENTS
from store.messages import N_
from store.money import MONEY_SCALE
from tui import format as fmt
from tui.cli.columns import fit, left, right, width
from tui.language import _, ngettext, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.customers.backtest import BackTest, TestLine
    from goals.customers.model import CustomerModel
    from goals.customers.roster import Dossier, Person, Roster

SORT_LABELS = {
    "value": N_("What they brought so far"),
    "chance": N_("Chance of an order"),
    "expected": N_("What they should bring"),
    "recency": N_("Latest order first"),
    "orders": N_("Number of orders"),
}


YEAR = 52
"""Weeks of a test that a year ahead may be said by without more words."""


def segment_label(name: str) -> str:
    return _(SEGMENTS[name].label) if name in SEGMENTS else fmt.NO_VALUE


def chance_text(chance: float | None) -> str:
    """Return a chance in whole per cent: more would be more than anybody knows."""
    if chance is None:
        return fmt.NO_VALUE
    if 0 < chance < 0.005:
        return "<" + fmt.share(Fraction(1, 100), 0)
    return fmt.share(Fraction(round(chance * 100), 100), 0)


def expected_text(one: Person, currency: str) -> str:
    """Return what somebody should bring: a figure, or the ends between which it lies."""
    if one.expected is None:
        return fmt.NO_VALUE
    if one.low is not None and one.high is not None:
        low, high = (fmt.number(end) for end in (one.low, one.high))
        return f"{low}–{high}"
    return fmt.short_money(one.expected, currency)


def lines(book: Roster, currency: str, room: int) -> list[str]:
    """Return the head and a line a customer; with little room, less of each."""
    found: list[str] = []
    ways = (("pmnldce", 2), ("pmnldce", 1), ("pnldce", 2), ("pnldce", 1), ("pndc", 2), ("pd", 1))
    for columns, gap in ways:
        found = _table(book, currency, columns, gap)
        if max(map(width, found)) <= room:
            break
    return [fit(line, room) for line in found]


def _table(book: Roster, currency: str, columns: str, gap: int) -> list[str]:
    heads = {
        "p": _("Customer"), "m": _("Segment"), "n": _("Orders"), "l": _("Last order"),
        "d": _("So far"), "c": _("Buys in {n} d").format(n=fmt.number(book.within)),
        "e": _("Next {n} d").format(n=fmt.number(HORIZON)),
    }  # fmt: skip
    rows = [[heads[column] for column in columns]]
    for one in book.people:
        cells = {
            "p": one.pseudonym or fmt.NO_VALUE,
            "m": segment_label(one.segment),
            "n": fmt.number(one.orders),
            "l": _("{n} d ago").format(n=fmt.number(one.days_ago)),
            "d": fmt.short_money(one.value, currency),
            "c": chance_text(one.chance),
            "e": expected_text(one, currency),
        }
        rows.append([cells[column] for column in columns])
    sizes = [max(width(row[place]) for row in rows) for place in range(len(columns))]
    return [
        (" " * gap)
        .join(
            left(cell, size) if column in "pm" else right(cell, size)
            for cell, size, column in zip(row, sizes, columns, strict=True)
        )
        .rstrip()
        for row in rows
    ]


def summary(book: Roster) -> str:
    """Return which customers are listed, and what decides the order."""
    people = ngettext("{n} customer", "{n} customers", book.total)
    parts = [people.format(n=fmt.number(book.total)), _(SORT_LABELS[book.sort])]
    if book.people and (book.offset or book.total > len(book.people)):
        first, last = book.offset + 1, book.offset + len(book.people)
        parts.insert(
            1, _("{first} to {last}").format(first=fmt.number(first), last=fmt.number(last))
        )
    return " · ".join(parts)


# -- the model ---------------------------------------------------------------------------------


def verdict(model: CustomerModel) -> str:
    """Return in one line what the model may be used for, and what the past says of it."""
    if model.reason is not None and model.test is not None:
        text = _("{reason} Test: {ratio}.")
        return text.format(reason=tr(model.reason), ratio=ratio_text(model.test.ratio))
    if model.test is None:
        return tr(model.reason) if model.reason else ""
    told = _tested(model.test)
    if model.test.weeks < YEAR and model.values != "refused":
        short = _("A year ahead is said, tested on {weeks} weeks only.")
        told += " " + short.format(weeks=fmt.number(model.test.weeks))
    if model.values == "usable":
        return _("Estimates hold: {test}").format(test=told)
    if model.values == "range":
        return _("Values are only ranges: {test}").format(test=told)
    reason = tr(model.value_reason) if model.value_reason else ""
    return _("{reason} Chances hold: {test}").format(reason=reason, test=told)


def _tested(test: BackTest) -> str:
    text = ngettext(
        "in {weeks} weeks {n} repeat order came, {expected} expected ({ratio}).",
        "in {weeks} weeks {n} repeat orders came, {expected} expected ({ratio}).",
        test.came,
    )
    return text.format(
        n=fmt.number(test.came), weeks=fmt.number(test.weeks), expected=_decimal(test.expected),
        ratio=ratio_text(test.ratio),
    )  # fmt: skip


def ratio_text(ratio: float | None) -> str:
    """Return expected for each one that came: 1.00 is exactly right."""
    return fmt.NO_VALUE if ratio is None else f"×\N{NO-BREAK SPACE}{_decimal(ratio, 2)}"


def test_lines(test: BackTest, currency: str) -> Iterable[str]:
    """Yield the back-test as a table: by days with an order before, then all, buyers and money."""
    rows = [[_("Orders before"), _("Customers"), _("Expected"), _("Came"), "×"]]
    for line in test.lines:
        if line.customers:
            rows.append(_test_row(line))
    rows.append(
        [_("All"), fmt.number(test.customers), _decimal(test.expected, 1), fmt.number(test.came),
         _times(test.ratio)]
    )  # fmt: skip
    buyers = test.buyers_expected / test.buyers if test.buyers else None
    rows.append(
        [_("Customers who bought"), "", _decimal(test.buyers_expected, 1),
         fmt.number(test.buyers), _times(buyers)]
    )  # fmt: skip
    rows.append(
        [_("Revenue"), "", fmt.short_money(Fraction(test.money_expected), currency),
         fmt.short_money(Fraction(test.money), currency), _times(test.money_ratio)]
    )  # fmt: skip
    sizes = [max(width(row[place]) for row in rows) for place in range(5)]
    for row in rows:
        yield "  ".join(
            right(cell, size) if place else left(cell, size)
            for place, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ).rstrip()


def _test_row(line: TestLine) -> list[str]:
    so_far = fmt.number(line.least)
    if line.most != line.least:
        so_far += f"–{fmt.number(line.most)}" if line.most else "+"
    ratio = line.expected / line.came if line.came else None
    return [so_far, fmt.number(line.customers), _decimal(line.expected, 1),
            fmt.number(line.came), _times(ratio)]  # fmt: skip


def _decimal(figure: float, digits: int = 0) -> str:
    return fmt.number(Fraction(figure), digits)


def _times(ratio: float | None) -> str:
    return fmt.NO_VALUE if ratio is None else _decimal(ratio, 2)


# -- one customer ------------------------------------------------------------------------------


def dossier_heading(one: Dossier, currency: str) -> list[str]:
    """Return what is known of one customer, and what is expected."""
    person = one.person
    since = _("{segment} · {orders} since {first}, the last one {n} days ago")
    orders = fmt.plural("{n} order", "{n} orders", person.orders)
    told = [
        since.format(segment=segment_label(person.segment), orders=orders,
                     first=fmt.day(person.first), n=fmt.number(person.days_ago)),
        _("Brought {value} so far").format(value=fmt.money(person.value, currency)),
    ]  # fmt: skip
    if person.chance is not None:
        text = _("Buys within {n} days: {chance}")
        told.append(text.format(n=fmt.number(one.within), chance=chance_text(person.chance)))
    if person.expected is not None:
        text = _("Should bring {value} in the next {n} days (an estimate)")
        value = expected_text(person, currency)
        told.append(text.format(value=value, n=fmt.number(HORIZON)))
    if person.chance is None:
        told.append(verdict(one.model))
    return told


def dossier_lines(one: Dossier, currency: str, room: int) -> Iterable[tuple[str, bool]]:
    """Yield a line an order and one a product of it; true stands beside the former."""
    for order in one.orders:
        money = Fraction(order.goods, MONEY_SCALE)
        parts = [fmt.day(order.day), clean(order.ref), fmt.money(money, currency)]
        if order.channel:
            parts.append(clean(order.channel))
        if order.refunded:
            back = fmt.money(Fraction(order.refunded, MONEY_SCALE), currency)
            parts.append(_("{money} given back").format(money=back))
        yield fit(" · ".join(parts), room), True
        for line in order.lines:
            price = fmt.money(Fraction(line.goods, MONEY_SCALE), currency)
            text = f"  {fmt.number(line.units)} × {clean(line.product)}"
            yield (
                left(fit(text, room - width(price) - 1), room - width(price) - 1) + " " + price,
                False,
            )
