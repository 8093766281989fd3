"""Bridges written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _, tr
from tui.text import clean
from tui.waterfall import signed_money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.bridge import Bridge, Part
    from goals.explain.mix import MemberBridge, Split


def headline(bridge: Bridge, currency: str, *, short: bool = False) -> str:
    """Return by how much it moved, and what did most of it; in few words where asked."""
    if bridge.change is None:
        return ""
    name = _(bridge.label)
    share = bridge.change_share
    change = signed_money(bridge.change, currency)
    if share is not None:
        change += f" ({fmt.signed(share, 'relative')})"
    if bridge.main is None or short:
        return _("{figure} {change}").format(figure=name, change=change)
    text = _("{figure} {change}; {part} did most of it: {amount}")
    part = _(bridge.main.label).lower()
    amount = signed_money(bridge.main.amount, currency)
    return text.format(figure=name, change=change, part=part, amount=amount)


def split_title(split: Split, currency: str) -> str:
    """Return what the table by member shows."""
    from tui.words import dimension_label

    label = dimension_label(split.dimension).lower()
    return _("By {dimension}, in {currency}").format(dimension=label, currency=currency)


def split_lines(split: Split, room: int, digits: int) -> list[str]:
    """Return the head, a line a member, and all of them; cents only where there is room to spare.

    Columns stand closer together only where whole amounts would not fit else.
    """
    found: list[str] = []
    for places, names in ((digits, split.parts), (0, split.parts), (0, ())):
        rows = [_head(names), *(_cells(one, names, places) for one in split.members)]
        rows.append([_("All"), *_amounts(_whole(split), split.parts, names, places)])
        aligned = "l" + "r" * (len(rows[0]) - 1)
        for widest, gap in ((22, 2), (16, 2), *([] if places else [(12, 1)])):
            found = table(rows, aligned, gap=gap, widest=widest, room=room)
            if max(map(width, found)) <= room:
                return found
    return found


def _head(parts: Sequence[Part]) -> list[str]:
    return ["", _("Change"), *(_short(one) for one in parts)]


def _short(part: Part) -> str:
    names = {
        "basket": _("Basket"),
        "margin_rate": _("Margin"),
        "spend": _("Spend"),
        "running_costs": _("Costs"),
        "unmatched": _("No visits"),
        "conversion": _("Convers."),
        "orders": _("Orders"),
        "units": _("Units"),
        "price": _("Price"),
    }
    return names.get(part.id, _(part.label))


def _cells(one: MemberBridge, parts: Sequence[Part], digits: int) -> list[str]:
    name = clean(one.member) or _("(unknown)")
    return [name, *_amounts(one.change, one.parts, parts, digits)]


def _amounts(
    change: Fraction, parts: Sequence[Part], asked: Sequence[Part], digits: int
) -> list[str]:
    known = {one.id: one.amount for one in parts}
    cells = [signed(change, digits)]
    return cells + [signed(known[one.id], digits) if one.id in known else "" for one in asked]


def _whole(split: Split) -> Fraction:
    return sum((one.change for one in split.members), Fraction(0))


def signed(amount: Fraction, digits: int) -> str:
    """Return a plain amount with its sign."""
    text = fmt.number(amount, digits)
    return f"+{text}" if amount > 0 and any(one in "123456789" for one in text) else text


def method(bridge: Bridge) -> str:
    """Return in one sentence how the change was split."""
    if bridge.method == "shapley":
        return _("A factor was zero or below: each gets its mean effect over all orders of change.")
    return _("Split by the logarithmic mean: nothing is left over, and no factor comes first.")


def notes(bridge: Bridge, split: Split | None = None) -> list[str]:
    """Return what a careful reader should know."""
    found = [tr(one) for one in bridge.notes]
    if split is not None:
        found += [tr(one) for one in split.notes]
    return list(dict.fromkeys(found))
