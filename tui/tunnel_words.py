"""The tunnel written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.explain.steps import STEPS
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.steps import Behaviour, MemberTunnel, Step, Tunnel

FELL, ROSE, FEW, BEHIND = "▼", "▲", "°", "!"
BAR = 14
SHORT: dict[str, str] = {
    "visits": N_("Visits"),
    "product_visits": N_("Product"),
    "carts": N_("Cart"),
    "checkouts": N_("Checkout"),
    "payments_started": N_("Payment"),
    "payments_done": N_("Order"),
}
"""The steps in few letters, for columns."""


def step_lines(found: Tunnel, currency: str, room: int, *, plain: bool = False) -> list[str]:
    """Return the head and a line a step, at most ``room`` cells wide; what fits least goes first.

    The bars show how many of all came to a step; the shares are of the step before.
    """
    lines: list[str] = []
    for bars, lost, before in (
        (True, True, True), (True, True, False), (False, True, True), (False, True, False),
        (False, False, False),
    ):  # fmt: skip
        rows = [_head(bars=bars, lost=lost, before=before)]
        most = max((one.count or 0 for one in found.steps), default=0)
        for one in found.steps:
            cells = [_(one.label), _count(one)]
            cells += [_bar(one, most, plain=plain)] if bars else []
            cells += [_share(one.passed) + (FEW if one.small else " ")]
            cells += [_share(one.passed_before)] if before else []
            cells += [change(one)]
            cells += [_number(one.lost), _money(one.lost_worth, currency)] if lost else []
            rows.append(cells)
        aligned = "lr" + ("l" if bars else "") + "r" + ("r" if before else "") + "l"
        lines = table(rows, aligned + ("rr" if lost else ""), widest=18)
        if max(map(width, lines)) <= room:
            break
    return lines


def _head(*, bars: bool, lost: bool, before: bool) -> list[str]:
    return [
        "", _("Number"), *([""] if bars else []), _("Went on") + " ",
        *([_("Before")] if before else []), "",
        *([_("Lost"), _("Worth")] if lost else []),
    ]  # fmt: skip


def _count(one: Step) -> str:
    return fmt.NO_VALUE if one.count is None else fmt.number(one.count)


def _number(value: int | None) -> str:
    return "" if value is None else fmt.number(value)


def _money(value: Fraction | None, currency: str) -> str:
    return "" if value is None else fmt.money(value, currency, 0)


def _share(value: Fraction | None) -> str:
    return "" if value is None else fmt.share(value, 1)


def _bar(one: Step, most: int, *, plain: bool) -> str:
    if one.count is None or not most:
        return ""
    size = max(1 if one.count else 0, round(Fraction(one.count, most) * BAR))
    return ("#" if plain else "█") * size


def change(one: Step) -> str:
    """Return the change of a share in points; an arrow only where it is beyond chance."""
    if one.fall is None:
        return ""
    arrow = FELL if one.fell else ROSE if one.rose else ""
    return f"{arrow}{fmt.signed(one.fall, 'points')}"


def headline(found: Tunnel, currency: str) -> str:
    """Return the step that fell most beyond chance, or that none did."""
    worst = found.worst
    if worst is not None:
        text = _("“{step}” fell most: {before} before, {now} now")
        told = text.format(
            step=_(worst.label), before=_share(worst.passed_before), now=_share(worst.passed)
        )
        if worst.fall_worth is not None:
            lost = _("about {amount} lost by it")
            told += ", " + lost.format(amount=_money(worst.fall_worth, currency))
        return told
    if all(one.fall_interval is None for one in found.steps):
        return _("Nothing to compare with, or too few cases for it.")
    return _("No step fell beyond what chance alone may do.")


def leak(found: Tunnel, currency: str) -> str:
    """Return where most of the filled carts are lost, and what one point more would bring."""
    one = found.leak
    if one is None or one.lost is None:
        return ""
    text = _("Most carts are lost before “{step}”: {n}")
    told = text.format(step=_(one.label), n=fmt.number(one.lost))
    if one.point_worth is not None:
        text = _("one point more there is worth {amount}")
        told = fmt.clauses(told, text.format(amount=_money(one.point_worth, currency)))
    return told


def abandonment(found: Tunnel, currency: str) -> str:
    """Return what one point less of abandoned carts would bring."""
    point = found.abandonment_point
    if point is None or point[1] is None:
        return ""
    orders, sales, margin = point
    text = _("One point less of abandoned carts: {orders} orders, {sales}")
    told = text.format(orders=fmt.number(orders, 1), sales=_money(sales, currency))
    if margin is not None:
        told += ", " + _("{margin} of margin").format(margin=_money(margin, currency))
    return told


def detail(one: Step, currency: str) -> str:
    """Return how sure a step's share is, and what a point of it is worth."""
    parts = []
    if one.reason is not None:
        return tr(one.reason)
    if one.interval is not None:
        low, high = (fmt.share(Fraction(end), 1) for end in one.interval)
        parts.append(_("95 % sure: between {low} and {high}").format(low=low, high=high))
    if one.fall_interval is not None:
        low, high = (fmt.signed(Fraction(end), "points") for end in one.fall_interval)
        text = _("change between {low} and {high}, all steps looked at together")
        parts.append(text.format(low=low, high=high))
    if one.point_worth is not None:
        text = _("one point more is worth {amount}")
        parts.append(text.format(amount=_money(one.point_worth, currency)))
    if one.small:
        parts.append(_("few cases: no verdict"))
    return " · ".join(parts)


