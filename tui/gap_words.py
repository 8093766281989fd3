"""Gaps to other systems written out in the current language, for screen and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.explain.conventions import SYSTEMS
from goals.metrics.catalogue import METRICS
from tui import format as fmt
from tui.cli.columns import table, width
from tui.language import _, ngettext, tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from goals.explain.conventions import Comparison, Gap, Item
    from goals.metrics.metric import Unit

OURS = "kpi-tui"
UNEXPLAINED = "unexplained"


def value(unit: Unit, figure: Fraction | None, currency: str, digits: int) -> str:
    """Return a figure with the digits that its gaps are told with."""
    if figure is None:
        return fmt.NO_VALUE
    return fmt.value(unit, figure, currency, digits=digits - 2 if unit == "share" else digits)


def signed(unit: Unit, amount: Fraction | None, currency: str, digits: int) -> str:
    """Return what an item adds, with its sign: money, a number, or points of a share."""
    if amount is None:
        return ""
    if unit == "share":
        text = _("{points} pt").format(points=fmt.number(amount * 100, digits - 2))
    else:
        text = fmt.value(unit, amount, currency, digits=digits)
    return f"+{text}" if amount > 0 else text


def counted(item: Item) -> str:
    """Return on how many rows an item rests, said as what they are."""
    if item.rows is None:
        return ""
    kind = item.tallies[0]
    if kind.startswith("carts"):
        text = ngettext("{n} cart", "{n} carts", item.rows)
    elif kind.startswith("visits"):
        text = ngettext("{n} visit", "{n} visits", item.rows)
    elif kind == "empty_carts":
        text = ngettext("{n} cart", "{n} carts", item.rows)
    elif kind == "refunds":
        text = ngettext("{n} refund", "{n} refunds", item.rows)
    elif kind == "placed_first":
        text = ngettext("{n} customer", "{n} customers", item.rows)
    else:
        text = ngettext("{n} order", "{n} orders", item.rows)
    return text.format(n=fmt.number(item.rows))


def differs(gap: Gap) -> bool:
    """Whether a figure is known and another than ours."""
    return bool(gap.difference)


def title(gap: Gap) -> str:
    """Return the system and its name for the figure."""
    return f"{gap.system.name} · {_(gap.convention.name)}"


def side_by_side(comparison: Comparison, currency: str, room: int) -> list[str]:
    """Return our figure and those of all systems, a line each, with the gap."""
    unit, digits = comparison.metric.unit, comparison.digits
    rows = [[OURS, value(unit, comparison.ours, currency, digits), ""]]
    rows += [
        [title(gap), value(unit, gap.value, currency, digits),
         signed(unit, gap.difference, currency, digits)]
        for gap in comparison.gaps
    ]  # fmt: skip
    return _fitted(rows, "lrr", room)


def table_of(
    comparison: Comparison, gaps: Sequence[Gap | None], currency: str, room: int
) -> list[str]:
    """Return our figure and one of every system, a line each; a dash where it has none."""
    unit, digits = comparison.metric.unit, comparison.digits
    rows = [[OURS, value(unit, comparison.ours, currency, digits), ""]]
    for system, gap in zip(SYSTEMS, gaps, strict=True):
        if gap is None:
            rows.append([system.name, fmt.NO_VALUE, ""])
        else:
            rows.append([title(gap), value(unit, gap.value, currency, digits),
                         signed(unit, gap.difference, currency, digits)])  # fmt: skip
    return _fitted(rows, "lrr", room)


def itemised(comparison: Comparison, gap: Gap, currency: str, room: int) -> list[str]:
    """Return our figure, what each reason adds, theirs, and what a typed figure leaves over."""
    unit, digits = comparison.metric.unit, comparison.digits
    rows = [[OURS, value(unit, gap.ours, currency, digits), ""]]
    rows += [
        ["  " + _(one.step.label), signed(unit, one.amount, currency, digits), counted(one)]
        for one in gap.items
    ]
    rows.append([title(gap), value(unit, gap.value, currency, digits), ""])
    if gap.theirs is not None:
        rows.append(["  " + left_over(gap), signed(unit, gap.unexplained, currency, digits), ""])
        rows.append([_("Your back office shows"), typed(comparison, gap, currency), ""])
    return _fitted(rows, "lrr", room)


def typed(comparison: Comparison, gap: Gap, currency: str) -> str:
    """Return what the owner typed."""
    return value(comparison.metric.unit, gap.theirs, currency, comparison.digits)


def left_over(gap: Gap) -> str:
    """Return what is said of the difference to a typed figure."""
    return _("Rounding") if gap.met else _("Not explained by the rows here")


def _fitted(rows: list[list[str]], aligned: str, room: int) -> list[str]:
    found: list[str] = []
    for widest in (46, 40, 34, 28, 22):
        found = table(rows, aligned, widest=widest)
        if max(map(width, found)) <= room:
            return found
    return table([row[:2] for row in rows], aligned[:2], gap=1, widest=max(14, room - 16))


def nothing(gap: Gap) -> str:
    """Return the reasons that were looked at and made no difference in these days."""
    if not gap.nothing:
        return ""
    names = " · ".join(_(one.label).lower() for one in gap.nothing)
    return _("Nothing in these days of: {names}.").format(names=names)


def notes(gap: Gap) -> list[str]:
    """Return what a careful reader should know: what made no difference, what cannot be told."""
    found = [in_turn(gap), nothing(gap), *(tr(one) for one in gap.doubts)]
    return [one for one in found if one]


def in_turn(gap: Gap) -> str:
    """Return that a ratio's items hang on their order, where there are several."""
    if len(gap.items) < 2 or METRICS[gap.convention.metric].denominator is None:
        return ""
    return _("Reasons are taken one after the other; in another order each would weigh otherwise.")


def rule(gap: Gap) -> str:
    """Return how the system counts, by its own page."""
    return _("{figure}: {rule}").format(figure=_(gap.convention.name), rule=_(gap.convention.rule))


def source(gap: Gap) -> str:
    """Return the vendor's page where the rule stands."""
    return _("Source: {title}").format(title=gap.convention.source.title)


def headline(comparison: Comparison, gap: Gap, currency: str) -> str:
    """Return the gap in one sentence."""
    unit, digits = comparison.metric.unit, comparison.digits
    if gap.reason is not None:
        return tr(gap.reason)
    if not gap.difference:
        return _("{system}: no gap in the rows here").format(system=gap.system.name)
    difference = signed(unit, gap.difference, currency, digits)
    return _("{system}: {gap} against kpi-tui").format(system=gap.system.name, gap=difference)


def overview(comparisons: Sequence[Comparison], currency: str, room: int) -> list[str]:
    """Return every metric beside the first figure of every system."""
    rows = [["", OURS, *(one.short for one in SYSTEMS)]]
    for one in comparisons:
        cells = [_short(one, one.ours, currency)]
        for system in SYSTEMS:
            first = next((gap for gap in one.gaps if gap.system is system), None)
            cells.append("" if first is None else _short(one, first.value, currency))
        rows.append([_(one.metric.tile_label), *cells])
    found: list[str] = []
    for widest, gap in ((22, 2), (18, 2), (16, 1), (12, 1)):
        found = table(rows, "l" + "r" * (len(SYSTEMS) + 1), gap=gap, widest=widest)
        if max(map(width, found)) <= room:
            break
    return found


def _short(one: Comparison, figure: Fraction | None, currency: str) -> str:
    return fmt.short(one.metric.unit, figure, currency)
