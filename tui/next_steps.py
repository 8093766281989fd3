"""What an owner does next about a goal that needs attention: a sentence with its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.levers.lever import Lever
    from goals.targets.assess import Assessment

LOSING = frozenset({"behind", "at risk", "out of reach"})


def next_step(found: Assessment, levers: Sequence[Lever]) -> str:
    """Return the next step: figures first, then the end of the goal, a guardrail, a lever."""
    number = found.goal.id
    if found.status in ("no data", "stale"):
        return _("Next: import the newest figures: kpi-tui import FILE")
    if found.status == "missed":
        text = _("Next: close it (kpi-tui goal close {n}) or set it again (goal duplicate {n})")
        return text.format(n=number)
    lost = next((one for one in found.guardrails if one.verdict == "worse" and one.clear), None)
    if lost is not None:
        text = _("Next: look at what got worse: kpi-tui kpi explain {metric}")
        return text.format(metric=lost.metric.id)
    if found.goal.kind == "done":
        return _("Next: see the late milestones: kpi-tui project list")
    if found.status not in LOSING:
        return ""
    waiting = next((one for one in levers if one.state in ("planned", "idea")), None)
    if waiting is not None:
        text = _("Next: start “{name}”: kpi-tui lever start {n}")
        return text.format(name=clean(waiting.name), n=waiting.id)
    if any(one.state == "running" for one in levers):
        text = _("Next: see what its levers do, and note it: kpi-tui goal review {n}")
        return text.format(n=number)
    text = _("Next: link a lever: kpi-tui lever library --metric {metric}")
    return text.format(metric=found.goal.metric)
