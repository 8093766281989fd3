"""Reviews of a goal as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.reviews import DECISION_LABELS, decision_label
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph
from tui.cli.goal_words import title_text
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.targets.goal import Goal
    from store.reviews import ReviewRow

NEXT_STEPS: dict[str, str] = {
    "retarget": N_("Change it: kpi-tui goal edit {number} --target …"),
    "lever": N_("Pull one: kpi-tui lever list, then kpi-tui lever link"),
    "stop": N_("Close it: kpi-tui goal close {number}"),
}
"""What a decision asks for, as a command."""


def review_object(row: ReviewRow) -> dict[str, object]:
    return {
        "day": row.day,
        "at": row.at,
        "decision": row.decision,
        "note": row.note,
        "next": row.next_day,
    }


def reviewed_lines(goal: Goal, row: ReviewRow, currency: str) -> list[str]:
    """Return what was noted, and what follows from it."""
    text = _("Review of goal {id} noted: {title}")
    lines = paragraph(text.format(id=goal.id, title=title_text(goal, currency)))
    lines += _review(row)
    step = NEXT_STEPS.get(row.decision)
    return lines + (paragraph(_(step).format(number=goal.id), 2) if step else [])


def review_lines(goal: Goal, rows: Sequence[ReviewRow], currency: str) -> list[str]:
    """Return every review of a goal, the first one first."""
    lines = paragraph(f"{goal.id} · {title_text(goal, currency)}")
    if not rows:
        return [*lines, "  " + _("No review yet.")]
    return lines + [line for row in rows for line in _review(row)]


def _review(row: ReviewRow) -> list[str]:
    assert row.decision in DECISION_LABELS
    parts = [fmt.day(row.day), tr(decision_label(row.decision))]
    if row.next_day is not None:
        parts.append(again_text(row.next_day))
    lines = paragraph(" · ".join(parts), 4, first="  ")
    return lines + (paragraph(clean(row.note), 4) if row.note else [])


def again_text(day: date) -> str:
    return _("next look on {day}").format(day=fmt.day(day))
