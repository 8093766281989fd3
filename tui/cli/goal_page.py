"""One goal on a page: how it stands, what it is measured by, what is still needed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.goal import KIND_LABELS, RECURRENCE_LABELS, STATE_LABELS
from goals.targets.realism import WORD_LABELS
from goals.targets.reviews import decision_label
from goals.targets.status import STATUS_LABELS, STATUS_MARKS
from store.messages import N_
from tui import format as fmt
from tui.chances import calls_text, chance_text, forecast_texts
from tui.cli.columns import left, paragraph, table
from tui.cli.goal_reviews import again_text
from tui.cli.goal_text import dotted, guardrail_text, left_text, lever_text
from tui.cli.goal_words import (
    difference_text,
    scope_text,
    target_text,
    title_text,
    turn_texts,
    value_text,
    wish_text,
)
from tui.cli.kpi_text import term
from tui.language import _, tr
from tui.realism_words import asked_text, held_text, largest_text, noise_text, times_text
from tui.text import clean
from tui.urgency_words import urgency_text
from tui.words import bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.levers.lever import Lever
    from goals.metrics.metric import Metric
    from goals.targets.assess import Assessment
    from goals.targets.book import GoalView
    from goals.targets.goal import Goal
    from goals.targets.realism import Realism
    from store.settings import Shop

LABEL = 13
BY_LINE = N_("The status goes by the line: there is no probability.")


def goal_page(view: GoalView, shop: Shop, realism: Realism | None = None) -> list[str]:
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
    for one in now.breaks:
        lines += paragraph(tr(one), 4, first="  ≠")
    lines += ["", *_facts(view, currency), *_realism(realism)]
    lines += _guardrails(now, currency) + _turns(now, currency) + _levers(view.levers)
    if goal.note:
        lines += ["", *paragraph(clean(goal.note), 4)]
    if now.by_line and goal.kind != "done":
        lines += ["", *paragraph(_(BY_LINE), 4)]
        if now.outlook is not None and now.outlook.reason is not None:
            lines += paragraph(tr(now.outlook.reason), 4)
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
        lines += _chances(now, currency)
        lines += _row(_("Urgency"), urgency_text(now, view.urgency))
    return lines + _reviews(view)


def _realism(found: Realism | None) -> list[str]:
    """Return what the shop's own past says of what is left to do."""
    if found is None or found.word is None:
        return []
    verdict = [_(WORD_LABELS[found.word]), times_text(found), noise_text(found)]
    lines = _row(_("Realism"), " · ".join(filter(None, verdict)))
    past = " ".join(filter(None, (asked_text(found), largest_text(found), held_text(found))))
    return lines + paragraph(past, 4 + LABEL) if past else lines


def _chances(now: Assessment, currency: str) -> list[str]:
    """Return probability, back-test and forecast."""
    lines = []
    if now.probability is not None:
        text = chance_text(now.probability)
        calls = now.outlook.calls if now.outlook else None
        if calls is not None:
            text += " · " + calls_text(*calls)
        lines += _row(_("Probability"), text)
    texts = forecast_texts(now.outlook, now.metric, currency) if now.outlook else []
    return lines + (_row(_("Forecast"), " · ".join(texts)) if texts else [])


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
    text = fmt.value(goal.about.unit, known.value, currency)
    if goal.kind == "done":
        return text
    if known.numerator is not None and known.denominator:
        text += f" · {_terms(goal.about, known.numerator, known.denominator, currency)}"
    return f"{text} · {fmt.days_to(baseline.span)}"


def _terms(metric: Metric, part: Fraction, whole: Fraction, currency: str) -> str:
    """Return what a ratio was made of: ``213 of 324`` for a share, ``€120 ÷ 5`` for others."""
    top, bottom = metric.parsed()
    above, below = term(top, part, currency), term(bottom, whole, currency)
    if metric.unit == "share":
        return _("{part} of {whole}").format(part=above, whole=below)
    return f"{above} ÷ {below}"


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
    if buffer > 0:
        words = fmt.plural("{n} day ahead of the line", "{n} days ahead of the line", days)
    else:
        words = fmt.plural("{n} day behind the line", "{n} days behind the line", days)
    return f"{text} · {words}"


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
              for line in paragraph(guardrail_text(one, currency), 6))]  # fmt: skip


def _turns(now: Assessment, currency: str) -> list[str]:
    if not now.turns:
        return []
    rows = [[fmt.span(turn.span), *turn_texts(turn, now.goal, currency)] for turn in now.turns[-6:]]
    return ["", "    " + _("Turns before"), *(f"      {line}" for line in table(rows, "lrll"))]


def _reviews(view: GoalView) -> list[str]:
    review = view.review
    if review is None:
        return []
    text = f"{fmt.day(review.day)} · {tr(decision_label(review.decision))}"
    if review.next_day is not None:
        text += " · " + again_text(review.next_day)
    return _row(_("Last review"), text)


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
