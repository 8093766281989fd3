"""Segments written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _, ngettext

if TYPE_CHECKING:
    from goals.customers.segments import CustomerBook, SegmentFigures


def summary(book: CustomerBook, currency: str, *, short: bool = False) -> str:
    """Return how many customers there are, how many came back, and what all of them brought."""
    parts = [fmt.plural("{n} customer", "{n} customers", book.customers)]
    if book.repeat_share is not None:
        text = ngettext("{n} ordered again ({share})", "{n} ordered again ({share})", book.repeat)
        parts.append(text.format(n=fmt.number(book.repeat), share=fmt.share(book.repeat_share)))
    if short:
        return " · ".join(parts)
    sales = fmt.short_money(book.sales, currency)
    parts.append(_("{sales} less refunds").format(sales=sales))
    return " · ".join(parts)


def lines(book: CustomerBook, currency: str, room: int) -> list[str]:
    """Return the head and a line a segment; where there is little room, only how many."""
    found: list[str] = []
    for short, gap in ((False, 2), (False, 1), (True, 2)):
        rows = [_figures(one, currency, short=short) for one in book.segments]
        titles = _head(short=short)
        found = table([titles, *rows], "l" + "r" * (len(titles) - 1), gap=gap, widest=22)
        if max(map(width, found)) <= room:
            break
    return found


def _head(*, short: bool) -> list[str]:
    if short:
        return [_("Segment"), _("Cust."), "%", _("Sales %")]
    return [
        _("Segment"), _("Customers"), "%", _("Sales %"), _("Orders each"), _("Sales each"),
        _("Last order"),
    ]  # fmt: skip


def _figures(one: SegmentFigures, currency: str, *, short: bool) -> list[str]:
    """Return a segment's figures: customers, their share, the share of sales, how they buy."""
    cells = [
        _(one.segment.label),
        fmt.number(one.customers),
        fmt.share(one.share, 0),
        fmt.NO_VALUE if one.sales_share is None else fmt.share(one.sales_share, 0),
    ]
    if short:
        return cells
    return [
        *cells,
        fmt.value("points", one.orders_each),
        fmt.short("money", one.value_each, currency),
        _days(one),
    ]


def _days(one: SegmentFigures) -> str:
    """Return how long ago half of them ordered last."""
    if one.days_since is None:
        return fmt.NO_VALUE
    return _("{n} d ago").format(n=fmt.number(one.days_since))
