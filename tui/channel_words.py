"""Channels written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.explain import channels as texts
from tui import format as fmt
from tui.cli.columns import fit, left, table, width
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.channels import Channel, ChannelBook, Verdict

COLUMNS = ("spend", "visits", "orders", "revenue", "gross_margin", "cac", "channel_roi",
           "new_customers", "cac_new", "value")  # fmt: skip
SIGNS: dict[Verdict, str] = {"loses": "!", "unsure": "?", "later": "~", "unknown": "?"}
"""What stands behind the name of a channel that does not simply pay."""


def name_of(one: Channel) -> str:
    return clean(one.member) or _("(unknown)")


def lines(book: ChannelBook, currency: str, room: int) -> list[str]:
    """Return the head, a line a channel and all of them; what matters least goes first."""
    columns = list(COLUMNS)
    found: list[str] = []
    for dropped in ((), ("cac_new",), ("new_customers",), ("visits",), ("value",), ("revenue",),
                    ("cac",), ("orders",)):  # fmt: skip
        for name in dropped:
            columns.remove(name)
        for widest, gap in ((20, 2), (20, 1), (14, 1)):
            found = _table(book, columns, currency, widest, gap)
            if max(map(width, found)) <= room:
                return found
    return found


def _table(
    book: ChannelBook, columns: Sequence[str], currency: str, widest: int, gap: int
) -> list[str]:
    heads = {
        "spend": _("Spend"), "visits": _("Visits"), "orders": _("Ord."),
        "revenue": _("Sales"), "gross_margin": _("Margin"), "cac": _("CAC"),
        "channel_roi": _("ROI"), "new_customers": _("New"), "cac_new": _("Per new"),
        "value": _("Value"),
    }  # fmt: skip
    rows = [["", *(heads[name] for name in columns)]]
    for one in book.channels:
        name = left(fit(name_of(one), widest - 2), widest - 2) + " " + SIGNS.get(one.verdict, " ")
        rows.append([name, *(cell(one, name, currency) for name in columns)])
    rows.append([_("All"), *(cell(book.total, name, currency) for name in columns)])
    return table(rows, "l" + "r" * len(columns), gap=gap, widest=widest)


def cell(one: Channel, name: str, currency: str) -> str:
    """Return one figure of a channel for its column."""
    if name == "value":
        return fmt.NO_VALUE if one.value is None else fmt.money(one.value, currency, 0)
    figure = one.figures.get(name)
    if figure is None or figure.value is None:
        return fmt.NO_VALUE
    if name in ("spend", "revenue", "gross_margin"):
        return fmt.money(figure.value, currency, 0)
    if name == "channel_roi":
        return fmt.share(figure.value, 0)
    if name in ("cac", "cac_new"):
        if costs_nothing(one, name):
            return fmt.NO_VALUE
        return fmt.short_money(figure.value, currency)
    return fmt.number(figure.value)


def costs_nothing(one: Channel, name: str) -> bool:
    """Whether a figure is what an order or customer cost where no money was spent: then none."""
    return name in ("cac", "cac_new") and not one.amount(name)


def told(one: Channel, book: ChannelBook, currency: str) -> str:
    """Return in one sentence what there is to say of a channel."""
    sentence = {
        "earns": texts.EARNS, "later": texts.LATER, "unsure": texts.UNSURE,
        "loses": texts.LOSES, "unknown": texts.UNKNOWN, "": texts.FREE,
    }[one.verdict]  # fmt: skip

    def money(name: str) -> str:
        return fmt.short_money(one.amount(name) or Fraction(0), currency)

    return _(sentence).format(
        channel=name_of(one), spend=money("spend"), margin=money("gross_margin"),
        orders=fmt.number(one.amount("orders") or 0), cost=money("cac_new"),
        needed=fmt.NO_VALUE if one.needed is None else fmt.number(one.needed),
        worth=fmt.NO_VALUE if one.worth is None else fmt.short_money(one.worth, currency),
        days=fmt.number(book.horizon or 0),
    )  # fmt: skip


def headline(book: ChannelBook, currency: str) -> str:
    """Return which channel loses money, or that none does."""
    if book.losing:
        worst = book.losing[0]
        text = _("{channel} loses {amount}")
        loss = fmt.short_money(worst.loss or Fraction(0), currency)
        said = text.format(channel=name_of(worst), amount=loss)
        if len(book.losing) > 1:
            rest = fmt.listed([name_of(one) for one in book.losing[1:]])
            said = fmt.clauses(said, _("so do {others}").format(others=rest))
        return said
    if not any(one.verdict for one in book.channels):
        return _("No spend on record: what channels cost is not known.")
    return _("No channel loses money beyond chance.")


def value_note(book: ChannelBook) -> str:
    """Return what the value of a customer is, and over which time."""
    if book.horizon is None:
        return ""
    text = _("Value: sales of a customer won by the channel in the {n} days after the first order.")
    return text.format(n=fmt.number(book.horizon))


def legend(book: ChannelBook) -> str:
    """Return what the signs behind the names mean."""
    used = dict.fromkeys(one.verdict for one in book.channels if one.verdict in SIGNS)
    return "  ".join(f"{SIGNS[one]} {_(texts.VERDICTS[one])}" for one in used)
