"""Goals for people: a list, a page for one, what changed; in 80 cells, in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.goal import RECURRENCE_LABELS, STATE_LABELS
from goals.targets.status import STATUS_LABELS, STATUS_MARKS
from tui import format as fmt
from tui.chances import chance_text
from tui.cli.columns import WIDTH, fit, left, paragraph, right, width
from tui.cli.goal_words import (
    short_value,
    title_text,
    wish_text,
)
from tui.lag_words import lag_texts
from tui.language import _, tr
from tui.text import clean
from tui.urgency_words import urgency_text
from tui.words import bar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.levers.lever import Lever
    from goals.metrics.lagging import Lag
    from goals.targets.assess import Assessment, Guarded
    from goals.targets.book import GoalView
    from goals.targets.draft import Draft
    from goals.targets.goal import Goal
    from store.settings import Shop

TITLE, NOW, BAR, SHARE, STATUS = 28, 12, 10, 6, 12


# -- the list --------------------------------------------------------------------------------


def list_lines(
    views: Sequence[GoalView],
    shop: Shop,
    as_of: date | None,
    *,
    why: bool = False,
    some: bool = False,
    lags: Sequence[Lag] = (),
) -> list[str]:
    """Return the goals, two lines each or more; ``some``: those that were asked for, not all."""
    lines = heading(views, shop, as_of, lags)
    if not views and some:
        return [*lines, "", *paragraph(_("No goal is like that; --all shows every goal."))]
    if not views:
        return [*lines, "", *paragraph(_("No goal yet. Set one like this:")), "",
                "  kpi-tui goal add cart_abandonment '< 60 %' --by 31/12"]  # fmt: skip
    for view in views:
        lines += ["", *goal_lines(view, shop.currency)]
        if why and view.goal.state == "open":
            lines += paragraph(urgency_text(view.assessment, view.urgency), 6)
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


def heading(
    views: Sequence[GoalView], shop: Shop, as_of: date | None, lags: Sequence[Lag] = ()
) -> list[str]:
    """Return the shop, the day figures end on and which end sooner, how many goals there are."""
    parts = [clean(shop.name)] if shop.name else []
    if as_of is not None:
        parts.append(_("figures to {day}").format(day=fmt.day(as_of)))
        parts += lag_texts(lags)
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
    if goal.state != "open" and goal.closing is not None:
        lines += paragraph(closing_text(goal, now, currency), 6)
    if view.urgency.reviewed and view.review is not None and view.review.next_day is not None:
        text = _("Review due since {day}").format(day=fmt.day(view.review.next_day))
        lines += paragraph(text, 6)
    lost = [one for one in now.guardrails if one.verdict == "worse" and one.clear]
    lines += [line for one in lost for line in paragraph(_guardrail_lost(one, currency), 6)]
    return lines


def closing_text(goal: Goal, now: Assessment, currency: str) -> str:
    """Return the figure known at closing beside the one known today."""
    if goal.closing is None:
        return ""
    day, then = fmt.day(goal.closing.day), short_value(goal, goal.closing.value, currency)
    if now.value == goal.closing.value:
        return _("Closed with {then}, known up to {day}").format(then=then, day=day)
    text = _("Closed with {then}, known up to {day}; today that is {now}")
    return text.format(then=then, day=day, now=short_value(goal, now.value, currency))


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
    if now.probability is not None:
        parts.append(_("{chance} probable").format(chance=chance_text(now.probability)))
    return parts


def left_text(days: int) -> str:
    """Return how long it is until the end of the stretch."""
    if days < 0:
        return _("over")
    return fmt.plural("{n} day left", "{n} days left", days)


def lever_text(lever: Lever) -> str:
    """Return a lever in a few words: mark, name, state."""
    from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS

    state = _(LEVER_STATE_LABELS[lever.state])
    return f"{LEVER_MARKS[lever.state]} {clean(lever.name)} ({state})"


def _guardrail_lost(one: Guarded, currency: str) -> str:
    return _("Guardrail lost: {what}").format(what=guardrail_text(one, currency))


def guardrail_text(one: Guarded, currency: str) -> str:
    metric = one.metric
    before = fmt.value(metric.unit, one.before, currency)
    after = fmt.value(metric.unit, one.now, currency)
    words = {"better": _("better"), "worse": _("worse"), "same": _("same")}
    word = words[one.verdict] if one.verdict else _("no verdict")
    if one.verdict in ("better", "worse") and not one.clear:
        word += " " + _("(within chance)")
    return _("{label}: {before} → {after} · {word}").format(
        label=_(metric.label), before=before, after=after, word=word
    )


# -- what a command did ----------------------------------------------------------------------


def draft_lines(draft: Draft) -> list[str]:
    """Return what was chosen for the owner."""
    return [line for note in draft.notes for line in paragraph(tr(note), 2)]


def saved_lines(goal: Goal, currency: str, sentence: str) -> list[str]:
    """Return what a command did; ``sentence`` has the gaps id and title."""
    return paragraph(sentence.format(id=goal.id, title=title_text(goal, currency)))
