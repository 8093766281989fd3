"""How a goal stands, as the paragraphs of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.goal import KIND_LABELS, RECURRENCE_LABELS
from tui import format as fmt
from tui import words
from tui.chances import calls_text, chance_text, forecast_texts
from tui.closing_words import closing_text, review_text
from tui.language import _, ngettext, tr
from tui.text import clean
from tui.urgency_words import urgency_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.targets.assess import Guarded
    from tui.views import GoalView
    from tui.widgets.painted import Piece
    from tui.widgets.prose import Paragraph


def standing(view: GoalView, currency: str) -> Iterable[Paragraph]:
    """Yield how a goal stands: in a word, in figures, and why."""
    found, goal, _metric = view.assessment, view.goal, view.metric
    mark, status = words.status_mark(view), words.status_text(view)
    first: list[Piece] = [(f"{mark} {status}", words.status_ink(view)), ("   ", "")]
    progress = found.pace.progress
    first.append((words.bar(progress, found.pace.expected_progress, 20), words.status_ink(view)))
    if progress is not None and progress < 0:
        text = _("worse than where it began, {expected} of the way expected by today")
        expected = fmt.share(found.pace.expected_progress, 0)
        first.append(("  " + text.format(expected=expected), ""))
    elif progress is not None:
        text = _("{done} of the way, {expected} expected by today")
        ends = {
            "done": fmt.share(progress, 0),
            "expected": fmt.share(found.pace.expected_progress, 0),
        }
        first.append(("  " + text.format(**ends), ""))
    yield tuple(first)
    if found.reason is not None:
        yield ((tr(found.reason), "mark"),)
    for change in found.breaks:
        yield ((f"{words.APART} {tr(change)}", "mark"),)
    yield ((" · ".join(_facts(view, currency)), "dim"),)
    chances = " · ".join(_chances(view, currency))
    if chances:
        yield ((chances, ""),)
    for guarded in found.guardrails:
        lost = guarded.verdict == "worse" and guarded.clear
        line = guardrail_text(guarded, currency)
        yield (("! " if lost else "  ", "bad"), (line, "bad" if lost else "dim"))
    if goal.note:
        yield ((clean(goal.note), ""),)
    if goal.closing is not None:
        yield ((closing_text(goal, found, currency), "title"),)
    review = review_text(view)
    if review:
        due = view.urgency is not None and view.urgency.reviewed
        yield ((review, "mark" if due else "dim"),)
    if goal.state == "open" and view.urgency is not None:
        yield ((urgency_text(found, view.urgency), "dim"),)


def guardrail_text(guarded: Guarded, currency: str) -> str:
    """Return a metric that must not get worse: what it was, what it is, and what that means."""
    words_of = {"better": _("better"), "worse": _("worse"), "same": _("same")}
    verdict = words_of[guarded.verdict] if guarded.verdict else _("no verdict")
    if guarded.verdict in ("better", "worse") and not guarded.clear:
        verdict += " " + _("(within chance)")
    return _("must not get worse: {metric}, {before} then, {now} now: {verdict}").format(
        metric=_(guarded.metric.label),
        before=words.value_of(guarded.metric, guarded.before, currency),
        now=words.value_of(guarded.metric, guarded.now, currency),
        verdict=verdict,
    )


def _chances(view: GoalView, currency: str) -> Iterable[str]:
    """Yield probability, back-test and forecast, or why there is none."""
    outlook = view.assessment.outlook
    if outlook is None:
        return
    if view.assessment.probability is not None:
        chance = chance_text(view.assessment.probability)
        yield _("{chance} probable").format(chance=chance)
        if outlook.calls is not None:
            yield calls_text(*outlook.calls)
    elif outlook.reason is not None:
        yield tr(outlook.reason)
    yield from forecast_texts(outlook, view.metric, currency)


def _facts(view: GoalView, currency: str) -> Iterable[str]:
    found, goal, metric = view.assessment, view.goal, view.metric
    yield _(KIND_LABELS[goal.kind])
    if goal.recurrence != "none":
        yield _(RECURRENCE_LABELS[goal.recurrence])
    if goal.kind in ("level", "hold"):
        text = ngettext("over {n} day", "over {n} days", goal.window)
        yield text.format(n=fmt.number(goal.window))
    known = goal.baseline is not None and goal.kind != "done"
    if known and goal.baseline is not None and goal.baseline.figure.value is not None:
        value = words.value_of(metric, goal.baseline.figure.value, currency)
        text = _("at the start {value}, over {days}")
        yield text.format(value=value, days=fmt.span(goal.baseline.span))
    if found.expected_today is not None:
        value = words.value_of(metric, found.expected_today, currency)
        yield _("today on pace: {value}").format(value=value)
    yield _("from {start} to {deadline}").format(
        start=fmt.day(goal.start), deadline=fmt.day(goal.deadline)
    )
    left = found.days_left
    if left >= 0:
        text = ngettext("{n} day left", "{n} days left", left)
        yield text.format(n=fmt.number(left))
    if found.pace.per_day is not None and goal.kind == "total":
        value = words.value_of(metric, found.pace.per_day, currency)
        yield _("{value} a day from now on").format(value=value)
    away = found.pace.progress is not None and found.pace.progress < 0
    if found.pace.buffer_days is not None and goal.state == "open" and not away:
        days = round(found.pace.buffer_days)
        if days:
            ahead = ngettext("{n} day ahead", "{n} days ahead", abs(days))
            behind = ngettext("{n} day behind", "{n} days behind", abs(days))
            yield (ahead if days > 0 else behind).format(n=fmt.number(abs(days)))
