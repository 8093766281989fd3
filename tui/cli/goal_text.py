"""Goals for people: a list, a page for one, what changed; in 80 cells, in their language."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from goals.metrics.catalogue import METRICS
from goals.targets.goal import KIND_LABELS, RECURRENCE_LABELS, STATE_LABELS
from goals.targets.status import STATUS_LABELS, STATUS_MARKS
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import WIDTH, fit, left, paragraph, right, table, width
from tui.cli.goal_words import (
    difference_text,
    scope_text,
    short_value,
    target_text,
    title_text,
    value_text,
    wish_text,
)
from tui.language import _, ngettext, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.levers.lever import Lever
    from goals.targets.assess import Assessment, Guarded
    from goals.targets.book import GoalView
    from goals.targets.draft import Draft
    from goals.targets.goal import Goal
    from store.plans import HistoryEntry
    from store.settings import Shop

TITLE, NOW, BAR, SHARE, STATUS, DAYS = 28, 12, 10, 6, 12, 6
LABEL = 13
CHANGES = {
    "add": N_("set"),
    "edit": N_("edited"),
    "close": N_("closed"),
    "reopen": N_("opened again"),
    "archive": N_("archived"),
    "delete": N_("deleted"),
    "undo": N_("taken back"),
    "start": N_("started"),
    "stop": N_("stopped"),
}
NO_FORECAST = N_("Pace is a straight line; probability and forecast are not calculated yet.")


# -- the list --------------------------------------------------------------------------------


def list_lines(views: Sequence[GoalView], shop: Shop, as_of: date | None) -> list[str]:
    """Return the goals, two lines each or more."""
    lines = heading(views, shop, as_of)
    if not views:
        return [*lines, "", *paragraph(_("No goal yet. Set one like this:")), "",
                "  kpi-tui goal add cart_abandonment '< 60 %' --by 31/12"]  # fmt: skip
    for view in views:
        lines += ["", *goal_lines(view, shop.currency)]
    return lines


def dotted(parts: Sequence[str], indent: int = 0, *, first: str = "") -> list[str]:
    """Return parts with a dot between them, broken between parts and not inside."""
    margin, lines = first or " " * indent, []
    line = margin + parts[0] if parts else margin
    for part in parts[1:]:
        if width(line) + width(part) + 3 > WIDTH:
            lines.append(line)
            line = " " * indent + part
        else:
            line += f" · {part}"
    return [cut for one in (*lines, line) for cut in _cut(one, indent)]


def _cut(line: str, indent: int) -> list[str]:
    if width(line) <= WIDTH:
        return [line]
    return paragraph(line[indent:], indent, first=line[:indent])


def heading(views: Sequence[GoalView], shop: Shop, as_of: date | None) -> list[str]:
    """Return the shop, the day figures end on, and how many goals there are."""
    parts = [clean(shop.name)] if shop.name else []
    if as_of is not None:
        parts.append(_("figures to {day}").format(day=fmt.day(as_of)))
    parts.append(fmt.plural("{n} goal", "{n} goals", len(views)))
    worried = sum(view.assessment.attention for view in views)
    if worried:
        parts.append(fmt.plural("{n} needs attention", "{n} need attention", worried))
    return dotted(parts)


def goal_lines(view: GoalView, currency: str) -> list[str]:
    """Return one goal: how it stands, then what it is, what pulls it and why it stands so."""
    goal, now = view.goal, view.assessment
    title = title_text(goal, currency, short=True)
    parts = [
        right(str(goal.id), 3),
        "!" if now.attention and STATUS_MARKS[now.status] == "✓" else STATUS_MARKS[now.status],
        left(fit(title, TITLE), TITLE),
        right(fit(short_value(goal, now.value, currency), NOW), NOW),
        bar(now.progress, now.pace.expected_progress, BAR),
        right("" if now.progress is None else fmt.share(now.progress, 0), SHARE),
        left(_(STATUS_LABELS[now.status]), STATUS),
    ]
    lines = [" ".join(parts).rstrip()]
    lines += dotted(_second_line(view, currency), 6)
    if view.levers:
        lines += dotted([lever_text(lever) for lever in view.levers], 6)
    if now.reason is not None:
        lines += paragraph(tr(now.reason), 6)
    lost = [one for one in now.guardrails if one.verdict == "worse" and one.clear]
    lines += [line for one in lost for line in paragraph(_guardrail_lost(one, currency), 6)]
    return lines


def _second_line(view: GoalView, currency: str) -> list[str]:
    goal, now = view.goal, view.assessment
    wish = wish_text(goal, currency)
    title = title_text(goal, currency, short=True)
    parts = [] if title == wish and width(wish) <= TITLE else [wish]
    if goal.recurrence != "none":
        parts.append(_(RECURRENCE_LABELS[goal.recurrence]))
    parts.append(_("by {day}").format(day=fmt.day(goal.deadline)))
    if goal.state != "open":
        parts.append(_(STATE_LABELS[goal.state]))
    else:
        parts.append(left_text(now.days_left))
    return parts


def left_text(days: int) -> str:
    """Return how long it is until the end of the stretch."""
    if days < 0:
        return _("over")
    return fmt.plural("{n} day left", "{n} days left", days)


def bar(progress: Fraction | None, expected: Fraction | None, cells: int) -> str:
    """Return the way as a bar; ``│`` stands where the goal should be by now."""
    if progress is None:
        return "·" * cells
    filled = max(0, min(cells, int(progress * cells + Fraction(1, 2))))
    drawn = ["█"] * filled + ["░"] * (cells - filled)
    if expected is not None and 0 < expected < 1:
        drawn[min(cells - 1, int(expected * cells))] = "│"
    return "".join(drawn)


def lever_text(lever: Lever) -> str:
    """Return a lever in a few words: mark, name, state."""
    from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS

    state = _(LEVER_STATE_LABELS[lever.state])
    return f"{LEVER_MARKS[lever.state]} {clean(lever.name)} ({state})"


def _guardrail_lost(one: Guarded, currency: str) -> str:
    return _("Guardrail lost: {what}").format(what=_guardrail(one, currency))


# -- one goal --------------------------------------------------------------------------------


def goal_page(view: GoalView, shop: Shop) -> list[str]:
    """Return everything known about one goal."""
    goal, now, currency = view.goal, view.assessment, shop.currency
    wish = wish_text(goal, currency)
    lines = paragraph(f"{goal.id} · {title_text(goal, currency)}")
    if goal.title:
        lines += paragraph(wish, 4)
    word = f"{STATUS_MARKS[now.status]} {_(STATUS_LABELS[now.status])}"
    if now.progress is not None:
        word += f"  {bar(now.progress, now.pace.expected_progress, 20)}"
        word += f" {fmt.share(now.progress, 0)}"
    lines += ["", f"    {word}"]
    if now.reason is not None:
        lines += paragraph(tr(now.reason), 4)
    lines += ["", *_facts(view, currency)]
    lines += _guardrails(now, currency) + _turns(now, currency) + _levers(view.levers)
    if goal.note:
        lines += ["", *paragraph(clean(goal.note), 4)]
    if goal.state == "open":
        lines += ["", *paragraph(_(NO_FORECAST), 4)]
    return lines


def _row(label: str, text: str) -> list[str]:
    return dotted(text.split(" · "), 4 + LABEL, first="    " + left(label, LABEL))


def _facts(view: GoalView, currency: str) -> list[str]:
    goal, now = view.goal, view.assessment
    lines: list[str] = []
    lines += _row(_("Target"), _target_row(goal, now, currency))
    lines += _row(_("Kind"), _kind_row(goal))
    lines += _row(_("Now"), _now_row(now, currency))
    if goal.closing is not None:
        then = value_text(goal, goal.closing.value, currency)
        day = fmt.day(goal.closing.day)
        lines += _row(_("At closing"), _("{value}, known up to {day}").format(value=then, day=day))
    if goal.baseline is not None:
        lines += _row(_baseline_label(goal), _baseline_row(goal, currency))
    if now.steps is not None:
        lines += _row(_("Milestones"), _steps_row(now))
    elif now.expected_today is not None and goal.kind != "hold" and not now.over:
        lines += _row(_("Should be"), _expected_row(goal, now, currency))
    if goal.state == "open":
        lines += _needed(now, currency)
    return lines


def _target_row(goal: Goal, now: Assessment, currency: str) -> str:
    text = target_text(goal.target, now.metric.unit, currency)
    day = _("by {day}").format(day=fmt.day(goal.deadline))
    ending = left_text(now.days_left) if goal.state == "open" else _(STATE_LABELS[goal.state])
    if goal.recurrence != "none" and now.stretch.last != goal.deadline:
        ending += " · " + _("this turn: {days}").format(days=fmt.span(now.stretch))
    return f"{text} · {day} · {ending}"


def _kind_row(goal: Goal) -> str:
    parts = [_(KIND_LABELS[goal.kind])]
    if goal.recurrence != "none":
        parts.append(_(RECURRENCE_LABELS[goal.recurrence]))
    if goal.kind == "level" or (goal.kind == "hold" and goal.recurrence == "none"):
        parts.append(fmt.plural("over {n} day", "over {n} days", goal.window))
    if goal.where:
        parts.append(_("only {scope}").format(scope=scope_text(goal.where)))
    parts.append(_("from {day}").format(day=fmt.day(goal.start)))
    return " · ".join(parts)


def _now_row(now: Assessment, currency: str) -> str:
    if now.value is None or now.span is None:
        return fmt.NO_VALUE
    text = value_text(now.goal, now.value, currency)
    if now.span.days and now.goal.kind != "done":
        text += f" · {fmt.days_to(now.span)}"
    figure = now.figure
    if figure is not None and figure.interval is not None:
        text += " · " + interval_text(now.metric.unit, figure.interval)
    if figure is not None and figure.small:
        text += " · " + _("few cases: no verdict")
    return text


def interval_text(unit: str, interval: tuple[float, float]) -> str:
    """Return a 95 % interval as ``[61.2 – 64.8 %]``."""
    low, high = (fmt.value(unit, Fraction(end)) for end in interval)
    return f"[{low} – {high}]"


def _baseline_label(goal: Goal) -> str:
    return _("As long before") if goal.kind == "total" else _("Baseline")


def _baseline_row(goal: Goal, currency: str) -> str:
    baseline = goal.baseline
    if baseline is None:
        return fmt.NO_VALUE
    known = baseline.figure
    text = fmt.value(METRICS[goal.metric].unit, known.value, currency)
    if goal.kind == "done":
        return text
    if known.numerator is not None and known.denominator:
        top, bottom = fmt.shown(known.numerator), fmt.shown(known.denominator)
        text += " · " + _("{part} of {whole}").format(part=top, whole=bottom)
    return f"{text} · {fmt.days_to(baseline.span)}"


def _steps_row(now: Assessment) -> str:
    steps = now.steps
    if steps is None:
        return ""
    parts = [_("{n} of {total} reached").format(n=steps.reached, total=steps.total)]
    parts.append(_("{n} due so far").format(n=steps.due))
    return " · ".join(parts)


def _expected_row(goal: Goal, now: Assessment, currency: str) -> str:
    text = value_text(goal, now.expected_today, currency)
    buffer = now.pace.buffer_days
    if buffer is None:
        return text
    days = int(abs(buffer))
    if days == 0:
        return text + " · " + _("on the line")
    one, many = (
        ("{n} day ahead of the line", "{n} days ahead of the line")
        if buffer > 0
        else ("{n} day behind the line", "{n} days behind the line")
    )
    return text + " · " + fmt.plural(one, many, days)


def _needed(now: Assessment, currency: str) -> list[str]:
    per_day = now.pace.per_day
    if per_day is None or now.over:
        return []
    amount = fmt.value(now.metric.unit, per_day, currency)
    if now.goal.kind == "level":
        amount = difference_text(now.metric, per_day, currency)
    if now.goal.target.stays_under and now.goal.kind != "level":
        return _row(_("Left"), _("{amount} for each day to come").format(amount=amount))
    return _row(_("Needed"), _("{amount} on each day to come").format(amount=amount))


def _guardrails(now: Assessment, currency: str) -> list[str]:
    if not now.guardrails:
        return []
    return ["", "    " + _("Must not get worse"),
            *(line for one in now.guardrails
              for line in paragraph(_guardrail(one, currency), 6))]  # fmt: skip


def _guardrail(one: Guarded, currency: str) -> str:
    metric = one.metric
    before = fmt.value(metric.unit, one.before, currency)
    after = fmt.value(metric.unit, one.now, currency)
    words = {"better": _("better"), "worse": _("worse"), "same": _("same")}
    word = words[one.verdict] if one.verdict else _("no verdict")
    if one.verdict in ("better", "worse") and not one.clear:
        word += " " + _("(within chance)")
    return f"{_(metric.label)}: {before} → {after} · {word}"


def _turns(now: Assessment, currency: str) -> list[str]:
    if not now.turns:
        return []
    rows = []
    for turn in now.turns[-6:]:
        met = turn.met
        word = fmt.NO_VALUE if met is None else _("reached") if met else _("missed")
        rows.append([fmt.span(turn.span), value_text(now.goal, turn.value, currency), word])
    return ["", "    " + _("Turns before"), *(f"      {line}" for line in table(rows, "lrl"))]


def _levers(levers: Sequence[Lever]) -> list[str]:
    if not levers:
        return []
    lines = ["", "    " + _("Levers")]
    for lever in levers:
        text = f"{lever.id} {lever_text(lever)}{_dates(lever)}"
        lines += paragraph(text, 6)
    return lines


def _dates(lever: Lever) -> str:
    if lever.start is None:
        return ""
    if lever.end is None:
        return " · " + _("since {day}").format(day=fmt.day(lever.start))
    return f" · {fmt.day(lever.start)} – {fmt.day(lever.end)}"


# -- what a command did ----------------------------------------------------------------------


def draft_lines(draft: Draft) -> list[str]:
    """Return what was chosen for the owner."""
    return [line for note in draft.notes for line in paragraph(tr(note), 2)]


def history_lines(entries: Sequence[HistoryEntry], shop: Shop) -> list[str]:
    """Return every version of a plan: when, what, and which fields it changed."""
    zone = ZoneInfo(shop.timezone)
    lines: list[str] = []
    before: dict[str, object] = {}
    for entry in entries:
        at = fmt.moment(datetime.fromtimestamp(entry.at, UTC).astimezone(zone))
        word = _(CHANGES.get(entry.change, entry.change))
        lines += paragraph(f"{at} · {word}", 5, first=right(str(entry.version), 3))
        for field, (old, new) in changes(before, entry.body).items():
            lines += paragraph(f"{field}: {_short(old)} → {_short(new)}", 7)
        before = entry.body
    return lines


def changes(
    before: dict[str, object], after: dict[str, object]
) -> dict[str, tuple[object, object]]:
    """Return the fields that changed between two versions, with both values."""
    if not before:
        return {}
    hidden = {"id", "version", "baseline"}
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if name not in hidden and before.get(name) != value
    }


def _short(this: object) -> str:
    if this is None or this == "":
        return fmt.NO_VALUE
    if isinstance(this, (list, tuple)):
        return ", ".join(_short(one) for one in this) or fmt.NO_VALUE
    if isinstance(this, dict):
        return _short(list(this.values()))
    return fit(clean(str(this)), 40)


def saved_lines(goal: Goal, currency: str, sentence: str) -> list[str]:
    """Return what a command did; ``sentence`` has the gaps id and title."""
    return paragraph(sentence.format(id=goal.id, title=title_text(goal, currency)))


__all__ = [
    "changes", "draft_lines", "goal_lines", "goal_page", "heading", "history_lines", "list_lines",
    "ngettext", "saved_lines",
]  # fmt: skip
