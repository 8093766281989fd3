"""The month grid in words: its cells, what stands beside them, and what a text in one means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.exact import to_text
from tui import format as fmt
from tui import words
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from fractions import Fraction

    from goals.targets.grid import Grid, Place, Typed
    from goals.targets.plan_months import Expected, MonthAhead
    from store.spans import Span
    from tui.month_draft import MonthDraft
    from tui.widgets.painted import Piece
    from tui.widgets.prose import Paragraph

LONGEST_MEMBER = 80


def goal_title(month: Span, member: str) -> str:
    """Return what tells a goal from those of other months and members."""
    name = fmt.month(month.start)
    return f"{member[:LONGEST_MEMBER]} · {name}" if member else name


def line_label(grid: Grid, line: int) -> str:
    found = grid.lines[line]
    return words.member_label(found.member) if found.where else _("everything")


def amount(grid: Grid, value: Fraction | None, currency: str) -> str:
    """Return a target without decimals that say nothing."""
    return "" if value is None else words.bare(grid.metric.unit, value, currency)


def plain(unit: str, value: Fraction | None) -> str:
    """Return a target as a text that a cell reads as the same target again."""
    if value is None:
        return ""
    if unit == "share":
        return f"{to_text(value * 100)} %"
    text = to_text(value)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text  # 1.234 reads two ways


def cell_piece(draft: MonthDraft, typed: Typed, place: Place) -> Piece:
    """Return a cell: what was typed into it, else its target, else a dot."""
    grid, cell, text = draft.grid, draft.grid.cell(place), draft.texts.get(place)
    if place in typed.errors:
        return "! " + clean(text or ""), "bad"
    if text is not None:
        value = typed.amounts.get(place)
        return amount(grid, value, draft.currency) if value is not None else _("none"), "mark"
    if cell.goal is None:
        return "·", "off"
    return amount(grid, cell.target, draft.currency), ""


def sum_piece(draft: MonthDraft, typed: Typed, line: int) -> Piece:
    return draft.sum(line, typed.amounts) or fmt.NO_VALUE, "strong"


def beside(draft: MonthDraft, typed: Typed, place: Place) -> str:
    """Return what came a year ago, the change that the target asks for, and the forecast."""
    grid, cell, currency = draft.grid, draft.grid.cell(place), draft.currency
    unit, ahead = grid.metric.unit, cell.ahead
    target = typed.amounts.get(place, cell.target)
    year_ago = fmt.short(unit, ahead.last_year, currency)
    change = ""
    if target is not None and ahead.last_year:
        change = change_text(grid, target, ahead.last_year)
    forecast = "" if ahead.expected is None else fmt.short(unit, ahead.expected.value, currency)
    return f"{year_ago:>11} {change:>8} {forecast:>11}"


def change_text(grid: Grid, target: Fraction, before: Fraction) -> str:
    """Return a change: points of a share, per cent of anything else."""
    if grid.metric.unit in ("share", "points"):
        return fmt.signed(target - before, grid.metric.change)
    return fmt.signed((target - before) / abs(before), "relative")


def beside_heading() -> str:
    return f"{_('last year'):>11} {_('change'):>8} {_('forecast'):>11}"


def told(draft: MonthDraft, typed: Typed, place: Place) -> list[Paragraph]:
    """Return what is known of the cell under the cursor, or what is wrong with its text."""
    error = typed.errors.get(place)
    if error is not None:
        return [((tr(error.what) + " ", "bad"), (tr(error.remedy), ""))]
    grid, cell, currency = draft.grid, draft.grid.cell(place), draft.currency
    unit, ahead = grid.metric.unit, cell.ahead
    parts = [fmt.month(ahead.span.start)]
    if grid.dimension:
        parts[0] = f"{line_label(grid, place[0])} · {parts[0]}"
    if cell.goal is not None:
        target = words.bounds_text(cell.goal.target, grid.metric, currency)
        parts.append(_("set: {target}").format(target=target))
    parts.append(_("last year {value}").format(value=fmt.short(unit, ahead.last_year, currency)))
    if ahead.expected is not None:
        parts.append(forecast_text(ahead, ahead.expected, unit, currency))
    elif grid.reason is not None:
        parts.append(tr(grid.reason))
    return [((" · ".join(parts), "dim"),)]


def forecast_text(ahead: MonthAhead, expected: Expected, unit: str, currency: str) -> str:
    """Return what a month may bring with its range; of one that is over, what it brought."""
    value = fmt.short(unit, expected.value, currency)
    if ahead.over:
        return _("it came to {value}").format(value=value)
    low, high = (fmt.short(unit, end, currency) for end in (expected.low, expected.high))
    if low == high:
        return _("forecast {value}").format(value=value)
    text = _("forecast {value} ({low} – {high})")
    return text.format(value=value, low=low, high=high)


def range_text(ahead: MonthAhead, unit: str, currency: str) -> str:
    """Return the range that holds a month four times of five; a fact of one that is over."""
    if ahead.expected is None:
        return ""
    if ahead.over:
        return _("what came")
    ends = (ahead.expected.low, ahead.expected.high)
    return " – ".join(fmt.short(unit, end, currency) for end in ends)
