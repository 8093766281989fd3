"""Goals as JSON: the shapes of the command line's contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_, Message
from tui.cli.context import json_value
from tui.cli.goal_words import title_text
from tui.cli.kpi_data import ends, rounded
from tui.cli.realism_data import realism_object

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from goals.targets.assess import Assessment, Turn
    from goals.targets.book import GoalView
    from goals.targets.goal import Baseline, Goal
    from goals.targets.realism import Realism
    from goals.targets.urgency import Urgency
    from store.plans import HistoryEntry, LinkEntry
    from store.spans import Span

NOT_ASKED = N_("The past is compared for goals under way, where “goal list” or “goal show” asks.")
CERTAIN = N_("Nothing is open any more: no forecast.")


def goal_object(view: GoalView, currency: str, realism: Realism | None = None) -> dict[str, object]:
    """Return one goal with how it stands; days are included at both ends."""
    reasons = _reasons(view.assessment)
    if realism is None:
        reasons["realism"] = Message(NOT_ASKED)
    return {
        **_plan(view.goal, currency),
        "turn": _span(view.assessment.stretch),
        **_standing(view.assessment, currency),
        "realism": realism_object(realism, currency),
        "reasons": reasons,
        "closed": _closed(view.goal, currency),
        "urgency": _urgency(view.urgency) if view.goal.state == "open" else None,
        "review": _review(view),
        "levers": [lever.id for lever in view.levers],
    }


def _plan(goal: Goal, currency: str) -> dict[str, object]:
    """Return what was set."""
    return {
        "id": goal.id,
        "version": goal.version,
        "state": goal.state,
        "title": title_text(goal, currency),
        "metric": goal.metric,
        "unit": goal.about.unit,
        "where": dict(goal.where),
        "operator": goal.target.operator,
        "target": goal.target.value,
        "target_high": goal.target.high,
        "kind": goal.kind,
        "window": goal.window,
        "recurrence": goal.recurrence,
        "start": goal.start,
        "deadline": goal.deadline,
        "stage": goal.stage,
        "note": goal.note,
        "baseline": _baseline(goal, currency),
    }


def _standing(now: Assessment, currency: str) -> dict[str, object]:
    """Return how it stands; what later versions will calculate is ``null`` with its reason."""

    def number(value: Fraction | None) -> float | int | None:
        return json_value(now.metric.unit, value, currency)

    return {
        "value": number(now.value),
        "measured": None if now.span is None else _span(now.span),
        "numerator": now.figure.numerator if now.figure else None,
        "denominator": now.figure.denominator if now.figure else None,
        "interval": ends(now.figure.interval) if now.figure else None,
        "progress": rounded(now.progress),
        "pace": number(now.expected_today),
        "expected_progress": rounded(now.pace.expected_progress),
        "buffer_days": rounded(now.pace.buffer_days),
        "per_day": rounded(now.pace.per_day),
        "days_left": now.days_left,
        "met": now.met,
        "status": now.status,
        "attention": now.attention,
        "reason": now.reason,
        "breaks": list(now.breaks),
        "probability": now.probability,
        "forecast": _forecast(now, currency),
        "calls": _calls(now),
        "status_by": "probability" if now.by_chance else "line" if now.by_line else None,
        "breach": _breach(now, currency),
        "milestones": _steps(now),
        "turns": [
            {
                **_span(turn.span),
                "value": number(turn.value),
                "met": turn.met,
                "recorded": _recorded(turn, currency, now),
            }
            for turn in now.turns
        ],
        "guardrails": [
            {
                "metric": one.metric.id,
                "baseline": json_value(one.metric.unit, one.before, currency),
                "value": json_value(one.metric.unit, one.now, currency),
                "verdict": one.verdict,
                "clear": one.clear,
            }
            for one in now.guardrails
        ],
    }


def _forecast(now: Assessment, currency: str) -> dict[str, object] | None:
    """Return what the last day may show, with the range that holds it four times of five."""
    found = now.outlook
    if found is None or found.value is None:
        return None
    ends = {"value": found.value, "low": found.low, "high": found.high}
    return {name: json_value(now.metric.unit, end, currency) for name, end in ends.items()}


def _calls(now: Assessment) -> dict[str, object] | None:
    """Return how often past calls of this kind on this shop's own history came true."""
    calls = now.outlook.calls if now.outlook else None
    return None if calls is None else {"asked": calls[0], "came_true": calls[1]}


def _reasons(now: Assessment) -> dict[str, Message]:
    """Return why there is no figure where there is none."""
    reasons = {}
    why = now.outlook.reason if now.outlook and now.outlook.reason else Message(CERTAIN)
    if now.value is None and now.reason is not None:
        why = now.reason
    if now.probability is None:
        reasons["probability"] = why
    if now.outlook is None or now.outlook.value is None:
        reasons["forecast"] = why
    return reasons


def history_object(
    entries: list[HistoryEntry], links: Sequence[LinkEntry] = ()
) -> dict[str, object]:
    return {
        "links": [{"lever": one.lever, "at": one.at, "linked": one.linked} for one in links],
        "history": [
            {
                "version": entry.version,
                "at": entry.at,
                "change": entry.change,
                "who": entry.who,
                "restores": entry.restores,
                "row": entry.body,
            }
            for entry in entries
        ],
    }


def baseline_object(baseline: Baseline, unit: str, currency: str) -> dict[str, object]:
    """Return what a change is measured from."""
    known = baseline.figure
    return {
        "value": json_value(unit, known.value, currency),
        "numerator": known.numerator,
        "denominator": known.denominator,
        "interval": ends(known.interval),
        **_span(baseline.span),
    }


def _baseline(goal: Goal, currency: str) -> dict[str, object] | None:
    if goal.baseline is None:
        return None
    return baseline_object(goal.baseline, goal.about.unit, currency)


def _span(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.last if span.days else span.start}


def _breach(now: Assessment, currency: str) -> dict[str, object] | None:
    if now.breach is None:
        return None
    value = json_value(now.metric.unit, now.breach.value, currency)
    return {**_span(now.breach.span), "value": value}


def _steps(now: Assessment) -> dict[str, object] | None:
    if now.steps is None:
        return None
    steps = now.steps
    return {"total": steps.total, "reached": steps.reached, "due": steps.due,
            "late": list(steps.late)}  # fmt: skip


def _closed(goal: Goal, currency: str) -> dict[str, object] | None:
    if goal.closing is None:
        return None
    value = json_value(goal.about.unit, goal.closing.value, currency)
    return {"value": value, "day": goal.closing.day}


def _urgency(pressing: Urgency) -> dict[str, object]:
    return {
        "score": round(pressing.score, 4),
        "doubt": round(pressing.doubt, 4),
        "near": round(pressing.near, 4),
        "weight": round(pressing.weight, 4),
    }


def _review(view: GoalView) -> dict[str, object] | None:
    review = view.review
    if review is None:
        return None
    return {"day": review.day, "decision": review.decision, "note": review.note,
            "next": review.next_day, "due": view.urgency.reviewed}  # fmt: skip


def _recorded(turn: Turn, currency: str, now: Assessment) -> dict[str, object] | None:
    kept = turn.kept
    if kept is None:
        return None
    return {
        "value": json_value(now.metric.unit, kept.value, currency),
        "met": kept.met,
        "operator": kept.target.operator,
        "target": kept.target.value,
        "target_high": kept.target.high,
        "known_to": kept.known_day,
    }