def behaviour(one: Behaviour) -> str:
    """Return one behaviour: how many visits, their share, and the share before."""
    text = fmt.number(one.count)
    if one.share is not None:
        text += f" ({fmt.share(one.share)}"
        if one.share_before is not None:
            text += " · " + _("before: {value}").format(value=fmt.share(one.share_before))
        text += ")"
    return _("{name}: {text}").format(name=_(one.label), text=text)


def member_lines(members: Sequence[MemberTunnel], room: int) -> list[str]:
    """Return the head and a line a member: how many came, and the share that went on each time."""
    if not members:
        return []
    known = [
        n
        for n in range(len(STEPS))
        if any(one.tunnel.steps[n].count is not None for one in members)
    ]
    first, later = known[0], known[1:]
    labels = [_(SHORT[name]) for name in STEPS]
    lines: list[str] = []
    for widest, gap, whole in ((22, 2, True), (16, 2, True), (12, 1, True), (12, 1, False)):
        rows = [["", labels[first], *(labels[n] + " " for n in later), _("In all")]]
        for one in members:
            steps = one.tunnel.steps
            name = clean(one.member) or _("(unknown)")
            shares = [_member_share(steps[n], one.blocks) for n in later]
            through = one.tunnel.through
            rows.append([name, _count(steps[first]), *shares,
                         "" if through is None else fmt.share(through, 1)])  # fmt: skip
        rows = rows if whole else [row[:-1] for row in rows]
        lines = table(rows, "l" + "r" * (len(rows[0]) - 1), widest=widest, gap=gap)
        if max(map(width, lines)) <= room:
            break
    return lines


def _member_share(one: Step, blocks: str) -> str:
    if one.passed is None:
        return fmt.NO_VALUE + " "
    sign = BEHIND if one.id == blocks else FEW if one.small else " "
    return fmt.share(one.passed, 0) + sign


def member_signs(members: Sequence[MemberTunnel]) -> list[str]:
    """Return what the signs of the table by member mean."""
    found = []
    if any(one.blocks for one in members):
        found.append(_("! stays behind all the others there, beyond chance"))
    if any(step.small for one in members for step in one.tunnel.steps):
        found.append(_("° fewer than 30 cases"))
    return found
