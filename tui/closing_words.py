"""What became of a goal, in words: the figure at closing beside today's, and its last review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.reviews import decision_label
from tui import format as fmt
from tui.cli.goal_words import short_value
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from goals.targets.assess import Assessment
    from goals.targets.goal import Goal
    from tui.views import GoalView


def closing_text(goal: Goal, now: Assessment, currency: str) -> str:
    """Return whether a closed goal was reached, by the figure known then and the one of today."""
    closing = goal.closing
    if closing is None:
        return ""
    day, then = fmt.day(closing.day), short_value(goal, closing.value, currency)
    if closing.value is None:
        return _("Closed without a figure, known up to {day}").format(day=day)
    before = goal.target.met_by(closing.value)
    word = _("reached") if before else _("missed")
    if now.value is None or now.value == closing.value:
        return _("{word}: closed with {then}, known up to {day}").format(
            word=word, then=then, day=day
        )
    text = _("{word}: closed with {then}, known up to {day}; today that is {now}")
    told = text.format(word=word, then=then, day=day, now=short_value(goal, now.value, currency))
    after = goal.target.met_by(now.value)
    if after == before:
        return told
    by_now = _("reached by what is known now") if after else _("missed by what is known now")
    return f"{told}, {by_now}"


def review_text(view: GoalView) -> str:
    """Return the last review of a goal: when, what was decided, when it is looked at again."""
    row = view.review
    if row is None:
        return ""
    text = _("Review of {day}: {decision}")
    parts = [text.format(day=fmt.day(row.day), decision=tr(decision_label(row.decision)))]
    if row.next_day is not None and view.goal.state == "open":
        due = view.urgency is not None and view.urgency.reviewed
        again = _("due since {day}") if due else _("next look on {day}")
        parts.append(again.format(day=fmt.day(row.next_day)))
    if row.note:
        parts.append(clean(row.note))
    return " · ".join(parts)
