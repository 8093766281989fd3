"""What customers are worth, and the heroes among them, written out in the current language."""

from __future__ import annotations

from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING

from goals.customers.model import HORIZON
from tui import format as fmt
from tui.cli.columns import fit, left, right, width
from tui.language import _, ngettext
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.customers.backtest import BackTest
    from goals.customers.heroes import Group, HeroBook, Heroes
    from goals.customers.worth import MonthOf, Observed, WorthBook

NOT_KNOWN = "·"
"""Stands where a month is not known whole yet."""


def worth_lines(book: WorthBook, currency: str, room: int) -> Iterable[str]:
    """Yield the months as a table; then all months known whole, together."""
    days = [one.days for one in book.all]
    heads = [_("First order"), _("Customers"), *(_("{n} d").format(n=fmt.number(n)) for n in days)]
    guessed = any(one.expected is not None or one.low is not None for one in book.months)
    rows = [[*heads, _("Expected")] if guessed else heads]
    for one in book.months:
        rows.append(_month(one, currency, guessed=guessed))
    rows.append([_("All"), "", *(_observed(one, currency) for one in book.all)])
    if guessed:
        rows[-1].append("")
    sizes = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    gap = "  " if sum(sizes) + 2 * len(sizes) - 2 <= room else " "
    for row in rows:
        yield gap.join(
            right(cell, size) if place else left(cell, size)
            for place, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ).rstrip()


def _month(one: MonthOf, currency: str, *, guessed: bool) -> list[str]:
    cells = [
        fmt.month(one.month.start),
        fmt.number(one.customers) + ("°" if one.small else " "),
        *(_observed(part, currency) for part in one.observed),
    ]
    if guessed:
        cells.append(_expected(one, currency))
    return cells


def _observed(one: Observed, currency: str) -> str:
    if one.value is None:
        return NOT_KNOWN
    return fmt.short_money(one.value, currency)


def _expected(one: MonthOf, currency: str) -> str:
    if one.observed[-1].value is not None:
        return ""  # nothing is left to expect
    if one.expected is not None:
        return fmt.short_money(one.expected, currency)
    if one.low is not None and one.high is not None:
        return f"{fmt.number(one.low)}–{fmt.number(one.high)}"
    return fmt.NO_VALUE


def title(of: str, currency: str) -> str:
    """Return what the months show."""
    if of == "margin":
        text = _("Margin of each customer since the first order ({currency})")
    else:
        text = _("Revenue of each customer since the first order ({currency})")
    return text.format(currency=currency)


def signs(book: WorthBook) -> Iterable[str]:
    """Yield what the signs in the table mean."""
    if any(part.reason for one in book.months for part in one.observed):
        told = _("so many days have not passed yet for all customers of the month")
        yield f"{NOT_KNOWN} {told}"
    if any(one.small for one in book.months):
        told = _("fewer than 30 customers")
        yield f"° {told}"


def tested(test: BackTest) -> str:
    """Return what was held against what."""
    told = _("Tested: what was known on {cut} against what came up to {until}.")
    return told.format(cut=fmt.day(test.cut), until=fmt.day(test.until))


def hero_lines(heroes: HeroBook, currency: str, room: int, most: int) -> Iterable[tuple[str, str]]:
    """Yield all groups as lines no wider than ``room``, with how each is written."""
    for one in heroes.groups:
        for line in wrap(hero_title(one, heroes), room):
            yield line, "strong"
        for text in hero_facts(one, currency):
            for n, line in enumerate(wrap(text, room - 3)):
                yield f" {'·' if not n else ' '} {line}", ""
        for line in cooling_lines(one, currency, most):
            yield fit(f"     {line}", room), "dim"
        yield "", ""


# -- heroes ------------------------------------------------------------------------------------


def hero_title(one: Heroes, book: HeroBook) -> str:
    """Return how few customers bring how much."""
    text = (
        ngettext(
            "{part} of the revenue of a year comes from {n} customer ({share} of all).",
            "{part} of the revenue of a year comes from {n} customers ({share} of all).",
            one.group.customers,
        )
        if book.of == "revenue"
        else ngettext(
            "{part} of the margin of a year comes from {n} customer ({share} of all).",
            "{part} of the margin of a year comes from {n} customers ({share} of all).",
            one.group.customers,
        )
    )
    return text.format(
        part=fmt.share(one.part, 0), n=fmt.number(one.group.customers),
        share=fmt.share(one.group.share),
    )  # fmt: skip


def hero_facts(one: Heroes, currency: str) -> Iterable[str]:
    """Yield what sets the group apart: baskets, orders, first products and channels, cooling."""
    ours, others = one.group, one.others
    if ours.basket is not None:
        basket, each = _habits(ours, currency)
        if others is None or others.basket is None:
            text = _("Basket {basket}, {orders} orders each.")
            yield text.format(basket=basket, orders=each)
        else:
            text = _("Basket {basket}, {orders} orders each; the others: {less}, {fewer}.")
            less, fewer = _habits(others, currency)
            yield text.format(basket=basket, orders=each, less=less, fewer=fewer)
    told = [(days, value) for days, value in one.observed if value is not None]
    if told:
        parts = [
            _("{money} in {n} d").format(money=fmt.short_money(value, currency), n=fmt.number(days))
            for days, value in told
        ]
        yield _("Brought since the first order: {text}.").format(text=fmt.listed(parts))
    if one.expected is not None:
        text = _("Each should bring {money} in the next {n} days (an estimate).")
        money = fmt.short_money(one.expected, currency)
        yield text.format(money=money, n=fmt.number(HORIZON))
    for title, found in ((_("First bought"), one.products), (_("Came by"), one.channels)):
        if found and any(name for name, _n in found):
            names = [f"{clean(name) or _('(unknown)')} ({fmt.number(n)})" for name, n in found]
            yield _("{name}: {text}").format(name=title, text=fmt.listed(names))
    if one.cooling:
        text = ngettext(
            "{n} is cooling down: no order for over twice the usual pause.",
            "{n} are cooling down: no order for over twice their usual pause.",
            len(one.cooling),
        )
        yield text.format(n=fmt.number(len(one.cooling)))


def _habits(one: Group, currency: str) -> tuple[str, str]:
    """Return the mean basket, and how many orders each placed."""
    return fmt.short_money(one.basket or Fraction(0), currency), fmt.number(one.orders_each, 1)


def cooling_lines(one: Heroes, currency: str, most: int) -> Iterable[str]:
    """Yield those who let it wait, a line each."""
    for cold in one.cooling[:most]:
        text = _("{name}  {money} in the year · {n} d ago, usually every {pause} d")
        yield text.format(
            name=clean(cold.pseudonym), money=fmt.short_money(cold.value, currency),
            n=fmt.number(cold.days_ago), pause=fmt.number(cold.pause),
        )  # fmt: skip
