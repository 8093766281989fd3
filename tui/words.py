"""Views written out in the current language: the short texts that several widgets share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.status import STATUS_LABELS, STATUS_MARKS
from tui import format as fmt
from tui.chances import chance_text
from tui.cli.columns import width as cell_len
from tui.language import _, ngettext, tr
from tui.revised_words import revised_texts
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goals.metrics.figures import Change, Revision
    from goals.metrics.metric import Metric
    from goals.targets.goal import Goal
    from goals.targets.target import Target
    from tui.views import ChartView, GoalView, PeriodView, TileView, Where
    from tui.widgets.painted import Piece

_BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN = "_.-~=*^#"

APART = "≠"
"""Stands where two figures are not compared, for another source counts."""

_STATUS_INKS = {
    "✓": "good",
    "!": "bad",
    "▼": "bad",
    "✗": "bad",
    "?": "mark",
    "·": "dim",
    "–": "dim",
}


def value_of(metric: Metric, value: Fraction | None, currency: str) -> str:
    return fmt.value(metric.unit, value, currency)


def short_value(tile: TileView, currency: str) -> str:
    """Return a tile's value; before the first reading an ellipsis."""
    if tile.reading is None:
        return "…"
    return fmt.short(tile.metric.unit, tile.value, currency)


def compact_value(tile: TileView, currency: str) -> str:
    """Return a tile's value in as few characters as it can be said."""
    large = tile.value is not None and abs(tile.value) >= 10_000
    if tile.value is None or not large or tile.metric.unit not in ("money", "count"):
        return short_value(tile, currency)
    return fmt.compact(tile.metric.unit, tile.value, currency)


def delta_of(change: Change | None) -> fmt.Delta:
    """Return a change for people; one that rounds to nothing on screen is told as the same."""
    if change is not None and change.apart is not None:
        return fmt.Delta(APART, "", "")
    if change is None or change.change is None:
        return fmt.Delta("", "", "")
    text = fmt.signed(change.change, change.kind)
    nothing = text[:1] not in ("+", "\N{MINUS SIGN}") and change.verdict in ("better", "worse")
    return fmt.delta(change.change, change.kind, "same" if nothing else change.verdict)


def change_text(change: Change | None) -> str:
    """Return a change for a narrow place: arrow and sign, no word."""
    delta = delta_of(change)
    return f"{delta.arrow}{delta.text}"


def change_word(change: Change | None) -> str:
    return delta_of(change).word


def change_ink(change: Change | None) -> str:
    arrow = delta_of(change).arrow
    verdict = change.verdict if change is not None and arrow in ("▲", "▼") else None
    return {"better": "good", "worse": "bad"}.get(verdict or "", "dim")


def before_text(tile: TileView, currency: str) -> str:
    """Return what the figure was before, for a heading."""
    if tile.change is None or tile.change.previous.value is None:
        return ""
    value = fmt.short(tile.metric.unit, tile.change.previous.value, currency)
    return _("before: {value}").format(value=value)


def revised_in(revised: Revision | None, room: int) -> str:
    """Return the longest way of saying so that there is room for."""
    return next((text for text in revised_texts(revised) if cell_len(text) <= room), "")


