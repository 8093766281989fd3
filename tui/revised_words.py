"""What later exports revised, in words that the screen and the command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_
from store.records import Status
from store.revisions import NOT_KNOWN
from tui import format as fmt
from tui.language import _, ngettext
from tui.text import clean

if TYPE_CHECKING:
    from goals.metrics.figures import Revision
    from store.revisions import Restatement, RevisedOrder

STATUSES = {
    NOT_KNOWN: N_("not known before"),
    Status.PAID: N_("paid"),
    Status.PENDING: N_("not paid yet"),
    Status.CANCELLED: N_("cancelled"),
    Status.TEST: N_("test"),
    Status.NO_RATE: N_("no exchange rate"),
}


REVISED = "~"
"""Marks a figure that later exports revised, where there is no room to say by how much."""


def revised_texts(revised: Revision | None) -> list[str]:
    """Return by how much a figure was revised and since when, the longest way of saying it first.

    A revision that rounds to nothing on screen has no percentage.
    """
    if revised is None:
        return []
    day = fmt.short_day(revised.since)
    change = "" if revised.change is None else fmt.signed(revised.change, revised.kind)
    if change[:1] not in ("+", "\N{MINUS SIGN}"):
        return [_("revised since {day}").format(day=day), _("rev. {day}").format(day=day)]
    return [
        _("revised {change} since {day}").format(change=change, day=day),
        _("rev. {change} {day}").format(change=change, day=day),
        _("rev. {change}").format(change=change),
        f"{REVISED}{change}",
    ]


def heading(one: Restatement) -> str:
    """Return which import it was and how many orders it told differently."""
    count = ngettext("{n} order", "{n} orders", one.orders).format(n=fmt.number(one.orders))
    text = _("{day} · {source} · {file} · {orders}")
    text = text.format(
        day=fmt.day(one.day), source=clean(one.source), file=clean(one.file), orders=count
    )
    if len(one.listed) < one.orders:
        shown = fmt.number(len(one.listed))
        text += " · " + _("the {n} that moved most").format(n=shown)
    return text


def when(order: RevisedOrder) -> str:
    """Return the order's day, and the one it moved to."""
    if order.day == order.now:
        return fmt.day(order.day)
    return f"{fmt.day(order.day)} → {fmt.day(order.now)}"


def status_text(order: RevisedOrder) -> str:
    """Return how its status changed, nothing where it did not."""
    if order.old_status == order.status:
        return ""
    if order.old_status == NOT_KNOWN:
        return _(STATUSES[NOT_KNOWN])
    return f"{_(STATUSES[order.old_status])} → {_(STATUSES[order.status])}"
