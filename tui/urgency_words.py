"""Why a goal comes first, in words: the terms of its urgency."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.status import STATUS_LABELS
from tui import format as fmt
from tui.language import _, ngettext

if TYPE_CHECKING:
    from goals.targets.assess import Assessment
    from goals.targets.urgency import Urgency


def urgency_text(found: Assessment, pressing: Urgency) -> str:
    """Return the product with its terms: ``urgency 28 = 66 % doubt × 0.42 (39 days left)``."""
    doubt = fmt.share(Fraction(pressing.doubt), 0)
    if pressing.known:
        first = _("{share} to miss it").format(share=doubt)
    else:
        status = _(STATUS_LABELS[found.status])
        first = _("{share} for “{status}”").format(share=doubt, status=status)
    left = max(found.days_left, 0)
    days = ngettext("{n} day left", "{n} days left", left).format(n=fmt.number(left))
    terms = [first, f"{fmt.number(Fraction(pressing.near), 2)} ({days})"]
    if pressing.weight != 1:
        weight = fmt.number(Fraction(pressing.weight).limit_denominator(100), 2)
        terms.append(f"{weight} ({_weights(found, pressing)})")
    score = fmt.number(Fraction(pressing.score * 100), 0)
    return _("urgency {score} = {terms}").format(score=score, terms=" × ".join(terms))


def _weights(found: Assessment, pressing: Urgency) -> str:
    reasons = []
    if found.guardrail_lost:
        reasons.append(_("guardrail lost"))
    if pressing.reviewed:
        reasons.append(_("review due"))
    return ", ".join(reasons)
