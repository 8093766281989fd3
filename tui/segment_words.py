"""Segments written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import format as fmt
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


def head(*, short: bool = False) -> list[str]:
    """Return the words above the columns of ``figures``."""
    if short:
        return [_("Segment"), _("Cust."), "%", _("Sales %")]
    return [
        _("Segment"), _("Customers"), "%", _("Sales %"), _("Orders each"), _("Sales each"),
        _("Last order"),
    ]  # fmt: skip


def figures(one: SegmentFigures, currency: str, *, short: bool = False) -> list[str]:
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
