"""Segments as lists and pages of text, in the current language: for the screen and the shell."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers.builtin import GROUPS
from goals.metrics.selected import standing
from store.money import MONEY_SCALE
from tui import format as fmt
from tui.cli.columns import fit, table
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.builtin import Board, BuiltIn, Standing, Visitors
    from goals.customers.profile import Profile, Since
    from store.segments import SavedSegment

Line = tuple[str, str]
"""A key (``""`` for headings) and its text."""


def name(one: BuiltIn) -> str:
    """Return what a built-in segment is called."""
    return clean(one.member) if one.member else _(one.label)


def rule(one: BuiltIn) -> str:
    """Return the rule of a built-in segment in the words of the language: it is read as such."""
    if one.group == "rfm":
        return f"segment = {_(one.label).lower()}"
    return clean(one.rule) if one.member else _(one.rule)


def mode(row: SavedSegment) -> str:
    """Return in a word whether a saved segment is frozen."""
    return _("follows") if row.follows else _("frozen")


def change(now: int, before: int | None) -> str:
    """Return by how many a segment grew in four weeks."""
    if before is None:
        return ""
    return "=" if now == before else f"{now - before:+d}".replace("-", "−")


def built_in_lines(board: Board, currency: str, room: int) -> list[Line]:
    """Return the built-in segments under the headings of their groups."""
    rows = [["", _("Cust."), "±28", "%", _("Sales %"), _("Worth")]]
    keys = [""]
    group = ""
    headings: dict[int, str] = {}
    for one in board.standings:
        if one.of.group != group:
            group = one.of.group
            headings[len(rows)] = _(GROUPS[group])
        rows.append(
            [
                name(one.of), fmt.number(one.customers), change(one.customers, one.before),
                fmt.NO_VALUE if one.share is None else fmt.share(one.share, 0),
                fmt.NO_VALUE if one.sales_share is None else fmt.share(one.sales_share, 0),
                worth(one, currency),
            ]
        )  # fmt: skip
        keys.append(one.of.id)
    lines = table(rows, "lrrrrr", widest=max(17, min(26, room - 44)))
    found: list[Line] = []
    for place, (key, line) in enumerate(zip(keys, lines, strict=True)):
        if place in headings:
            found.append(("", headings[place]))
        found.append((key, fit(line, room)))
    return found


def worth(one: Standing, currency: str) -> str:
    """Return the amount of carts that were left, or what may be expected."""
    if one.worth is not None:
        return fmt.short_money(one.worth, currency)
    if one.expected is not None:
        return _("≈ {amount}").format(amount=fmt.short_money(one.expected, currency))
    return ""


def visitor_lines(visitors: Visitors) -> list[str]:
    """Return what visitors did in the last 28 days, whoever they are."""
    rows = [
        [_(one.label), fmt.number(one.count), change(one.count, one.before)]
        for one in visitors.behaviours
    ]
    if visitors.interested is not None:
        label = _("Interested: several visits, more than 3 pages")
        rows.append(
            [label, fmt.number(visitors.interested),
             change(visitors.interested, visitors.interested_before)]
        )  # fmt: skip
    return table(rows, "lrr", widest=46) if rows else []


def saved_lines(rows: list[SavedSegment], room: int) -> list[str]:
    """Return the head and a line for each saved segment."""
    cells = [[_("Saved"), _("Cust."), "", _("Members of"), _("Rule")]]
    cells += [
        [clean(one.name), fmt.number(one.customers), mode(one), fmt.day(one.counted_day),
         clean(one.rule)]
        for one in rows
    ]  # fmt: skip
    return [fit(line, room) for line in table(cells, "lrlll", widest=22)]


def told(one: Standing, currency: str) -> list[str]:
    """Return who a built-in segment is, what it is worth, what to do, and its rule."""
    said = []
    if one.of.meaning:
        said.append(f"{_(one.of.meaning)} {_(one.of.advice)}")
    if one.worth is not None and one.expected is not None:
        said.append(
            _("In their carts: {amount}; expected of it unasked: {expected}.").format(
                amount=fmt.short_money(one.worth, currency),
                expected=fmt.short_money(one.expected, currency),
            )
        )
    elif one.worth is not None:
        said.append(
            _("In their carts: {amount}.").format(amount=fmt.short_money(one.worth, currency))
        )
    elif one.expected is not None:
        said.append(
            _("Expected of them unasked: {expected}.").format(
                expected=fmt.short_money(one.expected, currency)
            )
        )
    said.append(_("Rule: {rule}").format(rule=rule(one.of)))
    return said


def figures(found: Profile, currency: str) -> list[tuple[str, str]]:
    """Return the figures of a segment with what they are called."""

    def share(this: Fraction | None) -> str:
        return fmt.NO_VALUE if this is None else fmt.share(this)

    days = found.days_since
    return [
        (_("Customers"), f"{fmt.number(found.customers)} ({share(found.share)})"),
        (_("Orders so far"), fmt.number(found.orders)),
        (_("Sales less refunds"),
         f"{fmt.short_money(found.sales, currency)} ({share(found.sales_share)})"),
        (_("Sales each"), fmt.short("money", found.value_each, currency)),
        (_("Orders each"), fmt.value("points", found.orders_each)),
        (_("Average basket"), fmt.short("money", found.basket, currency)),
        (_("Margin"), fmt.short("money", found.margin, currency)),
        (_("Ordered again"), share(found.again)),
        (_("Orders sent back"), share(found.returned)),
        (_("Last order"),
         fmt.NO_VALUE if days is None else _("{n} d ago").format(n=fmt.number(days))),
    ]  # fmt: skip


def since(one: Since, currency: str) -> str:
    """Return what the members did since the segment was frozen."""
    text = _(
        "Since {day}: {buyers} ordered ({share}), {orders} orders, {sales} less refunds. Of all "
        "other customers known then, {others} ordered."
    )
    return text.format(
        day=fmt.day(one.day),
        buyers=fmt.number(one.buyers),
        share=fmt.NO_VALUE if one.share is None else fmt.share(one.share),
        orders=fmt.number(one.orders),
        sales=fmt.short_money(one.sales, currency),
        others=fmt.NO_VALUE if one.others_share is None else fmt.share(one.others_share),
    )


def bought_lines(found: Profile, currency: str) -> list[str]:
    """Return what most of them bought."""
    rows = [
        [clean(one.product), fmt.number(one.customers),
         fmt.short_money(money(one.goods), currency)]
        for one in found.bought
    ]  # fmt: skip
    return table([[_("Most of them bought"), _("Cust."), _("Sales")], *rows], "lrr") if rows else []


def order_lines(found: Profile, currency: str) -> list[str]:
    """Return their last orders, with the pseudonym of each customer."""
    rows = [
        [fmt.day(one.day), clean(one.ref), fmt.short_money(money(one.goods), currency),
         one.pseudonym or _("(forgotten)")]
        for one in found.last
    ]  # fmt: skip
    head = [_("Last orders"), _("Order"), _("Sales"), _("Customer")]
    return table([head, *rows], "llrl") if rows else []


def notes(found: Profile) -> list[str]:
    return [tr(note) for note in found.notes]


def money(stored: int) -> Fraction:
    """Return an amount of the store in units."""
    return Fraction(stored, MONEY_SCALE)


def standing_text(row: SavedSegment) -> str:
    """Return how the customers of a saved segment were chosen, and what that means."""
    return tr(standing(row))
