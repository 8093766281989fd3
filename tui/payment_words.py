"""Payments written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.explain.payments import trade as texts
from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _, ngettext, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from goals.explain.payments import Band, PaymentBook, Plan, Side
    from goals.explain.payments.tallying import Interval

COLUMNS = ("payments", "amount", "share", "failure", "fees", "fraud", "cost")


def name_of(member: str) -> str:
    return clean(member) or _("(unknown)")


def lines(book: PaymentBook, currency: str, room: int) -> list[str]:
    """Return the head, a line a means of payment and all of them; what matters least goes first."""
    columns = list(COLUMNS)
    found: list[str] = []
    for dropped in ("", "fees", "share", "fraud", "payments"):
        if dropped:
            columns.remove(dropped)
        for widest, gap in ((20, 2), (16, 1), (12, 1)):
            found = _table(book, columns, currency, widest, gap)
            if max(map(width, found)) <= room:
                return found
    return found


def _table(
    book: PaymentBook, columns: Sequence[str], currency: str, widest: int, gap: int
) -> list[str]:
    heads = {
        "payments": _("Paym."), "amount": _("Amount"), "share": _("Share"),
        "failure": _("Not done"), "fees": _("Fees"), "fraud": _("Fraud"), "cost": _("Cost"),
    }  # fmt: skip
    rows = [["", *(heads[name] for name in columns)]]
    for one in book.means:
        rows.append([name_of(one.member), *_cells(one.side, book.total, columns, currency)])
    rows.append([_("All"), *_cells(book.total, book.total, columns, currency)])
    return table(rows, "l" + "r" * len(columns), gap=gap, widest=widest)


def _cells(side: Side, total: Side, columns: Sequence[str], currency: str) -> list[str]:
    known = {
        "payments": fmt.number(side.payments),
        "amount": fmt.money(side.amount, currency, 0),
        "share": fmt.share(side.amount / total.amount, 0) if total.amount else fmt.NO_VALUE,
        "failure": failure(side),
        "fees": fmt.money(side.fees, currency, 0),
        "fraud": fmt.money(side.fraud, currency, 0),
        "cost": share(side.cost, 2),
    }
    return [known[name] for name in columns]


def failure(side: Side) -> str:
    """Return the share not done; of few payments with a sign that it says little."""
    if side.failure is None:
        return fmt.NO_VALUE
    return share(side.failure, 1) + ("°" if side.small else "")


def share(figure: Fraction | None, digits: int) -> str:
    return fmt.NO_VALUE if figure is None else fmt.share(figure, digits)


def between(ends: Interval | None, digits: int = 1) -> str:
    """Return both ends of an interval of a share."""
    if ends is None:
        return ""
    low, high = (fmt.number(fmt.rounded(_exact(end) * 100, digits), digits) for end in ends)
    return f"[{low} – {high}]"


def money_between(ends: Interval, currency: str) -> str:
    low, high = (fmt.money(_exact(end), currency, 0) for end in ends)
    return _("{low} to {high}").format(low=low, high=high)


def _exact(end: float) -> Fraction:
    from fractions import Fraction

    return Fraction(end)


def sides(book: PaymentBook, room: int) -> list[str]:
    """Return the payment with 3-D Secure and without: begun, done, not done with its interval."""
    rows = [["", _("Begun"), _("Done"), _("Not done"), "", _("Fraud"), ""]]
    for label, side in (
        (_("with 3-D Secure"), book.asked),
        (_("without"), book.unasked),
    ):
        rows.append(
            [label, fmt.number(side.started), fmt.number(side.done), failure(side),
             between(side.failure_interval), share(side.fraud_rate, 2),
             between(side.fraud_interval, 2)]
        )  # fmt: skip
    return _narrowed(rows, "lrrrlrl", room, (), (6,), (1, 2, 6))


def _narrowed(
    rows: list[list[str]], aligned: str, room: int, *without: tuple[int, ...]
) -> list[str]:
    """Return a table that fits: each of ``without`` names columns that may go, less first."""
    found: list[str] = []
    for dropped in without:
        kept = [n for n in range(len(aligned)) if n not in dropped]
        cells = [[row[n] for n in kept] for row in rows]
        sides_kept = "".join(aligned[n] for n in kept)
        for gap in (2, 1):
            found = table(cells, sides_kept, gap=gap, widest=34)
            if max(map(width, found)) <= room:
                return found
    return found


def about_sides(book: PaymentBook) -> str:
    """Return which means ask for it, and by how much the sides differ."""
    names = fmt.listed([name_of(one) for one in book.methods])
    found = book.trade
    if found.difference is None or found.interval is None:
        return _("Means that ask for 3-D Secure: {names}.").format(names=names)
    text = _("{names}: with 3-D Secure {points} pt more are not finished, {interval}.")
    return text.format(
        names=names,
        points=fmt.number(fmt.rounded(found.difference * 100, 1), 1),
        interval=between(found.interval),
    )


def price(book: PaymentBook, currency: str) -> str:
    """Return what asking for 3-D Secure costs today, where the margin is known."""
    found = book.trade
    if found.price is None or found.price_interval is None:
        return ""
    text = _("Asking costs {amount} of margin in these days ({interval}), if it is its doing.")
    return text.format(amount=fmt.money(found.price, currency, 0),
                       interval=money_between(found.price_interval, currency))  # fmt: skip


def plans(book: PaymentBook, currency: str, room: int) -> list[str]:
    """Return what each plan wins and loses against today, with its interval."""
    rows = [["", _("Margin"), _("Fraud"), _("Together"), ""]]
    for one in book.trade.plans:
        if one.id == "where_it_pays" and all(two.verdict == "unsure" for two in book.trade.bands):
            none = fmt.NO_VALUE
            rows.append([_(one.label), none, none, none, _(texts.VERDICTS["unsure"])])
            continue
        rows.append(
            [_(one.label), signed(one.margin, currency), signed(one.fraud, currency),
             signed(one.net, currency), money_between(one.interval, currency)]
        )  # fmt: skip
    return _narrowed(rows, "lrrrl", room, (), (1, 2))


def signed(amount: Fraction, currency: str) -> str:
    text = fmt.money(amount, currency, 0)
    return f"+{text}" if fmt.rounded(amount) > 0 else text


def bands(book: PaymentBook, currency: str, room: int) -> list[str]:
    """Return payments without 3-D Secure by amount: their fraud, and from when it would pay."""
    rows = [[_("Without, by amount"), _("Paym."), _("Fraud"), "", _("Pays from"), ""]]
    for one in book.trade.bands:
        rows.append(
            [_limits(one, currency), fmt.number(one.unasked.payments), share(one.rate, 2),
             between(one.rate_interval, 2), share(one.break_even, 2),
             _(texts.VERDICTS[one.verdict])]
        )  # fmt: skip
    return _narrowed(rows, "lrrlrl", room, (), (3,), (1, 3))


def _limits(one: Band, currency: str) -> str:
    low = fmt.money(one.low, currency, 0)
    if one.high is None:
        return _("from {low}").format(low=low)
    return _("{low} to {high}").format(low=low, high=fmt.money(one.high, currency, 0))


def best(book: PaymentBook, currency: str) -> str:
    """Return in one sentence what the trade-off says, or why nothing can be said."""
    found = book.trade
    if found.reason is not None:
        return tr(found.reason)
    sure = [one for one in found.plans if one.beyond_chance and one.net > 0]
    plan: Plan | None = max(sure, key=lambda one: one.net, default=None)
    if plan is None:
        return _("No plan beats what you do today beyond chance.")
    text = _("{plan} would bring {amount} more in these days ({interval}).")
    return text.format(plan=_(plan.label), amount=fmt.money(plan.net, currency, 0),
                       interval=money_between(plan.interval, currency))  # fmt: skip


def fraud(book: PaymentBook) -> str:
    """Return the fraud rate beside its reference."""
    figure = book.fraud
    if figure is None or figure.value is None:
        return ""
    frauds = ngettext("{n} fraud", "{n} frauds", book.total.frauds)
    reference = figure.metric.reference
    text = _("Fraud: {rate} of what was paid ({frauds}).")
    said = text.format(rate=share(figure.value, 2),
                       frauds=frauds.format(n=fmt.number(book.total.frauds)))  # fmt: skip
    if reference is not None:
        said += " " + _("Reference: {text}").format(text=_(reference.text))
    return said


def assumptions(book: PaymentBook) -> list[str]:
    """Return what the trade-off rests on."""
    if not book.methods:
        return []
    found = [_(texts.NOT_DRAWN)]
    if book.trade.margin_rate is not None and book.trade.plans:
        found += [_(texts.LOSS).format(margin=share(book.trade.margin_rate, 1)), _(texts.ALIKE)]
    return [*found, _(texts.ONCE)]


def notes(book: PaymentBook) -> list[str]:
    """Return what a careful reader should know."""
    found = [tr(one) for one in book.notes]
    if any(one.side.started and one.side.small for one in book.means):
        found.append("° " + _("fewer than 30 payments begun: the share says little"))
    return found