def spark(values: Sequence[Fraction | None], width: int, *, ascii_only: bool = False) -> str:
    """Return values as one line of blocks, the newest at the right; a gap stays empty."""
    steps = _PLAIN if ascii_only else _BLOCKS
    if width <= 0 or not any(value is not None for value in values):
        return ""
    picked = _sampled(values, width)
    known = [value for value in picked if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    if low == high:
        return "".join(" " if value is None else steps[3] for value in picked)
    return "".join(
        " " if value is None else steps[int((value - low) * 7 / (high - low))] for value in picked
    )


def _sampled(values: Sequence[Fraction | None], width: int) -> list[Fraction | None]:
    """Return at most ``width`` of the values, the newest among them."""
    if len(values) <= width:
        return list(values)
    return [values[len(values) - 1 - (width - 1 - n) * len(values) // width] for n in range(width)]


def bar(progress: Fraction | None, expected: Fraction | None, width: int) -> str:
    """Return a goal's way as a bar; ``│`` stands where the goal should be by now."""
    if progress is None:
        return "·" * width
    filled = max(0, min(width, int(progress * width + Fraction(1, 2))))
    cells = ["█"] * filled + ["░"] * (width - filled)
    if expected is not None and 0 < expected < 1:
        cells[min(width - 1, int(expected * width))] = "│"
    return "".join(cells)


def progress_text(progress: Fraction | None) -> str:
    """Return how much of the way is done; behind where it began is no percentage of a way."""
    if progress is None:
        return ""
    return f"< {fmt.share(0, 0)}" if progress < 0 else fmt.share(progress, 0)


def days_left(view: GoalView) -> str:
    left = view.assessment.days_left
    return _("over") if left < 0 else _("{n} d").format(n=fmt.number(left))


def status_text(view: GoalView) -> str:
    """Return how a goal stands, with its probability where that decided: ``behind · 42 %``."""
    word = _(STATUS_LABELS[view.assessment.status])
    if not view.assessment.by_chance or view.assessment.probability is None:
        return word
    return f"{word} · {chance_text(view.assessment.probability)}"


def status_in(view: GoalView, room: int) -> str:
    """Return the longest way of saying how a goal stands that there is room for."""
    text = status_text(view)
    return text if cell_len(text) <= room else _(STATUS_LABELS[view.assessment.status])


def status_ink(view: GoalView) -> str:
    """Return the ink of a goal's status; the mark and the word say the same without colour."""
    return _STATUS_INKS.get(status_mark(view), "dim")


def status_mark(view: GoalView) -> str:
    return STATUS_MARKS[view.assessment.status]


def where_text(where: Where) -> str:
    return ", ".join(f"{dimension_label(name)} = {member_label(member)}" for name, member in where)


def unlimited_text(dimension: str) -> str:
    """Return that a figure is not known by the dimension that everything is limited by."""
    return _("not by {dimension}").format(dimension=dimension_label(dimension).lower())


def limit_texts(where: Where) -> tuple[str, str]:
    """Return what alone is counted, in full and in short: the badge of a filter."""
    members = ", ".join(member_label(member) for _name, member in where)
    return f"⧩ {where_text(where)}", f"⧩ {members}"


def dimension_label(dimension: str) -> str:
    from store.dimensions import DIMENSIONS

    known = DIMENSIONS.get(dimension)
    return _(known.label) if known else clean(dimension)


def member_label(member: str) -> str:
    return clean(member) if member else _("(unknown)")


def bare(unit: str, value: Fraction, currency: str) -> str:
    """Return a round figure without the decimals that say nothing: a target of ``60 %``."""
    scale = 2 if unit == "share" else 0
    digits = 0
    while digits < 6 and fmt.rounded(value, digits + scale) != value:
        digits += 1
    if unit == "money" and digits:
        digits = max(digits, fmt.minor_digits(currency))
    return fmt.value(unit, value, currency, digits=digits)


def goal_value(view: GoalView, currency: str) -> str:
    """Return where a goal stands, with enough digits never to contradict its verdict."""
    value = view.assessment.value
    if value is None:
        return fmt.NO_VALUE
    if view.goal.kind == "done" and view.assessment.steps is not None:
        return f"{view.assessment.steps.reached}/{view.assessment.steps.total}"
    short = fmt.short(view.metric.unit, value, currency)
    target = view.goal.target
    for bound in (target.value, target.high):
        if bound is not None and short == fmt.short(view.metric.unit, bound, currency):
            return fmt.exact(view.metric.unit, value, bound, currency)
    return short


def target_text(goal: Goal, metric: Metric, currency: str) -> str:
    """Return what a goal wants as people write it: ``< 60 %``."""
    return bounds_text(goal.target, metric, currency)


def bounds_text(target: Target, metric: Metric, currency: str) -> str:
    if target.high is not None:
        low, high = (bare(metric.unit, end, currency) for end in (target.value, target.high))
        return _("{low} to {high}").format(low=low, high=high)
    sign = {"<=": "≤", ">=": "≥"}.get(target.operator, target.operator)
    return f"{sign} {bare(metric.unit, target.value, currency)}"


def as_fraction(number: float) -> Fraction:
    return Fraction(number)


def goal_title(view: GoalView, currency: str) -> str:
    """Return the owner's own title, else the metric, the target and what it is limited to."""
    if view.goal.title:
        return clean(view.goal.title)
    scope = f" · {where_text(view.goal.where)}" if view.goal.where else ""
    return f"{_(view.metric.label)} {target_text(view.goal, view.metric, currency)}{scope}"


def levers_text(goal: GoalView, width: int) -> str:
    """Return the levers of a goal: by name where there is room, else their marks."""
    if not goal.levers:
        return "—"
    from goals.levers.lever import LEVER_MARKS

    if width >= 16 and len(goal.levers) == 1:
        lever = goal.levers[0]
        return f"{LEVER_MARKS[lever.state]} {clean(lever.name)}"
    marks = "".join(LEVER_MARKS[lever.state] for lever in goal.levers)
    if width >= 16:
        text = ngettext("{n} lever", "{n} levers", len(goal.levers))
        return f"{marks} {text.format(n=fmt.number(len(goal.levers)))}"
    return marks


def lever_names(goal: GoalView) -> str:
    """Return the levers of a goal with their marks."""
    from goals.levers.lever import LEVER_MARKS

    return ", ".join(f"{LEVER_MARKS[one.state]} {clean(one.name)}" for one in goal.levers)


def period_text(period: PeriodView) -> str:
    """Return the days on screen as ``28 days to 31 Oct 2026`` or ``1 – 31 Oct 2026``."""
    if period.name.endswith("d") and period.name[:-1].isdigit():
        text = fmt.days_to(period.span)
    else:
        text = fmt.span(period.span)
    text = _("{period}, so far").format(period=text) if period.partial else text
    return f"{text} · {_('refunds by order')}" if period.basis == "cohort" else text


def compare_text(period: PeriodView) -> str:
    if period.before is None:
        return ""
    if period.compare == "previous":
        text = ngettext("against the day before", "against the {n} before", period.before.days)
        return text.format(n=fmt.number(period.before.days))
    return _("against {days}").format(days=fmt.span(period.before))


def no_chart(view: ChartView) -> str:
    """Return why there is no line to draw."""
    return tr(view.reason) if view.reason is not None else _("No figures for these days.")


def tile_heading(tile: TileView, currency: str) -> Iterable[Piece]:
    """Yield a figure, its change in words, and what it was before."""
    if tile.value is None:
        yield fmt.NO_VALUE, "off"  # the chart below says why
        return
    yield value_of(tile.metric, tile.value, currency), "strong"
    text = change_text(tile.change)
    for told in revised_texts(tile.revised)[:1]:
        yield f"  {told}", "mark"
    if tile.change is not None and tile.change.apart is not None:
        yield f"  {text} {tr(tile.change.apart)}", "dim"
    elif text:
        word = change_word(tile.change)
        yield f"  {text} {word}".rstrip(), change_ink(tile.change)
        before = before_text(tile, currency)
        if before:
            yield f"  {before}", "dim"


def goal_heading(goal: GoalView, currency: str) -> Iterable[Piece]:
    """Yield a goal, where it stands, what it wants and what pulls at it."""
    yield goal_title(goal, currency) + "  ", "title"
    if goal.assessment.value is not None:
        yield goal_value(goal, currency), "strong"
    yield f"  ◎ {target_text(goal.goal, goal.metric, currency)}", "mark"
    if goal.assessment.expected_today is not None:
        text = _("today on pace: {value}")
        pace = value_of(goal.metric, goal.assessment.expected_today, currency)
        yield "  " + text.format(value=pace), "dim"
    if goal.levers:
        yield "  " + lever_names(goal), "dim"
